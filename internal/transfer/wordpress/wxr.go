package wordpress

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/galley-cms/galley/internal/errs"
)

// The bounds of a file. Its length is not bounded.
const (
	maxElement = 64 << 20 // bytes of one item, with its comments
	maxLevels  = 100      // elements in elements
)

// author is wp:author; e-mail addresses are not even read.
type author struct {
	Login   string `xml:"author_login"`
	Display string `xml:"author_display_name"`
	First   string `xml:"author_first_name"`
	Last    string `xml:"author_last_name"`
}

// term is wp:category, wp:tag or wp:term.
type term struct {
	ID          string `xml:"term_id"`
	Taxonomy    string `xml:"term_taxonomy"`
	Slug        string `xml:"term_slug"`
	Name        string `xml:"term_name"`
	Parent      string `xml:"term_parent"` // a slug
	Description string `xml:"term_description"`

	CategorySlug        string `xml:"category_nicename"`
	CategoryName        string `xml:"cat_name"`
	CategoryParent      string `xml:"category_parent"`
	CategoryDescription string `xml:"category_description"`
	TagSlug             string `xml:"tag_slug"`
	TagName             string `xml:"tag_name"`
	TagDescription      string `xml:"tag_description"`
}

// item is a post of any type.
type item struct {
	Title      string    `xml:"title"`
	PubDate    string    `xml:"pubDate"`
	Creator    string    `xml:"creator"`
	GUID       string    `xml:"guid"`
	Encoded    []encoded `xml:"encoded"`
	PostID     string    `xml:"post_id"`
	Date       string    `xml:"post_date"`
	DateGMT    string    `xml:"post_date_gmt"`
	Changed    string    `xml:"post_modified"`
	ChangedGMT string    `xml:"post_modified_gmt"`
	Name       string    `xml:"post_name"`
	Status     string    `xml:"status"`
	Parent     string    `xml:"post_parent"`
	MenuOrder  string    `xml:"menu_order"`
	Type       string    `xml:"post_type"`
	Password   string    `xml:"post_password"`
	Sticky     string    `xml:"is_sticky"`
	Attachment string    `xml:"attachment_url"`
	Terms      []tagging `xml:"category"`
	Meta       []meta    `xml:"postmeta"`
	Comments   []comment `xml:"comment"`
}

// encoded is content:encoded or excerpt:encoded.
type encoded struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
}

// tagging ties an item to a term.
type tagging struct {
	Domain string `xml:"domain,attr"`
	Slug   string `xml:"nicename,attr"`
	Name   string `xml:",chardata"`
}

// meta is a custom field.
type meta struct {
	Key   string `xml:"meta_key"`
	Value string `xml:"meta_value"`
}

// comment is a comment. Addresses of its author, of e-mail, web and network, are not even read.
type comment struct {
	ID       string `xml:"comment_id"`
	Author   string `xml:"comment_author"`
	Date     string `xml:"comment_date"`
	DateGMT  string `xml:"comment_date_gmt"`
	Content  string `xml:"comment_content"`
	Approved string `xml:"comment_approved"`
	Kind     string `xml:"comment_type"`
	Parent   string `xml:"comment_parent"`
}

func (it *item) content() string { return it.encoded("content") }
func (it *item) excerpt() string { return it.encoded("excerpt") }

// encoded finds an encoded text by a part of its namespace: the addresses of the namespaces differ between versions.
func (it *item) encoded(space string) string {
	for _, e := range it.Encoded {
		if strings.Contains(e.XMLName.Space, space) {
			return e.Text
		}
	}
	return ""
}

func (it *item) meta(key string) string {
	for _, m := range it.Meta {
		if m.Key == key {
			return m.Value
		}
	}
	return ""
}

// normal gives the term in the form of wp:term.
func (t *term) normal(element string) term {
	switch element {
	case "category":
		return term{ID: t.ID, Taxonomy: "category", Slug: t.CategorySlug, Name: t.CategoryName, Parent: t.CategoryParent, Description: t.CategoryDescription}
	case "tag":
		return term{ID: t.ID, Taxonomy: "post_tag", Slug: t.TagSlug, Name: t.TagName, Description: t.TagDescription}
	}
	return *t
}

// visitor gets what stands in a file, in its order.
type visitor struct {
	site   func(name, value string) // link, base_site_url, base_blog_url, wxr_version
	author func(author)
	term   func(term)
	item   func(*item) error
}

// reader reads a file element by element.
type reader struct {
	*xml.Decoder
	budget *budget
	levels int
	known  bool // it was seen that this is an export of WordPress
}

// walk reads a whole file. What is not well-formed, or no export, is an error for the person who gave it, with its line.
func walk(file io.Reader, v visitor) error { return walkWithin(file, v, maxElement) }

// walkWithin is walk with a bound of its own for an element, in bytes.
func walkWithin(file io.Reader, v visitor, element int) error {
	b := &budget{source: bufio.NewReaderSize(file, 64<<10)}
	r := &reader{Decoder: xml.NewDecoder(b), budget: b}
	r.CharsetReader = charset.NewReaderLabel
	for {
		b.left, b.bound = element, element
		t, err := r.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return r.refused(err)
		}
		if err := r.token(t, v); err != nil {
			return r.refused(err)
		}
	}
	if !r.known {
		return errs.New(errs.Invalid, "The file is no export of WordPress: it has no rss element with the namespace of its exports.")
	}
	return nil
}

func (r *reader) token(t xml.Token, v visitor) error {
	switch t := t.(type) {
	case xml.Directive:
		if strings.Contains(strings.ToUpper(string(t)), "ENTITY") || strings.Contains(string(t), "[") {
			return errors.New("it declares entities, which are never expanded")
		}
	case xml.EndElement:
		r.levels--
	case xml.StartElement:
		if r.levels == 0 {
			return r.root(t)
		}
		if r.levels == 2 {
			return r.element(t, v)
		}
		if r.levels++; r.levels > maxLevels {
			return fmt.Errorf("its elements are nested more than %d deep", maxLevels)
		}
	}
	return nil
}

func (r *reader) root(t xml.StartElement) error {
	r.levels++
	if t.Name.Local != "rss" {
		return errors.New("its outermost element is " + t.Name.Local + ", not rss")
	}
	for _, a := range t.Attr {
		r.known = r.known || strings.Contains(a.Value, "wordpress.org/export/")
	}
	return nil
}

// element reads a child of the channel.
func (r *reader) element(t xml.StartElement, v visitor) error {
	own := t.Name.Space == "wp" || strings.Contains(t.Name.Space, "wordpress.org/export/")
	switch name := t.Name.Local; {
	case name == "item":
		var it item
		if err := r.DecodeElement(&it, &t); err != nil {
			return err
		}
		return v.item(&it)
	case name == "author" && own:
		var a author
		if err := r.DecodeElement(&a, &t); err != nil {
			return err
		}
		v.author(a)
	case own && (name == "category" || name == "tag" || name == "term"):
		var x term
		if err := r.DecodeElement(&x, &t); err != nil {
			return err
		}
		v.term(x.normal(name))
	case own || name == "link" && t.Name.Space == "":
		var text string
		if err := r.DecodeElement(&text, &t); err != nil {
			return err
		}
		r.known = r.known || name == "wxr_version"
		v.site(name, strings.TrimSpace(text))
	default:
		return r.Skip()
	}
	return nil
}

// refused names the line and the reason of what cannot be read. What callbacks return passes.
func (r *reader) refused(err error) error {
	var ours *errs.Error
	var stop *stopped
	switch {
	case errors.As(err, &stop):
		return stop.cause
	case errors.As(err, &ours):
		return err
	}
	line, _ := r.InputPos()
	reason := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		line, reason = syntax.Line, syntax.Msg
	}
	return errs.New(errs.Invalid, "The file cannot be read: line %d: %s.", line, reason)
}

// stopped carries an error of a callback, which is no fault of the file.
type stopped struct{ cause error }

func (s *stopped) Error() string { return s.cause.Error() }

// budget bounds what one element may take, since the decoder holds it in memory.
type budget struct {
	source io.Reader
	bound  int
	left   int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("one element is longer than %d MB", b.bound>>20)
	}
	n, err := b.source.Read(p)
	b.left -= n
	return n, err
}
