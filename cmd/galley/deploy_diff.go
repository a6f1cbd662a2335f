package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/pattern"
)

// What a deploy does to a resource.
const (
	added        = "added"
	changed      = "changed"
	maybeRenewed = "may be replaced"
	renewed      = "replaced"
	removed      = "removed"
	left         = "left behind" // no longer part of the stack, but not deleted
)

// change is one thing that a deploy would do.
type change struct {
	Action     string   `json:"action"`
	Kind       string   `json:"kind"` // in words, like table or log group
	Name       string   `json:"name"`
	Properties []string `json:"properties,omitempty"` // which of them differ
	LosesData  bool     `json:"losesData,omitempty"`
}

// stackChanges is what a deploy would do to one stack.
type stackChanges struct {
	Stack   string   `json:"stack"`
	Account string   `json:"account"`
	Region  string   `json:"region"`
	Changes []change `json:"changes"`
}

// The lines of `cdk diff` that say something: a stack with its environment, an entry, a property of the entry above, and
// its values, if they are short.
var (
	stackLine    = regexp.MustCompile(`^Stack (\S+)(?: \(aws://([^/]+)/([^)]+)\))?$`)
	entryLine    = pattern.Late(`^\[([+~-])\] (\S+) (.+)$`)
	propertyLine = pattern.Late(`^ [├└]─ \[[+~-]\] (\S+)`)
	oldLine      = pattern.Late(`^ [│ ]   ├─ \[-\] (\S{1,40})$`)
	newLine      = pattern.Late(`^ [│ ]   └─ \[\+\] (\S{1,40})$`)
)

// impacts are the words that end the line of a resource.
var impacts = []struct{ words, action string }{
	{" may be replaced", maybeRenewed}, {" replace", renewed}, {" destroy", removed}, {" orphan", left},
}

// holdsData are the types of resources whose end is the end of what people wrote.
var holdsData = map[string]bool{
	"AWS::DynamoDB::Table": true, "AWS::DynamoDB::GlobalTable": true, "AWS::S3::Bucket": true, "AWS::KMS::Key": true,
}

// routine are entries that come and go with others: a version is an image of its function, its alias moves to it, and the
// entry of the function tells the change.
var routine = map[string]bool{
	"AWS::Lambda::Version": true, "AWS::Lambda::Alias": true, "AWS::CDK::Metadata": true, "Condition": true, "Metadata": true, "Parameter": true, "Description": true,
}

// parseDiff reads what `cdk diff` printed.
func parseDiff(text string) []stackChanges {
	var stacks []stackChanges
	var open *change // the resource that the following properties are of
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if m := stackLine.FindStringSubmatch(line); m != nil {
			stacks = append(stacks, stackChanges{Stack: m[1], Account: m[2], Region: m[3], Changes: []change{}})
			open = nil
			continue
		}
		if len(stacks) == 0 {
			continue
		}
		last := &stacks[len(stacks)-1]
		if m := entryLine().FindStringSubmatch(line); m != nil {
			open = nil
			if !routine[m[2]] && !last.knowsOutputs(m[2]) {
				last.Changes = append(last.Changes, entry(m[1], m[2], m[3]))
				open = &last.Changes[len(last.Changes)-1]
			}
		} else if open != nil {
			open.property(line)
		}
	}
	return stacks
}

// property takes a line beneath the entry: a property, or one of its values.
func (ch *change) property(line string) {
	if m := propertyLine().FindStringSubmatch(line); m != nil {
		if m[1] != "Metadata" { // it says where on this machine the code was
			ch.Properties = append(ch.Properties, m[1])
		}
		return
	}
	if len(ch.Properties) == 0 {
		return
	}
	last := &ch.Properties[len(ch.Properties)-1]
	if m := oldLine().FindStringSubmatch(line); m != nil {
		*last += " " + m[1]
	} else if m := newLine().FindStringSubmatch(line); m != nil && strings.Contains(*last, " ") {
		*last += " → " + m[1]
	}
}

// knowsOutputs tells whether an entry is one more output: most of them only tie stacks together, so one stands for all.
// It comes after the resources, and is told only where nothing else changes.
func (s *stackChanges) knowsOutputs(kind string) bool { return kind == "Output" && len(s.Changes) > 0 }

// entry is the change that one line tells: [~] AWS::S3::Bucket Files FilesABC replace.
func entry(sign, kind, rest string) change {
	ch := change{Action: map[string]string{"+": added, "~": changed, "-": removed}[sign], Kind: inWords(kind)}
	if kind == "Output" {
		return change{Action: changed, Kind: "outputs"}
	}
	for _, i := range impacts {
		if bare, found := strings.CutSuffix(rest, i.words); found {
			rest, ch.Action = bare, i.action
			break
		}
	}
	ch.Name = bare(strings.Fields(rest)[0])
	ch.LosesData = holdsData[kind] && slices.Contains([]string{maybeRenewed, renewed, removed}, ch.Action)
	return ch
}

// wordsOfType are the types that people know under another name than that of the last part.
var wordsOfType = map[string]string{
	"AWS::DynamoDB::GlobalTable": "table", "AWS::ApiGatewayV2::Api": "HTTP API", "AWS::WAFv2::WebACL": "firewall",
	"AWS::CloudFront::OriginAccessControl": "origin access", "AWS::IAM::Policy": "permissions", "AWS::SSM::Parameter": "parameter",
	"AWS::CloudFront::Function": "edge function", "AWS::Lambda::Permission": "call permission",
	"Custom::GalleyEmpty": "emptying", "Custom::GalleySite": "upload", "Custom::GalleyOriginSecret": "secret", "Custom::GalleySettings": "note of addresses",
	"Custom::GalleyParameter": "look-up",
}

var capital = pattern.Late(`([a-z0-9])([A-Z])`)

// inWords makes words of a type: AWS::Logs::LogGroup is a log group.
func inWords(kind string) string {
	if w, ok := wordsOfType[kind]; ok {
		return w
	}
	parts := strings.Split(kind, "::")
	return strings.ToLower(capital().ReplaceAllString(parts[len(parts)-1], "$1 $2"))
}

// losses are the changes that end what people wrote, each with its stack before its name.
func losses(stacks []stackChanges) []change {
	var out []change
	for _, s := range stacks {
		for _, ch := range s.Changes {
			if ch.LosesData {
				ch.Name = s.Stack + "/" + ch.Name
				out = append(out, ch)
			}
		}
	}
	return out
}

// nothingChanges tells whether a deploy would do nothing.
func nothingChanges(stacks []stackChanges) bool {
	return !slices.ContainsFunc(stacks, func(s stackChanges) bool { return len(s.Changes) > 0 })
}
