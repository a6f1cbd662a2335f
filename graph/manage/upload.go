package manage

import (
	"encoding/json"

	"github.com/galley-cms/galley/media"
)

// uploadOf tells how a file is sent.
func uploadOf(u media.Upload) (out *Upload, err error) {
	out = &Upload{ID: u.ID, Method: u.Request.Method, URL: u.Request.URL}
	if out.Headers, err = headersOf(u.Request.Header); err != nil {
		return nil, err
	}
	for _, p := range u.Request.Parts {
		headers, err := headersOf(p.Header)
		if err != nil {
			return nil, err
		}
		out.Parts = append(out.Parts, &UploadPart{Method: p.Method, URL: p.URL, Headers: headers, Offset: float64(p.Offset), Size: int(p.Size)})
	}
	return out, nil
}

// headersOf is an object by the names of the headers; empty where there are none.
func headersOf(header map[string]string) (json.RawMessage, error) {
	if header == nil {
		return json.RawMessage("{}"), nil
	}
	return json.Marshal(header)
}
