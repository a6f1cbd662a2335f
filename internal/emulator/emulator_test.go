package emulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/emulator"
)

// A secure emulator is found behind the name of a distribution, by its own client and by a proxy, and asks for
// signatures.
func TestSecure(t *testing.T) {
	e, err := emulator.Secure(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	direct, err := e.Transport()
	if err != nil {
		t.Fatal(err)
	}
	proxy := e.Proxy()
	t.Cleanup(proxy.Close)
	proxied := direct.Clone()
	proxied.DialContext = nil
	proxied.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	for name, transport := range map[string]*http.Transport{"direct": direct, "proxied": proxied} {
		t.Run(name, func(t *testing.T) {
			client := &http.Client{Transport: transport}
			res, err := client.Get("https://d111111abcdef8.cloudfront.net/_ministack/health")
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode >= 500 {
				t.Errorf("the front door answers %d", res.StatusCode)
			}
			ask, err := http.NewRequest(http.MethodPost, e.URL, strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			ask.Header.Set("X-Amz-Target", "DynamoDB_20120810.ListTables")
			if res, err = client.Do(ask); err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode < 400 || res.StatusCode >= 500 {
				t.Errorf("a request without a signature gets %d", res.StatusCode)
			}
		})
	}
}
