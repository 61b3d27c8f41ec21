package server

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// put writes a file as a careful program does: aside, and then into its place.
func put(t testing.TB, path string, src []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", src, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func TestTokens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("# of the build\nfirst\n\nsecond\r\n"))
	log := &journal{}
	tokens, err := NewTokens(path, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, New(), func(o *Options) { o.Tokens = tokens })
	want := func(code codes.Code, headers ...string) {
		t.Helper()
		ctx := context.Context(t.Context())
		for _, h := range headers {
			ctx = metadata.AppendToOutgoingContext(ctx, "authorization", h)
		}
		_, err := r.client().ListRules(ctx, &hairpinv1.ListRulesRequest{})
		wantCode(t, err, code)
	}
	want(codes.Unauthenticated)
	want(codes.Unauthenticated, "Bearer third")
	want(codes.Unauthenticated, "Bearer # of the build")
	want(codes.Unauthenticated, "Bearer ")
	want(codes.Unauthenticated, "Basic first")
	want(codes.Unauthenticated, "Bearer first", "Bearer first")
	want(codes.OK, "Bearer first")
	want(codes.OK, "bearer second")
	if _, err := grpc_health_v1.NewHealthClient(r.conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil {
		t.Errorf("health wants a token: %v", err)
	}

	put(t, path, []byte("third\n"))
	want(codes.Unauthenticated, "Bearer first")
	want(codes.OK, "Bearer third")
	put(t, path, []byte("# none\n")) // a mistake locks nobody out, and lets nobody in
	want(codes.OK, "Bearer third")
	want(codes.Unauthenticated, "Bearer first")
	put(t, path, []byte("third\nfou")) // half-written
	want(codes.OK, "Bearer third")
	want(codes.Unauthenticated, "Bearer fou")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	want(codes.OK, "Bearer third")
	for _, problem := range []string{"contains no token", "half-written", "no such file"} {
		if n := strings.Count(log.String(), problem); n != 1 {
			t.Errorf("the log tells of %q %d times, not once:\n%s", problem, n, log.String())
		}
	}
}

// TestTokensReload: what the file says counts again, though nothing of it seems to
// have changed.
func TestTokensReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("first\n"))
	tokens, err := NewTokens(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, New(), func(o *Options) { o.Tokens = tokens })
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, before.ModTime(), before.ModTime()); err != nil {
		t.Fatal(err)
	}
	if _, known := tokens.caller("other"); known {
		t.Fatal("the change is seen")
	}
	r.server.Reload()
	for token, want := range map[string]bool{"other": true, "first": false} {
		if _, known := tokens.caller(token); known != want {
			t.Errorf("%s: the file was not read again", token)
		}
	}
}

func TestTokensUnusable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	for _, src := range []string{"", "\n# nobody\n", "half"} {
		put(t, path, []byte(src))
		if _, err := NewTokens(path, nil); err == nil {
			t.Errorf("%q is taken", src)
		}
	}
	if _, err := NewTokens(path+".none", nil); err == nil {
		t.Error("a file that is not there is taken")
	}
}
