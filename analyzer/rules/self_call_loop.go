package rules

import (
	"strings"

	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/graph"
	"hairpin.example/hairpin/analyzer/text"
)

var selfCallLoop = Rule{
	Rule: finding.Rule{
		ID: "HP301", Name: "self-call-loop", Severity: finding.Error,
		Summary: "operations of this gateway call each other in a cycle",
		Doc: `## What it does

Follows the calls that operations make to this gateway, through loopback or its own hostname, to the operations that
they land on: by the path and version of the API (in the path, a header or the query), and by method and URL template.
Other endpoints and ports of the gateway serve no API, nor does its address without a Host header.
It reports a cycle, the shortest of those that share operations, with its hops.

It is an error if every hop is made whenever its operation runs, and information if a hop depends on a condition, an
error, a branch that responds earlier, or a path that is not known.

## Why it is bad

Each request triggers the next one until the gateway runs out of connections or a timeout ends the first; one caller is
enough to take the gateway down. This does not depend on the network.

There is no fix: only the author knows which of the calls is wrong. A call that closes a cycle for sure, and fails
because it goes to the gateway's own hostname (HP101, HP102), has no fix either: that would switch the cycle on.

## What to use instead

Point the call to the real backend. If an operation shares code with another one, use a fragment.

## When not to worry

When a condition ends the cycle, such as a header that the first hop sets. The finding is then only information.
`,
	},
	CheckAcross: checkSelfCallLoop,
}

func checkSelfCallLoop(p *Pass) {
	for _, c := range graph.Cycles(p.Edges()) {
		sure := true
		names := []string{c[0].From.String()}
		f := finding.Finding{Severity: finding.Error, NoFix: "only the author knows which of the calls is wrong"}
		for _, e := range c {
			sure = sure && e.Certain
			names = append(names, e.To.String())
		}
		first := c[0]
		f.At = first.Way.Place(first.Call)
		for _, e := range c[1:] {
			at := e.Way.Place(e.Call)
			f.Related = append(f.Related, finding.Note{Message: e.From.String() + " calls " + e.To.String() + " here", At: at})
		}
		way := strings.Join(names, " -> ")
		f.Message = first.Call.Sink.What + " closes a cycle of self-calls: " + way + "; each request triggers the next one"
		if !sure {
			f.Severity = finding.Info
			f.Message = first.Call.Sink.What + " may close a cycle of self-calls: " + way + "; make sure that something ends it"
		}
		p.Report(f, first.Call.Element, way)
	}
}

// Withdraw takes the fixes of calls away that belong to an endless cycle: as long as they
// fail, the cycle stands still.
func Withdraw(found []finding.Finding, edges []graph.Edge) {
	type key struct {
		rule string
		at   text.Loc
	}
	endless := map[key]bool{}
	for _, e := range graph.Endless(edges) {
		for i := range e.Call.Ways {
			endless[key{e.Call.Sink.Rule, e.Call.Ways[i].Place(e.Call)}] = true
		}
	}
	for i := range found {
		if f := &found[i]; len(f.Fixes) > 0 && endless[key{f.Rule.ID, f.At}] {
			f.Fixes, f.NoFix = nil, "the call closes a loop of self-calls, which a fix would switch on"
		}
	}
}
