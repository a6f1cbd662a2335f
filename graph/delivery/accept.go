package delivery

import (
	"mime"
	"strconv"
	"strings"
)

// negotiate picks the media type with the highest weight; of two alike the first.
func negotiate(header []string) mediaType {
	best, weight := noMedia, 0.0
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		m, q := weigh(part)
		if m != noMedia && q > weight {
			best, weight = m, q
		}
	}
	return best
}

// weigh reads one element of an Accept header. What asks for another charset than UTF-8 does not count.
func weigh(part string) (mediaType, float64) {
	name, params, err := mime.ParseMediaType(part)
	if err != nil || !isUTF8(params) {
		return noMedia, 0
	}
	q := 1.0
	if s, ok := params["q"]; ok {
		if q, err = strconv.ParseFloat(s, 64); err != nil {
			return noMedia, 0
		}
	}
	switch name {
	case "*/*", "application/*", "application/json":
		return plainJSON, q
	case "application/graphql-response+json":
		return graphqlJSON, q
	}
	return noMedia, 0
}

func isUTF8(params map[string]string) bool {
	charset, ok := params["charset"]
	return !ok || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// isJSON tells whether a Content-Type is that of a JSON document in UTF-8.
func isJSON(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	name, params, err := mime.ParseMediaType(contentType)
	return err == nil && name == "application/json" && isUTF8(params)
}

// takesGzip tells whether an Accept-Encoding header allows gzip.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return !ok || (err == nil && weight > 0)
		}
	}
	return false
}
