package main

import (
	"debug/elf"
	"fmt"
	"net/url"
	"os"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// plan is what the stacks are made from.
type plan struct {
	*Environment
	bundles
	local   *url.URL // the emulator; nil in AWS
	account *string  // nil: whichever deploys
	turn    string   // of the origin secret: another word, and it is made anew
}

// newPlan reads the context, the environment and the built functions.
func newPlan(app awscdk.App, environments string) (*plan, error) {
	e, err := LoadEnvironment(environments, contextOf(app, "env", ""))
	if err != nil {
		return nil, err
	}
	p := &plan{Environment: e, bundles: bundles{contextOf(app, "lambdas", "../dist/lambdas"), elf.EM_AARCH64}, turn: contextOf(app, "secret", "")}
	if account := os.Getenv("CDK_DEFAULT_ACCOUNT"); account != "" {
		p.account = &account
	}
	if at := contextOf(app, "local", ""); at != "" {
		if p.local, err = url.Parse(at); err != nil || p.local.Port() == "" {
			return nil, fmt.Errorf("the context local must be the address of an emulator, such as https://localhost:4566, not %q", at)
		}
		p.machine = elf.EM_X86_64
	}
	return p, p.check(bundleNames...)
}

func contextOf(app awscdk.App, key, otherwise string) string {
	if v, ok := app.Node().TryGetContext(&key).(string); ok && v != "" {
		return v
	}
	return otherwise
}

// stack makes one of the environment's stacks.
func (p *plan) stack(app awscdk.App, name, region, description string) awscdk.Stack {
	s := awscdk.NewStack(app, jsii.String("galley-"+p.Name+"-"+name), &awscdk.StackProps{
		Env:                   &awscdk.Environment{Account: p.account, Region: &region},
		Description:           jsii.String("Galley, " + p.Name + ": " + description),
		TerminationProtection: &p.DeletionProtection,
	})
	awscdk.Tags_Of(s).Add(jsii.String("galley:environment"), &p.Name, nil)
	return s
}

// removal is what becomes of tables and files when their stack goes.
func (p *plan) removal() awscdk.RemovalPolicy {
	if p.DeletionProtection {
		return awscdk.RemovalPolicy_RETAIN
	}
	return awscdk.RemovalPolicy_DESTROY
}

// parameters is the path of the environment's parameters in SSM.
func (p *plan) parameters() string { return "/galley/" + p.Name }

// port is the emulator's.
func (p *plan) port() *float64 {
	n, _ := strconv.ParseFloat(p.local.Port(), 64) // url.Parse has checked it
	return &n
}

// export keeps values for the stacks that come after, whether these use them or not: CloudFormation does not let go of
// what another stack still uses, so a release that stops using a value could not be deployed otherwise.
func export(s awscdk.Stack, values ...*string) {
	for _, v := range values {
		s.ExportValue(v, nil)
	}
}

func output(s awscdk.Stack, name string, value *string, description string) {
	awscdk.NewCfnOutput(s, &name, &awscdk.CfnOutputProps{Value: value, Description: &description})
}

func seconds(n float64) awscdk.Duration { return awscdk.Duration_Seconds(&n) }

func days(n float64) awscdk.Duration { return awscdk.Duration_Days(&n) }
