package aws

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/galley-cms/galley/internal/clock"
	"github.com/galley-cms/galley/internal/errs"
)

// The parameters that a deployment leaves in AWS Systems Manager. They are there from the moment on when there is a
// CloudFront distribution.
const (
	PublicURL    = "public-url"
	Distribution = "distribution"  // id of the CloudFront distribution
	OriginSecret = "origin-secret" // that CloudFront shows to the API
)

const (
	keepComplete = 5 * time.Minute  // how long parameters are believed
	keepPartial  = 10 * time.Second // the same while some are missing, and the time between two attempts to read them
	tries        = 6                // of one request: AWS answers 40 a second, and functions may all start at once
	maxParameter = 1 << 20          // bytes of a reply
)

// Settings are parameters of the installation, read when they are first asked for and then now and again. The SDK's
// client would take longer to start than all the others together, for the one request that this is.
type Settings struct {
	config sdk.Config
	path   string
	names  []string
	clock  clock.Clock
	log    *slog.Logger

	mu     sync.Mutex
	values map[string]string // nil: never read
	read   time.Time         // when that was last tried
}

// Settings makes the reader of some parameters. The function must be allowed to read all of them.
func (h *Home) Settings(names ...string) *Settings {
	return &Settings{config: h.config, path: h.need(Parameters), names: names, clock: clock.System{}, log: h.Log}
}

// Get gives the parameter of a name; "" if there is none. It fails only if parameters could never be read.
func (s *Settings) Get(ctx context.Context, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	age := keepComplete
	if len(s.values) < len(s.names) {
		age = keepPartial
	}
	err := s.renew(ctx, age)
	return s.values[name], err
}

// Renewed gives the parameter of a name as it is now, give or take ten seconds: for values that look as if they had
// changed.
func (s *Settings) Renewed(ctx context.Context, name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.renew(ctx, keepPartial)
	return s.values[name], err
}

// renew reads the parameters if that was not tried for some time. What is known stays in use if they cannot be read.
func (s *Settings) renew(ctx context.Context, age time.Duration) error {
	now := s.clock.Now()
	if s.values != nil && now.Sub(s.read) < age {
		return nil
	}
	s.read = now
	values, err := s.fetch(ctx)
	switch {
	case err == nil:
		s.values = values
	case s.values != nil:
		s.log.Warn("the parameters could not be read again; the known ones stay in use", "error", err)
		return nil
	}
	return err
}

// fetch asks for the parameters, and again if the service is busy or the connection breaks.
func (s *Settings) fetch(ctx context.Context) (values map[string]string, err error) {
	defer errs.Wrap(&err, "read the parameters below %s", s.path)
	for attempt := 1; ; attempt++ {
		var again bool
		if values, again, err = s.ask(ctx); err == nil || !again || attempt == tries {
			return values, err
		}
		if err := s.clock.Sleep(ctx, rand.N(100*time.Millisecond<<attempt)); err != nil {
			return nil, err
		}
	}
}

// ask makes one request; again tells whether another one may succeed.
func (s *Settings) ask(ctx context.Context) (values map[string]string, again bool, err error) {
	r, err := s.request(ctx)
	if err != nil {
		return nil, false, err
	}
	res, err := s.config.HTTPClient.Do(r)
	if err != nil {
		return nil, ctx.Err() == nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxParameter))
	_ = res.Body.Close() // it was read
	switch {
	case err != nil:
		return nil, true, err
	case res.StatusCode != http.StatusOK:
		return s.refused(res.StatusCode, body)
	}
	values, err = s.valuesOf(body)
	return values, false, err
}

// refused says why a request was refused.
func (s *Settings) refused(status int, body []byte) (map[string]string, bool, error) {
	var why struct {
		Type string `json:"__type"`
	}
	_ = json.Unmarshal(body, &why) // what is no JSON says no more than the status
	again := status >= 500 || strings.HasSuffix(why.Type, "ThrottlingException")
	return nil, again, fmt.Errorf("the service answered %d %s", status, why.Type)
}

// request is the signed request for all parameters.
func (s *Settings) request(ctx context.Context) (*http.Request, error) {
	names := make([]string, len(s.names))
	for i, n := range s.names {
		names[i] = s.path + "/" + n
	}
	body, err := json.Marshal(map[string]any{"Names": names, "WithDecryption": true})
	if err != nil {
		return nil, err
	}
	address := "https://ssm." + s.config.Region + ".amazonaws.com"
	if s.config.BaseEndpoint != nil {
		address = *s.config.BaseEndpoint
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AmazonSSM.GetParameters")
	key, err := s.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return r, v4.NewSigner().SignHTTP(ctx, key, r, hex.EncodeToString(sum[:]), "ssm", s.config.Region, s.clock.Now())
}

// valuesOf reads a reply. Parameters that do not exist are not in it.
func (s *Settings) valuesOf(body []byte) (map[string]string, error) {
	var reply struct {
		Parameters []struct{ Name, Value string }
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return nil, err
	}
	values := make(map[string]string, len(reply.Parameters))
	for _, p := range reply.Parameters {
		values[strings.TrimPrefix(p.Name, s.path+"/")] = p.Value
	}
	return values, nil
}
