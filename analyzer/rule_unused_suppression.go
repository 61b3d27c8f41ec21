package analyzer

import "hairpin/analyzer/text"

var unusedSuppression = Rule{
	Page: Page{
		ID: "HP902", Name: "unused-suppression", Severity: Info,
		Summary: "a suppression comment that suppresses nothing, or that gives no reason",
		Doc: `## What it does

Reports a ` + "`hairpin:ignore`" + ` comment whose rule finds nothing where it stands, and one without a reason, which has no
effect.

## Why it is bad

A suppression that nobody needs hides the next mistake. One without a reason cannot be judged by those who read it.

## What to use instead

Remove it, or write down why the finding is accepted:
` + "`<!-- hairpin:ignore HP101 resolved to the application gateway by our DNS -->`" + `

## When not to worry

Never; it is only information. Where the estate has environments, only ` + "`--env all`" + ` can tell whether a suppression is of
use in none of them.
`,
	},
}

// reportSuppressions tells which IDs of which comments were of no use.
func reportSuppressions(in *Input, used map[suppressionID]bool) []Finding {
	return unusedSuppression.run(func(p *Pass) { checkSuppressions(p, used) }, in)
}

func checkSuppressions(p *Pass, used map[suppressionID]bool) {
	for _, d := range p.Documents() {
		for _, s := range d.comments {
			at := d.place(s.at)
			switch {
			case s.near:
				p.Report(Finding{Severity: Info, At: at,
					Message: "the comment suppresses nothing; a suppression is written hairpin:ignore HP101 and the reason, or hairpin:ignore-file"}, s.parent, "")
			case len(s.ids) == 0:
				p.Report(Finding{Severity: Info, At: at,
					Message: "the suppression names no rule; write hairpin:ignore HP101 and the reason"}, s.parent, "")
			case s.reason == "":
				p.Report(Finding{Severity: Info, At: at,
					Message: "the suppression gives no reason, so it has no effect; write it behind the rule"}, s.parent, s.ids[0])
			default:
				for i, id := range s.ids {
					if RuleByID(id) == nil {
						p.Report(Finding{Severity: Info, At: text.Loc{Path: at.Path, Span: s.idAt[i]},
							Message: "the suppression names " + id + ", but there is no such rule" + nearestRule(id)}, s.parent, id)
					} else if !used[suppressionID{s, i}] && p.seesUse(id) {
						p.Report(Finding{Severity: Info, At: text.Loc{Path: at.Path, Span: s.idAt[i]},
							Message: "the suppression of " + id + " suppresses nothing here"}, s.parent, id)
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

// suppressionID is one ID of one comment.
type suppressionID struct {
	comment *suppression
	index   int
}
