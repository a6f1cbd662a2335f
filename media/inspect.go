package media

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/filetype"
	"github.com/galley-cms/galley/media/picture"
	"github.com/galley-cms/galley/media/svg"
)

// Limits bound the files that are taken, in bytes.
type Limits struct {
	Image int64 // at most 30 MB; 0: 30 MB
	Other int64 // 0: 200 MB
}

func (l Limits) withDefaults() Limits {
	if l.Image == 0 || l.Image > picture.MaxBytes {
		l.Image = picture.MaxBytes
	}
	if l.Other == 0 {
		l.Other = 200 << 20
	}
	return l
}

// of is the limit for files of a type.
func (l Limits) of(t *filetype.Type) int64 {
	if t.Family == filetype.Image {
		return l.Image
	}
	return l.Other
}

// check refuses a file of this size.
func (l Limits) check(t *filetype.Type, size int64) error {
	if limit := l.of(t); size > limit {
		return errs.New(errs.Invalid, "A %s takes at most %d MB.", t.Name, limit>>20)
	}
	return nil
}

// finding is what inspection found out about a file.
type finding struct {
	kind          *filetype.Type
	size          int64
	hash          string
	width, height int
	placeholder   string
	rewritten     []byte // to be kept instead of the file; nil: the file is fine as it is
}

// inspect reads a file and finds out what it is. Errors of code errs.Invalid are about the file: sentences that say why
// it is refused. Others are about reading it.
func inspect(p Pictures, r io.Reader, hint *filetype.Type, limits Limits) (f finding, err error) {
	in := bufio.NewReaderSize(r, filetype.HeadSize)
	head, err := in.Peek(filetype.HeadSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return f, err
	}
	if len(head) == 0 {
		return f, errs.New(errs.Invalid, "The file is empty.")
	}
	f.kind = filetype.Sniff(head, hint)
	if f.kind == nil {
		return f, errs.New(errs.Invalid, "The content of the file is of no type that is accepted.")
	}
	sum := sha256.New()
	counted := &counter{to: sum}
	in2 := io.TeeReader(io.LimitReader(in, limits.of(f.kind)+1), counted)
	if f.kind.Family == filetype.Image {
		err = f.readPicture(p, in2)
	} else {
		_, err = io.Copy(io.Discard, in2)
	}
	if err != nil {
		return f, err
	}
	if f.rewritten == nil {
		f.size, f.hash = counted.n, hexSum(sum)
	}
	return f, limits.check(f.kind, counted.n)
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

// counter counts what is written to.
type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.to.Write(p)
}

func (f *finding) readPicture(p Pictures, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch {
	case f.kind == filetype.SVG:
		return f.readSVG(data)
	case picture.CanDecode(f.kind):
		facts, err := p.Look(f.kind, data)
		f.width, f.height, f.placeholder = facts.Width, facts.Height, facts.Placeholder
		return err
	}
	f.width, f.height = picture.Size(data)
	return nil
}

func (f *finding) readSVG(data []byte) error {
	clean, err := svg.Clean(data)
	if err != nil {
		return err
	}
	sum := sha256.New()
	sum.Write(clean.Data)
	f.rewritten, f.size, f.hash = clean.Data, int64(len(clean.Data)), hexSum(sum)
	f.width, f.height = clean.Width, clean.Height
	return nil
}

// reader is a file that is read again from its beginning.
func (f *finding) reader() io.Reader { return bytes.NewReader(f.rewritten) }
