package scene

import "math"

// water fills the lower part with water that mirrors the sky and glitters under the sun.
func (c *canvas) water(p palette, horizon, sunX float64) {
	c.fill(rect(0, horizon, c.width(), c.height()), down(p.low.mix(p.top, 0.35), p.top.mix(p.near, 0.55), horizon, c.height()), 1)
	for range 420 {
		t := c.rnd.Float64()
		y := horizon + (c.height()-horizon)*t*t
		w := c.between(10, 60) * (0.3 + 1.7*t)
		x := c.between(-40, c.width())
		c.fill(rounded(x, y, w, 1.2+2.6*t, 2), solid(p.low.light(0.2)), 0.18)
	}
	for range 170 {
		t := c.rnd.Float64()
		y := horizon + 3 + (c.height()-horizon)*t
		spread := 30 + 200*t
		x := sunX + c.rnd.NormFloat64()*spread*0.5
		w := c.between(14, 70) * (0.4 + t)
		c.fill(rounded(x-w/2, y, w, 2+3*t, 2), solid(p.sun), 0.55)
	}
}

func sea(c *canvas, p palette) {
	sunX := c.between(0.3, 0.7)
	c.sky(p, sunX, 0.42, 76)
	c.clouds(5, 100, 380, p.low.light(0.35), 0.3)
	horizon := c.height() * 0.58
	c.headland(p, horizon)
	c.water(p, horizon, sunX*c.width())
	for range 3 {
		t := c.between(0.05, 0.5)
		c.boat(p, c.between(0.12, 0.88)*c.width(), horizon+300*t, 70+170*t)
	}
	c.birds(7, c.width()*c.between(0.15, 0.85), 220, p.near)
}

// headland is land that runs out into the sea on one side.
func (c *canvas) headland(p palette, horizon float64) {
	r := c.newRidge(260, 0.5)
	side := float64(c.rnd.IntN(2))
	line := func(x float64) float64 {
		t := math.Abs(x/c.width() - side) // 0 at the shore
		return horizon + 14 - 250*max(0, 0.62-t)*(0.5+r.at(x))
	}
	c.fill(c.below(line), down(p.far.mix(p.near, 0.3), p.far.mix(p.low, 0.3), horizon-190, horizon), 1)
	tower := side*c.width() + (0.5-side)*c.width()*0.5
	y := line(tower) + 4
	c.fill([]point{{tower - 11, y}, {tower - 7, y - 92}, {tower + 7, y - 92}, {tower + 11, y}}, solid(p.low.light(0.5)), 1)
	c.fill(rect(tower-9.5, y-62, 19, 18), solid(p.accent), 1)
	c.fill(rect(tower-8, y-106, 16, 14), solid(p.lamp), 1)
	c.fill([]point{{tower - 11, y - 105}, {tower, y - 120}, {tower + 11, y - 105}}, solid(p.accent.dark(0.3)), 1)
	c.glow(tower, y-99, 120, p.lamp, 0.6)
}

func (c *canvas) boat(p palette, x, y, h float64) {
	c.fill([]point{{x + h*0.02, y - h}, {x + h*0.02, y - h*0.12}, {x + h*0.5, y - h*0.12}}, solid(p.accent), 1)
	c.fill([]point{{x - h*0.03, y - h*0.86}, {x - h*0.03, y - h*0.12}, {x - h*0.34, y - h*0.12}}, solid(p.low.light(0.55)), 1)
	c.fill([]point{{x - h*0.42, y - h*0.08}, {x + h*0.56, y - h*0.08}, {x + h*0.4, y + h*0.08}, {x - h*0.3, y + h*0.08}}, solid(p.near), 1)
	c.fill(oval(x+h*0.05, y+h*0.1, h*0.46, h*0.02), solid(p.near), 0.35)
}

func lake(c *canvas, p palette) {
	c.sky(p, c.between(0.3, 0.7), 0.24, 58)
	c.clouds(4, 90, 260, p.low.light(0.45), 0.3)
	shore := c.height() * 0.62
	c.ranges(p, 4, c.height()*0.46, shore-6, 0.5)
	c.pines(120, shore-4, shore+4, 34, 84, p.near.mix(p.far, 0.15))
	c.mirror(shore, p)
	c.jetty(p, shore)
}

// mirror turns what is above the shore over into the water, darker and blurred by waves.
func (c *canvas) mirror(shore float64, p palette) {
	s := int(shore)
	for y := s; y < c.h; y++ {
		t := float64(y-s) / float64(c.h-s)
		shift := int(3 * math.Sin(float64(y)*0.45) * (0.4 + 2*t))
		from := max(0, s-1-int(float64(y-s)*1.15))
		for x := range c.w {
			sx := min(max(x+shift, 0), c.w-1)
			c.pix[y*c.w+x] = c.pix[from*c.w+sx].mix(p.near, 0.12+0.3*t)
		}
	}
	for range 130 {
		y := c.between(shore+4, c.height())
		c.fill(rounded(c.between(-60, c.width()), y, c.between(40, 190), 1.6, 1), solid(p.low.light(0.3)), 0.22)
	}
}

func (c *canvas) jetty(p palette, shore float64) {
	x := c.width() * c.between(0.3, 0.6)
	wood := p.near.mix(p.accent, 0.25)
	c.fill([]point{{x - 26, shore + 90}, {x + 26, shore + 90}, {x + 130, c.height() + 2}, {x - 130, c.height() + 2}}, down(wood.light(0.18), wood.dark(0.15), shore, c.height()), 1)
	for i := range 13 {
		t := math.Pow(float64(i)/12, 1.6)
		y := shore + 90 + (c.height()-shore-90)*t
		c.fill(rect(x-26-104*t, y, 52+208*t, 1.5+3*t), solid(wood.dark(0.5)), 0.6)
	}
}

func harbour(c *canvas, p palette) {
	c.sky(p, c.between(0.65, 0.85), 0.22, 54)
	c.clouds(4, 90, 240, p.low.light(0.4), 0.3)
	quay := c.height() * 0.64
	c.ranges(p, 2, c.height()*0.5, c.height()*0.58, 0.4)
	colors := []color{p.accent, p.low.light(0.3), p.far, p.accent.mix(p.low, 0.5), p.far.mix(p.near, 0.35), p.lamp.mix(p.accent, 0.3)}
	for x := -20.0; x < c.width(); {
		w, h := c.between(90, 150), c.between(150, 290)
		c.gable(p, x, quay, w, h, colors[c.rnd.IntN(len(colors))])
		x += w + 2
	}
	c.fill(rect(0, quay-4, c.width(), 22), solid(p.near), 1)
	c.mirror(quay+18, p)
	for _, at := range []float64{0.2, 0.46, 0.78} {
		c.boat(p, (at+c.between(-0.05, 0.05))*c.width(), c.between(quay+110, quay+260), c.between(150, 230))
	}
}

// gable is a narrow house with a pointed roof.
func (c *canvas) gable(p palette, x, ground, w, h float64, col color) {
	c.fill(rect(x, ground-h, w, h), down(col.light(0.08), col.dark(0.14), ground-h, ground), 1)
	c.fill([]point{{x - 5, ground - h + 2}, {x + w/2, ground - h - w*0.62}, {x + w + 5, ground - h + 2}}, solid(p.near.mix(p.accent, 0.3)), 1)
	for y := ground - h + 24; y < ground-70; y += 52 {
		for k := range 3 {
			c.window(p, x+w*(0.13+0.28*float64(k)), y, w*0.18, 30)
		}
	}
	c.fill(rounded(x+w*0.38, ground-52, w*0.24, 52, 8), solid(p.near.dark(0.1)), 1)
}

// window is lit, now and then.
func (c *canvas) window(p palette, x, y, w, h float64) {
	col := p.near.mix(p.top, 0.3)
	if c.rnd.IntN(5) < 2 {
		col = p.lamp
	}
	c.fill(rect(x, y, w, h), solid(col), 0.92)
}
