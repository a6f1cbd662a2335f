// Command call speaks to a deployed environment of Galley for people and for `galley deploy`, with the credentials that
// every tool of AWS's finds: environment, profiles, SSO.
//
// Run in infra/: `go run ./call -env dev setup-link`. It prints its result alone, or one sentence of what is wrong.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

const usage = `usage: go run ./call -env NAME TASK

  account               the account and the region that the environment belongs to
  unprepared REGION …   those of the regions that want 'cdk bootstrap' first
  setup-link            the link by which the first user is made; nothing if there are users
  minute                do now what is done every minute
  check                 compare all entries with their index rows, and mend what differs
  restore CONTENT INDEX make the tables hold what two others hold, into which DynamoDB has restored them
`

func main() {
	env := flag.String("env", "", "the environment, a file of env/")
	flag.Usage = func() { fmt.Fprint(os.Stderr, usage) }
	flag.Parse()
	if *env == "" || flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	out, err := run(ctx, "env", *env, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if out = strings.TrimSpace(out); out != "" {
		fmt.Println(out)
	}
}
