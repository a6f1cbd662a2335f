package field

// maxIDLength bounds the ids of entries and the keys of blocks.
const maxIDLength = 64

// referenceCodec is the codec of REFERENCE and ASSET: {"id": "…"} outside, where a bare id is taken too; the id when
// stored.
type referenceCodec struct{ same }

func (referenceCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	id := v
	if v.shape == object {
		d.known(at, v, "id")
		id = v.get("id")
	}
	if id.shape != text || !IsID(id.text) {
		d.refuse(at, "type", `must be a reference like {"id": "…"}, with an id of at most %d of the characters A-Z a-z 0-9 . _ -`, maxIDLength)
		return dst
	}
	return appendString(dst, id.text)
}

func (referenceCodec) encode(_ *encoder, _ *Field, v value, dst []byte) []byte {
	dst = append(dst, `{"id":`...)
	return append(v.append(dst), '}')
}

// IsID tells whether s can be the id of an entry: 1 to 64 of A-Z a-z 0-9 . _ -.
func IsID(s string) bool {
	if s == "" || len(s) > maxIDLength {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
