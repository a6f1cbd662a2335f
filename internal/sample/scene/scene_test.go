package scene_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"github.com/galley-cms/galley/internal/sample/scene"
)

func TestEveryKindCanBeDrawn(t *testing.T) {
	for _, kind := range scene.Kinds() {
		data, err := scene.Scene{Kind: kind, Palette: "dusk", Seed: 7}.JPEG()
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		want := image.Pt(1600, 1000)
		if kind == "portrait" {
			want = image.Pt(800, 800)
		}
		if got := img.Bounds().Size(); got != want || len(data) > 500_000 {
			t.Errorf("%s: %v, %d bytes", kind, got, len(data))
		}
	}
}

func TestEqualScenesAreEqualPictures(t *testing.T) {
	s := scene.Scene{Kind: "sea", Palette: "dawn", Seed: 3}
	first, err1 := s.JPEG()
	second, err2 := s.JPEG()
	s.Seed = 4
	other, err3 := s.JPEG()
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	if !bytes.Equal(first, second) || bytes.Equal(first, other) {
		t.Error("the seed does not decide alone")
	}
}

func TestUnknownScenes(t *testing.T) {
	for _, s := range []scene.Scene{{Kind: "moon", Palette: "day"}, {Kind: "sea", Palette: "puce"}} {
		if _, err := s.JPEG(); err == nil {
			t.Errorf("%+v was drawn", s)
		}
	}
}
