package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/netguard"
)

// MaxFile bounds a file that is fetched, in bytes.
const MaxFile = 512 << 20

// Fetcher asks for files; an *http.Client is one. In the product it is that of package netguard, which reaches public
// addresses only.
type Fetcher interface {
	Do(*http.Request) (*http.Response, error)
}

// fetches fetches the files of one run. A host that cannot be reached is tried once.
type fetches struct {
	fetcher Fetcher
	dead    map[string]string // host → why it is not asked again
}

func newFetches(f Fetcher) *fetches { return &fetches{f, map[string]string{}} }

// file is a fetched file. Its owner closes and removes it.
type file struct {
	*os.File
	size     int64
	mimeType string
}

// drop closes and removes the file, of which nothing is needed any more.
func (f *file) drop() {
	f.Close()           //nolint:errcheck // it was only read
	os.Remove(f.Name()) //nolint:errcheck // at worst, the system clears its temporary folder
}

// get fetches a file to a temporary one. The error is a sentence's second half for the report: "the host … ".
func (f *fetches) get(ctx context.Context, address string) (*file, error) {
	u, err := url.Parse(address)
	switch {
	case f.fetcher == nil:
		return nil, errors.New("fetching is switched off")
	case err != nil || u.Host == "":
		return nil, errors.New("its address is not complete")
	case f.dead[u.Host] != "":
		return nil, errors.New(f.dead[u.Host])
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("its address is not valid")
	}
	reply, err := f.fetcher.Do(req)
	if err != nil {
		return nil, f.failed(ctx, u.Host, err)
	}
	defer reply.Body.Close() //nolint:errcheck // it was only read
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the host answered %d", reply.StatusCode)
	}
	return save(reply)
}

// failed remembers a host that cannot be reached.
func (f *fetches) failed(ctx context.Context, host string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var refused *netguard.Refused
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &refused):
		return errors.New(strings.TrimSuffix(refused.Reason, "."))
	case errors.As(err, &op), errors.As(err, &dns), isTimeout(err):
		f.dead[host] = "the host " + host + " cannot be reached"
		return errors.New(f.dead[host])
	}
	return errors.New("the exchange with the host " + host + " failed")
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func save(reply *http.Response) (f *file, err error) {
	tmp, err := os.CreateTemp("", "galley-import-*")
	if err != nil {
		return nil, err
	}
	f = &file{File: tmp, mimeType: reply.Header.Get("Content-Type")}
	if t, _, err := mime.ParseMediaType(f.mimeType); err == nil {
		f.mimeType = t
	}
	f.size, err = io.Copy(tmp, io.LimitReader(reply.Body, MaxFile+1))
	switch {
	case err != nil:
		err = errors.New("the file broke off while it was fetched")
	case f.size > MaxFile:
		err = fmt.Errorf("the file has more than %d MB", MaxFile>>20)
	case f.size == 0:
		err = errors.New("the file is empty")
	default:
		_, err = tmp.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.drop()
		return nil, err
	}
	return f, nil
}

// stateUploading is the state of an asset whose file never arrived: a run was killed there.
const stateUploading = "UPLOADING"

// SendAsset brings a file into the library: fetched if its host answers, else as a record of where it is. What is there
// already is left alone and not fetched again.
func (r *Run) SendAsset(ctx context.Context, item string, a Asset) (err error) {
	defer errs.Wrap(&err, "send %s", item)
	const model = "asset"
	state, err := r.target.AssetState(ctx, a.ID)
	switch {
	case err != nil:
		return err
	case state != "" && state != stateUploading:
		r.finish(model, a.ID, item, Unchanged)
		return nil
	case r.DryRun:
		r.finish(model, a.ID, item, Created)
		return nil
	}
	res, why, err := r.upload(ctx, a)
	if err != nil {
		return err
	}
	if why != "" {
		if res, err = r.target.RecordAsset(ctx, a); err != nil {
			return err
		}
	}
	if res.Outcome == Failed {
		r.Skip(model, Line{Item: item, ID: a.ID, Message: "was refused: " + res.Reason()})
		return nil
	}
	if why != "" {
		r.Note(Line{Item: item, ID: a.ID, Message: "is kept as a record of its address: " + why})
	}
	r.finish(model, a.ID, item, res.Outcome)
	return nil
}

// upload fetches a file and hands it over; why says what stood in the way of it.
func (r *Run) upload(ctx context.Context, a Asset) (res Result, why string, err error) {
	f, err := r.fetch.get(ctx, a.URL)
	if err != nil {
		return res, err.Error(), ctx.Err()
	}
	defer f.drop()
	if a.MimeType == "" {
		a.MimeType = f.mimeType
	}
	if res, err = r.target.Upload(ctx, a, f, f.size); err != nil {
		return res, "", err
	}
	if res.Outcome == Failed {
		why = "the file was refused: " + res.Reason()
	}
	return res, why, nil
}
