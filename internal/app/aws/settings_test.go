package aws

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/galley-cms/galley/internal/clock"
)

// manager is a Systems Manager that counts what it is asked.
type manager struct {
	*testing.T
	values  map[string]string
	refuses []string // what the next requests are refused with: a status and a type
	asked   int
}

// ServeHTTP answers GetParameters.
func (m *manager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.asked++
	if len(m.refuses) > 0 {
		var status int
		var kind string
		if _, err := fmt.Sscan(m.refuses[0], &status, &kind); err != nil {
			m.Error(err)
		}
		m.refuses = m.refuses[1:]
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":%q,"message":"the parameter is secret-value"}`, kind)
		return
	}
	if !strings.Contains(r.Header.Get("Authorization"), "/eu-central-1/ssm/aws4_request") || r.Header.Get("X-Amz-Security-Token") != "session" {
		m.Errorf("the request is not signed: %v", r.Header)
	}
	var in struct {
		Names          []string
		WithDecryption bool
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || !in.WithDecryption || r.Header.Get("X-Amz-Target") != "AmazonSSM.GetParameters" {
		m.Errorf("the request is %+v, %v", in, err)
	}
	var out struct{ Parameters []map[string]string }
	for _, name := range in.Names {
		if v, ok := m.values[name]; ok {
			out.Parameters = append(out.Parameters, map[string]string{"Name": name, "Value": v})
		}
	}
	_ = json.NewEncoder(w).Encode(out)
}

// newSettings reads two parameters of a manager, at a time of the test's.
func newSettings(t *testing.T) (*Settings, *manager, *clock.Fake) {
	t.Helper()
	m := &manager{T: t, values: map[string]string{}}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	env := map[string]string{region: "eu-central-1", accessKey: "key", secretKey: "secret", sessionToken: "session", endpoint: server.URL, Parameters: "/galley/dev"}
	h := &Home{getenv: func(name string) string { return env[name] }, Log: slog.New(slog.DiscardHandler)}
	h.config = newConfig(h)
	s, c := h.Settings(PublicURL, OriginSecret), clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	s.clock = c
	return s, m, c
}

// wants checks a parameter, and how often the manager was asked up to now.
func wants(t *testing.T, get func(context.Context, string) (string, error), name, value string, m *manager, asked int) {
	t.Helper()
	if got, err := get(t.Context(), name); got != value || err != nil || m.asked != asked {
		t.Errorf("%s is %q, %v after %d requests; want %q after %d", name, got, err, m.asked, value, asked)
	}
}

func TestSettingsAreKept(t *testing.T) {
	s, m, c := newSettings(t)
	wants(t, s.Get, PublicURL, "", m, 1)
	wants(t, s.Get, OriginSecret, "", m, 1)
	m.values["/galley/dev/public-url"], m.values["/galley/dev/origin-secret"] = "https://a", "one"
	c.Advance(keepPartial) // those that are missing are looked for soon
	wants(t, s.Get, PublicURL, "https://a", m, 2)
	m.values["/galley/dev/public-url"], m.values["/galley/dev/origin-secret"] = "https://b", "two"
	c.Advance(keepComplete - time.Second)
	wants(t, s.Get, PublicURL, "https://a", m, 2)
	wants(t, s.Renewed, OriginSecret, "two", m, 3) // a rotation is noticed
	wants(t, s.Renewed, OriginSecret, "two", m, 3) // but not looked for all the time
	wants(t, s.Get, PublicURL, "https://b", m, 3)
	c.Advance(keepComplete)
	m.refuses = []string{"400 AccessDeniedException"}
	wants(t, s.Get, PublicURL, "https://b", m, 4) // what is known stays in use
	wants(t, s.Get, PublicURL, "https://b", m, 4)
}

func TestSettingsThatCannotBeRead(t *testing.T) {
	s, m, c := newSettings(t)
	m.refuses = []string{"400 AccessDeniedException"}
	_, err := s.Get(t.Context(), PublicURL)
	if err == nil || !strings.Contains(err.Error(), "AccessDenied") || strings.Contains(err.Error(), "secret-value") || m.asked != 1 {
		t.Errorf("after %d requests: %v", m.asked, err)
	}
	m.values["/galley/dev/public-url"], m.values["/galley/dev/origin-secret"] = "https://a", "one"
	wants(t, s.Get, PublicURL, "https://a", m, 2)

	// Who is asked too often, or breaks down, is asked again: many functions may start at once.
	c.Advance(keepComplete)
	m.values["/galley/dev/public-url"] = "https://b"
	m.refuses = append(slices.Repeat([]string{"400 ThrottlingException"}, 4), "500 InternalServerError")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 5 {
			if c.AwaitSleepers(t.Context(), 1) == nil {
				c.Advance(4 * time.Second)
			}
		}
	}()
	wants(t, s.Get, PublicURL, "https://b", m, 8)
	<-done
}

func TestEnvironment(t *testing.T) {
	whole := []string{region, accessKey, secretKey, ContentTable, IndexTable, WebhookQueue, ParkedQueue, SearchQueue, Parameters, FilesBucket, VariantsBucket}
	for _, missing := range append(slices.Clone(whole), "") {
		_, err := New("test", Stream, func(name string) string {
			if name == missing || !slices.Contains(whole, name) {
				return ""
			}
			return "x"
		}, slog.New(slog.DiscardHandler))
		if missing == "" && err != nil || missing != "" && (err == nil || !strings.Contains(err.Error(), missing)) {
			t.Errorf("without %q: %v", missing, err)
		}
	}
}

// TestListsMayReadWhatTheEnvironmentSays: what is no number, or missing, is left to the default.
func TestListsMayReadWhatTheEnvironmentSays(t *testing.T) {
	for rows, want := range map[string]int{"20000": 20000, "": 0, "many": 0, "-1": 0} {
		var got int
		_, err := New("test", func(h *Home) Handler {
			got = h.Options.Budget.Rows
			return Stream(h)
		}, func(name string) string {
			if name == ListRows {
				return rows
			}
			return "x"
		}, slog.New(slog.DiscardHandler))
		if err != nil || got != want {
			t.Errorf("%q: lists may read %d rows, want %d (%v)", rows, got, want, err)
		}
	}
}

// A panic ends the event and not the function; log lines carry the id of the event.
func TestGuard(t *testing.T) {
	var log strings.Builder
	h := &Home{Log: newLog(&log)}
	handler := h.guard(func(ctx context.Context, _ []byte) ([]byte, error) {
		if _, ends := ctx.Deadline(); !ends {
			t.Error("the event has no end")
		}
		panic("boo")
	})
	ctx, cancel := context.WithTimeout(withID(t.Context(), "event-1"), time.Minute)
	defer cancel()
	if _, err := handler(ctx, nil); err == nil || strings.Contains(err.Error(), "boo") {
		t.Errorf("the error is %v", err)
	}
	if text := log.String(); !strings.Contains(text, `"requestId":"event-1"`) || !strings.Contains(text, "boo") {
		t.Errorf("the log is %s", text)
	}
	log.Reset()
	h.Log.Info("between events")
	if strings.Contains(log.String(), "requestId") {
		t.Errorf("the log is %s", log.String())
	}
}

func TestWithin(t *testing.T) {
	for most, kept := range map[time.Duration]time.Duration{time.Minute: time.Second, 5 * time.Second: 500 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), most)
		before, _ := ctx.Deadline()
		short, stop := Within(ctx, time.Second)
		after, _ := short.Deadline()
		if got := before.Sub(after); got > kept || got < kept-100*time.Millisecond {
			t.Errorf("of %s, %s are kept", most, got)
		}
		stop()
		cancel()
	}
	ctx, cancel := Within(t.Context(), time.Second)
	defer cancel()
	if _, ends := ctx.Deadline(); ends {
		t.Error("what has no end got one")
	}
}

func withID(ctx context.Context, id string) context.Context {
	return lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: id})
}
