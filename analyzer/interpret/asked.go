package interpret

import (
	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/value"
)

// asked is a condition that is asked at one point of a policy.
type asked struct {
	*condition.Condition // nil if nothing is known of the answer
	in                   *interpreter
	value                *policy.Value
	st                   state
	subjects             []string // of the questions; "" if the same question may have another answer later
}

// asked is what a condition asks at this point.
func (in *interpreter) asked(v *policy.Value, st state) asked {
	parts := v.Trimmed().Parts
	if len(parts) != 1 || parts[0].Kind != policy.Expression {
		return asked{}
	}
	c := in.doc.CodeAt(parts[0].At.Start)
	if c == nil || c.Bad || c.Asks().Root == nil {
		return asked{}
	}
	out := asked{Condition: c.Asks(), in: in, value: v, st: st}
	out.subjects = make([]string, len(out.Questions))
	for i := range out.Questions {
		out.subjects[i] = in.subject(&out.Questions[i], st)
	}
	return out
}

// answered is s where a condition has an answer: without the ways of forwarding
// that have given another one.
func (s state) answered(a asked, yes bool) state {
	if a.Condition == nil {
		return s
	}
	kept := make([]forward, 0, len(s.forwards))
	for _, f := range s.forwards {
		if can := a.truth(a.Root, f.facts); yes && can.Yes || !yes && can.No {
			if can = a.onWay(f.facts); yes && can.Yes || !yes && can.No {
				f.facts = a.learn(a.Root, yes, f.facts)
				kept = append(kept, f)
			}
		}
	}
	if len(kept) > 0 {
		s.forwards = kept
	}
	return s
}

// onWay is what the condition can be with the variables as they are on a way.
func (a *asked) onWay(f *fact) value.Truth {
	st := a.st
	for i := range a.Questions {
		for _, name := range a.Questions[i].Variables {
			if v, ok := f.variable(a.st.vars, name); ok {
				st.vars = st.vars.with(name, func() value.Value { return v })
			}
		}
	}
	if st.vars == a.st.vars {
		return value.Truth{Yes: true, No: true}
	}
	return a.in.test(a.value, st)
}

// truth is what a formula can be where facts hold.
func (a *asked) truth(n *condition.Formula, f *fact) value.Truth {
	out := value.Truth{Yes: true, No: true}
	if n.Question != condition.NoQuestion && a.subjects[n.Question] != "" {
		out = f.answer(a.subjects[n.Question], n.Value)
	}
	switch n.Op {
	case condition.Not:
		part := a.truth(n.Of[0], f)
		return value.Truth{Yes: part.No, No: part.Yes}
	case condition.And, condition.Or:
		// All parts are as they are in one way, or one is as in the other.
		some, all := value.Truth{}, value.Truth{Yes: true, No: true}
		for _, p := range n.Of {
			part := a.truth(p, f)
			some.Yes, some.No = some.Yes || part.Yes, some.No || part.No
			all.Yes, all.No = all.Yes && part.Yes, all.No && part.No
		}
		if n.Op == condition.And {
			return value.Truth{Yes: out.Yes && all.Yes, No: out.No && some.No}
		}
		return value.Truth{Yes: out.Yes && some.Yes, No: out.No && all.No}
	}
	return out
}

// learn adds to facts what follows from the answer to a formula.
func (a *asked) learn(n *condition.Formula, yes bool, f *fact) *fact {
	if n.Question != condition.NoQuestion && a.subjects[n.Question] != "" {
		if known := f.answer(a.subjects[n.Question], n.Value); known.Yes && known.No {
			f = f.with(fact{subject: a.subjects[n.Question], value: n.Value, yes: yes})
		}
	}
	switch n.Op {
	case condition.Not:
		return a.learn(n.Of[0], !yes, f)
	case condition.And, condition.Or:
		if yes == (n.Op == condition.And) { // all parts have the same answer
			for _, p := range n.Of {
				f = a.learn(p, yes, f)
			}
			return f
		}
		// One part has; if only one can, it is that one.
		var can *condition.Formula
		for _, p := range n.Of {
			if t := a.truth(p, f); yes && t.Yes || !yes && t.No {
				if can != nil {
					return f
				}
				can = p
			}
		}
		if can != nil {
			return a.learn(can, yes, f)
		}
	}
	return f
}
