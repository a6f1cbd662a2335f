package disk

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/galley-cms/galley/internal/blob"
)

// An object is one file: the content, then what PutOptions said of it, then a footer. So one rename puts both in place,
// and programs that only look at the beginning can still open the file.
type trailer struct {
	ContentType  string `json:"contentType,omitempty"`
	CacheControl string `json:"cacheControl,omitempty"`
	ETag         string `json:"etag"`
}

const (
	magic      = "GALLEY1\n"    // names the format; the last bytes of each file
	footerSize = 4 + len(magic) // the length of the trailer, big endian, before it
	maxTrailer = 64 << 10       // bytes; more means that the file is damaged
	tempName   = "put-*"        // of files that are being written
)

// writeObject streams body into a new file in the folder temp and returns its path.
func writeObject(ctx context.Context, temp string, body io.Reader, o blob.PutOptions) (path string, err error) {
	f, err := os.CreateTemp(temp, tempName)
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, hash), limit(ctx, body, o.Size))
	if err != nil {
		return "", err
	}
	if o.Size >= 0 && n != o.Size {
		return "", fmt.Errorf("the body has %d bytes or more, not the %d that were announced", n, o.Size)
	}
	t := trailer{o.ContentType, o.CacheControl, `"` + base64.RawURLEncoding.EncodeToString(hash.Sum(nil)) + `"`}
	if err := writeTrailer(f, t); err != nil {
		return "", err
	}
	return f.Name(), f.Sync()
}

// limit reads body until ctx is done, and one byte past size at most, so that too much shows and costs nothing.
func limit(ctx context.Context, body io.Reader, size int64) io.Reader {
	if size >= 0 {
		body = io.LimitReader(body, size+1)
	}
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return body.Read(p)
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func writeTrailer(w io.Writer, t trailer) error {
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	size := uint32(len(b))
	b = binary.BigEndian.AppendUint32(b, size)
	_, err = w.Write(append(b, magic...))
	return err
}

// openObject opens the file of an object: its content, and what is known of it. The caller closes the file.
func openObject(path, key string) (*os.File, blob.Info, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, blob.Info{}, blob.ErrNotFound
	}
	if err != nil {
		return nil, blob.Info{}, err
	}
	info, err := readInfo(f, key)
	if err != nil {
		return nil, blob.Info{}, errors.Join(err, f.Close())
	}
	return f, info, nil
}

func readInfo(f *os.File, key string) (blob.Info, error) {
	stat, err := f.Stat()
	if err != nil {
		return blob.Info{}, err
	}
	t, size, err := readTrailer(f, stat.Size())
	if err != nil {
		return blob.Info{}, fmt.Errorf("object %q: %w", key, err)
	}
	return blob.Info{
		Key: key, Size: size, ContentType: t.ContentType, CacheControl: t.CacheControl, ETag: t.ETag,
		Modified: stat.ModTime().UTC(),
	}, nil
}

// readTrailer reads the trailer of a file and returns the size of the content before it.
func readTrailer(f io.ReaderAt, fileSize int64) (t trailer, size int64, err error) {
	var footer [footerSize]byte
	if _, err := f.ReadAt(footer[:], max(0, fileSize-int64(footerSize))); err != nil || string(footer[4:]) != magic {
		return t, 0, errors.New("the file is damaged: it has no footer")
	}
	n := int64(binary.BigEndian.Uint32(footer[:]))
	size = fileSize - int64(footerSize) - n
	if n > maxTrailer || size < 0 {
		return t, 0, errors.New("the file is damaged: its footer is wrong")
	}
	b := make([]byte, n)
	if _, err := f.ReadAt(b, size); err != nil {
		return t, 0, err
	}
	return t, size, json.Unmarshal(b, &t)
}

// syncDir makes a rename in the folder durable.
func syncDir(dir string) (err error) {
	f, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return f.Sync()
}
