package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// handler is GraphQL over HTTP for one stage.
type handler struct {
	*engine
	stage   content.Stage
	limits  Limits
	queries PersistedQueries
	origins []string
	schemas *schemas
	replies *replies // nil: none are kept
}

// bodies are the buffers that requests are read into.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// exchange is one request on its way.
type exchange struct {
	*handler
	w       http.ResponseWriter
	r       *http.Request
	media   mediaType
	gzip    bool
	get     bool
	public  bool   // nobody in particular asks
	key     []byte // names the request in the cache of replies
	version uint64 // of the content, read before anything else of it
}

// refusal is an answer to what is no well-formed request of GraphQL: its status is the same in both media types.
type refusal struct {
	status int
	err    *gqlerror.Error
}

func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status, coded(errs.Invalid, format, args...)}
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.allowOrigin(w.Header(), r)
	if r.Method == http.MethodOptions {
		preflight(w)
		return
	}
	body := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(body)
	body.Reset()
	x := &exchange{handler: h, w: w, r: r}
	defer x.recover()
	if no := x.accept(body); no != nil {
		x.refuse(no)
		return
	}
	x.serve(r.Context(), body)
}

// recover answers a request that made the program panic like any other error inside.
func (x *exchange) recover() {
	if p := recover(); p != nil {
		err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		x.refuse(&refusal{http.StatusInternalServerError, present(context.Background(), x.log, err)})
	}
}

// accept reads what the request is: media type, method and body. The body becomes the key of the request, behind what
// else the reply depends on.
func (x *exchange) accept(body *bytes.Buffer) *refusal {
	x.media = accepted(x.r)
	x.get = x.r.Method == http.MethodGet
	x.gzip = takesGzip(x.r.Header.Get("Accept-Encoding"))
	x.public = auth.From(x.r.Context()).Kind == auth.KindPublic
	x.standardHeaders()
	switch {
	case x.media == noMedia:
		return refuse(http.StatusNotAcceptable, "Accept application/graphql-response+json or application/json.")
	case x.get:
		return nil
	case x.r.Method != http.MethodPost:
		x.w.Header().Set("Allow", "GET, POST")
		return refuse(http.StatusMethodNotAllowed, "Use GET or POST.")
	case !isJSON(x.r.Header.Get("Content-Type")):
		return refuse(http.StatusUnsupportedMediaType, "Send the content type application/json, in UTF-8.")
	case x.r.Header.Get("Content-Encoding") != "":
		return refuse(http.StatusUnsupportedMediaType, "Send the body without a content encoding.")
	}
	n, err := body.ReadFrom(io.LimitReader(x.r.Body, int64(x.limits.Body)+1))
	switch {
	case n > int64(x.limits.Body) || tooLarge(err):
		return refuse(http.StatusRequestEntityTooLarge, "The body has more than %d bytes.", x.limits.Body)
	case err != nil:
		return refuse(http.StatusBadRequest, "The body ended early.")
	}
	return nil
}

func tooLarge(err error) bool {
	var e *http.MaxBytesError
	return errors.As(err, &e)
}

// serve answers a request that came in a form that can be answered.
func (x *exchange) serve(ctx context.Context, body *bytes.Buffer) {
	if x.stage == content.Draft {
		if err := auth.Require(ctx, auth.ReadDrafts, auth.Resource{}); err != nil {
			x.refuse(&refusal{statusOf(err), present(ctx, x.log, err)})
			return
		}
	}
	x.version = x.content.Version()
	schema, who, err := x.schema(ctx)
	if err != nil {
		x.refuse(&refusal{http.StatusInternalServerError, present(ctx, x.log, err)})
		return
	}
	x.name(body, schema.content.Version, who)
	if r := x.replies.get(x.version, x.key); r != nil {
		x.send(r)
		return
	}
	p, gerr := x.parameters(body.Bytes())
	if gerr != nil {
		x.refuse(&refusal{http.StatusBadRequest, gerr})
		return
	}
	hashed := p.Query != "" && p.Extensions["persistedQuery"] != nil
	if err := x.persisted(ctx, p); err != nil {
		x.w.Header()["Cache-Control"] = noStore // it changes as soon as somebody registers the query
		x.errors(gqlerror.List{present(ctx, x.log, err)})
		return
	}
	if hashed {
		x.key = nil // a cached reply would keep the query from being registered
	}
	x.execute(ctx, schema, p)
}

func (x *exchange) parameters(body []byte) (*graphql.RawParams, *gqlerror.Error) {
	if x.get {
		return parseURL(x.r.URL)
	}
	return parseBody(body)
}

// name makes the key of the request: its own bytes, and what else the reply depends on.
func (x *exchange) name(body *bytes.Buffer, models int64, who audience) {
	if x.replies == nil {
		return
	}
	key := make([]byte, 0, len(who)+body.Len()+len(x.r.URL.RawQuery)+16)
	key = strconv.AppendInt(key, models, 36)
	key = append(append(key, ' '), who...)
	key = append(key, '0'+byte(x.media))
	if x.gzip {
		key = append(key, 'z')
	}
	if x.get {
		key = append(append(key, '?'), x.r.URL.RawQuery...)
	} else {
		key = append(append(key, '='), body.Bytes()...)
	}
	x.key = key
}

// execute hands a request to the executor of its schema, and again if the models changed meanwhile.
func (x *exchange) execute(ctx context.Context, s *schema, p *graphql.RawParams) {
	for range 3 {
		if again := x.attempt(ctx, s, p); !again {
			return
		}
		var err error
		if s, _, err = x.schema(ctx); err != nil {
			x.refuse(&refusal{http.StatusInternalServerError, present(ctx, x.log, err)})
			return
		}
	}
	x.errors(gqlerror.List{coded(errs.Conflict, "The models are changing. Try again in a moment.")})
}

// attempt carries out a request once; it is true if the schema was not the current one any more.
func (x *exchange) attempt(ctx context.Context, s *schema, p *graphql.RawParams) (again bool) {
	var e graphql.GraphExecutor = executor{x.engine, s}
	oc, list := e.CreateOperationContext(ctx, p)
	if list != nil {
		x.errors(e.DispatchError(ctx, list).Errors)
		return false
	}
	if x.get && oc.Operation.Operation != ast.Query {
		x.w.Header().Set("Allow", "POST")
		x.refuse(refuse(http.StatusMethodNotAllowed, "GET is for queries; send a mutation by POST."))
		return false
	}
	if oc.Operation.Operation != ast.Query {
		x.key = nil
	}
	res := newResult()
	defer res.free()
	res.idempotency = x.r.Header.Get("Idempotency-Key")
	if x.get && x.public && x.stage == content.Live {
		res.tags = &tags{}
	}
	respond, ctx := e.DispatchOperation(withResult(ctx, res), oc)
	resp := respond(ctx)
	switch {
	case res.stale:
		return true
	case resp.Data == nil:
		x.errors(resp.Errors)
	default:
		x.reply(res, resp)
	}
	return false
}

// statusOf is the status that goes with the code of an error outside of GraphQL.
func statusOf(err error) int {
	switch errs.CodeOf(err) {
	case errs.Unauthenticated:
		return http.StatusUnauthorized
	case errs.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}
