package server

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/metadata"
)

// TestTell: the log tells of calls that were refused, but of each kind only of one
// in a second, with the number of those that it did not tell of.
func TestTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &journal{}
		r := newRefusals(slog.New(slog.NewJSONHandler(log, nil)))
		read := 0
		want := func(why reason, times ...int) {
			t.Helper()
			r.tell(t.Context(), why, slog.String("id", "mine"), slog.String("method", "/m"))
			lines := strings.Split(strings.TrimSuffix(log.String()[read:], "\n"), "\n")
			read = len(log.String())
			if len(times) == 0 {
				if lines[0] != "" {
					t.Errorf("a call too many is told of: %s", lines)
				}
				return
			}
			var entry struct {
				Msg, ID, Method, Reason string
				Times                   int
			}
			if err := json.Unmarshal([]byte(lines[0]), &entry); err != nil || len(lines) != 1 {
				t.Fatalf("%v: %s", err, lines)
			}
			if entry.Msg != "refused" || entry.ID != "mine" || entry.Method != "/m" || entry.Reason != string(why) || entry.Times != times[0] {
				t.Errorf("the log has %+v, want %d calls", entry, times[0])
			}
		}
		want(unauthenticated, 1)
		want(unauthenticated)
		want(rateReached, 1)
		want(rateReached)
		want(rateReached)
		time.Sleep(time.Second - time.Nanosecond)
		want(rateReached)
		time.Sleep(time.Nanosecond)
		want(rateReached, 4)
		want(rateReached)
		want(unauthenticated, 2) // with the one before it of its kind
		time.Sleep(time.Hour)
		want(rateReached, 2)
		if n := r.all(); n["rate"] != 7 || n["unauthenticated"] != 3 {
			t.Errorf("%v are counted as refused", n)
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
