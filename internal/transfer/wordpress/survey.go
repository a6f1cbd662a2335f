package wordpress

import (
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
)

// survey is what a first reading of the whole file learns: whether the file can be read at all, what there is, and which
// ids and slugs everything gets. Texts are not kept.
type survey struct {
	site    site
	base    *url.URL
	authors map[string]*person // by login
	logins  []string           // in their order
	terms   map[string]*taxonomy
	taxes   []string // taxonomies in their order
	types   map[string]*postType
	names   []string // post types in their order
	items   []*known // every item, in its order
	posts   map[string]*known
	files   map[string]*known   // attachments by the normal form of their address
	within  map[string][]*known // attachments by the number of their parent
	menus   []*menuItem

	comments int // that come in
	total    int // items, comments, terms and authors
	notes    []transfer.Line

	address   map[string]string
	seen      map[string]int  // digests of odd items
	commented map[string]bool // numbers of comments
	slugs     map[string]transfer.Slugs
	used      map[string]bool // names of models
}

// person is an author.
type person struct {
	login, name, slug string
}

// taxonomy is a kind of terms.
type taxonomy struct {
	name   string // in WordPress
	model  string // wanted
	field  string // of the items
	terms  map[string]*term
	order  []string // slugs
	byID   map[string]string
	byName map[string]string
}

// postType is a type of posts.
type postType struct {
	name    string // in WordPress
	model   string // wanted
	taxes   []string
	parents []string // types of parents
}

// known is what is remembered of an item.
type known struct {
	id, number, kind, slug, title, parent string
	out                                   string // why it is left out; "" if it comes in
	file                                  *attachment
}

// attachment is what is remembered of a file.
type attachment struct {
	url, alt, caption string
	order             int
}

// internal are the post types that hold no content of their owner's.
var internal = []string{"revision", "oembed_cache", "customize_changeset", "user_request", "custom_css", "wp_global_styles", "wp_font_family", "wp_font_face"} //nolint:misspell // as WordPress has it

// internalTaxes are the taxonomies that are no content; menus are read in their own way.
var internalTaxes = []string{"nav_menu", "post_format", "wp_theme", "wp_template_part_area", "link_category", "wp_pattern_category"}

// look reads a file for the first time.
func look(file io.Reader) (*survey, error) {
	s := &survey{
		authors: map[string]*person{}, terms: map[string]*taxonomy{}, types: map[string]*postType{}, posts: map[string]*known{},
		files: map[string]*known{}, within: map[string][]*known{}, address: map[string]string{}, seen: map[string]int{},
		slugs: map[string]transfer.Slugs{}, used: map[string]bool{}, commented: map[string]bool{},
	}
	for _, name := range []string{"author", "category", "tag", "comment", "navigation", "menu", "menuItem"} {
		s.used[name] = true
	}
	s.tax("category")
	s.tax("post_tag")
	err := walk(file, visitor{site: s.setAddress, author: s.addAuthor, term: s.addTerm, item: s.addItem})
	if err != nil {
		return nil, err
	}
	s.settle()
	return s, nil
}

func (s *survey) setAddress(name, value string) {
	if s.address[name] == "" {
		s.address[name] = value
	}
}

// blog is the address of the blog: what comes first in the file stands before the items.
func (s *survey) blog() string {
	for _, name := range []string{"base_blog_url", "link", "base_site_url"} {
		if s.address[name] != "" {
			return s.address[name]
		}
	}
	return ""
}

func (s *survey) note(item, id, message string) {
	s.notes = append(s.notes, transfer.Line{Item: item, ID: id, Message: message})
}

func (s *survey) addAuthor(a author) {
	login := strings.TrimSpace(a.Login)
	if login == "" || s.authors[login] != nil {
		return
	}
	name := decode(a.Display)
	if strings.TrimSpace(name) == "" {
		name = strings.TrimSpace(decode(a.First) + " " + decode(a.Last))
	}
	s.person(login, name)
}

func (s *survey) person(login, name string) *person {
	p := &person{login: login, name: private(name)}
	if p.name == "" {
		p.name = private(login)
	}
	p.slug = s.slug("author", private(login), p.name, "author")
	s.authors[login] = p
	s.logins = append(s.logins, login)
	return p
}

// private is a name without what makes an e-mail address of it.
func private(name string) string {
	name = strings.TrimSpace(name)
	if local, _, found := strings.Cut(name, "@"); found && !strings.HasPrefix(name, "@") {
		return strings.TrimSpace(local)
	}
	return name
}

// decode replaces the entities of HTML; tags stay text.
func decode(s string) string { return html.UnescapeString(s) }

// writer finds the author of an item, as WordPress itself reads logins: signs that a login cannot have are dropped. An
// author who is not declared becomes one.
func (s *survey) writer(creator string) (p *person, exact bool) {
	creator = strings.TrimSpace(creator)
	if p := s.authors[creator]; p != nil || creator == "" {
		return p, true
	}
	clean := strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>"'&\/[]{}|`, r) {
			return -1
		}
		return r
	}, creator))
	return s.authors[clean], false
}

// tax finds a taxonomy, or makes it.
func (s *survey) tax(name string) *taxonomy {
	if t := s.terms[name]; t != nil {
		return t
	}
	t := &taxonomy{name: name, terms: map[string]*term{}, byID: map[string]string{}, byName: map[string]string{}}
	switch name {
	case "category":
		t.model, t.field = "category", "categories"
	case "post_tag":
		t.model, t.field = "tag", "tags"
	default:
		t.model = s.model(name)
		t.field = transfer.Free(transfer.Plural(strings.TrimSuffix(t.model, "_")), s.isField)
	}
	s.terms[name] = t
	if !slices.Contains(internalTaxes, name) {
		s.taxes = append(s.taxes, name)
	}
	return t
}

// postFields are the fields that all posts have.
var postFields = []string{"title", "slug", "body", "excerpt", "date", "modified", "author", "featuredImage", "parent", "menuOrder", "sticky"}

// isField tells whether posts have a field of a name already.
func (s *survey) isField(name string) bool {
	ofTerms := func(tax string) bool { return s.terms[tax].field == name }
	return slices.Contains(postFields, name) || slices.ContainsFunc(s.taxes, ofTerms)
}

// model makes the name of a model that no other has.
func (s *survey) model(name string) string {
	m := transfer.CamelCase(name)
	if m == "" {
		m = "content"
	}
	m = transfer.Free(m, func(name string) bool { return s.used[name] })
	s.used[m] = true
	return m
}

func (s *survey) addTerm(t term) {
	t.Name, t.Description = decode(t.Name), decode(t.Description)
	if t.Slug = strings.TrimSpace(t.Slug); t.Slug == "" {
		t.Slug = transfer.Slug(t.Name)
	}
	if t.Slug == "" || t.Taxonomy == "" {
		s.note("term "+t.ID, "", "has no name, and is left out")
		return
	}
	if t.Name == "" {
		t.Name = plainSlug(t.Slug)
	}
	x := s.tax(t.Taxonomy)
	x.byID[number(t.ID)] = t.Slug
	if x.terms[t.Slug] != nil {
		return
	}
	x.byName[t.Name] = t.Slug
	x.terms[t.Slug] = &t
	x.order = append(x.order, t.Slug)
}

// termOf finds the term of a tagging; one that is not declared becomes one. It is nil for what names no term.
func (s *survey) termOf(g tagging, item string) (*taxonomy, *term) {
	name := strings.TrimSpace(decode(g.Name))
	if g.Domain == "" {
		g.Domain = "category"
	}
	if g.Domain == "tag" {
		g.Domain = "post_tag" // WXR 1.0
	}
	x := s.tax(g.Domain)
	slug := strings.TrimSpace(g.Slug)
	if slug == "" {
		slug = x.byName[name]
	}
	if slug == "" {
		slug = transfer.Slug(name)
	}
	if slug == "" {
		return x, nil
	}
	if x.terms[slug] == nil {
		s.addTerm(term{Taxonomy: g.Domain, Slug: slug, Name: name})
		if !slices.Contains(internalTaxes, g.Domain) {
			s.note(x.model+" “"+x.terms[slug].Name+"”", s.termID(x, slug), "was not declared, and is made of its first use in "+item)
		}
	}
	return x, x.terms[slug]
}

// termID is the id of a term; it does not depend on the name of the model, which may have been taken.
func (s *survey) termID(x *taxonomy, slug string) string {
	kind := x.name
	if kind == "post_tag" {
		kind = "tag"
	}
	return s.home().named(kind, slug)
}

// home is the maker of ids. The address of the blog stands before everything that needs an id.
func (s *survey) home() site {
	if s.site == "" {
		s.site = siteOf(s.blog())
	}
	return s.site
}

// slug makes a slug that nothing of a kind has yet, of the first candidate that there is.
func (s *survey) slug(kind, wanted string, others ...string) string {
	if s.slugs[kind] == nil {
		s.slugs[kind] = transfer.Slugs{}
	}
	slug := plainSlug(wanted)
	if !isSlug(slug) {
		slug = transfer.Slug(slug)
	}
	for i := 0; slug == "" && i < len(others); i++ {
		slug = transfer.Slug(others[i])
	}
	if slug == "" {
		slug = "untitled"
	}
	return s.slugs[kind].Take(slug)
}

// plainSlug is a slug as people read it: WordPress keeps those that are not Latin percent-encoded.
func plainSlug(s string) string {
	s = strings.TrimSpace(s)
	if plain, err := url.PathUnescape(s); err == nil {
		return strings.ToValidUTF8(plain, "")
	}
	return s
}

func isSlug(s string) bool {
	return s != "" && len(field.Validate(nil, &field.Field{APIID: "slug", Kind: field.Slug}, "slug", quote(s))) == 0
}

// label is how the report calls an item.
func label(it *item) string {
	kind, title := it.Type, strings.TrimSpace(decode(it.Title))
	if kind == "" {
		kind = "post"
	}
	if r := []rune(title); len(r) > 60 {
		title = string(r[:60]) + "…"
	}
	switch n := number(it.PostID); {
	case n == "":
		return fmt.Sprintf("%s without a number “%s”", kind, title)
	case title == "":
		return kind + " " + n
	default:
		return fmt.Sprintf("%s %s “%s”", kind, n, title)
	}
}
