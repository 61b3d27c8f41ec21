package server

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestIdentify: who calls is told by the address without its port, and by a token
// only where tokens are checked: any caller can send another one with each call.
func TestIdentify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("first\nsecond\n"))
	tokens, err := NewTokens(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	open, closed := &gate{}, &gate{tokens: tokens}
	of := func(g *gate, addr string, headers ...string) client {
		t.Helper()
		ctx := context.Context(t.Context())
		if addr != "" {
			a, err := net.ResolveTCPAddr("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			ctx = peer.NewContext(ctx, &peer.Peer{Addr: a})
		}
		who, name, err := g.identify(ctx, headers)
		if name != "" || err != nil {
			t.Fatalf("%q %v", name, err)
		}
		return who
	}
	const one, port, other, first, second = "10.1.0.4:5000", "10.1.0.4:6000", "10.1.0.5:5000", "Bearer first", "Bearer second"
	for _, c := range []struct {
		name string
		a, b client
		the  bool
	}{
		{"another port", of(open, one), of(open, port), true},
		{"another address", of(open, one), of(open, other), false},
		{"another token that is not checked", of(open, one, first), of(open, one, second), true},
		{"a token that is not checked, and none", of(open, one, first), of(open, one), true},
		{"the same token from another address, not checked", of(open, one, first), of(open, other, first), false},
		{"another token", of(closed, one, first), of(closed, one, second), false},
		{"the same token from another address", of(closed, one, first), of(closed, other, "bearer first"), true},
		{"IPv6", of(open, "[fd00::1]:1"), of(open, "[fd00::1]:2"), true},
		{"nobody", of(open, ""), of(open, one), false},
	} {
		if (c.a == c.b) != c.the {
			t.Errorf("%s: the same client is %v", c.name, c.a == c.b)
		}
	}
}

// TestRateByToken: without tokens a new header gives no new calls; with tokens
// each has its own.
func TestRateByToken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("first\nsecond\n"))
	tokens, err := NewTokens(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		tokens *Tokens
		second codes.Code
	}{{"open", nil, codes.ResourceExhausted}, {"with tokens", tokens, codes.OK}} {
		t.Run(c.name, func(t *testing.T) {
			r := start(t, nil, New(), func(o *Options) {
				o.Tokens, o.MaxRate, o.Now = c.tokens, 1, func() time.Time { return time.Unix(1_700_000_000, 0) }
			})
			call := func(token string, want codes.Code) {
				t.Helper()
				ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
				_, err := r.client().ListRules(ctx, &hairpinv1.ListRulesRequest{})
				wantCode(t, err, want)
			}
			call("first", codes.OK)
			call("second", c.second)
			call("first", codes.ResourceExhausted)
		})
	}
}
