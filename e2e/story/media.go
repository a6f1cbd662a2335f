package story

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// picture is a PNG of one colour.
func picture(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	img.Set(1, 1, color.Black)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends a picture by a presigned request, waits until somebody has looked at it, and shows it in an entry.
func (s *Story) upload(t testing.TB) {
	editor, public, file := s.editor.With(t), s.client(t, ""), picture(t)
	d := editor.Ask("/manage/graphql", `mutation($n: Int!) { createUpload(fileName: "soup.png", mimeType: "image/png", size: $n) { id method url headers } }`, Object{"n": len(file)})
	request, id := At(d, "createUpload"), Text(d, "createUpload", "id")
	if u, err := url.Parse(Text(request, "url")); err == nil {
		s.home.Secrets.Keep("presigned signature", u.Query().Get("X-Amz-Signature"))
	}
	Want(t, "too short", Send(public, request, file[:10]) >= 400, true) // M13
	if status := Send(public, request, file); status >= 300 {
		t.Fatalf("the upload answers %d", status)
	}
	asset := s.complete(t, id)
	Want(t, "width", At(asset, "width"), any(640.0))

	editor.Ask("/manage/graphql", `mutation($p: JSON!) { createEntry(model: "recipe", values: $p, publish: true) { id } }`,
		Object{"p": Object{"title": "With a photo", "slug": "photo", "photo": Object{"id": id}}})
	d = public.Ask("/graphql", `{ recipe(slug: "photo") { photo { fileName width url(width: 160) original: url } } }`, nil)
	variant := public.Get(Text(d, "recipe", "photo", "url"))
	img, _, err := image.DecodeConfig(bytes.NewReader(variant.Body))
	if err != nil {
		t.Fatalf("the variant %s is no picture (%d): %v", Text(d, "recipe", "photo", "url"), variant.Status, err)
	}
	Want(t, "width of the variant", img.Width, 160)
	original := public.Get(Text(d, "recipe", "photo", "original"))
	Want(t, "the original comes back as it went", bytes.Equal(original.Body, file), true)
}

// complete says that a file was sent, and waits until somebody has looked at it.
func (s *Story) complete(t testing.TB, id string) any {
	t.Helper()
	editor := s.editor.With(t)
	s.assets = append(s.assets, id)
	d := editor.Ask("/manage/graphql", `mutation($id: ID!) { completeUpload(id: $id) { asset { state width url reason } } }`, Object{"id": id})
	asset := At(d, "completeUpload", "asset")
	Until(t, "somebody looks at the upload", func() bool {
		if Text(asset, "state") == "UPLOADING" {
			asset = At(editor.Ask("/manage/graphql", `query($id: ID!) { entry(id: $id) { asset { state width url reason } } }`, Object{"id": id}), "entry", "asset")
		}
		return Text(asset, "state") != "UPLOADING"
	})
	Want(t, "state ("+Text(asset, "reason")+")", Text(asset, "state"), "READY")
	return asset
}

// largeSize is more than any home takes in one piece.
const largeSize = 17 << 20

// largeFile sends a document, in parts where the home wants parts, and fetches it again.
func (s *Story) largeFile(t testing.TB) {
	editor, public := s.editor.With(t), s.client(t, "")
	file := bytes.Repeat([]byte("A line of a long document.\n"), largeSize/27+1)
	d := editor.Ask("/manage/graphql", `mutation($n: Int!) { createUpload(fileName: "long.txt", mimeType: "text/plain", size: $n) { id method url headers parts { method url headers offset size } } }`, Object{"n": len(file)})
	requests := List(d, "createUpload", "parts")
	if len(requests) == 0 {
		requests = []any{At(d, "createUpload")}
	}
	for _, r := range slices.Backward(requests) { // in any order
		part := file
		if size, in := At(r, "size").(float64); in {
			offset := int(At(r, "offset").(float64))
			part = file[offset : offset+int(size)]
		}
		if status := Send(public, r, part); status >= 300 {
			t.Fatalf("a part is answered by %d", status)
		}
	}
	asset := s.complete(t, Text(d, "createUpload", "id"))
	Want(t, "the file comes back as it went", bytes.Equal(public.Get(Text(asset, "url")).Body, file), true)
	t.Logf("%d bytes went in %d requests", len(file), len(requests))
}

// Send sends a file with a presigned request, and gives the status of the answer.
func Send(c *Client, request any, file []byte) int {
	c.t.Helper()
	address := Text(request, "url")
	if strings.HasPrefix(address, "/") {
		address = c.url + address
	}
	header := http.Header{}
	headers, _ := At(request, "headers").(Object)
	for k, v := range headers {
		header.Set(k, fmt.Sprint(v))
	}
	return c.Do(Text(request, "method"), address, header, file).Status
}
