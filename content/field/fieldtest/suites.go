package fieldtest

import "github.com/galley-cms/galley/content/field"

// Suites are the suites of all kinds.
var Suites = map[field.Kind]Suite{
	field.Text:      {Good: texts, Bad: noTexts},
	field.LongText:  {Good: texts, Bad: noTexts},
	field.RichText:  richText,
	field.Slug:      slugs,
	field.Email:     emails,
	field.URL:       urls,
	field.Color:     colors,
	field.Enum:      enums,
	field.Integer:   integers,
	field.Float:     floats,
	field.Boolean:   booleans,
	field.Date:      dates,
	field.Time:      times,
	field.DateTime:  dateTimes,
	field.JSON:      documents,
	field.Location:  locations,
	field.Asset:     references,
	field.Reference: references,
	field.Component: componentValues,
	field.Blocks:    blocks,
}

var texts = []Good{
	{In: `"Ada"`, Stored: `"Ada"`},
	{In: `""`, Stored: `""`},
	{In: `" spaces stay "`, Stored: `" spaces stay "`},
	{In: `"\u0041\u00e9\/"`, Stored: `"Aé/"`, Out: `"Aé/"`},
	{In: `"e\u0301"`, Stored: `"é"`, Out: `"é"`},
	{In: `"<b>&\u2028\u0007\n\""`, Stored: "\"<b>&\u2028\\u0007\\n\\\"\"", Out: "\"<b>&\u2028\\u0007\\n\\\"\""},
	{In: `"\ud83d\ude00"`, Stored: `"😀"`, Out: `"😀"`},
	{In: `"\\u0000 is no NUL, \\ud800 no surrogate"`, Stored: `"\\u0000 is no NUL, \\ud800 no surrogate"`},
}

var noTexts = []Bad{{`1`, "", "type"}, {`true`, "", "type"}, {`["a"]`, "", "type"}, {`{"a":"b"}`, "", "type"}}

// C15
var slugs = Suite{
	Good: []Good{
		{In: `"hello-world"`, Stored: `"hello-world"`},
		{In: `"docs/intro_2.1~x"`, Stored: `"docs/intro_2.1~x"`},
		{In: `"straße"`, Stored: `"straße"`},
		{In: `"cafe\u0301"`, Stored: `"café"`, Out: `"café"`},
		{In: `"नमस्ते"`, Stored: `"नमस्ते"`},
	},
	Bad: noTexts,
	Draft: []Draft{
		{`""`, "slug"}, {`"a b"`, "slug"}, {`"/a"`, "slug"}, {`"a//b"`, "slug"}, {`"a/"`, "slug"}, {`".."`, "slug"}, {`"docs/../etc"`, "slug"},
		{`"a?b"`, "slug"}, {`"a%20b"`, "slug"}, {`"a\u202eb"`, "slug"}, {`"a\u200bb"`, "slug"}, {`"a\nb"`, "slug"},
	},
}

var emails = Suite{
	Good: []Good{
		{In: `"ada@example.org"`, Stored: `"ada@example.org"`},
		{In: `"Ada.L+news@mail.example.org"`, Stored: `"Ada.L+news@mail.example.org"`},
		{In: `"ü@bücher.example"`, Stored: `"ü@bücher.example"`},
		{In: `"root@localhost"`, Stored: `"root@localhost"`},
	},
	Bad: noTexts,
	Draft: []Draft{
		{`""`, "email"}, {`"ada"`, "email"}, {`"@example.org"`, "email"}, {`"ada@"`, "email"}, {`"a@b@c"`, "email"}, {`"a..b@c"`, "email"},
		{`"Ada <ada@example.org>"`, "email"}, {`"ada@-x.org"`, "email"}, {`"ada@example..org"`, "email"}, {`"a\nb@example.org"`, "email"},
	},
}

// AD2
var urls = Suite{
	Good: []Good{
		{In: `"https://example.org/a?b=c#d"`, Stored: `"https://example.org/a?b=c#d"`},
		{In: `"HTTP://example.org"`, Stored: `"HTTP://example.org"`},
		{In: `"/about"`, Stored: `"/about"`},
		{In: `"#top"`, Stored: `"#top"`},
		{In: `"mailto:ada@example.org"`, Stored: `"mailto:ada@example.org"`},
		{In: `"tel:+491234"`, Stored: `"tel:+491234"`},
	},
	Bad: append([]Bad{
		{`"javascript:alert(1)"`, "", "url"}, {`"JaVaScRiPt:alert(1)"`, "", "url"}, {`" \tjava\nscript:alert(1)"`, "", "url"},
		{`"\u0001javascript:alert(1)"`, "", "url"}, {`"data:text/html,x"`, "", "url"}, {`"vbscript:x"`, "", "url"}, {`"file:///etc/passwd"`, "", "url"},
	}, noTexts...),
	Draft: []Draft{
		{`""`, "url"}, {`"example.org"`, "url"}, {`"http://"`, "url"}, {`"https:///path"`, "url"}, {`"https://a b"`, "url"}, {`"http://%zz"`, "url"},
	},
}

var colors = Suite{
	Good:  []Good{{In: `"#1e90ff"`, Stored: `"#1e90ff"`}, {In: `"#FFF"`, Stored: `"#FFF"`}, {In: `"#1e90ff80"`, Stored: `"#1e90ff80"`}},
	Bad:   noTexts,
	Draft: []Draft{{`""`, "color"}, {`"red"`, "color"}, {`"1e90ff"`, "color"}, {`"#12345"`, "color"}, {`"#ggg"`, "color"}},
}

var enums = Suite{
	Good:  []Good{{In: `"red"`, Stored: `"red"`}, {In: `"GREEN"`, Stored: `"GREEN"`}},
	Bad:   noTexts,
	Draft: []Draft{{`"green"`, "enum"}, {`""`, "enum"}, {`"yellow"`, "enum"}},
}

var booleans = Suite{
	Good: []Good{{In: `true`, Stored: `true`}, {In: `false`, Stored: `false`}},
	Bad:  []Bad{{`1`, "", "type"}, {`"true"`, "", "type"}, {`[true]`, "", "type"}},
}

var references = Suite{
	Good: []Good{
		{In: `{"id":"01HZX3J5Q4W8ZC9V6N1M2B3A4S"}`, Stored: `"01HZX3J5Q4W8ZC9V6N1M2B3A4S"`},
		{In: `"a.b_c-D"`, Stored: `"a.b_c-D"`, Out: `{"id":"a.b_c-D"}`},
	},
	Bad: []Bad{
		{`{}`, "", "type"}, {`{"id":null}`, "", "type"}, {`{"id":""}`, "", "type"}, {`"a b"`, "", "type"}, {`"a#b"`, "", "type"}, {`7`, "", "type"}, {`{"id":7}`, "", "type"},
		{`"12345678901234567890123456789012345678901234567890123456789012345"`, "", "type"}, {`{"id":"a","x":1}`, ".x", "unknown"}, {`["a"]`, "", "type"},
	},
}
