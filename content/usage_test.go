package content_test

import (
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

func TestUsageTellsWhatRefersAndWhatBlocks(t *testing.T) {
	s := newPages(t)
	s.pages(map[string]string{"target": ""})
	s.publish("target")
	s.create("page", "keeps", `{"name":"K","keeps":[{"id":"target"}]}`, true)
	s.create("page", "draft", `{"name":"D","keeps":[{"id":"target"}]}`, false) // a draft keeps nothing
	s.create("page", "was", `{"name":"W","next":[{"id":"target"}]}`, true)
	s.update("was", `{"next":[]}`, false)
	s.create("page", "trashed", `{"name":"T","next":[{"id":"target"}]}`, false)
	s.must(s.Delete(s.ctx, "trashed", 0))
	u, err := s.Usage(s.ctx, "target", 10)
	s.must(err)
	equal(t, u.Total, 3)
	equal(t, u.Blocking, 1)
	is := map[string][3]bool{}
	for _, by := range u.Users {
		is[by.Entry.ID] = [3]bool{by.Draft, by.Live, by.Blocking}
	}
	equal(t, is, map[string][3]bool{"keeps": {true, true, true}, "draft": {true, false, false}, "was": {false, true, false}})
	equal(t, u.Users[0].Entry.ID, "keeps")
	wantCode(t, s.Delete(s.ctx, "target", 0), errs.Conflict)

	u, err = s.Usage(s.ctx, "target", 1)
	s.must(err)
	equal(t, len(u.Users), 1)
	equal(t, u.Total, 3)
	s.update("keeps", `{"keeps":[]}`, true)
	u, err = s.Usage(s.ctx, "target", 10)
	s.must(err)
	equal(t, u.Blocking, 0)
	s.must(s.Delete(s.ctx, "target", 0))
	_, err = s.Usage(auth.With(s.ctx, auth.Public), "target", 1)
	wantCode(t, err, errs.Unauthenticated)
}

func TestRevisionsAreReadPageByPage(t *testing.T) {
	s := newSpace(t)
	s.create("article", "a", `{"title":"1"}`, true)
	for _, title := range []string{"2", "3", "4"} {
		s.update("a", `{"title":"`+title+`"}`, true)
	}
	var seen []int64
	var live []bool
	for before := int64(0); ; {
		page, err := s.RevisionsBefore(s.ctx, "a", before, 2)
		s.must(err)
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			seen, live, before = append(seen, r.Version), append(live, r.Live), r.Version
		}
	}
	equal(t, seen, []int64{4, 3, 2, 1})
	equal(t, live, []bool{true, false, false, false})
	_, err := s.Unpublish(s.ctx, "a", content.PublishOptions{})
	s.must(err)
	r, err := s.Revision(s.ctx, "a", 4)
	s.must(err)
	equal(t, r.Live, false)
}

// What is referred to inside components, blocks and rich text is known as soon as it is indexed for the search.
func TestUsageLooksInsideComponentsAndTexts(t *testing.T) {
	s := newSearchSpaceOver(t, newWordIndex(), content.Budget{})
	s.apply(`{"apiId":"step","component":true,"fields":[{"apiId":"to","kind":"REFERENCE","models":["author"]}]}`,
		`{"apiId":"guide","fields":[
			{"apiId":"step","kind":"COMPONENT","components":["step"],"list":true},
			{"apiId":"parts","kind":"BLOCKS","components":["step"]},
			{"apiId":"text","kind":"RICH_TEXT","localized":true}]}`)
	s.create("author", "ada", `{"name":"Ada"}`, true)
	embed := `{"type":"doc","content":[{"type":"paragraph"},{"type":"embedEntry","attrs":{"id":"ada"}}]}`
	guides := map[string]string{
		"component": `{"step":[{"to":null},{"to":{"id":"ada"}}]}`,
		"blocks":    `{"parts":[{"step":{"to":{"id":"ada"}}}]}`,
		"text":      `{"text":` + embed + `}`,
		"nothing":   `{"text":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"ada"}]}]}}`,
	}
	for id, values := range guides {
		s.create("guide", id, values, id != "text")
		s.index(id)
	}
	users := func() map[string][3]bool {
		u, err := s.Usage(s.ctx, "ada", 10)
		s.must(err)
		is := map[string][3]bool{}
		for _, by := range u.Users {
			is[by.Entry.ID] = [3]bool{by.Draft, by.Live, by.Blocking}
		}
		equal(t, u.Total, len(is))
		return is
	}
	want := map[string][3]bool{"component": {true, true, false}, "blocks": {true, true, false}, "text": {true, false, false}}
	equal(t, users(), want)

	s.update("component", `{"step":[]}`, false)
	s.update("blocks", `{"parts":[]}`, true)
	want["component"] = [3]bool{false, true, false}
	delete(want, "blocks")
	equal(t, users(), want) // also before it is indexed
	s.index("component", "blocks")
	equal(t, users(), want)
}
