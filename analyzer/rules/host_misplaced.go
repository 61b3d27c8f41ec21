package rules

import (
	"strings"

	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
)

var hostMisplaced = Rule{
	Rule: finding.Rule{
		ID: "HP207", Name: "host-misplaced", Severity: finding.Error, Fixable: true,
		Summary: "the Host header is in a place that the schema does not allow",
		Doc: `## What it does

Looks at the ` + "`set-header`" + ` for Host inside requests that a policy sends, and reports one that comes after ` + "`set-body`" + `, an
authentication or a proxy, or before ` + "`set-url` or `set-method`" + `.

## Why it is bad

The children of ` + "`send-request`" + ` have an order: ` + "`set-url`, `set-method`, `set-header`, `set-body`" + `, then authentication and proxy.
A policy in another order is rejected when it is saved, so a deployment fails.

## What to use instead

Put the header directly after ` + "`set-method`" + `.

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
				At:       p.DocAt(h.At).Place(h.Element.Open),
				Message:  "the Host header comes " + h.Misplaced + ", where the schema of " + h.Element.Parent.Tag + " does not allow it; the policy cannot be saved",
			}
			fix.Add(&f, p.Fixes().MoveHost(c, h.Element))
			// Fingerprints do not change with the words: they have said "behind" from the start.
			p.Report(f, h.Element, strings.Replace(h.Misplaced, "after ", "behind ", 1))
			break
		}
	}
}
