package analyzer

import (
	"hairpin/analyzer/text"
	"strings"
)

// Severity is how bad a finding is on this instance. The zero value is Off.
type Severity uint8

const (
	Off     Severity = iota // not reported
	Hint                    // nothing to act on now
	Info                    // depends on facts that are not given
	Warning                 // fails on some paths or for some connections
	Error                   // fails every time
)

// Finding is one thing that is wrong at one place.
type Finding struct {
	Rule     *Page
	Severity Severity
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

// answersTo reports whether a suppression of a rule keeps the finding away.
func (f *Finding) answersTo(rule string) bool {
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

// Safety says who may apply a fix.
type Safety uint8

const (
	// NeedsReview is the zero value: a person has to look.
	NeedsReview Safety = iota
	// Safe fixes are applied by "hairpin fix" without being asked.
	Safe
)

// Fix is a set of edits that belong together: all or nothing.
type Fix struct {
	// Title is imperative and specific: Call loopback and set Host to api.contoso.com.
	Title  string
	Safety Safety
	// SafetyReason says why a fix needs review; "" for a safe one.
	SafetyReason string
	// Edits are sorted, do not overlap, and may span files.
	Edits []text.Edit
}

// severityNames are the words of hairpin.yaml and the flags.
var severityNames = [...]string{Off: "off", Hint: "hint", Info: "info", Warning: "warning", Error: "error"}

// ParseSeverity reads off, hint, info, warning or error.
func ParseSeverity(word string) (Severity, bool) {
	for s, name := range severityNames {
		if strings.EqualFold(word, name) {
			return Severity(s), true
		}
	}
	return Off, false
}

// String is the word for a severity.
func (s Severity) String() string { return severityNames[s] }
