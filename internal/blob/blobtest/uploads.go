package blobtest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

// Uploads is an empty bucket with its presigner.
type Uploads struct {
	Bucket    blob.Bucket
	Presigner blob.Presigner
	// Pass lets so much time go by for whoever checks presigned requests.
	Pass func(time.Duration)
	// InParts says that uploads of more than blob.PartSize go in parts. Without it all go whole.
	InParts bool
}

// RunUploads holds a presigner, and the storage that answers its requests, to the promises of the port. Its requests
// must have absolute addresses that this machine can reach.
//
// M13
func RunUploads(t *testing.T, open func(t *testing.T) Uploads) {
	for name, test := range map[string]func(*testing.T, Uploads){
		"exactly the upload that was granted": testGranted,
		"anything else is refused":            testRefused,
		"a late upload is refused":            testLate,
		"nothing is replaced":                 testOnce,
		"completing what came whole":          testCompleteWhole,
		"bad keys are refused":                testBadUploadKeys,
		"large uploads":                       testLarge,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var granted = blob.Upload{Key: "up/Straße 1.txt", ContentType: "text/plain", Size: 5, Expires: 2 * time.Second}

func presign(t *testing.T, u Uploads) blob.Request {
	t.Helper()
	r, err := u.Presigner.PresignUpload(t.Context(), granted)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// send sends an upload and returns the status and the body of the reply.
func send(t *testing.T, r blob.Request, body string) (int, string) {
	t.Helper()
	if len(r.Parts) > 0 {
		t.Fatalf("an upload of %d bytes goes in parts", len(body))
	}
	return sendAs(t, r.Method, r.URL, r.Header, body)
}

func sendAs(t *testing.T, method, url string, header map[string]string, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	reply, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reply.Body)
	if err := errors.Join(err, reply.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, string(text)
}

func testGranted(t *testing.T, u Uploads) {
	if status, reply := send(t, presign(t, u), "hello"); status/100 != 2 {
		t.Fatalf("refused with %d: %s", status, reply)
	}
	body, info := get(t, u.Bucket, granted.Key)
	if body != "hello" || info.ContentType != "text/plain" {
		t.Errorf("stored %q with %+v", body, info)
	}
}

func testRefused(t *testing.T, u Uploads) {
	for name, change := range map[string]func(r *blob.Request, body *string){
		"too short":    func(_ *blob.Request, body *string) { *body = "four" },
		"too long":     func(_ *blob.Request, body *string) { *body = "longer" },
		"other type":   func(r *blob.Request, _ *string) { r.Header["Content-Type"] = "text/html" },
		"other method": func(r *blob.Request, _ *string) { r.Method = http.MethodPost },
		"tampered":     func(r *blob.Request, _ *string) { r.URL = tamper(r.URL) },
	} {
		r, body := presign(t, u), "hello"
		change(&r, &body)
		if status, reply := send(t, r, body); status/100 != 4 {
			t.Errorf("%s: answered %d: %s", name, status, reply)
		}
	}
	if keys := list(t, u.Bucket, "", "", 10); keys != nil {
		t.Errorf("stored %q", keys)
	}
}

// tamper changes one character in the middle of the address.
func tamper(address string) string {
	i := len(address) - 40
	c := byte('A')
	if address[i] == c {
		c = 'B'
	}
	return address[:i] + string(c) + address[i+1:]
}

func testLate(t *testing.T, u Uploads) {
	r := presign(t, u)
	u.Pass(3 * time.Second)
	if status, reply := send(t, r, "hello"); status/100 != 4 {
		t.Errorf("answered %d: %s", status, reply)
	}
}

func testOnce(t *testing.T, u Uploads) {
	put(t, u.Bucket, granted.Key, "checked")
	if status, reply := send(t, presign(t, u), "hello"); status/100 != 4 {
		t.Errorf("answered %d: %s", status, reply)
	}
	if body, _ := get(t, u.Bucket, granted.Key); body != "checked" {
		t.Errorf("it was replaced by %q", body)
	}
}

func testCompleteWhole(t *testing.T, u Uploads) {
	r := presign(t, u)
	if err := u.Presigner.CompleteUpload(t.Context(), granted); err != nil && !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("before it came: %v", err)
	}
	if status, reply := send(t, r, "hello"); status/100 != 2 {
		t.Fatalf("refused with %d: %s", status, reply)
	}
	if err := u.Presigner.CompleteUpload(t.Context(), granted); err != nil {
		t.Errorf("CompleteUpload: %v", err)
	}
	if err := u.Presigner.AbortUpload(t.Context(), granted.Key); err != nil {
		t.Errorf("AbortUpload: %v", err)
	}
	if body, _ := get(t, u.Bucket, granted.Key); body != "hello" {
		t.Errorf("left %q", body)
	}
}

// M12
func testBadUploadKeys(t *testing.T, u Uploads) {
	bad := granted
	bad.Key = "up/../../x"
	if _, err := u.Presigner.PresignUpload(t.Context(), bad); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("PresignUpload gives %v", err)
	}
	if err := u.Presigner.CompleteUpload(t.Context(), bad); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("CompleteUpload gives %v", err)
	}
	if err := u.Presigner.AbortUpload(t.Context(), bad.Key); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("AbortUpload gives %v", err)
	}
}
