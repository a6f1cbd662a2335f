package wordpress

import (
	"strings"
	"time"
)

// moment reads the first of some dates that is one; zero dates, like 0000-00-00 00:00:00, are none.
func moment(texts ...string) time.Time {
	for _, s := range texts {
		s = strings.TrimSpace(s)
		for _, layout := range []string{time.DateTime, time.RFC1123Z, time.RFC3339} {
			if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

// written is when an item was written. Drafts have no time in UTC, only the local one of a place that the file does not
// name, which is then taken for UTC.
func (it *item) written() time.Time { return moment(it.DateGMT, it.Date, it.PubDate) }

func (it *item) changed() time.Time { return moment(it.ChangedGMT, it.Changed) }

func (c *comment) written() time.Time { return moment(c.DateGMT, c.Date) }
