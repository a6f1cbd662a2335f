package wordpress

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/content/field"
	"github.com/galley-cms/galley/internal/transfer"
	"github.com/galley-cms/galley/internal/transfer/richtext"
)

// menuItem is an item of a menu. What it leads to may stand later in the file.
type menuItem struct {
	*known
	menu        string // slug of the menu
	order       int
	above       string // number of the item above it
	object      string // what it leads to: post_type, taxonomy, custom, post_type_archive
	objectKind  string
	objectID    string
	url         string
	description string
	newWindow   bool
}

func (s *survey) addMenuItem(k *known, it *item) {
	order, _ := strconv.Atoi(strings.TrimSpace(it.MenuOrder)) // 0 for what is no number
	m := &menuItem{
		known: k, order: order, above: number(it.meta("_menu_item_menu_item_parent")),
		object: it.meta("_menu_item_type"), objectKind: it.meta("_menu_item_object"), objectID: number(it.meta("_menu_item_object_id")),
		url: strings.TrimSpace(it.meta("_menu_item_url")), description: plain(it.content()), newWindow: it.meta("_menu_item_target") == "_blank",
	}
	for _, g := range it.Terms {
		if x, found := s.termOf(g, label(it)); found != nil && x.name == "nav_menu" {
			m.menu = found.Slug
		}
	}
	s.menus = append(s.menus, m)
}

func (s *survey) menuCount() int {
	if x := s.terms["nav_menu"]; x != nil {
		return len(x.order)
	}
	return 0
}

// menuModels are the singleton that holds all menus, and its components. Items stand in a plain list, each naming the
// one above it: menus can be nested deeper than components.
func (s *survey) menuModels() []*transfer.Model {
	targets := s.postModels()
	for _, name := range s.taxes {
		targets = append(targets, s.terms[name].model)
	}
	entry := transfer.NewModel("menuItem", "Menu item",
		text("key", "Key"), text("parent", "Key of the item above"), text("title", "Title"), text("url", "Address"),
		reference("entry", "Entry", targets...), text("description", "Description"),
		&field.Field{APIID: "newWindow", Name: "Opens a new window", Kind: field.Boolean},
	)
	menu := transfer.NewModel("menu", "Menu", text("name", "Name"), text("slug", "Slug"),
		&field.Field{APIID: "items", Name: "Items", Kind: field.Component, List: true, Components: []string{"menuItem"}})
	entry.Component, menu.Component = true, true
	all := transfer.NewModel("navigation", "Navigation",
		&field.Field{APIID: "menus", Name: "Menus", Kind: field.Component, List: true, Components: []string{"menu"}})
	all.Singleton = true
	return []*transfer.Model{entry, menu, all}
}

// menusEntry sends the singleton with all menus.
func (im *importer) menusEntry(ctx context.Context) error {
	x := im.terms["nav_menu"]
	if x == nil && len(im.menus) == 0 {
		return nil
	}
	slices.SortStableFunc(im.menus, func(a, b *menuItem) int { return a.order - b.order })
	menus := []transfer.Values{}
	if x != nil {
		for _, slug := range x.order {
			items := []transfer.Values{}
			for _, m := range im.menus {
				if m.menu == slug {
					items = append(items, im.menuValues(m))
				}
			}
			menus = append(menus, transfer.Values{"name": x.terms[slug].Name, "slug": plainSlug(slug), "items": items})
		}
	}
	for _, m := range im.menus {
		if m.menu == "" {
			im.Skip("navigation", transfer.Line{Item: m.name(), ID: m.id, Message: "belongs to no menu"})
		}
	}
	return im.Send(ctx, "menus", transfer.Entry{
		ID: im.home().named("navigation", "menus"), Model: "navigation", Publish: true, Values: transfer.Values{"menus": menus},
	})
}

func (m *menuItem) name() string { return "menu item " + m.number + " “" + m.title + "”" }

// menuValues are the values of an item of a menu.
func (im *importer) menuValues(m *menuItem) transfer.Values {
	v := transfer.Values{
		"key": m.id, "parent": nil, "title": m.title, "url": nil, "entry": nil,
		"description": nilIfEmpty(m.description), "newWindow": m.newWindow,
	}
	if above := im.itemAbove(m); above != nil {
		v["parent"] = above.id
	} else if m.above != "" {
		im.Note(transfer.Line{Item: m.name(), ID: m.id, Message: "has an item above it, " + m.above + ", that is not there"})
	}
	id, title, missing := im.object(m)
	switch {
	case missing != "":
		im.Note(transfer.Line{Item: m.name(), ID: m.id, Message: "leads to " + missing + ", which is not there"})
	case id != "":
		v["entry"] = transfer.Ref{ID: id}
	}
	if m.title == "" {
		v["title"] = title
	}
	if richtext.SafeLink(m.url) {
		v["url"] = nilIfEmpty(m.url)
	} else {
		im.Note(transfer.Line{Item: m.name(), ID: m.id, Message: "loses an address that runs code"})
	}
	return v
}

// itemAbove finds the item above another: that of its own menu, since numbers are repeated between menus. It is nil if
// there is none.
func (s *survey) itemAbove(m *menuItem) *menuItem {
	i := slices.IndexFunc(s.menus, func(x *menuItem) bool { return m.above != "" && x.number == m.above && x.menu == m.menu })
	if i < 0 {
		return nil
	}
	return s.menus[i]
}

// object finds what an item leads to; missing names it if it is not there.
func (im *importer) object(m *menuItem) (id, title, missing string) {
	switch m.object {
	case "post_type":
		if k := im.posts[m.objectID]; k != nil && k.slug != "" {
			return k.id, k.title, ""
		}
	case "taxonomy":
		if x := im.terms[m.objectKind]; x != nil && !slices.Contains(internalTaxes, x.name) {
			if t := x.terms[x.byID[m.objectID]]; t != nil {
				return im.termID(x, t.Slug), t.Name, ""
			}
		}
	default:
		return "", "", ""
	}
	return "", "", m.objectKind + " " + m.objectID
}
