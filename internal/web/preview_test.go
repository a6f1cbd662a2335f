package web_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

func TestAPageOfAnotherOriginTradesACodeForAGrant(t *testing.T) {
	s := newSite(t, "https://cms.example.com")
	code, _, err := s.auth.PreviewCode(s.local)
	if err != nil {
		t.Fatal(err)
	}
	ask := s.send("OPTIONS", "/auth/preview", "", "Origin", "https://www.example.com", "Access-Control-Request-Method", "POST")
	s.want(ask, http.StatusNoContent, "")
	body := `{"token":"` + code + `"}`
	w := s.send("POST", "/auth/preview", body, "Content-Type", "application/json", "Origin", "https://www.example.com", "Sec-Fetch-Site", "cross-site")
	s.want(w, http.StatusOK, `"grant":"glp_`)
	if w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Cache-Control") != "no-store" || len(w.Result().Cookies()) > 0 {
		t.Errorf("headers %v", w.Header())
	}
	var answer struct{ Grant string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	s.want(s.send("GET", "/graphql/preview", "", "Authorization", "Bearer "+answer.Grant), http.StatusOK, "preview")
	s.want(s.send("POST", "/auth/preview", body, "Content-Type", "application/json"), http.StatusUnauthorized, "opened already")
	s.want(s.send("GET", "/graphql/preview?key="+answer.Grant, ""), http.StatusBadRequest, "must not stand in an address") // A12
}
