package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
)

var environmentDependent = Rule{
	Rule: finding.Rule{
		ID: "HP402", Name: "environment-dependent", Severity: finding.Error,
		Summary: "a call goes to this gateway in some environments and elsewhere in others",
		Doc: `## What it does

Compares the environments when all of them are checked (` + "`--env all`" + `). If a call leads to the gateway in some of
them and elsewhere in others, it says in which ones. It replaces HP101, HP102 and HP103 there; those report a call that
leads to the gateway wherever its host is known, or is loopback, which is the gateway as it should be called. The environments are those in hairpin.yaml and in the files
` + "`configuration.<name>.yaml`" + `, and the base instance.

## Why it matters

The same policy works in one environment and times out in another, and tests in the first show nothing. The severity is
that of the call in the environments where it leads to the gateway.

## What to use instead

Decide what the address is meant to be. If it should be the gateway everywhere, call ` + "`https://127.0.0.1`" + ` with a
` + "`Host`" + ` header in every environment; if it should be a backend, correct the value where it is the gateway.
There is no fix: loopback would be wrong in the environments where the call leads elsewhere.

## When not to worry

When the environments differ on purpose, such as a gateway that stands in for a backend in tests, in a
network where that works.
`,
	},
	Check: checkEnvironmentDependent,
}

// checkEnvironmentDependent reports the calls that lead to this gateway here and
// elsewhere in another environment.
func checkEnvironmentDependent(p *Pass) {
	for c := range p.Calls() {
		st := p.Elsewhere(c)
		if st == nil || p.IsOff(c.Sink.Rule) {
			continue
		}
		r := call.ReachOf(c.Ways, (*call.Way).IsSelf)
		if len(r.Hits) == 0 {
			continue
		}
		r.Certain = r.Certain && !bypassed(c, r)
		j := r.Hits[0]
		v := p.Estate().Gateway.HairpinsIn(j.Scope.Workspace.String())
		if v.Outcome == gateway.Never {
			continue
		}
		p.Report(finding.Finding{
			Severity: severityOf(v, c, r),
			At:       j.Place(c),
			Message: c.Sink.What + " " + p.resolved(&j) + ", in " + finding.Enumerate(st.Self) + p.onSomePaths(c, r) +
				", but not in " + finding.Enumerate(st.Other) + "; " + consequence(v, c, r),
			Related: p.notes(c, r.Hits),
			NoFix:   "loopback would be wrong in " + finding.Enumerate(st.Other),
			Instead: c.Sink.Rule,
		}, c.Element, j.URL.String())
	}
}
