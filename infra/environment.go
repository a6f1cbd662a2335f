package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Environment is one installation, as a file of the folder env describes it.
type Environment struct {
	Name               string
	Region             string
	Domain             string // empty: an address of CloudFront's
	Certificate        string // ARN, in us-east-1; with Domain
	AlarmEmail         string // empty: nobody is told
	Alarms             bool
	MonthlyBudget      float64 // USD; 0: none
	RetentionDays      float64
	DeletionProtection bool
	Canary             bool
	Firewall           Firewall
	Throttle           Throttle
	Functions          map[string]Size
}

// Firewall says whether requests are counted and checked before CloudFront takes them.
type Firewall struct {
	Enabled            bool
	PerAddress, PerKey float64 // requests in five minutes
}

// Throttle bounds what the HTTP API takes.
type Throttle struct{ Rate, Burst float64 }

// Size is what a function may use.
type Size struct {
	Memory      float64 // MB
	Concurrency float64 // 0: what the account allows
}

// functionNames are those whose sizes an environment gives; setup has one of its own.
var functionNames = []string{"api", "image", "media", "stream", "webhook", "schedule"}

var (
	regions      = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)
	domains      = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	certificates = regexp.MustCompile(`^arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+$`)
	addresses    = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
)

// LoadEnvironment reads DIR/NAME.yaml. Its errors say which file and which setting are wrong.
func LoadEnvironment(dir, name string) (*Environment, error) {
	known, err := environments(dir)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return nil, fmt.Errorf("say which environment with -c env=NAME; there are: %s", strings.Join(known, ", "))
	}
	if !slices.Contains(known, name) {
		return nil, fmt.Errorf("there is no environment %q; there are: %s", name, strings.Join(known, ", "))
	}
	path := filepath.Join(dir, name+".yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := parseSettings(path, text)
	if err != nil {
		return nil, err
	}
	e := readEnvironment(name, s)
	return e, s.done()
}

// environments are the names of the files in dir.
func environments(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, p := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".yaml"))
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no environment is described in %s", dir)
	}
	return names, nil
}

func readEnvironment(name string, s *settings) *Environment {
	e := &Environment{
		Name:               name,
		Region:             s.text("region", regions, "a region such as eu-central-1"),
		Domain:             s.optional("domain", domains, "a domain such as cms.example.org, or empty"),
		Certificate:        s.optional("certificate", certificates, "the ARN of an ACM certificate in us-east-1, or empty"),
		AlarmEmail:         s.optional("alarmEmail", addresses, "an e-mail address, or empty"),
		Alarms:             s.flag("alarms"),
		MonthlyBudget:      s.number("monthlyBudget", 0, 1e6),
		RetentionDays:      s.oneOf("retentionDays", slices.Sorted(maps.Keys(retentions))),
		DeletionProtection: s.flag("deletionProtection"),
		Canary:             s.flag("canary"),
		Functions:          map[string]Size{},
	}
	waf := s.section("waf")
	e.Firewall = Firewall{waf.flag("enabled"), waf.number("perAddress", 10, 2e9), waf.number("perKey", 10, 2e9)}
	throttle := s.section("throttle")
	e.Throttle = Throttle{throttle.number("rate", 1, 1e5), throttle.number("burst", 1, 1e5)}
	functions := s.section("functions")
	for _, f := range functionNames {
		size := functions.section(f)
		e.Functions[f] = Size{size.number("memory", 128, 10240), size.number("concurrency", 0, 1e5)}
	}
	if (e.Domain == "") != (e.Certificate == "") {
		s.wrong("certificate", "must be given with domain, and only with it")
	}
	if e.Canary && !e.Alarms {
		s.wrong("canary", "needs alarms: true, since alarms decide whether new code stays")
	}
	return e
}
