package emulator

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/galley-cms/galley/internal/exactbody"
)

// names are what the emulator's certificate is for: itself, and the front doors that it plays.
var names = []string{"localhost", "*.cloudfront.net", "*.execute-api.localhost"}

// secure makes a certificate in a folder, and gives the settings by which the emulator uses it and asks for signatures.
func (e *Emulator) secure(dir string) ([]string, error) {
	e.Certificate = filepath.Join(dir, "emulator.crt")
	key := filepath.Join(dir, "emulator.key")
	if err := certify(e.Certificate, key); err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	return append(e.Trust(),
		"AUTH=true", "USE_SSL=1", "MINISTACK_SSL_CERT="+e.Certificate, "MINISTACK_SSL_KEY="+key,
		"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test"), nil
}

// Trust is the environment in which programs of any language trust the emulator.
func (e *Emulator) Trust() []string {
	return []string{"SSL_CERT_FILE=" + e.Certificate, "AWS_CA_BUNDLE=" + e.Certificate, "NODE_EXTRA_CA_CERTS=" + e.Certificate}
}

// certify writes a certificate of its own signature, good for a day, and its key.
func certify(certFile, keyFile string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "Galley's AWS emulator"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, DNSNames: names, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600)
}

// HTTP is a client for AWS SDK clients, and for the front doors: it trusts the emulator's certificate, and finds it
// behind the names of distributions.
func (e *Emulator) HTTP() (*http.Client, error) {
	c := Client()
	if e.Certificate == "" {
		return c, nil
	}
	transport, err := e.Transport()
	if err != nil {
		return nil, err
	}
	c.Transport = exactbody.Transport{Next: transport}
	return c, nil
}

// Transport is what HTTP sends by.
func (e *Emulator) Transport() (*http.Transport, error) {
	cert, err := os.ReadFile(e.Certificate)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(cert)
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = nil
	t.TLSClientConfig = &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}
	t.DialContext = e.dial
	return t, nil
}

// dial connects to the emulator instead of any other machine; this one is reached as it is.
func (e *Emulator) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if net.ParseIP(host) == nil {
		u, err := url.Parse(e.URL)
		if err != nil {
			return nil, err
		}
		address = net.JoinHostPort("127.0.0.1", u.Port())
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}
