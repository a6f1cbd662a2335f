package content_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// TestLivesEqualThePlainModel lets entries live random lives, and compares each step with a model of plain maps: what may
// happen, and what the entry is then. GALLEY_LIVES asks for more, GALLEY_LIVES_SEED begins elsewhere.
func TestLivesEqualThePlainModel(t *testing.T) { // C19, C20, C21
	r := newTrial("LIVES", 500)
	t.Run("lives", func(t *testing.T) {
		for n := range r.many {
			seed := r.seed + uint64(n)
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
				t.Parallel()
				steps := newLife(t, seed).live(40)
				r.passed(1, steps)
			})
		}
	})
	fmt.Printf("%d histories of %d steps equal the plain model, from seed %d\n", r.counts.Load(), r.edits.Load(), r.seed)
}

// biography is one history.
type biography struct {
	*testing.T
	*content.Service
	plain *plainSpace
	clock *testClock
	rnd   *rand.Rand
	ids   []string
	log   []string // what was done
}

const lifeModels = `[
	{"apiId":"story","pluralApiId":"stories","fields":[
		{"apiId":"title","kind":"TEXT","localized":true,"required":true},{"apiId":"slug","kind":"SLUG","unique":true},
		{"apiId":"parent","kind":"REFERENCE","models":["story","note"],"onDelete":"RESTRICT"},
		{"apiId":"friend","kind":"REFERENCE","models":["story","note"]}]},
	{"apiId":"note","pluralApiId":"notes","drafts":false,"fields":[
		{"apiId":"title","kind":"TEXT","localized":true},{"apiId":"slug","kind":"SLUG","unique":true},
		{"apiId":"parent","kind":"REFERENCE","models":["story","note"],"onDelete":"RESTRICT"},
		{"apiId":"friend","kind":"REFERENCE","models":["story","note"]}]}]`

func newLife(t *testing.T, seed uint64) *biography {
	t.Helper()
	l := &biography{T: t, clock: newTestClock(), rnd: rand.New(rand.NewPCG(seed, 7)), plain: &plainSpace{stories: map[string]*story{}, by: "ada"}}
	l.Service = content.New(storetest.NewAt(t, l.clock.Now), storetest.NewAt(t, l.clock.Now), content.Options{
		Clock: l.clock, Present: func(_ context.Context, who event.Actor) (auth.Actor, error) { return author(who.ID), nil }})
	var files []json.RawMessage
	l.must(json.Unmarshal([]byte(lifeModels), &files))
	_, err := l.ApplyModels(l.ctx(), files, false, false)
	l.must(err)
	l.must(l.SetLocales(l.ctx(), []content.Locale{{Code: "en"}, {Code: "de", Fallback: "en"}, {Code: "fr"}}))
	return l
}

func author(id string) auth.Actor {
	return auth.Actor{Kind: auth.KindUser, ID: id, Name: id, Role: auth.RoleAdmin}
}

// ctx is that of who acts.
func (l *biography) ctx() context.Context { return auth.With(l.Context(), author(l.plain.by)) }

func (l *biography) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatalf("%v\n%s", err, strings.Join(l.log, "\n"))
	}
}

func (l *biography) chance(percent int) bool { return l.rnd.IntN(100) < percent }

// anyOf picks one of some things.
func anyOf[T any](l *biography, all ...T) T { return all[l.rnd.IntN(len(all))] }

// live does random things, and compares after each.
func (l *biography) live(steps int) int {
	for n := range steps {
		l.clock.advance(anyOf(l, time.Millisecond, time.Second, 4*time.Minute, 11*time.Minute))
		l.plain.now, l.plain.by = l.clock.Now(), anyOf(l, "ada", "ada", "bob")
		id := l.step(n)
		l.compare(id)
		if n%8 == 7 {
			l.compareLists()
		}
	}
	for _, id := range l.ids {
		l.compare(id)
	}
	return steps
}

// step does one thing to some entry, and gives its id.
func (l *biography) step(n int) (id string) {
	if len(l.ids) < 4 || l.chance(8) {
		return l.create(n)
	}
	id = anyOf(l, l.ids...)
	var want errs.Code
	var err error
	var what string
	switch deed := l.rnd.IntN(38); {
	case deed < 8:
		patch, version, publish := l.patch(id), l.version(id), l.chance(20)
		what = fmt.Sprintf("update %v of version %d, publish %v", patch, version, publish)
		want = l.plain.update(id, patch, version, publish)
		_, err = l.Update(l.ctx(), id, content.Change{Values: external(patch), Version: version, Publish: publish})
	case deed < 14:
		locales, version := l.locales(), l.version(id)
		what = fmt.Sprintf("publish %v of version %d", locales, version)
		want = l.plain.publish(id, locales, version)
		_, err = l.Publish(l.ctx(), id, content.PublishOptions{Locales: locales, Version: version})
	case deed < 17:
		locales := l.locales()
		what = fmt.Sprintf("unpublish %v", locales)
		want = l.plain.unpublish(id, locales)
		_, err = l.Unpublish(l.ctx(), id, content.PublishOptions{Locales: locales})
	case deed < 19:
		what, want = "archive", l.plain.archive(id)
		_, err = l.Archive(l.ctx(), id, 0)
	case deed < 21:
		what, want = "unarchive", l.plain.unarchive(id)
		_, err = l.Unarchive(l.ctx(), id, 0)
	case deed < 23:
		what, want = "delete", l.plain.delete(id)
		err = l.Delete(l.ctx(), id, 0)
	case deed < 25:
		what, want = "restore", l.plain.restore(id)
		_, err = l.Restore(l.ctx(), id)
	case deed < 26:
		what, want = "purge", l.plain.purge(id)
		err = l.Purge(l.ctx(), id)
	case deed < 30:
		what, want, err = l.plan(id)
	case deed < 32:
		what, want, err = l.publishWhole(id)
	case deed < 34:
		revision, version := l.revision(id), l.version(id)
		what = fmt.Sprintf("restore version %d of version %d", revision, version)
		want = l.plain.restoreRevision(id, revision, version)
		_, err = l.RestoreRevision(l.ctx(), id, revision, nil, version)
	default:
		what, err = "do what is due", l.due()
	}
	l.told(id, what, want, err)
	return id
}

// publishWhole publishes an entry, or two, with what they refer to.
func (l *biography) publishWhole(id string) (what string, want errs.Code, err error) {
	locales, version := l.locales(), l.version(id)
	if l.chance(50) {
		want = l.plain.publishWhole([]string{id}, locales, version)
		_, err = l.Publish(l.ctx(), id, content.PublishOptions{Locales: locales, Version: version, WithReferences: true})
		return fmt.Sprintf("publish %v of version %d with references", locales, version), want, err
	}
	both := []string{id, anyOf(l, l.ids...)}
	if both[0] == both[1] {
		both = both[:1]
	}
	want = l.plain.publishWhole(both, locales, 0)
	asked := make([]content.PublishInput, len(both))
	for i := range both {
		asked[i].ID = both[i]
	}
	_, err = l.PublishMany(l.ctx(), asked, locales, true)
	return fmt.Sprintf("publish %v %v with references", both, locales), want, err
}

// revision is one of an entry, or one that it does not have.
func (l *biography) revision(id string) int64 {
	if s := l.plain.stories[id]; s != nil && len(s.revisions) > 0 && l.chance(90) {
		return anyOf(l, slices.Sorted(maps.Keys(s.revisions))...)
	}
	return 77
}

// told compares what Galley said to a deed with what the plain model said.
func (l *biography) told(id, what string, want errs.Code, err error) {
	l.Helper()
	l.log = append(l.log, fmt.Sprintf("%s %s: %s %s: %v", l.clock.Now().Format(time.TimeOnly), l.plain.by, what, id, err))
	if got := errs.CodeOf(err); got != want {
		l.Fatalf("%s %s: %q (%v), the plain model says %q\n%s", what, id, got, err, want, strings.Join(l.log, "\n"))
	}
}

func (l *biography) create(n int) string {
	id, drafts, publish := fmt.Sprintf("e%02d", n), l.chance(75), l.chance(30)
	if len(l.ids) > 0 && l.chance(10) {
		if gone := anyOf(l, l.ids...); l.plain.there(gone) == nil && l.plain.stories[gone] != nil {
			id, drafts = gone, l.plain.stories[gone].drafts
		}
	}
	v := l.patch(id)
	model := "story"
	if !drafts {
		model = "note"
	}
	want := l.plain.create(id, drafts, v, publish)
	_, err := l.Create(l.ctx(), model, id, content.Change{Values: external(text{}.with(v)), Publish: publish})
	l.told(id, fmt.Sprintf("create %s %v, publish %v", model, v, publish), want, err)
	if !slices.Contains(l.ids, id) {
		l.ids = append(l.ids, id)
	}
	return id
}

// patch makes random values; "" clears.
func (l *biography) patch(id string) text {
	out := text{}
	for _, key := range []string{"title.en", "title.de", "title.fr", "slug"} {
		if l.chance(45) {
			out[key] = anyOf(l, "a", "b", "c", "d", "e", "")
		}
	}
	for _, key := range []string{"parent", "friend"} {
		if l.chance(15) && len(l.ids) > 0 {
			if to := anyOf(l, append(l.ids, "")...); to != id && l.plain.stories[to] != nil {
				out[key] = to
			}
		}
	}
	return out
}

// version is mostly none, else the right one or a stale one.
func (l *biography) version(id string) int64 {
	s := l.plain.stories[id]
	if s == nil || l.chance(70) {
		return 0
	}
	return max(0, s.version-int64(l.rnd.IntN(2)))
}

// locales are all, or some.
func (l *biography) locales() (out []string) {
	if l.chance(40) {
		return nil
	}
	for _, code := range plainLocales {
		if l.chance(45) {
			out = append(out, code)
		}
	}
	return out
}

// external gives values as people send them.
func external(v text) map[string]json.RawMessage {
	out, titles := map[string]any{}, map[string]any{}
	for key, x := range v {
		var value any
		if x != "" {
			value = x
		}
		if l, is := localised(key); is {
			titles[l] = value
			out["title"] = titles
			continue
		}
		if value != nil && key != "slug" {
			value = map[string]any{"id": x}
		}
		out[key] = value
	}
	raw := map[string]json.RawMessage{}
	for key, x := range out {
		raw[key], _ = json.Marshal(x)
	}
	return raw
}

// plan plans, moves or cancels an action.
func (l *biography) plan(id string) (what string, want errs.Code, err error) {
	s := l.plain.stories[id]
	if s != nil && len(s.plans) > 0 && l.chance(50) {
		return l.replan(id, anyOf(l, s.plans...))
	}
	p := &plan{at: l.moment(), publish: l.chance(60), locales: l.locales(), by: l.plain.by}
	what = fmt.Sprintf("plan %+v", *p)
	s, want = l.plain.editable(id)
	if want == "" && !s.drafts {
		want = errs.Invalid
	}
	a, err := l.Schedule(l.ctx(), id, content.ScheduleOptions{Action: content.ScheduleAction(p.does()), At: p.at, Locales: p.locales})
	if err == nil && s != nil {
		if p.id = a.ID; !slices.ContainsFunc(s.plans, func(x *plan) bool { return x.id == p.id }) { // else it was planned already
			s.plans = append(s.plans, p)
		}
	}
	return what, want, err
}

// moment is one to come, often the same.
func (l *biography) moment() time.Time {
	return l.clock.Now().Truncate(time.Hour).Add(time.Duration(1+l.rnd.IntN(2)) * time.Hour)
}

func (l *biography) replan(id string, p *plan) (what string, want errs.Code, err error) {
	if l.chance(50) {
		l.plain.stories[id].plans = slices.DeleteFunc(l.plain.stories[id].plans, func(x *plan) bool { return x == p })
		return "cancel " + p.id, "", l.CancelScheduled(l.ctx(), p.id)
	}
	at := l.moment()
	_, err = l.MoveScheduled(l.ctx(), p.id, at)
	if p.failed || !p.at.Equal(at) {
		p.at, p.failed, p.by = at, false, l.plain.by
	}
	return fmt.Sprintf("move %s to %s", p.id, at), "", err
}

// due lets time pass and carries out what is due, now and then by two runners whose clocks differ.
func (l *biography) due() error {
	l.clock.advance(anyOf(l, time.Minute, time.Hour, 3*time.Hour))
	l.plain.now = l.clock.Now()
	l.plain.due()
	ctx := auth.With(l.Context(), auth.System)
	_, err := l.RunDue(ctx)
	if l.chance(30) {
		_, again := l.RunDue(ctx)
		err = errors.Join(err, again)
	}
	for _, id := range l.ids {
		l.compare(id)
	}
	return err
}
