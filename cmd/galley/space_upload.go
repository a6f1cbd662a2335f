package main

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// upload is how the management API wants a file to be sent.
type upload struct {
	ID, Method, URL string
	Headers         map[string]string
	Parts           []part
}

// part is a request that sends the next bytes of a file.
type part struct {
	Method, URL string
	Headers     map[string]string
	Size        int64
}

// Upload implements transfer.Target.
func (s *space) Upload(ctx context.Context, a transfer.Asset, file io.Reader, size int64) (transfer.Result, error) {
	var begun struct{ CreateUpload upload }
	err := s.api.Repeat(ctx, `mutation($name: String!, $type: String!, $size: Int!, $id: ID) {
		createUpload(fileName: $name, mimeType: $type, size: $size, id: $id) {
			id method url headers parts { method url headers size } } }`,
		map[string]any{"name": a.FileName, "type": a.MimeType, "size": size, "id": a.ID}, &begun)
	if errs.CodeOf(err) == errs.Invalid || errs.CodeOf(err) == errs.LimitExceeded {
		return transfer.Result{ID: a.ID, Outcome: transfer.Failed, Message: err.Error()}, nil
	}
	if err != nil {
		return transfer.Result{}, err
	}
	if len(a.Values) > 0 {
		err := s.api.Repeat(ctx, `mutation($id: ID!, $values: JSON!) { updateEntry(id: $id, values: $values) { id } }`,
			map[string]any{"id": a.ID, "values": a.Values}, nil)
		if err != nil {
			return transfer.Result{}, err
		}
	}
	if err := s.send(ctx, begun.CreateUpload, file, size); err != nil {
		return transfer.Result{}, err
	}
	return s.finish(ctx, begun.CreateUpload.ID)
}

// send sends a file, in parts where that is asked for.
func (s *space) send(ctx context.Context, u upload, file io.Reader, size int64) error {
	if len(u.Parts) == 0 {
		return s.api.Send(ctx, u.Method, u.URL, u.Headers, file, size)
	}
	for _, p := range u.Parts {
		var body bytes.Buffer
		if _, err := io.CopyN(&body, file, p.Size); err != nil {
			return err
		}
		if err := s.sendPart(ctx, p, body.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// How often a part is sent, and how long the first pause is before it is sent again.
const (
	partAttempts = 4
	partPause    = 200 * time.Millisecond
)

// sendPart sends a part, and again if that fails.
func (s *space) sendPart(ctx context.Context, p part, body []byte) error {
	for n := 1; ; n++ {
		err := s.api.Send(ctx, p.Method, p.URL, p.Headers, bytes.NewReader(body), p.Size)
		if err == nil || n == partAttempts {
			return err
		}
		if err := pause(ctx, partPause<<n); err != nil {
			return err
		}
	}
}

// Waiting for a file that is still being looked at: pauses grow, and after some minutes that is somebody else's business.
const (
	lookPauses = 12
	lookPause  = 500 * time.Millisecond
	longPause  = 30 * time.Second
)

// finish completes an upload and waits until it is known what became of the file.
func (s *space) finish(ctx context.Context, id string) (transfer.Result, error) {
	var done struct{ CompleteUpload asset }
	err := s.api.Repeat(ctx, `mutation($id: ID!) { completeUpload(id: $id) { id asset { state reason } } }`, map[string]any{"id": id}, &done)
	now := done.CompleteUpload
	for n := 0; err == nil && n < lookPauses && now.Asset != nil && now.Asset.State == "UPLOADING"; n++ {
		if err := pause(ctx, min(lookPause<<n, longPause)); err != nil {
			return transfer.Result{}, err
		}
		now, err = s.asset(ctx, id)
	}
	return now.result(transfer.Created), err
}

// pause waits, unless the command is broken off.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
