package field

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// The members of a stored block that are no fields; field ids never begin with a dollar sign.
const (
	blockType = "$t" // id of the component
	blockKey  = "$k" // names the block for good, in its list
)

// blocksCodec is the codec of BLOCKS: a list of different components. An item is {"hero": {…}, "key": "…"} outside, with
// one component; a key is made where there is none.
type blocksCodec struct{}

func (blocksCodec) decode(d *decoder, f *Field, at string, v value, dst []byte) []byte {
	if !d.expect(array, at, "a list of blocks", v) {
		return dst
	}
	keys := map[string]bool{}
	dst = append(dst, '[')
	for i, item := range v.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = d.block(f, indexed(at, i), item, keys, dst)
	}
	return append(dst, ']')
}

func (d *decoder) block(f *Field, at string, v value, keys map[string]bool, dst []byte) []byte {
	name, inner, ok := blockOf(v)
	if !ok {
		d.refuse(at, "type", `must be a block like {"hero": {…}, "key": "…"}, with one component`)
		return dst
	}
	id, fields, ok := d.catalog.byAPIID(name)
	if !ok || !slices.Contains(f.Components, id) {
		d.refuse(at+"."+shortened(name), "component", "is not a component that this field takes")
		return dst
	}
	body := d.members(fields, at+"."+name, inner, []byte{'{'})[1:]
	dst = append(dst, `{"$t":`...)
	dst = appendString(dst, id)
	dst = append(dst, `,"$k":`...)
	dst = appendString(dst, d.key(at+".key", v.get("key"), body, keys))
	if len(body) > 0 {
		dst = append(append(dst, ','), body...)
	}
	return append(dst, '}')
}

// blockOf finds the one component of an external block.
func blockOf(v value) (name string, inner value, ok bool) {
	for _, m := range v.members {
		if m.name == "key" {
			continue
		}
		if ok {
			return "", value{}, false
		}
		name, inner, ok = m.name, m.value, true
	}
	return name, inner, ok
}

// key gives the key of a block, which no other block of the list may have. One that is not given is made of the block's
// content, so that the same input gives the same list.
func (d *decoder) key(at string, v value, body []byte, taken map[string]bool) string {
	key := v.text
	switch {
	case v.shape == null:
		key = madeKey(body, taken)
	case v.shape != text || !IsID(key):
		d.refuse(at, "type", "must be at most %d of the characters A-Z a-z 0-9 . _ -", maxIDLength)
	case taken[key]:
		d.refuse(at, "unique", "is the key of another block of this list: %s; give each its own, or none", key)
	}
	taken[key] = true
	return key
}

func (blocksCodec) encode(e *encoder, f *Field, v value, dst []byte) []byte {
	dst = append(dst, '[')
	for _, item := range v.items {
		apiID, fields, ok := e.catalog.byID(item.get(blockType).text)
		if !ok {
			continue
		}
		if dst[len(dst)-1] != '[' {
			dst = append(dst, ',')
		}
		dst = append(dst, '{')
		dst = appendString(dst, apiID)
		dst = append(dst, ':')
		dst = e.members(fields, item, dst)
		dst = append(dst, `,"key":`...)
		dst = item.get(blockKey).append(dst)
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

func (blocksCodec) validate(c *checker, f *Field, at string, v value) {
	for i, item := range v.items {
		apiID, fields, ok := c.catalog.byID(item.get(blockType).text)
		if ok {
			c.members(fields, indexed(at, i)+"."+apiID, item)
		}
	}
}

func madeKey(body []byte, taken map[string]bool) string {
	for n := 0; ; n++ {
		sum := sha256.Sum256(strconv.AppendInt(slices.Clone(body), int64(n), 10))
		if key := hex.EncodeToString(sum[:6]); !taken[key] {
			return key
		}
	}
}
