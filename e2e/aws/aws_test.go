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
}
