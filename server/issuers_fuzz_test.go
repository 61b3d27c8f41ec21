package server

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// FuzzCaller: no token but those that the issuer has signed names a caller, and an
// error is one of the caller's.
func FuzzCaller(f *testing.F) {
	a, key, c := newIssuer(f), newSigner(f, jose.ES256, "one"), newClock()
	a.publish(f, key.public())
	s, err := newIssuers([]Issuer{a.issuer()}, slog.New(slog.DiscardHandler), c.time)
	if err != nil {
		f.Fatal(err)
	}
	good := key.sign(f, claimsOf(a.URL, c.time(), nil))
	f.Add(good)
	f.Add("..")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Add(good + "=")
	f.Fuzz(func(t *testing.T, token string) {
		name, err := s.caller(token)
		if code := status.Code(err); code != codes.Unauthenticated && token != good {
			t.Errorf("%q is that of %q: %v", token, name, err)
		}
	})
}
