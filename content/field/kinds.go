package field

// Spec is what Galley knows about one kind.
type Spec struct {
	Kind    Kind
	Scalar  bool     // one string, number or boolean that has a place in an index
	Text    bool     // takes startsWith and contains
	Ordered bool     // takes lt, lte, gt and gte
	Default bool     // filterable unless the field says otherwise
	Rules   []string // the members of Validation that fit; minItems and maxItems fit every list besides
	codec   codec
}

// codec is how the values of one kind behave. Values arrive parsed; results are appended to dst.
type codec interface {
	// decode appends the stored form of the external value v. What is wrong goes to d; the result is then dropped.
	decode(d *decoder, f *Field, at string, v value, dst []byte) []byte
	// encode appends the external form of the stored value v.
	encode(e *encoder, f *Field, v value, dst []byte) []byte
	// validate checks what publishing needs of the stored value v.
	validate(c *checker, f *Field, at string, v value)
}

var (
	lengthRules = []string{"minLength", "maxLength", "pattern", "in"}
	rangeRules  = []string{"min", "max", "in"}
	momentRules = []string{"min", "max"}
	assetRules  = []string{"mimeTypes", "maxBytes"}
)

// Kinds is the table of all kinds, in the order in which people see them.
var Kinds = []Spec{
	{Kind: Text, Scalar: true, Text: true, Ordered: true, Default: true, Rules: lengthRules, codec: textCodec{}},
	{Kind: LongText, Scalar: true, Text: true, Ordered: true, Rules: lengthRules, codec: textCodec{}},
	{Kind: RichText, Rules: []string{"minLength", "maxLength"}, codec: richCodec{}},
	{Kind: Slug, Scalar: true, Text: true, Ordered: true, Default: true, Rules: lengthRules, codec: slugCodec{}},
	{Kind: Email, Scalar: true, Text: true, Ordered: true, Default: true, Rules: lengthRules, codec: emailCodec{}},
	{Kind: URL, Scalar: true, Text: true, Ordered: true, Default: true, Rules: lengthRules, codec: urlCodec{}},
	{Kind: Color, Scalar: true, Default: true, Rules: []string{"in"}, codec: colorCodec{}},
	{Kind: Enum, Scalar: true, Default: true, codec: enumCodec{}},
	{Kind: Integer, Scalar: true, Ordered: true, Default: true, Rules: rangeRules, codec: integerCodec{}},
	{Kind: Float, Scalar: true, Ordered: true, Default: true, Rules: rangeRules, codec: floatCodec{}},
	{Kind: Boolean, Scalar: true, Default: true, codec: booleanCodec{}},
	{Kind: Date, Scalar: true, Ordered: true, Default: true, Rules: momentRules, codec: dateCodec{}},
	{Kind: Time, Scalar: true, Ordered: true, Default: true, Rules: momentRules, codec: timeCodec{}},
	{Kind: DateTime, Scalar: true, Ordered: true, Default: true, Rules: momentRules, codec: dateTimeCodec{}},
	{Kind: JSON, Rules: []string{"schema"}, codec: jsonCodec{}},
	{Kind: Location, codec: locationCodec{}},
	{Kind: Asset, Default: true, Rules: assetRules, codec: referenceCodec{}},
	{Kind: Reference, Default: true, codec: referenceCodec{}},
	{Kind: Component, codec: componentCodec{}},
	{Kind: Blocks, codec: blocksCodec{}},
}

var specs = func() map[Kind]*Spec {
	m := make(map[Kind]*Spec, len(Kinds))
	for i := range Kinds {
		m[Kinds[i].Kind] = &Kinds[i]
	}
	return m
}()

// SpecOf finds the spec of a kind; false for a kind that does not exist.
func SpecOf(k Kind) (Spec, bool) {
	s, ok := specs[k]
	if !ok {
		return Spec{}, false
	}
	return *s, true
}

// Scalar tells whether values of k are single strings, numbers or booleans that an index can hold.
func (k Kind) Scalar() bool { s, ok := specs[k]; return ok && s.Scalar }

// Ordered tells whether values of k take lt, lte, gt and gte. Every scalar kind can be sorted by.
func (k Kind) Ordered() bool { s, ok := specs[k]; return ok && s.Ordered }

// IsText tells whether values of k take startsWith and contains.
func (k Kind) IsText() bool { s, ok := specs[k]; return ok && s.Text }

// IsReference tells whether values of k are ids of other entries.
func (k Kind) IsReference() bool { return k == Reference || k == Asset }

// Indexable tells whether a field of kind k can have an index.
func (k Kind) Indexable() bool { return k.Scalar() || k.IsReference() }

// IsList tells whether f holds several values; blocks always do.
func (f *Field) IsList() bool { return f.List || f.Kind == Blocks }

// IsFilterable tells whether f has an index of its own: references and assets always, other indexable kinds as the
// field says, else by the default of their kind.
func (f *Field) IsFilterable() bool {
	switch {
	case f.Kind.IsReference():
		return true
	case !f.Kind.Scalar():
		return false
	case f.Filterable != nil:
		return *f.Filterable
	}
	return specs[f.Kind].Default
}
