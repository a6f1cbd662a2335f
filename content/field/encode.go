package field

import (
	"encoding/json"
	"fmt"
)

// Encode gives the external form of a stored value of f: components by apiId, references as {"id": …}. Values of fields
// and blocks of components that no longer exist are left out.
func Encode(c Catalog, f *Field, stored json.RawMessage) (json.RawMessage, error) {
	if len(stored) == 0 {
		return json.RawMessage("null"), nil
	}
	v, err := parse(stored)
	if err != nil {
		return nil, fmt.Errorf("encode field %s: the stored value %w", f.APIID, err)
	}
	e := &encoder{catalog: catalog{c}}
	return e.field(f, v, make([]byte, 0, len(stored)+len(stored)/2)), nil
}

// encoder writes external forms.
type encoder struct{ catalog catalog }

func (e *encoder) field(f *Field, v value, dst []byte) []byte {
	spec, ok := specs[f.Kind]
	switch {
	case v.shape == null || !ok:
		return append(dst, "null"...)
	case !f.List:
		return spec.codec.encode(e, f, v, dst)
	}
	dst = append(dst, '[')
	for i, item := range v.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = spec.codec.encode(e, f, item, dst)
	}
	return append(dst, ']')
}
