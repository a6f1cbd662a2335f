package aws

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// current is the id of the event that is being worked on. A function has one at a time, so that lines of the log that
// were written without a context are known to belong to it, too.
var current atomic.Pointer[string]

// began notes an event; the function that it returns notes its end.
func began(ctx context.Context) (ended func()) {
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		current.Store(&lc.AwsRequestID)
	}
	return func() { current.Store(nil) }
}

// newLog writes JSON, a line an entry, with the id that AWS gave to the event.
func newLog(w io.Writer) *slog.Logger { return slog.New(eventHandler{slog.NewJSONHandler(w, nil)}) }

// eventHandler adds the id of the event.
type eventHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h eventHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := current.Load(); id != nil {
		r.AddAttrs(slog.String("requestId", *id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h eventHandler) WithAttrs(a []slog.Attr) slog.Handler {
	return eventHandler{h.Handler.WithAttrs(a)}
}

// WithGroup implements slog.Handler.
func (h eventHandler) WithGroup(name string) slog.Handler {
	return eventHandler{h.Handler.WithGroup(name)}
}
