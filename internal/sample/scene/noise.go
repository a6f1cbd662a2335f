package scene

import "math"

// ridge is a line of hills: noise of several sizes, from 0 to 1.
type ridge struct {
	values []float64
	scale  float64 // pixels between two values of the coarsest noise
	rough  float64 // how much each finer noise counts, against the one before
}

func (c *canvas) newRidge(scale, rough float64) ridge {
	r := ridge{values: make([]float64, 256), scale: scale, rough: rough}
	for i := range r.values {
		r.values[i] = c.rnd.Float64()
	}
	return r
}

// at is the height at x.
func (r ridge) at(x float64) float64 {
	sum, weight, total, scale := 0.0, 1.0, 0.0, r.scale
	for octave := range 5 {
		sum += weight * r.value(x/scale+float64(octave)*37.3)
		total += weight
		weight *= r.rough
		scale /= 2.1
	}
	return sum / total
}

// value is the coarsest noise, smooth between its values.
func (r ridge) value(t float64) float64 {
	floor := math.Floor(t)
	f := t - floor
	f = f * f * (3 - 2*f)
	n := len(r.values)
	i := (int(floor)%n + n) % n
	return r.values[i]*(1-f) + r.values[(i+1)%n]*f
}
