package setup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/setup"
)

// world is an emulator, and what is set up in it.
type world struct {
	t      *testing.T
	config aws.Config
	s3     *s3.Client
	ssm    *ssm.Client
	admin  fs.FS
}

func newWorld(t *testing.T, address string) *world {
	t.Helper()
	config, err := setup.Config(func(name string) string {
		return map[string]string{"AWS_REGION": emulator.Region, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL": address}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	config.HTTPClient = emulator.Client()
	return &world{t: t, config: config, s3: s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true }), ssm: ssm.NewFromConfig(config)}
}

// try does what CloudFormation asks for.
func (w *world) try(request cfn.RequestType, kind string, properties map[string]any) (setup.Result, error) {
	return setup.New(w.config, w.admin).Do(w.t.Context(), cfn.Event{
		RequestType: request, ResourceType: "Custom::Galley" + kind, PhysicalResourceID: "known", ResourceProperties: properties,
	})
}

func (w *world) do(request cfn.RequestType, kind string, properties map[string]any) setup.Result {
	w.t.Helper()
	r, err := w.try(request, kind, properties)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// parameters are the names and values below a prefix.
func (w *world) parameters(prefix string) map[string]string {
	w.t.Helper()
	decrypted := true
	out, err := w.ssm.GetParametersByPath(w.t.Context(), &ssm.GetParametersByPathInput{Path: &prefix, WithDecryption: &decrypted})
	if err != nil {
		w.t.Fatal(err)
	}
	values := map[string]string{}
	for _, p := range out.Parameters {
		values[strings.TrimPrefix(*p.Name, prefix+"/")] = string(p.Type) + " " + *p.Value
	}
	return values
}

func (w *world) bucket(name string) string {
	w.t.Helper()
	_, err := w.s3.CreateBucket(w.t.Context(), &s3.CreateBucketInput{
		Bucket: &name, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: emulator.Region},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return name
}

func (w *world) put(bucket, key string) {
	w.t.Helper()
	if _, err := w.s3.PutObject(w.t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("x")}); err != nil {
		w.t.Fatal(err)
	}
}

// keys are those of a bucket's objects, in order.
func (w *world) keys(bucket string) []string {
	w.t.Helper()
	out, err := w.s3.ListObjectsV2(w.t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket})
	if err != nil {
		w.t.Fatal(err)
	}
	var keys []string
	for _, o := range out.Contents {
		keys = append(keys, *o.Key)
	}
	return keys
}

func TestSetup(t *testing.T) {
	address := emulator.Start(t)
	for name, test := range map[string]func(*world){
		"secret": testSecret, "settings": testSettings, "parameter elsewhere": testElsewhere,
		"empty": testEmpty, "empty nothing": testEmptyNothing, "site": testSite, "site again": testSiteAgain, "site unbuilt": testUnbuilt,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, address)) })
	}
}

// A deployment whose reply got lost makes the same secret again, and a roll-back may delete what is gone.
func testSecret(w *world) {
	p := map[string]any{"Name": "/secret/origin"}
	first := w.do(cfn.RequestCreate, "OriginSecret", p)
	value, _ := first.Data["Value"].(string)
	if len(value) < 40 || !first.Secret || first.ID != "/secret/origin" {
		w.t.Errorf("made %q, hidden: %v, as %s", value, first.Secret, first.ID)
	}
	for _, request := range []cfn.RequestType{cfn.RequestCreate, cfn.RequestUpdate} {
		if again := w.do(request, "OriginSecret", p); again.Data["Value"] != value {
			w.t.Errorf("%s made another secret", request)
		}
	}
	if got := w.parameters("/secret"); got["origin"] != "SecureString "+value {
		w.t.Error("the secret is not kept as one")
	}
	for range 2 {
		if r := w.do(cfn.RequestDelete, "OriginSecret", p); r.ID != "known" {
			w.t.Errorf("the resource became %s", r.ID)
		}
	}
	if got := w.parameters("/secret"); len(got) != 0 {
		w.t.Errorf("there still is %v", got)
	}
	if w.do(cfn.RequestCreate, "OriginSecret", p).Data["Value"] == value {
		w.t.Error("the next environment got the secret of the last one")
	}
}

func testSettings(w *world) {
	old := map[string]any{"public-url": "https://a.example", "distribution": "E1", "gone": "x"}
	w.do(cfn.RequestCreate, "Settings", map[string]any{"Prefix": "/settings", "Values": old})
	_, err := setup.New(w.config, nil).Do(w.t.Context(), cfn.Event{
		RequestType: cfn.RequestUpdate, ResourceType: "Custom::GalleySettings",
		ResourceProperties:    map[string]any{"Prefix": "/settings", "Values": map[string]any{"public-url": "https://b.example", "distribution": "E1"}},
		OldResourceProperties: map[string]any{"Prefix": "/settings", "Values": old},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if got := fmt.Sprint(w.parameters("/settings")); got != "map[distribution:String E1 public-url:String https://b.example]" {
		w.t.Errorf("the settings are %s", got)
	}
	for range 2 {
		w.do(cfn.RequestDelete, "Settings", map[string]any{"Prefix": "/settings", "Values": old})
	}
	if got := w.parameters("/settings"); len(got) != 0 {
		w.t.Errorf("there still is %v", got)
	}
}

func testElsewhere(w *world) {
	elsewhere := ssm.NewFromConfig(w.config, func(o *ssm.Options) { o.Region = "us-east-1" })
	name, value := "/elsewhere/firewall", "arn:aws:wafv2:us-east-1:1:global/webacl/x"
	if _, err := elsewhere.PutParameter(w.t.Context(), &ssm.PutParameterInput{Name: &name, Value: &value, Type: "String"}); err != nil {
		w.t.Fatal(err)
	}
	p := map[string]any{"Region": "us-east-1", "Name": name}
	if got := w.do(cfn.RequestCreate, "Parameter", p); got.Data["Value"] != value || got.Secret {
		w.t.Errorf("read %v", got)
	}
	w.do(cfn.RequestDelete, "Parameter", p)
	p["Region"] = emulator.Region
	if _, err := w.try(cfn.RequestCreate, "Parameter", p); err == nil || !strings.Contains(err.Error(), "read the parameter /elsewhere/firewall of "+emulator.Region) {
		w.t.Errorf("what is not there gave %v", err)
	}
}

// All versions go, page by page; and only when the stack goes.
func testEmpty(w *world) {
	b := w.bucket("full")
	_, err := w.s3.PutBucketVersioning(w.t.Context(), &s3.PutBucketVersioningInput{
		Bucket: &b, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for i := range 1005 {
		w.put(b, fmt.Sprintf("k%d", i%600))
	}
	if _, err := w.s3.DeleteObject(w.t.Context(), &s3.DeleteObjectInput{Bucket: &b, Key: aws.String("k1")}); err != nil {
		w.t.Fatal(err)
	}
	for _, request := range []cfn.RequestType{cfn.RequestCreate, cfn.RequestUpdate} {
		w.do(request, "Empty", map[string]any{"Bucket": b, "Keep": "false"})
	}
	w.do(cfn.RequestDelete, "Empty", map[string]any{"Bucket": b, "Keep": "true"})
	if n := len(w.keys(b)); n != 599 {
		w.t.Errorf("%d objects are left of 599", n)
	}
	w.do(cfn.RequestDelete, "Empty", map[string]any{"Bucket": b, "Keep": "false"})
	if _, err := w.s3.DeleteBucket(w.t.Context(), &s3.DeleteBucketInput{Bucket: &b}); err != nil {
		w.t.Error("it is not empty: ", err)
	}
}

func testEmptyNothing(w *world) {
	w.do(cfn.RequestDelete, "Empty", map[string]any{"Bucket": "never-made"})
}

// build is the admin as it might be built: its assets have the version in their names.
func build(version string) fs.FS {
	return fstest.MapFS{
		"index.html":                        {Data: []byte("<!doctype html>" + version)},
		"theme.js":                          {Data: []byte("theme")},
		".keep":                             {},
		"assets/main-" + version + ".js":    {Data: []byte("code")},
		"assets/main-" + version + ".css":   {Data: []byte("style")},
		"assets/font-" + version + ".woff2": {Data: []byte("font")},
	}
}

func testSite(w *world) {
	b := w.bucket("site")
	w.admin = build("1")
	w.do(cfn.RequestCreate, "Site", map[string]any{"Bucket": b, "Prefix": "admin/", "Version": "1"})
	for key, want := range map[string]string{
		"admin/index.html":          "text/html; charset=utf-8, no-cache",
		"admin/theme.js":            "text/javascript; charset=utf-8, no-cache",
		"admin/assets/main-1.js":    "text/javascript; charset=utf-8, public, max-age=31536000, immutable",
		"admin/assets/main-1.css":   "text/css; charset=utf-8, public, max-age=31536000, immutable",
		"admin/assets/font-1.woff2": "font/woff2, public, max-age=31536000, immutable",
	} {
		out, err := w.s3.HeadObject(w.t.Context(), &s3.HeadObjectInput{Bucket: &b, Key: &key})
		if err != nil {
			w.t.Fatal(err)
		}
		if got := *out.ContentType + ", " + *out.CacheControl; got != want {
			w.t.Errorf("%s is served as %s", key, got)
		}
	}
	if slices.Contains(w.keys(b), "admin/.keep") {
		w.t.Error("the placeholder is served")
	}
}

// Pages of the build before are still open: what they load stays, until the build after.
func testSiteAgain(w *world) {
	b := w.bucket("site-again")
	assets := func() (versions string) {
		for _, key := range w.keys(b) {
			if name, ok := strings.CutPrefix(key, "admin/assets/main-"); ok && strings.HasSuffix(name, ".js") {
				versions += strings.TrimSuffix(name, ".js")
			}
		}
		return versions
	}
	for _, step := range []struct{ version, stay string }{{"1", "1"}, {"2", "12"}, {"2", "12"}, {"3", "23"}, {"2", "23"}} {
		w.admin = build(step.version)
		w.do(cfn.RequestUpdate, "Site", map[string]any{"Bucket": b, "Prefix": "admin/", "Version": step.version})
		if got := assets(); got != step.stay {
			w.t.Errorf("after build %s there are those of %s, not of %s", step.version, got, step.stay)
		}
	}
	w.do(cfn.RequestDelete, "Site", map[string]any{"Bucket": b, "Prefix": "admin/"})
	if assets() == "" {
		w.t.Error("the site is emptied by two")
	}
}

func testUnbuilt(w *world) {
	b := w.bucket("site-unbuilt")
	w.admin = fstest.MapFS{".keep": {}}
	if _, err := w.try(cfn.RequestCreate, "Site", map[string]any{"Bucket": b}); err == nil || !strings.Contains(err.Error(), "run make lambdas") {
		w.t.Errorf("got %v", err)
	}
}

// cloudFormation takes replies.
type cloudFormation struct {
	*httptest.Server
	replies chan cfn.Response
}

func newCloudFormation(t *testing.T) *cloudFormation {
	c := &cloudFormation{replies: make(chan cfn.Response, 1)}
	c.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var reply cfn.Response
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &reply)
		}
		if err != nil || r.Method != http.MethodPut || r.Header.Get("Content-Type") != "" {
			t.Errorf("CloudFormation got %s %v: %v", r.Method, r.Header, err)
		}
		c.replies <- reply
	}))
	t.Cleanup(c.Close)
	return c
}

// panics is a file system that is broken in a way nobody thought of.
type panics struct{}

func (panics) Open(string) (fs.File, error) { panic("broken") }

// endless is a server of AWS that never answers.
func endless(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that the client has gone
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestCloudFormationAlwaysGetsAReply(t *testing.T) {
	for name, c := range map[string]struct {
		event  cfn.Event
		reason string
	}{
		"panic":           {cfn.Event{RequestType: cfn.RequestCreate, ResourceType: "Custom::GalleySite"}, "the function panicked; its log says where"},
		"unknown type":    {cfn.Event{RequestType: cfn.RequestCreate, ResourceType: "Custom::GalleyMoon"}, "there is no resource of the type Custom::GalleyMoon"},
		"unknown request": {cfn.Event{RequestType: "Paint", ResourceType: "Custom::GalleyEmpty"}, `there is nothing to do for a request of the type "Paint"`},
		"no time": {cfn.Event{RequestType: cfn.RequestDelete, ResourceType: "Custom::GalleySettings", PhysicalResourceID: "/p",
			ResourceProperties: map[string]any{"Prefix": "/p", "Values": map[string]any{"a": "b"}}}, "delete the parameter /p/a: "},
		"properties of another form": {cfn.Event{RequestType: cfn.RequestCreate, ResourceType: "Custom::GalleySettings", LogicalResourceID: "Settings",
			ResourceProperties: map[string]any{"Values": "none"}}, "the properties of Settings: "},
	} {
		t.Run(name, func(t *testing.T) {
			w, at := newWorld(t, endless(t)), newCloudFormation(t)
			c.event.ResponseURL, c.event.RequestID, c.event.StackID = at.URL, "request", "stack"
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			if err := setup.New(w.config, panics{}).Handle(ctx, c.event); err != nil {
				t.Fatal(err)
			}
			reply := <-at.replies
			if reply.Status != cfn.StatusFailed || !strings.HasPrefix(reply.Reason, c.reason) || len(reply.Data) > 0 {
				t.Errorf("CloudFormation got %s: %s", reply.Status, reply.Reason)
			}
			if reply.PhysicalResourceID == "" || reply.RequestID != "request" || reply.StackID != "stack" {
				t.Errorf("CloudFormation does not know what the reply is about: %+v", reply)
			}
		})
	}
}

// The secret goes to CloudFormation, which hides it, and nowhere else.
//
// N10, N11
func TestTheSecretIsNotLogged(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	w, at := newWorld(t, emulator.Start(t)), newCloudFormation(t)
	err := setup.New(w.config, nil).Handle(t.Context(), cfn.Event{
		RequestType: cfn.RequestCreate, ResourceType: "Custom::GalleyOriginSecret", LogicalResourceID: "Secret", ResponseURL: at.URL + "/?Signature=planted",
		ResourceProperties: map[string]any{"Name": "/logged/secret"},
	})
	if err != nil {
		t.Fatal(err)
	}
	reply := <-at.replies
	value, _ := reply.Data["Value"].(string)
	if reply.Status != cfn.StatusSuccess || !reply.NoEcho || value == "" || reply.PhysicalResourceID != "/logged/secret" {
		t.Errorf("CloudFormation got %+v", reply)
	}
	if !strings.Contains(log.String(), "Custom::GalleyOriginSecret") {
		t.Error("the log does not tell what was asked for")
	}
	for _, planted := range []string{value, "planted"} {
		if strings.Contains(log.String(), planted) {
			t.Errorf("the log has %s", planted)
		}
	}
}

func TestTheEnvironmentMustBeLambdas(t *testing.T) {
	if _, err := setup.Config(func(string) string { return "" }); err == nil {
		t.Error("it starts without a region")
	}
}
