package galley

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
)

// line is what has to be known of a line to send it on: the space checks all of it.
type line struct {
	ID    string `json:"id"` // of entries
	Of    string `json:"of"` // of revisions
	Draft struct {
		Values File `json:"values"`
	} `json:"draft"` // of assets
}

// file is the file that an asset has; one without hash if it has none.
func (l *line) file() File {
	f := l.Draft.Values
	if f.Asset = l.ID; f.State != stateReady || !hashName().MatchString(f.Hash) {
		return File{}
	}
	return f
}

// How lines of an export begin. What is written otherwise is read as a whole.
var (
	entryStart    = []byte(`{"id":"`)
	revisionStart = []byte(`{"of":"`)
	assetModel    = []byte(`"model":"asset"`)
)

// readLine reads what has to be known of a line.
func readLine(text []byte) (l line, err error) {
	for _, start := range []struct {
		with []byte
		to   *string
	}{{entryStart, &l.ID}, {revisionStart, &l.Of}} {
		rest, ok := bytes.CutPrefix(text, start.with)
		end := bytes.IndexAny(rest, `"\`)
		if ok && end >= 0 && rest[end] == '"' && !bytes.Contains(text[:min(len(text), 200)], assetModel) {
			*start.to = string(rest[:end])
			return l, nil
		}
	}
	var whole struct {
		ID    string          `json:"id"`
		Of    string          `json:"of"`
		Model string          `json:"model"`
		Draft json.RawMessage `json:"draft"`
	}
	if err := json.Unmarshal(text, &whole); err != nil {
		return l, badLine(fmt.Sprintf("it is not JSON that an export holds: %v", err))
	}
	l.ID, l.Of = whole.ID, whole.Of
	if whole.Model == assets {
		_ = json.Unmarshal(whole.Draft, &l.Draft) // of another form: the space says what is wrong with it
	}
	if l.ID == "" && l.Of == "" {
		err = badLine("it is neither an entry nor a revision")
	}
	return l, err
}

// badLine says why a line cannot be sent on.
type badLine string

func (b badLine) Error() string { return string(b) }

// maxLine bounds a line, in bytes.
const maxLine = 64 << 20

// lines reads a file line by line.
type lines struct {
	from   *bufio.Reader
	number int   // of the last line read, from 1
	offset int64 // behind the last line read
}

func newLines(r io.Reader) *lines { return &lines{from: bufio.NewReaderSize(r, 256<<10)} }

// next reads a line without its end; io.EOF behind the last one. Empty lines are left out.
func (l *lines) next() ([]byte, error) {
	for {
		text, err := l.read()
		if text = bytes.TrimSpace(text); len(text) > 0 || err != nil {
			return text, err
		}
	}
}

func (l *lines) read() (text []byte, err error) {
	l.number++
	for {
		piece, err := l.from.ReadSlice('\n')
		l.offset += int64(len(piece))
		if len(text)+len(piece) > maxLine {
			return nil, badLine(fmt.Sprintf("it has more than %d MB", maxLine>>20))
		}
		text = append(text, piece...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(bytes.TrimSpace(text)) > 0:
			return text, nil
		default:
			return text, err
		}
	}
}

func mapKeys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
