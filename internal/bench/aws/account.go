package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const region = "eu-central-1"

// account is the emulated AWS, behind a proxy that counts what functions ask of DynamoDB.
type account struct {
	emulator string
	proxy    *http.Server
	address  string // of the proxy

	mu      sync.Mutex
	counted count
	open    int       // requests on their way
	since   time.Time // when the first of them came
}

// count is what was asked of AWS.
type count struct {
	calls         int // of DynamoDB
	reads, writes float64
	waited        time.Duration // while at least one request was on its way
}

// newAccount makes what the stacks would make, in an emulator, and the proxy.
func newAccount(emulator string) (*account, error) {
	a := &account{emulator: emulator}
	for _, table := range []string{"content", "index"} {
		_, err := a.aws("DynamoDB_20120810.CreateTable", map[string]any{
			"TableName": table, "BillingMode": "PAY_PER_REQUEST",
			"AttributeDefinitions": []any{map[string]string{"AttributeName": "pk", "AttributeType": "S"}, map[string]string{"AttributeName": "sk", "AttributeType": "B"}},
			"KeySchema":            []any{map[string]string{"AttributeName": "pk", "KeyType": "HASH"}, map[string]string{"AttributeName": "sk", "KeyType": "RANGE"}},
		})
		if err != nil {
			return nil, err
		}
	}
	for _, queue := range []string{"webhooks", "parked", "uploads", "jobs", "search"} {
		if _, err := a.aws("AmazonSQS.CreateQueue", map[string]any{"QueueName": queue}); err != nil {
			return nil, err
		}
	}
	for _, bucket := range []string{"files", "variants"} {
		r, err := http.NewRequest(http.MethodPut, emulator+"/"+bucket, nil)
		if err == nil {
			err = discard(http.DefaultClient.Do(r))
		}
		if err != nil {
			return nil, err
		}
	}
	_, err := a.aws("AmazonSSM.PutParameter", map[string]any{"Name": "/galley/bench/public-url", "Type": "String", "Value": public})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a.address = "http://" + l.Addr().String()
	a.proxy = &http.Server{Handler: a, ReadHeaderTimeout: patience}
	go a.proxy.Serve(l) //nolint:errcheck // it ends with the command
	return a, nil
}

func (a *account) close() { a.proxy.Close() } //nolint:errcheck // its clients are gone

// environment is that of every function.
func (a *account) environment() []string {
	queue := a.address + "/000000000000/"
	return []string{
		"AWS_REGION=" + region, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_ENDPOINT_URL=" + a.address,
		"GALLEY_ENV=bench", "GALLEY_PARAMETERS=/galley/bench",
		"GALLEY_CONTENT_TABLE=content", "GALLEY_INDEX_TABLE=index", "GALLEY_FILES_BUCKET=files", "GALLEY_VARIANTS_BUCKET=variants",
		"GALLEY_WEBHOOK_QUEUE=" + queue + "webhooks", "GALLEY_PARKED_QUEUE=" + queue + "parked", "GALLEY_UPLOADS_QUEUE=" + queue + "uploads", "GALLEY_JOBS_QUEUE=" + queue + "jobs",
		"GALLEY_SEARCH_QUEUE=" + queue + "search", "GALLEY_SEARCH_FUNCTION=search:live",
	}
}

// aws makes a request of the emulator itself, beside the proxy.
func (a *account) aws(target string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(http.MethodPost, a.emulator+"/", bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", target)
	service := strings.ToLower(strings.TrimPrefix(strings.Split(target, ".")[0], "Amazon"))
	service, _, _ = strings.Cut(service, "_")
	r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=test/20260101/%s/%s/aws4_request, SignedHeaders=host, Signature=0", region, service))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	out, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", target, res.StatusCode, out)
	}
	return out, err
}

// discard reads a reply that only has to be good.
func discard(res *http.Response, err error) error {
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	if res.StatusCode/100 != 2 {
		err = errors.Join(err, fmt.Errorf("%s answered %s", res.Request.URL.Path, res.Status))
	}
	return errors.Join(err, res.Body.Close())
}

// ServeHTTP passes a request on to the emulator, and counts it.
func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.begin()
	defer a.end()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	_, operation, dynamo := strings.Cut(r.Header.Get("X-Amz-Target"), "DynamoDB_20120810.")
	if dynamo {
		body = billed(body)
	}
	on := r.Clone(r.Context())
	on.RequestURI, on.URL.Scheme, on.URL.Host = "", "http", strings.TrimPrefix(a.emulator, "http://")
	on.Body, on.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	res, err := http.DefaultTransport.RoundTrip(on)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	if dynamo {
		a.note(operation, body, answer)
	}
	for name, values := range res.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(res.StatusCode)
	w.Write(answer) //nolint:errcheck // a function that is gone misses nothing
}

func (a *account) begin() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open++; a.open == 1 {
		a.since = time.Now()
	}
}

func (a *account) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.open--; a.open == 0 {
		a.counted.waited += time.Since(a.since)
	}
}

func (a *account) note(operation string, request, answer []byte) {
	reads, writes := units(operation, request, answer)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.counted.calls++
	a.counted.reads += reads
	a.counted.writes += writes
}

// take gives what was counted since it was last taken.
func (a *account) take() count {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := a.counted
	a.counted = count{}
	return c
}
