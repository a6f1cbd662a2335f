package sample

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/sample/scene"
	"github.com/galley-cms/galley/media"
)

// picture is an asset of the sample.
type picture struct {
	scene.Scene
	ID    string            `json:"id"`
	File  string            `json:"file"`
	Title map[string]string `json:"title"` // by locale
	Alt   map[string]string `json:"alt"`
	Tags  []string          `json:"tags"`
}

func pictures() (out []picture, err error) {
	data, err := files.ReadFile("content/pictures.json")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("content/pictures.json: %w", err)
	}
	return out, nil
}

// loadPictures draws and stores the pictures that are not there yet, as many at a time as there are cores.
func loadPictures(ctx context.Context, c *content.Service, m *media.Service) error {
	all, err := pictures()
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range all {
		g.Go(func() error { return p.load(ctx, c, m) })
	}
	return g.Wait()
}

func (p picture) load(ctx context.Context, c *content.Service, m *media.Service) (err error) {
	defer errs.Wrap(&err, "picture %s", p.ID)
	a, err := m.Asset(ctx, p.ID)
	if err == nil && a.State == content.AssetReady {
		return nil
	}
	if err != nil && errs.CodeOf(err) != errs.NotFound {
		return err
	}
	data, err := p.JPEG()
	if err != nil {
		return err
	}
	values, err := encode(map[string]any{"title": p.Title, "alt": p.Alt, "tags": p.Tags})
	if err != nil {
		return err
	}
	_, err = m.Store(ctx, p.ID, p.File, "image/jpeg", bytes.NewReader(data), int64(len(data)), values)
	return err
}
