package embedded

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
)

// A server on a data folder listens on a socket in it, so that commands can speak to it without a key. Whoever can open
// the socket could read the data as well.
const (
	socketFile = "galley.sock"
	noteFile   = "socket" // holds the socket's path where it had to be elsewhere
	maxSocket  = 100      // bytes that every system allows in a socket's path
)

// ListenLocal opens the socket of the folder that h holds. Closing the listener removes the socket.
func (h *Home) ListenLocal() (_ net.Listener, err error) {
	defer errs.Wrap(&err, "open the socket of %s", h.dir)
	path, err := h.socketPath()
	if err != nil {
		return nil, err
	}
	// One that is there was left by a crash: the folder is ours.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// socketPath is in the folder, or in a temporary one that the folder names.
func (h *Home) socketPath() (string, error) {
	path, err := filepath.Abs(filepath.Join(h.dir, socketFile))
	if err != nil {
		return "", err
	}
	note := filepath.Join(h.dir, noteFile)
	if len(path) <= maxSocket {
		if err := os.Remove(note); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		return path, nil
	}
	if h.socketFolder != "" {
		return filepath.Join(h.socketFolder, socketFile), nil
	}
	folder, err := os.MkdirTemp("", "galley-") // for its owner alone
	if err != nil {
		return "", err
	}
	h.socketFolder = folder
	path = filepath.Join(folder, socketFile)
	return path, os.WriteFile(note, []byte(path), 0o600)
}

// dropSocketFolder takes away what socketPath made outside of the data folder.
func (h *Home) dropSocketFolder() error {
	if h.socketFolder == "" {
		return nil
	}
	return errors.Join(os.RemoveAll(h.socketFolder), os.Remove(filepath.Join(h.dir, noteFile)))
}

// Local is a client of the server that holds a data folder; nil if none does.
func Local(dir string) *http.Client {
	path := filepath.Join(dir, socketFile)
	if note, err := os.ReadFile(filepath.Join(dir, noteFile)); err == nil {
		path = strings.TrimSpace(string(note))
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", path)
	}
	c, err := dial(context.Background(), "", "")
	if err != nil {
		return nil
	}
	_ = c.Close() // it has shown that somebody answers
	return &http.Client{Transport: &http.Transport{DialContext: dial}}
}

// LocalHandler serves those who come through the socket: they act as the administrator, and can take a backup and have
// the data checked.
func (h *Home) LocalHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", h.Handler)
	mux.HandleFunc("GET /backup", h.serveBackup)
	mux.HandleFunc("POST /check", h.serveCheck)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(auth.With(r.Context(), auth.Local)))
	})
}

// serveCheck compares all entries with their index rows, and mends what it finds if the query says repair=true.
func (h *Home) serveCheck(w http.ResponseWriter, r *http.Request) {
	report, err := h.Content.Check(r.Context(), r.URL.Query().Get("repair") == "true")
	if err != nil {
		h.log.Error("check", "error", err)
		http.Error(w, "The check broke off. The log of the server says why.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	// A client that is gone needs no reply.
	_ = json.NewEncoder(w).Encode(report)
}
