package delivery

import (
	"fmt"

	"github.com/galley-cms/galley/content"
)

// outcome says what became of a value.
type outcome uint8

const (
	written outcome = iota
	null            // it is null, and nothing was written
	failed          // the same, and the error is recorded
)

// object writes what is selected of an object.
func (x *run) object(n *node, o *object) outcome {
	return x.fields(n, func(f *planField) outcome { return x.field(n, f, o) })
}

// fields writes {…}, a value for each field of a node. Where a non-null field has no value, it takes back all that it
// wrote and is null itself.
func (x *run) fields(n *node, write func(*planField) outcome) outcome {
	start := len(x.buf)
	if x.overflow = x.overflow || start > x.schema.limits.Reply; x.overflow {
		return failed
	}
	x.buf = append(x.buf, '{')
	for i, f := range n.fields {
		if i > 0 {
			x.buf = append(x.buf, ',')
		}
		x.buf = append(x.buf, f.key...)
		x.path = append(x.path, step{name: f.alias})
		ok := x.settle(f, write(f))
		x.path = x.path[:len(x.path)-1]
		if !ok {
			x.buf = x.buf[:start]
			return failed
		}
	}
	x.buf = append(x.buf, '}')
	return written
}

// settle writes null for a field without a value; it is false if the field must have one.
func (x *run) settle(f *planField, o outcome) bool {
	switch {
	case o == written:
		return true
	case !f.nonNull:
		x.buf = append(x.buf, "null"...)
		return true
	case o == null:
		x.fail(fmt.Errorf("the field %s has no value, and must have one", f.name))
	}
	return false
}

// field writes the value of one field of an object.
func (x *run) field(n *node, f *planField, o *object) outcome {
	switch f.op {
	case opTypename:
		x.quoted(n.typ.name)
	case opID:
		x.quoted(o.entry.ID)
	case opLocale:
		x.quoted(x.chain[0])
	case opStatus:
		x.quoted(string(x.status(o)))
	case opLinked:
		return x.object(f.one(), o)
	case opLinkedList:
		return x.connection(f, o.entry.ID)
	case opAssetURL:
		return x.assetURL(f, o)
	case opRichJSON, opRichHTML, opRichText:
		return x.richText(f, o)
	case opSchema:
		return x.introspect(f.one(), x.schema.ast)
	case opType:
		return x.typeByName(f)
	case opByID, opEntry, opSingleton, opList, opCreate, opUpdate, opPublish, opUnpublish, opDelete:
		return x.rootField(f)
	default:
		return x.stored(f, o)
	}
	return written
}

// rootField writes a field of Query or Mutation, in the locale that it asks for.
func (x *run) rootField(f *planField) outcome {
	x.chain = f.arguments(x.args).chain
	found := x.found[place{f.index, ""}]
	switch {
	case found.err != nil:
		return x.fail(found.err)
	case f.op == opDelete:
		x.quoted(found.id)
		return written
	case f.op == opList:
		return x.connection(f, "")
	}
	return x.entry(f, found.id)
}

// entry writes the entry that a field refers to; null if it is not there, or not for this caller.
func (x *run) entry(f *planField, id string) outcome {
	c := x.reader.Copy(id)
	if c == nil {
		return null
	}
	n := f.nodeOf(x.typeOf(c))
	if n == nil {
		return null
	}
	return x.object(n, &object{entry: c})
}

// stored writes the value that is stored in a field of an object.
func (x *run) stored(f *planField, o *object) outcome {
	v := x.value(f, o, x.chain)
	if v == nil {
		return x.absent(f, o)
	}
	switch f.op {
	case opRaw, opEnum:
		return x.scalar(f, v)
	case opRef:
		if v[0] != '"' {
			return x.misfit(f)
		}
		return x.entry(f, idOf(v))
	case opPart:
		return x.inPlace(f, f.one(), v)
	case opRich:
		if v[0] != '{' {
			return x.misfit(f)
		}
		return x.object(f.one(), &object{raw: v})
	}
	return x.storedList(f, v)
}

// absent writes what a field has without a stored value: an empty list, or nothing. The times of publication are those
// of the live copy; after a change they come from what the change answered.
func (x *run) absent(f *planField, o *object) outcome {
	switch f.op {
	case opRawList, opRefList, opPartList, opBlocks, opRichList:
		x.buf = append(x.buf, "[]"...)
		return written
	case opRaw:
		if t := x.publication(f, o); !t.IsZero() {
			x.buf = t.AppendFormat(x.buf, `"2006-01-02T15:04:05.000000Z"`)
			return written
		}
	}
	return null
}

// scalar splices a stored value.
func (x *run) scalar(f *planField, v []byte) outcome {
	if !f.holds(v) {
		return x.misfit(f)
	}
	x.buf = append(x.buf, v...)
	return written
}

// inPlace writes a component or another group of values.
func (x *run) inPlace(f *planField, n *node, v []byte) outcome {
	if v[0] != '{' {
		return x.misfit(f)
	}
	return x.object(n, x.part(n.typ, v))
}

// storedList writes a stored list, which is never null. Entries that are not there, and blocks of components that are
// gone, drop out.
func (x *run) storedList(f *planField, v []byte) outcome {
	l := x.openList(f)
	if v[0] != '[' {
		x.misfit(f)
	}
	for e := range elements(v) {
		if f.op == opRawList {
			l.scalar(e)
			continue
		}
		n, o := x.element(f, e)
		if n == nil {
			continue
		}
		l.open()
		if !l.close(x.object(n, o)) {
			break
		}
	}
	return l.end()
}

// element opens one element of a stored list; nil if it drops out.
func (x *run) element(f *planField, v []byte) (*node, *object) {
	switch f.op {
	case opRefList:
		if c := x.reader.Copy(idOf(v)); c != nil {
			return f.nodeOf(x.typeOf(c)), &object{entry: c}
		}
		return nil, nil
	case opBlocks:
		if t := x.blockType(f, v); t != nil {
			return f.nodeOf(t), x.part(t, v)
		}
		return nil, nil
	}
	switch {
	case v[0] != '{':
		x.misfit(f)
		return nil, nil
	case f.op == opRichList:
		return f.one(), &object{raw: v}
	}
	return f.one(), x.part(f.one().typ, v)
}

// scalar splices an element; one that does not fit is left out, with an error, so that it does not take all with it.
func (l *listWriter) scalar(v []byte) {
	if !l.field.holds(v) {
		l.misfit(l.field)
		return
	}
	if l.length++; l.length > 1 {
		l.buf = append(l.buf, ',')
	}
	l.buf = append(l.buf, v...)
}

// listWriter is a list while it is written.
type listWriter struct {
	*run
	field  *planField
	start  int // in the buffer
	length int
	failed bool
}

func (x *run) openList(f *planField) *listWriter {
	l := &listWriter{run: x, field: f, start: len(x.buf)}
	x.buf = append(x.buf, '[')
	return l
}

// open begins an element.
func (l *listWriter) open() {
	if l.length > 0 {
		l.buf = append(l.buf, ',')
	}
	l.path = append(l.path, step{index: l.length})
	l.length++
}

// close ends an element; it is false if the whole list is lost with it.
func (l *listWriter) close(o outcome) bool {
	if o != written && l.field.elemNonNull {
		if o == null {
			l.fail(fmt.Errorf("an element of %s has no value, and must have one", l.field.name))
		}
		l.failed = true
	} else if o != written {
		l.buf = append(l.buf, "null"...)
	}
	l.path = l.path[:len(l.path)-1]
	return !l.failed
}

func (l *listWriter) end() outcome {
	if l.failed {
		l.buf = l.buf[:l.start]
		return failed
	}
	l.buf = append(l.buf, ']')
	return written
}

// quoted writes a string that holds nothing to escape.
func (x *run) quoted(s string) {
	x.buf = append(append(append(x.buf, '"'), s...), '"')
}

// status is that of an entry as the stage shows it.
func (x *run) status(o *object) content.Status {
	if x.plan.stage == content.Live {
		return content.StatusPublished
	}
	return o.entry.Status
}
