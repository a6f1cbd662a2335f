package scene

import (
	"image"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// color is linear enough for our purposes: red, green and blue from 0 to 1.
type color [3]float32

// hex reads a color like 0xf28f6b.
func hex(n uint32) color {
	return color{float32(n>>16&255) / 255, float32(n>>8&255) / 255, float32(n&255) / 255}
}

// mix goes from c to d as t goes from 0 to 1.
func (c color) mix(d color, t float64) color {
	f := float32(min(max(t, 0), 1))
	return color{c[0] + (d[0]-c[0])*f, c[1] + (d[1]-c[1])*f, c[2] + (d[2]-c[2])*f}
}

func (c color) light(t float64) color { return c.mix(color{1, 1, 1}, t) }
func (c color) dark(t float64) color  { return c.mix(color{}, t) }

// paint gives the color of a pixel.
type paint func(x, y float64) color

func solid(c color) paint { return func(_, _ float64) color { return c } }

// down goes from a at the height y0 to b at y1.
func down(a, b color, y0, y1 float64) paint {
	return func(_, y float64) color { return a.mix(b, (y-y0)/(y1-y0)) }
}

// across goes from a at x0 to b at x1.
func across(a, b color, x0, x1 float64) paint {
	return func(x, _ float64) color { return a.mix(b, (x-x0)/(x1-x0)) }
}

// ball is lit from the upper left.
func ball(c color, x, y, r float64) paint {
	return func(px, py float64) color {
		d := math.Hypot(px-x+r*0.35, py-y+r*0.4) / r
		return c.light(0.35 - 0.35*d).dark(0.5 * max(0, d-0.65))
	}
}

// canvas is a picture in the making.
type canvas struct {
	w, h int
	pix  []color
	rnd  *rand.Rand
	mask vector.Rasterizer
}

func newCanvas(w, h int, seed uint64) *canvas {
	return &canvas{w: w, h: h, pix: make([]color, w*h), rnd: rand.New(rand.NewPCG(seed, 0x6a11e7))}
}

func (c *canvas) width() float64  { return float64(c.w) }
func (c *canvas) height() float64 { return float64(c.h) }

// between is a random number.
func (c *canvas) between(low, high float64) float64 { return low + (high-low)*c.rnd.Float64() }

// all paints everything.
func (c *canvas) all(p paint) {
	for y := range c.h {
		for x := range c.w {
			c.pix[y*c.w+x] = p(float64(x), float64(y))
		}
	}
}

// point is a corner of a shape.
type point struct{ x, y float64 }

// fill paints a closed shape with smooth edges, opaque to the degree alpha.
func (c *canvas) fill(shape []point, p paint, alpha float64) {
	box := bounds(shape).Intersect(image.Rect(0, 0, c.w, c.h))
	if box.Empty() {
		return
	}
	c.mask.Reset(box.Dx(), box.Dy())
	for i, at := range shape {
		x, y := float32(at.x-float64(box.Min.X)), float32(at.y-float64(box.Min.Y))
		if i == 0 {
			c.mask.MoveTo(x, y)
		} else {
			c.mask.LineTo(x, y)
		}
	}
	c.mask.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	c.mask.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for y := range box.Dy() {
		for x := range box.Dx() {
			if a := mask.Pix[y*mask.Stride+x]; a > 0 {
				c.blend(box.Min.X+x, box.Min.Y+y, p, float64(a)/255*alpha)
			}
		}
	}
}

func (c *canvas) blend(x, y int, p paint, alpha float64) {
	at := &c.pix[y*c.w+x]
	*at = at.mix(p(float64(x), float64(y)), alpha)
}

func bounds(shape []point) image.Rectangle {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, p := range shape {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	return image.Rect(int(math.Floor(low.x)), int(math.Floor(low.y)), int(math.Ceil(high.x)), int(math.Ceil(high.y)))
}

// glow lightens a round area, less towards its edge.
func (c *canvas) glow(x, y, r float64, col color, strength float64) {
	box := image.Rect(int(x-r), int(y-r), int(x+r), int(y+r)).Intersect(image.Rect(0, 0, c.w, c.h))
	for py := box.Min.Y; py < box.Max.Y; py++ {
		for px := box.Min.X; px < box.Max.X; px++ {
			d := math.Hypot(float64(px)-x, float64(py)-y) / r
			if d < 1 {
				c.blend(px, py, solid(col), strength*(1-d)*(1-d))
			}
		}
	}
}

// The shapes.

func rect(x, y, w, h float64) []point {
	return []point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
}

func disc(x, y, r float64) []point { return oval(x, y, r, r) }

func oval(x, y, rx, ry float64) []point {
	const steps = 64
	out := make([]point, steps)
	for i := range out {
		sin, cos := math.Sincos(float64(i) * 2 * math.Pi / steps)
		out[i] = point{x + rx*cos, y + ry*sin}
	}
	return out
}

// rounded is a rectangle with round corners.
func rounded(x, y, w, h, r float64) (out []point) {
	const steps = 10
	r = min(r, w/2, h/2)
	for corner, at := range []point{{x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}} {
		for i := range steps + 1 {
			sin, cos := math.Sincos((float64(corner) + float64(i)/steps) * math.Pi / 2)
			out = append(out, point{at.x + r*cos, at.y + r*sin})
		}
	}
	return out
}

// below is everything under a line of heights, one for each step of pixels from the left.
func (c *canvas) below(line func(x float64) float64) []point {
	out := []point{{-2, c.height() + 2}}
	for x := -2.0; x <= c.width()+2; x += 2 {
		out = append(out, point{x, line(x)})
	}
	return append(out, point{c.width() + 2, c.height() + 2})
}

// turned is a vessel: the shape that a profile of half widths makes, from the top down. Heights go from 0 to 1.
func turned(x, top, height, width float64, profile []point) []point {
	line := smooth(profile)
	out := make([]point, 0, 2*len(line))
	for _, p := range line {
		out = append(out, point{x + p.x*width/2, top + p.y*height})
	}
	for i := len(line) - 1; i >= 0; i-- {
		out = append(out, point{x - line[i].x*width/2, top + line[i].y*height})
	}
	return out
}

// smooth draws a curve through points (Catmull-Rom).
func smooth(p []point) (out []point) {
	const steps = 12
	at := func(i int) point { return p[min(max(i, 0), len(p)-1)] }
	for i := range len(p) - 1 {
		a, b, d, e := at(i-1), at(i), at(i+1), at(i+2)
		for s := range steps {
			t := float64(s) / steps
			out = append(out, point{spline(a.x, b.x, d.x, e.x, t), spline(a.y, b.y, d.y, e.y, t)})
		}
	}
	return append(out, p[len(p)-1])
}

func spline(a, b, c, d, t float64) float64 {
	return 0.5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
}

// image gives the finished picture, dithered so that gradients show no steps.
func (c *canvas) image() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	for i, p := range c.pix {
		noise := c.rnd.Float32() - 0.5
		for k := range 3 {
			img.Pix[4*i+k] = uint8(min(max(p[k]*255+noise+0.5, 0), 255))
		}
		img.Pix[4*i+3] = 255
	}
	return img
}
