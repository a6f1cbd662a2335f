package scene

import "math"

// sky paints the sky, with a sun or moon in it.
func (c *canvas) sky(p palette, sunX, sunY, sunR float64) {
	c.all(down(p.top, p.low, 0, c.height()*0.72))
	x, y := sunX*c.width(), sunY*c.height()
	c.glow(x, y, sunR*6, p.sun, 0.55)
	c.fill(disc(x, y, sunR), solid(p.sun), 0.96)
}

// clouds puts soft, flat clouds into a band of the sky.
func (c *canvas) clouds(n int, top, bottom float64, col color, alpha float64) {
	for range n {
		x, y, w := c.between(-100, c.width()), c.between(top, bottom), c.between(140, 340)
		for range 5 {
			dx, r := c.between(0, w), c.between(14, 36)
			c.fill(oval(x+dx, y-r*0.25, r*2.2, r*0.8), solid(col), alpha)
		}
		c.fill(rounded(x-60, y, w+120, 14, 7), solid(col), alpha)
	}
}

// birds are a few small arcs.
func (c *canvas) birds(n int, x, y float64, col color) {
	for range n {
		bx, by, s := x+c.between(-130, 130), y+c.between(-50, 50), c.between(7, 13)
		for _, side := range []float64{-1, 1} {
			c.fill([]point{{bx, by}, {bx + side*s*0.5, by - s*0.55}, {bx + side*s*1.2, by - s*0.15}, {bx + side*s*0.5, by - s*0.3}, {bx, by + s*0.25}}, solid(col), 0.85)
		}
	}
}

// ranges paints hills behind hills, each nearer, darker and lower, with haze at their feet.
func (c *canvas) ranges(p palette, n int, top, bottom, rough float64) {
	for i := range n {
		t := float64(i) / float64(n-1)
		base := top + (bottom-top)*t
		r := c.newRidge(c.between(300, 420)*(1-0.4*t), rough)
		amp := 330 * (1 - 0.62*t)
		line := func(x float64) float64 { return base - amp*(r.at(x)-0.42) }
		col := p.far.mix(p.near, t*t*0.55+t*0.45).mix(p.low, 0.25*(1-t))
		haze := col.mix(p.low, 0.55*(1-t))
		c.fill(c.below(line), down(col, haze, base-amp*0.4, base+amp*0.55), 1)
	}
}

func mountains(c *canvas, p palette) {
	c.sky(p, c.between(0.25, 0.75), c.between(0.2, 0.34), 62)
	c.clouds(3, 120, 330, p.low.light(0.4), 0.3)
	c.ranges(p, 6, c.height()*0.52, c.height()*0.97, 0.52)
	c.birds(6, c.width()*c.between(0.2, 0.8), 260, p.near)
	c.pines(90, c.height()*0.93, c.height()*1.02, 40, 110, p.near.dark(0.25))
}

// pines puts trees on the ground between two heights.
func (c *canvas) pines(n int, top, bottom, small, tall float64, col color) {
	for range n {
		c.pine(c.between(-20, c.width()+20), c.between(top, bottom), c.between(small, tall), col)
	}
}

func (c *canvas) pine(x, y, h float64, col color) {
	w := h * 0.36
	for i := range 4 {
		t := float64(i) / 4
		c.fill([]point{{x, y - h + h*t*0.72}, {x + w*(0.32+t*0.68), y - h*0.62 + h*t*0.74}, {x - w*(0.32+t*0.68), y - h*0.62 + h*t*0.74}}, solid(col.light(0.05*(1-t))), 1)
	}
	c.fill(rect(x-h*0.025, y-h*0.1, h*0.05, h*0.16), solid(col.dark(0.3)), 1)
}

func forest(c *canvas, p palette) {
	c.sky(p, c.between(0.35, 0.65), 0.3, 70)
	for layer := range 6 {
		t := float64(layer) / 5
		col := p.far.mix(p.near, t).mix(p.low, 0.45*(1-t))
		ground := c.height() * (0.6 + 0.38*t)
		r := c.newRidge(500, 0.4)
		line := func(x float64) float64 { return ground - 70*r.at(x) }
		for x := -30.0; x < c.width()+30; x += c.between(22, 60) * (0.7 + t) {
			c.pine(x, line(x)+24, c.between(110, 250)*(0.55+0.75*t), col.dark(0.05))
		}
		c.fill(c.below(line), down(col.dark(0.03), col.mix(p.low, 0.5*(1-t)), ground-60, ground+190), 1)
	}
}

func dunes(c *canvas, p palette) {
	c.sky(p, c.between(0.6, 0.8), 0.26, 70)
	for i := range 5 {
		t := float64(i) / 4
		base, phase, length := c.height()*(0.55+0.36*t), c.between(0, 7), c.between(900, 1500)
		r := c.newRidge(900, 0.3)
		line := func(x float64) float64 {
			s := math.Sin(phase + x/length*2*math.Pi)
			return base - (1-math.Abs(s))*(1-math.Abs(s))*40 - (100-30*t)*s - 60*r.at(x)
		}
		lit, shade := p.far.mix(p.sun, 0.42-0.2*t).mix(p.accent, 0.12*t), p.far.mix(p.near, 0.3+0.35*t)
		c.fill(c.below(line), down(lit, shade, base-150, base+170), 1)
		if i == 1 {
			c.caravan(p, line)
		}
	}
}

// caravan is a row of small walkers on a crest.
func (c *canvas) caravan(p palette, line func(float64) float64) {
	x := c.between(300, 900)
	for i := range 5 {
		at := x + float64(i)*44
		y := line(at) + 2
		c.fill(rounded(at, y-19, 8, 19, 3), solid(p.near), 1)
		c.fill(disc(at+4, y-23, 4.5), solid(p.near), 1)
	}
}

// ground is the dark land at our feet.
func (c *canvas) ground(p palette, top float64) {
	r := c.newRidge(420, 0.45)
	c.fill(c.below(func(x float64) float64 { return top + 90 - 90*r.at(x) }), down(p.near, p.near.dark(0.35), top, c.height()), 1)
}

func fields(c *canvas, p palette) {
	c.sky(p, c.between(0.2, 0.8), 0.24, 58)
	c.clouds(4, 110, 300, p.low.light(0.5), 0.35)
	c.ranges(p, 3, c.height()*0.5, c.height()*0.6, 0.4)
	horizon := c.height() * 0.6
	colors := []color{p.far.mix(p.accent, 0.35), p.far.mix(p.near, 0.25), p.accent.mix(p.low, 0.35), p.far.mix(p.near, 0.5), p.far.mix(p.low, 0.4)}
	vanish := c.width() * c.between(0.35, 0.65)
	const strips = 26
	for i := range strips {
		a, b := float64(i)/strips*5-2, float64(i+1)/strips*5-2
		col := colors[c.rnd.IntN(len(colors))]
		c.fill([]point{{vanish + (a*c.width()-vanish)*0.06, horizon}, {vanish + (b*c.width()-vanish)*0.06, horizon}, {b * c.width(), c.height() + 2}, {a * c.width(), c.height() + 2}}, down(col.mix(p.low, 0.4), col.dark(0.12), horizon, c.height()), 1)
	}
	c.barn(p, c.width()*c.between(0.15, 0.3), horizon+40)
	c.barn(p, c.width()*c.between(0.68, 0.8), horizon+22)
	c.pines(14, horizon+6, horizon+26, 30, 70, p.near)
}

func (c *canvas) barn(p palette, x, y float64) {
	c.fill(rect(x, y-62, 120, 62), solid(p.accent.dark(0.12)), 1)
	c.fill([]point{{x - 10, y - 60}, {x + 60, y - 106}, {x + 130, y - 60}}, solid(p.near), 1)
	c.fill(rect(x+46, y-36, 28, 36), solid(p.near.dark(0.2)), 1)
	c.fill(rect(x+14, y-44, 18, 16), solid(p.lamp), 0.9)
	c.fill(rect(x+88, y-44, 18, 16), solid(p.lamp), 0.9)
}
