package svg_test

import (
	"strings"
	"testing"

	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/media/svg"
)

const ns = `xmlns="http://www.w3.org/2000/svg"`

func TestCleanKeepsPictures(t *testing.T) {
	in := `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg PUBLIC "x" "y"><!-- made by hand -->` +
		`<svg ` + ns + ` viewBox="0 0 24 12"><defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient></defs>` +
		`<style>.b{fill:url(#a)}</style><rect class="b" width="10" height="5"/><text x="1">a &lt; b</text><use href="#a"/></svg>`
	p, err := svg.Clean([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	want := `<svg ` + ns + ` viewBox="0 0 24 12"><defs><linearGradient id="a"><stop offset="0" stop-color="#f00"></stop></linearGradient></defs>` +
		`<style>.b{fill:url(#a)}</style><rect class="b" width="10" height="5"></rect><text x="1">a &lt; b</text><use href="#a"></use></svg>`
	if string(p.Data) != want {
		t.Errorf("got  %s\nwant %s", p.Data, want)
	}
	if p.Width != 24 || p.Height != 12 {
		t.Errorf("size %d x %d", p.Width, p.Height)
	}
}

// M6, M7
func TestCleanDropsWhatRunsOrFetches(t *testing.T) {
	for _, inner := range []string{
		`<script>alert(1)</script>`, `<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>`,
		`<rect onclick="alert(1)"/>`, `<rect ONLOAD="alert(1)"/>`,
		`<a href="javascript:alert(1)"><text>alert</text></a>`,
		`<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href=" javascript:alert(1)"/>`,
		`<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>`,
		`<use href="https://evil.example/x.svg#a"/>`, `<image href="https://evil.example/x.png"/>`,
		`<image href="data:image/svg+xml;base64,PHN2Zz4="/>`,
		`<style>@import "https://evil.example/a.css"</style>`, `<style>a{background:url(https://evil.example/a)}</style>`,
		`<rect style="fill:url( 'https://evil.example/#a')"/>`, `<rect style="fill:u\72l(https://evil.example)"/>`,
		`<rect fill="url(//evil.example/a)"/>`,
		`<animate attributeName="href" values="javascript:alert(1)"/>`, `<set attributeName="onclick" to="alert(1)"/>`,
		`<iframe src="https://evil.example"/>`, `<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>`,
		`<?xml-stylesheet href="https://evil.example/a.css"?>`, `<style>/*<![CDATA[*/</style><script>alert(1)</script><style>/*]]>*/</style>`,
	} {
		p, err := svg.Clean([]byte(`<svg ` + ns + `>` + inner + `</svg>`))
		if err != nil {
			t.Errorf("%s: %v", inner, err)
		}
		got := strings.ToLower(string(p.Data))
		for _, bad := range []string{"alert(1)", "evil", "javascript", "data:image/svg", "<script", "foreignobject"} {
			if strings.Contains(got, bad) && !strings.Contains(got, "&lt;script") {
				t.Errorf("%s\nbecame %s", inner, got)
			}
		}
	}
}

// M7
func TestCleanRefusesWhatIsNoPicture(t *testing.T) {
	for name, in := range map[string]string{
		"an entity":        `<!DOCTYPE svg [<!ENTITY a "b">]><svg ` + ns + `><text>&a;</text></svg>`,
		"another root":     `<html><svg ` + ns + `/></html>`,
		"two roots":        `<svg ` + ns + `/><svg ` + ns + `/>`,
		"malformed":        `<svg ` + ns + `><rect></svg>`,
		"nothing":          ``,
		"another encoding": `<?xml version="1.0" encoding="UTF-7"?><svg ` + ns + `/>`,
		"too deep":         `<svg ` + ns + `>` + strings.Repeat("<g>", 300) + strings.Repeat("</g>", 300) + `</svg>`,
		"too large":        `<svg ` + ns + `>` + strings.Repeat(" ", svg.MaxBytes) + `</svg>`,
	} {
		if _, err := svg.Clean([]byte(in)); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSize(t *testing.T) {
	for attrs, want := range map[string][2]int{
		`width="40px" height="20"`:                         {40, 20},
		`width="100%" height="50%" viewBox="0,0,30.4,0.2"`: {30, 1},
		`width="10mm" height="3e9"`:                        {0, 0},
		``:                                                 {0, 0},
	} {
		p, err := svg.Clean([]byte(`<svg ` + ns + ` ` + attrs + `/>`))
		if err != nil || p.Width != want[0] || p.Height != want[1] {
			t.Errorf("%s: %d x %d, %v", attrs, p.Width, p.Height, err)
		}
	}
}
