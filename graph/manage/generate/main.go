// Command generate writes the code of the management API from its schema, as gqlgen does it, but for one thing: gqlgen's
// code parses the schema when the program starts. That takes longer than all else at the start of a function in AWS, so
// here it is parsed when it is first asked for.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

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
	return parseLate(c.Exec.Filename)
}

// parseLate makes the schema's variable a function.
func parseLate(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, change := range []struct{ from, to string }{
		{"	return parsedSchema\n", "	return parsedSchema()\n"},
		{"var parsedSchema = gqlparser.MustLoadSchema(sources...)", "var parsedSchema = sync.OnceValue(func() *ast.Schema { return gqlparser.MustLoadSchema(sources...) })"},
	} {
		if n := bytes.Count(text, []byte(change.from)); n != 1 {
			return fmt.Errorf("%s holds %d times what is to be changed, not once: %q", filepath.Base(file), n, change.from)
		}
		text = bytes.Replace(text, []byte(change.from), []byte(change.to), 1)
	}
	return os.WriteFile(file, text, 0o644)
}
