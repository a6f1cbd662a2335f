package story

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// takeAway leaves a home as it was, but for what it imported: the story's entries are in the trash, its keys are
// revoked, its person is locked out, its webhook and its model are gone.
func (s *Story) takeAway(t testing.TB) {
	manager := s.client(t, s.home.Key)
	s.Forget(t)
	s.revokeKeys(t)
	if s.person != "" {
		manager.Ask("/manage/graphql", `mutation($id: ID!) { updateUser(id: $id, disabled: true) { id } }`, Object{"id": s.person})
	}
	s.removeWebhooks(t)
	s.removeModel(t)
	d := s.home.Client(t, s.home.Key).Ask("/manage/graphql", `query($m: String!) { model(apiId: $m) { apiId } }`, Object{"m": s.model()})
	Want(t, "the model", At(d, "model"), nil)
	if s.home.Inhabited && s.key != "" {
		s.home.CLI(t, "key", "revoke", s.key)
	}
}

// Forget moves the story's entries and files to the trash, so that steps can be told again.
func (s *Story) Forget(t testing.TB) {
	t.Helper()
	manager := s.client(t, s.home.Key)
	for {
		nodes := List(manager.Ask("/manage/graphql", `{ entries(model: "recipe", first: 100) { nodes { id } } }`, nil), "entries", "nodes")
		if len(nodes) == 0 {
			break
		}
		for _, n := range nodes {
			s.delete(t, Text(n, "id"))
		}
	}
	for _, id := range s.assets {
		s.delete(t, id)
	}
	s.assets = nil
}

func (s *Story) delete(t testing.TB, id string) {
	t.Helper()
	s.client(t, s.home.Key).Ask("/manage/graphql", `mutation($id: ID!) { deleteEntry(id: $id) }`, Object{"id": id})
}

// removeWebhooks removes those that hear of this telling's model.
func (s *Story) removeWebhooks(t testing.TB) {
	t.Helper()
	manager := s.home.Client(t, s.home.Key)
	for _, hook := range List(manager.Ask("/manage/graphql", `{ webhooks { id models } }`, nil), "webhooks") {
		if slices.Contains(List(hook, "models"), any(s.model())) {
			manager.Ask("/manage/graphql", `mutation($id: ID!) { removeWebhook(id: $id) }`, Object{"id": Text(hook, "id")})
		}
	}
}

// removeModel removes the model of this telling by the files of all others.
func (s *Story) removeModel(t testing.TB) {
	t.Helper()
	dir := t.TempDir()
	s.home.CLI(t, "models", "pull", dir)
	if err := os.Remove(filepath.Join(dir, s.model()+".json")); err != nil {
		t.Fatal(err)
	}
	keep := []byte(`{"apiId": "asset"}`) // a folder must hold a file
	if files, err := os.ReadDir(dir); err != nil {
		t.Fatal(err)
	} else if len(files) == 0 {
		if err := os.WriteFile(filepath.Join(dir, "asset.json"), keep, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var plan struct {
		Changes []struct{ Action, Model, Message string }
	}
	said := s.home.CLI(t, "models", "plan", dir, "--remove", "--allow-destructive", "--json")
	if err := json.Unmarshal([]byte(said), &plan); err != nil {
		t.Fatal(err)
	}
	if len(plan.Changes) != 1 || plan.Changes[0].Action != "remove" || plan.Changes[0].Model != s.model() {
		t.Fatalf("only the story's model should go, not:\n%s", said)
	}
	s.home.CLI(t, "models", "apply", dir, "--remove", "--allow-destructive")
}
