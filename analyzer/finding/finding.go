package finding

import "hairpin.example/hairpin/analyzer/text"

// Finding is one thing that is wrong at one place.
type Finding struct {
	Rule     *Rule
	Severity Severity // on this instance; what a rule reports without one is as its page says
	At       text.Loc
	// Message is one clause: subject first, the resolved value in quotes, cause,
	// consequence.
	Message string
	// Related tells where the pieces of the value were written and for which
	// operations the place runs.
	Related []Note
	// Fixes are in order of preference. NoFix is the reason why there is none; one of
	// the two is set for a rule that can be fixed.
	Fixes []Fix
	NoFix string
	// Environments names where the finding holds, if several were checked.
	Environments []string
	// Instead is the ID of the rule that would have spoken of a single environment, ""
	// if it is the same.
	Instead string
	// Fingerprint names the finding across edits elsewhere in the file: it is made of
	// rule, path, resolved value and enclosing elements, never of a line number.
	Fingerprint string
}

// AnswersTo reports whether a suppression of a rule keeps the finding away.
func (f *Finding) AnswersTo(rule string) bool {
	return rule == f.Rule.ID || rule == f.Instead && rule != ""
}

// Note is a remark about another place that belongs to a finding.
type Note struct {
	Message string
	At      text.Loc
}

// Suppressed is a finding that a comment or hairpin.yaml suppresses.
type Suppressed struct {
	Finding
	Reason string
	By     text.Loc // the comment or the entry
}
