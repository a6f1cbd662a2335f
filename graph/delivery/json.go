package delivery

import (
	"bytes"
	"encoding/json"

	"github.com/galley-cms/galley/internal/strictjson"
)

// parseJSON reads one JSON document strictly (see strictjson). Numbers stay as they are written (json.Number).
func parseJSON(raw []byte) (v any, err error) {
	if err := strictjson.Check(raw); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}
