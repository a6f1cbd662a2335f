package wordpress

import (
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/pattern"
)

// The post types that come in in a way of their own.
const (
	typeAttachment = "attachment"
	typeMenuItem   = "nav_menu_item"
)

func quote(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings can always be encoded
	}
	return b
}

// addItem remembers what later items, and the second reading, need of an item.
func (s *survey) addItem(it *item) error {
	if it.Type = strings.TrimSpace(it.Type); it.Type == "" {
		it.Type = "post"
	}
	k := &known{number: number(it.PostID), kind: it.Type, title: decode(it.Title), parent: number(it.Parent), out: leftOut(it)}
	s.identify(k, it)
	s.items = append(s.items, k)
	s.total++
	switch {
	case k.out != "":
		return nil
	case it.Type == typeAttachment:
		s.addFile(k, it)
	case it.Type == typeMenuItem:
		s.addMenuItem(k, it)
	default:
		s.addPost(k, it)
	}
	s.addComments(k, it)
	return nil
}

// leftOut says why an item does not come in.
func leftOut(it *item) string {
	switch status := strings.TrimSpace(it.Status); {
	case status == "trash":
		return "is in the trash"
	case status == "auto-draft":
		return "is an empty draft that WordPress made by itself"
	case slices.Contains(internal, it.Type):
		return "is of the type " + it.Type + ", which WordPress keeps for itself"
	}
	return ""
}

// identify gives an item its id. Only the first with a number is the post of that number.
func (s *survey) identify(k *known, it *item) {
	switch {
	case k.number == "":
		k.id = s.home().odd(it, s.seen)
	case s.posts[k.number] != nil:
		k.id = s.home().odd(it, s.seen)
		if k.out == "" {
			s.note(label(it), k.id, "has a number that another item has too, and comes in as an entry of its own")
		}
		return
	default:
		k.id = s.home().post(k.number)
		s.posts[k.number] = k
		return
	}
	if k.out == "" {
		s.note(label(it), k.id, "has no number, and comes in as an entry of its own")
	}
}

func (s *survey) addPost(k *known, it *item) {
	t := s.postType(it.Type)
	k.slug = s.slug(t.name, it.Name, k.title, k.number)
	s.noteSlug(k, it)
	for _, g := range it.Terms {
		if x, found := s.termOf(g, label(it)); found != nil && !slices.Contains(internalTaxes, x.name) && !slices.Contains(t.taxes, x.name) {
			t.taxes = append(t.taxes, x.name)
		}
	}
	s.addWriter(it)
}

// noteSlug reports a slug that is not the one of the file.
func (s *survey) noteSlug(k *known, it *item) {
	switch wanted := plainSlug(it.Name); wanted {
	case k.slug:
	case "":
		s.note(label(it), k.id, "has no slug; it gets "+k.slug)
	default:
		s.note(label(it), k.id, "has the slug "+wanted+", which "+why(wanted)+"; it gets "+k.slug)
	}
}

func why(slug string) string {
	if isSlug(slug) {
		return "is taken"
	}
	return "no address can have"
}

// addWriter makes an author of a creator who is not declared.
func (s *survey) addWriter(it *item) {
	switch p, exact := s.writer(it.Creator); {
	case p != nil && !exact:
		s.note(label(it), "", "names the author “"+private(it.Creator)+"”, who is taken for "+p.name)
	case p == nil && strings.TrimSpace(it.Creator) == "":
		s.note(label(it), "", "has no author")
	case p == nil:
		p = s.person(strings.TrimSpace(it.Creator), it.Creator)
		s.note("author “"+p.name+"”", s.authorID(p), "was not declared, and is made of the first use in "+label(it))
	}
}

func (s *survey) authorID(p *person) string { return s.home().named("author", p.login) }

// postType finds a post type, or makes it.
func (s *survey) postType(name string) *postType {
	if t := s.types[name]; t != nil {
		return t
	}
	t := &postType{name: name, model: s.model(name), taxes: []string{"category", "post_tag"}}
	s.types[name] = t
	s.names = append(s.names, name)
	return t
}

func (s *survey) addFile(k *known, it *item) {
	address := strings.TrimSpace(it.Attachment)
	if address == "" {
		address = strings.TrimSpace(it.GUID)
	}
	order, _ := strconv.Atoi(strings.TrimSpace(it.MenuOrder)) // 0 for what is no number
	k.file = &attachment{url: address, alt: it.meta("_wp_attachment_image_alt"), caption: plain(it.excerpt()), order: order}
	if name := fileKey(address); name != "" && s.files[name] == nil {
		s.files[name] = k
	}
	if k.parent != "" {
		s.within[k.parent] = append(s.within[k.parent], k)
	}
}

var sizeSuffix = pattern.Late(`(?:-\d+x\d+|-scaled)(\.[A-Za-z0-9]+)$`)

// fileKey is the normal form of the address of a file: without scheme and parameters.
func fileKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Path == "" {
		return ""
	}
	return strings.ToLower(u.Host) + u.Path
}

// fileName is the last part of an address.
func fileName(address string) string {
	u, err := url.Parse(address)
	if err != nil || path.Base(u.Path) == "." || path.Base(u.Path) == "/" {
		return "file"
	}
	return path.Base(u.Path)
}

// addComments counts the comments of an item.
func (s *survey) addComments(k *known, it *item) {
	s.total += len(it.Comments)
	if k.file != nil || k.kind == typeMenuItem {
		return
	}
	for i := range it.Comments {
		if it.Comments[i].out() == "" {
			s.comments++
		}
	}
}

// settle finishes the survey when the whole file was read.
func (s *survey) settle() {
	if u, err := url.Parse(s.blog()); err == nil && u.Host != "" {
		s.base = u
	}
	s.total += len(s.logins)
	for _, name := range s.taxes {
		s.total += len(s.terms[name].order)
	}
	for _, files := range s.within {
		slices.SortStableFunc(files, func(a, b *known) int { return a.file.order - b.file.order })
	}
	for _, k := range s.items {
		s.settleParent(k)
	}
	s.settleTerms()
}

// settleParent checks the parent of an item, and remembers which models parents are of.
func (s *survey) settleParent(k *known) {
	if k.parent == "" || k.out != "" || k.slug == "" {
		k.parent = ""
		return
	}
	name := s.types[k.kind].model + " " + k.number + " “" + k.title + "”"
	p := s.posts[k.parent]
	if p == nil || p.slug == "" {
		s.note(name, k.id, "has a parent, post "+k.parent+", that is not there; it comes in without")
		k.parent = ""
		return
	}
	if t := s.types[k.kind]; !slices.Contains(t.parents, p.kind) {
		t.parents = append(t.parents, p.kind)
	}
	if s.circular(k) {
		s.note(name, k.id, "is an ancestor of itself")
	}
}

func (s *survey) circular(k *known) bool {
	at := s.posts[k.parent]
	for steps := 0; at != nil && steps < 100; steps++ {
		if at == k {
			return true
		}
		at = s.posts[at.parent]
	}
	return false
}

// settleTerms checks the parents of terms and gives them their slugs.
func (s *survey) settleTerms() {
	for _, name := range s.taxes {
		x := s.terms[name]
		for _, slug := range x.order {
			t := x.terms[slug]
			if t.Parent = strings.TrimSpace(t.Parent); t.Parent != "" && t.Parent != "0" && x.terms[t.Parent] == nil {
				s.note(x.model+" “"+t.Name+"”", s.termID(x, slug), "has a parent, "+t.Parent+", that is not there; it comes in without")
			}
		}
	}
}

// attachmentOf finds the asset of a file by its address, or by that of the file which it is a smaller picture of; nil if
// there is none.
func (s *survey) attachmentOf(address string) *known {
	key := fileKey(address)
	if k := s.files[key]; k != nil {
		return k
	}
	return s.files[unsized(key)]
}

// unsized is the key of the file which a file is a smaller picture of.
func unsized(key string) string { return sizeSuffix().ReplaceAllString(key, "$1") }

// wantedSlug is the slug that a term gets.
func (s *survey) wantedSlug(x *taxonomy, t *term) string {
	return s.slug("term "+x.name, t.Slug, t.Name, t.ID)
}
