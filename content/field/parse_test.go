package field

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

// What parse takes is valid JSON, and its compact form is what it was; valid JSON is refused for a named reason only.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,-0.5e+3,true,null,"\u00e9\ud83d\ude00\\u0000"]}`, `[,1]`, `[1,]`, `{"a":1,}`, `{,}`, `{"a"}`, `{1:2}`, `1 2`, `[1}`, `]`, `-`, `"\ud800"`, `"\u0000"`, ` [ ] `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := parse(in)
		if errors.Is(err, errSyntax) && json.Valid(in) {
			t.Fatalf("%q is valid, and refused", in)
		}
		if err != nil {
			return
		}
		var want bytes.Buffer
		if err := json.Compact(&want, in); err != nil {
			t.Fatalf("%q is taken, and not valid: %v", in, err)
		}
		out := v.append(nil)
		var a, b any
		if json.Unmarshal(out, &a) != nil || json.Unmarshal(want.Bytes(), &b) != nil {
			return // numbers that no float holds
		}
		wantText, _ := json.Marshal(b)
		if gotText, _ := json.Marshal(a); !bytes.Equal(gotText, wantText) {
			t.Fatalf("%q becomes %q", in, out)
		}
		if again, err := parse(out); err != nil || !bytes.Equal(again.append(nil), out) {
			t.Fatalf("%q becomes %q, which is not canonical: %v", in, out, err)
		}
	})
}
