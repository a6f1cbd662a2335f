package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/galley-cms/galley/internal/blob"
	"github.com/galley-cms/galley/internal/blob/blobtest"
	"github.com/galley-cms/galley/internal/blob/s3"
	"github.com/galley-cms/galley/internal/emulator"
)

// newClient speaks to the emulator's S3, or to a server of the test's.
func newClient(address string, h *http.Client) *sdk.Client {
	return sdk.New(sdk.Options{
		BaseEndpoint: &address,
		UsePathStyle: true, // its buckets have no names in the DNS
		Region:       emulator.Region,
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:   h,
	})
}

// makeBuckets gives a function that makes an empty bucket in an emulator.
func makeBuckets(t *testing.T) (*sdk.Client, func(t *testing.T) string) {
	client := newClient(emulator.Start(t), emulator.Client())
	var count atomic.Int64
	return client, func(t *testing.T) string {
		t.Helper()
		name := fmt.Sprintf("bucket-%d", count.Add(1))
		_, err := client.CreateBucket(t.Context(), &sdk.CreateBucketInput{
			Bucket:                    &name,
			CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: emulator.Region},
		})
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
}

// TestSuite holds the adapter to the port. The emulator checks the signatures of presigned requests, and keeps
// conditions, as S3 does: there is no exception.
//
// M13
func TestSuite(t *testing.T) {
	client, bucket := makeBuckets(t)
	t.Run("bucket", func(t *testing.T) {
		blobtest.Run(t, func(t *testing.T) blob.Bucket { return s3.New(client, bucket(t)) })
	})
	t.Run("uploads", func(t *testing.T) {
		blobtest.RunUploads(t, func(t *testing.T) blobtest.Uploads {
			b := s3.New(client, bucket(t))
			return blobtest.Uploads{Bucket: b, Presigner: b, Pass: time.Sleep, InParts: true}
		})
	})
	t.Run("links", func(t *testing.T) {
		blobtest.RunLinks(t, func(t *testing.T) blobtest.Links {
			b := s3.New(client, bucket(t))
			return blobtest.Links{Bucket: b, Linker: b, Pass: time.Sleep}
		})
	})
	t.Run("another key is refused", func(t *testing.T) { testOtherKey(t, s3.New(client, bucket(t))) })
	t.Run("objects in parts", func(t *testing.T) {
		name := bucket(t)
		testParts(t, client, name, s3.New(client, name))
	})
	t.Run("an upload is joined once", func(t *testing.T) { testJoinedOnce(t, client, bucket(t)) })
	t.Run("an upload that was opened twice", func(t *testing.T) { testOpenedTwice(t, client, bucket(t)) })
	t.Run("reading parts of an object", func(t *testing.T) { testSeek(t, s3.New(client, bucket(t))) })
	t.Run("a reader sees one version", func(t *testing.T) { testReplaced(t, s3.New(client, bucket(t))) })
	t.Run("more objects than a page", func(t *testing.T) { testPages(t, s3.New(client, bucket(t))) })
	t.Run("a control character in a key", func(t *testing.T) { testControl(t, s3.New(client, bucket(t))) })
}

func put(t *testing.T, b blob.Bucket, key, body string) {
	t.Helper()
	if err := b.Put(t.Context(), key, strings.NewReader(body), blob.PutOptions{Size: int64(len(body))}); err != nil {
		t.Fatal(err)
	}
}

// open opens an object that can seek.
func open(t *testing.T, b blob.Bucket, key string) io.ReadSeeker {
	t.Helper()
	body, _, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := body.Close(); err != nil {
			t.Error(err)
		}
	})
	return body.(io.ReadSeeker)
}

// testOtherKey sends a granted upload to the address of another object. M13
func testOtherKey(t *testing.T, b *s3.Bucket) {
	granted, err := b.PresignUpload(t.Context(), blob.Upload{Key: "mine", ContentType: "text/plain", Size: 1, Expires: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), granted.Method, strings.Replace(granted.URL, "mine", "yours", 1), strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range granted.Header {
		req.Header.Set(name, value)
	}
	reply, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := reply.Body.Close(); err != nil || reply.StatusCode != http.StatusForbidden {
		t.Errorf("answered %d, %v", reply.StatusCode, err)
	}
	if _, err := b.Stat(t.Context(), "yours"); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Stat gives %v", err)
	}
}

const partSize = 8 << 20

func testParts(t *testing.T, client *sdk.Client, name string, b *s3.Bucket) {
	for _, size := range []int{partSize, 2*partSize + 1} {
		body := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		for _, announced := range []int64{int64(size), -1} {
			o := blob.PutOptions{Size: announced, ContentType: "video/mp4", CacheControl: "no-store"}
			if err := b.Put(t.Context(), "k", bytes.NewReader(body), o); err != nil {
				t.Fatal(err)
			}
		}
		got, err := io.ReadAll(open(t, b, "k"))
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("of %d bytes %d came back, %v", size, len(got), err)
		}
		info, err := b.Stat(t.Context(), "k")
		if err != nil || info.Size != int64(size) || info.ContentType != "video/mp4" || info.CacheControl != "no-store" {
			t.Errorf("Stat gives %+v, %v", info, err)
		}
	}
	cut := errors.New("the line is cut")
	for _, bad := range []struct {
		body io.Reader
		size int64
	}{
		{strings.NewReader(strings.Repeat("x", partSize+1)), partSize + 2},
		{strings.NewReader(strings.Repeat("x", partSize+2)), partSize + 1},
		{io.MultiReader(strings.NewReader(strings.Repeat("x", partSize+1)), broken{cut}), -1},
	} {
		if err := b.Put(t.Context(), "bad", bad.body, blob.PutOptions{Size: bad.size}); err == nil {
			t.Errorf("a body was taken that is not of %d bytes", bad.size)
		}
	}
	if _, err := b.Stat(t.Context(), "bad"); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("Stat gives %v", err)
	}
	left, err := client.ListMultipartUploads(t.Context(), &sdk.ListMultipartUploadsInput{Bucket: &name})
	if err != nil || len(left.Uploads) != 0 {
		t.Errorf("%d uploads were left over, %v", len(left.Uploads), err)
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func testSeek(t *testing.T, b *s3.Bucket) {
	put(t, b, "k", "0123456789")
	r := open(t, b, "k")
	for _, c := range []struct {
		offset int64
		whence int
		length int
		want   string
	}{
		{0, io.SeekEnd, 1, ""}, {0, io.SeekStart, 3, "012"}, {4, io.SeekCurrent, 2, "78"}, {-1, io.SeekEnd, 5, "9"},
		{2, io.SeekStart, 8, "23456789"}, {20, io.SeekStart, 1, ""}, {1, io.SeekStart, 1, "1"},
	} {
		if _, err := r.Seek(c.offset, c.whence); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.LimitReader(r, int64(c.length)))
		if err != nil || string(got) != c.want {
			t.Errorf("at %d of %d: %q, %v", c.offset, c.whence, got, err)
		}
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Error("it sought to a place before the beginning")
	}
	reply := httptest.NewRecorder()
	req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	req.Header.Set("Range", "bytes=3-5")
	http.ServeContent(reply, req, "k.txt", time.Time{}, r)
	if reply.Code != http.StatusPartialContent || reply.Body.String() != "345" {
		t.Errorf("a range request gets %d %q", reply.Code, reply.Body)
	}
}

func testReplaced(t *testing.T, b *s3.Bucket) {
	put(t, b, "k", "aaaaaaaaaa")
	r := open(t, b, "k")
	put(t, b, "k", "bbbbbbbbbb")
	if _, err := r.Seek(5, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err == nil {
		t.Errorf("the reader of the old object goes on with %q", got)
	}
}

func testPages(t *testing.T, b *s3.Bucket) {
	const count = 1005
	var keys []string
	for i := range count {
		keys = append(keys, fmt.Sprintf("%04d", i))
		put(t, b, keys[i], "x")
	}
	infos, err := b.List(t.Context(), "", "", 2*count)
	if err != nil || len(infos) != count || infos[count-1].Key != keys[count-1] || infos[count-1].Size != 1 {
		t.Errorf("List gives %d objects of %d, %v", len(infos), count, err)
	}
	if err := b.Delete(t.Context(), keys...); err != nil {
		t.Fatal(err)
	}
	if infos, err := b.List(t.Context(), "", "", 1); err != nil || len(infos) != 0 {
		t.Errorf("%d objects are left, %v", len(infos), err)
	}
}

func testControl(t *testing.T, b *s3.Bucket) {
	for _, key := range []string{"a\x01b", "a\uFFFDb", "a\nb"} {
		put(t, b, key, "x")
	}
	if err := b.Delete(t.Context(), "a\x01b", "a\nb"); err != nil {
		t.Fatal(err)
	}
	infos, err := b.List(t.Context(), "", "", 10)
	if err != nil || len(infos) != 1 || infos[0].Key != "a\uFFFDb" {
		t.Errorf("List gives %+v, %v", infos, err)
	}
}
