package main

import (
	"strings"
	"testing"
)

// Traces cost money, so the setting decides; a role may write them only where there are some.
func TestCallsAreTracedWhereAsked(t *testing.T) {
	for _, c := range []struct {
		in   stacks
		mode string
	}{{prod(t), "Active"}, {dev(t), ""}} {
		c.in.each(t, "AWS::Lambda::Function", len(functionNames), func(t *testing.T, id string, r resource) {
			if mode, _ := r.at("TracingConfig", "Mode").(string); mode != c.mode {
				t.Errorf("%s has the tracing mode %q", id, mode)
			}
		})
		c.in.each(t, "AWS::IAM::Role", len(functionNames), func(t *testing.T, id string, r resource) {
			assumes := strings.Contains(text(r.at("AssumeRolePolicyDocument")), "lambda.amazonaws.com")
			if may := strings.Contains(text(r.at("Policies")), "xray:"); may != (assumes && c.mode != "") {
				t.Errorf("%s may trace: %v", id, may)
			}
		})
	}
}
