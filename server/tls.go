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
		return parsePair(srcs[0], srcs[1])
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

// ReadPair reads a certificate with its key.
func ReadPair(cert, key string) (tls.Certificate, error) {
	var srcs [2][]byte
	for i, path := range []string{cert, key} {
		var err error
		if srcs[i], err = os.ReadFile(path); err != nil {
			return tls.Certificate{}, err
		}
	}
	pair, err := parsePair(srcs[0], srcs[1])
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%s: %w", cert, err)
	}
	return *pair, nil
}

// pairTroubles are sentences for what [tls.X509KeyPair] says of files.
var pairTroubles = []struct{ said, meant string }{
	{"PEM inputs may have been switched", "the file contains a key and no certificate; has it changed places with that of the key?"},
	{"in certificate input", "the file contains no PEM certificate"},
	{"in key input", "the file of its key contains no PEM key"},
	{"rather than a key", "the file of its key contains a certificate and no key"},
	{"does not match", "the key belongs to another certificate"},
}

func parsePair(cert, key []byte) (*tls.Certificate, error) {
	pair, err := tls.X509KeyPair(cert, key)
	if err == nil {
		return &pair, nil
	}
	for _, t := range pairTroubles {
		if strings.Contains(err.Error(), t.said) {
			return nil, errors.New(t.meant)
		}
	}
	return nil, err
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
