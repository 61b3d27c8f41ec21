package finding

import (
	"cmp"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/estate"
)

// Result is what Check has to say about a snapshot.
type Result struct {
	// Findings are sorted by place, then rule, and have no duplicates.
	Findings []Finding
	// Suppressed is sorted in the same way.
	Suppressed []Suppressed
	// Files is the number of files that were analysed: policy documents, and artifacts
	// that name where requests go.
	Files int
	// Problems is what could not be read in inputs that are not policies: a broken
	// artifact, a mistake in hairpin.yaml.
	Problems []estate.Problem
	// Missing are the facts about the instance that would make verdicts sharper, each
	// one sentence that says how to give it. Empty if nothing depends on them.
	Missing []string
}

// Add takes over what another result says.
func (r *Result) Add(part *Result) {
	r.Findings = append(r.Findings, part.Findings...)
	r.Suppressed = append(r.Suppressed, part.Suppressed...)
	r.Files += part.Files
	r.Problems = append(r.Problems, part.Problems...)
	r.Missing = append(r.Missing, part.Missing...)
}

// Sort puts everything in order, and drops what is told twice.
func (r *Result) Sort() {
	Sort(r.Findings)
	slices.SortStableFunc(r.Suppressed, func(a, b Suppressed) int { return compareFindings(&a.Finding, &b.Finding) })
	slices.Sort(r.Missing)
	r.Missing = slices.Compact(r.Missing)
	r.Problems = SortProblems(r.Problems)
}

// SortProblems orders problems by place and drops doubles: a hairpin.yaml above
// several estates is read for each of them.
func SortProblems(list []estate.Problem) []estate.Problem {
	slices.SortStableFunc(list, estate.Problem.Compare)
	return slices.Compact(list)
}

// Sort sorts by place, then rule, then message.
func Sort(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int { return compareFindings(&a, &b) })
}

func compareFindings(a, b *Finding) int {
	return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Rule.ID, b.Rule.ID), strings.Compare(a.Message, b.Message))
}

// Same reports whether two findings say the same of the same place.
func Same(a, b *Finding) bool {
	return a.At == b.At && a.Rule == b.Rule && a.Message == b.Message
}
