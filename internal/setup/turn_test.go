package setup_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-lambda-go/cfn"

	"github.com/galley-cms/galley/internal/setup"
)

// The origin secret is made once, stays through deploys, and is made anew when somebody names another turn.
func TestTurnsOfTheSecret(t *testing.T) {
	stored := "" // the one parameter of this account
	account := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Value, Type string
			Overwrite   bool
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		switch {
		case r.Header.Get("X-Amz-Target") == "AmazonSSM.PutParameter":
			if in.Type != "SecureString" || in.Overwrite != (stored != "") {
				t.Errorf("put %+v over %q", in, stored)
			}
			stored = in.Value
			_, _ = w.Write([]byte(`{}`))
		case stored == "":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"ParameterNotFound"}`))
		default:
			_ = json.NewEncoder(w).Encode(map[string]any{"Parameter": map[string]string{"Value": stored}})
		}
	}))
	defer account.Close()
	config, err := setup.Config(func(name string) string {
		return map[string]string{"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_ENDPOINT_URL": account.URL}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	s := setup.New(config, nil)
	last := ""
	for _, step := range []struct {
		request   cfn.RequestType
		turn, was string
		anew      bool
	}{
		{cfn.RequestCreate, "", "", true},
		{cfn.RequestCreate, "", "", false}, // again, since the reply got lost
		{cfn.RequestUpdate, "", "", false},
		{cfn.RequestUpdate, "2026", "", true},
		{cfn.RequestUpdate, "2026", "2026", false},
		{cfn.RequestUpdate, "", "2026", false}, // a deploy that names none
		{cfn.RequestUpdate, "2027", "", true},
	} {
		r, err := s.Do(t.Context(), cfn.Event{
			RequestType: step.request, ResourceType: "Custom::GalleyOriginSecret",
			ResourceProperties:    map[string]any{"Name": "/galley/dev/origin-secret", "Turn": step.turn},
			OldResourceProperties: map[string]any{"Name": "/galley/dev/origin-secret", "Turn": step.was},
		})
		value, _ := r.Data["Value"].(string)
		if err != nil || value == "" || value != stored || !r.Secret || (value != last) != step.anew {
			t.Errorf("%+v: %+v %v", step, r, err)
		}
		last = value
	}
}
