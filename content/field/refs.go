package field

import "encoding/json"

// Ref is one reference inside a value.
type Ref struct {
	ID    string
	Asset bool   // of the built-in model asset
	Field *Field // the field that refers: REFERENCE, ASSET or RICH_TEXT; it may lie in a component
	Path  string // where, beginning with the apiId of the outermost field
}

// References lists what a stored value of f refers to, in components, blocks and rich text too, in the order of the
// value. The same target can come several times.
func References(c Catalog, f *Field, stored json.RawMessage) []Ref {
	if len(stored) == 0 {
		return nil
	}
	v, err := parse(stored)
	if err != nil {
		return nil
	}
	w := &refWalk{catalog: catalog{c}}
	w.field(f, f.APIID, v)
	return w.refs
}

// refWalk gathers references.
type refWalk struct {
	catalog catalog
	refs    []Ref
}

func (w *refWalk) field(f *Field, at string, v value) {
	if !f.List {
		w.value(f, at, v)
		return
	}
	for i, item := range v.items {
		w.value(f, indexed(at, i), item)
	}
}

func (w *refWalk) value(f *Field, at string, v value) {
	switch f.Kind {
	case Reference, Asset:
		if v.shape == text {
			w.refs = append(w.refs, Ref{ID: v.text, Asset: f.Kind == Asset, Field: f, Path: at})
		}
	case RichText:
		w.rich(f, at, v)
	case Component:
		if fields, ok := w.catalog.component(f); ok {
			w.members(fields, at, v)
		}
	case Blocks:
		for i, item := range v.items {
			if apiID, fields, ok := w.catalog.byID(item.get(blockType).text); ok {
				w.members(fields, indexed(at, i)+"."+apiID, item)
			}
		}
	}
}

func (w *refWalk) members(fields []*Field, at string, v value) {
	for _, f := range fields {
		w.field(f, at+"."+f.APIID, v.get(f.ID))
	}
}

func (w *refWalk) rich(f *Field, at string, v value) {
	if name := v.get("type").text; name == "embedEntry" || name == "embedAsset" {
		w.refs = append(w.refs, Ref{ID: v.get("attrs").get("id").text, Asset: name == "embedAsset", Field: f, Path: at})
	}
	for i, child := range v.get("content").items {
		w.rich(f, indexed(at+".content", i), child)
	}
}
