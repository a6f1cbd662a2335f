package dynamo

import (
	"errors"
	"fmt"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/galley-cms/galley/internal/store"
)

var (
	// errCondition says that the condition of a single write did not hold.
	errCondition = errors.New("condition failed")
	// errRefused says that nothing was done, for a reason that was lost on its way.
	errRefused = errors.New("refused for a reason that was lost")
	// errUnanswered says that a read has no answer: a time-out, a torn connection, a failure of DynamoDB's own.
	errUnanswered = errors.New("no answer")
)

// readError translates what a read came back with.
func readError(err error) error { return translate(err, errUnanswered) }

// writeError translates what a write came back with. Whatever DynamoDB did not refuse itself may have been done: a
// time-out, a torn connection, its own failure.
func writeError(err error) error { return translate(err, store.ErrUnknown) }

// translate gives errors their names; what DynamoDB did not answer becomes unanswered.
func translate(err, unanswered error) error {
	if err == nil {
		return nil
	}
	if known := definite(err); known != nil {
		return known
	}
	var api smithy.APIError
	var answer *awshttp.ResponseError
	switch refused := errors.As(err, &answer) && answer.HTTPStatusCode()/100 == 4; {
	case refused && errors.As(err, &api):
		return err
	case refused:
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	return fmt.Errorf("%w: %w", unanswered, err)
}

// definite translates the refusals that have a name in the port; nil for all other errors.
func definite(err error) error {
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		return cancellation(canceled, err)
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return nil
	}
	switch api.ErrorCode() {
	case "ConditionalCheckFailedException":
		return errCondition
	case "IdempotentParameterMismatchException":
		return &store.LimitError{Reason: "the token was used for a different transaction"}
	case "TransactionInProgressException": // an earlier attempt with the same token
		return fmt.Errorf("%w: %w", store.ErrUnknown, err)
	}
	return named(api.ErrorCode(), api.ErrorMessage(), err)
}

// cancellation translates the reasons of a cancelled transaction; the conditions among them are the caller's to find.
func cancellation(c *types.TransactionCanceledException, err error) error {
	var known error
	for _, r := range c.CancellationReasons {
		code := value(r.Code)
		if code == "ConditionalCheckFailed" {
			return err
		}
		if n := named(code, value(r.Message), err); n != nil && known == nil {
			known = n
		}
	}
	return known
}

// named translates the codes that single requests and the reasons of a transaction share, with or without suffix.
func named(code, message string, err error) error {
	switch strings.TrimSuffix(code, "Exception") {
	case "TransactionConflict":
		return fmt.Errorf("%w: %w", store.ErrConflict, err)
	case "ProvisionedThroughputExceeded", "RequestLimitExceeded", "Throttling", "ThrottlingError":
		return fmt.Errorf("%w: %w", store.ErrThrottled, err)
	case "Validation", "ValidationError":
		if strings.Contains(message, "size") || strings.Contains(message, "less than or equal") {
			return &store.LimitError{Reason: message}
		}
	}
	return nil
}

// failedCondition is the first write of a cancelled transaction whose condition did not hold; -1 for none.
func failedCondition(err error) int {
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) {
		return -1
	}
	for i, r := range canceled.CancellationReasons {
		if value(r.Code) == "ConditionalCheckFailed" {
			return i
		}
	}
	return -1
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
