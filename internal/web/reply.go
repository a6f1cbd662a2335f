package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// statuses of the codes that routes outside of GraphQL answer with.
var statuses = map[errs.Code]int{
	errs.Invalid:          http.StatusBadRequest,
	errs.ValidationFailed: http.StatusBadRequest,
	errs.Unauthenticated:  http.StatusUnauthorized,
	errs.Forbidden:        http.StatusForbidden,
	errs.NotFound:         http.StatusNotFound,
	errs.Conflict:         http.StatusConflict,
	errs.LimitExceeded:    http.StatusRequestEntityTooLarge,
	errs.RateLimited:      http.StatusTooManyRequests,
}

type problem struct {
	Code    errs.Code `json:"code"`
	Message string    `json:"message"`
}

// refuse answers with an error; one without a code is internal and stays inside. GraphQL clients get it in their form.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problem{errs.Internal, "Something went wrong inside Galley. The log of the server says what."}
	status := http.StatusInternalServerError
	var known *errs.Error
	if errors.As(err, &known) {
		p = problem{known.Code, known.Message}
		if s := statuses[known.Code]; s != 0 {
			status = s
		}
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	p.answer(w, r, status)
}

// Refuse answers, in the form of the route that r asks for, where the handler of the routes could not.
func Refuse(w http.ResponseWriter, r *http.Request, status int, err *errs.Error) {
	problem{err.Code, err.Message}.answer(w, r, status)
}

func (p problem) answer(w http.ResponseWriter, r *http.Request, status int) {
	if isGraphQL(r) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		reply(w, status, map[string]any{"errors": []any{map[string]any{
			"message": p.Message, "extensions": map[string]any{"code": p.Code}}}})
		return
	}
	reply(w, status, map[string]problem{"error": p})
}

func isGraphQL(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/graphql") || r.URL.Path == "/manage/graphql"
}

// reply answers with JSON that nobody keeps.
func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	// A client that is gone needs no reply.
	_ = json.NewEncoder(w).Encode(v)
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
