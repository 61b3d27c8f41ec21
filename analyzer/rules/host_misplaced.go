package rules

import (
	"hairpin/analyzer/finding"
	"hairpin/analyzer/fix"
)

var hostMisplaced = Rule{
	Rule: finding.Rule{
		ID: "HP207", Name: "host-misplaced", Severity: finding.Error, Fixable: true,
		Summary: "the Host header stands where the schema does not allow it",
		Doc: `## What it does

Looks at the ` + "`set-header`" + ` of Host inside of requests that a policy sends: it stands behind ` + "`set-body`" + `, an authentication
or a proxy, or before ` + "`set-url` or `set-method`" + `.

## Why it is bad

The children of ` + "`send-request`" + ` have an order: ` + "`set-url`, `set-method`, `set-header`, `set-body`" + `, then authentication and proxy.
A policy in another order is rejected when it is saved, and a deployment fails with it.

## What to use instead

Put the header directly behind ` + "`set-method`" + `.

## When not to worry

Never.
`,
	},
	Check: checkHostMisplaced,
}

func checkHostMisplaced(p *Pass) {
	for c := range p.Calls() {
		for i := range c.Ways {
			h := c.Ways[i].Host
			if h.Misplaced == "" || h.Element == nil {
				continue
			}
			f := finding.Finding{
				Severity: finding.Error,
				At:       c.Doc.Place(h.Element.Open),
				Message:  "the Host header stands " + h.Misplaced + ", where the schema of " + c.Sink.Element + " does not allow it; the policy cannot be saved",
			}
			fix.Add(&f, p.Fixes().MoveHost(c, h.Element))
			p.Report(f, h.Element, h.Misplaced)
			break
		}
	}
}
