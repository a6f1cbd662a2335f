package strictjson_test

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/strictjson"
)

func TestCheck(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	cases := []struct {
		name, text, wrong string
	}{
		{"object", ` { "a" : [ 1 , -2.5e3 , true , null , "x\"y" ] , "b" : { } } `, ""},
		{"scalar", `12`, ""},
		{"equal names apart", `{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, ""},
		{"surrogate pair", `"\ud83d\ude00 \u00e4"`, ""},
		{"as deep as allowed", deep(200), ""},
		{"duplicate", `{"a":1,"b":2,"a":3}`, "twice"},                       // G17
		{"duplicate by escape", `{"a":1,"\u0061":2}`, "twice"},              // G17
		{"duplicate deep inside", `[{"x":{"y":[{"q":1,"q":1}]}}]`, "twice"}, // G17
		{"not UTF-8", "\"\xff\"", "UTF-8"},                                  // G18
		{"lone high surrogate", `"\ud800"`, "surrogate"},                    // G18
		{"lone low surrogate", `"\udc00x"`, "surrogate"},                    // G18
		{"two high surrogates", `"\ud800\ud800"`, "surrogate"},              // G18
		{"surrogate in a name", `{"\ud800":1}`, "surrogate"},                // G18
		{"NUL", `["a\u0000b"]`, "NUL"},                                      // G18
		{"raw NUL", "\"\x00\"", "not JSON"},                                 // G18
		{"too deep", deep(201), "deep"},                                     // G20
		{"far too deep", deep(100_000), "not JSON"},                         // G20
		{"too deep in objects", strings.Repeat(`{"a":`, 201) + "1" + strings.Repeat("}", 201), "deep"},
		{"cut off", `{"a":`, "not JSON"},
		{"two values", `{} {}`, "not JSON"},
		{"empty", ``, "not JSON"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := strictjson.Check([]byte(c.text))
			if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("got %v, want %q", err, c.wrong)
			}
		})
	}
}
