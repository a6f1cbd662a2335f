package transfer

import "testing"

func TestCamelCase(t *testing.T) {
	for in, want := range map[string]string{
		"blogPost": "blogPost", "blog-post": "blogPost", "my_book type": "myBookType", "URL": "url", "URLPath": "urlPath",
		"Product": "product", "2fast": "fast", "日本": "", "a日b": "ab", "": "", "123": "",
	} {
		if got := CamelCase(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestPlural(t *testing.T) {
	for in, want := range map[string]string{
		"post": "posts", "category": "categories", "day": "days", "box": "boxes", "news": "newsList", "books": "booksList", "branch": "branches",
	} {
		if got := Plural(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestFieldName(t *testing.T) {
	used := func(n string) bool { return n == "title" || n == "title_" }
	for in, want := range map[string]string{"id": "id_", "createdAt": "createdAt_", "Title": "title2_", "hero-image": "heroImage", "☃": "field"} {
		if got := FieldName(in, used); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Hello, World!": "hello-world", "  a  --  b ": "a-b", "Ελληνικά": "ελληνικά", "%ce%bb%ce%b9": "λι", "100%": "100",
		"../etc": "etc", "…": "", "日本 語": "日本-語", "a_b.c": "a_b.c", "%ff": "ff",
	} {
		if got := Slug(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	taken := Slugs{}
	for _, want := range []string{"a", "a-2", "a-3"} {
		if got := taken.Take("a"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := taken.Take("A"); got != "A-4" {
		t.Errorf("slugs that differ in case only do not clash: %q", got)
	}
}

// TestIsTaken knows the names that models cannot have.
func TestIsTaken(t *testing.T) {
	for name, want := range map[string]bool{
		"query": true, "pageInfo": true, "json": false, "jSON": true, "asset": true, "assets": true, "node": true, "locale": true, "richText": true,
		"salesOrder": true, "order": false, "border": false, "postConnection": true, "input": false, "post": false, "status": false,
	} {
		if got := isTaken(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
