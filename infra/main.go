// Command infra describes Galley's home in AWS: for each environment (a file of the folder env) the stacks data, app and
// edge. It only describes; the CDK's command line deploys. See docs/operations.
//
// Context: env=NAME is required; lambdas=DIR is where the built functions are; secret=WORD with another word than
// the last time has the origin secret made anew; local=https://localhost:PORT says that the stacks go to an emulator of AWS
// at that address, which lacks some of what they are made of.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})
	if err := describe(app, "env"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	app.Synth(nil)
}

// describe adds the stacks of the environment that the app's context names.
func describe(app awscdk.App, environments string) error {
	p, err := newPlan(app, environments)
	if err != nil {
		return err
	}
	d := newData(app, p)
	a := newApp(app, p, d)
	checkRules(app, d, a, newEdge(app, p, d, a))
	return nil
}
