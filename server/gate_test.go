package server

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/tap"
)

// TestTell: the log tells of each call that was refused, but of those too many of
// one in a second, with the number of those that it did not tell of.
func TestTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &journal{}
		g := &gate{log: slog.New(slog.NewJSONHandler(log, nil))}
		read := 0
		want := func(code codes.Code, calls ...int) {
			t.Helper()
			g.tell(t.Context(), &tap.Info{FullMethodName: "/m", Header: metadata.Pairs(idHeader, "mine")}, code)
			lines := strings.Split(strings.TrimSuffix(log.String()[read:], "\n"), "\n")
			read = len(log.String())
			if len(calls) == 0 {
				if lines[0] != "" {
					t.Errorf("a call too many is told of: %s", lines)
				}
				return
			}
			var entry struct {
				ID, Method, Code string
				Calls            int
			}
			if err := json.Unmarshal([]byte(lines[0]), &entry); err != nil || len(lines) != 1 {
				t.Fatalf("%v: %s", err, lines)
			}
			if entry.ID != "mine" || entry.Method != "/m" || entry.Code != code.String() || entry.Calls != calls[0] {
				t.Errorf("the log has %+v, want %d calls", entry, calls[0])
			}
		}
		want(codes.Unauthenticated, 1)
		want(codes.Unauthenticated, 1)
		want(codes.ResourceExhausted, 1)
		want(codes.ResourceExhausted)
		want(codes.ResourceExhausted)
		time.Sleep(time.Second - time.Nanosecond)
		want(codes.ResourceExhausted)
		time.Sleep(time.Nanosecond)
		want(codes.ResourceExhausted, 4)
		want(codes.ResourceExhausted)
		want(codes.Unauthenticated, 2) // it is told of at once, with the one before it
		time.Sleep(time.Hour)
		want(codes.ResourceExhausted, 1)
		if n := g.refused.Load(); n != 10 {
			t.Errorf("%d calls are counted as refused", n)
		}
	})
}

// TestRequestIDs: the id of a caller is kept if it can stand in a log.
func TestRequestIDs(t *testing.T) {
	for _, id := range []string{"a", "A-9_b.c:d", strings.Repeat("x", maxID)} {
		if got := idOf(metadata.Pairs(idHeader, id)); got != id {
			t.Errorf("%q becomes %q", id, got)
		}
	}
	for _, header := range []metadata.MD{nil, metadata.Pairs(idHeader, ""), metadata.Pairs(idHeader, strings.Repeat("x", maxID+1)), metadata.Pairs(idHeader, "a b"),
		metadata.Pairs(idHeader, "a\nlevel=ERROR"), metadata.Pairs(idHeader, "é"), metadata.Pairs(idHeader, "a", idHeader, "b")} {
		got, again := idOf(header), idOf(header)
		if !usableID(got) || got == again || len(header.Get(idHeader)) > 0 && got == header.Get(idHeader)[0] {
			t.Errorf("%v becomes %q and %q", header, got, again)
		}
	}
}
