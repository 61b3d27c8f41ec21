package analyzer

import (
	"sync"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// state is what is known of a request at one point of a policy. It is a value:
// a branch works on a copy.
type state struct {
	vars *binding
	// forwards lists the ways in which the request would be forwarded from here. Base
	// and Host header stay together, because they are often set in the same branch.
	forwards []forward
	// dead is true on a path that cannot run.
	dead bool
}

// forward is one combination of base URL and Host header.
type forward struct {
	base *base
	host *HostHeader
}

// base is where a request would be forwarded to.
type base struct {
	key     callKey
	doc     *document
	element *policy.Element // nil for a service URL
	api     *estate.API
	targets func() []target
}

// target is one URL that a base or a sink can mean.
type target struct {
	url     eval.Str
	backend *estate.Backend
	share   bool // one of several members of a pool
	proxy   bool
}

// binding is a list of variables, the latest first. Lists share their tails.
type binding struct {
	name  string
	value func() eval.Value
	prev  *binding
}

// lookup is the value of a variable: no alternatives if it is not set.
func (b *binding) lookup(name string) eval.Value {
	for ; b != nil; b = b.prev {
		if b.name == name {
			return b.value()
		}
	}
	return eval.Value{}
}

// with is b and one more variable; its value is computed once, when needed.
func (b *binding) with(name string, value func() eval.Value) *binding {
	return &binding{name: name, value: sync.OnceValue(value), prev: b}
}

// since lists the names that were set between an older list and b.
func (b *binding) since(old *binding, names []string) []string {
	for ; b != nil && b != old; b = b.prev {
		if !containsString(names, b.name) {
			names = append(names, b.name)
		}
	}
	return names
}

func containsString(list []string, s string) bool {
	for _, t := range list {
		if t == s {
			return true
		}
	}
	return false
}

// maxForwards bounds the combinations of base URL and Host header.
const maxForwards = 64

// join is the state behind branches that began at start. Branches that end are
// left out; if all do, the path is dead.
func join(start state, branches []state) state {
	var alive []state
	for _, s := range branches {
		if !s.dead {
			alive = append(alive, s)
		}
	}
	switch len(alive) {
	case 0:
		start.dead = true
		return start
	case 1:
		return alive[0]
	}
	out := state{vars: start.vars}
	var names []string
	for _, s := range alive {
		names = s.vars.since(start.vars, names)
	}
	for _, name := range names {
		out.vars = out.vars.with(name, func() eval.Value { return joinVariable(alive, name) })
	}
	for _, s := range alive {
		for _, f := range s.forwards {
			out.forwards = addForward(out.forwards, f)
		}
	}
	return out
}

// joinVariable is what a variable can be behind branches; null where a branch
// does not set it.
func joinVariable(branches []state, name string) eval.Value {
	var out eval.Value
	for _, s := range branches {
		v := s.vars.lookup(name)
		if len(v.Alts) == 0 {
			v = eval.Of(eval.Part{Kind: eval.Null})
		}
		out = eval.Join(out, v)
	}
	return out
}

func addForward(list []forward, f forward) []forward {
	for i := range list {
		if list[i].base == f.base && list[i].host == f.host {
			return list
		}
	}
	if len(list) >= maxForwards {
		list[maxForwards-1].host = &HostHeader{Action: HostUnknown, Why: "too many combinations of branches"}
		return list
	}
	return append(list[:len(list):len(list)], f)
}

// mapForwards applies a change to every way of forwarding.
func (s *state) mapForwards(change func(forward) forward) {
	var out []forward
	for _, f := range s.forwards {
		out = addForward(out, change(f))
	}
	s.forwards = out
}

// place is the place of a value in a document.
func (d *document) place(at text.Span) text.Loc { return text.Loc{Path: d.file.Path, Span: at} }
