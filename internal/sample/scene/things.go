package scene

import "math"

// The outlines of vessels, as half widths from the top down.
var (
	vase   = []point{{0.34, 0}, {0.28, 0.06}, {0.3, 0.2}, {0.82, 0.45}, {1, 0.64}, {0.8, 0.88}, {0.46, 1}}
	bottle = []point{{0.26, 0}, {0.24, 0.03}, {0.24, 0.26}, {0.5, 0.4}, {0.92, 0.5}, {0.98, 0.6}, {0.98, 0.95}, {0.9, 1}}
	jug    = []point{{0.62, 0}, {0.5, 0.1}, {0.56, 0.24}, {0.94, 0.5}, {1, 0.7}, {0.84, 0.92}, {0.6, 1}}
	bowl   = []point{{1, 0}, {0.98, 0.12}, {0.84, 0.5}, {0.5, 0.86}, {0.34, 0.93}, {0.36, 1}}
	cup    = []point{{0.9, 0}, {0.88, 0.4}, {0.78, 0.84}, {0.56, 1}}
	jar    = []point{{0.6, 0}, {0.6, 0.1}, {0.92, 0.18}, {1, 0.3}, {1, 0.9}, {0.9, 1}}
)

// vessel draws a vessel that stands at the height foot, with a band of another color.
func (c *canvas) vessel(x, foot, w, h float64, profile []point, col, band color) {
	c.fill(oval(x+w*0.12, foot, w*0.6, h*0.05), solid(color{}), 0.18)
	c.fill(turned(x, foot-h, h, w, profile), across(col.light(0.28), col.dark(0.34), x-w/2, x+w/2), 1)
	c.fill(turned(x-w*0.13, foot-h+h*0.02, h*0.96, w*0.34, profile), solid(col.light(0.5)), 0.16)
	if c.rnd.IntN(2) == 0 {
		c.stripe(x, foot, w, h, profile, band)
	}
	rim := profile[0].x * w / 2
	c.fill(oval(x, foot-h, rim, rim*0.16), solid(col.dark(0.45)), 1)
}

// stripe is a band around the widest part.
func (c *canvas) stripe(x, foot, w, h float64, profile []point, col color) {
	var part []point
	for _, p := range smooth(profile) {
		if p.y > 0.56 && p.y < 0.68 {
			part = append(part, p)
		}
	}
	if len(part) > 1 {
		c.fill(turned(x, foot-h, h, w, part), across(col.light(0.25), col.dark(0.25), x-w/2, x+w/2), 0.9)
	}
}

func table(c *canvas, p palette) {
	edge := c.height() * 0.66
	c.all(down(p.top, p.low, 0, edge))
	c.glow(c.width()*0.22, 120, 760, p.sun, 0.5)
	c.windowLight(p)
	cloth := p.near.mix(p.accent, 0.16)
	c.fill(rect(0, edge, c.width(), c.height()), down(cloth.light(0.26), cloth.dark(0.12), edge, c.height()), 1)
	cols := []color{p.accent, p.far, p.near.mix(p.far, 0.5), p.low.mix(p.far, 0.4), p.accent.mix(p.low, 0.45)}
	pick := func() color { return cols[c.rnd.IntN(len(cols))] }
	c.vessel(c.between(380, 460), edge+120, 190, 470, bottle, pick(), p.low)
	c.vessel(c.between(640, 700), edge+150, 270, 340, jug, pick(), p.low)
	c.vessel(c.between(1240, 1300), edge+130, 170, 250, jar, pick(), p.low)
	c.fruitBowl(p, c.between(930, 1010), edge+210)
	for i := range 4 {
		c.fruit(p, 330+float64(i)*c.between(150, 290), edge+c.between(210, 275), c.between(44, 62))
	}
	c.vessel(1370, edge+250, 150, 110, cup, pick(), p.low)
}

// windowLight throws the light of a window onto the wall.
func (c *canvas) windowLight(p palette) {
	x := c.between(840, 1080)
	for i := range 2 {
		for k := range 2 {
			at := x + float64(i)*170
			y := 110 + float64(k)*190
			c.fill([]point{{at, y}, {at + 150, y - 26}, {at + 150, y + 150}, {at, y + 176}}, solid(p.sun), 0.42)
		}
	}
}

func (c *canvas) fruitBowl(p palette, x, foot float64) {
	const w, h = 430.0, 170.0
	col := p.low.mix(p.far, 0.35)
	c.fill(oval(x+50, foot, w*0.4, 12), solid(color{}), 0.18)
	c.fill(oval(x, foot-h, w/2, 30), solid(col.dark(0.4)), 1)
	for _, at := range []point{{-112, -4}, {108, -6}, {-56, -58}, {58, -62}, {0, -12}} {
		c.fruit(p, x+at.x, foot-h+at.y, 66)
	}
	c.fill(turned(x, foot-h, h, w, bowl), across(col.light(0.28), col.dark(0.34), x-w/2, x+w/2), 1)
	c.stripe(x, foot, w, h, bowl, p.accent)
}

// fruit is an apple, an orange or a plum; y is its middle.
func (c *canvas) fruit(p palette, x, y, r float64) {
	cols := []color{p.accent, p.accent.mix(p.lamp, 0.6), p.accent.mix(p.near, 0.5), p.far.mix(p.lamp, 0.5)}
	c.fill(oval(x+r*0.15, y+r*0.92, r*0.95, r*0.2), solid(color{}), 0.16)
	c.fill(oval(x, y, r, r*0.94), ball(cols[c.rnd.IntN(len(cols))], x, y, r), 1)
	c.fill([]point{{x - 2, y - r*0.86}, {x + 3, y - r*0.86}, {x + r*0.16, y - r*1.2}, {x + r*0.06, y - r*1.2}}, solid(p.near.dark(0.3)), 1)
	c.leaf(x+r*0.1, y-r*1.08, r*0.62, -0.5, p.far.mix(p.near, 0.55))
}

func shelf(c *canvas, p palette) {
	c.all(down(p.low, p.low.mix(p.top, 0.75), 0, c.height()))
	c.glow(c.width()*0.3, 60, 900, p.sun, 0.5)
	cols := []color{p.accent, p.far, p.near, p.low.mix(p.far, 0.5), p.accent.mix(p.low, 0.5), p.near.mix(p.far, 0.5), p.lamp.mix(p.far, 0.4)}
	profiles := [][]point{vase, bottle, jug, bowl, cup, jar}
	wood := p.near.mix(p.accent, 0.35)
	for _, foot := range []float64{350, 640, 930} {
		for x := c.between(70, 130); x < c.width()-70; {
			profile := profiles[c.rnd.IntN(len(profiles))]
			w, h := c.between(86, 150), c.between(120, 235)
			if profile[0].x > 0.85 {
				w, h = w*1.35, h*0.5
			}
			c.vessel(x+w/2, foot, w, h, profile, cols[c.rnd.IntN(len(cols))], cols[c.rnd.IntN(len(cols))])
			x += w + c.between(24, 70)
		}
		c.fill(rect(0, foot, c.width(), 26), down(wood.light(0.2), wood.dark(0.1), foot, foot+26), 1)
		c.fill(rect(0, foot+26, c.width(), 30), down(p.near, p.low.mix(p.top, 0.5), foot+26, foot+56), 0.22)
	}
}

func radio(c *canvas, p palette) {
	c.all(down(p.low, p.top, 0, c.height()))
	c.glow(c.width()*0.7, 140, 800, p.sun, 0.55)
	desk := c.height() * 0.8
	c.fill(rect(0, desk, c.width(), c.height()), down(p.near.light(0.12), p.near.dark(0.2), desk, c.height()), 1)
	x, y, w, h := 300.0, 290.0, 1000.0, 530.0
	c.fill(rounded(x+20, y+h-16, w-10, 46, 20), solid(p.near.dark(0.5)), 0.5)
	c.fill([]point{{x + w - 120, y + 10}, {x + w - 108, y + 10}, {x + w + 120, y - 230}, {x + w + 114, y - 236}}, solid(p.near), 1)
	c.fill(disc(x+w+118, y-234, 12), solid(p.accent), 1)
	c.fill(rounded(x, y, w, h, 56), down(p.accent.light(0.14), p.accent.dark(0.14), y, y+h), 1)
	c.fill(rounded(x+32, y+32, w-64, h-64, 36), down(p.low.light(0.35), p.low, y, y+h), 1)
	c.speaker(p, x+268, y+h/2, 176)
	c.dial(p, x+500, y+80, 410, 130)
	for i := range 3 {
		c.knob(p, x+572+float64(i)*136, y+338, 48)
	}
}

func (c *canvas) speaker(p palette, x, y, r float64) {
	c.fill(disc(x, y, r), solid(p.near.mix(p.far, 0.2)), 1)
	for row := -8.0; row <= 8; row++ {
		for col := -8.0; col <= 8; col++ {
			dx, dy := (col+math.Mod(math.Abs(row), 2)*0.5)*20, row*19
			if math.Hypot(dx, dy) < r-14 {
				c.fill(disc(x+dx, y+dy, 5.4), solid(p.low), 0.85)
			}
		}
	}
}

// dial is the scale of stations with its needle.
func (c *canvas) dial(p palette, x, y, w, h float64) {
	c.fill(rounded(x, y, w, h, 16), down(p.lamp.light(0.35), p.lamp, y, y+h), 1)
	for i := range 31 {
		at := x + 24 + (w-48)*float64(i)/30
		tick := 18.0
		if i%5 == 0 {
			tick = 40
		}
		c.fill(rect(at-1.2, y+h-20-tick, 2.4, tick), solid(p.near), 0.9)
	}
	c.fill(rect(x+w*c.between(0.2, 0.8), y+12, 5, h-24), solid(p.accent.dark(0.2)), 1)
}

func (c *canvas) knob(p palette, x, y, r float64) {
	c.fill(disc(x+5, y+8, r), solid(p.near.dark(0.4)), 0.35)
	c.fill(disc(x, y, r), ball(p.near.mix(p.far, 0.25), x, y, r), 1)
	sin, cos := math.Sincos(c.between(-2.4, 2.4) - math.Pi/2)
	c.fill(disc(x+cos*r*0.66, y+sin*r*0.66, 7), solid(p.lamp), 1)
}

// leaf points into the direction angle.
func (c *canvas) leaf(x, y, length, angle float64, col color) {
	sin, cos := math.Sincos(angle)
	at := func(along, aside float64) point {
		return point{x + length*(along*cos-aside*sin), y + length*(along*sin+aside*cos)}
	}
	upper := smooth([]point{at(0, 0), at(0.3, -0.2), at(0.65, -0.17), at(1, 0)})
	lower := smooth([]point{at(1, 0), at(0.65, 0.17), at(0.3, 0.2), at(0, 0)})
	c.fill(append(append([]point{}, upper...), lower...), solid(col), 1)
	c.fill(append(append([]point{}, upper...), at(0.5, 0.01), at(0, 0)), solid(col.light(0.3)), 0.35)
}

func leaves(c *canvas, p palette) {
	c.all(down(p.low, p.top, 0, c.height()))
	c.glow(c.width()*0.5, c.height()*0.35, 700, p.sun, 0.7)
	c.fill(disc(c.width()*0.5, c.height()*0.46, 300), solid(p.accent.mix(p.low, 0.35)), 0.85)
	for layer := range 3 {
		t := float64(layer) / 2
		col := p.far.mix(p.near, 0.15+0.75*t)
		for range 7 {
			c.stem(c.between(-40, c.width()+40), c.height()+40, c.between(420, 860)*(1-0.18*t), col, p)
		}
	}
}

// stem is a bent stalk with leaves in pairs, sometimes with a flower on it.
func (c *canvas) stem(x, y, length float64, col color, p palette) {
	bend, lean := c.between(-0.5, 0.5), c.between(-0.25, 0.25)
	const parts = 14
	at := func(t float64) point {
		a := -math.Pi/2 + lean + bend*t
		return point{x + math.Cos(a)*length*t, y + math.Sin(a)*length*t}
	}
	for i := range parts {
		a, b := at(float64(i)/parts), at(float64(i+1)/parts)
		w := 6 * (1 - 0.7*float64(i)/parts)
		c.fill([]point{{a.x - w, a.y}, {a.x + w, a.y}, {b.x + w, b.y}, {b.x - w, b.y}}, solid(col.dark(0.15)), 1)
		if i < 3 {
			continue
		}
		size := length * 0.3 * (1.1 - float64(i)/parts)
		dir := math.Atan2(b.y-a.y, b.x-a.x)
		c.leaf(a.x, a.y, size, dir-c.between(0.7, 1.1), col)
		c.leaf(a.x, a.y, size, dir+c.between(0.7, 1.1), col.dark(0.08))
	}
	if c.rnd.IntN(2) == 0 {
		c.flower(at(1), length*0.075, p)
	}
}

func (c *canvas) flower(at point, r float64, p palette) {
	for i := range 7 {
		sin, cos := math.Sincos(float64(i) * 2 * math.Pi / 7)
		c.fill(disc(at.x+cos*r, at.y+sin*r, r*0.66), solid(p.accent.light(0.12)), 1)
	}
	c.fill(disc(at.x, at.y, r*0.62), solid(p.lamp), 1)
}
