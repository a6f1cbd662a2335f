package sample

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/galley-cms/galley/content"
)

// founded is when the magazine began.
var founded = time.Date(2025, 9, 1, 8, 0, 0, 0, time.UTC)

// articles reads the articles. The name of a file is the slug and the id of its article.
func articles() (out []content.ImportEntry, err error) {
	err = eachFile("content/articles", func(name string, data []byte) error {
		e, err := article(strings.TrimSuffix(name, ".md"), string(data))
		out = append(out, e)
		return err
	})
	return out, err
}

func article(slug, text string) (e content.ImportEntry, err error) {
	d, err := parseDocument(text)
	if err != nil {
		return e, err
	}
	values, err := d.values(slug)
	if err != nil {
		return e, err
	}
	e = content.ImportEntry{ID: slug, Model: "article", Values: values, Publish: d.fields["state"] != "draft"}
	if d.german == "" {
		e.Locales = []string{"en"}
	}
	if d.fields["state"] == "changed" {
		e.LiveValues = values
		if e.Values, err = d.drafted().values(slug); err != nil {
			return e, err
		}
	}
	return e, stamp(&e, d.fields["date"])
}

// drafted is the document with the values that are not published yet.
func (d document) drafted() document {
	fields := map[string]string{}
	for name, value := range d.fields {
		fields[name] = value
	}
	for name, value := range d.fields {
		if field, ok := strings.CutPrefix(name, "draft."); ok {
			fields[field] = value
		}
	}
	d.fields = fields
	return d
}

// stamp gives an entry times that fit the day of its publication: written some days before, published in the morning,
// and changed a little later if it was.
func stamp(e *content.ImportEntry, day string) error {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return fmt.Errorf("the date %q: %w", day, err)
	}
	h := fnv.New32a()
	h.Write([]byte(e.ID))
	spread := int(h.Sum32())
	e.CreatedAt = date.AddDate(0, 0, -2-spread%9).Add(time.Duration(9*60+spread%431) * time.Minute)
	e.UpdatedAt = date.Add(time.Duration(5*60+spread%53) * time.Minute)
	if e.Publish {
		e.PublishedAt = date.Add(time.Duration(6*60+spread%47) * time.Minute)
		e.FirstPublishedAt = e.PublishedAt
	}
	if e.LiveValues != nil {
		e.UpdatedAt = e.PublishedAt.Add(time.Duration(26*60+spread%700) * time.Minute)
	}
	return nil
}

// values are the fields of an article in external form.
func (d document) values(slug string) (map[string]json.RawMessage, error) {
	f := d.fields
	rating, err := parseRating(f["rating"])
	if err != nil {
		return nil, err
	}
	body := map[string]node{"en": richText(d.body)}
	if d.german != "" {
		body["de"] = richText(d.german)
	}
	return encode(map[string]any{
		"title": d.localised("title"), "slug": slug, "excerpt": d.localised("excerpt"), "body": body, "cover": f["cover"],
		"author": f["author"], "categories": prefixed("category-", list(f["categories"])), "tags": list(f["tags"]),
		"format": f["format"], "readingMinutes": (words(d.body) + 149) / 150, "featured": f["featured"] == "yes",
		"publishedOn": f["date"], "rating": rating, "related": list(f["related"]), "sections": d.sections(),
		"seo": d.seo(),
	})
}

// seo is what search engines show, by locale.
func (d document) seo() map[string]any {
	out := map[string]any{}
	excerpts := d.localised("excerpt")
	for locale, title := range d.localised("title") {
		out[locale] = map[string]string{"title": title + " · Meridian", "description": excerpts[locale]}
	}
	return out
}

// parseRating reads a rating; nil for "none".
func parseRating(text string) (*float64, error) {
	if text == "none" {
		return nil, nil
	}
	rating, err := strconv.ParseFloat(text, 64)
	return &rating, err
}

func prefixed(prefix string, names []string) (out []string) {
	for _, name := range names {
		out = append(out, prefix+name)
	}
	return out
}

// localised is a value by locale.
func (d document) localised(name string) map[string]string {
	out := map[string]string{"en": d.fields[name]}
	if german := d.fields[name+".de"]; german != "" {
		out["de"] = german
	}
	return out
}

// sections are the blocks of an article, each with a key of its own.
func (d document) sections() map[string]any {
	var out []map[string]any
	for i, b := range d.blocks {
		values := map[string]any{}
		for name, value := range b.fields {
			values[name] = value
			if b.kind == "gallery" && name == "pictures" {
				values[name] = list(value)
			}
			if b.kind == "factBox" && name == "facts" {
				values[name] = strings.Split(value, "; ")
			}
		}
		out = append(out, map[string]any{b.kind: values, "key": fmt.Sprintf("section-%d", i+1)})
	}
	return map[string]any{"en": out}
}

// encode drops what is empty and writes the rest as JSON.
func encode(values map[string]any) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	for name, v := range values {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		if s := string(raw); s != `""` && s != "null" && s != `{"en":null}` {
			out[name] = raw
		}
	}
	return out, nil
}

// pages reads the pages that are no articles, like the imprint.
func pages() (out []content.ImportEntry, err error) {
	err = eachFile("content/pages", func(name string, data []byte) error {
		d, err := parseDocument(string(data))
		if err != nil {
			return err
		}
		slug := strings.TrimSuffix(name, ".md")
		body := map[string]node{"en": richText(d.body)}
		if d.german != "" {
			body["de"] = richText(d.german)
		}
		values, err := encode(map[string]any{
			"title": d.localised("title"), "slug": slug, "body": body, "position": json.Number(d.fields["position"]), "inMenu": d.fields["inMenu"] == "yes",
		})
		out = append(out, content.ImportEntry{
			ID: "page-" + slug, Model: "page", Values: values, Publish: true, PublishedAt: founded, CreatedAt: founded, UpdatedAt: founded,
		})
		return err
	})
	return out, err
}
