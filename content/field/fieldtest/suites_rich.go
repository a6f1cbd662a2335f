package fieldtest

import "strings"

// doc gives a rich text document of these nodes.
func doc(nodes ...string) string {
	return `{"type":"doc","content":[` + strings.Join(nodes, ",") + `]}`
}

// paragraph gives a paragraph of these inline nodes.
func paragraph(nodes ...string) string {
	return `{"type":"paragraph","content":[` + strings.Join(nodes, ",") + `]}`
}

// EveryNode is a rich text document, in its stored form, that has every node, mark and attribute.
var EveryNode = doc(
	`{"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"Head & more"}]}`,
	paragraph(
		`{"type":"text","marks":[{"type":"bold"},{"type":"italic"}],"text":"bi"}`, `{"type":"hardBreak"}`,
		`{"type":"text","marks":[{"type":"link","attrs":{"href":"https://example.org/?a=1&b=2","title":"Ti\"tle","target":"_blank"}}],"text":"link"}`,
		`{"type":"text","marks":[{"type":"underline"}],"text":"u"}`, `{"type":"text","marks":[{"type":"strike"}],"text":"s"}`,
		`{"type":"text","marks":[{"type":"code"}],"text":"<c>"}`, `{"type":"text","marks":[{"type":"subscript"}],"text":"sub"}`,
		`{"type":"text","marks":[{"type":"superscript"}],"text":"sup"}`, `{"type":"text","marks":[{"type":"highlight"}],"text":"mark"}`,
	),
	`{"type":"bulletList","content":[{"type":"listItem","content":[`+paragraph(`{"type":"text","text":"one"}`)+`]},{"type":"listItem","content":[`+paragraph(`{"type":"text","text":"two"}`)+`]}]}`,
	`{"type":"orderedList","attrs":{"start":3},"content":[{"type":"listItem","content":[`+paragraph(`{"type":"text","text":"three"}`)+`]}]}`,
	`{"type":"blockquote","content":[`+paragraph(`{"type":"text","text":"quoted"}`)+`]}`,
	`{"type":"codeBlock","attrs":{"language":"go"},"content":[{"type":"text","text":"if a < b {\n}"}]}`,
	`{"type":"horizontalRule"}`,
	`{"type":"table","content":[{"type":"tableRow","content":[{"type":"tableHeader","attrs":{"colspan":2},"content":[`+paragraph(`{"type":"text","text":"th"}`)+`]}]},`+
		`{"type":"tableRow","content":[{"type":"tableCell","attrs":{"rowspan":2,"colwidth":[120]},"content":[`+paragraph(`{"type":"text","text":"left"}`)+`]},{"type":"tableCell","content":[`+paragraph(`{"type":"text","text":"right"}`)+`]}]}]}`,
	`{"type":"image","attrs":{"src":"/pic.png","alt":"a pic","title":"pt"}}`,
	`{"type":"embedEntry","attrs":{"id":"e1"}}`,
	`{"type":"embedAsset","attrs":{"id":"a1","alt":"other alt","caption":"cap"}}`,
	`{"type":"embed","attrs":{"url":"https://video.example/1","title":"A film","html":"<script>x</script>"}}`,
)

var richText = Suite{
	Good: []Good{
		{In: `{"type":"doc"}`, Stored: `{"type":"doc"}`},
		{In: EveryNode, Stored: EveryNode},
		{
			In:     `{"content":[{"content":[{"text":"e\u0301","type":"text","marks":[]}],"attrs":{"level":1e0,"id":null},"type":"heading"}],"type":"doc"}`,
			Stored: doc(`{"type":"heading","attrs":{"level":1},"content":[{"type":"text","text":"é"}]}`),
			Out:    doc(`{"type":"heading","attrs":{"level":1},"content":[{"type":"text","text":"é"}]}`),
		},
		{In: doc(`{"type":"paragraph","content":[]}`), Stored: doc(`{"type":"paragraph"}`), Out: doc(`{"type":"paragraph"}`)},
		{In: quotes(62), Stored: quotes(62)},
	},
	Bad: []Bad{
		{`"text"`, "", "type"}, {`[]`, "", "type"}, {`{}`, ".type", "type"}, {`{"type":"paragraph"}`, ".type", "type"}, {`{"type":"doc","version":1}`, ".version", "unknown"},
		{doc(`{"type":"script"}`), ".content[0]", "node"}, {doc(`{"type":"text","text":"x"}`), ".content[0]", "node"}, {doc(`7`), ".content[0]", "node"},
		{doc(`{"type":"doc"}`), ".content[0]", "node"}, {doc(paragraph(paragraph())), ".content[0].content[0]", "node"},
		{doc(`{"type":"heading"}`), ".content[0].attrs.level", "required"}, {doc(`{"type":"heading","attrs":{"level":7}}`), ".content[0].attrs.level", "attr"},
		{doc(`{"type":"paragraph","attrs":{"onclick":"x"}}`), ".content[0].attrs.onclick", "unknown"}, {doc(`{"type":"paragraph","attrs":[]}`), ".content[0].attrs", "type"},
		{doc(`{"type":"paragraph","onclick":"x"}`), ".content[0].onclick", "unknown"}, {doc(`{"type":"paragraph","text":"x"}`), ".content[0].text", "text"},
		{doc(paragraph(`{"type":"text"}`)), ".content[0].content[0].text", "type"}, {`{"type":"doc","content":{}}`, ".content", "type"},
		{doc(paragraph(marked(`{"type":"blink"}`))), mark0, "mark"}, {doc(paragraph(marked(`{"type":"bold"},{"type":"bold"}`))), ".content[0].content[0].marks[1]", "mark"},
		{doc(`{"type":"paragraph","marks":[{"type":"bold"}]}`), ".content[0].marks", "mark"},
		{doc(paragraph(marked(`{"type":"link"}`))), mark0 + ".attrs.href", "required"},
		// AD2
		{doc(paragraph(marked(`{"type":"link","attrs":{"href":"javascript:alert(1)"}}`))), mark0 + ".attrs.href", "attr"},
		{doc(paragraph(marked(`{"type":"link","attrs":{"href":" JAVA\tSCRIPT:alert(1)"}}`))), mark0 + ".attrs.href", "attr"},
		{doc(paragraph(marked(`{"type":"link","attrs":{"href":"data:text/html,x"}}`))), mark0 + ".attrs.href", "attr"},
		{doc(`{"type":"image","attrs":{"src":"data:image/svg+xml,x"}}`), ".content[0].attrs.src", "attr"},
		{doc(`{"type":"embed","attrs":{"url":"javascript:x"}}`), ".content[0].attrs.url", "attr"},
		{doc(paragraph(marked(`{"type":"link","attrs":{"href":"/","target":"evil"}}`))), mark0 + ".attrs.target", "attr"},
		{doc(`{"type":"embedEntry","attrs":{"id":"a b"}}`), ".content[0].attrs.id", "attr"}, {doc(`{"type":"embedAsset"}`), ".content[0].attrs.id", "required"},
		// C23
		{quotes(63), strings.Repeat(".content[0]", 64), "depth"},
		{quotes(10_000), "", "json"},
		{doc(strings.Repeat(`{"type":"horizontalRule"},`, 49_999) + `{"type":"horizontalRule"}`), ".content[49999]", "nodes"},
	},
}

const mark0 = ".content[0].content[0].marks[0]"

func marked(marks string) string { return `{"type":"text","text":"x","marks":[` + marks + `]}` }

// quotes gives a document of a paragraph inside n quotes.
func quotes(n int) string {
	return doc(strings.Repeat(`{"type":"blockquote","content":[`, n) + `{"type":"paragraph"}` + strings.Repeat(`]}`, n))
}
