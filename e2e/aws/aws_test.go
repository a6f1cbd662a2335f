//go:build aws

package aws

import (
	"testing"

	"github.com/galley-cms/galley/e2e/story"
)

// All of it happens to one deployment, in this order.
func TestDeployed(t *testing.T) {
	d := deploy(t)
	front := d.home(t, d.Edge.Url)
	if !t.Run("the story through CloudFront", func(t *testing.T) { story.Tell(t, front) }) {
		return
	}
	t.Run("the story through the API alone", func(t *testing.T) {
		api := d.api(t)
		api.Key, api.SetupLink = front.Key, nil
		story.Tell(t, api)
	})
	t.Run("no errors behind the scenes", d.flawless)
	t.Run("permissions", func(t *testing.T) { d.permissions(t, front) })
	n := d.newNotes(t, front)
	t.Run("messages put back", n.redriven)
	t.Run("a batch with a bad message", n.partial)
	t.Run("poison", n.poison)
	t.Run("words that are searched for", n.searched)
	t.Run("the admin in a browser", n.browser)
	t.Run("uploads that are refused", n.refusedUploads)
	t.Run("uploads that are repeated", n.repeatedUploads)
	t.Run("an update", n.update)
	t.Run("the clock", d.clock)
	t.Run("logs", func(t *testing.T) { d.quietLogs(t, front) })
	t.Run("spoofed addresses", func(t *testing.T) {
		d.spoofed(t, front)
		d.spoofed(t, d.api(t))
		d.believed(t, d.api(t))
	})
	t.Run("tear-down", d.tornDown)
}
