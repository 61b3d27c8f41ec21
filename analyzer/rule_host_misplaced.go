package analyzer

import (
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

var hostMisplaced = Rule{
	ID: "HP207", Name: "host-misplaced", Severity: Error, Fixable: true,
	Summary: "the Host header stands where the schema does not allow it",
	Check:   checkHostMisplaced,
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
}

func checkHostMisplaced(p *Pass) {
	for _, c := range p.calls {
		for i := range c.Ways {
			h := c.Ways[i].Host
			if h.Misplaced == "" || h.Element == nil {
				continue
			}
			f := Finding{
				Severity: Error,
				At:       c.doc.place(h.Element.Open),
				Message:  "the Host header stands " + h.Misplaced + ", where the schema of " + c.Sink.Element + " does not allow it; the policy cannot be saved",
			}
			f.fixWith(p.moveHostFix(c, h.Element))
			p.report(f, h.Element, h.Misplaced)
			break
		}
	}
}

// moveHostFix moves the header behind set-url and set-method.
func (p *Pass) moveHostFix(c *Call, header *policy.Element) fixOrReason {
	after := later(c.Element.Child("set-url"), c.Element.Child("set-method"))
	if c.doc.torn || after == nil {
		return no("the request has no set-url and set-method to stand behind")
	}
	f := c.doc.file
	moved := header.Span().Of(f.Src)
	st := styleAt(f, after)
	edits := []text.Edit{
		{Loc: text.Loc{Path: f.Path, Span: behind(f, after)}, New: st.line(0) + moved},
		removed(f, header),
	}
	text.SortEdits(edits)
	return fixOrReason{fix: Fix{Title: "Move the Host header behind " + after.Tag, Safety: Safe, Edits: edits}}
}

// removed takes an element away, with its line if nothing else stands on it.
func removed(f *text.File, e *policy.Element) text.Edit {
	at, end := e.Span(), f.LineEnd()
	if _, alone := indentOf(f, at.Start); alone {
		line, _ := f.LineCol(at.Start)
		if start := f.Line(line).Start; start >= len(end) && f.Src[start-len(end):start] == end {
			at.Start = start - len(end)
		}
	}
	return text.Edit{Loc: text.Loc{Path: f.Path, Span: at}}
}
