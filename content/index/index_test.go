package index_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/content/index"
)

// indexable are the kinds that an index can hold.
func indexable() []field.Kind {
	var kinds []field.Kind
	for _, s := range field.Kinds {
		if s.Kind.Indexable() {
			kinds = append(kinds, s.Kind)
		}
	}
	return kinds
}

// storedValue draws a stored value of kind k; one in ten is null.
func storedValue(t *rapid.T, k field.Kind, label string) json.RawMessage {
	if rapid.IntRange(0, 9).Draw(t, label+" null") == 0 {
		return nil
	}
	f := &field.Field{APIID: "f", Kind: k}
	stored, problems := field.Decode(nil, f, "f", []byte(externalValue(t, k, label)))
	if len(problems) > 0 {
		t.Fatalf("drew a bad value of %s: %v", k, problems)
	}
	return stored
}

func externalValue(t *rapid.T, k field.Kind, label string) string {
	switch k {
	case field.Boolean:
		return strconv.FormatBool(rapid.Bool().Draw(t, label))
	case field.Integer:
		return strconv.Itoa(int(rapid.Int32().Draw(t, label)))
	case field.Float:
		return strconv.FormatFloat(rapid.Float64().Draw(t, label), 'g', -1, 64)
	case field.Reference, field.Asset:
		return strconv.Quote(id(t, label))
	case field.Date, field.Time, field.DateTime:
		return strconv.Quote(moment(t, label).Format(map[field.Kind]string{
			field.Date: "2006-01-02", field.Time: "15:04:05.999999", field.DateTime: "2006-01-02T15:04:05.999999Z",
		}[k]))
	case field.URL:
		return strconv.Quote("/" + rapid.StringMatching(`[a-zA-Z0-9äß/?#]{0,8}`).Draw(t, label))
	}
	return quoted(words(t, label))
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// words draws texts that are alike, or long, or odd.
func words(t *rapid.T, label string) string {
	alphabet := []rune("abAB éÉe\u0301ßẞiİı\u0323각ﬁ\"\\\n😀\u202e-~")
	s := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 6, -1).Draw(t, label)
	if rapid.IntRange(0, 3).Draw(t, label+" long") == 0 {
		return strings.Repeat("é", rapid.IntRange(index.MaxText-4, index.MaxText+2).Draw(t, label+" length")) + s
	}
	return s
}

func id(t *rapid.T, label string) string {
	return rapid.StringMatching(`[A-Za-z0-9._-]{1,4}`).Draw(t, label)
}

// moment draws from the years 1 to 9999.
func moment(t *rapid.T, label string) time.Time {
	return time.UnixMicro(rapid.Int64Range(-62135596800000000, 253402300799999999).Draw(t, label)).UTC()
}

func TestRowsAreOrderedByValueThenID(t *testing.T) {
	for _, k := range indexable() {
		t.Run(string(k), rapid.MakeCheck(func(t *rapid.T) {
			a, b := storedValue(t, k, "a"), storedValue(t, k, "b")
			idA, idB := id(t, "id of a"), id(t, "id of b")
			want := cmp.Or(index.CompareStored(k, a, b), strings.Compare(idA, idB))
			keyA := index.RowKey(index.Encode(nil, k, a), idA)
			keyB := index.RowKey(index.Encode(nil, k, b), idB)
			if got := bytes.Compare(keyA, keyB); got != want {
				t.Fatalf("keys of (%s, %s) and (%s, %s) compare as %d, the values as %d", a, idA, b, idB, got, want)
			}
		}))
	}
}

func TestJoinedElementsAreOrderedOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var keyA, keyB []byte
		want := 0
		for i, k := range rapid.SliceOfN(rapid.SampledFrom(indexable()), 1, 3).Draw(t, "kinds") {
			a, b := storedValue(t, k, fmt.Sprint("a", i)), storedValue(t, k, fmt.Sprint("b", i))
			keyA, keyB = index.Encode(keyA, k, a), index.Encode(keyB, k, b)
			want = cmp.Or(want, index.CompareStored(k, a, b))
		}
		if got := bytes.Compare(keyA, keyB); got != want {
			t.Fatalf("keys compare as %d, values as %d", got, want)
		}
	})
}

func TestRowsComeApartAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var enc []byte
		var elements []string
		for i, k := range rapid.SliceOfN(rapid.SampledFrom(indexable()), 1, 3).Draw(t, "kinds") {
			e := index.Encode(nil, k, storedValue(t, k, fmt.Sprint("value", i)))
			elements, enc = append(elements, string(e)), append(enc, e...)
		}
		name := id(t, "id")
		gotEnc, gotID := index.SplitRow(string(index.RowKey(enc, name)))
		if gotEnc != string(enc) || gotID != name {
			t.Fatalf("%x with id %s comes apart into %x and %s", enc, name, gotEnc, gotID)
		}
		if got := index.Split(string(enc)); !slices.Equal(got, elements) {
			t.Fatalf("%x comes apart into %x, want %x", enc, got, elements)
		}
	})
}

// C16, C18
func TestOrderAtTheEdges(t *testing.T) {
	for k, values := range map[field.Kind][]string{
		field.Boolean:  {`null`, `false`, `true`},
		field.Integer:  {`null`, `-2147483648`, `-1`, `0`, `1`, `2147483647`},
		field.Float:    {`null`, `-1.7976931348623157e+308`, `-1`, `-5e-324`, `0`, `5e-324`, `1`, `1.7976931348623157e+308`},
		field.Date:     {`null`, `"0001-01-01"`, `"1969-12-31"`, `"1970-01-01"`, `"2024-02-29"`, `"9999-12-31"`},
		field.Time:     {`null`, `"00:00:00"`, `"00:00:00.000001"`, `"00:00:01"`, `"23:59:59.999999"`},
		field.DateTime: {`null`, `"0001-01-01T00:00:00Z"`, `"1969-12-31T23:59:59.999999Z"`, `"1970-01-01T00:00:00Z"`, `"1970-01-01T00:00:00.5Z"`, `"9999-12-31T23:59:59.999999Z"`},
		field.Text:     {`null`, `""`, `" "`, `"Äa"`, `"ab"`, `"Abc"`, `"b"`, `"Z"`, `"😀"`},
		field.Enum:     {`null`, `"A"`, `"b"`, `"C"`},
		field.Asset:    {`null`, `"A"`, `"A-"`, `"B"`, `"a"`},
	} {
		var last []byte
		for _, v := range values {
			enc := index.Encode(nil, k, []byte(v))
			if bytes.Compare(last, enc) >= 0 {
				t.Errorf("%s: %s does not come after the value before it", k, v)
			}
			last = enc
		}
	}
}

func TestEqualValuesHaveOneElement(t *testing.T) {
	for _, c := range []struct {
		kind field.Kind
		a, b string
	}{
		{field.Float, `-0`, `0`},
		{field.Float, `1.50`, `1.5`},
		{field.Text, `"É"`, `"e"`},
		{field.Text, `"a\"\n"`, `"A\u0022\u000a"`},
		{field.Text, ``, `null`},
		{field.DateTime, `"2024-01-01T00:00:00.500Z"`, `"2024-01-01T00:00:00.5Z"`},
		{field.Integer, `"no number"`, `null`}, // G17-G19 never let it in; it must not break the order
		{field.Text, `{"no":"text"}`, `null`},
		{field.JSON, `"no scalar"`, `null`},
	} {
		a, b := index.Encode(nil, c.kind, []byte(c.a)), index.Encode(nil, c.kind, []byte(c.b))
		if !bytes.Equal(a, b) {
			t.Errorf("%s: %s and %s have the elements %x and %x", c.kind, c.a, c.b, a, b)
		}
	}
}

func TestLongTextIsCut(t *testing.T) {
	long := strings.Repeat("x", index.MaxText)
	for text, truncated := range map[string]bool{long[1:]: false, long: true, long + "y": true, "": false} {
		enc := index.Encode(nil, field.Text, []byte(quoted(text)))
		if got := index.Truncated(enc); got != truncated {
			t.Errorf("%d characters: Truncated = %t, want %t", len(text), got, truncated)
		}
		if got, _ := index.SplitRow(string(index.RowKey(enc, "id"))); got != string(enc) {
			t.Errorf("%d characters: the key comes apart into %x", len(text), got)
		}
	}
	if index.Truncated(index.Encode(nil, field.Integer, []byte("1"))) {
		t.Error("a number counts as truncated")
	}
}

func TestPrefixRangeHoldsWhatStartsWith(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, prefix := words(t, "text"), words(t, "prefix")
		if rapid.Bool().Draw(t, "inside") {
			prefix = string([]rune(s)[:len([]rune(s))/2])
		}
		enc := index.Encode(nil, field.Text, []byte(quoted(s)))
		from := index.FoldedPrefix(nil, prefix)
		found := bytes.Compare(enc, from) >= 0 && bytes.Compare(index.RowKey(enc, "id"), index.End(nil, from)) < 0
		starts := strings.HasPrefix(index.Fold(s), index.Fold(prefix))
		if starts && !found || found && !starts && len(index.Fold(prefix)) <= index.MaxText {
			t.Fatalf("%q in the range of %q: %t, starts with it: %t", s, prefix, found, starts)
		}
	})
}

func TestEndIsBehindAllRowsOfAnElement(t *testing.T) {
	for _, k := range indexable() {
		t.Run(string(k), rapid.MakeCheck(func(t *rapid.T) {
			a, b := index.Encode(nil, k, storedValue(t, k, "a")), index.Encode(nil, k, storedValue(t, k, "b"))
			row, end := index.RowKey(b, id(t, "id")), index.End(nil, a)
			inside := bytes.Compare(a, row) < 0 && bytes.Compare(row, end) < 0
			if inside != bytes.Equal(a, b) {
				t.Fatalf("row %x in the range of %x: %t", row, a, inside)
			}
		}))
	}
}

func TestElements(t *testing.T) {
	null := index.Encode(nil, field.Text, nil)
	enc := func(s string) []byte { return index.Encode(nil, field.Text, []byte(quoted(s))) }
	for _, c := range []struct {
		list   bool
		stored string
		want   [][]byte
	}{
		{false, ``, [][]byte{null}},
		{false, `null`, [][]byte{null}},
		{false, `"b"`, [][]byte{enc("b")}},
		{true, ``, [][]byte{null}},
		{true, `null`, [][]byte{null}},
		{true, `[]`, [][]byte{null}},
		{true, `["b","a","B","é","e"]`, [][]byte{enc("a"), enc("b"), enc("e")}},
		{true, `["a,b","[c","\"d\\"]`, [][]byte{enc(`"d\`), enc("[c"), enc("a,b")}},
	} {
		got := index.Elements(&field.Field{Kind: field.Text, List: c.list}, []byte(c.stored))
		if !slices.EqualFunc(got, c.want, bytes.Equal) {
			t.Errorf("list %t, %s: elements %q, want %q", c.list, c.stored, got, c.want)
		}
	}
}

func TestSplitRowRefusesWhatIsNoRow(t *testing.T) {
	for _, key := range []string{"", "\x06abc", "\x03\x00\x00", "\x02"} {
		if enc, id := index.SplitRow(key); id != "" {
			t.Errorf("SplitRow(%q) = %q, %q", key, enc, id)
		}
	}
}

func FuzzEncode(f *testing.F) {
	f.Add(0, `"a"`, `"A\u0301"`)
	f.Add(8, `-1`, `1e2`)
	f.Add(9, `-0.5`, `1e-7`)
	f.Add(13, `"2024-01-01T00:00Z"`, `"9999-12-31T23:59:59.999999Z"`)
	kinds := indexable()
	f.Fuzz(func(t *testing.T, n int, a, b string) {
		fd := &field.Field{APIID: "f", Kind: kinds[uint(n)%uint(len(kinds))]}
		storedA, problemsA := field.Decode(nil, fd, "f", []byte(a))
		storedB, problemsB := field.Decode(nil, fd, "f", []byte(b))
		if len(problemsA)+len(problemsB) > 0 {
			return
		}
		encA, encB := index.Encode(nil, fd.Kind, storedA), index.Encode(nil, fd.Kind, storedB)
		if got, want := bytes.Compare(encA, encB), index.CompareStored(fd.Kind, storedA, storedB); got != want {
			t.Fatalf("%s: elements of %s and %s compare as %d, values as %d", fd.Kind, storedA, storedB, got, want)
		}
		if (len(storedA) > 0) == index.Null(encA) || index.Skip(encA) != len(encA) {
			t.Fatalf("%s: %s has the element %x", fd.Kind, storedA, encA)
		}
	})
}

// Rows of indexes on several fields are ordered by one value after the other, however long or odd, and come apart again.
func FuzzRow(f *testing.F) {
	long := quoted(strings.Repeat("ß", index.MaxText))
	f.Add(0, 0, `"a"`, long, `"A"`, long)
	f.Add(8, 0, `1`, `"b"`, `1`, `"\u0301b"`)
	f.Add(0, 9, quoted(strings.Repeat("a", index.MaxText)+"b"), `-0.5`, quoted(strings.Repeat("a", index.MaxText)), `1e-7`)
	f.Add(0, 0, `"a"`, `"b"`, `"ab"`, `""`)
	kinds := indexable()
	f.Fuzz(func(t *testing.T, m, n int, a1, a2, b1, b2 string) {
		var rows [2][]byte
		want := 0
		var values [2]json.RawMessage
		for at, of := range [][2]string{{a1, b1}, {a2, b2}} {
			fd := &field.Field{APIID: "f", Kind: kinds[uint([]int{m, n}[at])%uint(len(kinds))]}
			for who, text := range of {
				stored, problems := field.Decode(nil, fd, "f", []byte(text))
				if len(problems) > 0 {
					return
				}
				values[who], rows[who] = stored, index.Encode(rows[who], fd.Kind, stored)
			}
			want = cmp.Or(want, index.CompareStored(fd.Kind, values[0], values[1]))
		}
		if got := bytes.Compare(index.RowKey(rows[0], "x"), index.RowKey(rows[1], "x")); got != want {
			t.Fatalf("rows of (%s, %s) and (%s, %s) compare as %d, values as %d", a1, a2, b1, b2, got, want)
		}
		enc, id := index.SplitRow(string(index.RowKey(rows[0], "x")))
		if parts := index.Split(enc); id != "x" || enc != string(rows[0]) || len(parts) != 2 || parts[0]+parts[1] != enc {
			t.Fatalf("the row of (%s, %s) comes apart into %x and %s", a1, a2, parts, id)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	for _, c := range []struct {
		name string
		kind field.Kind
		v    string
	}{
		{"null", field.Text, ``},
		{"integer", field.Integer, `12345`},
		{"float", field.Float, `3.25`},
		{"datetime", field.DateTime, `"2024-05-06T07:08:09.123456Z"`},
		{"reference", field.Reference, `"01HZX3J5Q4W8ZC9V6N1M2B3A4S"`},
		{"ascii", field.Text, `"A Short History of Nearly Everything"`},
		{"accents", field.Text, `"Crème brûlée à la façon de grand-mère"`},
		{"korean", field.Text, `"대한민국의 역사와 문화"`},
		{"long", field.LongText, quoted(strings.Repeat("Lörem ipsum dolor sit amet. ", 4000))},
	} {
		b.Run(c.name, func(b *testing.B) {
			stored, dst := []byte(c.v), make([]byte, 0, 512)
			b.ReportAllocs()
			for b.Loop() {
				dst = index.Encode(dst[:0], c.kind, stored)
			}
		})
	}
}

func TestReferenceID(t *testing.T) {
	enc := index.Encode(nil, field.Asset, []byte(`"a.1_X"`))
	if got := index.ReferenceID(string(enc)); got != "a.1_X" {
		t.Errorf("ReferenceID = %q", got)
	}
	for _, k := range []field.Kind{field.Text, field.Reference} {
		if got := index.ReferenceID(string(index.Encode(nil, k, nil))); got != "" {
			t.Errorf("null of %s is the id %q", k, got)
		}
	}
}

func TestCutGivesTheFirstElements(t *testing.T) {
	var joined string
	for n, want := range []string{"", `"ä\u0000"`, "7", "null", "true"} {
		if n > 0 {
			joined += string(index.Encode(nil, []field.Kind{field.Text, field.Integer, field.Date, field.Boolean}[n-1], []byte(want)))
		}
		all := joined + string(index.Encode(nil, field.Text, []byte(`"and more"`)))
		if got := index.Cut(all, n); got != joined {
			t.Errorf("the first %d elements are %q, want %q", n, got, joined)
		}
	}
}
