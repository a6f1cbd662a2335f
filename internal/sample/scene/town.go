package scene

import "math"

func skyline(c *canvas, p palette) {
	c.sky(p, c.between(0.25, 0.75), 0.3, 80)
	c.clouds(4, 100, 340, p.low.light(0.3), 0.25)
	for layer := range 4 {
		t := float64(layer) / 3
		col := p.far.mix(p.near, 0.1+0.9*t).mix(p.low, 0.4*(1-t))
		for x := c.between(-60, 0); x < c.width(); {
			w, h := c.between(58, 130), c.between(150, 500)*(1-0.35*t)
			c.tower(p, x, c.height()*(0.8+0.2*t), w, h+90*t, col, t)
			x += w + c.between(-8, 26)
		}
		c.fill(rect(0, c.height()*(0.78+0.2*t), c.width(), 400), solid(col), 1)
	}
}

// tower is a block of flats or offices; the nearer it is, the more of its windows can be seen.
func (c *canvas) tower(p palette, x, ground, w, h float64, col color, nearness float64) {
	top := ground - h
	c.fill(rect(x, top, w, h+20), across(col.light(0.07), col.dark(0.1), x, x+w), 1)
	switch c.rnd.IntN(4) {
	case 0:
		c.fill([]point{{x, top + 1}, {x + w/2, top - w*0.4}, {x + w, top + 1}}, solid(col.light(0.04)), 1)
	case 1:
		c.fill(rect(x+w*0.46, top-70, 5, 70), solid(col), 1)
		c.fill(disc(x+w*0.46+2.5, top-70, 5), solid(p.accent), nearness)
	case 2:
		c.fill(rect(x+w*0.18, top-26, w*0.5, 28), solid(col.dark(0.1)), 1)
	}
	for y := top + 16; y < ground-8; y += 24 {
		for wx := x + 9; wx < x+w-14; wx += 19 {
			if c.rnd.IntN(10) < 4 {
				c.fill(rect(wx, y, 9, 13), solid(p.lamp), 0.15+0.75*nearness)
			}
		}
	}
}

func street(c *canvas, p palette) {
	c.all(down(p.top, p.low, 0, c.height()*0.6))
	mid, horizon := c.width()*0.5, c.height()*0.6
	c.glow(mid, horizon-40, 520, p.sun, 0.8)
	c.fill(disc(mid, horizon-70, 62), solid(p.sun), 0.95)
	colors := []color{p.accent, p.far, p.far.mix(p.low, 0.4), p.accent.mix(p.near, 0.35), p.low.light(0.1), p.far.mix(p.near, 0.4)}
	for i := 8; i >= 0; i-- {
		d := math.Pow(0.74, float64(8-i)) // 1 is the nearest house
		for _, side := range []float64{-1, 1} {
			c.facade(p, mid, horizon, side, d, colors[c.rnd.IntN(len(colors))])
		}
	}
	c.fill([]point{{mid - 14, horizon + 6}, {mid + 14, horizon + 6}, {c.width() * 1.02, c.height() + 2}, {-c.width() * 0.02, c.height() + 2}}, down(p.near.mix(p.low, 0.5), p.near, horizon, c.height()), 1)
	c.tracks(p, mid, horizon)
	c.tram(p, mid, horizon+250)
}

// facade is one house of a street that runs away from us.
func (c *canvas) facade(p palette, mid, horizon, side, d float64, col color) {
	near, far := mid*1.05*d, mid*1.05*d*0.74
	height := c.between(480, 640)
	roof := func(x float64) float64 { return horizon - height*x/mid }
	ground := func(x float64) float64 { return horizon + 400*x/mid }
	at := func(x, y float64) point { return point{mid + side*x, y} }
	shade := col.mix(p.low, 0.45*(1-d))
	if side > 0 {
		shade = shade.dark(0.12)
	}
	c.fill([]point{at(near, roof(near)), at(far, roof(far)), at(far, ground(far)), at(near, ground(near))}, solid(shade), 1)
	for row := range 4 {
		for k := range 3 {
			x0 := far + (near-far)*(0.12+0.3*float64(k))
			x1 := x0 + (near-far)*0.17
			up := func(x, t float64) float64 { return roof(x) + (ground(x)-roof(x))*t }
			t := 0.1 + 0.2*float64(row)
			lit := p.near.mix(p.top, 0.3)
			if c.rnd.IntN(3) == 0 {
				lit = p.lamp
			}
			c.fill([]point{at(x0, up(x0, t)), at(x1, up(x1, t)), at(x1, up(x1, t+0.11)), at(x0, up(x0, t+0.11))}, solid(lit.mix(p.low, 0.3*(1-d))), 0.9)
		}
	}
}

func (c *canvas) tracks(p palette, mid, horizon float64) {
	for _, x := range []float64{-0.16, 0.16} {
		c.fill([]point{{mid + x*20, horizon + 6}, {mid + x*24, horizon + 6}, {mid + x*1010, c.height()}, {mid + x*940, c.height()}}, solid(p.low.light(0.2)), 0.55)
	}
}

func (c *canvas) tram(p palette, x, y float64) {
	w, h := 190.0, 250.0
	c.fill(oval(x, y+h*0.06, w*0.62, 16), solid(p.near.dark(0.4)), 0.5)
	c.fill(rounded(x-w/2, y-h, w, h, 34), across(p.accent.light(0.12), p.accent.dark(0.12), x-w/2, x+w/2), 1)
	c.fill(rounded(x-w*0.4, y-h*0.86, w*0.8, h*0.36, 14), down(p.low.light(0.4), p.top.mix(p.near, 0.4), y-h, y-h*0.4), 1)
	c.fill(rect(x-w/2, y-h*0.42, w, 12), solid(p.low.light(0.5)), 1)
	for _, side := range []float64{-1, 1} {
		c.fill(disc(x+side*w*0.32, y-h*0.2, 15), solid(p.lamp), 1)
		c.glow(x+side*w*0.32, y-h*0.2, 90, p.lamp, 0.6)
	}
	c.fill(rounded(x-w*0.2, y-h*0.97, w*0.4, 20, 6), solid(p.lamp), 1)
	c.fill(rounded(x-w*0.42, y-14, w*0.84, 22, 8), solid(p.near.dark(0.3)), 1)
}

func viaduct(c *canvas, p palette) {
	c.sky(p, c.between(0.2, 0.8), 0.22, 60)
	c.clouds(4, 90, 260, p.low.light(0.45), 0.3)
	c.ranges(p, 4, c.height()*0.52, c.height()*0.78, 0.48)
	deck, stone := c.height()*0.5, p.low.mix(p.accent, 0.28).mix(p.near, 0.28)
	const span = 178.0
	c.fill(rect(-10, deck, c.width()+20, 40), down(stone.light(0.15), stone, deck, deck+40), 1)
	for x := -40.0; x < c.width()+span; x += span {
		c.fill(c.arch(x, deck+38, span, 46, c.height()*0.42), down(stone, stone.dark(0.3), deck, c.height()*0.95), 1)
	}
	c.train(p, c.between(260, 520), deck)
	c.ground(p, c.height()*0.86)
	c.pines(60, c.height()*0.93, c.height()*1.02, 50, 120, p.near.dark(0.3))
}

// arch is one pier of a bridge with half an arch on each side.
func (c *canvas) arch(x, top, span, pier, depth float64) []point {
	r := (span - pier) / 2
	out := []point{{x - span/2, top}}
	for i := range 17 {
		sin, cos := math.Sincos(float64(i) / 16 * math.Pi / 2)
		out = append(out, point{x - pier/2 - r + r*sin, top + 4 + r - r*cos})
	}
	out = append(out, point{x - pier/2, top + depth}, point{x + pier/2, top + depth})
	for i := range 17 {
		sin, cos := math.Sincos(float64(16-i) / 16 * math.Pi / 2)
		out = append(out, point{x + pier/2 + r - r*sin, top + 4 + r - r*cos})
	}
	return append(out, point{x + span/2, top})
}

func (c *canvas) train(p palette, x, y float64) {
	for car := range 4 {
		at := x + float64(car)*196
		c.fill(rounded(at, y-72, 188, 66, 12), down(p.accent.light(0.1), p.accent.dark(0.15), y-72, y), 1)
		c.fill(rect(at, y-30, 188, 7), solid(p.low.light(0.5)), 0.9)
		for k := range 5 {
			c.fill(rounded(at+16+float64(k)*34, y-60, 22, 22, 4), solid(p.lamp), 0.95)
		}
		c.fill(rect(at+10, y-8, 168, 8), solid(p.near.dark(0.3)), 1)
	}
}
