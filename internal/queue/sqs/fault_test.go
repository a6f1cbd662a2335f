package sqs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/sqs"
)

var errFailed = errors.New("failed")

// request is what a script was asked: a batch to send, or a time to hide a message.
type request struct {
	Entries []struct {
		ID           string `json:"Id"`
		MessageBody  string
		DelaySeconds int
	}
	ReceiptHandle     string
	VisibilityTimeout int
}

// script answers as SQS does when it is in trouble, which no emulator shows: refuse gives the code of the error for an
// entry on the nth request from 1, "" for none; "down" is a 503 for the whole request.
type script struct {
	mu       sync.Mutex
	requests []request
	refuse   func(n int, body string) string
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var asked request
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	s.requests = append(s.requests, asked)
	status, reply := s.answer(asked)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(reply)), Request: r}, nil
}

func (s *script) answer(asked request) (status int, reply string) {
	type failure struct {
		ID          string `json:"Id"`
		Code        string
		Message     string
		SenderFault bool
	}
	failed := []failure{}
	for _, e := range asked.Entries {
		switch code := s.refuse(len(s.requests), e.MessageBody); code {
		case "":
		case "down":
			return http.StatusServiceUnavailable, `{"__type":"ServiceUnavailable"}`
		default:
			failed = append(failed, failure{e.ID, code, "no", code == "InvalidMessageContents"})
		}
	}
	text, err := json.Marshal(map[string]any{"Successful": []string{}, "Failed": failed})
	if err != nil {
		panic(err)
	}
	return http.StatusOK, string(text)
}

// bodies are the messages of each request.
func (s *script) bodies() (bodies []string) {
	for _, r := range s.requests {
		var all []string
		for _, e := range r.Entries {
			all = append(all, e.MessageBody)
		}
		bodies = append(bodies, strings.Join(all, ""))
	}
	return bodies
}

func scriptedClient(refuse func(n int, body string) string) (*sdk.Client, *script) {
	s := &script{refuse: refuse}
	return sdk.New(sdk.Options{
		Region: "eu-central-1", HTTPClient: s, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		DisableMessageChecksumValidation: true, // the script sends none
	}), s
}

func scripted(h queue.Handler) (*sqs.Consumer, *script) {
	client, s := scriptedClient(nil)
	return sqs.NewConsumer(client, "https://sqs/q", h, sqs.Options{Log: quiet}), s
}

func text(bodies string) (messages []queue.Message) {
	for _, c := range bodies {
		messages = append(messages, queue.Message{Body: []byte(string(c))})
	}
	return messages
}

// F4, F6
func TestWhatSQSDoesNotTakeIsSentAgain(t *testing.T) {
	for name, c := range map[string]struct {
		refuse func(n int, body string) string
		want   []string // the messages of each request
		err    string
	}{
		"all taken":           {func(int, string) string { return "" }, []string{"abc"}, ""},
		"some are left":       {refuseFor(2, "ac", "InternalError"), []string{"abc", "ac", "ac"}, ""},
		"one is left forever": {refuseFor(99, "b", "InternalError"), []string{"abc", "b", "b", "b", "b"}, "InternalError"},
		"one is bad":          {refuseFor(99, "b", "InvalidMessageContents"), []string{"abc"}, "InvalidMessageContents"},
		"down for a moment":   {refuseFor(2, "abc", "down"), []string{"abc", "abc", "abc"}, ""},
		"down":                {refuseFor(99, "abc", "down"), []string{"abc", "abc", "abc", "abc", "abc"}, "503"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, s := scriptedClient(c.refuse)
			err := sqs.NewSender(client, "https://sqs/q").Send(t.Context(), text("abc")...)
			if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("Send gives %v", err)
			}
			if got := s.bodies(); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("requests %q, not %q", got, c.want)
			}
		})
	}
}

// refuseFor refuses some messages in the first requests.
func refuseFor(requests int, messages, code string) func(int, string) string {
	return func(n int, body string) string {
		if n <= requests && strings.Contains(messages, body) {
			return code
		}
		return ""
	}
}

func TestBatchesKeepTheLimitsOfSQS(t *testing.T) {
	large := queue.Message{Body: []byte(strings.Repeat("x", queue.MaxBody))}
	half := queue.Message{Body: []byte(strings.Repeat("x", queue.MaxBody/2))}
	for name, c := range map[string]struct {
		messages []queue.Message
		want     []int // messages of each request
	}{
		"none":           {nil, nil},
		"ten":            {text("abcdefghij"), []int{10}},
		"more":           {text("abcdefghijklmnopqrstuvwxyz"), []int{10, 10, 6}},
		"the largest":    {[]queue.Message{large, large}, []int{1, 1}},
		"exactly full":   {[]queue.Message{half, half, half}, []int{2, 1}},
		"large at last":  {append(text("abc"), large), []int{3, 1}},
		"large at first": {append([]queue.Message{large}, text("abc")...), []int{1, 3}},
	} {
		client, s := scriptedClient(func(int, string) string { return "" })
		if err := sqs.NewSender(client, "https://sqs/q").Send(t.Context(), c.messages...); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []int
		for _, r := range s.requests {
			got = append(got, len(r.Entries))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: batches of %v, not %v", name, got, c.want)
		}
	}
}

func TestNothingIsSentIfAMessageCannotBe(t *testing.T) {
	for _, bad := range []string{"", "\xff", "a\x00", "a\x1f", "a\uFFFE", "a\uFFFF"} {
		client, s := scriptedClient(nil)
		messages := append(text("abcdefghijk"), queue.Message{Body: []byte(bad)})
		if err := sqs.NewSender(client, "https://sqs/q").Send(t.Context(), messages...); err == nil {
			t.Errorf("%q was sent", bad)
		}
		if len(s.requests) != 0 {
			t.Errorf("%q: %d requests", bad, len(s.requests))
		}
	}
	client, s := scriptedClient(func(int, string) string { return "" })
	if err := sqs.NewSender(client, "https://sqs/q").Send(t.Context(), text("\t\n\r ~ä\uFFFD😀")...); err != nil || len(s.requests) != 1 {
		t.Errorf("%d requests, %v", len(s.requests), err)
	}
}

func TestDelaysAreRoundedUp(t *testing.T) {
	client, s := scriptedClient(func(int, string) string { return "" })
	messages := text("abc")
	messages[1].Delay, messages[2].Delay = time.Millisecond, queue.MaxDelay
	if err := sqs.NewSender(client, "https://sqs/q").Send(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 1, 900} {
		if got := s.requests[0].Entries[i].DelaySeconds; got != want {
			t.Errorf("%s becomes %d s", messages[i].Delay, got)
		}
	}
}

// record is one delivery of a message.
func record(id string, attempt int) sqs.Record {
	return sqs.Record{MessageID: id, ReceiptHandle: "receipt of " + id, Body: "x",
		Attributes: map[string]string{"ApproximateReceiveCount": fmt.Sprint(attempt)}}
}

func TestAFailedMessageComesAgainInItsTime(t *testing.T) {
	for _, c := range []struct {
		attempt int
		failure error
		seconds int
	}{
		{1, errFailed, 1}, {2, errFailed, 2}, {5, errFailed, 16}, {11, errFailed, 900}, {1000, errFailed, 900},
		{9, queue.RetryAfter(0, nil), 0}, {9, queue.RetryAfter(90*time.Second, nil), 90},
		{1, fmt.Errorf("deliver: %w", queue.RetryAfter(1500*time.Millisecond, errFailed)), 2},
		// SQS counts its twelve hours from the receipt, which was some time ago.
		{1, queue.RetryAfter(24*time.Hour, nil), 12*3600 - 20*60},
		{1, &queue.RetryError{After: -time.Hour}, 0},
	} {
		consumer, s := scripted(func(context.Context, queue.Message) error { return c.failure })
		result, err := consumer.Handle(t.Context(), sqs.Batch{Records: []sqs.Record{record("m", c.attempt)}})
		if err != nil || len(result.Failures) != 1 {
			t.Errorf("%v: the result is %+v, %v", c.failure, result, err)
		}
		if len(s.requests) != 1 || s.requests[0].VisibilityTimeout != c.seconds || s.requests[0].ReceiptHandle != "receipt of m" {
			t.Errorf("%v after attempt %d: %+v", c.failure, c.attempt, s.requests)
		}
	}
}

// F2
func TestOnlyTheFailedMessagesComeBack(t *testing.T) {
	stuck := make(chan struct{})
	defer close(stuck)
	consumer, s := scripted(func(_ context.Context, m queue.Message) error {
		switch m.ID {
		case "fails":
			return errFailed
		case "panics":
			panic("of a handler")
		case "hangs":
			<-stuck
		}
		return nil
	})
	b := sqs.Batch{Records: []sqs.Record{record("good", 1), record("fails", 1), record("panics", 1), record("hangs", 1), record("fine", 1)}}
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	result, err := consumer.Handle(ctx, b)
	if err != nil || ctx.Err() != nil {
		t.Errorf("Handle came back with %v, its context: %v", err, ctx.Err())
	}
	if want := "{[{fails} {panics} {hangs}]}"; fmt.Sprint(result) != want {
		t.Errorf("%v failed, not %s", result, want)
	}
	if len(s.requests) != 2 {
		t.Errorf("%d messages were put off", len(s.requests))
	}
}

// A handler that takes the whole batch says of each message what became of it; a panic, or no answer, is of all.
func TestBatchesCanBeHandledAtOnce(t *testing.T) { // F2
	stuck := make(chan struct{})
	defer close(stuck)
	for name, c := range map[string]struct {
		handler sqs.BatchHandler
		want    string
		putOff  int
	}{
		"some fail": {func(_ context.Context, m []queue.Message) []error { return []error{nil, errFailed, nil} }, "{[{b}]}", 1},
		"panic":     {func(context.Context, []queue.Message) []error { panic("of a handler") }, "{[{a} {b} {c}]}", 3},
		"hangs": {func(context.Context, []queue.Message) []error {
			<-stuck
			return nil
		}, "{[{a} {b} {c}]}", 0},
	} {
		client, s := scriptedClient(nil)
		consumer := sqs.NewBatchConsumer(client, "https://sqs/q", c.handler, sqs.Options{Log: quiet})
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		result, err := consumer.Handle(ctx, sqs.Batch{Records: []sqs.Record{record("a", 1), record("b", 2), record("c", 1)}})
		cancel()
		if err != nil || fmt.Sprint(result) != c.want || len(s.requests) != c.putOff {
			t.Errorf("%s: failed %v, put off %d, %v", name, result, len(s.requests), err)
		}
	}
	client, _ := scriptedClient(nil)
	consumer := sqs.NewBatchConsumer(client, "https://sqs/q", nil, sqs.Options{Log: quiet})
	if result, err := consumer.Handle(t.Context(), sqs.Batch{}); err != nil || result.Failures == nil || len(result.Failures) > 0 {
		t.Errorf("of nothing: %v, %v", result, err)
	}
}

// Lambda hands over thousands of messages at once if it is told to: each that fails is named, and no other.
func TestLargeBatches(t *testing.T) { // F2
	consumer, s := scripted(func(_ context.Context, m queue.Message) error {
		if m.Attempts%7 == 0 {
			return errFailed
		}
		return nil
	})
	var b sqs.Batch
	var want []sqs.Failure
	for n := 1; n <= 5000; n++ {
		b.Records = append(b.Records, record(fmt.Sprint(n), n))
		if n%7 == 0 {
			want = append(want, sqs.Failure{MessageID: fmt.Sprint(n)})
		}
	}
	result, err := consumer.Handle(t.Context(), b)
	if err != nil || !slices.Equal(result.Failures, want) || len(s.requests) != len(want) {
		t.Errorf("%d failed and %d were put off, not %d; %v", len(result.Failures), len(s.requests), len(want), err)
	}
}

func TestManyMessagesAreSentInBatches(t *testing.T) {
	client, s := scriptedClient(func(int, string) string { return "" })
	messages := make([]queue.Message, 2503)
	for n := range messages {
		messages[n].Body = fmt.Append(nil, n, ";")
	}
	if err := sqs.NewSender(client, "https://sqs/q").Send(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for n := range messages {
		fmt.Fprint(&want, n, ";")
	}
	if sent := strings.Join(s.bodies(), ""); len(s.requests) != 251 || sent != want.String() {
		t.Errorf("%d requests with %d bytes, not %d", len(s.requests), len(sent), want.Len())
	}
}
