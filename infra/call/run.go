package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/goccy/go-yaml"
)

// bootstrapVersion is where the CDK notes that it was bootstrapped, by its default qualifier.
const bootstrapVersion = "/cdk-bootstrap/hnb659fds/version"

// tasks are those of the schedule function that people may start, besides the check.
var tasks = []string{"minute", setupLink}

const setupLink = "setup-link"

// run carries out one task in an environment and gives what to print.
func run(ctx context.Context, dir, env string, args []string) (string, error) {
	cfg, err := configure(ctx, dir, env)
	if err != nil {
		return "", err
	}
	switch task := args[0]; {
	case task == "account" && len(args) == 1:
		return account(ctx, cfg)
	case task == "unprepared":
		return unprepared(ctx, cfg, args[1:])
	case task == "check" && len(args) == 1:
		return check(ctx, cfg, env)
	case task == "restore" && len(args) == 3:
		return restore(ctx, cfg, env, args[1], args[2])
	case slices.Contains(tasks, task) && len(args) == 1:
		return start(ctx, cfg, env, task)
	}
	return "", fmt.Errorf("%s is nothing that can be called.\n%s", strings.Join(args, " "), usage)
}

// configure finds credentials, and the region in the environment's file.
func configure(ctx context.Context, dir, env string) (aws.Config, error) {
	text, err := os.ReadFile(filepath.Join(dir, env+".yaml"))
	if err != nil {
		return aws.Config{}, fmt.Errorf("there is no environment %s in %s", env, dir)
	}
	var settings struct {
		Region string `yaml:"region"`
	}
	if err := yaml.Unmarshal(text, &settings); err != nil {
		return aws.Config{}, fmt.Errorf("%s.yaml: %s", env, yaml.FormatError(err, false, false))
	}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(settings.Region))
	if err != nil {
		return cfg, fmt.Errorf("the configuration of AWS cannot be read: %w", err)
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		return cfg, errors.New("there are no credentials of AWS: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with 'aws sso login'")
	}
	return cfg, nil
}

// account asks AWS whose credentials these are.
func account(ctx context.Context, cfg aws.Config) (string, error) {
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", fmt.Errorf("AWS does not take these credentials: %w", err)
	}
	out, err := json.Marshal(map[string]string{"account": *who.Account, "region": cfg.Region})
	return string(out), err
}

// unprepared gives those regions, a line each, in which the CDK was not bootstrapped.
func unprepared(ctx context.Context, cfg aws.Config, regions []string) (string, error) {
	var out strings.Builder
	for _, region := range regions {
		client := ssm.NewFromConfig(cfg, func(o *ssm.Options) { o.Region = region })
		_, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: aws.String(bootstrapVersion)})
		var none *ssmtypes.ParameterNotFound
		switch {
		case errors.As(err, &none):
			fmt.Fprintln(&out, region)
		case err != nil:
			return "", fmt.Errorf("whether %s was bootstrapped cannot be read: %w", region, err)
		}
	}
	return out.String(), nil
}

// scheduleFunction is the function that takes orders of its owner.
func scheduleFunction(env string) string { return "galley-" + env + "-schedule" }

// start has the schedule function do a task and waits for its answer.
func start(ctx context.Context, cfg aws.Config, env, task string) (string, error) {
	payload, err := json.Marshal(map[string]string{"task": task})
	if err != nil {
		return "", err
	}
	name := scheduleFunction(env)
	reply, err := lambda.NewFromConfig(cfg).Invoke(ctx, &lambda.InvokeInput{FunctionName: &name, Qualifier: aws.String("live"), Payload: payload})
	var none *lambdatypes.ResourceNotFoundException
	switch {
	case errors.As(err, &none):
		return "", fmt.Errorf("the environment %s is not deployed in %s", env, cfg.Region)
	case err != nil:
		return "", fmt.Errorf("the function %s cannot be called: %w", name, err)
	}
	return answer(task, reply.FunctionError != nil, reply.Payload)
}

// answer is what people want of a reply: of setup-link the link alone, nothing if there are users; else all of it.
func answer(task string, failed bool, payload []byte) (string, error) {
	var reply struct {
		Link  string `json:"link"`
		Error string `json:"errorMessage"`
	}
	if err := json.Unmarshal(payload, &reply); err != nil {
		return "", fmt.Errorf("the function answered %q: %w", payload, err)
	}
	switch {
	case failed && task == setupLink && strings.Contains(reply.Error, "There are users already"):
		return "", nil
	case failed:
		return "", errors.New(reply.Error)
	case task == setupLink:
		return reply.Link, nil
	}
	return string(payload), nil
}

// check has all entries compared with their index rows, slice by slice, and tells what was found.
func check(ctx context.Context, cfg aws.Config, env string) (string, error) {
	var entries, rows int
	var out strings.Builder
	for {
		text, err := start(ctx, cfg, env, "check")
		if err != nil {
			return out.String(), err
		}
		var slice struct {
			Entries, Rows int
			Findings      []struct{ Entry, Message string }
			Next          string
		}
		if err := json.Unmarshal([]byte(text), &slice); err != nil {
			return out.String(), err
		}
		entries, rows = entries+slice.Entries, rows+slice.Rows
		for _, f := range slice.Findings {
			fmt.Fprintf(&out, "mended: %s: %s\n", f.Entry, f.Message)
		}
		if slice.Next == "" {
			fmt.Fprintf(&out, "Looked at %d entries and %d index rows.", entries, rows)
			return out.String(), nil
		}
	}
}
