package field

import (
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// The bounds of rich text.
const (
	maxRichDepth = 64     // nodes in nodes
	maxRichNodes = 50_000 // in one document
)

// richCodec is the codec of RICH_TEXT: a ProseMirror document of the nodes and marks of richtext_schema.go.
type richCodec struct{ same }

func (richCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if !d.expect(object, at, `a rich text document like {"type": "doc", "content": […]}`, v) {
		return dst
	}
	if v.get("type").text != "doc" {
		d.refuse(at+".type", "type", `must be "doc"`)
		return dst
	}
	r := &richDecoder{decoder: d}
	return r.node("doc", at, v, 1, dst)
}

func (richCodec) validate(c *checker, f *Field, at string, v value) {
	if f.Validation != nil {
		c.length(f, at, len([]rune(plainText(v))))
	}
}

// richDecoder decodes one document.
type richDecoder struct {
	*decoder
	nodes int
}

// node appends the canonical form of a node of type name: type, attrs, content, marks, text.
func (r *richDecoder) node(name, at string, v value, depth int, dst []byte) []byte {
	spec := richNodes[name]
	if r.nodes++; depth > maxRichDepth || r.nodes > maxRichNodes {
		r.overflow(at, depth)
		return dst
	}
	r.known(at, v, "type", "attrs", "content", "marks", "text")
	dst = append(dst, `{"type":`...)
	dst = appendString(dst, name)
	dst = r.attrs(spec.attrs, at+".attrs", v.get("attrs"), dst)
	dst = r.content(spec, at+".content", v.get("content"), depth, dst)
	dst = r.marks(spec, at+".marks", v.get("marks"), dst)
	dst = r.text(name, at+".text", v.get("text"), dst)
	return append(dst, '}')
}

// overflow says once that a document is too large.
func (r *richDecoder) overflow(at string, depth int) {
	switch {
	case depth > maxRichDepth:
		r.refuse(at, "depth", "is nested more than %d nodes deep", maxRichDepth)
	case r.nodes == maxRichNodes+1:
		r.refuse(at, "nodes", "is one node too many: a document takes at most %d", maxRichNodes)
	}
}

func (r *richDecoder) content(spec richNode, at string, v value, depth int, dst []byte) []byte {
	if v.shape == null || !r.expect(array, at, "a list of nodes", v) || len(v.items) == 0 {
		return dst
	}
	dst = append(dst, `,"content":[`...)
	for i, item := range v.items {
		name := item.get("type").text
		where := indexed(at, i)
		if !spec.takes(name) {
			r.refuse(where, "node", "is %q, where only %s can stand", shortened(name), joined(spec.content))
			continue
		}
		if name == "text" && item.get("text").shape == text && item.get("text").text == "" {
			continue // editors refuse empty texts
		}
		if dst[len(dst)-1] != '[' {
			dst = append(dst, ',')
		}
		dst = r.node(name, where, item, depth+1, dst)
	}
	return append(dst, ']')
}

func (r *richDecoder) marks(spec richNode, at string, v value, dst []byte) []byte {
	if v.shape == null || !r.expect(array, at, "a list of marks", v) || len(v.items) == 0 {
		return dst
	}
	if !spec.marked {
		r.refuse(at, "mark", "cannot stand here")
		return dst
	}
	seen := map[string]bool{}
	dst = append(dst, `,"marks":[`...)
	for i, item := range v.items {
		name, where := item.get("type").text, indexed(at, i)
		attrs, ok := richMarks[name]
		if !ok || seen[name] {
			r.refuse(where, "mark", "is %q, where each of %s can stand once", shortened(name), joined(richMarkNames))
			continue
		}
		seen[name] = true
		r.known(where, item, "type", "attrs")
		if dst[len(dst)-1] != '[' {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"type":`...)
		dst = appendString(dst, name)
		dst = r.attrs(attrs, where+".attrs", item.get("attrs"), dst)
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

func (r *richDecoder) text(name, at string, v value, dst []byte) []byte {
	if name != "text" {
		if v.shape != null {
			r.refuse(at, "text", "cannot stand here; put a text node into content")
		}
		return dst
	}
	if !r.expect(text, at, "a string", v) {
		return dst
	}
	dst = append(dst, `,"text":`...)
	return appendString(dst, norm.NFC.String(v.text))
}

// attrs appends the attributes of a node or mark in the order of its rules. Null is the same as none.
func (r *richDecoder) attrs(rules []richAttr, at string, v value, dst []byte) []byte {
	if v.shape != null && !r.expect(object, at, "an object", v) {
		return dst
	}
	open := false
	for _, rule := range rules {
		given := v.get(rule.name)
		if given.shape == null {
			if rule.required {
				r.refuse(at+"."+rule.name, "required", "is required")
			}
			continue
		}
		if !rule.fits(given) {
			r.refuse(at+"."+rule.name, "attr", "must be %s", rule.want)
			continue
		}
		if !open {
			dst = append(dst, `,"attrs":{`...)
			open = true
		} else {
			dst = append(dst, ',')
		}
		dst = appendString(dst, rule.name)
		dst = append(dst, ':')
		dst = appendAttr(dst, given)
	}
	r.unknownAttrs(rules, at, v)
	if open {
		dst = append(dst, '}')
	}
	return dst
}

// appendAttr adds the canonical form of an attribute that fits its rule: integers without exponent, text in NFC.
func appendAttr(dst []byte, v value) []byte {
	switch v.shape {
	case number:
		n, _ := parseDecimal(v.text).int64()
		return strconv.AppendInt(dst, n, 10)
	case text:
		return appendString(dst, norm.NFC.String(v.text))
	}
	return v.append(dst)
}

func (r *richDecoder) unknownAttrs(rules []richAttr, at string, v value) {
	for _, m := range v.members {
		known := false
		for _, rule := range rules {
			known = known || rule.name == m.name
		}
		if !known && m.value.shape != null {
			r.refuse(at+"."+shortened(m.name), "unknown", "is not a known attribute; take it out")
		}
	}
}
