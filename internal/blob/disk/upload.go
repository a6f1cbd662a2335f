package disk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/errs"
)

// uploadPath is where UploadHandler is served.
const uploadPath = "/upload/"

// grant is what a token allows; the token is the grant and its signature.
type grant struct {
	Key         string    `json:"k"`
	ContentType string    `json:"t"`
	Size        int64     `json:"s"`
	Until       time.Time `json:"u"`
}

// PresignUpload implements blob.Presigner by a token for UploadHandler.
func (b *Bucket) PresignUpload(_ context.Context, u blob.Upload) (blob.Request, error) {
	if err := blob.CheckKey(u.Key); err != nil {
		return blob.Request{}, err
	}
	payload, err := json.Marshal(grant{u.Key, u.ContentType, u.Size, b.clock.Now().Add(u.Expires)})
	if err != nil {
		return blob.Request{}, fmt.Errorf("presign(%s): %w", u.Key, err)
	}
	token := encode(payload) + "." + encode(b.sign(payload))
	return blob.Request{
		Method: http.MethodPut,
		URL:    b.publicURL + uploadPath + token,
		Header: map[string]string{"Content-Type": u.ContentType},
	}, nil
}

// CompleteUpload implements blob.Presigner: uploads come whole, and nothing is to be joined.
func (b *Bucket) CompleteUpload(_ context.Context, u blob.Upload) error { return blob.CheckKey(u.Key) }

// AbortUpload implements blob.Presigner: what comes in is nowhere before all of it is there.
func (b *Bucket) AbortUpload(_ context.Context, key string) error { return blob.CheckKey(key) }

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (b *Bucket) sign(payload []byte) []byte {
	mac := hmac.New(sha256.New, b.secret)
	mac.Write(payload)
	return mac.Sum(nil)
}

// open checks a token and gives what it allows.
func (b *Bucket) open(token string) (g grant, err error) {
	payload, signature, _ := strings.Cut(token, ".")
	p, err1 := base64.RawURLEncoding.DecodeString(payload)
	s, err2 := base64.RawURLEncoding.DecodeString(signature)
	if err1 != nil || err2 != nil || !hmac.Equal(s, b.sign(p)) {
		return g, errs.New(errs.Forbidden, "This upload address is not valid. Begin the upload again.")
	}
	if err := json.Unmarshal(p, &g); err != nil {
		return g, err
	}
	if !b.clock.Now().Before(g.Until) {
		return g, errs.New(errs.Forbidden, "This upload address has expired. Begin the upload again.")
	}
	return g, nil
}

// UploadHandler serves PUT /upload/{token}: it stores the body under the key of the token if type and size are those
// that the token allows. It answers 204, or an error as {"error":{"code","message"}}.
func (b *Bucket) UploadHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := b.receive(w, r)
		if err != nil {
			b.refuse(r.Context(), w, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

func (b *Bucket) receive(w http.ResponseWriter, r *http.Request) error {
	g, err := b.open(path.Base(r.URL.Path))
	if err != nil {
		return err
	}
	if err := checkRequest(r, g); err != nil {
		return err
	}
	body := &noting{Reader: http.MaxBytesReader(w, r.Body, g.Size)}
	err = b.put(r.Context(), g.Key, body, blob.PutOptions{Size: g.Size, ContentType: g.ContentType}, moveNew)
	switch {
	case errors.Is(err, os.ErrExist):
		return errs.New(errs.Conflict, "This file has been uploaded already.")
	case body.err != nil:
		return &errs.Error{Code: errs.Invalid, Message: "The upload broke off before the whole file had come. Send it again.", Cause: err}
	}
	return err
}

func checkRequest(r *http.Request, g grant) error {
	switch {
	case r.Method != http.MethodPut:
		return errs.New(errs.Invalid, "Send the file with PUT, not with %s.", r.Method)
	case r.Header.Get("Content-Type") != g.ContentType:
		return errs.New(errs.Invalid, "This upload takes a file of type %s, not %q.", g.ContentType, r.Header.Get("Content-Type"))
	case r.ContentLength != g.Size:
		return errs.New(errs.Invalid, "This upload takes exactly %d bytes, not %d.", g.Size, r.ContentLength)
	}
	return nil
}

// noting remembers why the body could not be read, to tell the sender's trouble from ours.
type noting struct {
	io.Reader
	err error
}

func (n *noting) Read(p []byte) (int, error) {
	c, err := n.Reader.Read(p)
	if err != nil && err != io.EOF {
		n.err = err
	}
	return c, err
}

// moveNew moves a file to a name that must be free: what was checked once is never replaced by a second upload.
func moveNew(from, to string) error {
	if err := os.Link(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}

// refuse answers with an error in the form of every route but GraphQL.
func (b *Bucket) refuse(ctx context.Context, w http.ResponseWriter, err error) {
	status := map[errs.Code]int{
		errs.Invalid: http.StatusBadRequest, errs.Forbidden: http.StatusForbidden, errs.Conflict: http.StatusConflict,
	}[errs.CodeOf(err)]
	message := err.Error()
	if status == 0 {
		b.log.ErrorContext(ctx, "an upload could not be stored", "error", err)
		status, message = http.StatusInternalServerError, "The file could not be stored. Try again later."
	}
	type problem struct {
		Code    errs.Code `json:"code"`
		Message string    `json:"message"`
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Connection", "close") // the rest of the body is not read
	w.WriteHeader(status)
	// The sender may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(map[string]problem{"error": {errs.CodeOf(err), message}})
}
