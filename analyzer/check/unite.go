package check

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/interpret"
)

// unite makes one record of what parts give to places that they share: one call
// per place, with the ways of all parts.
func unite(yields []*interpret.Trace) call.Set {
	var out call.Set
	index := map[call.Key]*call.Call{}
	refs := map[call.Reference]bool{}
	for _, y := range yields {
		for _, c := range y.Common.Calls {
			key := call.Key{Sink: c.Sink, At: c.At}
			all := index[key]
			if all == nil {
				all = &call.Call{Sink: c.Sink, At: c.At, Element: c.Element, Unused: true, Doc: c.Doc, API: c.API}
				index[key] = all
				out.Calls = append(out.Calls, all)
			}
			all.Ways = append(all.Ways, c.Ways...)
			all.Unused = all.Unused && c.Unused
		}
		for key := range y.Common.Replaced {
			out.Replace(key)
		}
		for _, r := range y.Common.Unresolved {
			if !refs[r] {
				refs[r] = true
				out.Unresolved = append(out.Unresolved, r)
			}
		}
	}
	call.Sort(out.Calls)
	return out
}
