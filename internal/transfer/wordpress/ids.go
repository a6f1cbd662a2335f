package wordpress

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/content/field"
)

// site makes the ids of what comes from one blog: wp-SITE-…, the same in every run and on every machine. The tag of the
// blog keeps two blogs in one space apart.
type site string

// siteOf makes the tag of a blog of its address.
func siteOf(address string) site {
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	return site("wp-" + digest(3, strings.ToLower(strings.TrimRight(rest, "/"))))
}

// post is the id of the post with a number.
func (s site) post(number string) string { return string(s) + "-" + number }

// named is the id of a term, author or comment. Names that an id cannot hold, or that may be an e-mail address, are
// digested.
func (s site) named(kind, name string) string {
	id := string(s) + "-" + kind + "-" + name
	if field.IsID(id) && !strings.Contains(name, "@") {
		return id
	}
	return string(s) + "-x-" + digest(12, kind, name)
}

// odd is the id of an item without a number of its own: made of its content, and of how often the same came before.
func (s site) odd(it *item, seen map[string]int) string {
	d := digest(12, it.Type, it.PostID, it.Title, it.Name, it.Date, it.DateGMT, it.Attachment, it.content())
	seen[d]++
	if n := seen[d]; n > 1 {
		d += "-" + strconv.Itoa(n)
	}
	return string(s) + "-x-" + d
}

// digest is n bytes of the hash of some texts, in hex.
func digest(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:n])
}

// number reads a positive number in its plain form; "" for anything else.
func number(s string) string {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 63)
	if err != nil || n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}
