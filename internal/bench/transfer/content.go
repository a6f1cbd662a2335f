package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// chunk is how many entries a file has.
const chunk = 500

const manifest = `{"format":"galley-export","version":1,"locales":[{"code":"en","name":"English"},{"code":"de","name":"Deutsch","fallback":"en"}]}`

const model = `{"apiId":"article","titleField":"title","fields":[
	{"apiId":"title","kind":"TEXT","localized":true},{"apiId":"slug","kind":"SLUG","unique":true},{"apiId":"body","kind":"RICH_TEXT"},
	{"apiId":"views","kind":"INTEGER"},{"apiId":"featured","kind":"BOOLEAN"},{"apiId":"tags","kind":"TEXT","list":true}]}`

// writeExport makes an export of n articles.
func writeExport(dir string, n int) error {
	for name, text := range map[string]string{"galley.json": manifest, "models/article.json": model} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	for from := 0; from < n; from += chunk {
		name := "first.ndjson"
		if from > 0 {
			name = "from-" + id(from) + ".ndjson"
		}
		if err := writeChunk(filepath.Join(dir, "entries/article", name), from, min(from+chunk, n)); err != nil {
			return err
		}
	}
	return nil
}

func id(i int) string { return fmt.Sprintf("a%09d", i) }

func writeChunk(path string, from, to int) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	e := json.NewEncoder(out)
	for i := from; i < to; i++ {
		for _, line := range article(i) {
			if err := e.Encode(line); err != nil {
				return err
			}
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Close()
}

type object = map[string]any

// article is an entry that was saved once and published once, with some 2 KB of values.
func article(i int) []object {
	text := strings.Repeat("The quick brown fox jumps over the lazy dog. ", 14)
	var paragraphs []object
	for range 3 {
		paragraphs = append(paragraphs, object{"type": "paragraph", "content": []object{{"type": "text", "text": text}}})
	}
	values := object{"title": object{"en": fmt.Sprintf("Title %d", i), "de": fmt.Sprintf("Titel %d", i)}, "slug": fmt.Sprintf("slug-%d", i),
		"body": object{"type": "doc", "content": paragraphs}, "views": i % 1000, "featured": i%2 == 0, "tags": []string{fmt.Sprintf("tag-%d", i%7), "all"}}
	const at = "2026-01-02T00:00:00Z"
	author := object{"kind": "user", "id": "ada", "name": "Ada"}
	system := func(o object) object {
		o["createdAt"], o["updatedAt"], o["createdBy"], o["updatedBy"] = at, at, author, author
		return o
	}
	published := func(o object) object {
		o["version"], o["publishedAt"], o["firstPublishedAt"], o["locales"], o["values"] = 2, at, at, object{"en": at, "de": at}, values
		return system(o)
	}
	return []object{
		system(object{"id": id(i), "model": "article", "status": "PUBLISHED", "version": 2, "firstPublishedAt": at,
			"draft": system(object{"version": 1, "values": values}), "live": published(object{})}),
		published(object{"of": id(i)}),
	}
}
