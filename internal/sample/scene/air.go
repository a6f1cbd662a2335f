package scene

import "math"

func stars(c *canvas, p palette) {
	c.all(down(p.top.dark(0.25), p.low.mix(p.top, 0.35), 0, c.height()*0.9))
	c.aurora(p)
	for range 900 {
		x, y := c.between(0, c.width()), c.height()*0.85*math.Pow(c.rnd.Float64(), 1.3)
		c.fill(disc(x, y, c.between(0.6, 1.9)), solid(p.sun), c.between(0.35, 1))
	}
	for range 14 {
		x, y := c.between(0, c.width()), c.between(0, c.height()*0.5)
		c.glow(x, y, 16, p.sun, 0.6)
		c.fill(disc(x, y, 2.6), solid(p.sun), 1)
	}
	c.ranges(p, 4, c.height()*0.72, c.height()*0.98, 0.5)
	c.hut(p, c.width()*c.between(0.25, 0.7), c.height()*0.9)
	c.pines(110, c.height()*0.93, c.height()*1.03, 50, 140, p.near.dark(0.35))
}

// aurora hangs curtains of light into the sky.
func (c *canvas) aurora(p palette) {
	for band := range 3 {
		r := c.newRidge(420, 0.5)
		col := p.accent.mix(p.low, 0.3*float64(band))
		base := c.height() * (0.34 + 0.1*float64(band))
		for x := range c.w {
			foot := base - 160*r.at(float64(x))
			tall := 120 + 240*r.at(float64(x)*3+900)
			for y := max(0, int(foot-tall)); y < int(foot) && y < c.h; y++ {
				t := (foot - float64(y)) / tall
				c.blend(x, y, solid(col), 0.34*(1-t)*min(1, t*9))
			}
		}
	}
}

func (c *canvas) hut(p palette, x, y float64) {
	c.glow(x+46, y-26, 210, p.lamp, 0.5)
	c.fill(rect(x, y-60, 110, 64), solid(p.near.mix(p.far, 0.2)), 1)
	c.fill([]point{{x - 16, y - 56}, {x + 55, y - 112}, {x + 126, y - 56}}, solid(p.near.dark(0.3)), 1)
	c.fill(rect(x+20, y-42, 26, 24), solid(p.lamp), 1)
	c.fill(rect(x+66, y-42, 22, 46), solid(p.near.dark(0.4)), 1)
}

func balloons(c *canvas, p palette) {
	c.sky(p, c.between(0.3, 0.7), 0.34, 66)
	c.clouds(7, 120, 460, p.low.light(0.5), 0.32)
	c.ranges(p, 5, c.height()*0.66, c.height()*0.98, 0.46)
	cols := [][2]color{{p.accent, p.low.light(0.5)}, {p.near.mix(p.far, 0.3), p.accent.mix(p.low, 0.3)}, {p.far, p.lamp}, {p.accent.dark(0.2), p.far.mix(p.low, 0.5)}}
	for i, size := range []float64{46, 58, 76, 104, 168} {
		x := c.width() * (0.1 + 0.19*float64((i*2)%5) + c.between(-0.03, 0.03))
		c.balloon(p, x, c.between(200, 470), size, cols[i%len(cols)])
	}
}

func (c *canvas) balloon(p palette, x, y, r float64, cols [2]color) {
	profile := []point{{0.02, 0}, {0.5, 0.08}, {0.95, 0.32}, {0.98, 0.5}, {0.72, 0.78}, {0.22, 1}}
	c.fill(turned(x, y-r, 2.3*r, 2*r, profile), solid(cols[0]), 1)
	for _, part := range []float64{0.74, 0.28} {
		c.fill(turned(x, y-r, 2.3*r, 2*r*part, profile), solid(cols[1]), 1)
		c.fill(turned(x, y-r, 2.3*r, 2*r*part*0.58, profile), solid(cols[0]), 1)
	}
	c.fill(turned(x, y-r, 2.3*r, 2*r, profile), across(cols[0].light(0.6), p.near, x-r, x+r), 0.2)
	for _, side := range []float64{-1, 1} {
		c.fill([]point{{x + side*r*0.2, y + 1.28*r}, {x + side*r*0.24, y + 1.28*r}, {x + side*r*0.16, y + 1.6*r}, {x + side*r*0.13, y + 1.6*r}}, solid(p.near), 0.9)
	}
	c.fill(rounded(x-r*0.17, y+1.58*r, r*0.34, r*0.24, r*0.05), solid(p.near.mix(p.accent, 0.3)), 1)
}
