package interpret

import (
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// state is what is known of a request at one point of a policy. It is a value:
// a branch works on a copy.
type state struct {
	vars *binding
	// headers are those of the request that the policy has set.
	headers *binding
	// forwards lists the ways in which the request would be forwarded from here. Base
	// and Host header stay together, because they are often set in the same branch.
	forwards []forward
	// rest lists the bases that are possible beside them, with a Host header that is
	// not followed any more: there were too many combinations.
	rest *baseList
	// rewrite is the path of the forwarded request, nil for that of the operation.
	rewrite *call.Rewrite
	// method is that of the forwarded request, "" if it is not known; nil for the
	// caller's. proxied is true if it goes through a proxy.
	method  *string
	proxied bool
	// dead is true on a path that cannot run.
	dead bool
	// assumed is what all ways to here have found out.
	assumed
	// ends is true after a branch that can end the request.
	ends bool
}

// severalBases reports whether the request can go to one of several bases.
func (s *state) severalBases() bool {
	return s.rest != nil || slices.ContainsFunc(s.forwards, func(f forward) bool { return f.base != s.forwards[0].base })
}

// forward is one combination of base URL and Host header.
type forward struct {
	base *base
	host *call.HostHeader
	// assumed is what this combination has found out.
	assumed
}

// baseList is a list of bases, the latest first. Lists share their tails.
type baseList struct {
	base *base
	prev *baseList
	left bool // this one and all before it were left for another base
	// depth counts the list; jump is an older node, such that any node is found in a
	// number of steps that grows with the logarithm of the depth.
	depth int
	jump  *baseList
}

// push is l and one more base, unless it is there: then it is l itself. A base
// that two lists have taken in can be in a later one twice.
func (l *baseList) push(b *base) *baseList {
	if l.has(b.rest) {
		return l
	}
	n := &baseList{base: b, prev: l, depth: 1}
	if l != nil {
		n.depth = l.depth + 1
		n.jump = l
		if j := l.jump; j != nil && j.jump != nil && l.depth-j.depth == j.depth-j.jump.depth {
			n.jump = j.jump
		}
	}
	b.rest = n
	return n
}

// has reports whether a node is one of the list.
func (l *baseList) has(n *baseList) bool {
	if n == nil {
		return false
	}
	for l != nil && l.depth > n.depth {
		if l.jump != nil && l.jump.depth >= n.depth {
			l = l.jump
		} else {
			l = l.prev
		}
	}
	return l == n
}

// base is where a request would be forwarded to.
type base struct {
	key     call.Key
	doc     *document.Document
	element *policy.Element // nil for a property of an API
	api     *estate.API
	compute func(assumed) []target // nil for none
	varies  bool                   // that depends on what is assumed
	urls    map[assumed][]target   // what it gave; see targetsOf
	left    bool                   // some path left it for another base
	whole   bool                   // nothing of the path of an operation follows that of the URL
	// path is what the set-url of a resolver has put below it, and bare the base without.
	path  value.Value
	bare  *base
	level int       // of the document that set it, in the chain
	rest  *baseList // the node that holds it, in the list that took it last
}

// targetsOf are the URLs that a base can mean where something is assumed.
func (in *interpreter) targetsOf(b *base, a assumed) []target {
	if b.compute == nil {
		return nil
	}
	if !b.varies || in.assuming.steps <= 0 {
		a = assumed{}
	}
	urls, ok := b.urls[a]
	if ok {
		return urls
	}
	if urls = b.compute(a); in.assuming.steps <= 0 && a != (assumed{}) {
		return in.targetsOf(b, assumed{})
	}
	if b.urls == nil {
		b.urls = map[assumed][]target{}
	}
	b.urls[a] = urls
	return urls
}

// maxBelow bounds the URLs that paths below a base can make.
const maxBelow = 256

// above is the base with paths below its URLs, instead of others, after which nothing
// follows.
func (in *interpreter) above(b *base, paths value.Value) *base {
	if b.bare != nil {
		b = b.bare
	}
	out := *b
	out.bare = b
	out.whole, out.path, out.urls, out.rest = true, paths, nil, nil
	out.compute = func(a assumed) []target {
		ts, paths := in.targetsOf(b, a), paths
		if len(ts)*len(paths.Alts) > maxBelow {
			many := value.UnknownOf("one of many paths", text.Loc{})
			many.Alts[0].Parts[0].Shape, many.Alts[0].Parts[0].Cause = value.PathShape, value.ManyCause
			paths = many
		}
		all := make([]target, 0, len(ts)*len(paths.Alts))
		for _, t := range ts {
			for _, s := range under(value.Value{Alts: []value.Str{t.url}}, paths).Alts {
				t.url = s
				all = append(all, t)
			}
		}
		return all
	}
	return &out
}

// target is one URL that a base or a sink can mean.
type target struct {
	url     value.Str
	backend *estate.Backend
	share   bool // one of several members of a pool
	proxy   bool
}

// maxJoined bounds the variables that are joined after all branches of an effective policy.
// Branches in branches would join each as often as they are deep.
const maxJoined = 1 << 18

// maxForwards bounds the combinations of base URL and Host header.
const maxForwards = 64

// join is the state after branches that began at start. Branches that end are
// left out; if all do, the path is dead.
func (in *interpreter) join(start state, branches []state) state {
	in.met = nil
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
	out := state{vars: start.vars, method: alive[0].method, proxied: alive[0].proxied, rewrite: alive[0].rewrite, assumed: alive[0].assumed}
	for _, s := range alive {
		out.assumed = out.inCommon(s.assumed)
		out.ends = out.ends || s.ends
		if s.method != out.method {
			out.method = new(string)
		}
		out.proxied = out.proxied && s.proxied
		if s.rewrite != out.rewrite {
			out.rewrite = &call.Rewrite{}
		}
	}
	ends := make([]*binding, len(alive))
	for i, s := range alive {
		ends[i] = s.vars
	}
	changes := since(start.vars, ends...)
	if in.joined += len(changes); in.joined > maxJoined {
		at := in.doc.Place(in.doc.Root.Open)
		out.vars = start.vars.with(anyVariable, func() value.Value {
			return value.UnknownOf("a variable that is set in one of too many branches", at)
		})
		changes = nil
	}
	out.headers = in.joinHeaders(start, alive)
	if any := slices.Index(changes, anyVariable); any >= 0 {
		changes[0], changes[any] = changes[any], changes[0] // under all others
	}
	if len(changes) > 0 {
		in.met = &joined{}
		for _, s := range alive {
			in.met.branches = append(in.met.branches, branch{s.vars, s.assumed})
		}
	}
	met := in.met
	for _, name := range changes {
		out.vars = out.vars.withGiven(name, in.held(func(a assumed) value.Value { return in.joinVariable(met, name, a) }))
		out.vars.join = met
	}
	out.rest = joinRest(start.rest, alive)
	longest := 0
	for i, s := range alive {
		if len(s.forwards) > len(alive[longest].forwards) {
			longest = i
		}
	}
	out.forwards = slices.Clone(alive[longest].forwards)
	for i, s := range alive {
		if i == longest {
			continue
		}
		for _, f := range s.forwards {
			out.add(f)
		}
	}
	return out
}

// joinHeaders is the headers after branches.
func (in *interpreter) joinHeaders(start state, alive []state) *binding {
	ends := make([]*binding, len(alive))
	for i, s := range alive {
		ends[i] = s.headers
	}
	out := start.headers
	changes := since(start.headers, ends...)
	if any := slices.Index(changes, anyVariable); any >= 0 {
		changes[0], changes[any] = changes[any], changes[0] // under all others
	}
	if in.joined += len(changes); in.joined > maxJoined {
		at := in.doc.Place(in.doc.Root.Open)
		return out.with(anyVariable, func() value.Value {
			return value.UnknownOf("a header that is set in one of too many branches", at)
		})
	}
	for _, name := range changes {
		joined := in.held(func(assumed) value.Value {
			var v value.Value
			for i := range ends {
				w := ends[i].lookup(name)
				if len(w.Alts) == 0 {
					w = value.Unset()
				}
				v = value.Join(v, w)
			}
			return v
		})
		out = out.with(name, func() value.Value { return joined(assumed{}) })
	}
	return out
}

// came notes which branch of a join each way of forwarding came through, where
// that is one.
func (s *state) came(j *joined, branches []state) {
	if len(s.forwards) < 2 {
		return
	}
	type combination struct {
		base *base
		host *call.HostHeader
	}
	const several = -1
	through := map[combination]int{}
	n := 0
	for i := range branches {
		if branches[i].dead {
			continue
		}
		for _, f := range branches[i].forwards {
			c := combination{f.base, f.host}
			if _, ok := through[c]; ok {
				through[c] = several
			} else {
				through[c] = n
			}
		}
		n++
	}
	for i := range s.forwards {
		f := &s.forwards[i]
		if b, ok := through[combination{f.base, f.host}]; ok && b != several {
			f.facts = f.facts.with(fact{passed: passage{j, b}, yes: true})
		}
	}
}

// joinRest is every base that is in the rest of some branch.
func joinRest(start *baseList, branches []state) *baseList {
	var out *baseList
	for _, s := range branches {
		for l := s.rest; ; l = l.prev {
			if l == start {
				out = start
				break
			}
			if l == nil {
				break
			}
		}
	}
	for _, s := range branches {
		for l := s.rest; l != nil && l != start; l = l.prev {
			out = out.push(l.base)
		}
	}
	return out
}

const (
	// maxAssumed bounds how often the run of an effective policy computes a variable anew
	// because more is known of it than where it was set, and maxAssumedDepth how many of
	// them are computed from each other. Beyond, a variable is all that it can be.
	maxAssumed, maxAssumedDepth = 1 << 12, 16
	// maxAssumedSteps bounds the nodes of expressions that this evaluates, and the pieces of
	// what they give.
	maxAssumedSteps = 1 << 16
)

// assuming counts what was computed anew.
type assuming struct {
	count, depth int
	steps        int // that are left
}

// spent reports whether nothing more is computed anew.
func (s *assuming) spent() bool { return s.count >= maxAssumed || s.steps <= 0 }

// variable is what a variable of a list can be where something is assumed; no
// alternatives if it is not set.
func (in *interpreter) variable(vars *binding, name string, a assumed) value.Value {
	if a == (assumed{}) {
		return vars.lookup(name)
	}
	set, anything := vars.named(name), vars.named(anyVariable)
	of := source(set, anything)
	if of == nil {
		return value.Value{}
	}
	if v, ok := a.facts.is(of, name); ok {
		return v
	}
	switch {
	case set == nil:
		return value.Join(anything.value(), value.Unset())
	case of == anything:
		return value.Join(anything.value(), in.under(set, a))
	}
	return in.under(set, a)
}

// under is the value of a binding where something is assumed.
func (in *interpreter) under(b *binding, a assumed) value.Value {
	if b.given == nil {
		return b.value()
	}
	if v, ok := b.anew[a]; ok {
		return v
	}
	s := &in.assuming
	if s.depth >= maxAssumedDepth || s.spent() || in.pieces > maxPieces || in.ctx.Err() != nil {
		return b.value()
	}
	s.count++
	s.depth++
	v := b.given(a)
	s.depth--
	s.steps -= v.Pieces()
	if len(v.Alts) == 0 || s.steps <= 0 {
		return b.value()
	}
	in.pieces += v.Pieces()
	if b.anew == nil {
		b.anew = map[assumed]value.Value{}
	}
	b.anew[a] = v
	return v
}

// joinVariable is what a variable can be after branches; unset where a branch
// does not set it.
func (in *interpreter) joinVariable(j *joined, name string, a assumed) value.Value {
	var out value.Value
	for _, b := range j.meet(a) {
		v := in.variable(b.vars, name, a.and(b.assumed))
		if in.ctx.Err() != nil {
			return value.Value{}
		}
		if len(v.Alts) == 0 {
			v = value.Unset()
		}
		out = value.Join(out, v)
	}
	return out
}

// maxPieces bounds the pieces of all values that the variables of an effective policy
// keep; once there are so many, a variable keeps smallPieces.
const maxPieces, smallPieces = 1 << 17, 4

// held computes a value as a variable keeps it: nothing if nobody wants to know any
// more.
func (in *interpreter) held(compute func(assumed) value.Value) func(assumed) value.Value {
	return func(a assumed) value.Value {
		if in.ctx.Err() != nil {
			return value.Value{}
		}
		v := compute(a)
		if a != (assumed{}) {
			return v
		}
		n := v.Pieces()
		if in.pieces += n; in.pieces <= maxPieces || n <= smallPieces {
			return v
		}
		return v.Many()
	}
}

// add adds a way of forwarding. Beyond the bound only its base is kept.
func (s *state) add(f forward) {
	for i := range s.forwards {
		if have := &s.forwards[i]; have.base == f.base && have.host == f.host {
			have.assumed = have.inCommon(f.assumed)
			return
		}
	}
	if len(s.forwards) < maxForwards {
		s.forwards = append(s.forwards, f)
		return
	}
	s.rest = s.rest.push(f.base)
}

// forwardsOn are the ways of forwarding on a kind of gateway.
func (s *state) forwardsOn(kind eval.Gateway) []forward {
	out := make([]forward, 0, len(s.forwards))
	for _, f := range s.forwards {
		if kind != eval.AnyGateway && f.on != eval.AnyGateway && f.on != kind {
			continue
		}
		if kind != eval.AnyGateway {
			f.on = kind
		}
		out = append(out, f)
	}
	if len(out) == 0 {
		return slices.Clone(s.forwards)
	}
	return out
}

// setBase makes every way of forwarding go to a base.
func (s *state) setBase(b *base) {
	old, rest := s.forwards, s.rest
	s.forwards, s.rest = nil, nil
	for _, f := range old {
		s.add(forward{b, f.host, f.assumed})
	}
	if rest != nil {
		s.add(forward{b, tooMany, assumed{}})
	}
}

// setHost gives every way of forwarding a Host header.
func (s *state) setHost(change func(*call.HostHeader) *call.HostHeader) {
	old := s.forwards
	s.forwards = make([]forward, 0, len(old))
	for _, f := range old {
		s.add(forward{f.base, change(f.host), f.assumed})
	}
}

// tooMany is the Host header of the bases that are kept without one.
var tooMany = &call.HostHeader{Action: call.HostUnknown, Cut: true, Why: "too many combinations of branches"}
