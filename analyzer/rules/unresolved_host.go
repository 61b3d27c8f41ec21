package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
)

var unresolvedHost = Rule{
	Rule: finding.Rule{
		ID: "HP401", Name: "unresolved-host", Severity: finding.Hint,
		Summary: "the host of a call cannot be determined; the message says why",
		Doc: `## What it does

Reports the calls whose host depends on something that the files do not contain: a secret, a header of the caller, a
token that the deployment fills in, a response. It also reports a name that a wildcard hostname of the gateway may
cover, two labels deep.

## Why it matters

Such a call can be a self-call that nobody sees. It is a hint: nothing is wrong, but nothing is proven either.

## What to use instead

Give Hairpin the missing piece where you can: the named values and backends beside the policy, the overrides of the
environment, the values of deployment tokens (` + "`tokens:` and `terraform:`" + ` in hairpin.yaml). If the host comes from a
caller, compare it with a list before you use it.

## When not to worry

When you know where the value comes from and that it never names this gateway.
`,
	},
	Check: checkUnresolvedHost,
}

func checkUnresolvedHost(p *Pass) {
	for c := range p.Calls() {
		ways := c.Ways
		if len(call.ReachOf(ways, (*call.Way).IsSelf).Hits) > 0 {
			continue
		}
		r := call.ReachOf(ways, func(j *call.Way) bool {
			return !j.Dead && !call.DoubledScheme(j) && (j.UnknownHost() || j.Wildcard != "")
		})
		if len(r.Hits) == 0 {
			continue
		}
		j := r.Hits[0]
		message := "the host of " + c.Sink.What + " cannot be determined: " + j.Name.Why
		if j.Wildcard != "" {
			message = c.Sink.What + " may call this gateway: " + j.MayCover()
		}
		p.Report(finding.Finding{
			Severity: finding.Hint,
			At:       j.Place(c),
			Message:  message,
			Related:  p.notes(c, r.Hits),
		}, c.Element, j.URL.String())
	}
}
