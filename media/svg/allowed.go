package svg

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// elements are those that stay.
var elements = set(`svg g defs symbol use title desc a switch view
	path rect circle ellipse line polyline polygon text tspan textPath image
	linearGradient radialGradient stop pattern clipPath mask marker style
	filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
	feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
	feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence`)

// attributes are those that stay; href is judged by its value.
var attributes = set(`id class style lang tabindex role
	x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width height viewBox preserveAspectRatio transform rotate
	pathLength textLength lengthAdjust startOffset method spacing version baseProfile type media
	fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
	stroke-dasharray stroke-dashoffset opacity color display visibility overflow clip clip-path clip-rule mask filter
	marker marker-start marker-mid marker-end markerWidth markerHeight markerUnits refX refY orient
	offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits
	patternTransform clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits mask-type mix-blend-mode isolation
	font font-family font-size font-style font-weight font-variant font-stretch font-size-adjust letter-spacing word-spacing
	text-anchor text-decoration text-rendering text-transform dominant-baseline alignment-baseline baseline-shift
	writing-mode direction unicode-bidi white-space line-height kerning
	color-interpolation color-interpolation-filters color-rendering image-rendering shape-rendering vector-effect
	paint-order pointer-events flood-color flood-opacity lighting-color
	in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha
	surfaceScale diffuseConstant specularConstant specularExponent kernelUnitLength scale xChannelSelector yChannelSelector
	stdDeviation radius azimuth elevation z pointsAtX pointsAtY pointsAtZ limitingConeAngle baseFrequency numOctaves seed
	stitchTiles tableValues slope intercept amplitude exponent requiredFeatures systemLanguage
	aria-label aria-hidden aria-labelledby aria-describedby`)

func set(names string) map[string]bool {
	m := map[string]bool{}
	for _, name := range strings.Fields(names) {
		m[name] = true
	}
	return m
}

// size reads the width and height of the root element, else those of its view box.
func size(attrs []xml.Attr) (width, height int) {
	var w, h float64
	var box []string
	for _, a := range attrs {
		switch a.Name.Local {
		case "width":
			w = length(a.Value)
		case "height":
			h = length(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ' ' || r == ',' })
		}
	}
	if (w == 0 || h == 0) && len(box) == 4 {
		w, h = length(box[2]), length(box[3])
	}
	if w == 0 || h == 0 {
		return 0, 0
	}
	return max(1, int(math.Round(w))), max(1, int(math.Round(h)))
}

// length reads a length in pixels; 0 for any other unit and for what makes no sense.
func length(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(f > 0 && f < 1e6) {
		return 0
	}
	return f
}
