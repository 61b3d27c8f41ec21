package server

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestTokenNames: the tokens of one name are one client, whoever writes the scheme
// how, and the log tells the name but not the token.
func TestTokenNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("secret1 the build\nsecret2\t the build \nsecret3 nightly\nsecret4\n"))
	tokens, err := NewTokens(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_700_000_000, 0)
	r := start(t, nil, New(), func(o *Options) {
		o.Tokens, o.MaxRate, o.Now = tokens, 1, func() time.Time { return now }
	})
	for _, c := range []struct {
		header string
		want   codes.Code
	}{
		{"Bearer secret1", codes.OK}, {"Bearer secret2", codes.ResourceExhausted}, {"Bearer secret3", codes.OK},
		{"Bearer secret4", codes.OK}, {"bearer secret4", codes.ResourceExhausted},
		{"Bearer secret1 the build", codes.Unauthenticated}, {"Bearer the build", codes.Unauthenticated}, {"Bearer ", codes.Unauthenticated},
	} {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", c.header)
		_, err := r.client().ListRules(ctx, &hairpinv1.ListRulesRequest{})
		if wantCode(t, err, c.want); c.want == codes.ResourceExhausted {
			wantBusy(t, err, "client")
		}
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Fatal(err)
	}
	log := r.log.String()
	if strings.Count(log, `caller="the build"`) != 2 || strings.Count(log, "caller=nightly") != 1 || strings.Count(log, "caller=") != 3 || strings.Contains(log, "secret") {
		t.Errorf("the log names the wrong callers, or tells a token:\n%s", log)
	}
}

// TestCertificateNames: without tokens, who shows a certificate is known by its
// subject, whatever address and connection it calls from.
func TestCertificateNames(t *testing.T) {
	ca, mine, config := mutual(t)
	creds := credentials.NewTLS(&tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{mine}})
	r := start(t, nil, New(), func(o *Options) { o.TLS = config }, grpc.WithTransportCredentials(creds))
	_, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	wantCode(t, err, codes.OK)
	r.stop()
	if err := <-r.ended; err != nil {
		t.Fatal(err)
	}
	if log := r.log.String(); !strings.Contains(log, `caller="CN=test"`) {
		t.Errorf("the log names no caller:\n%s", log)
	}
	from := func(port int) client {
		who, name, err := (&gate{}).identify(peer.NewContext(t.Context(), &peer.Peer{
			Addr:     &net.TCPAddr{IP: net.IPv4(10, 1, 0, byte(port)), Port: port},
			AuthInfo: credentials.TLSInfo{State: tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{{mine.Leaf, ca.cert}}}},
		}), nil)
		if name != "CN=test" || err != nil {
			t.Errorf("%q %v", name, err)
		}
		return who
	}
	if from(1) != from(2) || from(1) == clientNamed("token", "CN=test") {
		t.Error("a certificate from two addresses is two clients, or that of a token")
	}
}
