package manage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/strictjson"
)

// Handler serves the management API over HTTP: POST, JSON in, JSON out. Who asks stands in the request's context.
type Handler struct {
	executor  *executor.Executor
	presenter presenter
}

// NewHandler makes a handler that answers with r.
func NewHandler(r *Resolver, log *slog.Logger) *Handler {
	h := &Handler{executor.New(NewExecutableSchema(Config{Resolvers: r})), presenter{log}}
	h.executor.SetErrorPresenter(h.presenter.present)
	h.executor.SetRecoverFunc(h.presenter.recovered)
	h.executor.AroundRootFields(gate)
	h.executor.AroundOperations(openIntrospection)
	return h
}

// openIntrospection lets everybody introspect who may use the API.
func openIntrospection(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	graphql.GetOperationContext(ctx).DisableIntrospection = false
	return next(ctx)
}

// forEntries are the operations that keys without the scope manage may use: the services decide which of them.
var forEntries = map[string]bool{
	"me": true, "space": true, "contentSchema": true, "models": true, "model": true, "components": true,
	"entry": true, "entries": true, "explain": true, "usedBy": true, "revisions": true, "revision": true,
	"createEntry": true, "updateEntry": true, "publishEntry": true, "unpublishEntry": true, "deleteEntry": true,
	"restoreEntry": true, "duplicateEntry": true, "createUpload": true, "completeUpload": true,
}

// gate lets an operation pass if its actor may use the management API.
func gate(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	do := auth.Manage
	if forEntries[graphql.GetRootFieldContext(ctx).Field.Name] {
		do = auth.ReadDrafts
	}
	if err := auth.Require(ctx, do, auth.Resource{}); err != nil {
		graphql.AddError(graphql.WithPathContext(ctx, graphql.NewPathWithField(graphql.GetRootFieldContext(ctx).Field.Alias)), err)
		return graphql.Null
	}
	return next(ctx)
}

// ServeHTTP answers one request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	params, status, err := readParams(w, req)
	if err != nil {
		h.refuse(w, req, status, err)
		return
	}
	if auth.From(req.Context()).Kind == auth.KindPublic {
		h.refuse(w, req, http.StatusUnauthorized, auth.Require(req.Context(), auth.Manage, auth.Resource{}))
		return
	}
	if err := checkQuery(params.Query); err != nil {
		h.refuse(w, req, requestError(req), err)
		return
	}
	ctx := graphql.StartOperationTrace(req.Context())
	op, problems := h.executor.CreateOperationContext(ctx, params)
	if len(problems) > 0 {
		h.refuse(w, req, requestError(req), errorsOf(problems)...)
		return
	}
	responses, ctx := h.executor.DispatchOperation(ctx, op)
	h.write(w, req, http.StatusOK, responses(ctx))
}

// readParams reads the request, or tells what is wrong with it and the status to say so with.
func readParams(w http.ResponseWriter, req *http.Request) (*graphql.RawParams, int, error) {
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed, errs.New(errs.Invalid, "The management API takes POST only.")
	}
	kind, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, http.StatusUnsupportedMediaType, errs.New(errs.Invalid, "Send the request as Content-Type: application/json.")
	}
	if req.Header.Get("Content-Encoding") != "" {
		return nil, http.StatusUnsupportedMediaType, errs.New(errs.Invalid, "Send the request uncompressed.")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, http.StatusRequestEntityTooLarge, errs.New(errs.LimitExceeded, "The request is too large: %d bytes are allowed.", maxBody).With("limit", maxBody)
	}
	if err != nil {
		return nil, http.StatusBadRequest, errs.New(errs.Invalid, "The request could not be read to its end.")
	}
	p, err := decodeParams(body)
	return p, http.StatusBadRequest, err
}

func decodeParams(body []byte) (*graphql.RawParams, error) {
	if err := strictjson.Check(body); err != nil {
		return nil, errs.New(errs.Invalid, "The request cannot be read: %s.", err)
	}
	var p struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&p); err != nil || p.Query == nil {
		return nil, errs.New(errs.Invalid, `Send an object like {"query": "…", "variables": {…}, "operationName": "…"}.`)
	}
	out := &graphql.RawParams{Query: *p.Query, Variables: p.Variables, Extensions: p.Extensions}
	if p.OperationName != nil {
		out.OperationName = *p.OperationName
	}
	return out, nil
}

// checkQuery parses the query to see whether it keeps to the limits.
func checkQuery(query string) error {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
	if err == nil {
		return checkLimits(doc)
	}
	if strings.Contains(err.Error(), "token limit") {
		return tooMuch("tokens", maxTokens)
	}
	var syntax *gqlerror.Error
	if errors.As(err, &syntax) {
		syntax.Extensions = map[string]any{"code": "GRAPHQL_PARSE_FAILED"}
	}
	return err
}

func errorsOf(list gqlerror.List) []error {
	out := make([]error, min(len(list), maxErrors))
	for i := range out {
		out[i] = list[i]
	}
	return out
}

const graphqlType = "application/graphql-response+json"

// wantsGraphQL tells whether the client knows the media type whose status codes speak for the GraphQL request.
func wantsGraphQL(req *http.Request) bool {
	return strings.Contains(req.Header.Get("Accept"), graphqlType)
}

// requestError is the status of a request that is not executed: in the old media type it says only that there is JSON.
func requestError(req *http.Request) int {
	if wantsGraphQL(req) {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

func (h *Handler) refuse(w http.ResponseWriter, req *http.Request, status int, problems ...error) {
	r := &graphql.Response{}
	for _, err := range problems {
		r.Errors = append(r.Errors, h.presenter.present(req.Context(), err))
	}
	h.write(w, req, status, r)
}

func (h *Handler) write(w http.ResponseWriter, req *http.Request, status int, r *graphql.Response) {
	if len(r.Errors) > maxErrors {
		r.Errors = r.Errors[:maxErrors]
	}
	body, err := json.Marshal(r)
	if err != nil {
		h.presenter.log.ErrorContext(req.Context(), "management API: write the reply", "error", err)
		status, body = http.StatusInternalServerError, []byte(`{"errors":[{"message":"The reply could not be written.","extensions":{"code":"INTERNAL"}}]}`)
	}
	kind := "application/json"
	if wantsGraphQL(req) {
		kind = graphqlType
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Header().Set("Vary", "Accept")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that is gone needs no reply
}
