package rules

import (
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

var malformedPolicy = Rule{
	Rule: finding.Rule{
		ID: "HP901", Name: "malformed-policy", Severity: finding.Error,
		Summary: "the document or an expression in it cannot be read as the gateway would read it",
		Doc: `## What it does

Reports what no XML reader and no C# compiler accepts: an element that is not closed, ` + "`--`" + ` inside a comment, a string
or an expression without an end, two values without an operator between them. Raw quotes, ` + "`<` and `&`" + ` inside an
expression are fine: the gateway reads them. Everything around the mistake is still analysed.

## Why it is bad

The gateway rejects the document when it is deployed.

## What to use instead

Correct the place that the finding points to. It is where the part that cannot be read begins.

## When not to worry

Never: such a document cannot be deployed.
`,
	},
	Check: checkMalformedPolicy,
}

func checkMalformedPolicy(p *Pass) {
	for d := range p.Documents() {
		if !text.IsText(d.Text.Src) {
			p.Report(finding.Finding{Severity: finding.Error, At: d.Place(text.Span{}), Message: "the document is not UTF-8 text; save it as UTF-8"}, nil, "encoding")
			continue
		}
		for _, e := range d.Errors {
			p.Report(finding.Finding{Severity: finding.Error, At: d.Place(e.Span), Message: e.Message},
				policy.NodeAt(d.Root, e.Span.Start).Elem, e.Message)
		}
	}
}
