package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Environment is one installation, as a file of the folder env describes it.
type Environment struct {
	Name               string
	Region             string    `yaml:"region" validate:"region" says:"a region such as eu-central-1"`
	Domain             string    `yaml:"domain" validate:"omitempty,domain" says:"a domain such as cms.example.org, or empty"` // empty: an address of CloudFront's
	Certificate        string    `yaml:"certificate" validate:"omitempty,certificate" says:"the ARN of an ACM certificate in us-east-1, or empty"`
	AlarmEmail         string    `yaml:"alarmEmail" validate:"omitempty,email" says:"an e-mail address, or empty"` // empty: nobody is told
	Alarms             bool      `yaml:"alarms" says:"true or false"`
	MonthlyBudget      float64   `yaml:"monthlyBudget" validate:"min=0,max=1000000" says:"a whole number from 0 to 1000000"` // USD; 0: none
	RetentionDays      float64   `yaml:"retentionDays" validate:"retention" says:"one of 1 3 5 7 14 30 60 90 120 150 180 365"`
	Tracing            bool      `yaml:"tracing" says:"true or false"`
	DeletionProtection bool      `yaml:"deletionProtection" says:"true or false"`
	Canary             bool      `yaml:"canary" says:"true or false"`
	Firewall           Firewall  `yaml:"waf"`
	Throttle           Throttle  `yaml:"throttle"`
	Lists              Lists     `yaml:"lists"`
	Functions          Functions `yaml:"functions"`
}

// Firewall says whether requests are counted and checked before CloudFront takes them, and how many are let through in
// five minutes.
type Firewall struct {
	Enabled    bool    `yaml:"enabled" says:"true or false"`
	PerAddress float64 `yaml:"perAddress" validate:"min=10,max=2000000000" says:"a whole number from 10 to 2000000000"`
	PerKey     float64 `yaml:"perKey" validate:"min=10,max=2000000000" says:"a whole number from 10 to 2000000000"`
}

// Throttle bounds what the HTTP API takes.
type Throttle struct {
	Rate  float64 `yaml:"rate" validate:"min=1,max=100000" says:"a whole number from 1 to 100000"` // requests a second
	Burst float64 `yaml:"burst" validate:"min=1,max=100000" says:"a whole number from 1 to 100000"`
}

// Lists bounds what one list of the content API may read before it is refused.
type Lists struct {
	Rows    float64 `yaml:"rows" validate:"min=1,max=1000000" says:"a whole number from 1 to 1000000"` // of indexes
	Entries float64 `yaml:"entries" validate:"min=1,max=100000" says:"a whole number from 1 to 100000"`
}

// Functions are the sizes of all functions but setup, which has one of its own.
type Functions struct {
	API      Size `yaml:"api"`
	Image    Size `yaml:"image"`
	Media    Size `yaml:"media"`
	Stream   Size `yaml:"stream"`
	Webhook  Size `yaml:"webhook"`
	Schedule Size `yaml:"schedule"`
	Search   Size `yaml:"search"`
	Indexer  Size `yaml:"indexer"`
}

// Size is what a function may use.
type Size struct {
	Memory      float64 `yaml:"memory" validate:"min=128,max=10240" says:"a whole number from 128 to 10240"` // MB
	Concurrency float64 `yaml:"concurrency" validate:"min=0,max=100000" says:"a whole number from 0 to 100000"`
}

// functionNames are those of Functions.
var functionNames = []string{"api", "image", "media", "stream", "webhook", "schedule", "search", "indexer"}

// bundleNames are those of the programs that they and setup run: indexer runs that of search.
var bundleNames = []string{"setup", "api", "image", "media", "stream", "webhook", "schedule", "search"}

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
	e := &Environment{Name: name}
	if err := readSettings(path, text, e); err != nil {
		return nil, err
	}
	switch {
	case (e.Domain == "") != (e.Certificate == ""):
		return nil, fmt.Errorf("%s: certificate must be given with domain, and only with it", path)
	case e.Canary && !e.Alarms:
		return nil, fmt.Errorf("%s: canary needs alarms: true, since alarms decide whether new code stays", path)
	}
	return e, nil
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
