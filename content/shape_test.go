package content_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
)

const talk = `{"apiId":"talk","titleField":"title","fields":[
	{"apiId":"title","kind":"TEXT","localized":true},
	{"apiId":"name","kind":"TEXT"},
	{"apiId":"path","kind":"SLUG","localized":true,"slugFrom":"title"},
	{"apiId":"slug","kind":"SLUG","unique":true,"slugFrom":"title","required":true},
	{"apiId":"nick","kind":"SLUG","localized":true,"slugFrom":"name"},
	{"apiId":"form","kind":"ENUM","localized":true,"enum":[{"value":"VIDEO"},{"value":"LIVE"}]},
	{"apiId":"link","kind":"URL","required":true,"visibleWhen":"form == 'VIDEO'"},
	{"apiId":"place","kind":"TEXT","localized":true,"required":true,"validation":{"minLength":2},"visibleWhen":"form == 'LIVE'"},
	{"apiId":"extra","kind":"JSON","validation":{"schema":{"type":"object","required":["seats"],"properties":{"seats":{"type":"integer","minimum":1}}},"message":"Say how many seats."}}]}`

// C15
func TestEmptySlugsAreMade(t *testing.T) {
	s := newSpace(t)
	s.apply(talk)
	begin(s, "a", `{"title":{"en":"Straße İn ＷＩＤＥ","de":"Cafe\u0301 \u202edoc"},"name":"Ada"}`)
	equal(t, values(s, "a"), `{"title":{"en":"Straße İn ＷＩＤＥ","de":"Café \u202edoc"},"name":"Ada","path":{"en":"strasse-in-wide","de":"cafe-doc"},"slug":"strasse-in-wide","nick":{"en":"ada"}}`)

	change(s, "a", `{"title":{"en":"New"},"name":"Bob"}`, false)
	equal(t, values(s, "a"), `{"title":{"en":"New","de":"Café \u202edoc"},"name":"Bob","path":{"en":"strasse-in-wide","de":"cafe-doc"},"slug":"strasse-in-wide","nick":{"en":"ada"}}`)

	change(s, "a", `{"slug":null,"path":{"en":null,"de":"mein"}}`, false)
	equal(t, values(s, "a"), `{"title":{"en":"New","de":"Café \u202edoc"},"name":"Bob","path":{"en":"new","de":"mein"},"slug":"new","nick":{"en":"ada"}}`)

	begin(s, "b", `{"title":{"en":"***"},"form":{"en":null}}`)
	equal(t, values(s, "b"), `{"title":{"en":"***"}}`)
	equal(t, problemsOf(s, "b"), "slug required")
}

func begin(s *space, id, values string) {
	s.t.Helper()
	_, err := s.Create(s.ctx, "talk", id, content.Change{Values: vals(values)})
	s.must(err)
}

func change(s *space, id, values string, publish bool) {
	s.t.Helper()
	_, err := s.Update(s.ctx, id, content.Change{Values: vals(values), Publish: publish})
	s.must(err)
}

func problemsIn(err error) []errs.Problem {
	var e *errs.Error
	if !errors.As(err, &e) {
		return nil
	}
	return e.Problems
}

func values(s *space, id string) string {
	s.t.Helper()
	e, err := s.Entry(s.ctx, id)
	s.must(err)
	schema, err := s.Schema(s.ctx)
	s.must(err)
	out, err := schema.External(e.Model, e.Values)
	s.must(err)
	return strings.ReplaceAll(string(out), "\u202e", `\u202e`)
}

// problemsOf tries to publish, and tells what stands against it.
func problemsOf(s *space, id string) string {
	s.t.Helper()
	_, err := s.Publish(s.ctx, id, content.PublishOptions{})
	if err == nil {
		return ""
	}
	var told []string
	for _, p := range problemsIn(err) {
		told = append(told, p.Path+" "+p.Rule)
	}
	return strings.Join(told, ", ")
}

func TestHiddenFieldsMayBeMissingButNotWrong(t *testing.T) {
	s := newSpace(t)
	s.apply(talk)
	begin(s, "a", `{"title":{"en":"A"}}`)
	equal(t, problemsOf(s, "a"), "")

	change(s, "a", `{"form":{"en":"VIDEO"}}`, false)
	equal(t, problemsOf(s, "a"), "link required")
	change(s, "a", `{"form":{"en":"LIVE"},"link":"nowhere"}`, false)
	equal(t, problemsOf(s, "a"), "link url, place.en required")
	change(s, "a", `{"link":null,"place":{"en":"Rome"}}`, false)
	equal(t, problemsOf(s, "a"), "")

	// German shows its own form, and English another
	change(s, "a", `{"title":{"de":"A"},"form":{"de":"VIDEO"},"place":{"en":null}}`, false)
	equal(t, problemsOf(s, "a"), "place.en required")
}

func TestJSONIsHeldToItsSchemaOnPublishing(t *testing.T) {
	s := newSpace(t)
	s.apply(talk)
	begin(s, "a", `{"title":{"en":"A"},"extra":{"seats":0}}`)
	_, err := s.Publish(s.ctx, "a", content.PublishOptions{})
	problems := problemsIn(err)
	if len(problems) != 1 || problems[0].Path != "extra.seats" || problems[0].Rule != "schema" || problems[0].Message != "Say how many seats." {
		t.Errorf("problems %v", problems)
	}
	change(s, "a", `{"extra":{"seats":1}}`, true)
}

func TestModelsWhoseFieldsMisunderstandEachOtherAreRefused(t *testing.T) {
	s := newSpace(t)
	for model, want := range map[string]string{
		`{"apiId":"x","fields":[{"apiId":"a","kind":"SLUG","slugFrom":"b"}]}`:                                          "x.a.slugFrom",
		`{"apiId":"x","fields":[{"apiId":"a","kind":"TEXT","visibleWhen":"b == 1"}]}`:                                  "x.a.visibleWhen",
		`{"apiId":"x","component":true,"fields":[{"apiId":"a","kind":"TEXT","visibleWhen":"a =="}]}`:                   "x.a.visibleWhen",
		`{"apiId":"x","fields":[{"apiId":"a","kind":"JSON","validation":{"schema":{"$ref":"https://e.org/s.json"}}}]}`: "x.a.validation.schema",
	} {
		_, err := s.ApplyModels(s.ctx, []json.RawMessage{json.RawMessage(model)}, false, false)
		problems := problemsIn(err)
		if len(problems) != 1 || problems[0].Path != want {
			t.Errorf("%s: %v", model, err)
		}
	}
	s.apply(talk)
	_, err := s.ApplyModels(s.ctx, []json.RawMessage{json.RawMessage(strings.Replace(talk, `"apiId":"form"`, `"apiId":"shape","was":"form"`, 1))}, false, false)
	if problems := problemsIn(err); len(problems) == 0 || problems[0].Path != "talk.link.visibleWhen" {
		t.Errorf("a field is renamed, and conditions go on naming it: %v", err)
	}
}

const gallery = `{"apiId":"gallery","fields":[
	{"apiId":"cover","kind":"ASSET","validation":{"mimeTypes":["image/*","application/pdf"],"maxBytes":1000}},
	{"apiId":"parts","kind":"BLOCKS","components":["figure"]}]}`

func TestFilesAreHeldToTheirFieldsOnPublishing(t *testing.T) {
	s := newSpace(t)
	s.apply(`{"apiId":"figure","component":true,"fields":[{"apiId":"files","kind":"ASSET","list":true,"localized":false,"validation":{"mimeTypes":["image/png"],"message":"PNG, please."}}]}`, gallery)
	for id, file := range map[string]string{
		"png": `{"mimeType":"image/png","size":1000,"state":"READY"}`, "large": `{"mimeType":"image/png","size":1001,"state":"READY"}`,
		"text": `{"mimeType":"text/plain","size":1,"state":"READY"}`, "pdf": `{"mimeType":"application/pdf","size":5,"state":"READY"}`, "early": `{"state":"UPLOADING"}`,
	} {
		_, err := s.WriteSystem(s.ctx, id, 0, vals(file))
		s.must(err)
	}
	for cover, want := range map[string]string{"png": "", "pdf": "", "nowhere": "", "large": "cover maxBytes", "text": "cover mimeTypes", "early": "cover mimeTypes"} {
		id := "g-" + cover
		s.create("gallery", id, `{"cover":{"id":"`+cover+`"}}`, false)
		equal(t, problemsOf(s, id), want)
	}
	s.create("gallery", "g", `{"parts":[{"figure":{"files":["png"]}},{"figure":{"files":["png","pdf"]}}]}`, false)
	_, err := s.Publish(s.ctx, "g", content.PublishOptions{})
	problems := problemsIn(err)
	if len(problems) != 1 || problems[0].Path != "parts[1].figure.files[1]" || problems[0].Message != "PNG, please." {
		t.Errorf("problems %v", problems)
	}
}
