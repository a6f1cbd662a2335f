package field

// Catalog resolves components while values are read, written and checked.
type Catalog interface {
	ComponentByAPIID(apiID string) (id string, fields []*Field, ok bool)
	ComponentByID(id string) (apiID string, fields []*Field, ok bool)
}

// catalog answers the questions of the codecs; without a Catalog there are no components.
type catalog struct{ Catalog }

// component finds the fields of the component of a COMPONENT field.
func (c catalog) component(f *Field) ([]*Field, bool) {
	if len(f.Components) != 1 {
		return nil, false
	}
	_, fields, ok := c.byID(f.Components[0])
	return fields, ok
}

func (c catalog) byID(id string) (apiID string, fields []*Field, ok bool) {
	if c.Catalog == nil {
		return "", nil, false
	}
	return c.ComponentByID(id)
}

func (c catalog) byAPIID(apiID string) (id string, fields []*Field, ok bool) {
	if c.Catalog == nil {
		return "", nil, false
	}
	return c.ComponentByAPIID(apiID)
}
