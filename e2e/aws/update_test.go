//go:build aws

package aws

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/galley-cms/galley/e2e/story"
)

// traffic is what people do while new code is deployed.
type traffic struct {
	*notes
	mu       sync.Mutex
	written  []string // titles of notes that were acknowledged
	reads    int
	problems []string
}

// New code is deployed while one writes and another reads: nothing that was acknowledged is lost, and nobody sees an
// error. // F18
func (n *notes) update(t *testing.T) {
	before := n.liveVersion(t, "api")
	f := &traffic{notes: n}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { f.write(ctx, t) })
	running.Go(func() { f.read(ctx, t) })
	finish := sync.OnceFunc(func() {
		stop()
		running.Wait()
	})
	defer finish()
	n.lambdas = setting(t, "GALLEY_LAMBDAS_NEXT")
	n.deploy(t)
	f.settle(t)
	finish()

	for _, p := range f.problems {
		t.Error(p)
	}
	if n.liveVersion(t, "api") == before {
		t.Fatal("no other version of the function api is live")
	}
	listed := f.listed(t)
	for _, title := range f.written {
		if !listed[title] {
			t.Errorf("the note %q was acknowledged, but is not listed", title)
		}
		n.heard(t, title)
	}
	t.Logf("%d notes were written and %d lists read meanwhile", len(f.written), f.reads)
}

// liveVersion is the version of a function that is called.
func (d *deployment) liveVersion(t testing.TB, of string) string {
	t.Helper()
	name, live := function(of), "live"
	a, err := d.lambda.GetAlias(t.Context(), &lambda.GetAliasInput{FunctionName: &name, Name: &live})
	if err != nil {
		t.Fatal(err)
	}
	return *a.FunctionVersion
}

func (f *traffic) write(ctx context.Context, t *testing.T) {
	writer := f.manager(t)
	for i := 0; ctx.Err() == nil; i++ {
		title := fmt.Sprintf("during the update %d", i)
		r := writer.Try("/graphql", `mutation($t: String) { createNote(data: {title: $t}, publish: true) { id } }`, story.Object{"t": title})
		f.note(r, func() { f.written = append(f.written, title) })
	}
}

func (f *traffic) read(ctx context.Context, t *testing.T) {
	reader := f.home.Client(t, "")
	for ctx.Err() == nil {
		r := reader.Try("/graphql", `{ notes(first: 5, orderBy: [{createdAt: DESC}]) { nodes { title } } }`, nil)
		f.note(r, func() { f.reads++ })
	}
}

// note remembers an answer.
func (f *traffic) note(r *story.Reply, good func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Status == 200 && len(r.Errors) == 0 {
		good()
	} else {
		f.problems = append(f.problems, fmt.Sprintf("an answer during the update: %d %v", r.Status, r.Errors))
	}
}

// settle waits until some more was written by the new code.
func (f *traffic) settle(t *testing.T) {
	count := func() (written, problems int) {
		f.mu.Lock()
		defer f.mu.Unlock()
		return len(f.written), len(f.problems)
	}
	was, _ := count()
	story.Until(t, "the new code is written with", func() bool {
		written, problems := count()
		return written >= was+5 || problems > 0
	})
}

// listed are the titles of all notes.
func (f *traffic) listed(t *testing.T) map[string]bool {
	t.Helper()
	titles := map[string]bool{}
	var after any
	for {
		d := f.home.Client(t, "").Ask("/graphql", `query($a: String) { notes(first: 100, after: $a) { nodes { title } pageInfo { hasNextPage endCursor } } }`, story.Object{"a": after})
		for _, n := range story.List(d, "notes", "nodes") {
			titles[story.Text(n, "title")] = true
		}
		if story.At(d, "notes", "pageInfo", "hasNextPage") != true {
			return titles
		}
		after = story.At(d, "notes", "pageInfo", "endCursor")
	}
}
