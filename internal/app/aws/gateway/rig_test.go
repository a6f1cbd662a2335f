package gateway_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/app/aws"
	"github.com/galley-cms/galley/internal/app/aws/gateway"
	"github.com/galley-cms/galley/internal/app/site"
	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/store/dynamo"
	"github.com/galley-cms/galley/media/raster"
)

const (
	domain   = "abc.execute-api.eu-central-1.amazonaws.com"
	public   = "https://cms.example.com"
	secret   = "origin-secret-that-nobody-may-log"
	wrong    = "another-secret"
	fromHost = "203.0.113.9" // where requests come from that did not come through CloudFront
)

// rig is an AWS account with the functions, and a test that plays what AWS does between them.
type rig struct {
	*testing.T
	config sdk.Config
	env    map[string]string
	log    *safeBuffer
	cookie string        // of the session
	link   string        // by which the first user was made
	time   time.Duration // that an event may take

	api, image, stream, webhook, media, schedule, search aws.Handler
}

// safeBuffer is a log that several write to.
type safeBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// newRig makes tables, buckets and queues, and starts the functions.
func newRig(t *testing.T) *rig {
	t.Helper()
	address := emulator.Start(t)
	r := &rig{T: t, time: 30 * time.Second, log: &safeBuffer{}, config: sdk.Config{
		Region: emulator.Region, BaseEndpoint: &address, HTTPClient: emulator.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}}
	r.env = map[string]string{
		"AWS_REGION": emulator.Region, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": r.withSearch(address),
		aws.ContentTable: "content", aws.IndexTable: "index", aws.FilesBucket: "files", aws.VariantsBucket: "variants",
		aws.WebhookQueue: r.newQueue("webhook"), aws.ParkedQueue: r.newQueue("parked"), aws.UploadsQueue: r.newQueue("uploads"), aws.JobsQueue: r.newQueue("jobs"), aws.SearchQueue: r.newQueue("search"), aws.SearchFunction: "search:live", aws.SearchBucket: "search",
		aws.Parameters: "/galley/test", aws.AllowLoopback: "true",
	}
	for _, name := range []string{"content", "index"} {
		r.must(dynamo.CreateTable(t.Context(), dynamodb.NewFromConfig(r.config), name))
	}
	for _, name := range []string{"files", "variants", "search"} {
		_, err := r.s3().CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name, CreateBucketConfiguration: &s3types.CreateBucketConfiguration{
			LocationConstraint: emulator.Region,
		}})
		r.must(err)
	}
	r.start()
	return r
}

// start starts all functions, as AWS does for their first events.
func (r *rig) start() {
	r.Helper()
	for _, f := range []struct {
		to   *aws.Handler
		from aws.Function
	}{
		{&r.api, gateway.API(func(a *app.App) (http.Handler, error) { return site.New(a, site.Options{MaxReply: gateway.MaxReply}) })},
		{&r.image, gateway.Image(raster.Decoder{})},
		{&r.stream, aws.Stream}, {&r.webhook, aws.Webhook}, {&r.media, aws.Media(raster.Decoder{})}, {&r.schedule, aws.Schedule},
	} {
		h, err := aws.New("test", f.from, func(name string) string { return r.env[name] }, slog.New(slog.NewJSONHandler(r.log, nil)))
		r.must(err)
		*f.to = h
	}
	r.startSearch()
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) s3() *s3.Client {
	return s3.NewFromConfig(r.config, func(o *s3.Options) { o.UsePathStyle = true })
}

func (r *rig) newQueue(name string) string {
	r.Helper()
	out, err := sqs.NewFromConfig(r.config).CreateQueue(r.Context(), &sqs.CreateQueueInput{QueueName: &name})
	r.must(err)
	return *out.QueueUrl
}

// parameter sets a parameter of the installation.
func (r *rig) parameter(name, value string) {
	r.Helper()
	_, err := ssm.NewFromConfig(r.config).PutParameter(r.Context(), &ssm.PutParameterInput{
		Name: sdk.String("/galley/test/" + name), Value: &value, Type: ssmtypes.ParameterTypeSecureString, Overwrite: sdk.Bool(true),
	})
	r.must(err)
}

// call hands an event to a function, as AWS does: with a time by which it must end.
func (r *rig) call(h aws.Handler, event any) ([]byte, error) {
	r.Helper()
	payload, err := json.Marshal(event)
	r.must(err)
	ctx, cancel := context.WithTimeout(r.Context(), r.time)
	defer cancel()
	return h(ctx, payload)
}

// answer is what a client of the API gets.
type answer struct {
	Status  int               `json:"statusCode"`
	Headers map[string]string `json:"headers"`
	Cookies []string          `json:"cookies"`
	Body    string            `json:"body"`
	Base64  bool              `json:"isBase64Encoded"`
}

// text is the body as it was before it was encoded.
func (a answer) text() string {
	if !a.Base64 {
		return a.Body
	}
	b, err := base64.StdEncoding.DecodeString(a.Body)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// send sends a request through API Gateway; header holds names and values in turn.
func (r *rig) send(h aws.Handler, method, path, body string, header ...string) answer {
	r.Helper()
	headers := map[string]string{"host": domain, "content-type": "application/json", "x-forwarded-for": "198.51.100.1"}
	for i := 0; i < len(header); i += 2 {
		headers[header[i]] = header[i+1]
	}
	path, query, _ := strings.Cut(path, "?")
	e := map[string]any{
		"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers, "body": body,
		"isBase64Encoded": false, "requestContext": map[string]any{
			"domainName": domain, "stage": "$default", "requestId": "1",
			"http": map[string]any{"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": fromHost, "userAgent": "test"},
		},
	}
	if r.cookie != "" {
		e["cookies"] = []string{r.cookie}
	}
	out, err := r.call(h, e)
	r.must(err)
	var a answer
	r.must(json.Unmarshal(out, &a))
	return a
}

// ask sends a GraphQL request and gives its data.
func (r *rig) ask(path, query string, variables map[string]any) map[string]any {
	r.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	r.must(err)
	a := r.send(r.api, "POST", path, string(body), "sec-fetch-site", "same-origin")
	var reply struct {
		Data   map[string]any
		Errors []any
	}
	r.must(json.Unmarshal([]byte(a.text()), &reply))
	if a.Status != http.StatusOK || len(reply.Errors) > 0 {
		r.Fatalf("%s answered %d %s", path, a.Status, a.text())
	}
	return reply.Data
}

// records gives the events of the outbox that nobody was told of, as records of a stream.
func (r *rig) records() []map[string]any {
	r.Helper()
	out, err := dynamodb.NewFromConfig(r.config).Scan(r.Context(), &dynamodb.ScanInput{
		TableName: sdk.String("content"), FilterExpression: sdk.String("begins_with(pk, :o)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":o": &types.AttributeValueMemberS{Value: "main#outbox#"}},
	})
	r.must(err)
	var records []map[string]any
	for i, item := range out.Items {
		image := map[string]any{}
		for name, v := range item {
			switch v := v.(type) {
			case *types.AttributeValueMemberS:
				image[name] = map[string]any{"S": v.Value}
			case *types.AttributeValueMemberN:
				image[name] = map[string]any{"N": v.Value}
			case *types.AttributeValueMemberB:
				image[name] = map[string]any{"B": v.Value}
			}
		}
		records = append(records, map[string]any{"eventID": fmt.Sprint(i), "eventName": "INSERT", "eventSource": "aws:dynamodb",
			"dynamodb": map[string]any{"Keys": map[string]any{"pk": image["pk"], "sk": image["sk"]}, "NewImage": image, "SequenceNumber": fmt.Sprint(i)}})
	}
	return records
}

// messages takes what waits in a queue, as an event source hands it over.
func (r *rig) messages(queue string) []map[string]any {
	r.Helper()
	out, err := sqs.NewFromConfig(r.config).ReceiveMessage(r.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: sdk.String(r.env[queue]), MaxNumberOfMessages: 10, VisibilityTimeout: 60,
	})
	r.must(err)
	var records []map[string]any
	for _, m := range out.Messages {
		records = append(records, map[string]any{"messageId": m.MessageId, "receiptHandle": m.ReceiptHandle, "body": m.Body,
			"attributes": map[string]any{"ApproximateReceiveCount": "1"}, "eventSource": "aws:sqs"})
	}
	return records
}

// failures hands records to a function and gives the ids of those that failed.
func (r *rig) failures(h aws.Handler, records []map[string]any) []string {
	r.Helper()
	out, err := r.call(h, map[string]any{"Records": records})
	r.must(err)
	var result struct {
		Failures []struct {
			ID string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	r.must(json.Unmarshal(out, &result))
	if result.Failures == nil {
		r.Fatalf("the failures are no list: %s", out)
	}
	var ids []string
	for _, f := range result.Failures {
		ids = append(ids, f.ID)
	}
	return ids
}

// upload sends a file as a browser does.
func (r *rig) upload(method, address string, header map[string]any, body []byte) {
	r.Helper()
	req, err := http.NewRequestWithContext(r.Context(), method, address, bytes.NewReader(body))
	r.must(err)
	for name, value := range header {
		req.Header.Set(name, fmt.Sprint(value))
	}
	res, err := emulator.Client().Do(req)
	r.must(err)
	defer res.Body.Close()
	if text, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		r.Fatalf("the bucket answered %d %s", res.StatusCode, text)
	}
}
