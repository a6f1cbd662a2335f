package web

import (
	"net/http"
)

// tradePreview trades the one-time code of a preview's address for a grant. Frontends call it from their servers, or from
// pages of any origin: it takes no cookie, and what it gives depends on the code alone.
func (s *server) tradePreview(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	f, err := readJSON(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	grant, until, err := s.Auth.TradePreview(r.Context(), f.Token)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, map[string]any{"grant": grant, "expiresAt": until})
}

// allowPreview answers the question of browsers whether pages of other origins may trade codes.
func (s *server) allowPreview(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers", "Content-Type")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
