package cloudfront_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudfront"

	"github.com/galley-cms/galley/internal/cdn/cloudfront"
)

// edge stands in for CloudFront. It knows one distribution, "D".
type edge struct {
	mu      sync.Mutex
	takes   time.Duration // from a request until its invalidation is done
	answers []string      // to the first requests to make one: an error's code, "lost", or "" for a good answer
	asked   []batch       // requests to make an invalidation, refused ones too
	made    map[string]invalidation
	looks   int
}

type batch struct {
	Paths struct {
		Quantity int      `xml:"Quantity"`
		Items    []string `xml:"Items>Path"`
	} `xml:"Paths"`
	CallerReference string `xml:"CallerReference"`
}

type invalidation struct {
	id   string
	done time.Time
}

func (e *edge) Do(r *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id, of := strings.CutPrefix(r.URL.Path, "/2020-05-31/distribution/D/invalidation")
	switch {
	case !of:
		return reply(404, fault("NoSuchDistribution")), nil
	case r.Method == http.MethodPost:
		return e.create(r)
	}
	e.looks++
	for _, i := range e.made {
		if "/"+i.id == id {
			return reply(200, i.xml()), nil
		}
	}
	return reply(404, fault("NoSuchInvalidation")), nil
}

func (e *edge) create(r *http.Request) (*http.Response, error) {
	var b batch
	if err := xml.NewDecoder(r.Body).Decode(&b); err != nil {
		return nil, err
	}
	e.asked = append(e.asked, b)
	answer := ""
	if n := len(e.asked); n <= len(e.answers) {
		answer = e.answers[n-1]
	}
	if answer != "" && answer != "lost" {
		return reply(400, fault(answer)), nil
	}
	i, known := e.made[b.CallerReference]
	if !known {
		if e.made == nil {
			e.made = map[string]invalidation{}
		}
		i = invalidation{fmt.Sprintf("I%d", len(e.made)+1), time.Now().Add(e.takes)}
		e.made[b.CallerReference] = i
	}
	if answer == "lost" {
		return nil, errors.New("connection reset by peer")
	}
	return reply(201, i.xml()), nil
}

func (i invalidation) xml() string {
	status := "InProgress"
	if !time.Now().Before(i.done) {
		status = "Completed"
	}
	return fmt.Sprintf(`<Invalidation><Id>%s</Id><Status>%s</Status></Invalidation>`, i.id, status)
}

func fault(code string) string {
	return fmt.Sprintf(`<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>no</Message></Error></ErrorResponse>`, code)
}

func reply(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(strings.NewReader(body))}
}

// over is an invalidator of the distribution with an id.
func over(e *edge, id string) *cloudfront.Invalidator {
	client := sdk.New(sdk.Options{
		Region: "us-east-1", HTTPClient: e, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	return cloudfront.New(client, func(context.Context) (string, error) { return id, nil })
}

func TestTagsOfACallAreOneInvalidation(t *testing.T) {
	e := &edge{}
	if err := over(e, "D").Invalidate(t.Context(), "m:Article", "e:b", "e:a", "m:article", "e:a"); err != nil {
		t.Fatal(err)
	}
	want := []string{"#e:a", "#e:b", "#m:article"}
	if len(e.asked) != 1 || !slices.Equal(e.asked[0].Paths.Items, want) || e.asked[0].Paths.Quantity != len(want) {
		t.Errorf("asked for %+v, want %q once", e.asked, want)
	}
}

// What was dropped before is dropped again: the next page of the same tags is another one.
func TestEachCallDropsAnew(t *testing.T) {
	e := &edge{}
	edge := over(e, "D")
	for range 2 {
		if err := edge.Invalidate(t.Context(), "e:a"); err != nil {
			t.Fatal(err)
		}
	}
	if len(e.made) != 2 {
		t.Errorf("two calls made %d invalidations", len(e.made))
	}
}

func TestManyTagsAreSeveralInvalidations(t *testing.T) {
	e := &edge{}
	var tags []string
	for n := range 2500 {
		tags = append(tags, fmt.Sprintf("e:%d", n))
	}
	if err := over(e, "D").Invalidate(t.Context(), tags...); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, b := range e.asked {
		total += len(b.Paths.Items)
		if len(b.Paths.Items) > 1000 {
			t.Errorf("%d items in one request", len(b.Paths.Items))
		}
	}
	if total != len(tags) || len(e.asked) != 3 {
		t.Errorf("%d items in %d requests", total, len(e.asked))
	}
}

func TestInvalidateWaitsUntilItIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, begin := &edge{takes: 20 * time.Second}, time.Now()
		if err := over(e, "D").Invalidate(t.Context(), "e:a"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took < e.takes || took > e.takes+5*time.Second {
			t.Errorf("it returned after %s, of %s", took, e.takes)
		}
		if e.looks < 2 || e.looks > 20 {
			t.Errorf("asked %d times whether it is done", e.looks)
		}
	})
}

func TestInvalidateEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := over(&edge{takes: time.Hour}, "D").Invalidate(ctx, "e:a")
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(fmt.Sprint(err), "I1") {
			t.Errorf("got %v", err)
		}
	})
}

// F4: refusals for load are repeated in growing pauses, and a lost answer makes no second invalidation.
func TestRefusedRequestsAreRepeated(t *testing.T) {
	for name, answers := range map[string][]string{
		"too many in progress": {"TooManyInvalidationsInProgress", "TooManyInvalidationsInProgress"},
		"throttled":            {"Throttling"},
		"lost":                 {"lost", "Throttling"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, begin := &edge{answers: answers}, time.Now()
				if err := over(e, "D").Invalidate(t.Context(), "e:a"); err != nil {
					t.Fatal(err)
				}
				if len(e.asked) != len(answers)+1 || len(e.made) != 1 || time.Since(begin) == 0 {
					t.Errorf("%d requests made %d invalidations in %s", len(e.asked), len(e.made), time.Since(begin))
				}
				for _, b := range e.asked {
					if b.CallerReference != e.asked[0].CallerReference || b.CallerReference == "" {
						t.Errorf("the reference %q became %q", e.asked[0].CallerReference, b.CallerReference)
					}
				}
			})
		})
	}
}

func TestRepeatsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, begin := &edge{answers: slices.Repeat([]string{"TooManyInvalidationsInProgress"}, 100)}, time.Now()
		err := over(e, "D").Invalidate(t.Context(), "e:a")
		if err == nil || !strings.Contains(err.Error(), "TooManyInvalidationsInProgress") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begin); len(e.asked) > 10 || took > time.Minute {
			t.Errorf("%d requests in %s", len(e.asked), took)
		}
	})
}

func TestRefusalsForGoodAreNotRepeated(t *testing.T) {
	e := &edge{answers: []string{"AccessDenied"}}
	if err := over(e, "D").Invalidate(t.Context(), "e:a"); err == nil || len(e.asked) != 1 {
		t.Errorf("%d requests, then %v", len(e.asked), err)
	}
	if err := over(e, "gone").Invalidate(t.Context(), "e:a"); err == nil || !strings.Contains(err.Error(), "NoSuchDistribution") {
		t.Errorf("of a distribution that is not there: %v", err)
	}
}

// The edge is deployed after the rest: until then nothing is cached.
func TestWithoutDistributionThereIsNothingToDrop(t *testing.T) {
	e := &edge{}
	if err := errors.Join(over(e, "").Invalidate(t.Context(), "e:a"), over(e, "D").Invalidate(t.Context())); err != nil || len(e.asked) > 0 {
		t.Errorf("%d requests, %v", len(e.asked), err)
	}
	broken := errors.New("no answer")
	i := cloudfront.New(sdk.New(sdk.Options{}), func(context.Context) (string, error) { return "", broken })
	if err := i.Invalidate(t.Context(), "e:a"); !errors.Is(err, broken) {
		t.Errorf("an id that cannot be read: %v", err)
	}
}

func TestBadTagsAreRefused(t *testing.T) {
	for _, tag := range []string{"", "a,b", "a b", "ä", "a\n", strings.Repeat("x", 257)} {
		e := &edge{}
		if err := over(e, "D").Invalidate(t.Context(), "e:a", tag); err == nil || len(e.asked) > 0 {
			t.Errorf("%.20q: %d requests, %v", tag, len(e.asked), err)
		}
	}
}
