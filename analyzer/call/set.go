package call

import (
	"slices"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Set is what rules look at.
type Set struct {
	// Calls are sorted by place.
	Calls []*Call
	// Unresolved are backends and fragments that are referred to and not defined.
	Unresolved []Reference
	// Replaced are the bases that some path leaves for another one.
	Replaced map[Key]bool
}

// Key names a call among those of all parts.
type Key struct {
	Sink *Sink
	At   text.Loc
}

// Reference is a name that the estate does not define.
type Reference struct {
	Kind, Name string
	At         text.Loc
	Element    *policy.Element
}

// Refer notes a name that is not defined, once per place.
func (r *Set) Refer(ref Reference) {
	if !slices.ContainsFunc(r.Unresolved, func(o Reference) bool { return o.At == ref.At && o.Name == ref.Name }) {
		r.Unresolved = append(r.Unresolved, ref)
	}
}

// Replace notes that a base is left for another one.
func (r *Set) Replace(key Key) {
	if r.Replaced == nil {
		r.Replaced = map[Key]bool{}
	}
	r.Replaced[key] = true
}

// Sort puts calls in the order of their places.
func Sort(list []*Call) {
	slices.SortStableFunc(list, func(a, b *Call) int { return a.At.Compare(b.At) })
}
