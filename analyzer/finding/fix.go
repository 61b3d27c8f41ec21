package finding

import "hairpin.example/hairpin/analyzer/text"

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
