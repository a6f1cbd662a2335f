package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// script answers requests with what no emulator shows, one after the other; the last answer stays.
type script struct {
	mu      sync.Mutex
	answers []string
	bodies  []string // of the requests
}

// Answers of a script: a status and a body, or nothing at all.
const (
	done        = `200 {}`
	lost        = ``
	broken      = `500 {"__type":"InternalServerError"}`
	throttled   = `400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}`
	condition   = `400 {"__type":"ConditionalCheckFailedException","message":"The conditional request failed"}`
	conflict    = `400 {"__type":"TransactionConflictException"}`
	inProgress  = `400 {"__type":"TransactionInProgressException"}`
	mismatch    = `400 {"__type":"IdempotentParameterMismatchException"}`
	tooBig      = `400 {"__type":"ValidationException","message":"Item size has exceeded the maximum allowed size"}`
	badRequest  = `400 {"__type":"ValidationException","message":"Syntax error in an expression"}`
	torn        = `400 torn` // the body breaks off
	noTable     = `400 {"__type":"ResourceNotFoundException"}`
	unprocessed = `200 {"Responses":{"t":[]},"UnprocessedKeys":{"t":{"Keys":[{"pk":{"S":"p"},"sk":{"B":"Yg=="}}]}}}`
	half        = `200 {"Responses":{"t":[{"pk":{"S":"p"},"sk":{"B":"YQ=="}}]},"UnprocessedKeys":{"t":{"Keys":[{"pk":{"S":"p"},"sk":{"B":"Yg=="}}]}}}`
	rest        = `200 {"Responses":{"t":[{"pk":{"S":"p"},"sk":{"B":"Yg=="}}]},"UnprocessedKeys":{}}`
)

// cancelled is a transaction's refusal with the reasons of its writes.
func cancelled(reasons ...string) string {
	var list []string
	for _, r := range reasons {
		list = append(list, fmt.Sprintf(`{"Code":%q}`, r))
	}
	return `400 {"__type":"TransactionCanceledException","CancellationReasons":[` + strings.Join(list, ",") + `]}`
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	answer := s.answers[min(len(s.bodies), len(s.answers)-1)]
	s.bodies = append(s.bodies, string(body))
	if answer == lost {
		return nil, errors.New("connection reset by peer")
	}
	var status int
	if _, err := fmt.Sscan(answer[:3], &status); err != nil {
		return nil, err
	}
	content := io.Reader(strings.NewReader(answer[4:]))
	if answer == torn {
		content = iotest.ErrReader(errors.New("use of closed network connection"))
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(content), Request: r}, nil
}

func scripted(now func() time.Time, answers ...string) (*dynamo.Table, *script) {
	s := &script{answers: answers}
	client := dynamodb.New(dynamodb.Options{
		Region: "eu-central-1", HTTPClient: s, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	return dynamo.New(client, "t", dynamo.Options{Attempts: 3, Now: now}), s
}

func item(sort string) store.Item { return store.Item{Key: store.Key{Partition: "p", Sort: sort}} }

func TestBatchUnderFaults(t *testing.T) { // F4, F5, F6
	var failed *store.ConditionError
	var limit *store.LimitError
	for what, c := range map[string]struct {
		answers  []string
		want     any // nil, an error, or a pointer to an error's type
		requests int
	}{
		"all is well":                       {[]string{done}, nil, 1},
		"throttled once":                    {[]string{throttled, done}, nil, 2},
		"throttled for good":                {[]string{throttled}, store.ErrThrottled, 3},
		"in conflict once":                  {[]string{conflict, done}, nil, 2},
		"in conflict for good":              {[]string{conflict}, store.ErrConflict, 3},
		"lost once":                         {[]string{lost, done}, nil, 2},
		"lost for good":                     {[]string{lost}, store.ErrUnknown, 3},
		"broken for good":                   {[]string{broken}, store.ErrUnknown, 3},
		"condition":                         {[]string{condition}, &failed, 1},
		"condition after a throttle":        {[]string{throttled, condition}, &failed, 2},
		"condition after a lost attempt":    {[]string{lost, condition}, store.ErrUnknown, 2},
		"condition after a broken attempt":  {[]string{broken, condition}, store.ErrUnknown, 2},
		"throttled after a lost attempt":    {[]string{lost, throttled}, store.ErrUnknown, 3},
		"in conflict after a lost attempt":  {[]string{broken, conflict}, store.ErrUnknown, 3},
		"the reason was lost once":          {[]string{torn, condition}, &failed, 2},
		"too big, though our count says no": {[]string{tooBig}, &limit, 1},
	} {
		table, script := scripted(nil, c.answers...)
		err := table.Batch(context.Background(), store.Put(item("a"), store.Absent()))[0]
		check(t, what, err, c.want)
		if len(script.bodies) != c.requests {
			t.Errorf("%s: %d requests, not %d", what, len(script.bodies), c.requests)
		}
	}
}

func check(t *testing.T, what string, err error, want any) {
	t.Helper()
	switch want := want.(type) {
	case nil:
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	case error:
		if !errors.Is(err, want) {
			t.Errorf("%s: want %v, got %v", what, want, err)
		}
	default:
		if err == nil || !errors.As(err, want) {
			t.Errorf("%s: want a %T, got %v", what, want, err)
		}
	}
}

func TestTransactUnderFaults(t *testing.T) { // F4, F5, F6, F8
	var failed *store.ConditionError
	var limit *store.LimitError
	for what, c := range map[string]struct {
		answers  []string
		want     any
		requests int
	}{
		"all is well":              {[]string{done}, nil, 1},
		"throttled once":           {[]string{throttled, done}, nil, 2},
		"throttled in a reason":    {[]string{cancelled("None", "ThrottlingError"), done}, nil, 2},
		"throttled for good":       {[]string{cancelled("ProvisionedThroughputExceeded", "None")}, store.ErrThrottled, 3},
		"a conflict":               {[]string{cancelled("TransactionConflict", "None")}, store.ErrConflict, 1},
		"a condition":              {[]string{cancelled("None", "ConditionalCheckFailed")}, &failed, 1},
		"a condition and conflict": {[]string{cancelled("TransactionConflict", "ConditionalCheckFailed")}, &failed, 1},
		"lost once":                {[]string{lost, inProgress, done}, nil, 3},
		"lost for good":            {[]string{lost}, store.ErrUnknown, 3},
		"broken for good":          {[]string{broken}, store.ErrUnknown, 3},
		"lost, then throttled":     {[]string{lost, throttled}, store.ErrUnknown, 3},
		"lost, then a conflict":    {[]string{lost, cancelled("TransactionConflict", "None")}, store.ErrUnknown, 2},
		"the reason was lost once": {[]string{torn, done}, nil, 2},
		"a used token":             {[]string{mismatch}, &limit, 1},
	} {
		table, script := scripted(nil, c.answers...)
		err := table.Transact(context.Background(), "token", store.Put(item("a"), store.Absent()), store.Check(item("b").Key, store.Exists()))
		check(t, what, err, c.want)
		if len(script.bodies) != c.requests {
			t.Errorf("%s: %d requests, not %d", what, len(script.bodies), c.requests)
		}
		for _, body := range script.bodies[1:] {
			if !sameJSON(t, body, script.bodies[0]) {
				t.Errorf("%s: a repeat differs:\n%s\n%s", what, script.bodies[0], body)
			}
		}
		if errors.As(err, &failed) && failed.Write != 1 {
			t.Errorf("%s: the error names write %d", what, failed.Write)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal([]byte(a), &x), json.Unmarshal([]byte(b), &y)); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

// What DynamoDB refuses for good is known not to have happened, and is no fault of load.
func TestRefusalsAreDefinite(t *testing.T) {
	for _, answer := range []string{badRequest, noTable} {
		table, _ := scripted(nil, answer)
		for _, err := range []error{
			table.Transact(context.Background(), "", store.Put(item("a"), store.Absent())),
			table.Batch(context.Background(), store.Put(item("a"), store.Absent()))[0],
		} {
			if err == nil || errors.Is(err, store.ErrUnknown) || errors.Is(err, store.ErrThrottled) {
				t.Errorf("%s: %v", answer, err)
			}
		}
	}
}

func TestGetUnderFaults(t *testing.T) { // F4
	for what, c := range map[string]struct {
		answers []string
		found   int
		want    any
	}{
		"left out keys are asked for again": {[]string{unprocessed, half, rest}, 2, nil},
		"left out for good":                 {[]string{unprocessed}, 0, store.ErrThrottled},
		"progress starts the count anew":    {[]string{unprocessed, unprocessed, half, unprocessed, rest}, 2, nil},
		"throttled":                         {[]string{throttled}, 0, store.ErrThrottled},
	} {
		table, _ := scripted(nil, c.answers...)
		found := 0
		err := table.View(context.Background(), func(r store.Reader) error {
			items, err := r.Get(context.Background(), store.Consistent, item("a").Key, item("b").Key)
			found = len(items)
			return err
		})
		check(t, what, err, c.want)
		if found != c.found {
			t.Errorf("%s: found %d items, not %d", what, found, c.found)
		}
	}
}

// The emulator does not bill for bodies that a query leaves out; DynamoDB does.
func TestQueryOfKeysOnlyTellsWhatItRead(t *testing.T) {
	for consistent, want := range map[store.Consistency]int{store.Consistent: 12 << 10, store.Eventual: 24 << 10} {
		table, _ := scripted(nil, `200 {"Items":[{"pk":{"S":"p"},"sk":{"B":"YQ=="}}],"ConsumedCapacity":{"CapacityUnits":3}}`)
		err := table.View(context.Background(), func(r store.Reader) error {
			page, err := r.Query(context.Background(), store.Query{Partition: "p", KeysOnly: true, Consistent: consistent})
			if page.Read != want {
				t.Errorf("3 units, consistent %t: %d bytes were read, not %d", consistent, page.Read, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAtomicGetConflict(t *testing.T) {
	table, _ := scripted(nil, cancelled("TransactionConflict"))
	err := table.View(context.Background(), func(r store.Reader) error {
		_, err := r.GetAtomic(context.Background(), item("a").Key)
		return err
	})
	check(t, "an atomic get", err, store.ErrConflict)
}

// A repeat that differs from the first by the time in its conditions would be refused.
func TestRepeatedTransactionIsTheSameRequest(t *testing.T) { // F8
	now := time.Unix(1_800_000_000, 0)
	table, script := scripted(func() time.Time { return now }, done)
	for _, token := range []string{"one", "one", "two"} {
		if err := table.Transact(context.Background(), token, store.Put(item("a"), store.Absent())); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
	}
	for n, at := range []string{"1800000000", "1800000000", "1800000120"} {
		if !strings.Contains(script.bodies[n], at) {
			t.Errorf("request %d does not say %s: %s", n, at, script.bodies[n])
		}
	}
}
