package field

import (
	"sync"
)

// The bounds of JSON Schemas. A schema is written by who may change models; a document may come from anybody.
const (
	maxSchemaBytes  = 32 << 10
	maxSchemaSteps  = 500_000 // taken to check one document
	maxSchemaBreaks = 20      // told of one document
)

// schema is a JSON Schema, prepared for checking documents. It is immutable.
//
// It is our own since the library that was tried costs every function of the AWS home 3.7 ms of each start and 210 KB,
// and bounds neither time nor memory: a schema of a few lines can take it for ever. Here each step counts. A keyword
// that is not known is refused in the definition, so that nothing goes unchecked in silence, and a $ref never leaves
// the schema.
type schema struct{ root *rule }

// rule is one schema object. What is nil, or zero, asks for nothing.
type rule struct {
	never         bool // the schema false
	types         []string
	enum          map[string]bool // canonical values
	enumText      string          // for messages
	text          textRules
	number        numberRules
	object        objectRules
	array         arrayRules
	ref           *rule
	all, any, one []*rule
	not           *rule
	when          *rule
	then, orElse  *rule
}

// schemas keeps prepared schemas by their text. It is emptied when it is full: spaces have few.
var schemas = struct {
	sync.Mutex
	known map[string]*schema
}{known: map[string]*schema{}}

const maxKnownSchemas = 200

// schemaOf prepares a schema. The error is the second half of a sentence.
func schemaOf(raw []byte) (*schema, error) {
	schemas.Lock()
	defer schemas.Unlock()
	if s := schemas.known[string(raw)]; s != nil {
		return s, nil
	}
	s, err := newSchema(raw)
	if err != nil {
		return nil, err
	}
	if len(schemas.known) >= maxKnownSchemas {
		clear(schemas.known)
	}
	schemas.known[string(raw)] = s
	return s, nil
}

// broken is what is wrong with a document: where, and the second half of a sentence.
type broken struct{ at, what string }

// check lists what is wrong with a document that stands at a path.
func (s *schema) check(at string, v value) []broken {
	r := &schemaRun{left: maxSchemaSteps}
	r.holds(s.root, at, v, true)
	if r.left < 0 {
		return []broken{{at, "is too large, or too entangled, for its schema to be checked"}}
	}
	return r.broken
}
