package delivery

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/content/field"
)

// op says how a field gets its value. Loading and writing are one switch over it each; there are no resolvers.
type op uint8

const (
	opTypename op = iota

	// Leaves of entries and of what is stored in them.
	opID
	opRaw      // the stored bytes as they are
	opEnum     // the same, if they are one of the field's values
	opRawList  // a list of either
	opLocale   // the locale that is read
	opStatus   // of the entry
	opRichJSON // the parts of a rich text
	opRichHTML
	opRichText
	opAssetURL

	// Objects.
	opRich     // rich text
	opRichList // a list of them
	opPart     // a component, or another group of values stored in place
	opPartList
	opBlocks
	opRef
	opRefList
	opLinked // linkedFrom: the entry itself, as the holder of reverse lists

	// Lists of entries with pages.
	opList
	opLinkedList
	opNodes
	opEdges
	opNode
	opCursor
	opPageInfo
	opHasNext
	opHasPrevious
	opStartCursor
	opEndCursor
	opTotal

	// Roots.
	opByID      // node(id)
	opEntry     // article(id, slug)
	opSingleton // settings
	opCreate
	opUpdate
	opPublish
	opUnpublish
	opDelete
	opSchema
	opType
	opIntrospect // any field below those two
)

// fieldInfo is what execution knows about a field of an object type.
type fieldInfo struct {
	name        string
	op          op
	slot        int  // of the stored value, in its Copy or among the members of its part
	nonNull     bool // the field
	elemNonNull bool // the elements of a list
	guard       guard
	enum        map[string]bool // quoted values
	possible    []*typeInfo     // the concrete types of the value; none for leaves
	model       *content.Model  // of roots and reverse lists
	reference   *field.Field    // of a reverse list: the field that refers here
	def         *ast.FieldDefinition
}

// guard is a class of first bytes that a stored value must have. Models change after values were stored, and stored
// bytes go into replies unread: a value of the wrong shape must not.
type guard byte

const (
	guardAny guard = iota
	guardString
	guardNumber
	guardBoolean
	guardObject
)

// fits looks at the first byte of a stored value, which is not null.
func (g guard) fits(v []byte) bool {
	switch c := v[0]; g {
	case guardString:
		return c == '"'
	case guardNumber:
		return c == '-' || c-'0' < 10
	case guardBoolean:
		return c == 't' || c == 'f'
	case guardObject:
		return c == '{'
	}
	return true
}

// holds tells whether a stored scalar is one that the field can have now.
func (f *fieldInfo) holds(v []byte) bool {
	return f.guard.fits(v) && (f.enum == nil || f.enum[string(v)])
}

// typeInfo is what execution knows about an object type.
type typeInfo struct {
	name      string
	fields    map[string]*fieldInfo
	satisfies map[string]bool // the type conditions that hold for it: its own name, its interfaces and unions
	model     *content.Model  // of entries and components
	members   []string        // of a group of values stored in place: the stored names, by slot
}

// schema is the executable schema of one version of the models, for one stage and one set of readable models.
type schema struct {
	content    *content.Schema
	stage      content.Stage
	ast        *ast.Schema
	defs       ast.DefinitionList // all types, in the order in which people should read them
	directives ast.DirectiveDefinitionList
	query      *typeInfo
	mutation   *typeInfo
	types      map[string]*typeInfo // object types by their GraphQL name
	entries    map[string]*typeInfo // types of entries by model id
	docs       *cache[*document]
	limits     Limits
	audience   audience // who sees it
}
