package interpret

import (
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/value"
)

// fact is something that conditions have told of a request: the answer to a
// question, which branch of several it came through, or what a variable is. It stays
// true for the rest of the run. Lists share their tails: what two of them have in
// common is the end that they share.
type fact struct {
	subject string // what was asked about; "" for the other kinds
	value   string // the constant that it was compared with
	yes     bool
	passed  passage
	told    told
	prev    *fact
	depth   int
	answers int // how many facts of the list are answers
}

// passage is one branch of a join.
type passage struct {
	join   *joined // nil for none
	branch int
}

// told is what a variable is.
type told struct {
	input
	value value.Value
}

// input is a variable by the binding that gives it its value.
type input struct {
	of   *binding // nil for none
	name string
}

// joined is where branches meet that left variables differently.
type joined struct{ branches []branch }

// branch is what is known at the end of a branch.
type branch struct {
	vars *binding
	assumed
}

// maxFacts bounds the facts that are kept: what is forgotten makes a finding less
// precise, and never hides one.
const maxFacts = 64

// with is f and one more fact.
func (f *fact) with(n fact) *fact {
	n.prev, n.depth, n.answers = f, 1, 0
	if f != nil {
		n.depth, n.answers = f.depth+1, f.answers
	}
	if n.subject != "" {
		n.answers++
	}
	if n.depth > maxFacts {
		return f
	}
	return &n
}

// answer is what is known of whether a subject has a value. It does not have two
// different ones.
func (f *fact) answer(subject, given string) value.Truth {
	for ; f != nil && f.answers > 0; f = f.prev {
		switch {
		case f.subject != subject:
		case f.value == given:
			return value.Truth{Yes: f.yes, No: !f.yes}
		case f.yes:
			return value.Truth{No: true}
		}
	}
	return value.Truth{Yes: true, No: true}
}

// passes is what is known of whether the request came through a branch.
func (f *fact) passes(p passage) value.Truth {
	for ; f != nil; f = f.prev {
		switch {
		case f.passed.join != p.join:
		case f.passed.branch == p.branch:
			return value.Truth{Yes: f.yes, No: !f.yes}
		case f.yes:
			return value.Truth{No: true}
		}
	}
	return value.Either
}

// is what a variable is that a binding gives its value; false if nothing is told.
func (f *fact) is(of *binding, name string) (value.Value, bool) {
	for ; f != nil; f = f.prev {
		if of != nil && f.told.input == (input{of, name}) {
			return f.told.value, true
		}
	}
	return value.Value{}, false
}

// denies reports whether two lists cannot both be true.
func (f *fact) denies(other *fact) bool {
	for end := inCommon(f, other); other != end; other = other.prev {
		t := value.Either
		switch {
		case other.subject != "":
			t = f.answer(other.subject, other.value)
		case other.passed.join != nil:
			t = f.passes(other.passed)
		}
		if other.yes && !t.Yes || !other.yes && !t.No {
			return true
		}
	}
	return false
}

// and is both lists together.
func (f *fact) and(other *fact) *fact {
	end := inCommon(f, other)
	switch end {
	case other:
		return f
	case f:
		return other
	}
	var more []*fact
	for ; other != end; other = other.prev {
		more = append(more, other)
	}
	for i := len(more) - 1; i >= 0; i-- {
		f = f.with(*more[i])
	}
	return f
}

// inCommon are the facts that both lists hold.
func inCommon(a, b *fact) *fact {
	for a != b {
		switch {
		case a == nil || b == nil:
			return nil
		case a.depth > b.depth:
			a = a.prev
		case b.depth > a.depth:
			b = b.prev
		default:
			a, b = a.prev, b.prev
		}
	}
	return a
}

// assumed is what is taken for granted of a request while something is computed:
// what conditions have told of it, and which gateway runs it.
type assumed struct {
	facts *fact
	on    eval.Gateway
}

// and is both together. Two that deny each other are what the first says.
func (a assumed) and(b assumed) assumed {
	if a.on == eval.AnyGateway {
		a.on = b.on
	}
	a.facts = a.facts.and(b.facts)
	return a
}

// denies reports whether two cannot both hold.
func (a assumed) denies(b assumed) bool {
	return a.on != eval.AnyGateway && b.on != eval.AnyGateway && a.on != b.on || a.facts.denies(b.facts)
}

// inCommon is what both assume.
func (a assumed) inCommon(b assumed) assumed {
	if a.on != b.on {
		a.on = eval.AnyGateway
	}
	a.facts = inCommon(a.facts, b.facts)
	return a
}

// meet is the branches of a join that something that is assumed allows.
func (j *joined) meet(a assumed) []branch {
	var out []branch
	for i, b := range j.branches {
		if a.facts.passes(passage{j, i}).Yes && !a.denies(b.assumed) {
			out = append(out, b)
		}
	}
	return out
}
