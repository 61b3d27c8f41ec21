package interpret

import "hairpin.example/hairpin/analyzer/value"

// fact is something that a way of forwarding has found out: the answer to a
// question, or which branch of several it came through. Lists share their tails:
// what two of them have in common is the end that they share.
type fact struct {
	subject string // what was asked about; "" for a branch
	value   string // the constant that it was compared with
	yes     bool
	branch  branch
	prev    *fact
	depth   int
}

// branch is one branch of a join, with the variables at its end.
type branch struct {
	join int // 0 for none
	vars *binding
}

// maxFacts bounds the facts that are kept: what is forgotten makes a finding less
// precise, and never hides one.
const maxFacts = 32

// with is f and one more fact.
func (f *fact) with(n fact) *fact {
	n.prev, n.depth = f, 1
	if f != nil {
		n.depth = f.depth + 1
	}
	if n.depth > maxFacts {
		return f
	}
	return &n
}

// answer is what is known of whether a subject has a value. It does not have two
// different ones.
func (f *fact) answer(subject, given string) value.Truth {
	for ; f != nil; f = f.prev {
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

// came is the variables at the end of the branch of a join that was taken, nil if
// that is not known.
func (f *fact) came(join int) *binding {
	for ; f != nil && join > 0; f = f.prev {
		if f.branch.join == join {
			return f.branch.vars
		}
	}
	return nil
}

// variable is what a variable is on this way; false if that can be all that it
// can be.
func (f *fact) variable(vars *binding, name string) (value.Value, bool) {
	found := false
	for {
		b := vars.named(name)
		if b == nil || b.below(vars.named(anyVariable)) {
			break
		}
		taken := f.came(b.assigned().join)
		if taken == nil {
			break
		}
		vars, found = taken, true
	}
	if !found {
		return value.Value{}, false
	}
	return vars.lookup(name), true
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
