package main

import (
	"hairpin/analyzer/text"
	hairpinv1 "hairpin/proto/hairpin/v1"
)

// report is what a format prints.
type report struct {
	resp  *hairpinv1.AnalyzeResponse
	rules map[string]*hairpinv1.Rule
	// source is a file that was read, by the path in the response; nil if unknown.
	source  func(path string) *text.File
	colors  palette
	version string // of hairpin
	quiet   bool
	hints   bool // print hints, not only their number
	// failed is true if an input could not be read.
	failed bool
	// known is the number of findings that the baseline lists.
	known int
	// fixWith is the command that applies safe fixes.
	fixWith string
}

// countFixable counts findings with a safe fix, and those with a fix that needs
// review only.
func countFixable(resp *hairpinv1.AnalyzeResponse) (safe, review int) {
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
