// Package aws is Galley at home in its owner's AWS account: tables in DynamoDB, files in S3, queues in SQS, and a
// function for each kind of work. Package gateway beneath it is the function that answers requests.
//
// A function starts in milliseconds, because nothing is fetched before its first event: clients of AWS are only made. The
// services are put together at that event, and again at the next one if that fails.
package aws

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/app"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// Handler works on the events of a function: JSON in, JSON out. An error makes AWS try again, where it does that.
type Handler func(ctx context.Context, event []byte) ([]byte, error)

// Invoke implements lambda.Handler.
func (h Handler) Invoke(ctx context.Context, event []byte) ([]byte, error) { return h(ctx, event) }

// Function makes the handler of a function from what its home offers.
type Function func(*Home) Handler

// Start runs a function until AWS ends the process. It ends at once, with a clear word in the log, where the environment
// lacks something.
func Start(version string, f Function) {
	log := newLog(os.Stderr)
	slog.SetDefault(log)
	collectLess(os.Getenv)
	h, err := New(version, f, os.Getenv, log)
	if err != nil {
		log.Error("the function cannot start", "error", err)
		os.Exit(1)
	}
	lambda.Start(h)
}

// New makes the handler of a function in an environment. The error names the variables that are missing.
func New(version string, f Function, getenv func(string) string, log *slog.Logger) (Handler, error) {
	h := &Home{getenv: getenv, Log: log}
	h.config = newConfig(h)
	tables := dynamodb.NewFromConfig(h.config)
	h.Ports = app.Ports{
		Content: dynamo.New(tables, h.need(ContentTable), dynamo.Options{}),
		Index:   dynamo.New(tables, h.need(IndexTable), dynamo.Options{}),
	}
	h.Options = app.Options{Version: version, Shared: true, AllowLoopback: getenv(AllowLoopback) == "true", Budget: h.budget(), Log: log}
	handler := f(h)
	if len(h.missing) > 0 {
		return nil, fmt.Errorf("the environment lacks %s: the stack of the application sets it", strings.Join(h.missing, ", "))
	}
	return h.guard(handler), nil
}

// Home is what a function finds in its environment, and the services that it makes of that.
type Home struct {
	Ports   app.Ports   // functions add those that they need
	Options app.Options // without the address of the installation, which AWS does not tell
	Log     *slog.Logger

	getenv  func(string) string
	missing []string
	config  sdk.Config

	mu  sync.Mutex
	app *app.App
}

// App gives the services, which are put together when they are first asked for.
func (h *Home) App(ctx context.Context) (*app.App, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.app != nil {
		return h.app, nil
	}
	a, err := app.New(ctx, h.Ports, h.Options)
	if err == nil {
		h.app = a
	}
	return a, err
}

// reserve is the time at the end of a call that is kept for telling AWS what was done, if the call is long enough.
const reserve = time.Second

// Within shortens a context by a reserve at its end, but by no more than a tenth of what is left.
func Within(ctx context.Context, reserve time.Duration) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-min(reserve, time.Until(end)/10)))
}

// guard is what every event goes through: its log lines carry its id, it ends in time, and a panic of its handler is an
// error.
func (h *Home) guard(next Handler) Handler {
	return func(ctx context.Context, event []byte) (reply []byte, err error) {
		defer began(ctx)()
		defer func() {
			if p := recover(); p != nil {
				h.Log.Error("panic", "panic", p, "stack", string(debug.Stack()))
				err = fmt.Errorf("the function panicked; its log says where")
			}
		}()
		ctx, cancel := Within(ctx, reserve)
		defer cancel()
		if reply, err = next(ctx, event); err != nil {
			h.Log.Error("the event failed", "error", err)
		}
		return reply, err
	}
}
