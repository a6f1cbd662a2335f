package fieldtest

import "strings"

var documents = Suite{
	Good: []Good{
		{In: `{"b":1,"a":[true,null,"x"]}`, Stored: `{"b":1,"a":[true,null,"x"]}`},
		{In: " { \"n\" : 1.50 ,\n\"big\":123456789012345678901234567890, \"e\":1E400 } ", Stored: `{"n":1.50,"big":123456789012345678901234567890,"e":1E400}`, Out: `{"n":1.50,"big":123456789012345678901234567890,"e":1E400}`},
		{In: `"e\u0301 stays as it is <"`, Stored: "\"e\u0301 stays as it is <\"", Out: "\"e\u0301 stays as it is <\""},
		{In: `false`, Stored: `false`},
		{In: nested(100), Stored: nested(100)},
	},
	// G20
	Bad: []Bad{{nested(101), "", "depth"}, {`{"a":` + nested(100) + `}`, "", "depth"}},
}

func nested(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

var componentValues = Suite{
	Good: []Good{
		{
			In:     `{"title":"T","image":{"id":"a1"},"inner":[{"title":"U"}]}`,
			Stored: `{"h1":"a1","h2":"T","h3":[{"h2":"U"}]}`,
			Out:    `{"title":"T","image":{"id":"a1"},"inner":[{"title":"U","image":null,"inner":null}]}`,
		},
		{In: `{"image":null,"title":"T"}`, Stored: `{"h2":"T"}`, Out: `{"title":"T","image":null,"inner":null}`},
		{In: nestedHeroes(5), Stored: `{"h2":"T","h3":[{"h2":"T","h3":[{"h2":"T","h3":[{"h2":"T","h3":[{"h2":"T"}]}]}]}]}`, Out: nestedHeroes(5)},
	},
	Bad: []Bad{
		{`"T"`, "", "type"}, {`[]`, "", "type"}, {`{"titel":"T"}`, ".titel", "unknown"}, {`{"h2":"T"}`, ".h2", "unknown"}, {`{"title":7}`, ".title", "type"},
		{`{"inner":[{"title":"T"},{"image":7}]}`, ".inner[1].image", "type"}, {`{"inner":{"title":"T"}}`, ".inner", "type"},
		{nestedHeroes(6), strings.Repeat(".inner[0]", 5), "depth"},
	},
	Draft: []Draft{{`{}`, "required"}, {`{"title":"T","inner":[{}]}`, "required"}},
}

// nestedHeroes gives n heroes in each other, as they come back.
func nestedHeroes(n int) string {
	if n == 1 {
		return `{"title":"T","image":null,"inner":null}`
	}
	return `{"title":"T","image":null,"inner":[` + nestedHeroes(n-1) + `]}`
}

var blocks = Suite{
	Good: []Good{
		{In: `[]`, Stored: `[]`},
		{
			In:     `[{"hero":{"title":"T"},"key":"k1"},{"key":"k2","quote":{"author":"e1"}}]`,
			Stored: `[{"$t":"c1","$k":"k1","h2":"T"},{"$t":"c2","$k":"k2","q2":"e1"}]`,
			Out:    `[{"hero":{"title":"T","image":null,"inner":null},"key":"k1"},{"quote":{"words":null,"author":{"id":"e1"}},"key":"k2"}]`,
		},
		{In: `[{"quote":{},"key":"K-1.x_"}]`, Stored: `[{"$t":"c2","$k":"K-1.x_"}]`, Out: `[{"quote":{"words":null,"author":null},"key":"K-1.x_"}]`},
	},
	Bad: []Bad{
		{`{"hero":{}}`, "", "type"}, {`[{}]`, "[0]", "type"}, {`[{"key":"k"}]`, "[0]", "type"}, {`[null]`, "[0]", "type"}, {`["hero"]`, "[0]", "type"},
		{`[{"hero":{},"quote":{}}]`, "[0]", "type"}, {`[{"plain":{}}]`, "[0].plain", "component"}, {`[{"nothing":{}}]`, "[0].nothing", "component"},
		{`[{"hero":null}]`, "[0].hero", "type"}, {`[{"hero":{"title":1}}]`, "[0].hero.title", "type"},
		{`[{"hero":{},"key":"k"},{"hero":{},"key":"k"}]`, "[1].key", "unique"}, {`[{"hero":{},"key":"a b"}]`, "[0].key", "type"}, {`[{"hero":{},"key":7}]`, "[0].key", "type"},
	},
	Draft: []Draft{{`[{"quote":{},"key":"a"},{"hero":{},"key":"b"}]`, "required"}},
}
