package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// behaviour is what CloudFront does with a path; "" is the default.
func behaviour(t *testing.T, s stacks, path string) map[string]any {
	t.Helper()
	config := s.one(t, "AWS::CloudFront::Distribution").at("DistributionConfig").(map[string]any)
	for _, v := range list(config["CacheBehaviors"]) {
		if b := v.(map[string]any); b["PathPattern"] == path {
			return b
		}
	}
	if path != "" {
		t.Fatalf("CloudFront has no behaviour for %s", path)
	}
	return config["DefaultCacheBehavior"].(map[string]any)
}

// cacheOf is the cache policy of a behaviour; nil if nothing is ever kept.
func cacheOf(t *testing.T, s stacks, b map[string]any) map[string]any {
	t.Helper()
	if b["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" { // AWS's own, CachingDisabled
		return nil
	}
	var found map[string]any
	s.each(t, "AWS::CloudFront::CachePolicy", 3, func(_ *testing.T, id string, r resource) {
		if strings.Contains(text(b["CachePolicyId"]), id) {
			found = r.at("CachePolicyConfig").(map[string]any)
		}
	})
	return found
}

func TestWhatIsKeptAtTheEdge(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		for path, headers := range map[string]string{"/graphql": `["Authorization","Accept","Origin"]`, "/media/*": `["Authorization"]`} {
			c := cacheOf(t, s, behaviour(t, s, path))
			key, _ := c["ParametersInCacheKeyAndForwardedToOrigin"].(map[string]any)
			if c["MinTTL"] != 0.0 || c["DefaultTTL"] != 0.0 {
				t.Errorf("%s is kept longer than the API says: %s", path, text(c))
			}
			if got := text(key["HeadersConfig"]); !strings.Contains(got, headers) {
				t.Errorf("replies of %s are told apart by %s", path, got)
			}
			if !strings.Contains(text(key["QueryStringsConfig"]), `"all"`) || !strings.Contains(text(key["CookiesConfig"]), `"none"`) {
				t.Errorf("replies of %s are told apart by %s %s", path, text(key["QueryStringsConfig"]), text(key["CookiesConfig"]))
			}
		}
		for _, path := range []string{"", "/graphql/*", "/manage/*", "/auth/*"} {
			if c := cacheOf(t, s, behaviour(t, s, path)); c != nil {
				t.Errorf("replies of %q are kept: %s", path, text(c))
			}
		}
		if got := text(s.one(t, "AWS::CloudFront::Distribution").at("DistributionConfig", "CacheTagConfig")); got != `{"HeaderName":"Cache-Tag"}` {
			t.Errorf("pages cannot be dropped by tag: %s", got)
		}
	})
}

func TestErrorsAreNotKeptAtTheEdge(t *testing.T) {
	kept := map[any]bool{}
	for _, v := range list(prod(t).one(t, "AWS::CloudFront::Distribution").at("DistributionConfig", "CustomErrorResponses")) {
		e := v.(map[string]any)
		kept[e["ErrorCode"]] = e["ErrorCachingMinTTL"] != 0.0 || e["ResponsePagePath"] != nil
	}
	for _, status := range []float64{404, 500, 502, 503, 504} {
		if is, said := kept[status]; is || !said {
			t.Errorf("a reply of %v is kept, or is another one", status)
		}
	}
}

// The client's address and the secret reach the API with each request that CloudFront passes on, and Host does not.
func TestWhatTheAPILearnsOfAClient(t *testing.T) {
	s := prod(t)
	for _, path := range []string{"", "/graphql", "/graphql/*", "/manage/*", "/auth/*", "/media/*"} {
		b := behaviour(t, s, path)
		if b["OriginRequestPolicyId"] != "b689b0a8-53d0-40ab-baf2-68738e2966ac" { // AWS's own, AllViewerExceptHostHeader
			t.Errorf("%q passes on %v", path, b["OriginRequestPolicyId"])
		}
		if !strings.Contains(text(b["FunctionAssociations"]), "ApiRequest") {
			t.Errorf("%q does not tell the client's address", path)
		}
	}
	origins := text(s.one(t, "AWS::CloudFront::Distribution").at("DistributionConfig", "Origins"))
	if !strings.Contains(origins, `"HeaderName":"`+secretHeader+`"`) {
		t.Errorf("nothing shows that a request came through CloudFront: %s", origins)
	}
}

// The admin may do in AWS what the binary allows it, and upload to the bucket.
func TestTheAdminsPolicy(t *testing.T) {
	source, err := os.ReadFile("../internal/web/admin.go")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(source), ") adminPolicy() string {")
	body, _, _ = strings.Cut(body, "\n}")
	parts := regexp.MustCompile(`"([^"\n]*;[^"\n]*|[^"\n]*frame-ancestors[^"\n]*)"`).FindAllStringSubmatch(body, -1)
	var directives []string
	for _, m := range parts {
		for d := range strings.SplitSeq(m[1], ";") {
			if d = strings.TrimSpace(d); d != "" && d != "connect-src" {
				directives = append(directives, d)
			}
		}
	}
	if len(directives) < 9 {
		t.Fatalf("the policy of the binary was not found; only %q", directives)
	}
	var policy string
	prod(t).each(t, "AWS::CloudFront::ResponseHeadersPolicy", 2, func(_ *testing.T, id string, r resource) {
		if strings.HasPrefix(id, "AdminHeaders") {
			policy = text(r.at("ResponseHeadersPolicyConfig", "SecurityHeadersConfig", "ContentSecurityPolicy"))
		}
	})
	for _, d := range directives {
		if !strings.Contains(policy, d) {
			t.Errorf("the policy lacks %q: %s", d, policy)
		}
	}
	if !strings.Contains(policy, `connect-src 'self' https://`) || !strings.Contains(policy, "RegionalDomainName") {
		t.Errorf("the admin cannot upload: %s", policy)
	}
}

// N11: what it keeps of requests shows no key.
func TestTheFirewall(t *testing.T) {
	s := prod(t)
	if s["galley-prod-firewall"] == nil || s["galley-dev-firewall"] != nil {
		t.Fatal("the firewall is no stack of its own")
	}
	rules := text(s.one(t, "AWS::WAFv2::WebACL").at("Rules"))
	for _, part := range []string{`"AggregateKeyType":"IP"`, `"Name":"Authorization"`, "AWSManagedRulesCommonRuleSet", `"Name":"SizeRestrictions_BODY"`} {
		if !strings.Contains(rules, part) {
			t.Errorf("the firewall lacks %s", part)
		}
	}
	// GraphQL documents in addresses are long and full of what looks odd elsewhere; so are names of files, and articles.
	for _, rule := range []string{"SizeRestrictions_QUERYSTRING", "CrossSiteScripting_QUERYARGUMENTS", "GenericRFI_QUERYARGUMENTS", "RestrictedExtensions_URIPATH", "Log4JRCE_BODY"} {
		if !strings.Contains(rules, `{"ActionToUse":{"Count":{}},"Name":"`+rule+`"}`) {
			t.Errorf("%s refuses what frontends ask for", rule)
		}
	}
	if strings.Contains(rules, `"SampledRequestsEnabled":true`) {
		t.Error("samples of requests show keys")
	}
	if got := text(s.one(t, "AWS::CloudFront::Distribution").at("DistributionConfig", "WebACLId")); got != `{"Fn::GetAtt":["FirewallArn","Value"]}` {
		t.Errorf("CloudFront's firewall is %s", got)
	}
	if n := dev(t).count("AWS::WAFv2::WebACL"); n != 0 {
		t.Error("dev pays for a firewall")
	}
}

// atTheEdge runs a function of the edge, as CloudFront would, on a request.
func atTheEdge(t *testing.T, code, uri string, headers map[string]string) (request map[string]any) {
	t.Helper()
	given := map[string]any{}
	for name, value := range headers {
		given[name] = map[string]any{"value": value}
	}
	event := text(map[string]any{"viewer": map[string]any{"ip": "2001:db8::7"}, "request": map[string]any{"uri": uri, "headers": given}})
	out, err := exec.CommandContext(t.Context(), "node", "-e", code+"\nprocess.stdout.write(JSON.stringify(handler("+event+")))").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &request); err != nil {
		t.Fatal(err)
	}
	return request
}

func header(request map[string]any, name string) any {
	h, _ := request["headers"].(map[string]any)[name].(map[string]any)
	return h["value"]
}

// A9: what a client says of its address is overwritten.
func TestTheEdgeTellsTheClientsAddress(t *testing.T) {
	for _, uri := range []string{"/graphql", "/media/a/b.png", "/manage/graphql"} {
		if got := header(atTheEdge(t, apiFunction, uri, map[string]string{"x-galley-viewer": "192.0.2.1"}), "x-galley-viewer"); got != "2001:db8::7" {
			t.Errorf("the client of %s seems to be at %v", uri, got)
		}
	}
}

func TestTheEdgeReducesAccept(t *testing.T) {
	for given, want := range map[string]any{
		"application/json": "application/json",
		"*/*":              "application/json",
		"text/html, */*":   "application/json",
		"application/json, application/graphql-response+json":                  "application/json",
		"application/graphql-response+json, application/json, multipart/mixed": "application/graphql-response+json",
		"application/graphql-response+json;q=0.5, application/json":            "application/graphql-response+json;q=0.5, application/json",
		"text/html": "text/html",
	} {
		if got := header(atTheEdge(t, apiFunction, "/graphql", map[string]string{"accept": given}), "accept"); got != want {
			t.Errorf("%q became %q, not %q", given, got, want)
		}
	}
	if got := header(atTheEdge(t, apiFunction, "/graphql", nil), "accept"); got != nil {
		t.Errorf("no Accept became %q", got)
	}
	if got := header(atTheEdge(t, apiFunction, "/media/a/b.png", map[string]string{"accept": "image/avif"}), "accept"); got != nil {
		t.Errorf("a picture is asked for with %q", got)
	}
}

func TestTheEdgeKnowsPagesOfTheAdmin(t *testing.T) {
	for uri, want := range map[string]string{
		"/admin/":                        "/admin/index.html",
		"/admin/setup":                   "/admin/index.html",
		"/admin/content/article/a.b-c_d": "/admin/index.html",
		"/admin/theme.js":                "/admin/theme.js",
		"/admin/assets/index-abc.js":     "/admin/assets/index-abc.js",
	} {
		if got := atTheEdge(t, adminFunction, uri, nil)["uri"]; got != want {
			t.Errorf("%s became %s, not %s", uri, got, want)
		}
	}
	for _, uri := range []string{"/", "/admin"} {
		if got := atTheEdge(t, apiFunction, uri, nil); got["statusCode"] != 302.0 || header(got, "location") != "/admin/" {
			t.Errorf("%s is answered by %s", uri, text(got))
		}
	}
}
