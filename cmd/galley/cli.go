package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/galley-cms/galley/internal/errs"
)

// The statuses with which the command ends.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// console is where a command reads and writes: results to out, everything else to err.
type console struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// say writes a sentence for people. If nobody can read it, there is nobody to tell.
func (c console) say(format string, args ...any) { _, _ = fmt.Fprintf(c.err, format+"\n", args...) }

// servers are the commands that serve.
type servers struct {
	Dev   devCommand   `cmd:"" help:"Start for development, with sample content in an empty store."`
	Serve serveCommand `cmd:"" help:"Start for production."`
}

// commands are all commands; the names are what scripts and documents rely on.
type commands struct {
	servers

	User struct {
		Create  userCreate  `cmd:"" help:"Add a person; prints their id, or the link to set a password."`
		List    userList    `cmd:"" help:"List all people."`
		Disable userDisable `cmd:"" help:"Lock a person out, at once."`
		Enable  userEnable  `cmd:"" help:"Let a person in again."`
		Reset   userReset   `cmd:"" help:"Print a link by which a person sets a new password."`
	} `cmd:"" help:"People who sign in."`
	Key struct {
		Create keyCreate `cmd:"" help:"Make an API key; prints it, this once."`
		List   keyList   `cmd:"" help:"List all API keys."`
		Revoke keyRevoke `cmd:"" help:"End an API key."`
	} `cmd:"" help:"API keys of programs."`
	Models struct {
		Plan  modelsPlan  `cmd:"" help:"Show what applying model files would change."`
		Apply modelsApply `cmd:"" help:"Apply model files, all or none."`
		Pull  modelsPull  `cmd:"" help:"Write the models into files."`
	} `cmd:"" help:"Models as files: each *.json, *.yaml holds one model or component."`
	Import struct {
		Wordpress  importWordpress  `cmd:"" help:"A WordPress export file (WXR)."`
		Contentful importContentful `cmd:"" help:"A Contentful export file (JSON)."`
		Galley     importGalley     `cmd:"" help:"A folder that galley export has written."`
	} `cmd:"" help:"Move content in. Running again changes nothing twice."`
	Search struct {
		Status  searchStatus  `cmd:"" help:"Tell how far the search index has come."`
		Rebuild searchRebuild `cmd:"" help:"Index all entries anew, in the background; prints the job."`
	} `cmd:"" help:"The index by which words are found."`
	Webhook struct {
		Add        webhookAdd        `cmd:"" help:"Subscribe a URL to events; prints the secret, this once."`
		List       webhookList       `cmd:"" help:"List all webhooks."`
		Deliveries webhookDeliveries `cmd:"" help:"List what was sent to a webhook, newest first."`
		Redeliver  webhookRedeliver  `cmd:"" help:"Send a delivery again."`
		Remove     webhookRemove     `cmd:"" help:"Remove a webhook."`
	} `cmd:"" help:"Telling other systems what happens."`

	Audit   auditCommand   `cmd:"" help:"Print what happened, newest first: an event of JSON a line, or a table."`
	Backup  backupCommand  `cmd:"" help:"Write a copy of a live store into a file."`
	Check   checkCommand   `cmd:"" help:"Check the integrity of the data."`
	Deploy  deployCommand  `cmd:"" help:"Deploy into your AWS account, from a checkout."`
	Doctor  doctorCommand  `cmd:"" help:"Say what is wrong with this installation."`
	Export  exportCommand  `cmd:"" help:"Write all content into a folder: models, entries, history and files."`
	Explain explainCommand `cmd:"" help:"Read a page of a list, and tell how and what that costs."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// run carries out a command line and gives the status to end with.
func run(ctx context.Context, args []string, c console) int {
	args = asCommand(args)
	left := -1 // the status that kong wants to end with, after --help
	parser, err := newParser(grammar(args), c, func(code int) { left = code })
	if err != nil {
		c.say("galley: %v", err)
		return exitFailed
	}
	parsed, err := parser.Parse(args)
	if left >= 0 {
		return left
	}
	if err != nil {
		c.say("galley: %v", err)
		c.say("See: galley %s--help", commandOf(err))
		return exitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return c.end(parsed.Run(c))
}

func newParser(grammar any, c console, exit func(code int)) (*kong.Kong, error) {
	return kong.New(grammar,
		kong.Name("galley"),
		kong.Description("Galley: a headless CMS and application backend. Every flag can also be set as GALLEY_…, like GALLEY_ADDR for --addr."),
		kong.Writers(c.out, c.err), kong.Exit(exit), kong.DefaultEnvars("GALLEY"), kong.ShortUsageOnError(),
		kong.Vars{"data": defaultData, "addr": defaultAddress},
	)
}

// grammar is what the arguments are read by. Kong spends milliseconds on the tags of all commands, for which a server that
// starts does not wait.
func grammar(args []string) any {
	if len(args) > 0 && (args[0] == "dev" || args[0] == "serve") {
		return &servers{}
	}
	return &commands{}
}

// asCommand takes the words that people try in any program: help, help COMMAND and --version.
func asCommand(args []string) []string {
	switch {
	case len(args) == 0:
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case args[0] == "--version":
		return append([]string{"version"}, args[1:]...)
	}
	return args
}

// commandOf is the command that a wrong command line was about, with a space behind it.
func commandOf(err error) string {
	var wrong *kong.ParseError
	if !errors.As(err, &wrong) || wrong.Context.Command() == "" {
		return ""
	}
	words := strings.Fields(wrong.Context.Command())
	kept := words[:0]
	for _, w := range words {
		if !strings.HasPrefix(w, "<") {
			kept = append(kept, w)
		}
	}
	return strings.Join(append(kept, ""), " ")
}

// usageError is a command line that is well-formed but makes no sense.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// end tells what went wrong, in a sentence, and gives the status.
func (c console) end(err error) int {
	var wrong usageError
	var known *errs.Error
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong):
		c.say("galley: %s", wrong.text)
		return exitUsage
	case errors.As(err, &known):
		c.say("galley: %s", known.Message)
		c.problems(known.Problems)
	default:
		c.say("galley: %v", err)
	}
	return exitFailed
}

// problems lists what is wrong, if it is more than the message has said.
func (c console) problems(all []errs.Problem) {
	if len(all) < 2 {
		return
	}
	for _, p := range all {
		c.say("  %s: %s", p.Path, p.Message)
	}
}
