package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// assembly is the folder of the templates, in infra.
const assembly = "cdk.out"

// infra is the folder of the CDK app.
func (d *deployment) infra() string { return filepath.Join(d.Dir, "infra") }

// needed are the programs without which nothing can be deployed.
var needed = []struct{ program, advice string }{
	{"go", "Go is missing: install version 1.26 or newer from https://go.dev/dl/."},
	{"make", "make is missing: install it with the package manager of your system."},
	{"node", "Node.js is missing: install version 20.19 or newer from https://nodejs.org/."},
	{"npm", "npm is missing: it comes with Node.js, from https://nodejs.org/."},
	{"npx", "npx is missing: it comes with Node.js, from https://nodejs.org/."},
}

// lookAround tells all that is missing on this machine at once.
func (d *deployment) lookAround() error {
	if !d.Diff && !d.Yes && !d.asks {
		return usageError{"Nobody can be asked here. Look at the difference by --diff, then deploy it by --yes."}
	}
	environments, err := filepath.Glob(filepath.Join(d.infra(), "env", "*.yaml"))
	if err != nil || len(environments) == 0 {
		return usageError{fmt.Sprintf("%s is no checkout of Galley: run this in one, or name it by --dir.", d.Dir)}
	}
	for i, e := range environments {
		environments[i] = strings.TrimSuffix(filepath.Base(e), ".yaml")
	}
	if !slices.Contains(environments, d.Environment) {
		return usageError{fmt.Sprintf("There is no environment %s in infra/env, only %s.", d.Environment, strings.Join(environments, ", "))}
	}
	var missing []string
	for _, n := range needed {
		if !d.tools.Has(n.program) {
			missing = append(missing, n.advice)
		}
	}
	if len(missing) > 0 {
		return errs.New(errs.NotFound, "%s", strings.Join(missing, "\n"))
	}
	return nil
}

// account is where a deploy goes.
type account struct {
	Account string `json:"account"`
	Region  string `json:"region"`
}

func (a account) String() string { return fmt.Sprintf("the account %s, %s", a.Account, a.Region) }

// account asks AWS whose credentials these are.
func (d *deployment) account(ctx context.Context) (account, error) {
	var a account
	text, err := d.call(ctx, "Signing in to AWS", "account")
	if err == nil {
		err = json.Unmarshal([]byte(text), &a)
	}
	return a, err
}

// build makes what is deployed: the functions, the admin, and the tools of the CDK app.
func (d *deployment) build(ctx context.Context) error {
	d.say("Building the functions and the admin …")
	if _, err := d.must(ctx, "Building", d.Dir, nil, "make", "lambdas", "ARCH="+d.processor()); err != nil {
		return err
	}
	if !newer(filepath.Join(d.infra(), "node_modules", ".package-lock.json"), filepath.Join(d.infra(), "package-lock.json")) {
		_, err := d.must(ctx, "Fetching the CDK", d.infra(), nil, "npm", "ci", "--no-audit", "--no-fund")
		return err
	}
	return nil
}

// emulator is the address of an emulator of AWS, by the CDK app's own switch; empty in AWS.
func (d *deployment) emulator() string {
	for _, c := range d.Context {
		if address, found := strings.CutPrefix(c, "local="); found {
			return address
		}
	}
	return ""
}

// processor is what the functions are built for: AWS's own, or that of an emulator.
func (d *deployment) processor() string {
	if d.emulator() != "" {
		return "amd64"
	}
	return "arm64"
}

// newer tells whether a file is there and was made after another.
func newer(file, than string) bool {
	a, err := os.Stat(file)
	if err != nil {
		return false
	}
	b, err := os.Stat(than)
	return err == nil && !a.ModTime().Before(b.ModTime())
}

// prepare bootstraps the CDK in each account and region that has not seen it yet.
func (d *deployment) prepare(ctx context.Context, stacks []stackChanges) error {
	places := map[string]string{} // by region
	for _, s := range stacks {
		places[s.Region] = "aws://" + s.Account + "/" + s.Region
	}
	regions := slices.Sorted(maps.Keys(places))
	missing, err := d.call(ctx, "Looking for what the CDK needs", append([]string{"unprepared"}, regions...)...)
	if err != nil {
		return err
	}
	for _, region := range strings.Fields(missing) {
		d.say("Preparing %s for the CDK …", places[region])
		if _, err := d.cdk(ctx, "cdk bootstrap", nil, "bootstrap", "--app", assembly, places[region]); err != nil {
			return err
		}
	}
	return nil
}

// cdk runs the CDK's command line.
func (d *deployment) cdk(ctx context.Context, what string, said func(string), args ...string) (string, error) {
	return d.must(ctx, what, d.infra(), said, "npx", append([]string{"--no-install", "cdk"}, args...)...)
}

// call speaks to AWS, by the small program infra/call.
func (d *deployment) call(ctx context.Context, what string, args ...string) (string, error) {
	return d.must(ctx, what, d.infra(), nil, "go", append([]string{"run", "./call", "-env", d.Environment}, args...)...)
}

// must runs a program that must succeed; what names it in the sentence if it does not.
func (d *deployment) must(ctx context.Context, what, dir string, said func(string), name string, args ...string) (string, error) {
	var last tail
	out, err := d.tools.Run(ctx, dir, func(line string) {
		last.keep(line)
		if d.Verbose {
			d.say("%s", line)
		}
		if said != nil {
			said(line)
		}
	}, name, args...)
	switch {
	case ctx.Err() != nil:
		return "", errs.New(errs.Invalid, "The deploy was stopped. CloudFormation ends what it has begun; run it again to go on.")
	case err != nil:
		return "", &toolError{what, last}
	}
	return out, nil
}
