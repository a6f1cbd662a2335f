//go:build audit

package audit

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"

	"github.com/galley-cms/galley/content"
	"github.com/galley-cms/galley/graph/delivery"
	"github.com/galley-cms/galley/internal/auth"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// models has every kind of field, so that the introspection shows every kind of type.
const models = `[
	{"apiId":"person","pluralApiId":"people","description":"Who \"writes\".","fields":[{"apiId":"name","kind":"TEXT","required":true},{"apiId":"email","kind":"EMAIL","unique":true}]},
	{"apiId":"hero","component":true,"fields":[{"apiId":"headline","kind":"TEXT"},{"apiId":"target","kind":"REFERENCE","models":["article","person"]}]},
	{"apiId":"article","titleField":"title","fields":[
		{"apiId":"title","kind":"TEXT","required":true,"localized":true,"description":"Shown in lists."},
		{"apiId":"slug","kind":"SLUG","unique":true},{"apiId":"views","kind":"INTEGER"},{"apiId":"score","kind":"FLOAT"},
		{"apiId":"featured","kind":"BOOLEAN"},{"apiId":"mood","kind":"ENUM","enum":[{"value":"CALM"},{"value":"LOUD"}]},
		{"apiId":"day","kind":"DATE"},{"apiId":"at","kind":"TIME"},{"apiId":"due","kind":"DATETIME"},{"apiId":"color","kind":"COLOR"},
		{"apiId":"extra","kind":"JSON"},{"apiId":"spot","kind":"LOCATION"},{"apiId":"body","kind":"RICH_TEXT"},
		{"apiId":"tags","kind":"TEXT","list":true},{"apiId":"author","kind":"REFERENCE","models":["person"]},
		{"apiId":"related","kind":"REFERENCE","list":true,"models":["article","person"]},{"apiId":"cover","kind":"ASSET"},
		{"apiId":"top","kind":"COMPONENT","components":["hero"]},{"apiId":"sections","kind":"BLOCKS","components":["hero"]}]},
	{"apiId":"settings","singleton":true,"fields":[{"apiId":"title","kind":"TEXT"}]}]`

func TestAudit(t *testing.T) {
	svc := content.New(storetest.New(t), storetest.New(t), content.Options{})
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(models), &list); err != nil {
		t.Fatal(err)
	}
	if _, err := svc.ApplyModels(auth.With(t.Context(), auth.Local), list, false, false); err != nil {
		t.Fatal(err)
	}
	for _, o := range []delivery.Options{{}, {ReplyCache: 1 << 20}} {
		server := httptest.NewServer(delivery.New(svc, o))
		cmd := exec.CommandContext(t.Context(), "node", "audit.mjs", server.URL+"/graphql")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			t.Errorf("node audit.mjs: %v", err)
		}
		server.Close()
	}
}
