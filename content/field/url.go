package field

// urlCodec is the codec of URL. Drafts take any text but dangerous schemes.
type urlCodec struct{ textCodec }

func (urlCodec) decode(d *decoder, f *Field, at string, v value, dst []byte) []byte {
	if v.shape == text && !isSafeLink(v.text) {
		d.refuse(at, "url", "must not have the scheme %s", schemeOf(v.text))
		return dst
	}
	return textCodec{}.decode(d, f, at, v, dst)
}

func (urlCodec) validate(c *checker, f *Field, at string, v value) {
	if !isWholeLink(v.text) {
		c.misses(f, at, "url", "must be an address like https://example.org/page or /page")
	}
	textCodec{}.validate(c, f, at, v)
}
