package blobtest

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

// large is an upload of three parts, the last of them small.
var large = blob.Upload{Key: "up/large.bin", ContentType: "video/mp4", Size: 2*blob.PartSize + 5, Expires: time.Minute}

// largeBody is a file for it, each part of which is of another letter.
func largeBody() string {
	return strings.Repeat("a", blob.PartSize) + strings.Repeat("b", blob.PartSize) + "ccccc"
}

func testLarge(t *testing.T, u Uploads) {
	if !u.InParts {
		testLargeWhole(t, u)
		return
	}
	for _, c := range []struct {
		name string
		test func(*testing.T, Uploads)
	}{
		{"parts are joined once all are there", testJoined},
		{"other parts than those granted are refused", testRefusedParts},
		{"late parts are refused", testLateParts},
		{"an upload that was dropped", testAborted},
		{"parts replace nothing", testPartsOnce},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.test(t, u)
			if err := u.Bucket.Delete(t.Context(), large.Key); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func testLargeWhole(t *testing.T, u Uploads) {
	r, err := u.Presigner.PresignUpload(t.Context(), large)
	if err != nil {
		t.Fatal(err)
	}
	if status, reply := send(t, r, largeBody()); status/100 != 2 {
		t.Fatalf("refused with %d: %s", status, reply)
	}
	checkLarge(t, u)
}

// checkLarge completes the large upload and reads it.
func checkLarge(t *testing.T, u Uploads) {
	t.Helper()
	if err := u.Presigner.CompleteUpload(t.Context(), large); err != nil {
		t.Fatal(err)
	}
	body, info := get(t, u.Bucket, large.Key)
	if body != largeBody() || info.ContentType != large.ContentType || info.Size != large.Size {
		t.Errorf("stored %d bytes with %+v", len(body), info)
	}
}

func presignParts(t *testing.T, u Uploads, up blob.Upload) []blob.Part {
	t.Helper()
	r, err := u.Presigner.PresignUpload(t.Context(), up)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Parts) != 3 {
		t.Fatalf("there are %d parts", len(r.Parts))
	}
	return r.Parts
}

func sendPart(t *testing.T, p blob.Part, body string) {
	t.Helper()
	if status, reply := sendAs(t, p.Method, p.URL, p.Header, body); status/100 != 2 {
		t.Fatalf("the part from %d on was refused with %d: %s", p.Offset, status, reply)
	}
}

func testJoined(t *testing.T, u Uploads) {
	parts, body := presignParts(t, u, large), largeBody()
	for _, i := range []int{2, 1, 1} { // the order is free, and a part may come again
		sendPart(t, parts[i], body[parts[i].Offset:][:parts[i].Size])
	}
	if err := u.Presigner.CompleteUpload(t.Context(), large); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("without its first part: %v", err)
	}
	if _, err := u.Bucket.Stat(t.Context(), large.Key); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("an incomplete upload gives %v", err)
	}
	sendPart(t, parts[0], body[:parts[0].Size])
	checkLarge(t, u)
	checkLarge(t, u) // completing again changes nothing
	if status, _ := sendAs(t, parts[0].Method, parts[0].URL, parts[0].Header, body[:parts[0].Size]); status/100 != 4 {
		t.Errorf("a part that comes after all was answered with %d", status) // M15
	}
}

// M13
func testRefusedParts(t *testing.T, u Uploads) {
	p := presignParts(t, u, large)[2]
	for name, change := range map[string]func(p *blob.Part, body *string){
		"too short":    func(_ *blob.Part, body *string) { *body = "four" },
		"too long":     func(_ *blob.Part, body *string) { *body = "longer" },
		"other type":   func(p *blob.Part, _ *string) { p.Header = map[string]string{"Content-Type": "text/html"} },
		"other number": func(p *blob.Part, _ *string) { p.URL = strings.Replace(p.URL, "partNumber=3", "partNumber=4", 1) },
		"other key":    func(p *blob.Part, _ *string) { p.URL = strings.Replace(p.URL, "large.bin", "other.bin", 1) },
		"other method": func(p *blob.Part, _ *string) { p.Method = http.MethodPost },
		"tampered":     func(p *blob.Part, _ *string) { p.URL = tamper(p.URL) },
	} {
		p, body := p, "ccccc"
		change(&p, &body)
		if status, reply := sendAs(t, p.Method, p.URL, p.Header, body); status/100 != 4 {
			t.Errorf("%s: answered %d: %s", name, status, reply)
		}
	}
	if err := u.Presigner.CompleteUpload(t.Context(), large); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("CompleteUpload gives %v", err)
	}
	if err := u.Presigner.AbortUpload(t.Context(), large.Key); err != nil {
		t.Fatal(err)
	}
}

// M13
func testLateParts(t *testing.T, u Uploads) {
	short := large
	short.Expires = 2 * time.Second
	p := presignParts(t, u, short)[2]
	u.Pass(3 * time.Second)
	if status, reply := sendAs(t, p.Method, p.URL, p.Header, "ccccc"); status/100 != 4 {
		t.Errorf("answered %d: %s", status, reply)
	}
	if err := u.Presigner.AbortUpload(t.Context(), large.Key); err != nil {
		t.Fatal(err)
	}
}

func testAborted(t *testing.T, u Uploads) {
	p := presignParts(t, u, large)[2]
	sendPart(t, p, "ccccc")
	for range 2 {
		if err := u.Presigner.AbortUpload(t.Context(), large.Key); err != nil {
			t.Fatal(err)
		}
	}
	if status, reply := sendAs(t, p.Method, p.URL, p.Header, "ccccc"); status/100 != 4 {
		t.Errorf("answered %d: %s", status, reply)
	}
	if err := u.Presigner.CompleteUpload(t.Context(), large); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("CompleteUpload gives %v", err)
	}
}

// M15
func testPartsOnce(t *testing.T, u Uploads) {
	body := largeBody()
	for _, p := range presignParts(t, u, large) {
		sendPart(t, p, body[p.Offset:][:p.Size])
	}
	put(t, u.Bucket, large.Key, "checked")
	if err := u.Presigner.CompleteUpload(t.Context(), large); err != nil {
		t.Errorf("CompleteUpload gives %v", err)
	}
	if body, _ := get(t, u.Bucket, large.Key); body != "checked" {
		t.Errorf("it was replaced by %d bytes", len(body))
	}
}
