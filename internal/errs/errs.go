// Package errs holds the error codes that callers of Galley see, and the one error type that carries them.
//
// An error with a code is meant for the person who caused it: its message says what was wrong, where, and what to
// do. Any other error is internal: it is logged for the operator and shown to callers as INTERNAL.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Code is the machine-readable kind of an error; GraphQL replies carry it as extensions.code.
type Code string

// The codes of design section 5.
const (
	Invalid          Code = "BAD_USER_INPUT"
	Unauthenticated  Code = "UNAUTHENTICATED"
	Forbidden        Code = "FORBIDDEN"
	NotFound         Code = "NOT_FOUND"
	Conflict         Code = "CONFLICT"
	ValidationFailed Code = "VALIDATION_FAILED"
	TooExpensive     Code = "QUERY_TOO_EXPENSIVE"
	LimitExceeded    Code = "LIMIT_EXCEEDED"
	RateLimited      Code = "RATE_LIMITED"
	Internal         Code = "INTERNAL"
)

// Problem is one thing that is wrong with a value: where, which rule it breaks, and a sentence for people.
type Problem struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// Error is an error for the caller.
type Error struct {
	Code     Code
	Message  string
	Problems []Problem      // of VALIDATION_FAILED
	Details  map[string]any // further members of a GraphQL error's extensions
	Cause    error          // for the operator; never shown to the caller
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Cause }

// With returns a copy of e that carries one more detail.
func (e *Error) With(key string, value any) *Error {
	c := *e
	c.Details = make(map[string]any, len(e.Details)+1)
	for k, v := range e.Details {
		c.Details[k] = v
	}
	c.Details[key] = value
	return &c
}

// New makes an error for the caller.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Validation makes a VALIDATION_FAILED error of problems; its message tells the first of them.
func Validation(problems ...Problem) *Error {
	msg := "The values are not valid."
	if len(problems) > 0 {
		msg = problems[0].Message
		if len(problems) > 1 {
			more := "problem"
			if len(problems) > 2 {
				more = "problems"
			}
			msg = fmt.Sprintf("%s (and %d more %s).", strings.TrimSuffix(msg, "."), len(problems)-1, more)
		}
	}
	return &Error{Code: ValidationFailed, Message: msg, Problems: problems}
}

// CodeOf gives the code of the first *Error in err's chain; Internal for any other error, "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Wrap names the operation that failed; use it as defer errs.Wrap(&err, "save(%s)", id).
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}
