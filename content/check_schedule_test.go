package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/store"
)

// A plan whose item was lost, as by a restore of half a transaction, is found by a check, and happens: in time, or late.
func TestCheckFindsLostPlans(t *testing.T) {
	for name, late := range map[string]time.Duration{"in time": 0, "days late": 75 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			b := newFatalSpace(t)
			s := b.process(nil)
			s.create("article", "a", `{"title":"A"}`, false)
			at := b.clock.Now().Add(time.Hour)
			_, err := s.Schedule(s.ctx, "a", content.ScheduleOptions{Action: content.SchedulePublish, At: at})
			s.must(err)
			for _, i := range b.content.items(t, "#due") {
				for _, err := range b.content.Batch(b.ctx, store.Delete(i.Key, store.Always())) {
					s.must(err)
				}
			}
			b.clock.advance(late)
			for _, repair := range []bool{false, true} {
				report, err := s.Check(s.ctx, repair)
				s.must(err)
				equal(t, len(report.Findings), 1)
				equal(t, []any{report.Findings[0].Kind, report.Findings[0].Repaired}, []any{content.LostSchedule, repair})
				if !strings.Contains(report.Findings[0].Message, "entry a ") {
					t.Error(report.Findings[0].Message)
				}
			}
			b.clock.advance(time.Hour)
			_, err = s.RunDue(s.ctx)
			s.must(err)
			e, err := s.Entry(s.ctx, "a")
			s.must(err)
			equal(t, e.Status, content.StatusPublished)
			report, err := s.Check(s.ctx, false)
			s.must(err)
			equal(t, len(report.Findings), 0)
		})
	}
}
