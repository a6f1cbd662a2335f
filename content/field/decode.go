package field

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// maxComponentDepth bounds components in components.
const maxComponentDepth = 5

// Decode checks the type of an external value of f and gives its stored form; nil for null. List fields take arrays,
// and a single value is not turned into one. It checks what a draft needs; Validate checks the rest. Path is where the
// value stands, for the problems.
func Decode(c Catalog, f *Field, path string, external json.RawMessage) (json.RawMessage, []errs.Problem) {
	if len(external) == 0 {
		return nil, nil
	}
	d := &decoder{catalog: catalog{c}}
	v, err := parse(external)
	if err != nil {
		d.refuse(path, "json", "%v", err)
		return nil, d.problems
	}
	if v.shape == null {
		return nil, nil
	}
	stored := d.field(f, path, v, make([]byte, 0, len(external)))
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return stored, nil
}

// decoder gathers problems while values are decoded.
type decoder struct {
	problemList
	catalog catalog
	depth   int // of components
}

// field decodes the value of f, which is not null.
func (d *decoder) field(f *Field, at string, v value, dst []byte) []byte {
	spec, ok := specs[f.Kind]
	if !ok {
		d.refuse(at, "kind", "is of the unknown kind %q", f.Kind)
		return dst
	}
	if f.List {
		return d.list(spec, f, at, v, dst)
	}
	return spec.codec.decode(d, f, at, v, dst)
}

func (d *decoder) list(spec *Spec, f *Field, at string, v value, dst []byte) []byte {
	if !d.expect(array, at, "a list", v) {
		return dst
	}
	dst = append(dst, '[')
	for i, item := range v.items {
		if i > 0 {
			dst = append(dst, ',')
		}
		where := indexed(at, i)
		if item.shape == null {
			d.refuse(where, "type", "must not be null; leave the item out of the list")
			continue
		}
		dst = spec.codec.decode(d, f, where, item, dst)
	}
	return append(dst, ']')
}

// expect refuses v unless it has the shape s.
func (d *decoder) expect(s shape, at, want string, v value) bool {
	if v.shape != s {
		d.refuse(at, "type", "must be %s, not %s", want, v.what())
	}
	return v.shape == s
}

// The bounds of what is said about one value.
const (
	maxProblems  = 100
	maxShownPath = 100 // bytes of a path in a message
)

// problemList gathers what is wrong with a value.
type problemList struct{ problems []errs.Problem }

// refuse adds a problem. The sentence goes on after the path: "must be a string". Past maxProblems, no more are kept.
func (p *problemList) refuse(at, rule, format string, args ...any) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, errs.Problem{Path: at, Rule: rule, Message: shownPath(at) + " " + fmt.Sprintf(format, args...) + "."})
	}
}

// shownPath is the end of a long path.
func shownPath(at string) string {
	if len(at) > maxShownPath {
		return "…" + strings.ToValidUTF8(at[len(at)-maxShownPath:], "")
	}
	return at
}

func indexed(at string, i int) string { return at + "[" + strconv.Itoa(i) + "]" }
