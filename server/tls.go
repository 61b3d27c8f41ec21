package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// TLS is what a server shows to its clients, and wants of them.
type TLS struct {
	config *tls.Config
	pair   *reloaded[*tls.Certificate]
	strict *reloaded[*tls.Config] // nil if clients need no certificate
}

// NewTLS reads a certificate with its key, and again when they change:
// certificates are renewed more often than servers are restarted. With a client CA,
// which is read again too, clients have to show a certificate of it.
func NewTLS(cert, key, clientCA string, log *slog.Logger) (*TLS, error) {
	pair, err := newReloaded(log, func(srcs [][]byte) (*tls.Certificate, error) {
		c, err := tls.X509KeyPair(srcs[0], srcs[1])
		return &c, err
	}, cert, key)
	if err != nil {
		return nil, err
	}
	t := &TLS{pair: pair, config: &tls.Config{
		MinVersion:     tls.VersionTLS12,
		CipherSuites:   cipherSuites(),
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair.get(), nil },
	}}
	if clientCA == "" {
		return t, nil
	}
	base := t.config.Clone()
	base.ClientAuth = tls.RequireAndVerifyClientCert
	base.SessionTicketsDisabled = true // a session would outlive the CA that it began with
	t.strict, err = newReloaded(log, func(srcs [][]byte) (*tls.Config, error) {
		pool, err := parseCAs(srcs[0])
		c := base.Clone()
		c.ClientCAs = pool
		return c, err
	}, clientCA)
	if err != nil {
		return nil, err
	}
	t.config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return t.strict.get(), nil }
	return t, nil
}

// cipherSuites are those that HTTP/2 allows with TLS 1.2:
// https://www.rfc-editor.org/rfc/rfc9113#section-9.2.2
func cipherSuites() []uint16 {
	var out []uint16
	for _, s := range tls.CipherSuites() {
		if !strings.Contains(s.Name, "_CBC_") {
			out = append(out, s.ID)
		}
	}
	return out
}

// again reads all files again.
func (t *TLS) again() {
	t.pair.again()
	if t.strict != nil {
		t.strict.again()
	}
}

// ReadCAs reads the certificates of authorities.
func ReadCAs(path string) (*x509.CertPool, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool, err := parseCAs(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return pool, nil
}

func parseCAs(src []byte) (*x509.CertPool, error) {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(src) {
		return nil, errors.New("the file contains no PEM certificate")
	}
	return pool, nil
}
