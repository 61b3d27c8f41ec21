package print

import (
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Report is what a format prints.
type Report struct {
	Response *hairpinv1.AnalyzeResponse
	Rules    map[string]*hairpinv1.Rule
	// Source is a file that was read, by the path in the response; nil if unknown.
	Source  func(path string) *text.File
	Colors  Palette
	Version string // of hairpin
	Quiet   bool
	Hints   bool // print hints, not only their number
	// Failed is true if an input could not be read.
	Failed bool
	// Known is the number of findings that the baseline lists.
	Known int
	// FixWith is the command that applies safe fixes.
	FixWith string
}

// CountFixable counts findings with a safe fix, and those with a fix that needs
// review only.
func CountFixable(resp *hairpinv1.AnalyzeResponse) (safe, review int) {
	for _, f := range resp.GetFindings() {
		if len(f.GetFixes()) == 0 {
			continue
		}
		review++
		for _, fix := range f.GetFixes() {
			if fix.GetSafety() == hairpinv1.Safety_SAFETY_SAFE {
				safe++
				review--
				break
			}
		}
	}
	return safe, review
}
