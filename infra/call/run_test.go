package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// account123 answers as AWS does for an account with the environment dev in eu-central-1.
func account123(t *testing.T, invoked func(task string, w http.ResponseWriter)) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.Header.Get("X-Amz-Target") == "AmazonSSM.GetParameter" && strings.Contains(r.Header.Get("Authorization"), "/eu-central-1/"):
			_, _ = w.Write([]byte(`{"Parameter": {"Value": "30"}}`))
		case r.Header.Get("X-Amz-Target") == "AmazonSSM.GetParameter":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type": "ParameterNotFound"}`))
		case strings.Contains(string(body), "Action=GetCallerIdentity"):
			_, _ = w.Write([]byte(`<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`))
		case strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/galley-dev-schedule/invocations") && r.URL.Query().Get("Qualifier") == "live":
			var order struct{ Task string }
			if err := json.Unmarshal(body, &order); err != nil {
				t.Error(err)
			}
			invoked(order.Task, w)
		default:
			t.Errorf("%s %s %s", r.Method, r.URL, body)
		}
	}))
	t.Cleanup(s.Close)
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": s.URL, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_PROFILE": "", "AWS_REGION": "us-west-2"} {
		t.Setenv(name, value)
	}
}

func TestCalls(t *testing.T) {
	account123(t, func(task string, w http.ResponseWriter) {
		_, _ = w.Write([]byte(map[string]string{"setup-link": `{"link":"https://x/admin/setup?token=t"}`, "minute": `{"deleted":2}`}[task]))
	})
	for args, want := range map[string]string{
		"account":                           `{"account":"123456789012","region":"eu-central-1"}`,
		"unprepared eu-central-1 us-east-1": "us-east-1\n",
		"setup-link":                        "https://x/admin/setup?token=t",
		"minute":                            `{"deleted":2}`,
	} {
		got, err := run(context.Background(), "../env", "dev", strings.Fields(args))
		if err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", args, got, err, want)
		}
	}
}

func TestCheckGoesOnToTheEnd(t *testing.T) {
	calls := 0
	account123(t, func(task string, w http.ResponseWriter) {
		calls++
		replies := []string{`{"Entries":3,"Rows":7,"Findings":[{"Entry":"a","Message":"a row is missing"}],"Next":"b"}`, `{"Entries":1,"Rows":2,"Findings":null}`}
		_, _ = w.Write([]byte(replies[calls-1]))
	})
	got, err := run(context.Background(), "../env", "dev", []string{"check"})
	if want := "mended: a: a row is missing\nLooked at 4 entries and 9 index rows."; err != nil || got != want || calls != 2 {
		t.Errorf("%q %v after %d calls", got, err, calls)
	}
}

func TestNoLinkWhereThereAreUsers(t *testing.T) {
	account123(t, func(_ string, w http.ResponseWriter) {
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
		_, _ = w.Write([]byte(`{"errorMessage":"setup-link: There are users already: an administrator can add others.","errorType":"wrapError"}`))
	})
	if got, err := run(context.Background(), "../env", "dev", []string{"setup-link"}); got != "" || err != nil {
		t.Errorf("%q %v", got, err)
	}
}

func TestSentencesOfWhatIsWrong(t *testing.T) {
	account123(t, func(task string, w http.ResponseWriter) {
		if task == "check" {
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			_, _ = w.Write([]byte(`{"errorMessage":"the table is gone"}`))
			return
		}
		w.Header().Set("X-Amzn-ErrorType", "ResourceNotFoundException")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"Message":"Function not found"}`))
	})
	for args, words := range map[string]string{
		"check":          "the table is gone",
		"minute":         "the environment dev is not deployed in eu-central-1",
		"nonsense":       "nonsense is nothing that can be called",
		"check too many": "is nothing that can be called",
	} {
		_, err := run(context.Background(), "../env", "dev", strings.Fields(args))
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", args, err, words)
		}
	}
	if _, err := run(context.Background(), "../env", "qa", []string{"account"}); err == nil || !strings.Contains(err.Error(), "there is no environment qa") {
		t.Error(err)
	}
}
