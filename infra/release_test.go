package main

import (
	"debug/elf"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Old and new code run side by side: whatever starts a function goes by its alias, which moves from version to version.
//
// F18
func TestEverythingCallsTheAlias(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		var aliases []string
		s.each(t, "AWS::Lambda::Alias", len(functionNames), func(t *testing.T, id string, r resource) {
			aliases = append(aliases, id)
			if r.at("Name") != "live" || !strings.Contains(text(r.at("FunctionVersion")), "Version") {
				t.Errorf("%s is %v and points to %s", id, r.at("Name"), text(r.at("FunctionVersion")))
			}
		})
		callers := map[string][]string{
			"AWS::Lambda::EventSourceMapping": {"FunctionName"},
			"AWS::ApiGatewayV2::Integration":  {"IntegrationUri"},
			"AWS::Scheduler::Schedule":        {"Target", "Arn"},
			"AWS::Lambda::Permission":         {"FunctionName"},
		}
		for kind, path := range callers {
			s.each(t, kind, 2, func(t *testing.T, id string, r resource) {
				called := text(r.at(path...))
				if !slices.ContainsFunc(aliases, func(alias string) bool { return strings.Contains(called, `{"Ref":"`+alias+`"}`) }) {
					t.Errorf("%s calls %s, which is no alias", id, called)
				}
			})
		}
	})
}

// A roll-back needs the version that was there before.
//
// F18
func TestVersionsStay(t *testing.T) {
	prod(t).each(t, "AWS::Lambda::Version", len(functionNames), func(t *testing.T, id string, r resource) {
		if !keeps(r) {
			t.Errorf("%s goes when the next one comes", id)
		}
	})
}

// F18
func TestCanariesRollBackOnAlarms(t *testing.T) {
	s := prod(t)
	s.each(t, "AWS::CodeDeploy::DeploymentGroup", 2, func(t *testing.T, id string, r resource) {
		if got := text(r.at("DeploymentConfigName")); !strings.Contains(got, "Canary10Percent5Minutes") {
			t.Errorf("%s goes by %s", id, got)
		}
		if r.at("AlarmConfiguration", "Enabled") != true || len(list(r.at("AlarmConfiguration", "Alarms"))) == 0 {
			t.Errorf("%s listens to no alarm", id)
		}
		// New code that answers every request with 500 is no failed call of a function.
		if alarms := text(r.at("AlarmConfiguration", "Alarms")); !strings.Contains(alarms, "HttpErrorsAlarm") || !strings.Contains(alarms, "ErrorsAlarm") {
			t.Errorf("%s listens only to %s", id, alarms)
		}
		events := text(r.at("AutoRollbackConfiguration", "Events"))
		for _, event := range []string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"} {
			if !strings.Contains(events, event) {
				t.Errorf("%s does not roll back on %s", id, event)
			}
		}
	})
	moved := 0
	s.each(t, "AWS::Lambda::Alias", len(functionNames), func(_ *testing.T, _ string, r resource) {
		if r.UpdatePolicy["CodeDeployLambdaAliasUpdate"] != nil {
			moved++
		}
	})
	if moved != 2 {
		t.Errorf("%d aliases are moved by canaries", moved)
	}
}

// Everything that can go wrong without anybody seeing it rings.
func TestAlarms(t *testing.T) {
	metrics := map[string]int{}
	var ids []string
	prod(t).each(t, "AWS::CloudWatch::Alarm", 20, func(t *testing.T, id string, r resource) {
		name, _ := r.at("MetricName").(string)
		metrics[name]++
		ids = append(ids, id)
		if len(list(r.at("AlarmActions"))) != 1 || r.at("TreatMissingData") != "notBreaching" {
			t.Errorf("%s tells nobody, or rings when nothing happens", id)
		}
	})
	for name, want := range map[string]int{
		"5xx": 1, "Errors": 8, "Throttles": 8, "Duration": 2, "IteratorAge": 1, "ApproximateNumberOfMessagesNotVisible": 1, "ApproximateNumberOfMessagesVisible": 7,
		"ReadThrottleEvents": 2, "WriteThrottleEvents": 2, "SystemErrors": 2,
	} {
		if metrics[name] != want {
			t.Errorf("%d alarms are about %s, not %d", metrics[name], name, want)
		}
	}
	slices.Sort(ids)
	t.Logf("%d alarms", len(ids))
	if n := dev(t).count("AWS::CloudWatch::Alarm"); n != 0 {
		t.Errorf("dev pays for %d alarms", n)
	}
}

// Tearing down an environment without protection leaves nothing; one with protection keeps what must not be lost.
func TestTearDown(t *testing.T) {
	for _, of := range dev(t) {
		for id, r := range of.Resources {
			if keeps(r) && r.Type != "AWS::Lambda::Version" { // which go with their functions
				t.Errorf("%s stays", id)
			}
		}
	}
	for name, s := range map[string]stacks{"prod": prod(t), "dev": dev(t)} {
		s.each(t, "Custom::GalleyEmpty", 3, func(t *testing.T, id string, r resource) {
			kept, site := r.at("Keep") == true, strings.HasPrefix(id, "EmptySite")
			if want := name == "prod" && !site; kept != want {
				t.Errorf("%s: %s leaves what is in its bucket: %v", name, id, kept)
			}
		})
	}
}

// The emulator lacks some of what the stacks are made of, and all of it is left out by one switch.
func TestTheLocalSwitch(t *testing.T) {
	s := local(t)
	for _, kind := range []string{"AWS::Budgets::Budget", "AWS::CodeDeploy::DeploymentGroup", "AWS::CodeDeploy::Application", "AWS::WAFv2::WebACL"} {
		if n := s.count(kind); n != 0 {
			t.Errorf("there are %d of %s", n, kind)
		}
	}
	s.each(t, "AWS::Lambda::Function", 8, func(t *testing.T, id string, r resource) {
		if text(r.at("Architectures")) != `["x86_64"]` {
			t.Errorf("%s is for %s", id, text(r.at("Architectures")))
		}
		if !strings.HasPrefix(id, "Setup") && r.at("Environment", "Variables", "GALLEY_ALLOW_LOOPBACK_WEBHOOKS") != "true" {
			t.Errorf("%s sends no webhooks to this machine", id)
		}
	})
	prod(t).each(t, "AWS::Lambda::Function", 8, func(t *testing.T, id string, r resource) {
		if text(r.at("Architectures")) != `["arm64"]` || r.at("Environment", "Variables", "GALLEY_ALLOW_LOOPBACK_WEBHOOKS") != nil {
			t.Errorf("%s is as at the emulator", id)
		}
	})
}

// CloudFormation lets go of no value that another stack uses: a release that stops using one can only be deployed if the
// value stays, used or not.
func TestValuesStayExported(t *testing.T) {
	out := t.TempDir()
	app := newTestApp(out, map[string]any{"env": "dev", "lambdas": makeBundles(t, t.TempDir(), elf.EM_AARCH64)})
	p, err := newPlan(app, "env")
	if err != nil {
		t.Fatal(err)
	}
	newData(app, p)
	app.Synth(nil)
	source, err := os.ReadFile(filepath.Join(out, "galley-dev-data.template.json"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), `"Export": {`); n != 16 {
		t.Errorf("alone, the stack of the data exports %d values", n)
	}
}
