package field

// booleanCodec is the codec of BOOLEAN.
type booleanCodec struct{ same }

func (booleanCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if !d.expect(boolean, at, "true or false", v) {
		return dst
	}
	return append(dst, v.text...)
}
