package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// peopleHandler writes a log for people: the time of day, what happened, the values behind it.
type peopleHandler struct {
	level slog.Level
	attrs []slog.Attr
	group string
	out   *lockedWriter
}

// lockedWriter writes whole lines.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func newPeopleHandler(w io.Writer, level slog.Level) *peopleHandler {
	return &peopleHandler{level: level, out: &lockedWriter{w: w}}
}

// Enabled implements slog.Handler.
func (h *peopleHandler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.level }

// Handle implements slog.Handler.
func (h *peopleHandler) Handle(_ context.Context, r slog.Record) error {
	var line bytes.Buffer
	line.WriteString(r.Time.UTC().Format("15:04:05 "))
	if r.Level != slog.LevelInfo {
		fmt.Fprintf(&line, "%s ", r.Level)
	}
	if r.Message != "request" {
		line.WriteString(r.Message)
	}
	each := func(a slog.Attr) bool {
		h.attr(&line, r.Message == "request", a)
		return true
	}
	for _, a := range h.attrs {
		each(a)
	}
	r.Attrs(each)
	line.WriteByte('\n')
	h.out.mu.Lock()
	defer h.out.mu.Unlock()
	_, err := h.out.w.Write(line.Bytes())
	return err
}

// attr writes one value; of requests, whose values everybody knows, without its name.
func (h *peopleHandler) attr(line *bytes.Buffer, request bool, a slog.Attr) {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindDuration {
		v = slog.StringValue(v.Duration().Round(10 * time.Microsecond).String())
	}
	if line.Bytes()[line.Len()-1] != ' ' {
		line.WriteByte(' ')
	}
	switch {
	case !request:
		fmt.Fprintf(line, "%s%s=%v", h.group, a.Key, v)
	case a.Key != "client" && a.Key != "bytes":
		fmt.Fprintf(line, "%v", v)
	}
}

// WithAttrs implements slog.Handler.
func (h *peopleHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = append(append([]slog.Attr{}, h.attrs...), attrs...)
	return &c
}

// WithGroup implements slog.Handler.
func (h *peopleHandler) WithGroup(name string) slog.Handler {
	c := *h
	c.group = h.group + name + "."
	return &c
}
