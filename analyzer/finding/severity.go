package finding

import "strings"

// Severity is how bad a finding is on this instance. The zero value is Off.
type Severity uint8

const (
	Off     Severity = iota // not reported
	Hint                    // nothing to act on now
	Info                    // depends on facts that are not given
	Warning                 // fails on some paths or for some connections
	Error                   // fails every time
)

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
