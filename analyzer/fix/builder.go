package fix

import (
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
)

// Builder makes the fixes of calls. What it looks at beyond their own documents
// goes through its window.
type Builder struct {
	compose.Window
	// Census is what all parts of the estate have to do with one value. Ask Everyone,
	// which notes that somebody did.
	Census func() *Census
	// Replaced reports whether some path leaves the base of a call for another one.
	Replaced func(*call.Call) bool
	// Environments is true if several environments are checked together, so that a fix
	// has to be right in all of them.
	Environments bool
}

// Everyone is the census.
func (b *Builder) Everyone() *Census {
	b.Everything()
	return b.Census()
}

// gatewayOf is the gateway that a way runs on.
func (b *Builder) gatewayOf(j *call.Way) *gateway.Gateway {
	return b.Estate().Gateway.Of(j.Scope.Workspace.String())
}

// Offer is a fix, or the reason why there is none.
type Offer struct {
	Fix    finding.Fix
	Reason string
	// Related are the places that a person who reviews the fix has to look at. A reason
	// names none: places belong to notes, which show them as the user calls them.
	Related []finding.Note
}

func no(reason string) Offer { return Offer{Reason: reason} }

// Add gives a finding its fixes, the best first, or the reason why it has
// none: that of the first way that was tried.
func Add(f *finding.Finding, tried ...Offer) {
	for _, o := range tried {
		same := func(g finding.Fix) bool { return slices.Equal(g.Edits, o.Fix.Edits) }
		if o.Reason == "" && !slices.ContainsFunc(f.Fixes, same) {
			f.Fixes = append(f.Fixes, o.Fix)
			f.Related = append(f.Related, o.Related...)
		}
	}
	if len(f.Fixes) == 0 && len(tried) > 0 {
		f.NoFix = tried[0].Reason
	}
}

// Review makes every fix of a finding one that a person has to look at.
func Review(f *finding.Finding, reason string) {
	for i := range f.Fixes {
		if f.Fixes[i].Safety == finding.Safe {
			f.Fixes[i].Safety, f.Fixes[i].SafetyReason = finding.NeedsReview, reason
		}
	}
}

// isOuter reports whether a policy is one that another, or the call of a service
// URL, inherits from; inner is nil for the latter.
func (b *Builder) isOuter(outer, inner *document.Document) bool {
	if outer == nil {
		return false
	}
	o, i := b.Estate().Place(outer.ID), estate.Place{}
	if inner != nil {
		i = b.Estate().Place(inner.ID)
	}
	if i.Workspace != nil && outer.ID == i.Workspace.Policy || outer.ID == b.Estate().Service.Policy {
		return true
	}
	return o.API != nil && o.API == i.API && outer.ID == o.API.Policy && i.Operation != nil
}
