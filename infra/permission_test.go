package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/permissions.txt again")

// statement is a statement of a policy.
type statement struct {
	holder             string // logical id of what has the policy
	actions, resources []string
}

// allowed are the statements of all roles and policies that allow something.
func allowed(t *testing.T, s stacks) []statement {
	t.Helper()
	var out []statement
	add := func(holder string, document any) {
		for _, v := range list(document.(map[string]any)["Statement"]) {
			of := v.(map[string]any)
			if of["Effect"] != "Allow" {
				t.Errorf("%s has a statement that denies", holder)
			}
			out = append(out, statement{holder, texts(of["Action"]), texts(of["Resource"])})
		}
	}
	s.each(t, "AWS::IAM::Role", 8, func(_ *testing.T, id string, r resource) {
		for _, p := range list(r.at("Policies")) {
			add(id, p.(map[string]any)["PolicyDocument"])
		}
	})
	s.each(t, "AWS::IAM::Policy", 1, func(_ *testing.T, id string, r resource) { add(id, r.at("PolicyDocument")) })
	return out
}

// logical strips what the construct library adds to names.
var logical = regexp.MustCompile(`[0-9A-F]{8}\b`)

// exported finds what a reference to another stack is about.
var exported = regexp.MustCompile(`ExportsOutput(?:FnGetAtt|Ref)([A-Za-z]+?)[0-9A-F]{8}(StreamArn|Arn)?[0-9A-F]{8}`)

// texts are the values of a list, each as one short text.
func texts(v any) []string {
	var out []string
	for _, e := range list(v) {
		s, ok := e.(string)
		if !ok {
			s = reference(e.(map[string]any))
		}
		out = append(out, s)
	}
	return out
}

// reference tells what an ARN that is put together is about.
func reference(v map[string]any) string {
	if at, ok := v["Fn::GetAtt"].([]any); ok {
		return logical.ReplaceAllString(at[0].(string), "")
	}
	if of, ok := v["Fn::ImportValue"].(string); ok {
		m := exported.FindStringSubmatch(of)
		return m[1] + strings.TrimSuffix(m[2], "Arn")
	}
	if join, ok := v["Fn::Join"].([]any); ok {
		var b strings.Builder
		for _, part := range list(join[1]) {
			if s, ok := part.(string); ok {
				b.WriteString(s)
			} else {
				b.WriteString(reference(part.(map[string]any)))
			}
		}
		return b.String()
	}
	return strings.ReplaceAll(fmt.Sprint(v["Ref"]), "AWS::", "")
}

// wildcards are the actions that may be about everything, with the reason.
var wildcards = map[string]string{
	"xray:PutTraceSegments":    "X-Ray knows no resources",
	"xray:PutTelemetryRecords": "X-Ray knows no resources",
	"dynamodb:ListStreams":     "the action knows no resources",
}

// N2
func TestNoWildcardWithoutAReason(t *testing.T) {
	for _, s := range []stacks{prod(t), dev(t)} {
		for _, of := range allowed(t, s) {
			for _, action := range of.actions {
				if strings.Contains(action, "*") {
					t.Errorf("%s may do %s", of.holder, action)
				}
				if slices.Contains(of.resources, "*") && wildcards[action] == "" {
					t.Errorf("%s may do %s to everything", of.holder, action)
				}
			}
			checkResources(t, of)
		}
	}
}

// checkResources allows wildcards at the end of a bucket's ARN only: for any object in it.
func checkResources(t *testing.T, of statement) {
	t.Helper()
	for _, r := range of.resources {
		objects := strings.HasPrefix(of.actions[0], "s3:") && strings.HasSuffix(r, "/*")
		if r != "*" && strings.Contains(strings.TrimSuffix(r, "/*"), "*") || strings.HasSuffix(r, "/*") && !objects {
			t.Errorf("%s may do %v to %s", of.holder, of.actions, r)
		}
	}
}

// Every new permission is a visible change: go test . -run Permissions -update.
//
// N2
func TestPermissions(t *testing.T) {
	var lines []string
	for _, of := range allowed(t, prod(t)) {
		for _, r := range of.resources {
			for _, a := range of.actions {
				lines = append(lines, fmt.Sprintf("%s %s %s", logical.ReplaceAllString(of.holder, ""), a, r))
			}
		}
	}
	slices.Sort(lines)
	got := strings.Join(slices.Compact(lines), "\n") + "\n"
	const file = "testdata/permissions.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("permissions have changed; if that is right, run go test . -run Permissions -update\ngot:\n%s", got)
	}
}

// Where tables and files outlive their stack, nobody may delete versions of files.
func TestNobodyDeletesVersionsInProduction(t *testing.T) {
	for _, of := range allowed(t, prod(t)) {
		for _, r := range of.resources {
			if slices.Contains(of.actions, "s3:DeleteObjectVersion") && !strings.HasPrefix(r, "Site") {
				t.Errorf("%s may delete versions in %s", of.holder, r)
			}
		}
	}
}
