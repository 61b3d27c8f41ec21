package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// authority is a CA of a test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{}
	der, key := a.issue(t, 1, true)
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a.cert, a.key = cert, key
	return a
}

// issue makes a certificate for the server and its clients.
func (a *authority) issue(t *testing.T, serial int64, ca bool) ([]byte, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"memory"},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IsCA:        ca, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	parent, signer := c, key
	if a.cert != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	return der, key
}

// pair writes a certificate and its key, and gives both as a client wants them.
func (a *authority) pair(t *testing.T, dir string, serial int64) tls.Certificate {
	t.Helper()
	der, key := a.issue(t, serial, false)
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	secret := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
	put(t, filepath.Join(dir, "cert.pem"), cert)
	put(t, filepath.Join(dir, "key.pem"), secret)
	out, err := tls.X509KeyPair(cert, secret)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

func TestTLS(t *testing.T) {
	dir, ca, log := t.TempDir(), newAuthority(t), slog.New(slog.DiscardHandler)
	mine := ca.pair(t, dir, 2)
	caFile := filepath.Join(dir, "ca.pem")
	put(t, caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.cert.Raw}))
	stranger := newAuthority(t)
	theirs := stranger.pair(t, t.TempDir(), 3)

	later := func() time.Time { return time.Now().Add(2 * time.Hour) } // when all certificates have expired
	tests := []struct {
		name     string
		clientCA string
		client   *tls.Config // nil for plaintext
		want     codes.Code
	}{
		{"trusted", "", &tls.Config{RootCAs: ca.pool()}, codes.OK},
		{"not trusted", "", &tls.Config{RootCAs: stranger.pool()}, codes.Unavailable},
		{"other name", "", &tls.Config{RootCAs: ca.pool(), ServerName: "other"}, codes.Unavailable},
		{"plaintext", "", nil, codes.Unavailable},
		{"expired", "", &tls.Config{RootCAs: ca.pool(), Time: later}, codes.Unavailable},
		{"client known", caFile, &tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{mine}}, codes.OK},
		{"client unknown", caFile, &tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{theirs}}, codes.Unavailable},
		{"client without certificate", caFile, &tls.Config{RootCAs: ca.pool()}, codes.Unavailable},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			config, err := NewTLS(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), test.clientCA, log)
			if err != nil {
				t.Fatal(err)
			}
			var dial []grpc.DialOption
			if test.client != nil {
				dial = append(dial, grpc.WithTransportCredentials(credentials.NewTLS(test.client)))
			}
			r := start(t, nil, New(), func(o *Options) { o.TLS = config }, dial...)
			_, err = r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
			wantCode(t, err, test.want)
			if test.want != codes.OK {
				for !strings.Contains(r.log.String(), "reason=handshake") || r.server.Load().Refusals["handshake"] == 0 {
					runtime.Gosched() // the server learns of it after its client
				}
			}
		})
	}
}

// mutual is a server's TLS that asks for a certificate, with the authority that signs them
// and the one of a client.
func mutual(t *testing.T) (ca *authority, mine tls.Certificate, config *TLS) {
	t.Helper()
	dir := t.TempDir()
	ca = newAuthority(t)
	mine = ca.pair(t, dir, 2)
	caFile := filepath.Join(dir, "ca.pem")
	put(t, caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.cert.Raw}))
	config, err := NewTLS(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), caFile, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return ca, mine, config
}

// TestExpiredClient: the clock of the server decides about clients.
func TestExpiredClient(t *testing.T) {
	ca, mine, config := mutual(t)
	config.strict.value.Time = func() time.Time { return time.Now().Add(2 * time.Hour) }
	client := credentials.NewTLS(&tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{mine}})
	r := start(t, nil, New(), func(o *Options) { o.TLS = config }, grpc.WithTransportCredentials(client))
	_, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	wantCode(t, err, codes.Unavailable)
}

// TestClientCARenewal: a new CA counts from the next connection on, and that of
// before no more. What is no CA changes nothing.
func TestClientCARenewal(t *testing.T) {
	dir, ca, next := t.TempDir(), newAuthority(t), newAuthority(t)
	ca.pair(t, dir, 2)
	caFile := filepath.Join(dir, "ca.pem")
	of := func(a *authority) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
	}
	put(t, caFile, of(ca))
	config, err := NewTLS(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), caFile, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, New(), func(o *Options) { o.TLS = config })
	try := func(a *authority, want codes.Code) {
		t.Helper()
		mine := a.pair(t, t.TempDir(), 3)
		creds := credentials.NewTLS(&tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{mine}})
		conn, err := grpc.NewClient("passthrough:///memory", append(r.dial, grpc.WithTransportCredentials(creds))...)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		_, err = hairpinv1.NewAnalysisServiceClient(conn).ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
		wantCode(t, err, want)
	}
	try(ca, codes.OK)
	try(next, codes.Unavailable)
	put(t, caFile, of(next))
	try(next, codes.OK)
	try(ca, codes.Unavailable)
	put(t, caFile, []byte("none\n"))
	r.server.Reload()
	try(next, codes.OK)
}

// TestRenewal: a new connection sees the new certificate.
func TestRenewal(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	ca.pair(t, dir, 7)
	config, err := NewTLS(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, serial := range []int64{7, 8} {
		ca.pair(t, dir, serial)
		if c := config.pair.get(); c.Leaf.SerialNumber.Int64() != serial {
			t.Errorf("serial %v, want %d", c.Leaf.SerialNumber, serial)
		}
	}
	// Half of a renewal is no pair; the one before goes on.
	put(t, filepath.Join(dir, "key.pem"), []byte("-----BEGIN"))
	if c := config.pair.get(); c.Leaf.SerialNumber.Int64() != 8 {
		t.Errorf("serial %v", c.Leaf.SerialNumber)
	}
	if _, err := NewTLS(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), "", nil); err == nil {
		t.Error("a bad key is taken")
	}
}
