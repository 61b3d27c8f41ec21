package analyzer

import (
	"context"
	"slices"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// record is what rules look at.
type record struct {
	// calls are sorted by place.
	calls []*Call
	// unresolved are backends and fragments that are referred to and not defined.
	unresolved []reference
	// replaced are the bases that some path leaves for another one.
	replaced map[callKey]bool
}

// yield is what the units of one part give. It does not change any more once the
// part has run.
type yield struct {
	// reads are the documents that it was made from; fragments reports whether the
	// texts of all fragments had a say.
	reads     []int
	fragments bool
	// included are the fragments that its units run.
	included []int
	// own is about places that no other part runs, common about the others, with the
	// ways of this part alone.
	own, common record

	recording record // of both, while the part runs
	index     map[callKey]*Call
}

type callKey struct {
	sink *Sink
	at   text.Loc
}

// add records that a call is made in some ways.
func (y *yield) add(key callKey, doc *document, el *policy.Element, api *estate.API, ways ...Way) {
	call := y.index[key]
	if call == nil {
		call = &Call{Sink: key.sink, At: key.at, Element: el, doc: doc, api: api}
		if y.index == nil {
			y.index = map[callKey]*Call{}
		}
		y.index[key] = call
		y.recording.calls = append(y.recording.calls, call)
	}
	call.Ways = append(call.Ways, ways...)
}

// reference is a name that the estate does not define.
type reference struct {
	kind, name string
	at         text.Loc
	element    *policy.Element
}

// refer notes a name that is not defined, once per place.
func (r *record) refer(ref reference) {
	if !slices.ContainsFunc(r.unresolved, func(o reference) bool { return o.at == ref.at && o.name == ref.name }) {
		r.unresolved = append(r.unresolved, ref)
	}
}

// read notes that a document had a say.
func (y *yield) read(i int) {
	if !slices.Contains(y.reads, i) {
		y.reads = append(y.reads, i)
	}
}

// include notes that a fragment is run.
func (y *yield) include(i int) {
	y.read(i)
	if !slices.Contains(y.included, i) {
		y.included = append(y.included, i)
	}
}

// replace notes that a base is left for another one.
func (r *record) replace(key callKey) {
	if r.replaced == nil {
		r.replaced = map[callKey]bool{}
	}
	r.replaced[key] = true
}

// runPart runs the units of a part. The yield of a caller who gave up is not
// whole.
func runPart(ctx context.Context, s *Site, n int) *yield {
	y := &yield{}
	for _, u := range s.unitsOf(s.parts[n]) {
		if ctx.Err() != nil {
			return y
		}
		for _, d := range u.chain {
			y.read(s.index[d.file.Path])
		}
		run(ctx, s, u, y)
	}
	y.close(s, func(path string) bool {
		i, isDocument := s.index[path]
		return isDocument && s.owner[i] == n
	})
	return y
}

// runUnused runs the fragments that no part includes, each on its own.
func runUnused(ctx context.Context, s *Site, included []bool) *yield {
	y := &yield{}
	ran := slices.Clone(included)
	for i, d := range s.order {
		if !s.fragments[i] || ran[i] {
			continue
		}
		if ctx.Err() != nil {
			return y
		}
		y.read(i)
		w := workspaceOf(s.estate, d)
		run(ctx, s, unit{chain: []*document{d}, workspace: w, scope: Scope{Workspace: w}}, y)
		for _, f := range y.included {
			ran[f] = true
		}
	}
	for _, c := range y.recording.calls {
		c.Unused = s.estate.Artifacts
	}
	y.close(s, func(path string) bool {
		i, isDocument := s.index[path]
		return isDocument && !included[i]
	})
	return y
}

// close judges what a yield has recorded, and tells what is its own: what stands
// in files that no other part runs, and the service URL of its API.
func (y *yield) close(s *Site, owns func(path string) bool) {
	all := y.recording
	y.recording, y.index = record{}, nil
	judgeAll(&s.estate.Gateway, all.calls)
	sortCalls(all.calls)
	of := func(own bool) *record {
		if own {
			return &y.own
		}
		return &y.common
	}
	for _, c := range all.calls {
		r := of(c.api != nil || owns(c.At.Path))
		r.calls = append(r.calls, c)
	}
	for key := range all.replaced {
		of(key.sink == serviceSink() || owns(key.at.Path)).replace(key)
	}
	for _, ref := range all.unresolved {
		of(owns(ref.at.Path)).refer(ref)
	}
}

// unite makes one record of what parts give to places that they share: one call
// per place, with the ways of all parts.
func unite(yields []*yield) record {
	var out record
	index := map[callKey]*Call{}
	refs := map[reference]bool{}
	for _, y := range yields {
		for _, c := range y.common.calls {
			key := callKey{c.Sink, c.At}
			all := index[key]
			if all == nil {
				all = &Call{Sink: c.Sink, At: c.At, Element: c.Element, Unused: true, doc: c.doc, api: c.api}
				index[key] = all
				out.calls = append(out.calls, all)
			}
			all.Ways = append(all.Ways, c.Ways...)
			all.Unused = all.Unused && c.Unused
		}
		for key := range y.common.replaced {
			out.replace(key)
		}
		for _, r := range y.common.unresolved {
			if !refs[r] {
				refs[r] = true
				out.unresolved = append(out.unresolved, r)
			}
		}
	}
	sortCalls(out.calls)
	return out
}

func sortCalls(list []*Call) {
	slices.SortStableFunc(list, func(a, b *Call) int { return a.At.Compare(b.At) })
}
