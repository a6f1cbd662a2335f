package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

const (
	secretPrefix = "whsec_"
	secretSize   = 32             // bytes
	overlap      = 24 * time.Hour // for which an old secret signs beside the new one
)

// secret signs deliveries.
type secret struct {
	Key   []byte    `json:"key"`
	Until time.Time `json:"until,omitzero"` // it signs no more from then on; zero: it is the current one
}

func newSecret() secret {
	key := make([]byte, secretSize)
	rand.Read(key) // never fails
	return secret{Key: key}
}

// text is the form in which receivers get the secret.
func (s secret) text() string { return secretPrefix + base64.StdEncoding.EncodeToString(s.Key) }

// String and LogValue keep the secret out of logs.
func (s secret) String() string { return secretPrefix + "…" }

// LogValue keeps the secret out of logs.
func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// sign makes the webhook-signature of a message: one signature a secret that is in force.
func (h stored) sign(id string, now time.Time, body []byte) string {
	var list []string
	for _, s := range h.Secrets {
		if !s.Until.IsZero() && !now.Before(s.Until) {
			continue
		}
		mac := hmac.New(sha256.New, s.Key)
		mac.Write(fmt.Appendf(nil, "%s.%d.%s", id, now.Unix(), body))
		list = append(list, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(list, " ")
}

// rotate gives the hook a new secret; the current one goes on for a while, older ones end.
func (h *stored) rotate(now time.Time) secret {
	fresh := newSecret()
	old := h.Secrets[0]
	old.Until = now.Add(overlap)
	h.Secrets = []secret{fresh, old}
	return fresh
}
