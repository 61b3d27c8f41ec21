package check

import "hairpin.example/hairpin/analyzer/finding"

// severity is the severity of a rule's finding under the settings: flags before
// hairpin.yaml before its own.
func (b *Run) severity(rule string, own finding.Severity) finding.Severity {
	if s, ok := b.config.Rules[rule]; ok {
		return s
	}
	if word, ok := b.Estate.Settings.Rules[rule]; ok {
		if s, ok := finding.ParseSeverity(word); ok {
			return s
		}
	}
	return own
}
