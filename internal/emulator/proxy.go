package emulator

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
)

// Proxy is an HTTP proxy that connects to the emulator whatever host is asked for, so that other programs find it
// behind the names of distributions as well. It is called with HTTPS_PROXY.
func (e *Emulator) Proxy() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(w, "only CONNECT is answered", http.StatusMethodNotAllowed)
			return
		}
		to, err := e.dial(r.Context(), "tcp", r.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer to.Close() //nolint:errcheck // both ends are done
		w.WriteHeader(http.StatusOK)
		from, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer from.Close() //nolint:errcheck // both ends are done
		go relay(to, buffered)
		relay(from, to)
	}))
}

// relay copies until the sender ends, and ends the receiver.
func relay(to net.Conn, from io.Reader) {
	io.Copy(to, from) //nolint:errcheck // a connection that breaks has ended
	to.Close()        //nolint:errcheck // it may have ended
}
