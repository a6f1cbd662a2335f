package delivery

import (
	"net/http"
	"slices"
)

// The headers of cross-origin requests. There are never credentials: keys travel in a header that the page sets itself.
var (
	anyOrigin      = []string{"*"}
	varyOrigin     = []string{"Origin"}
	allowedMethods = []string{"GET, POST, OPTIONS"}
	allowedHeaders = []string{"Authorization, Content-Type, *"}
	exposedHeaders = []string{"ETag"}
	preflightAge   = []string{"7200"}
)

// allowOrigin lets pages of other origins read the reply.
func (h *handler) allowOrigin(head http.Header, r *http.Request) {
	if len(h.origins) == 0 {
		head["Access-Control-Allow-Origin"] = anyOrigin
	} else {
		head["Vary"] = varyOrigin
		if origin := r.Header.Get("Origin"); slices.Contains(h.origins, origin) {
			head["Access-Control-Allow-Origin"] = []string{origin}
		}
	}
	head["Access-Control-Expose-Headers"] = exposedHeaders
}

// preflight answers what browsers ask before a cross-origin request.
func preflight(w http.ResponseWriter) {
	head := w.Header()
	head["Access-Control-Allow-Methods"] = allowedMethods
	head["Access-Control-Allow-Headers"] = allowedHeaders
	head["Access-Control-Max-Age"] = preflightAge
	w.WriteHeader(http.StatusNoContent)
}
