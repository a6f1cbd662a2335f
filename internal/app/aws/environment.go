package aws

import (
	"net"
	"net/http"
	"strconv"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/internal/exactbody"
)

// The variables that the stacks set. A function gets those that it needs.
const (
	ContentTable   = "GALLEY_CONTENT_TABLE"
	IndexTable     = "GALLEY_INDEX_TABLE"
	FilesBucket    = "GALLEY_FILES_BUCKET"
	VariantsBucket = "GALLEY_VARIANTS_BUCKET"
	WebhookQueue   = "GALLEY_WEBHOOK_QUEUE" // this and the other queues: their URLs
	ParkedQueue    = "GALLEY_PARKED_QUEUE"
	UploadsQueue   = "GALLEY_UPLOADS_QUEUE"
	JobsQueue      = "GALLEY_JOBS_QUEUE"
	SearchQueue    = "GALLEY_SEARCH_QUEUE"
	SearchBucket   = "GALLEY_SEARCH_BUCKET"
	SearchFunction = "GALLEY_SEARCH_FUNCTION" // NAME:ALIAS
	ListRows       = "GALLEY_LIST_ROWS"       // what one list may read; without these, the defaults
	ListEntries    = "GALLEY_LIST_ENTRIES"
	Parameters     = "GALLEY_PARAMETERS"              // the path that the names of all parameters begin with
	AllowLoopback  = "GALLEY_ALLOW_LOOPBACK_WEBHOOKS" // "true" where there is an emulator
)

// The variables that AWS sets. An endpoint is set where an emulator stands for AWS.
const (
	region       = "AWS_REGION"
	accessKey    = "AWS_ACCESS_KEY_ID"
	secretKey    = "AWS_SECRET_ACCESS_KEY"
	sessionToken = "AWS_SESSION_TOKEN"
	endpoint     = "AWS_ENDPOINT_URL"
)

// need gives a variable; one that is missing keeps the function from starting.
func (h *Home) need(name string) string {
	v := h.getenv(name)
	if v == "" {
		h.missing = append(h.missing, name)
	}
	return v
}

// budget is what one list may read, as far as the environment says it.
func (h *Home) budget() (b content.Budget) {
	for name, to := range map[string]*int{ListRows: &b.Rows, ListEntries: &b.Copies} {
		if n, err := strconv.Atoi(h.getenv(name)); err == nil && n > 0 {
			*to = n
		}
	}
	return b
}

// newConfig is what all clients of AWS are made with. The SDK's own way to it looks for files and profiles, and takes
// longer than all else at the start of a function.
func newConfig(h *Home) sdk.Config {
	c := sdk.Config{
		Region:      h.need(region),
		Credentials: credentials.NewStaticCredentialsProvider(h.need(accessKey), h.need(secretKey), h.getenv(sessionToken)),
	}
	transport := newTransport()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if address := h.getenv(endpoint); address != "" {
		c.BaseEndpoint = &address
		client.Transport = exactbody.Transport{Next: transport}
	}
	c.HTTPClient = client
	return c
}

// newTransport waits for answers of AWS, not for ever. There is no time for a whole reply, which may be a large file: the
// event's own ends that.
func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = 5 * time.Second
	t.ResponseHeaderTimeout = 10 * time.Second
	t.MaxIdleConnsPerHost = 32 // as many as one batch of a table has on their way
	return t
}
