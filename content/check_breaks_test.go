package content_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/store"
)

// put writes an item as it is, past the service.
func (l *ledger) put(t testing.TB, i store.Item) {
	t.Helper()
	if err := l.Batch(t.Context(), store.Put(i, store.Always()))[0]; err != nil {
		t.Fatal(err)
	}
}

// drop deletes all items whose partition contains something and whose sort key ends with something.
func (l *ledger) drop(t testing.TB, partition, sort string) {
	t.Helper()
	n := 0
	for _, i := range l.items(t, partition) {
		if !strings.HasSuffix(i.Sort, sort) {
			continue
		}
		n++
		if err := l.Batch(t.Context(), store.Delete(i.Key, store.Always()))[0]; err != nil {
			t.Fatal(err)
		}
	}
	if n == 0 {
		t.Fatalf("nothing in %s that ends with %q", partition, sort)
	}
}

// manifest is the stored one of a model, and what it says.
func (b *tables) manifest(model string) (i store.Item, says map[string]json.RawMessage) {
	b.t.Helper()
	for _, i := range b.content.items(b.t, "#model") {
		if i.Sort == "manifest#"+model {
			mustDecode(i.Body[1:], &says)
			return i, says
		}
	}
	b.t.Fatalf("the model %s has no manifest", model)
	return i, nil
}

// edit changes the indexes that a manifest names.
func (b *tables) edit(model string, change func(indexes map[string]json.RawMessage)) {
	i, says := b.manifest(model)
	var indexes map[string]json.RawMessage
	mustDecode(says["indexes"], &indexes)
	change(indexes)
	says["indexes"] = marshalled(indexes)
	i.Version++
	i.Body = append(i.Body[:1], marshalled(says)...)
	b.content.put(b.t, i)
}

func (b *tables) copyManifest(from, to string) {
	i, says := b.manifest(from)
	says["model"] = marshalled(to)
	i.Sort, i.Body = "manifest#"+to, append(i.Body[:1], marshalled(says)...)
	b.content.put(b.t, i)
}

func marshalled(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// broken is something that is not as it should be.
type broken struct {
	name  string
	harm  func(b *tables, s *space)
	want  content.FindingKind
	says  string
	also  content.FindingKind // that may be found with it
	stays bool                // people have to mend it
}

var brokens = []broken{
	{name: "a row is lost", want: content.MissingRow, says: "a of article is missing in the index",
		harm: func(b *tables, _ *space) { b.index.drop(b.t, "#$p#1#l#", "a") }},
	{name: "a row of nobody", want: content.StrayRow, says: "does not need",
		harm: func(b *tables, _ *space) {
			row := b.index.items(b.t, "#$p#1#l#")[0]
			row.Sort = row.Sort[:len(row.Sort)-1] + "nobody"
			b.index.put(b.t, row)
		}},
	{name: "a row of a model that never was", want: content.StrayRow, says: "main#ghost#",
		harm: func(b *tables, _ *space) {
			row := b.index.items(b.t, "#$p#1#l#")[0]
			p := strings.Split(row.Partition, "#")
			b.copyManifest(p[1], "ghost")
			p[1] = "ghost"
			row.Partition = strings.Join(p, "#")
			b.index.put(b.t, row)
		}},
	{name: "a claim is lost", want: content.MissingClaim, says: "does not hold the claim on its Slug",
		harm: func(b *tables, _ *space) { b.content.drop(b.t, "#unique#", "claim") }},
	{name: "a claim of somebody else", want: content.MissingClaim, says: "held by b, which does not have that value",
		harm: func(b *tables, _ *space) {
			claim := b.content.items(b.t, "#unique#")[0]
			claim.Body = append(claim.Body[:1], `"b"`...)
			b.content.put(b.t, claim)
		}},
	{name: "a claim of nobody", want: content.MissingClaim, says: "held by nobody, which does not have that value",
		harm: func(b *tables, _ *space) {
			claim := b.content.items(b.t, "#unique#")[0]
			claim.Body = append(claim.Body[:1], `"nobody"`...)
			b.content.put(b.t, claim)
		}},
	{name: "the target of a reference is lost", want: content.DanglingReference, says: "a refers by Editor to eve, which is gone", stays: true,
		harm: func(b *tables, _ *space) {
			b.content.drop(b.t, "#entry#eve", "")
			b.index.drop(b.t, "#", "eve")
		}},
	{name: "an entry is not registered", want: content.MissingRegistration, says: "a is not in the list of all entries",
		harm: func(b *tables, _ *space) { b.content.drop(b.t, "#of#", "a") }},
	{name: "an entry is not registered while indexes are built", want: content.MissingRegistration, also: content.MissingRow,
		harm: func(b *tables, s *space) {
			b.content.drop(b.t, "#of#", "a")
			s.apply(strings.Replace(blog[1], `{"apiId":"views","kind":"INTEGER"}`, `{"apiId":"views","kind":"INTEGER"},{"apiId":"later","kind":"TEXT"}`, 1))
		}},
	{name: "the manifest lacks an index", want: content.BrokenManifest, says: "publishedAt is missing",
		harm: func(b *tables, s *space) {
			b.edit(modelID(s, "article"), func(x map[string]json.RawMessage) { delete(x, "$p") })
		}},
	{name: "the manifest has an index of nothing", want: content.BrokenManifest, says: "fieldgone is kept without need",
		harm: func(b *tables, s *space) {
			b.edit(modelID(s, "article"), func(x map[string]json.RawMessage) { x["fieldgone"] = x["$p"] })
		}},
	{name: "the manifest is lost", want: content.BrokenManifest, says: "their list is lost",
		harm: func(b *tables, s *space) { b.content.drop(b.t, "#model", "manifest#"+modelID(s, "article")) }},
}

func modelID(s *space, apiID string) string {
	sc, err := s.Schema(s.ctx)
	s.must(err)
	return sc.Model(apiID).ID
}

// TestChecksFindAndRepair breaks one thing after the other with writes past the service. A check finds it and changes
// nothing; a check with repair mends it; the next one finds nothing, and all is as if nothing had happened.
func TestChecksFindAndRepair(t *testing.T) {
	for _, c := range brokens {
		for _, shards := range []int{1, 3} {
			t.Run(fmt.Sprintf("%s, %d shards", c.name, shards), func(t *testing.T) {
				b := newTables(t)
				s := b.process(nil)
				models := slices.Clone(blog)
				models[1] = strings.Replace(blog[1], `"apiId":"article",`, fmt.Sprintf(`"apiId":"article","shards":%d,`, shards), 1)
				s.apply(models...)
				ids := []string{"eve", "a", "b"}
				s.create("author", "eve", `{"name":"Eve"}`, true)
				s.create("article", "a", `{"title":"A","slug":"one","views":1,"tags":["x","y"],"editor":{"id":"eve"}}`, true)
				s.create("article", "b", `{"title":"B"}`, true)
				b.verify(s, ids)
				c.harm(b, s)
				b.clock.advance(time.Hour) // nothing is of a running commit
				for _, repair := range []bool{false, false, true} {
					p := b.process(nil)
					report, err := p.Check(p.ctx, repair)
					p.must(err)
					if len(report.Findings) == 0 {
						t.Fatal("nothing is found")
					}
					for _, f := range report.Findings {
						if f.Kind != c.want && f.Kind != c.also || !strings.Contains(f.Message, c.says) || f.Repaired != (repair && !c.stays) {
							t.Errorf("repair %t: %+v", repair, f)
						}
					}
				}
				if c.stays {
					return
				}
				b.verify(b.recover(), ids)
				s = b.process(nil)
				s.update("a", `{"views":2,"tags":["z"]}`, true) // and writers go on
				equal(t, first(s.list(content.Live, "article", `{"views":{"eq":2}}`, `[{"publishedAt":"ASC"}]`, content.PageArgs{})), []string{"a"})
				b.verify(b.recover(), ids)
			})
		}
	}
}

// Two entries that are live with the same unique value are told; whose it is, people have to say.
func TestChecksTellSharedUniqueValues(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.create("article", "a", `{"title":"A","slug":"one"}`, true)
	b.content.drop(t, "#unique#", "claim")
	s.create("article", "b", `{"title":"B","slug":"one"}`, true)
	report, err := s.Check(s.ctx, true)
	s.must(err)
	equal(t, len(report.Findings), 1)
	if f := report.Findings[0]; f.Kind != content.MissingClaim || f.Repaired || !strings.Contains(f.Message, "a and b are both published with the same Slug") {
		t.Errorf("%+v", f)
	}
	s.update("a", `{"slug":"two"}`, true) // which gives the claim up
	for _, want := range []int{1, 0} {
		report, err = s.Check(s.ctx, true)
		s.must(err)
		equal(t, len(report.Findings), want)
	}
	b.verify(s, []string{"a", "b"})
}

// What is legal is no finding: a registry item without an entry, rows of a commit on its way, references that do not keep
// their target, an entry in the trash.
func TestChecksPassOverWhatIsLegal(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	s.apply(blog...)
	s.create("author", "eve", `{"name":"Eve"}`, true)
	s.create("article", "a", `{"title":"A","author":{"id":"eve"}}`, true)
	s.create("article", "b", `{"title":"B","slug":"b"}`, true)
	s.must(s.Delete(s.ctx, "eve", 0))
	s.must(s.Delete(s.ctx, "b", 0))
	registry := b.content.items(t, "#of#")[0]
	registry.Sort = "never"
	b.content.put(t, registry)
	coming := b.index.items(t, "#$p#1#l#")[0]
	coming.Sort, coming.Tag = coming.Sort+"x", 99
	b.index.put(t, coming)
	for _, repair := range []bool{false, true} {
		report, err := s.Check(s.ctx, repair)
		s.must(err)
		equal(t, len(report.Findings), 0)
	}
}

// A list met a row that no copy bears out; the process sweeps it itself.
func TestRowsInDoubtAreSwept(t *testing.T) {
	b := newTables(t)
	s := b.process(nil)
	ids := s.notes(3)
	row := b.index.items(t, "#$c#1#l#")[0]
	row.Sort = row.Sort[:len(row.Sort)-4] + "gone"
	b.index.put(t, row)
	equal(t, len(first(s.list(content.Live, "note", "", "", content.PageArgs{}))), 2)
	for _, c := range []struct {
		later time.Duration
		want  int
	}{{0, 0}, {20 * time.Minute, 1}, {20 * time.Minute, 0}} { // it might be of a running commit, is too old for that, is gone
		b.clock.advance(c.later)
		deleted, err := s.Sweep(s.ctx)
		s.must(err)
		equal(t, deleted, c.want)
	}
	b.verify(s, ids)
}
