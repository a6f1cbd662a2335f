package manage

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/bulk"
	"github.com/galley-cms/galley/internal/desk"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/job"
	"github.com/galley-cms/galley/internal/webhook"
	"github.com/galley-cms/galley/media"
)

// Resolver answers operations with the services of one space.
type Resolver struct {
	Content    *content.Service
	Auth       *auth.Service
	Hooks      *webhook.Service
	Media      *media.Service
	Desk       *desk.Service
	Work       *job.Service // the jobs
	Bulk       *bulk.Service
	Rebuild    func(ctx context.Context) (*job.Job, error)                              // of the search index
	ListEvents func(ctx context.Context, f event.Filter, limit int) (event.Page, error) // newest first
	SDL        func(ctx context.Context) (string, error)                                // the content API's schema, as the actor sees it
	SpaceID    string                                                                   // id of the space
	PublicURL  string                                                                   // without a slash at its end
	Version    string                                                                   // of Galley
}

// assetFile is the file of an asset; nil for entries of other models.
func (r *Resolver) assetFile(e *content.Entry) *AssetFile {
	if e.Model.ID != content.AssetModel {
		return nil
	}
	a, links := media.AssetOf(e), r.Media.Links()
	return &AssetFile{FileName: a.FileName, MimeType: a.MimeType, Size: float64(a.Size), Width: number(int64(a.Width)),
		Height: number(int64(a.Height)), State: a.State, Reason: text(a.Reason), Placeholder: text(a.Placeholder),
		URL: links.Original(a), Thumbnail: text(links.Thumbnail(a))}
}

// space describes the space.
func (r *Resolver) space(ctx context.Context) (*Space, error) {
	sc, err := r.Content.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return &Space{ID: r.SpaceID, Name: sc.Name, DefaultLocale: sc.DefaultLocale(), Version: r.Version,
		SchemaVersion: int(sc.Version), PublicURL: r.PublicURL,
		Locales: of(sc.Locales, func(l content.Locale) *Locale {
			return &Locale{Code: l.Code, Name: orElse(l.Name, l.Code), Fallback: text(l.Fallback)}
		})}, nil
}

// plainField is what the generated code tells of a field without arguments.
func plainField(object string, method, resolver bool) func(context.Context, graphql.CollectedField) (*graphql.FieldContext, error) {
	return func(_ context.Context, field graphql.CollectedField) (*graphql.FieldContext, error) {
		return &graphql.FieldContext{Object: object, Field: field, IsMethod: method, IsResolver: resolver}, nil
	}
}
