package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/galley-cms/galley/internal/errs"
)

type deployCommand struct {
	output
	Environment   string   `arg:"" name:"env" help:"Environment, a file of infra/env: dev, staging or prod."`
	Diff          bool     `help:"Only show what would change."`
	Yes           bool     `short:"y" help:"Do not ask."`
	AllowDataLoss bool     `help:"Go on even if a table or a bucket is deleted or replaced."`
	Dir           string   `help:"A checkout of Galley." default:"." type:"path"`
	Context       []string `short:"c" help:"Passed on to the CDK app, like local=https://localhost:4566 for an emulator." placeholder:"KEY=VALUE" sep:"none"`
	Verbose       bool     `help:"Show all that the tools print."`
}

// Run deploys an environment into the AWS account of the credentials.
func (d *deployCommand) Run(ctx context.Context, c console) error {
	return (&deployment{
		deployCommand: d, console: c, tools: installed{}, asks: isTerminal(c.in) && isTerminal(c.err),
		http: &http.Client{Timeout: 30 * time.Second}, between: 3 * time.Second, patience: 3 * time.Minute,
	}).run(ctx)
}

// isTerminal tells whether somebody sits at the other end.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// deployment is one run of the command.
type deployment struct {
	*deployCommand
	console
	tools             tools
	asks              bool // whether somebody can be asked
	http              *http.Client
	between, patience time.Duration // of the smoke test: how long it waits before it asks again, and how long it goes on
}

func (d *deployment) run(ctx context.Context) error {
	if err := d.lookAround(); err != nil {
		return err
	}
	home, err := d.account(ctx)
	if err != nil {
		return err
	}
	if err := d.build(ctx); err != nil {
		return err
	}
	stacks, err := d.compare(ctx, home)
	if err != nil || d.Diff {
		return d.show(stacks, err)
	}
	writeChanges(d.err, stacks)
	if err := d.agree(ctx, home, stacks); err != nil {
		return err
	}
	if err := d.prepare(ctx, stacks); err != nil {
		return err
	}
	url, err := d.deploy(ctx)
	if err != nil {
		return err
	}
	if err := d.smoke(ctx, url); err != nil {
		return err
	}
	return d.tell(ctx, url)
}

// show prints the difference, the result of --diff.
func (d *deployment) show(stacks []stackChanges, err error) error {
	if err != nil {
		return err
	}
	if d.JSON {
		return writeJSON(d.console, stacks)
	}
	writeChanges(d.out, stacks)
	return nil
}

// compare makes the templates and tells what they would change. What is compared here is what is deployed later.
func (d *deployment) compare(ctx context.Context, home account) ([]stackChanges, error) {
	d.say("Comparing with what is deployed in %s …", home)
	args := []string{"synth", "--quiet", "--output", assembly, "-c", "env=" + d.Environment}
	for _, c := range d.Context {
		args = append(args, "-c", c)
	}
	if err := d.synth(ctx, args); err != nil {
		return nil, err
	}
	var text strings.Builder
	_, err := d.cdk(ctx, "The comparison", func(line string) { text.WriteString(line + "\n") }, "diff", "--app", assembly, "--no-color", "--method", d.method())
	return parseDiff(text.String()), err
}

// method is how the CDK compares. An emulator's change sets call every change a replacement.
func (d *deployment) method() string {
	if d.emulator() != "" {
		return "template"
	}
	return "auto"
}

// synth makes the templates. Of a failure only the errors are told: warnings would bury them.
func (d *deployment) synth(ctx context.Context, args []string) error {
	var wrong tail
	_, err := d.cdk(ctx, "Making the templates", func(line string) {
		if strings.HasPrefix(line, "ERROR ") {
			wrong.keep(line)
		}
	}, args...)
	if err != nil && len(wrong) > 0 {
		return &toolError{"Making the templates", wrong}
	}
	return err
}

// agree makes sure that somebody wants these changes.
func (d *deployment) agree(ctx context.Context, home account, stacks []stackChanges) error {
	if n := len(losses(stacks)); n > 0 && !d.AllowDataLoss {
		return errs.New(errs.Conflict, "Nothing was deployed, because it would lose data. If that is what you want, say --allow-data-loss.")
	}
	if d.Yes || nothingChanges(stacks) {
		return nil
	}
	yes, err := readYes(ctx, d.console, fmt.Sprintf("Deploy this to %s?", home))
	if err == nil && !yes {
		err = errs.New(errs.Invalid, "Nothing was deployed.")
	}
	return err
}

// deploy brings the stacks to what was compared and gives the address of the environment.
func (d *deployment) deploy(ctx context.Context) (string, error) {
	d.say("Deploying; a new address takes CloudFront some minutes …")
	outputs := filepath.Join(assembly, "outputs.json")
	w := watch(d.err)
	_, err := d.cdk(ctx, "The deploy", w.line, "deploy", "--all", "--app", assembly, "--no-color",
		"--require-approval", "never", "--progress", "events", "--outputs-file", outputs)
	w.clear()
	if ctx.Err() == nil && err != nil && len(w.failed) > 0 {
		return "", w.err()
	}
	if err != nil {
		return "", err
	}
	return d.address(filepath.Join(d.infra(), outputs))
}

// address finds the address among the outputs of the stacks.
func (d *deployment) address(path string) (string, error) {
	text, err := os.ReadFile(path) //nolint:gosec // made by cdk just now
	if err != nil {
		return "", err
	}
	var stacks map[string]map[string]string
	if err := json.Unmarshal(text, &stacks); err != nil {
		return "", err
	}
	for _, s := range stacks {
		if url := s["Url"]; url != "" {
			return strings.TrimSuffix(url, "/"), nil
		}
	}
	return "", errs.New(errs.NotFound, "The deploy ended well, but no stack tells an address: the output Url of galley-%s-edge is missing.", d.Environment)
}

// tell prints where everything is, and the link to the first user while there is none.
func (d *deployment) tell(ctx context.Context, url string) error {
	link, err := d.call(ctx, "Asking for the setup link", "setup-link")
	if err != nil {
		return err
	}
	link = strings.TrimSpace(link)
	if d.JSON {
		return writeJSON(d.console, struct {
			URL       string `json:"url"`
			SetupLink string `json:"setupLink,omitempty"`
		}{url, link})
	}
	d.say("  Admin    %s/admin/\n  GraphQL  %s/graphql", url, url)
	if link != "" {
		d.say("  There are no users yet. Make the first one by this link, which works once:\n  %s", link)
	}
	_, err = fmt.Fprintf(d.out, "Galley answers at %s\n", url)
	return err
}
