package setup

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
)

// reserve is the time at the end of a call for telling CloudFormation that it was not enough. Without a reply,
// CloudFormation waits for an hour.
const reserve = 15 * time.Second

// Handle does what CloudFormation asks for, and tells it how that went, whatever happens. It fails only if it could not
// tell: then Lambda calls it again.
func (s *Setup) Handle(ctx context.Context, e cfn.Event) error {
	slog.InfoContext(ctx, "asked by CloudFormation", "request", e.RequestType, "type", e.ResourceType, "resource", e.LogicalResourceID)
	r, err := s.safely(ctx, e)
	reply := cfn.NewResponse(&e)
	reply.Status, reply.PhysicalResourceID, reply.Data, reply.NoEcho = cfn.StatusSuccess, r.ID, r.Data, r.Secret
	if err != nil {
		slog.ErrorContext(ctx, "it failed", "resource", e.LogicalResourceID, "error", err)
		reply.Status, reply.Reason, reply.Data = cfn.StatusFailed, err.Error(), nil
	}
	if reply.PhysicalResourceID == "" {
		reply.PhysicalResourceID = e.PhysicalResourceID
	}
	if reply.PhysicalResourceID == "" {
		reply.PhysicalResourceID = e.RequestID // of a resource that could not be made
	}
	return reply.Send()
}

// safely does what is asked for, in time; a panic is an error.
func (s *Setup) safely(ctx context.Context, e cfn.Event) (r Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.ErrorContext(ctx, "panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("the function panicked; its log says where")
		}
	}()
	if end, ok := ctx.Deadline(); ok {
		early, cancel := context.WithDeadline(ctx, end.Add(-min(reserve, time.Until(end)/10)))
		defer cancel()
		ctx = early
	}
	return s.Do(ctx, e)
}
