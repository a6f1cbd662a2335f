package field

// maxJSONDepth bounds how deep values of JSON fields are nested.
const maxJSONDepth = 100

// jsonCodec is the codec of JSON: any document, kept as given but for its white space.
type jsonCodec struct{ same }

func (jsonCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if v.deeper(maxJSONDepth) {
		d.refuse(at, "depth", "must not be nested more than %d deep", maxJSONDepth)
		return dst
	}
	return v.append(dst)
}

func (jsonCodec) validate(c *checker, f *Field, at string, v value) {
	if f.Validation == nil || len(f.Validation.Schema) == 0 {
		return
	}
	s, err := schemaOf(f.Validation.Schema)
	if err != nil {
		c.refuse(at, "schema", "has a schema that cannot be used; correct the model")
		return
	}
	for _, p := range s.check(at, v) {
		c.breaks(f, p.at, "schema", "%s", p.what)
	}
}

// deeper tells whether v is nested more than n deep.
func (v value) deeper(n int) bool {
	if (v.shape == array || v.shape == object) && n == 0 {
		return true
	}
	for _, item := range v.items {
		if item.deeper(n - 1) {
			return true
		}
	}
	for _, m := range v.members {
		if m.value.deeper(n - 1) {
			return true
		}
	}
	return false
}
