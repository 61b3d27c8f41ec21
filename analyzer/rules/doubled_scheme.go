package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
)

var doubledScheme = Rule{
	Rule: finding.Rule{
		ID: "HP404", Name: "doubled-scheme", Severity: finding.Error, Fixable: true,
		Summary: "a scheme in front of a value that already has one",
		Doc: `## What it does

Finds URLs like ` + "`https://https://api.contoso.com`" + `: text with a scheme, followed by a named value, a variable or an
expression whose value also begins with a scheme.

## Why it is bad

The host of such a URL is ` + "`https`" + `, which does not exist: the call fails on every tier and in every network.

## What to use instead

Keep one of the two schemes. If the value is shared, remove the scheme from the policy.

## When not to worry

Never.
`,
	},
	Check: checkDoubledScheme,
}

func checkDoubledScheme(p *Pass) {
	for c := range p.Calls() {
		r := call.ReachOf(c.Ways, func(j *call.Way) bool { return !j.Dead && call.DoubledScheme(j) })
		if len(r.Hits) == 0 {
			continue
		}
		j := r.Hits[0]
		l := loopbackCall{Call: c, Reach: r}
		f := finding.Finding{
			Severity: l.weakened(),
			At:       j.Place(c),
			Message:  c.Sink.What + " has two schemes (\"" + j.URL.String() + "\"); its host would be \"" + j.Address.Host.String() + "\"",
			Related:  p.notes(c, r.Hits),
		}
		if r.Certain {
			fix.Add(&f, p.Fixes().OneScheme(c, j))
		} else {
			f.NoFix = "on other paths the URL has one scheme, which it needs"
		}
		p.Report(f, c.Element, j.URL.String())
	}
}
