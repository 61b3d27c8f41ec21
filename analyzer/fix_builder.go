package analyzer

import "slices"

// Builder makes the fixes of calls. What it looks at beyond their own documents
// goes through its window.
type Builder struct {
	*Window
	// Census is what all parts of the estate have to do with one value. Ask Everyone,
	// which notes that somebody did.
	census func() *census
	// Replaced reports whether some path leaves the base of a call for another one.
	replaced func(*Call) bool
	// Environments is true if several environments are checked together, so that a fix
	// has to be right in all of them.
	environments bool
}

// Everyone is the census.
func (b *Builder) Everyone() *census {
	b.Everything()
	return b.census()
}

// Offer is a fix, or the reason why there is none.
type Offer struct {
	Fix    Fix
	Reason string
}

func no(reason string) Offer { return Offer{Reason: reason} }

// AddFixes gives a finding its fixes, the best first, or the reason why it has
// none: that of the first way that was tried.
func AddFixes(f *Finding, tried ...Offer) {
	for _, o := range tried {
		same := func(g Fix) bool { return slices.Equal(g.Edits, o.Fix.Edits) }
		if o.Reason == "" && !slices.ContainsFunc(f.Fixes, same) {
			f.Fixes = append(f.Fixes, o.Fix)
		}
	}
	if len(f.Fixes) == 0 && len(tried) > 0 {
		f.NoFix = tried[0].Reason
	}
}

// Review makes every fix of a finding one that a person has to look at.
func Review(f *Finding, reason string) {
	for i := range f.Fixes {
		if f.Fixes[i].Safety == Safe {
			f.Fixes[i].Safety, f.Fixes[i].SafetyReason = NeedsReview, reason
		}
	}
}
