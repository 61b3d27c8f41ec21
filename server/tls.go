package server

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
)

// NewTLS is the configuration for a certificate with its key, which are read
// again when they change: certificates are renewed more often than servers are
// restarted. With a client CA, clients have to show a certificate of it.
func NewTLS(cert, key, clientCA string, log *slog.Logger) (*tls.Config, error) {
	pair, err := newReloaded(log, func(srcs [][]byte) (*tls.Certificate, error) {
		c, err := tls.X509KeyPair(srcs[0], srcs[1])
		return &c, err
	}, cert, key)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair.get(), nil },
	}
	if clientCA == "" {
		return config, nil
	}
	if config.ClientCAs, err = ReadCAs(clientCA); err != nil {
		return nil, err
	}
	config.ClientAuth = tls.RequireAndVerifyClientCert
	return config, nil
}

// ReadCAs reads the certificates of authorities.
func ReadCAs(path string) (*x509.CertPool, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(src) {
		return nil, fmt.Errorf("%s: the file contains no PEM certificate", path)
	}
	return pool, nil
}
