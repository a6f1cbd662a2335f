package scene

// Skins and hairs of the portraits; clothes and backgrounds come from the palette.
var (
	skins = []color{hex(0xf3cfb3), hex(0xe0ac85), hex(0xc98d62), hex(0x9a643f), hex(0x6f4529), hex(0xeab99a)}
	hairs = []color{hex(0x2b1d16), hex(0x5a3825), hex(0x8c5a2b), hex(0xd8a657), hex(0x1b1b24), hex(0x9a9aa5), hex(0xa3432a)}
)

type haircut int

const (
	short haircut = iota
	long          // falls behind the neck
	bun
	curls
	beard // with short hair
)

// face draws a portrait: no likeness, but somebody.
func face(c *canvas, p palette) {
	c.all(down(p.top, p.low, 0, c.height()))
	c.fill(disc(c.between(180, 620), c.between(160, 300), 250), solid(p.accent.mix(p.low, 0.4)), 0.6)
	x, y := 400.0, 350.0
	skin, hair := skins[c.rnd.IntN(len(skins))], hairs[c.rnd.IntN(len(hairs))]
	style := haircut(c.rnd.IntN(5))
	if style == long {
		c.fill(rounded(x-168, y-170, 336, 470, 150), solid(hair), 1)
	}
	c.shoulders(p, x, y)
	c.fill(rounded(x-56, y+90, 112, 170, 50), solid(skin.dark(0.14)), 1)
	c.fill(oval(x, y, 132, 166), across(skin.light(0.1), skin.dark(0.08), x-132, x+132), 1)
	if style == beard {
		c.beard(x, y, hair)
	}
	c.hair(x, y, hair, style)
	c.features(p, x, y, skin, hair)
}

func (c *canvas) shoulders(p palette, x, y float64) {
	cloth := p.near.mix(p.accent, c.between(0, 0.8))
	line := smooth([]point{{x - 320, 802}, {x - 290, y + 300}, {x - 120, y + 214}, {x, y + 250}, {x + 120, y + 214}, {x + 290, y + 300}, {x + 320, 802}})
	c.fill(line, down(cloth.light(0.14), cloth.dark(0.12), y+200, c.height()), 1)
}

func (c *canvas) hair(x, y float64, col color, style haircut) {
	fringe := []point{{x - 146, y + 10}, {x - 150, y - 110}, {x - 70, y - 196}, {x + 60, y - 200}, {x + 146, y - 116}, {x + 146, y + 8}, {x + 112, y - 70}, {x + 30, y - 104}, {x - 60, y - 92}, {x - 116, y - 66}, {x - 146, y + 10}}
	switch style {
	case bun:
		c.fill(disc(x+10, y-206, 66), solid(col.dark(0.06)), 1)
	case curls:
		for range 46 {
			dx := c.between(-150, 150)
			c.fill(disc(x+dx, y-128-c.between(0, 60)+dx*dx/420, c.between(26, 44)), solid(col.light(c.between(0, 0.08))), 1)
		}
	}
	c.fill(smooth(fringe), across(col.light(0.1), col.dark(0.1), x-150, x+150), 1)
}

func (c *canvas) beard(x, y float64, col color) {
	jaw := []point{{x - 132, y + 6}, {x - 126, y + 92}, {x - 70, y + 172}, {x, y + 190}, {x + 70, y + 172}, {x + 126, y + 92}, {x + 132, y + 6}, {x + 104, y + 60}, {x + 62, y + 64}, {x, y + 58}, {x - 62, y + 64}, {x - 104, y + 60}, {x - 132, y + 6}}
	c.fill(smooth(jaw), down(col, col.dark(0.12), y, y+190), 0.94)
}

func (c *canvas) features(p palette, x, y float64, skin, hair color) {
	ink := hair.dark(0.5)
	for _, side := range []float64{-1, 1} {
		c.fill(oval(x+side*52, y-6, 9, 11), solid(ink), 0.95)
		c.fill(rounded(x+side*52-25, y-40, 50, 9, 4), solid(hair.dark(0.2)), 0.85)
		c.fill(oval(x+side*78, y+52, 24, 17), solid(p.accent), 0.2)
	}
	c.fill([]point{{x - 3, y - 2}, {x + 16, y + 46}, {x - 4, y + 50}}, solid(skin.dark(0.22)), 0.7)
	c.fill(smooth([]point{{x - 40, y + 84}, {x, y + 100}, {x + 40, y + 84}, {x, y + 110}, {x - 40, y + 84}}), solid(skin.mix(hex(0x9c2f3a), 0.6).dark(0.1)), 1)
	if c.rnd.IntN(3) == 0 {
		c.glasses(x, y, ink)
	}
}

func (c *canvas) glasses(x, y float64, col color) {
	for _, side := range []float64{-1, 1} {
		c.fill(append(disc(x+side*54, y-4, 42), reversed(disc(x+side*54, y-4, 36))...), solid(col), 0.9)
	}
	c.fill(rect(x-13, y-8, 26, 6), solid(col), 0.9)
}

// reversed cuts a hole where it is put into a shape that goes the other way around.
func reversed(shape []point) []point {
	out := make([]point, 0, len(shape)+1)
	out = append(out, shape[0])
	for i := len(shape) - 1; i >= 0; i-- {
		out = append(out, shape[i])
	}
	return out
}
