package field

import "slices"

// locationCodec is the codec of LOCATION: {"latitude": -90…90, "longitude": -180…180}, in degrees.
type locationCodec struct{ same }

func (locationCodec) decode(d *decoder, _ *Field, at string, v value, dst []byte) []byte {
	if !d.expect(object, at, `a location like {"latitude": 52.5, "longitude": 13.4}`, v) {
		return dst
	}
	d.known(at, v, "latitude", "longitude")
	dst = append(dst, `{"latitude":`...)
	dst = d.degrees(at+".latitude", v.get("latitude"), 90, dst)
	dst = append(dst, `,"longitude":`...)
	dst = d.degrees(at+".longitude", v.get("longitude"), 180, dst)
	return append(dst, '}')
}

func (d *decoder) degrees(at string, v value, limit float64, dst []byte) []byte {
	before := len(d.problems)
	from := len(dst)
	dst = floatCodec{}.decode(d, nil, at, v, dst)
	if len(d.problems) == before {
		if deg, _ := exactFloat(string(dst[from:])); deg < -limit || deg > limit {
			d.refuse(at, "range", "must be between %v and %v", -limit, limit)
		}
	}
	return dst
}

// known refuses members of an object other than names.
func (d *decoder) known(at string, v value, names ...string) {
	for _, m := range v.members {
		if !slices.Contains(names, m.name) {
			d.refuse(at+"."+shortened(m.name), "unknown", "is not known; take it out, or use %s", joined(names))
		}
	}
}
