package rules

import "hairpin.example/hairpin/analyzer/finding"

// Rule is one kind of finding: its page, and how it is found.
type Rule struct {
	finding.Rule
	// Check looks at the calls and documents of one API, or of what APIs share, and
	// reports. It is nil for rules that look across, and for those that the reading of
	// files reports by itself.
	Check func(*Pass)
	// CheckAcross looks at what several APIs do together: the calls that may lead to
	// this gateway or have a Host header, and the edges between operations.
	CheckAcross func(*Pass)
}
