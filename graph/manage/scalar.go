package manage

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/galley-cms/galley/internal/errs"
)

// timeForm is how moments are sent: UTC with microseconds.
const timeForm = "2006-01-02T15:04:05.000000Z"

// Writers of replies write into memory, so they do not fail.

// MarshalDateTime writes a moment; the zero time is null.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	if t.IsZero() {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, t.UTC().Format(`"`+timeForm+`"`))
	})
}

// UnmarshalDateTime reads a moment in RFC 3339, with any offset.
func UnmarshalDateTime(v any) (time.Time, error) {
	text, _ := v.(string)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, errs.New(errs.Invalid, "%v is not a moment like 2026-01-31T12:00:00Z.", v)
	}
	return t.UTC(), nil
}

// MarshalJSON writes a value that is JSON already; none is null.
func MarshalJSON(raw json.RawMessage) graphql.Marshaler {
	if len(raw) == 0 {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(raw) })
}

// UnmarshalJSON takes any value as it came: numbers keep all their digits.
func UnmarshalJSON(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// decodeJSON reads a value without rounding numbers; null and nothing leave into as it is.
func decodeJSON(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}
