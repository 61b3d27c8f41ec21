package interpret

import (
	"context"
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Trace is what the units of one part give. It does not change any more once the
// part has run.
type Trace struct {
	// Reads are the documents that it was made from.
	Reads []int
	// Included are the fragments that its units run.
	Included []int
	// Own is about places that no other part runs, common about the others, with the
	// ways of this part alone.
	Own, Common call.Set

	recording call.Set // of both, while the part runs
	index     map[call.Key]*call.Call
}

// add records that a call is made in some ways, which are its own from now on.
func (y *Trace) add(key call.Key, doc *document.Document, el *policy.Element, api *estate.API, ways []call.Way) {
	made := y.index[key]
	if made == nil {
		made = &call.Call{Sink: key.Sink, At: key.At, Element: el, Doc: doc, API: api}
		if y.index == nil {
			y.index = map[call.Key]*call.Call{}
		}
		y.index[key] = made
		y.recording.Calls = append(y.recording.Calls, made)
		made.Ways = ways
		return
	}
	made.Ways = append(made.Ways, ways...)
}

// read notes that a document had a say.
func (y *Trace) read(i int) {
	if !slices.Contains(y.Reads, i) {
		y.Reads = append(y.Reads, i)
	}
}

// include notes that a fragment is run.
func (y *Trace) include(i int) {
	y.read(i)
	if !slices.Contains(y.Included, i) {
		y.Included = append(y.Included, i)
	}
}

// Part runs the effective policies of a part. The trace of a caller who gave up is
// not whole.
func Part(ctx context.Context, s *compose.Site, n int) *Trace {
	y := &Trace{}
	for _, u := range s.Policies(s.Parts[n]) {
		if ctx.Err() != nil {
			return y
		}
		for _, d := range u.Chain {
			y.read(s.Index[d.ID])
		}
		run(ctx, s, u, y)
	}
	fetch(s, s.Parts[n], y)
	y.close(s, func(at text.Loc) bool {
		i, isDocument := s.IndexAt(s.Documents, at)
		return isDocument && s.Owner[i] == n
	})
	return y
}

// fetch records the addresses of an API from which the gateway itself fetches something,
// whatever the policies do. Which requests make it do so is not documented.
func fetch(s *compose.Site, p compose.Part, out *Trace) {
	of := p.Scope()
	if of.API == nil {
		return
	}
	in := &interpreter{site: s, out: out, effective: compose.Policy{Workspace: of.Workspace, Scope: of}}
	for _, a := range of.API.Addresses {
		if sink := call.PropertySink(a.Property); sink.Host == call.NoHost {
			b := in.addressBase(sink, &a)
			ways := in.ways(in.targetsOf(b, assumed{}), &call.HostHeader{}, state{})
			for i := range ways {
				ways[i].Whole, ways[i].Conditional = true, true
			}
			out.add(b.key, nil, nil, of.API, ways)
		}
	}
}

// Unused runs the fragments that no part includes, each on its own.
func Unused(ctx context.Context, s *compose.Site, included []bool) *Trace {
	y := &Trace{}
	ran := slices.Clone(included)
	for i, d := range s.Documents {
		if !s.Fragments[i] || ran[i] {
			continue
		}
		if ctx.Err() != nil {
			return y
		}
		y.read(i)
		w := compose.WorkspaceOf(s.Estate, d)
		run(ctx, s, compose.Policy{Chain: []*document.Document{d}, Workspace: w, Scope: compose.Scope{Workspace: w}}, y)
		for _, f := range y.Included {
			ran[f] = true
		}
	}
	for _, c := range y.recording.Calls {
		c.Unused = s.Estate.Artifacts
	}
	y.close(s, func(at text.Loc) bool {
		i, isDocument := s.IndexAt(s.Documents, at)
		return isDocument && !included[i]
	})
	return y
}

// close judges what a trace has recorded, and tells what is its own: what stands
// in files that no other part runs, and the service URL of its API.
func (y *Trace) close(s *compose.Site, owns func(at text.Loc) bool) {
	all := y.recording
	y.recording, y.index = call.Set{}, nil
	call.Judge(&s.Estate.Gateway, all.Calls)
	call.Sort(all.Calls)
	of := func(own bool) *call.Set {
		if own {
			return &y.Own
		}
		return &y.Common
	}
	for _, c := range all.Calls {
		r := of(c.API != nil || owns(c.At))
		r.Calls = append(r.Calls, c)
	}
	for key := range all.Replaced {
		of(key.Sink != nil && key.Sink.Property || owns(key.At)).Replace(key)
	}
	for _, ref := range all.Unresolved {
		of(owns(ref.At)).Refer(ref)
	}
}
