package rules

import (
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// UnusedSuppression is HP902, which is found when all others have spoken.
var UnusedSuppression = Rule{
	Rule: finding.Rule{
		ID: "HP902", Name: "unused-suppression", Severity: finding.Info,
		Summary: "a suppression comment that suppresses nothing, or that gives no reason",
		Doc: `## What it does

Reports a ` + "`hairpin:ignore`" + ` comment whose rule finds nothing at that place, and one without a reason, which has no
effect.

## Why it is bad

A suppression that is no longer needed hides the next mistake. One without a reason cannot be reviewed.

## What to use instead

Remove it, or write down why the finding is accepted:
` + "`<!-- hairpin:ignore HP101 resolved to the application gateway by our DNS -->`" + `

## When not to worry

Never; it is only information. If the estate has environments, only ` + "`--env all`" + ` can determine that a suppression is of
no use in any of them.
`,
	},
}

// ReportSuppressions tells which IDs of which comments were of no use.
func ReportSuppressions(in *Input, used map[SuppressionID]bool) []finding.Finding {
	return UnusedSuppression.run(func(p *Pass) { checkSuppressions(p, used) }, in)
}

func checkSuppressions(p *Pass, used map[SuppressionID]bool) {
	for d := range p.Documents() {
		for s := range whileWanted(p.in.Context, d.Suppressions) {
			at := d.Place(s.At)
			switch {
			case s.Near:
				p.Report(finding.Finding{Severity: finding.Info, At: at,
					Message: "the comment suppresses nothing; write a suppression as hairpin:ignore HP101 followed by the reason, or with hairpin:ignore-file"}, s.Parent, "")
			case len(s.IDs) == 0:
				p.Report(finding.Finding{Severity: finding.Info, At: at,
					Message: "the suppression names no rule; write hairpin:ignore HP101 followed by the reason"}, s.Parent, "")
			case s.Reason == "":
				p.Report(finding.Finding{Severity: finding.Info, At: at,
					Message: "the suppression gives no reason, so it has no effect; give the reason after the rule"}, s.Parent, s.IDs[0])
			default:
				for i, id := range s.IDs {
					if p.in.Rules.ByID(id) == nil {
						p.Report(finding.Finding{Severity: finding.Info, At: text.Loc{Path: at.Path, Span: s.IDAt[i]},
							Message: "the suppression names " + id + ", but there is no such rule" + p.in.Rules.Suggest(id)}, s.Parent, id)
					} else if !used[SuppressionID{s, i}] && p.seesUse(id) {
						p.Report(finding.Finding{Severity: finding.Info, At: text.Loc{Path: at.Path, Span: s.IDAt[i]},
							Message: "the suppression of " + id + " suppresses nothing here"}, s.Parent, id)
					}
				}
			}
		}
	}
}

// seesUse reports whether all is checked that a suppression of a rule may be there
// for: another environment may need it, and some rules speak only of several.
func (p *Pass) seesUse(id string) bool {
	return p.SeesAll() && (p.in.Elsewhere != nil || id != environmentDependent.ID)
}

// SuppressionID is one ID of one comment.
type SuppressionID struct {
	Comment *document.Suppression
	Index   int
}
