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

// TestClientOf: who calls is told by the address without its port, and by a token
// only where tokens are checked: any caller can send another one with each call.
func TestClientOf(t *testing.T) {
	from := func(addr string) context.Context {
		a, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		return peer.NewContext(t.Context(), &peer.Peer{Addr: a})
	}
	one, port, other := from("10.1.0.4:5000"), from("10.1.0.4:6000"), from("10.1.0.5:5000")
	first, second := metadata.Pairs("authorization", "Bearer first"), metadata.Pairs("authorization", "Bearer second")
	twice := metadata.Join(first, second)
	for _, c := range []struct {
		name string
		a, b client
		the  bool
	}{
		{"another port", clientOf(one, nil, false), clientOf(port, nil, false), true},
		{"another address", clientOf(one, nil, false), clientOf(other, nil, false), false},
		{"another token that is not checked", clientOf(one, first, false), clientOf(one, second, false), true},
		{"a token that is not checked, and none", clientOf(one, first, false), clientOf(one, nil, false), true},
		{"the same token from another address, not checked", clientOf(one, first, false), clientOf(other, first, false), false},
		{"another token", clientOf(one, first, true), clientOf(one, second, true), false},
		{"the same token from another address", clientOf(one, first, true), clientOf(other, first, true), true},
		{"two tokens", clientOf(one, twice, true), clientOf(one, nil, true), true},
		{"IPv6", clientOf(from("[fd00::1]:1"), nil, false), clientOf(from("[fd00::1]:2"), nil, false), true},
		{"nobody", clientOf(t.Context(), nil, false), clientOf(one, nil, false), false},
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
