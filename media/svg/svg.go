// Package svg makes SVG pictures harmless: it writes them anew with nothing but shapes, text and paint. Scripts, event
// handlers, animations, foreign content, and whatever would be fetched from elsewhere are left out.
package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/galley-cms/galley/internal/errs"
)

// Limits of a picture.
const (
	MaxBytes    = 5 << 20
	maxDepth    = 200
	maxElements = 200_000
)

// Picture is a harmless picture.
type Picture struct {
	Data          []byte
	Width, Height int // pixels; 0 if the picture does not say
}

// Clean rewrites a picture. Its errors are of code errs.Invalid: sentences for whoever sent the picture.
func Clean(data []byte) (Picture, error) {
	if len(data) > MaxBytes {
		return Picture{}, errs.New(errs.Invalid, "The SVG picture has %d KB; %d KB are the most.", len(data)>>10, MaxBytes>>10)
	}
	c := &cleaner{in: xml.NewDecoder(bytes.NewReader(data))}
	c.in.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		return nil, errors.New("the encoding is " + charset)
	}
	if err := c.run(); err != nil {
		return Picture{}, &errs.Error{Code: errs.Invalid, Message: "The SVG picture cannot be read: " + err.Error() + ".", Cause: err}
	}
	return Picture{c.out.Bytes(), c.width, c.height}, nil
}

// cleaner copies what is allowed from in to out.
type cleaner struct {
	in            *xml.Decoder
	out           bytes.Buffer
	open          []string // elements that are open in out
	elements      int
	width, height int
}

func (c *cleaner) run() error {
	for {
		token, err := c.in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := c.token(token); err != nil {
			return err
		}
	}
	if c.elements == 0 {
		return errors.New("it has no svg element")
	}
	return nil
}

func (c *cleaner) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return c.start(t)
	case xml.EndElement:
		name := c.open[len(c.open)-1]
		c.open = c.open[:len(c.open)-1]
		c.out.WriteString("</" + name + ">")
	case xml.CharData:
		return c.text(t)
	}
	return nil // comments, instructions and document types
}

func (c *cleaner) text(t xml.CharData) error {
	if len(c.open) == 0 {
		return nil
	}
	if c.open[len(c.open)-1] == "style" && !harmlessCSS(string(t)) {
		return nil
	}
	return xml.EscapeText(&c.out, t)
}

const namespace = "http://www.w3.org/2000/svg"

func (c *cleaner) start(t xml.StartElement) error {
	name := t.Name.Local
	root := len(c.open) == 0
	switch {
	case root && (name != "svg" || c.elements > 0):
		return errors.New("its only root element must be svg")
	case !elements[name] || t.Name.Space != namespace && t.Name.Space != "":
		return c.in.Skip()
	case len(c.open) >= maxDepth:
		return errors.New("its elements are nested too deep")
	}
	if c.elements++; c.elements > maxElements {
		return errors.New("it has too many elements")
	}
	c.out.WriteString("<" + name)
	if root {
		c.out.WriteString(` xmlns="` + namespace + `"`)
		c.width, c.height = size(t.Attr)
	}
	for _, a := range t.Attr {
		if err := c.attribute(name, a); err != nil {
			return err
		}
	}
	c.out.WriteString(">")
	c.open = append(c.open, name)
	return nil
}

func (c *cleaner) attribute(element string, a xml.Attr) error {
	if !harmless(element, a) {
		return nil
	}
	c.out.WriteString(" " + a.Name.Local + `="`)
	err := xml.EscapeText(&c.out, []byte(a.Value))
	c.out.WriteString(`"`)
	return err
}

// harmless tells whether an attribute may stay.
func harmless(element string, a xml.Attr) bool {
	switch {
	case a.Name.Local == "href":
		return harmlessLink(element, a.Value)
	case a.Name.Space != "" || !attributes[a.Name.Local]:
		return false
	}
	return harmlessCSS(a.Value)
}

// harmlessLink keeps links within the picture, and embedded pictures.
func harmlessLink(element, target string) bool {
	if strings.HasPrefix(target, "#") {
		return true
	}
	if element != "image" {
		return false
	}
	for _, format := range []string{"png", "jpeg", "gif", "webp"} {
		if strings.HasPrefix(target, "data:image/"+format+";base64,") {
			return true
		}
	}
	return false
}

// harmlessCSS keeps style that fetches nothing: every url() must point into the picture. Escapes could hide one.
func harmlessCSS(css string) bool {
	if strings.ContainsAny(css, `\`) {
		return false
	}
	lower := strings.ToLower(css)
	for _, bad := range []string{"@import", "image-set", "image(", "expression", "javascript:", "src("} {
		if strings.Contains(lower, bad) {
			return false
		}
	}
	for {
		_, rest, found := strings.Cut(lower, "url(")
		if !found {
			return true
		}
		if !strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n'\""), "#") {
			return false
		}
		lower = rest
	}
}
