package print

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

func literal(s string) []*hairpinv1.Piece {
	return []*hairpinv1.Piece{{Kind: hairpinv1.PieceKind_PIECE_KIND_LITERAL, Text: s}}
}

// TestWriteCalls: what rarely happens is said too, and nothing that a file holds
// breaks a line.
func TestWriteCalls(t *testing.T) {
	at := func(line uint32) *hairpinv1.Location {
		return &hairpinv1.Location{Path: "p.xml", Range: &hairpinv1.Range{Start: &hairpinv1.Position{Line: line, Column: 7}, End: &hairpinv1.Position{Line: line, Column: 9}}}
	}
	loopback := func(action hairpinv1.HostAction) *hairpinv1.Way {
		return &hairpinv1.Way{Url: literal("https://[::1]/"), Verdict: hairpinv1.Verdict_VERDICT_LOOPBACK,
			HostHeader: &hairpinv1.HostHeader{Action: action, Value: literal("x"), Reason: "r\x1b[1m", Location: at(2)}, Scopes: []string{"a"}}
	}
	ways := []*hairpinv1.Way{
		{Verdict: hairpinv1.Verdict_VERDICT_UNKNOWN, Reason: "the URL is empty", Proxy: true, Scopes: []string{"a", "b", "c", "d/e\n", "f"}},
		loopback(hairpinv1.HostAction_HOST_ACTION_DEFAULT), loopback(hairpinv1.HostAction_HOST_ACTION_SKIPPED), loopback(hairpinv1.HostAction_HOST_ACTION_APPENDED),
		loopback(hairpinv1.HostAction_HOST_ACTION_DELETED), loopback(hairpinv1.HostAction_HOST_ACTION_UNKNOWN),
	}
	for i := range 4 {
		ways = append(ways, &hairpinv1.Way{Dead: true, Verdict: hairpinv1.Verdict_VERDICT_UNKNOWN, Url: []*hairpinv1.Piece{
			{Kind: hairpinv1.PieceKind_PIECE_KIND_SERVICE_NAME}, {Kind: hairpinv1.PieceKind_PIECE_KIND_UNKNOWN, Reason: fmt.Sprint("x\r\n", i)}, {Kind: hairpinv1.PieceKind_PIECE_KIND_NULL},
		}})
	}
	var out bytes.Buffer
	err := Calls(&out, &hairpinv1.ListCallsResponse{
		Calls: []*hairpinv1.Call{
			{Location: at(1), Sink: "set-backend-service", Field: "backend-id", Verdict: hairpinv1.Verdict_VERDICT_ELSEWHERE},
			{Location: at(3), Sink: "s\n", Field: "f", Ways: ways, Cut: true},
		},
		Summary: &hairpinv1.CallSummary{Calls: 1, Unlisted: 1, MissingFacts: []string{"a\nb"}},
	}, Palette{}, false)
	if err != nil {
		t.Fatal(err)
	}
	want := `p.xml:1:7: set-backend-service backend-id
  elsewhere     no URL
p.xml:3:7: s  f
  unknown       ""
    = the URL is empty
    = through a proxy
    = for a, b, c and 2 more
  loopback      https://[::1]/
    = Host is not set
    = for a
  loopback      https://[::1]/
    = p.xml:2:7: Host is not overridden: exists-action="skip"
    = for a
  loopback      https://[::1]/
    = p.xml:2:7: Host is appended to, not overridden: x
    = for a
  loopback      https://[::1]/
    = p.xml:2:7: Host is deleted
    = for a
  loopback      https://[::1]/
    = p.xml:2:7: Host cannot be determined: r [1m
    = for a
  unknown       {the service name}{x  0}null
    = this path cannot run
  unknown       {the service name}{x  1}null
    = this path cannot run
  = 2 more ways; --format json lists them
  = not all ways are listed: there are too many

note: a b
1 call: 1 unlisted
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("output (-want +got):\n%s", d)
	}
	if strings.ContainsAny(out.String(), "\r\x1b") {
		t.Error("a control character got through")
	}
}
