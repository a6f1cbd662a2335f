// Package scene draws pictures for the sample content: landscapes, towns, still lifes and portraits. Everything is
// computed from a kind, a palette and a seed, so the repository holds no pictures, and they are ours to give away.
package scene

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"slices"
)

// Scene says what a picture shows. Equal scenes are equal pictures.
type Scene struct {
	Kind    string `json:"kind"`    // one of Kinds
	Palette string `json:"palette"` // dawn dusk day night mint ochre rose lilac ice ember
	Seed    uint64 `json:"seed"`
}

// The sizes of pictures, in pixels.
const (
	width    = 1600
	height   = 1000
	portrait = 800
)

type draw func(*canvas, palette)

var kinds = map[string]draw{
	"mountains": mountains, "lake": lake, "forest": forest, "dunes": dunes, "fields": fields,
	"sea": sea, "harbour": harbour, "skyline": skyline, "street": street, "viaduct": viaduct,
	"stars": stars, "balloons": balloons, "table": table, "shelf": shelf, "radio": radio, "leaves": leaves,
	"portrait": face,
}

// Kinds lists what can be drawn, in alphabetical order.
func Kinds() []string {
	var names []string
	for name := range kinds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// JPEG draws the scene.
func (s Scene) JPEG() ([]byte, error) {
	do, ok := kinds[s.Kind]
	if !ok {
		return nil, fmt.Errorf("there is no scene of kind %q", s.Kind)
	}
	p, ok := palettes[s.Palette]
	if !ok {
		return nil, fmt.Errorf("there is no palette %q", s.Palette)
	}
	w, h := width, height
	if s.Kind == "portrait" {
		w, h = portrait, portrait
	}
	c := newCanvas(w, h, s.Seed)
	do(c, p)
	var out bytes.Buffer
	err := jpeg.Encode(&out, c.image(), &jpeg.Options{Quality: 86})
	return out.Bytes(), err
}
