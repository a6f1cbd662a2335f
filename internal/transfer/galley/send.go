package galley

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/transfer"
)

// maxLines bounds the lines of a call.
const maxLines = 1000

// sender sends the lines of a file, in calls of bounded size. The lines of an entry go in order, so that its revisions
// meet it.
type sender struct {
	*importer
	model string
	name  string // of the file
	asked bool   // the space knows the model

	begun    place             // the entry at hand
	fails    bool              // it did not come in: nor do its revisions
	batch    []json.RawMessage // lines as they travel
	places   []place           // of their entries
	size     int
	files    []File
	asDrafts bool
	retry    bool // what had to wait before: its outcome is counted now
}

// file brings in a file.
func (i *importer) file(ctx context.Context, model, name string) error {
	f, err := openRegular(i.root, name)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	s := &sender{importer: i, model: model, name: name, asked: !i.unasked[model] && !i.foreign}
	in := newLines(f)
	for {
		at := in.offset
		text, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.line(ctx, text, at, in.number)
		}
		if bad := badLine(""); errors.As(err, &bad) {
			s.refuse(place{file: name, model: model, line: in.number, id: "line"}, string(bad))
			if text == nil {
				break // it is too long to go on behind it
			}
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return s.flush(ctx)
}

// again brings in what had to wait.
func (i *importer) again(ctx context.Context, places []place, asDrafts bool) error {
	for _, p := range places {
		if err := i.oneAgain(ctx, p, asDrafts); err != nil {
			return err
		}
	}
	return nil
}

// oneAgain sends an entry that had to wait, with its revisions.
func (i *importer) oneAgain(ctx context.Context, p place, asDrafts bool) error {
	f, err := openRegular(i.root, p.file)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	if _, err := f.Seek(p.offset, io.SeekStart); err != nil {
		return err
	}
	s := &sender{importer: i, model: p.model, name: p.file, asked: true, asDrafts: asDrafts, retry: true}
	in := newLines(f)
	in.number = p.line - 1
	for n := 0; ; n++ {
		at := in.offset
		text, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		l, err := readLine(text)
		if err != nil || n > 0 && l.Of != p.id {
			break // the next entry
		}
		if err := s.line(ctx, text, p.offset+at, in.number); err != nil {
			return err
		}
	}
	return s.flush(ctx)
}

// line puts a line on its way.
func (s *sender) line(ctx context.Context, text []byte, at int64, number int) error {
	l, err := readLine(text)
	if err != nil {
		return err
	}
	if l.ID != "" {
		s.begun, s.fails = place{file: s.name, model: s.model, offset: at, line: number, id: l.ID}, false
	}
	packed, err := json.Marshal(content.PackLine(text))
	if err != nil {
		return err
	}
	if len(packed) > transfer.MaxCall {
		return badLine(fmt.Sprintf("it is too large for a request, even when it is packed: %d KB", len(packed)>>10))
	}
	if s.size+len(packed) > transfer.MaxCall || len(s.batch) == maxLines {
		if err := s.flush(ctx); err != nil {
			return err
		}
	}
	if l.Of != "" && s.fails && l.Of == s.begun.id {
		return nil
	}
	where := s.begun
	if where.id != l.ID && where.id != l.Of {
		where = place{file: s.name, model: s.model, line: number, id: l.Of}
	}
	s.batch, s.places, s.size = append(s.batch, packed), append(s.places, where), s.size+len(packed)+1
	if f := l.file(); f.Hash != "" {
		s.files = append(s.files, f)
	}
	return nil
}

// flush sends what waits.
func (s *sender) flush(ctx context.Context) error {
	batch, places, files, size := s.batch, s.places, s.files, s.size
	s.batch, s.places, s.files, s.size = nil, nil, nil, 0
	if len(batch) == 0 {
		return nil
	}
	if !s.asked {
		s.suppose(places)
		return nil
	}
	if err := s.sendFiles(ctx, files); err != nil {
		return err
	}
	results, err := s.to.ImportLines(ctx, batch, s.asDrafts, s.DryRun)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range results {
		if r.Line < 0 || r.Line >= len(places) {
			return fmt.Errorf("an answer about line %d of %d came", r.Line, len(places))
		}
		s.note(places[r.Line], r)
	}
	s.done += int64(size)
	s.progress(int(min(s.done, s.total)), int(s.total))
	return nil
}

// suppose counts entries of which a dry run cannot ask: their model is not there yet.
func (s *sender) suppose(places []place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range places {
		if !s.seen[p.id] {
			s.seen[p.id] = true
			s.report.Count(s.model, transfer.Created)
		}
	}
}

// stays begins the note on an entry that came in as a draft.
const stays = "stays a draft, since it could not be live: "

// note keeps what became of an entry.
func (s *sender) note(p place, r Result) {
	model := r.Model
	if model == "" {
		model = s.model
	}
	switch {
	case r.Outcome == transfer.Failed && r.Waits && !s.asDrafts:
		p.why = reason(r)
		s.later = append(s.later, p)
		s.fails = s.fails || p.id == s.begun.id
		return
	case r.Outcome == transfer.Failed:
		s.fails = s.fails || p.id == s.begun.id
		s.report.Skip(model, transfer.Line{Item: p.item(), ID: r.ID, Message: "was refused: " + reason(r)})
		s.Each.Tell(p.id, p.item(), transfer.Failed, reason(r))
		return
	}
	for _, id := range r.Missing {
		s.missing[id] = p.item()
	}
	if s.asDrafts && r.Message != "" {
		s.report.Note(transfer.Line{Item: p.item(), ID: p.id, Message: stays + reason(r)})
	}
	if !s.seen[p.id] { // revisions may come in calls of their own
		s.seen[p.id] = true
		s.report.Count(model, r.Outcome)
		s.Each.Tell(p.id, p.item(), r.Outcome, "")
	}
}

func (s *sender) refuse(p place, why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = true
	s.report.Skip(s.model, transfer.Line{Item: p.item(), Message: "was refused: " + why})
	s.Each.Tell(p.id, p.item(), transfer.Failed, why)
}

// reason gathers why an entry was refused.
func reason(r Result) string {
	return transfer.Result{Message: r.Message, Problems: r.Problems}.Reason()
}

// sendFiles sends the files of assets before these come in. What is wrong with a file is told of its asset, which the
// space refuses then.
func (s *sender) sendFiles(ctx context.Context, files []File) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for _, f := range files {
		group.Go(func() error {
			err := s.sendFile(ctx, f)
			if known := new(errs.Error); errors.As(err, &known) && (known.Code == errs.Invalid || known.Code == errs.LimitExceeded) {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.report.Note(transfer.Line{Item: "the file of asset " + f.Asset, ID: f.Asset, Message: "did not come in: " + known.Message})
				return nil
			}
			return err
		})
	}
	return group.Wait()
}

func (s *sender) sendFile(ctx context.Context, f File) error {
	name := filePath(f.Hash)
	info, err := s.root.Lstat(name)
	switch {
	case err != nil || !info.Mode().IsRegular():
		return errs.New(errs.Invalid, "%s is missing", name)
	case info.Size() != f.Size:
		return errs.New(errs.Invalid, "%s has %d bytes, and should have %d", name, info.Size(), f.Size)
	case s.DryRun:
		return nil
	}
	return s.to.SendFile(ctx, f, func() (io.ReadCloser, error) {
		var body *os.File
		body, err := openRegular(s.root, name)
		return body, err
	})
}
