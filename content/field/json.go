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
