package delivery

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/galley-cms/galley/content"
)

// Header values that are the same in every reply. They are assigned as they are, without being checked or copied.
var (
	plainJSONType   = []string{"application/json; charset=utf-8"}
	graphqlJSONType = []string{"application/graphql-response+json; charset=utf-8"}
	varies          = []string{"Accept, Accept-Encoding, Authorization"}
	noStore         = []string{"no-store"}
	shared          = []string{"public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"}
	sharedShortly   = []string{"public, max-age=0, s-maxage=5"} // of a search: no event tells when it finds something else
	private         = []string{"private, no-cache"}
	gzipped         = []string{"gzip"}
	bearer          = []string{"Bearer"}
)

// dataOpen begins a reply. It stands in the buffer before the data are written, so that nothing is copied later.
const dataOpen = `{"data":`

// reply is a whole reply, as it is sent and kept.
type reply struct {
	body    []byte
	length  []string // Content-Length
	etag    []string
	tags    []string // Cache-Tag
	control []string // Cache-Control
	gzip    bool
}

// buffers are those that replies are written into.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 64<<10); return &b }}

func newResult() *result {
	return &result{buf: append((*buffers.Get().(*[]byte))[:0], dataOpen...)}
}

// free gives the buffer back. Very large ones are left to the collector.
func (r *result) free() {
	if cap(r.buf) <= 1<<20 {
		b := r.buf
		buffers.Put(&b)
	}
	r.buf = nil
}

func (x *exchange) standardHeaders() {
	head := x.w.Header()
	head["Content-Type"] = plainJSONType
	if x.media == graphqlJSON {
		head["Content-Type"] = graphqlJSONType
	}
	head["Vary"] = append(head["Vary"], varies...)
	if x.stage == content.Draft {
		head["Cache-Control"] = noStore // A26
	}
}

// reply sends what an execution answered, and keeps it for the next such request.
func (x *exchange) reply(res *result, resp *graphql.Response) {
	dataEnd := len(res.buf)
	if len(resp.Errors) > 0 {
		res.buf = appendErrors(append(res.buf, ','), resp.Errors)
	}
	cost, _ := resp.Extensions["cost"].(Cost)
	res.buf = appendCost(append(res.buf, ','), cost)
	r := &reply{body: res.buf}
	if x.get && x.stage == content.Live && len(resp.Errors) == 0 {
		r.validators(res, dataEnd, x.public)
	}
	if x.get && len(resp.Errors) > 0 {
		r.control = noStore
	}
	if x.gzip && len(r.body) >= minCompressed {
		r.compress()
	}
	r.length = []string{strconv.Itoa(len(r.body))}
	x.send(r)
	if x.key != nil && len(resp.Errors) == 0 && !res.fleeting {
		if !r.gzip {
			r.body = slices.Clone(r.body)
		}
		x.replies.put(x.version, x.key, r)
	}
}

// validators lets caches keep a reply: those of everybody where the public asked, else the client's own.
func (r *reply) validators(res *result, dataEnd int, public bool) {
	sum := sha256.Sum256(res.buf[:dataEnd])
	r.etag = []string{`W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`}
	r.control = private
	if public {
		if r.control = shared; res.fleeting {
			r.control = sharedShortly
		}
		if tags := res.tags.header(); tags != "" {
			r.tags = []string{tags}
		}
	}
}

// send writes a reply; only its headers if the client has it already. Among them stays Content-Type: where there is none,
// Amazon's API Gateway puts in text/plain, and caches may believe that.
func (x *exchange) send(r *reply) {
	head := x.w.Header()
	set := func(name string, value []string) {
		if value != nil {
			head[name] = value
		}
	}
	set("Etag", r.etag)
	set("Cache-Tag", r.tags)
	set("Cache-Control", r.control)
	if r.etag != nil && matches(x.r.Header.Get("If-None-Match"), r.etag[0]) {
		x.w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.gzip {
		head["Content-Encoding"] = gzipped
	}
	head["Content-Length"] = r.length // else net/http would send chunks
	x.write(r.body)
}

// errors answers a request that was refused before its execution began: there are no data.
func (x *exchange) errors(list gqlerror.List) {
	status := http.StatusOK
	if x.media == graphqlJSON {
		status = http.StatusBadRequest
	}
	x.writeErrors(status, list)
}

// refuse answers what is no well-formed request.
func (x *exchange) refuse(r *refusal) {
	if r.status == http.StatusUnauthorized {
		x.w.Header()["Www-Authenticate"] = bearer
	}
	x.writeErrors(r.status, gqlerror.List{r.err})
}

func (x *exchange) writeErrors(status int, list gqlerror.List) {
	b := appendErrors([]byte("{"), list)
	b = append(b, ',')
	b = appendCost(b, Cost{})
	head := x.w.Header()
	head["Cache-Control"] = noStore
	head["Content-Length"] = []string{strconv.Itoa(len(b))}
	x.w.WriteHeader(status)
	x.write(b)
}

// write sends the body. That a client is gone is not worth a word.
func (x *exchange) write(b []byte) {
	if _, err := x.w.Write(b); err != nil {
		x.log.DebugContext(x.r.Context(), "content API: the client is gone", "error", err)
	}
}

// appendErrors adds the member errors.
func appendErrors(dst []byte, list gqlerror.List) []byte {
	b, err := json.Marshal(list)
	if err != nil {
		b = []byte(`[{"message":"` + internal + `","extensions":{"code":"INTERNAL"}}]`)
	}
	return append(append(dst, `"errors":`...), b...)
}

// appendCost adds the member extensions, and ends the reply.
func appendCost(dst []byte, c Cost) []byte {
	dst = append(dst, `"extensions":{"cost":{"complexity":`...)
	dst = strconv.AppendInt(dst, int64(c.Complexity), 10)
	dst = append(dst, `,"reads":`...)
	dst = strconv.AppendFloat(dst, c.Reads, 'f', -1, 64)
	dst = append(dst, `,"writes":`...)
	dst = strconv.AppendFloat(dst, c.Writes, 'f', -1, 64)
	return append(dst, "}}}"...)
}
