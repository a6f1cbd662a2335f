//go:build aws

package aws

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/galley-cms/galley/e2e/story"
)

// AWS's scheduler calls each minute; the owner calls by hand. After all that has happened a check finds nothing amiss.
func (d *deployment) clock(t *testing.T) {
	story.Until(t, "the scheduler calls", func() bool { return d.calls(t, "schedule") > 1 }) // the other one made the setup link
	d.invoke(t, d.App.ScheduleFunction, story.Object{"task": "minute"})
	report := d.invoke(t, d.App.ScheduleFunction, story.Object{"task": "check"})
	if n, _ := story.At(report, "Entries").(float64); n < 100 {
		t.Errorf("the check looked at %v entries only: %v", n, report)
	}
	for _, f := range story.List(report, "Findings") {
		if story.Text(f, "Kind") != "STRAY_ROW" { // a row that readers ignore, and the sweeper takes
			t.Errorf("the check found: %v", f)
		}
	}
	live := "live"
	link, err := d.lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &d.App.ScheduleFunction, Qualifier: &live, Payload: []byte(`{"task": "setup-link"}`)})
	if err != nil {
		t.Fatal(err)
	}
	if link.FunctionError == nil || !strings.Contains(string(link.Payload), "There are users already") {
		t.Errorf("a setup link is made where there are users: %s", link.Payload)
	}
}
