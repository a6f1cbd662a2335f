package media_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media"
	"github.com/galley-cms/galley/media/filetype"
)

// lines are all assets as an export holds them.
func (s *studio) lines() (out []string) {
	s.t.Helper()
	p, err := s.content.Export(s.ctx, content.AssetModel, "", 100)
	s.must(err)
	for _, l := range p.Lines {
		out = append(out, string(l))
	}
	return out
}

// moveIn brings lines in and gives why the first one did not come, or "".
func (s *studio) moveIn(lines ...string) string {
	s.t.Helper()
	results, err := s.content.ImportLines(s.ctx, lines, content.MoveOptions{Files: s.Service})
	s.must(err)
	for _, r := range results {
		if r.Outcome == content.ImportFailed {
			return r.Message
		}
	}
	return ""
}

// sent is a file as it is announced.
func sent(asset, name, mimeType string, file []byte) media.Sent {
	sum := sha256.Sum256(file)
	return media.Sent{Asset: asset, FileName: name, MimeType: mimeType, Size: int64(len(file)), Hash: hex.EncodeToString(sum[:])}
}

// deliver sends a file and has it looked at.
func (s *studio) deliver(f media.Sent, file []byte) error {
	s.t.Helper()
	u, err := s.SendImported(s.ctx, f)
	s.must(err)
	if u != nil {
		s.send(*u, file)
	}
	_, err = s.CheckImported(s.ctx, f)
	return err
}

// Assets move with their files: as they were, of whatever kind, in the trash or not.
func TestAssetsMoveWithTheirFiles(t *testing.T) {
	from, to := newStudio(t), newStudio(t)
	from.upload("photo.jpg", "image/jpeg", photo(t, 40, 30))
	from.upload("drawing.svg", "image/svg+xml", []byte(drawing)) // is rewritten when it comes
	from.upload("table.csv", "text/csv", []byte("a;b\n1;2\n"))
	from.upload("letter.pdf", "application/pdf", []byte("%PDF-1.4\n%%EOF\n"))
	from.upload("not.png", "image/png", []byte("no picture"))
	gone := from.upload("gone.jpg", "image/jpeg", photo(t, 30, 30))
	from.must(from.content.Delete(from.ctx, gone.ID, 0))
	lines := from.lines()
	if why := to.moveIn(lines...); !strings.Contains(why, "has not come") {
		t.Errorf("without files: %q", why)
	}
	page, err := from.content.Entries(from.ctx, content.QuerySpec{Model: assetModel(t, from)}, content.PageArgs{})
	from.must(err)
	ids := append(page.IDs, gone.ID)
	for _, id := range ids {
		a := from.asset(id)
		if a.State != content.AssetReady {
			continue
		}
		file := from.asAdmin(a)
		to.must(to.deliver(sent(id, a.FileName, a.MimeType, file), file))
		if u, err := to.SendImported(to.ctx, sent(id, a.FileName, a.MimeType, file)); err != nil || u != nil {
			t.Errorf("it was sent and is wanted again: %v %v", u, err)
		}
	}
	if why := to.moveIn(lines...); why != "" {
		t.Fatal(why)
	}
	if got, want := strings.Join(to.lines(), "\n"), strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nnot\n%s", got, want)
	}
	for _, id := range ids {
		if a := to.asset(id); a.State == content.AssetReady && !bytes.Equal(to.asAdmin(a), from.asAdmin(from.asset(id))) {
			t.Errorf("%s has another file", a.FileName)
		}
	}
	if left := to.keys("uploads/"); len(left) > 0 {
		t.Errorf("uploads are left: %v", left)
	}
}

func assetModel(t *testing.T, s *studio) *content.Model {
	t.Helper()
	sc, err := s.content.Schema(s.ctx)
	s.must(err)
	return sc.Model(content.AssetModel)
}

// asAdmin is the file of an asset, for who may administer.
func (s *studio) asAdmin(a media.Asset) []byte {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.Links().Original(a), nil)
	s.must(err)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.t.Fatalf("%s: %d", a.FileName, w.Code)
	}
	return w.Body.Bytes()
}

// What lies in the trash is for who may administer, and for no others.
func TestFilesInTheTrashAreNotPublic(t *testing.T) {
	s := newStudio(t)
	a := s.upload("photo.jpg", "image/jpeg", photo(t, 40, 30))
	s.must(s.content.Delete(s.ctx, a.ID, 0))
	if w := s.get(s.Links().Original(a)); w.Code != http.StatusNotFound {
		t.Errorf("anybody gets it: %d", w.Code)
	}
}

// Somebody makes an export by hand: with files that are not what they are said to be, with names that are paths, with
// addresses that are scripts. // I7, I8, M8, M12
func TestHostileAssetsDoNotMoveIn(t *testing.T) {
	s := newStudio(t)
	page := []byte("<html><script>alert(1)</script></html>")
	for name, f := range map[string]media.Sent{
		"other type": sent("a", "a.png", "image/png", page),
		"other hash": {Asset: "a", FileName: "a.jpg", MimeType: "image/jpeg", Size: int64(len(page)), Hash: strings.Repeat("0", 64)},
		"scripts":    sent("a", "a.svg", "image/svg+xml", []byte(drawing)),
	} {
		file := page
		if name == "scripts" {
			file = []byte(drawing)
		}
		if err := s.deliver(f, file); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, f := range []media.Sent{
		{Asset: "../a", FileName: "a.png", MimeType: "image/png", Size: 1, Hash: strings.Repeat("0", 64)},
		{Asset: "a", FileName: "a.png", MimeType: "image/png", Size: 1, Hash: "../../../etc/passwd"},
		{Asset: "a", FileName: "a.exe", MimeType: "application/x-msdownload", Size: 1, Hash: strings.Repeat("0", 64)},
		{Asset: "a", FileName: "a.png", MimeType: "image/png", Size: 0, Hash: strings.Repeat("0", 64)},
	} {
		if _, err := s.SendImported(s.ctx, f); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%+v: %v", f, err)
		}
	}
	for _, values := range []string{
		`{"fileName":"../../a.png","state":"FAILED"}`,
		`{"fileName":"a.png","state":"EXTERNAL","sourceUrl":"javascript:alert(1)"}`,
		`{"fileName":"a.png","state":"READY","mimeType":"image/png","size":1,"hash":"../x"}`,
		`{"fileName":"a.png","state":"READY","mimeType":"text/html","size":1,"hash":"` + strings.Repeat("0", 64) + `"}`,
		`{"fileName":"a.png","state":"FAILED","key":"files/main/other/secret.pdf"}`,
	} {
		line := `{"id":"h","model":"asset","status":"PUBLISHED","version":1,"firstPublishedAt":"2025-01-01T00:00:00Z","draft":{"version":1,"values":` + values + `},"live":{"version":1,"publishedAt":"2025-01-01T00:00:00Z","firstPublishedAt":"2025-01-01T00:00:00Z","locales":{},"values":` + values + `}}`
		if why := s.moveIn(line); why == "" || strings.Contains(why, "line") {
			t.Errorf("%s: %q", values, why)
		}
	}
	if left := s.keys(""); len(left) > 0 {
		t.Errorf("files are left: %v", left)
	}
}

// Where another process looks at files, the one that is asked waits for it.
func TestFilesThatMoveInAreLookedAtElsewhere(t *testing.T) {
	s := newStudio(t)
	blind := s.process(s.bucket, media.Options{})
	file := photo(t, 20, 20)
	f := sent("a", "a.jpg", "image/jpeg", file)
	u, err := blind.SendImported(s.ctx, f)
	s.must(err)
	s.send(*u, file)
	go func() { _ = s.Arrived(s.ctx, s.keys("uploads/")[0]) }()
	if done, err := blind.CheckImported(s.ctx, f); !done || err != nil {
		t.Errorf("%v %v", done, err)
	}
	f = sent("b", "a.png", "image/png", file)
	u, err = blind.SendImported(s.ctx, f)
	s.must(err)
	s.send(*u, file)
	s.must(s.Arrived(s.ctx, s.keys("uploads/")[0]))
	if _, err := blind.CheckImported(s.ctx, f); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a JPEG came as a PNG: %v", err)
	}
}

// The ending by which a file is stored says of which type it was said to be.
func TestEndingsNameTypes(t *testing.T) {
	for _, kind := range filetype.All {
		if filetype.ByName("x."+kind.Extensions[0]) != kind {
			t.Errorf("%s is not found by .%s", kind.MIME, kind.Extensions[0])
		}
	}
}
