package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What this module and the functions must agree on, while neither imports the other.
func TestWhatTheFunctionsExpect(t *testing.T) {
	for file, holds := range map[string][]string{
		"../internal/webhook/webhook.go":       {fmt.Sprintf("QueueAttempts = %d", webhookAttempts)},
		"../internal/job/runner.go":            {fmt.Sprintf("QueueAttempts = %d", jobAttempts)},
		"../internal/app/search.go":            {fmt.Sprintf("SearchAttempts = %d", searchAttempts)},
		"../internal/app/aws/parameters.go":    {`"` + publicURL + `"`, `"` + distribution + `"`, `"` + originSecret + `"`},
		"../internal/app/aws/gateway/event.go": {`"` + secretHeader + `"`, `"X-Galley-Viewer"`},
		"../media/upload.go":                   {`"` + strings.TrimSuffix(uploadPrefix, "/") + `"`, `"` + strings.TrimSuffix(filesPrefix, "/") + `"`},
		"../internal/event/item.go":            {"#outbox#"},
	} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		plain := regexp.MustCompile(` +`).ReplaceAllString(string(source), " ")
		for _, part := range holds {
			if !strings.Contains(plain, part) {
				t.Errorf("%s no longer has %s", file, part)
			}
		}
	}
}

// Each function of the repository is deployed, and gets the variables that its code reads.
func TestFunctionsAndTheirVariables(t *testing.T) {
	folders, err := filepath.Glob("../functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) != len(bundleNames) {
		t.Errorf("there are %d functions, and %d are deployed", len(folders), len(bundleNames))
	}
	s := prod(t)
	var all string
	for _, name := range functionNames {
		found := false
		s.each(t, "AWS::Lambda::Function", 8, func(_ *testing.T, _ string, r resource) {
			if r.at("FunctionName") == "galley-prod-"+name {
				found = true
				all += text(r.at("Environment"))
			}
		})
		if !found {
			t.Errorf("the function %s is not deployed", name)
		}
	}
	source, err := os.ReadFile("../internal/app/aws/environment.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range regexp.MustCompile(`"(GALLEY_\w+)"`).FindAllStringSubmatch(string(source), -1) {
		if v[1] != "GALLEY_ALLOW_LOOPBACK_WEBHOOKS" && !strings.Contains(all, v[1]) {
			t.Errorf("no function gets %s", v[1])
		}
	}
}
