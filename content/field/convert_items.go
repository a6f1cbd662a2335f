package field

import (
	"fmt"
	"slices"
	"strings"
)

// byWords converts scalars by what they look like outside: the text "12" and the number 12 are the same words.
func byWords(c *converter, v value) ([]byte, string) {
	if v.shape == array || v.shape == object || v.shape == null {
		return nil, "must be one string, number or boolean, not " + v.what()
	}
	wanted, bare := bareKinds[c.to.Kind]
	switch {
	case c.to.Kind == Enum:
		return c.choice(v.text)
	case !bare:
		return c.decoded(appendString(nil, v.text))
	case !isBare(c.to.Kind, v.text):
		return nil, fmt.Sprintf("is %s: %q", wanted, shortened(v.text))
	}
	return c.decoded([]byte(v.text))
}

// choice keeps words that are none of the values, for who edits the entry next; readers get null for them.
func (c *converter) choice(words string) ([]byte, string) {
	out, problem := c.decoded(appendString(nil, words))
	if values := c.to.EnumValues(); problem == "" && !slices.Contains(values, words) {
		problem = fmt.Sprintf("is none of the values %s: %q", joined(values), shortened(words))
	}
	return out, problem
}

// bareKinds are the scalar kinds whose values stand without quotes outside, with what other words are to them.
var bareKinds = map[Kind]string{Integer: "no whole number", Float: "no number", Boolean: "neither true nor false"}

// isBare tells whether words are a boolean, or a number, as the kind wants.
func isBare(k Kind, words string) bool {
	want := number
	if k == Boolean {
		want = boolean
	}
	v, err := parse([]byte(words))
	return err == nil && v.shape == want && len(v.text) == len(words)
}

func dayToMoment(c *converter, v value) ([]byte, string) {
	return c.decoded(appendString(nil, v.text+"T00:00:00Z"))
}

func momentToDay(c *converter, v value) ([]byte, string) {
	day, clock, _ := strings.Cut(v.text, "T")
	out, problem := c.decoded(appendString(nil, day))
	if problem == "" && clock != "00:00:00Z" {
		problem = "loses its time of day"
	}
	return out, problem
}

func momentToClock(c *converter, v value) ([]byte, string) {
	_, clock, _ := strings.Cut(v.text, "T")
	out, problem := c.decoded(appendString(nil, strings.TrimSuffix(clock, "Z")))
	if problem == "" {
		problem = "loses its date"
	}
	return out, problem
}

// toDocument gives the external form of a value as a JSON value.
func toDocument(c *converter, v value) ([]byte, string) {
	e := &encoder{catalog: c.catalog}
	if c.from.Kind != Blocks {
		return c.decoded(specs[c.from.Kind].codec.encode(e, c.from, v, nil))
	}
	one := blocksCodec{}.encode(e, c.from, value{shape: array, items: []value{v}}, nil)
	if len(one) <= len("[]") {
		return nil, "is of a component that does not exist"
	}
	return c.decoded(one[1 : len(one)-1])
}

// componentToBlock gives a component the members that make it a block. Its key is made of its content, as everywhere.
func componentToBlock(c *converter, v value) ([]byte, string) {
	if v.shape != object {
		return nil, "is no object"
	}
	if c.keys == nil {
		c.keys = map[string]bool{}
	}
	body := v.append(nil)[1:]
	body = body[:len(body)-1]
	key := madeKey(body, c.keys)
	c.keys[key] = true
	block := []member{
		{blockType, value{shape: text, text: c.from.Components[0]}},
		{blockKey, value{shape: text, text: key}},
	}
	return appendObject(nil, append(block, v.members...)), ""
}

func blockToComponent(c *converter, v value) ([]byte, string) {
	if v.shape != object || v.get(blockType).text != c.to.Components[0] {
		return nil, "is of a component that the field does not take"
	}
	body := slices.DeleteFunc(slices.Clone(v.members), func(m member) bool { return m.name == blockType || m.name == blockKey })
	return appendObject(nil, body), ""
}

func blockIfTaken(c *converter, v value) ([]byte, string) {
	id := v.get(blockType).text
	if slices.Contains(c.to.Components, id) {
		return v.append(nil), ""
	}
	name, _, ok := c.catalog.byID(id)
	if !ok {
		return nil, "is of a component that does not exist"
	}
	return nil, fmt.Sprintf("is of the component %s, which the field does not take", name)
}
