package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/galley-cms/galley/internal/errs"
)

// modelFiles is the folder of a command about model files.
type modelFiles struct {
	Dir    string `arg:"" help:"Folder with *.json and *.yaml files." type:"path"`
	Remove bool   `help:"Remove models and fields that no file holds."`
}

// read gives the models of all files, in the order of their names.
func (m modelFiles) read() ([]json.RawMessage, error) {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return nil, errs.New(errs.Invalid, "The folder %s cannot be read: %v.", m.Dir, reasonOf(err))
	}
	var models []json.RawMessage
	for _, e := range entries {
		ext := strings.ToLower(filepath.Ext(e.Name()))
		if e.IsDir() || !slices.Contains([]string{".json", ".yaml", ".yml"}, ext) {
			continue
		}
		model, err := readModel(filepath.Join(m.Dir, e.Name()), ext != ".json")
		if err != nil {
			return nil, err
		}
		models = append(models, model)
	}
	if len(models) == 0 {
		return nil, errs.New(errs.Invalid, "There are no *.json or *.yaml files in %s.", m.Dir)
	}
	return models, nil
}

func readModel(path string, isYAML bool) (json.RawMessage, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if isYAML {
		if text, err = yaml.YAMLToJSON(text); err != nil {
			return nil, errs.New(errs.Invalid, "%s is not valid YAML: %v", path, err)
		}
	}
	if err := json.Unmarshal(text, &map[string]any{}); err != nil {
		return nil, errs.New(errs.Invalid, "%s holds no model, which is an object like {\"apiId\": \"article\", …}: %s.", path, jsonReason(err))
	}
	return text, nil
}

// jsonReason says what is wrong with a text in words of JSON, not of Go.
func jsonReason(err error) string {
	var syntax *json.SyntaxError
	if shape := new(json.UnmarshalTypeError); errors.As(err, &shape) {
		return "it is of the kind " + shape.Value
	}
	if errors.As(err, &syntax) {
		return fmt.Sprintf("%v, at character %d", syntax, syntax.Offset)
	}
	return err.Error()
}

type modelsPlan struct {
	where
	output
	modelFiles
	AllowDestructive bool `help:"Changes that put values out of reach are no failure."`
}

// Run shows what applying would change. It fails where applying would be refused.
func (m *modelsPlan) Run(ctx context.Context, c console) error {
	models, err := m.read()
	if err != nil {
		return err
	}
	plan, err := m.plan(ctx, c, models, m.Remove)
	if err != nil {
		return err
	}
	if err := plan.print(c, m.output); err != nil {
		return err
	}
	return plan.refusal(m.AllowDestructive)
}

// plan asks what applying models would change.
func (w where) plan(ctx context.Context, c console, models []json.RawMessage, remove bool) (modelPlan, error) {
	var data struct{ PlanModels modelPlan }
	err := w.do(ctx, c, `query($models: [JSON!]!, $remove: Boolean) { planModels(models: $models, remove: $remove) `+planFields+` }`,
		map[string]any{"models": models, "remove": remove}, &data)
	return data.PlanModels, err
}

type modelsApply struct {
	where
	output
	modelFiles
	AllowDestructive bool `help:"Allow changes that put values out of reach."`
}

// Run applies the files.
func (m *modelsApply) Run(ctx context.Context, c console) error {
	models, err := m.read()
	if err != nil {
		return err
	}
	var data struct{ ApplyModels modelPlan }
	err = m.do(ctx, c, `mutation($models: [JSON!]!, $remove: Boolean, $allow: Boolean) {
		applyModels(models: $models, remove: $remove, allowDestructive: $allow) `+planFields+` }`,
		map[string]any{"models": models, "remove": m.Remove, "allow": m.AllowDestructive}, &data)
	if err != nil {
		return m.refused(ctx, c, models, err)
	}
	if err := data.ApplyModels.print(c, m.output); err != nil {
		return err
	}
	if data.ApplyModels.Applied {
		c.say("Applied. The models have version %d now.", data.ApplyModels.SchemaVersion)
	}
	if data.ApplyModels.Building {
		c.say("Indexes are still being built. Lists that filter or sort by what is new are refused until that is done; all others go on.")
	}
	return nil
}

// refused shows the plan of what was refused, if that is why.
func (m *modelsApply) refused(ctx context.Context, c console, models []json.RawMessage, refusal error) error {
	var known *errs.Error
	if !errors.As(refusal, &known) || known.Code != errs.Invalid {
		return refusal
	}
	plan, err := m.plan(ctx, c, models, m.Remove)
	if err != nil || plan.refusal(m.AllowDestructive) == nil {
		return refusal
	}
	if err := plan.print(c, m.output); err != nil {
		return err
	}
	return plan.refusal(m.AllowDestructive)
}

type modelsPull struct {
	existing
	output
	Dir string `arg:"" help:"Folder to write into; it is made if it is missing." type:"path"`
}

// Run writes one file for each model and component.
func (m *modelsPull) Run(ctx context.Context, c console) error {
	var data struct{ Models, Components []pulled }
	err := m.do(ctx, c, `{ models { apiId builtin source fields { id apiId } } components { apiId source } }`, nil, &data)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(m.Dir, 0o755); err != nil {
		return err
	}
	var written []string
	for _, one := range append(data.Models, data.Components...) {
		if !one.own() {
			continue
		}
		path, err := one.write(m.Dir)
		if err != nil {
			return err
		}
		written = append(written, path)
	}
	if len(written) == 0 {
		c.say("There are no models yet.")
	}
	slices.Sort(written)
	return m.one(c, written, strings.Join(written, "\n"))
}

// pulled is a model as pull asks for it.
type pulled struct {
	APIID   string `json:"apiId"`
	Builtin bool
	Source  json.RawMessage
	Fields  []struct {
		ID    string
		APIID string `json:"apiId"`
	}
}

// own tells whether there is something to pull: of built-in models only if somebody has added fields, which have ids
// that are not their names.
func (p pulled) own() bool {
	for _, f := range p.Fields {
		if f.ID != f.APIID {
			return true
		}
	}
	return !p.Builtin
}

// write makes the model's file.
func (p pulled) write(dir string) (string, error) {
	path := filepath.Join(dir, p.APIID+".json")
	var text bytes.Buffer
	if err := json.Indent(&text, p.Source, "", "  "); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, append(text.Bytes(), '\n'), 0o644)
}
