package wordpress

import (
	"math"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// entry makes the entry of a post, page or item of a custom type.
func (im *importer) entry(k *known, it *item, name string) transfer.Entry {
	t := im.types[k.kind]
	date, changed := it.written(), it.changed()
	v := transfer.Values{
		"title": k.title, "slug": k.slug, "body": im.body(k, it, name), "excerpt": nilIfEmpty(plain(it.excerpt())),
		"date": transfer.Time(date), "modified": transfer.Time(changed), "author": im.authorOf(it),
		"featuredImage": im.featured(k, it, name), "parent": im.parentOf(k), "menuOrder": im.menuOrder(k, it, name),
		"sticky": strings.TrimSpace(it.Sticky) == "1",
	}
	for _, tax := range t.taxes {
		v[im.terms[tax].field] = []transfer.Ref{}
	}
	im.tag(v, t, it, name)
	e := transfer.Entry{ID: k.id, Model: t.model, Values: v, CreatedAt: transfer.Time(date), UpdatedAt: transfer.Time(changed)}
	if e.UpdatedAt == nil {
		e.UpdatedAt = e.CreatedAt
	}
	if e.CreatedAt == nil {
		im.Note(transfer.Line{Item: name, ID: k.id, Message: "has no date"})
	}
	if held := heldBack(it); held != "" {
		im.Note(transfer.Line{Item: name, ID: k.id, Message: "comes in as a draft: " + held})
		return e
	}
	e.Publish, e.PublishedAt, e.FirstPublishedAt = true, e.CreatedAt, e.CreatedAt
	return e
}

// heldBack says why an item is no public one.
func heldBack(it *item) string {
	if strings.TrimSpace(it.Password) != "" {
		return "it is protected by a password"
	}
	switch status := strings.TrimSpace(it.Status); status {
	case "publish":
		return ""
	case "draft":
		return "it is one"
	case "pending":
		return "it waits for review"
	case "private":
		return "it is private"
	case "future":
		return "it is scheduled"
	case "":
		return "it has no status"
	default:
		return "its status is " + status
	}
}

func (im *importer) authorOf(it *item) any {
	if p, _ := im.writer(it.Creator); p != nil {
		return transfer.Ref{ID: im.authorID(p)}
	}
	return nil
}

func (im *importer) parentOf(k *known) any {
	if k.parent == "" {
		return nil
	}
	return transfer.Ref{ID: im.posts[k.parent].id}
}

// featured is the picture that stands for an item.
func (im *importer) featured(k *known, it *item, name string) any {
	n := number(it.meta("_thumbnail_id"))
	if n == "" {
		return nil
	}
	file := im.posts[n]
	if file == nil || file.file == nil || file.file.url == "" {
		im.Note(transfer.Line{Item: name, ID: k.id, Message: "has a featured image, attachment " + n + ", that is not there"})
		return nil
	}
	return transfer.Ref{ID: file.id}
}

func (im *importer) menuOrder(k *known, it *item, name string) any {
	s := strings.TrimSpace(it.MenuOrder)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > math.MaxInt32 || n < math.MinInt32 {
		im.Note(transfer.Line{Item: name, ID: k.id, Message: "has a menu order that is no whole number of 32 bits: " + s})
		return nil
	}
	return n
}

// tag fills the fields of the terms of an item, each term once.
func (im *importer) tag(v transfer.Values, t *postType, it *item, name string) {
	seen := map[*term]bool{}
	for _, g := range it.Terms {
		x, found := im.termOf(g, name)
		refs, ok := v[x.field].([]transfer.Ref)
		if found == nil || seen[found] || !ok {
			continue
		}
		seen[found] = true
		v[x.field] = append(refs, transfer.Ref{ID: im.termID(x, found.Slug)})
	}
}

// body converts the text of an item; nil if it has none. What has no place in rich text is reported.
func (im *importer) body(k *known, it *item, name string) any {
	doc, losses := im.rich(it.content(), k)
	if len(losses) > 0 {
		im.Note(transfer.Line{Item: name, ID: k.id, Message: "loses from its body " + strings.Join(losses, ", ")})
	}
	if doc.Empty() {
		return nil
	}
	return doc
}

// plain is the text of HTML.
func plain(source string) string {
	if strings.TrimSpace(source) == "" {
		return ""
	}
	doc, _ := richtext.FromHTML(source, richtext.Options{Lines: true})
	return doc.Plain()
}
