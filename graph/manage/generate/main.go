// Command generate writes the code of the management API from its schema, as gqlgen does it, but for three things. Gqlgen's
// code parses the schema when the program starts, which takes longer than all else at the start of a function in AWS: here it
// is parsed when it is first asked for. In gqlgen's code each field can be asked for the fields below it: nobody asks, and
// that was a third of the code. And each field has a function of its own for what one function can do for all of them.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate works in the folder of gqlgen.yml, or in one below it.
func generate() error {
	c, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	if err := api.Generate(c); err != nil {
		return err
	}
	return change(c.Exec.Filename)
}

// change makes of gqlgen's code what it is to be here.
func change(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, do := range []func([]byte) ([]byte, error){parseLate, withoutChildren, plainFields} {
		if text, err = do(text); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return os.WriteFile(file, text, 0o644)
}

// parseLate makes the schema's variable a function.
func parseLate(text []byte) ([]byte, error) {
	for _, change := range []struct{ from, to string }{
		{"	return parsedSchema\n", "	return parsedSchema()\n"},
		{"var parsedSchema = gqlparser.MustLoadSchema(sources...)", "var parsedSchema = sync.OnceValue(func() *ast.Schema { return gqlparser.MustLoadSchema(sources...) })"},
	} {
		if n := bytes.Count(text, []byte(change.from)); n != 1 {
			return nil, fmt.Errorf("it holds %d times what is to be changed, not once: %q", n, change.from)
		}
		text = bytes.Replace(text, []byte(change.from), []byte(change.to), 1)
	}
	return text, nil
}

// child is what tells the fields below a field.
var child = regexp.MustCompile(`(?ms)^\t\tChild: func\(.*?^\t\t\},\n`)

// withoutChildren leaves it out.
func withoutChildren(text []byte) ([]byte, error) {
	if !child.Match(text) {
		return nil, errors.New("no field has what is to be left out")
	}
	return child.ReplaceAll(text, nil), nil
}

// plain is the function of a field without arguments, and use is where it is used.
var (
	plain = regexp.MustCompile(`func \(ec \*executionContext\) (\w+)\(_ context\.Context, field graphql\.CollectedField\) \(fc \*graphql\.FieldContext, err error\) {
	fc = &graphql\.FieldContext{
		Object: +("\w+"),
		Field: +field,
		IsMethod: +(true|false),
		IsResolver: +(true|false),
	}
	return fc, nil
}

`)
	use = regexp.MustCompile(`ec\.(\w+),\n`)
)

// plainFields puts plainField in the place of these functions.
func plainFields(text []byte) ([]byte, error) {
	calls := map[string][]byte{}
	for _, m := range plain.FindAllSubmatch(text, -1) {
		calls[string(m[1])] = fmt.Appendf(nil, "plainField(%s, %s, %s),\n", m[2], m[3], m[4])
	}
	if len(calls) == 0 {
		return nil, errors.New("no field has a function that could be another one's")
	}
	return use.ReplaceAllFunc(plain.ReplaceAll(text, nil), func(used []byte) []byte {
		if call, ok := calls[string(use.FindSubmatch(used)[1])]; ok {
			return call
		}
		return used
	}), nil
}
