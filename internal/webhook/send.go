package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/netguard"
)

const (
	attemptTime = 15 * time.Second // for a whole attempt
	maxReply    = 64 << 10         // bytes read of a reply
	keptReply   = 1 << 10          // bytes of it kept in the ledger
)

// message is the body of a delivery.
type message struct {
	Type      event.Type      `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// body makes the body of a delivery.
func (s *Service) body(ctx context.Context, d Delivery) (_ []byte, err error) {
	defer errs.Wrap(&err, "build the payload of %s", d.ID)
	m := message{d.Type, d.CreatedAt, json.RawMessage(`{"message":"This is a test."}`)}
	if d.Type != TypeTest {
		e, err := event.Get(ctx, s.table, s.space, d.Entry, d.Event)
		if err != nil {
			return nil, err
		}
		m.Timestamp = e.Time
		if m.Data, err = s.payloads.Payload(auth.With(ctx, auth.System), e, d.Type); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err = enc.Encode(m)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// attempt sends a delivery once. What went wrong is part of the attempt; an error means that there was none.
func (s *Service) attempt(ctx context.Context, h stored, d Delivery) (Attempt, error) {
	a := Attempt{Time: s.clock.Now()}
	body, err := s.body(ctx, d)
	if err == nil {
		s.post(ctx, h, d, body, &a)
	} else {
		s.log.Error("webhook: no payload", "hook", h.ID, "delivery", d.ID, "error", err)
		a.Error = "Galley could not build the payload; its log says why."
	}
	a.Duration = s.clock.Now().Sub(a.Time)
	return a, ctx.Err()
}

// post makes the request of an attempt and notes what came of it.
func (s *Service) post(ctx context.Context, h stored, d Delivery, body []byte, a *Attempt) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		a.Error = "The URL is not valid."
		return
	}
	a.Headers = map[string]string{
		"Content-Type":      "application/json",
		"User-Agent":        "Galley",
		"webhook-id":        d.ID,
		"webhook-timestamp": strconv.FormatInt(a.Time.Unix(), 10),
	}
	for name, value := range a.Headers {
		r.Header.Set(name, value)
	}
	r.Header.Set("webhook-signature", h.sign(d.ID, a.Time, body))
	reply, err := s.client.Do(r)
	if err != nil {
		a.Error = sentence(err)
		return
	}
	defer reply.Body.Close() //nolint:errcheck // it was only read
	// The status decides. A body that is too long or breaks off is only shown.
	text, _ := netguard.Read(reply.Body, maxReply)
	a.Status, a.Reply = reply.StatusCode, strings.ToValidUTF8(string(text[:min(len(text), keptReply)]), "�")
	a.Error = verdict(reply.StatusCode)
	if reply.StatusCode == http.StatusTooManyRequests || reply.StatusCode == http.StatusServiceUnavailable {
		a.wait = retryAfter(reply.Header.Get("Retry-After"), a.Time)
	}
}

// verdict says in a sentence why a status is a failure; "" for success.
func verdict(status int) string {
	switch {
	case status >= 200 && status < 300:
		return ""
	case status >= 300 && status < 400:
		return fmt.Sprintf("The receiver answered %d: redirects are not followed, so set the webhook's URL to where it leads.", status)
	case status == http.StatusGone:
		return "The receiver answered 410: it wants no more deliveries, so the webhook was disabled."
	}
	return fmt.Sprintf("The receiver answered %d, which is not a success (200 to 299).", status)
}

// sentence says why there was no reply. It leaves out the URL, which the caller knows and logs must not.
func sentence(err error) string {
	if inner := new(url.Error); errors.As(err, &inner) {
		err = inner.Err
	}
	if refused := new(netguard.Refused); errors.As(err, &refused) {
		return refused.Reason
	}
	var network net.Error
	if errors.As(err, &network) && network.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("The receiver did not answer within %d seconds.", int(attemptTime.Seconds()))
	}
	return fmt.Sprintf("The receiver cannot be reached: %s.", dialReason(err))
}

// dialReason leaves out addresses: that of the receiver, and that of the name server, which is nobody's business.
func dialReason(err error) string {
	if host := new(net.DNSError); errors.As(err, &host) {
		if host.IsNotFound {
			return fmt.Sprintf("there is no host %q", host.Name)
		}
		return fmt.Sprintf("the host %q cannot be looked up", host.Name)
	}
	if sys := new(os.SyscallError); errors.As(err, &sys) {
		return sys.Err.Error()
	}
	return err.Error()
}

// retryAfter reads the header of that name: seconds, or a date. It is 0 if there is none, and never negative.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return max(0, date.Sub(now))
}
