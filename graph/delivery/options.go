package delivery

import (
	"log/slog"
	"net/http"

	"github.com/galley-cms/galley/content"
)

// Options are the parts of a content API that have a default.
type Options struct {
	// MediaURL makes the absolute address of an asset's file, or of a picture made from it. The asset is lent. The
	// default makes addresses without a host, of files as they are.
	MediaURL func(asset *content.Copy, i Image) string
	// Limits of one request.
	Limits Limits
	// Queries keeps persisted queries; in memory by default.
	Queries PersistedQueries
	// ReplyCache is how many bytes of replies are kept until the content changes; 0 for none. It is only right where no
	// other process writes.
	ReplyCache int
	// Parallel is how many lists and look-ups of one request are read at once; 1, one after the other, unless the store
	// is far away. All of them read in one View in any case.
	Parallel int
	// Origins are those whose pages may read replies; any by default.
	Origins []string
	// Log is where errors inside go; the default logger.
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.MediaURL == nil {
		o.MediaURL = plainURL
	}
	if o.Queries == nil {
		o.Queries = MemoryQueries()
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	o.Limits = o.Limits.withDefaults()
	return o
}

// New makes the handler of /graphql, which reads what is published, and /graphql/preview, which reads drafts and needs
// somebody who may. The actor is expected in the request's context (auth.With); without one, the public asks.
func New(svc *content.Service, o Options) http.Handler {
	o = o.withDefaults()
	mux := http.NewServeMux()
	mux.Handle("/graphql", newHandler(svc, content.Live, o))
	mux.Handle("/graphql/preview", newHandler(svc, content.Draft, o))
	return mux
}

func newHandler(svc *content.Service, stage content.Stage, o Options) *handler {
	h := &handler{
		engine:  &engine{content: svc, log: o.Log, mediaURL: o.MediaURL, parallel: o.Parallel},
		stage:   stage,
		limits:  o.Limits,
		queries: o.Queries,
		origins: o.Origins,
		schemas: &schemas{},
	}
	if o.ReplyCache > 0 {
		h.replies = newReplies(o.ReplyCache)
	}
	return h
}
