package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/raster"
)

// jpegFile is a picture of one color.
func jpegFile(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = color.RGBA{40, 90, 160, 255}.B
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInspect(t *testing.T) {
	photo := jpegFile(t, 64, 32)
	f, err := inspect(raster.Decoder{}, bytes.NewReader(photo), filetype.PNG, Limits{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(photo)
	if f.kind != filetype.JPEG || f.width != 64 || f.height != 32 || f.size != int64(len(photo)) || f.placeholder == "" || f.hash != hex.EncodeToString(sum[:]) {
		t.Errorf("found %+v", f)
	}
	long := strings.Repeat("a,b\n", 10_000)
	if f, err := inspect(raster.Decoder{}, strings.NewReader(long), filetype.ByName("x.csv"), Limits{}.withDefaults()); err != nil || f.kind.MIME != "text/csv" || f.size != int64(len(long)) {
		t.Errorf("found %+v, %v", f, err)
	}
	vector := `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><script>alert(1)</script></svg>`
	if f, err := inspect(raster.Decoder{}, strings.NewReader(vector), nil, Limits{}.withDefaults()); err != nil || f.width != 4 || f.size != int64(len(f.rewritten)) || bytes.Contains(f.rewritten, []byte("alert")) {
		t.Errorf("found %+v, %v", f, err) // M6
	}
}

// M9, M11
func TestInspectRefuses(t *testing.T) {
	photo := jpegFile(t, 64, 32)
	limits := Limits{Image: 1000, Other: 1000}
	for name, c := range map[string]struct{ content, want string }{
		"nothing":             {"", "empty"},
		"a program":           {"MZ\x90\x00\x03", "no type that is accepted"},
		"a web page":          {"<!doctype html><script>", "no type that is accepted"},
		"half a picture":      {string(photo[:len(photo)/2]), "damaged"},
		"a large text":        {strings.Repeat("x", 1001), "at most"},
		"a large picture":     {string(photo) + strings.Repeat("x", 1000), "at most"},
		"a malformed drawing": {"<svg><rect></svg>", "cannot be read"},
	} {
		_, err := inspect(raster.Decoder{}, strings.NewReader(c.content), nil, limits)
		if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestInspectTellsTroubleOfTheBucketFromBadFiles(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("hello"), brokenReader{})
	if _, err := inspect(raster.Decoder{}, broken, nil, Limits{}.withDefaults()); errs.CodeOf(err) != errs.Internal {
		t.Errorf("got %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// M19
func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"photo.jpg":                        "photo.jpg",
		"../../etc/passwd":                 "passwd",
		`C:\Users\me\Résumé.pdf`:           "Résumé.pdf",
		"a\r\nSet-Cookie: x.png":           "aSet-Cookie- x.png",
		"a\u202egpj.exe":                   "agpj.exe",
		"e\u0301.png":                      "é.png",
		`"quoted".png`:                     "-quoted-.png",
		"...":                              "file",
		"":                                 "file",
		"nul\x00.png":                      "nul.png",
		"bad\xff.png":                      "bad.png",
		"日本語.png":                          "日本語.png",
		strings.Repeat("é", 150) + ".jpeg": strings.Repeat("é", 97) + ".jpeg",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}

// M19
func TestDispositionIsOneSafeLine(t *testing.T) {
	for name, c := range map[string]struct {
		asset Asset
		want  string
	}{
		"picture":   {Asset{FileName: "a.png", MimeType: "image/png"}, `inline; filename=a.png`},
		"pdf":       {Asset{FileName: "a b.pdf", MimeType: "application/pdf"}, `inline; filename="a b.pdf"`},
		"archive":   {Asset{FileName: "a.zip", MimeType: "application/zip"}, `attachment; filename=a.zip`},
		"text":      {Asset{FileName: "a.txt", MimeType: "text/plain"}, `attachment; filename=a.txt`},
		"not ASCII": {Asset{FileName: "ü\u202e.png", MimeType: "image/png"}, `inline; filename*=utf-8''%C3%BC%E2%80%AE.png`},
		"no type":   {Asset{FileName: "a\r\n.x"}, `attachment; filename*=utf-8''a%0D%0A.x`},
	} {
		if got := disposition(&file{Asset: c.asset}); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
