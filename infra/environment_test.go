package main

import (
	"debug/elf"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// environmentsOf makes a folder with an environment that differs from dev.
func environmentsOf(t *testing.T, old, replacement string) string {
	t.Helper()
	source, err := os.ReadFile("env/dev.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(source), old, replacement, 1)
	if changed == string(source) {
		t.Fatalf("dev.yaml has no %q", old)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestEnvironmentsAreChecked(t *testing.T) {
	for _, c := range []struct{ old, replacement, says string }{
		{"alarms: false", "alarms: false\nalarm: true", "alarm is no setting"},
		{"  perKey: 30000", "  perKey: 30000\n  perPage: 1", "waf.perPage is no setting"},
		{"alarms: false", "", "alarms is missing"},
		{"alarms: false", "alarms: maybe", "alarms must be true or false, not maybe"},
		{"region: eu-central-1", "region: Frankfurt", "region must be a region such as eu-central-1, not Frankfurt"},
		{"region: eu-central-1", `region: ""`, "region must be a region such as eu-central-1"},
		{"monthlyBudget: 10", "monthlyBudget: ten", "monthlyBudget must be a whole number from 0 to 1000000, not ten"},
		{"monthlyBudget: 10", "monthlyBudget: 1.5", "monthlyBudget must be a whole number from 0 to 1000000, not 1.5"},
		{"retentionDays: 7", "retentionDays: 8", "retentionDays must be one of 1 3 5 7 14 30 60 90 120 150 180 365, not 8"},
		{"burst: 100", "burst: 0", "throttle.burst must be a whole number from 1 to 100000, not 0"},
		{"api: {memory: 1024,", "api: {memory: 64,", "functions.api.memory must be a whole number from 128 to 10240, not 64"},
		{"  webhook: {memory: 512, concurrency: 0}", "", "functions.webhook is missing"},
		{"rows: 5000", "rows: 0", "lists.rows must be a whole number from 1 to 1000000, not 0"},
		{"throttle:", "throttle: 5\nthrottles:", "throttle must hold settings of its own"},
		{`domain: ""`, "domain: cms.example.org", "certificate must be given with domain, and only with it"},
		{`certificate: ""`, "certificate: arn:aws:acm:eu-central-1:123456789012:certificate/1", "certificate must be the ARN of an ACM certificate in us-east-1, or empty, not arn:aws:acm:eu-central-1:123456789012:certificate/1"},
		{"canary: false", "canary: true", "canary needs alarms: true"},
		{"alarmEmail: \"\"", "alarmEmail: nobody", "alarmEmail must be an e-mail address, or empty, not nobody"},
	} {
		dir := environmentsOf(t, c.old, c.replacement)
		_, err := LoadEnvironment(dir, "mine")
		if want := filepath.Join(dir, "mine.yaml") + ": " + c.says; err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s gave %v, not: %s", c.replacement, err, want)
		}
	}
}

func TestBrokenFilesSayWhere(t *testing.T) {
	_, err := LoadEnvironment(environmentsOf(t, "alarms: false", "alarms: [false"), "mine")
	if err == nil || !strings.Contains(err.Error(), "mine.yaml: [") {
		t.Errorf("got %v", err)
	}
}

func TestUnknownEnvironmentsNameTheKnown(t *testing.T) {
	for name, says := range map[string]string{
		"":     "say which environment with -c env=NAME; there are: dev, prod, staging",
		"test": `there is no environment "test"; there are: dev, prod, staging`,
	} {
		if _, err := LoadEnvironment("env", name); err == nil || err.Error() != says {
			t.Errorf("%q gave %v", name, err)
		}
	}
	if _, err := LoadEnvironment(t.TempDir(), "dev"); err == nil || !strings.HasPrefix(err.Error(), "no environment is described in") {
		t.Errorf("an empty folder gave %v", err)
	}
}

func TestEnvironmentsOfTheRepository(t *testing.T) {
	for _, name := range []string{"dev", "staging", "prod"} {
		if _, err := LoadEnvironment("env", name); err != nil {
			t.Error(err)
		}
	}
}

func TestFunctionsMustBeBuilt(t *testing.T) {
	arm := makeBundles(t, t.TempDir(), elf.EM_AARCH64)
	for name, c := range map[string]struct {
		change  func(path string)
		machine elf.Machine
		says    string
	}{
		"missing":         {func(path string) { _ = os.Remove(path) }, elf.EM_AARCH64, "is missing: run make lambdas ARCH=arm64"},
		"no zip":          {func(path string) { _ = os.WriteFile(path, nil, 0o600) }, elf.EM_AARCH64, "is not a built function"},
		"no bootstrap":    {func(path string) { makeZip(t, path, "main", make([]byte, 64)) }, elf.EM_AARCH64, "it has no bootstrap"},
		"no program":      {func(path string) { makeZip(t, path, "bootstrap", make([]byte, 64)) }, elf.EM_AARCH64, "its bootstrap is no program"},
		"other processor": {func(string) {}, elf.EM_X86_64, "is built for another processor than this environment's: run make lambdas ARCH=amd64"},
	} {
		b := bundles{makeBundles(t, t.TempDir(), elf.EM_AARCH64), c.machine}
		c.change(b.path("api"))
		if err := b.check("api"); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (bundles{arm, elf.EM_AARCH64}).check(bundleNames...); err != nil {
		t.Error(err)
	}
}

func TestTheContextIsChecked(t *testing.T) {
	lambdas := makeBundles(t, t.TempDir(), elf.EM_X86_64)
	for at, says := range map[string]string{
		"https://localhost":      "the context local must be the address of an emulator",
		"nowhere":                "the context local must be the address of an emulator",
		"https://localhost:4566": "",
		"":                       "is built for another processor",
	} {
		app := newTestApp(t.TempDir(), map[string]any{"env": "dev", "local": at, "lambdas": lambdas})
		_, err := newPlan(app, "env")
		if (says == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("local=%q gave %v", at, err)
		}
	}
}
