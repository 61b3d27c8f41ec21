package interpret

import (
	"slices"

	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/value"
)

// asked is a condition that is asked at one point of a policy.
type asked struct {
	*condition.Condition // nil if it is not known what it asks
	in                   *interpreter
	value                *policy.Value
	st                   state
	subjects             []string // of the questions; "" if the same question may have another answer later

	can      value.Truth
	reads    []string       // variables
	told     []toldOf       // of variables
	passages []answerOf     // what it can be after some branches
	yes, no  []eval.Gateway // the kinds of gateway on which it can be so
}

// toldOf is what a variable is where a condition holds, and where it does not.
type toldOf struct {
	input
	yes, no value.Value
}

// answerOf is what a condition can be after a branch.
type answerOf struct {
	passage
	can value.Truth
}

const (
	// maxJoins bounds the joins whose branches a condition is asked about, and maxBranches
	// the branches of one. maxInputs and maxAlternatives do so for the variables from which
	// those are computed that it reads.
	maxJoins, maxBranches      = 4, 32
	maxInputs, maxAlternatives = 8, 16
)

// ask asks a condition at a point.
func (in *interpreter) ask(v *policy.Value, st state) asked {
	out := asked{in: in, value: v, st: st}
	code := in.codeOf(v)
	if code == nil {
		out.can = in.value(in.doc, v, in.now(st)).Truth()
		out.yes, out.no = []eval.Gateway{st.on}, []eval.Gateway{st.on}
		return out
	}
	a := eval.Ask(code.Block, in.now(st))
	out.can, out.reads = a.Truth, a.Reads
	for _, r := range a.Refined {
		out.told = append(out.told, toldOf{input{source(st.vars.named(r.Variable), st.vars.named(anyVariable)), r.Variable}, r.Yes, r.No})
	}
	out.askGateways()
	if c := code.Asks(); c.Root != nil {
		out.Condition = c
		out.subjects = in.subjects(c, st, in.steps.now)
	}
	if out.can.Yes && out.can.No {
		out.askBranches()
		out.askInputs()
	}
	return out
}

// test is what a condition can be at a point.
func (in *interpreter) test(v *policy.Value, st state) value.Truth {
	if code := in.codeOf(v); code != nil {
		return eval.Ask(code.Block, in.now(st)).Truth
	}
	return in.value(in.doc, v, in.now(st)).Truth()
}

// askGateways asks on which gateways the condition can be so.
func (a *asked) askGateways() {
	kinds := []eval.Gateway{a.st.on}
	if a.st.on == eval.AnyGateway && a.in.byGateway {
		kinds = []eval.Gateway{eval.Managed, eval.SelfHosted}
		a.can = value.Truth{}
	}
	for _, on := range kinds {
		can := a.can
		if len(kinds) > 1 {
			st := a.st
			st.on = on
			can = a.in.test(a.value, st)
		}
		if can.Yes {
			a.yes = append(a.yes, on)
		}
		if can.No {
			a.no = append(a.no, on)
		}
		a.can = value.Truth{Yes: a.can.Yes || can.Yes, No: a.can.No || can.No}
	}
}

// askBranches asks what the condition can be after each of the branches that gave a
// variable that it reads its value.
func (a *asked) askBranches() {
	var joins []*joined
	for _, name := range a.reads {
		b := a.st.vars.named(name)
		if b == nil || b.below(a.st.vars.named(anyVariable)) || b.join == nil || slices.Contains(joins, b.join) {
			continue
		}
		if len(joins) == maxJoins || len(b.join.branches) > maxBranches || a.in.assuming.spent() {
			break
		}
		joins = append(joins, b.join)
	}
	for _, j := range joins {
		for i := range j.branches {
			st, p := a.st, passage{j, i}
			if !st.facts.passes(p).Yes {
				continue
			}
			st.facts = st.facts.with(fact{passed: p, yes: true})
			a.passages = append(a.passages, answerOf{p, a.in.suppose(a.value, st)})
		}
	}
}

// askInputs asks what the condition can be for each alternative of the variables from
// which those are computed that it reads.
func (a *asked) askInputs() {
	var inputs []input
	add := func(list []input) {
		for _, i := range list {
			if len(inputs) < maxInputs && !slices.Contains(inputs, i) {
				inputs = append(inputs, i)
			}
		}
	}
	for _, name := range a.reads {
		if b := a.st.vars.named(name); b != nil {
			add(b.inputs)
		}
	}
	for n := 0; n < len(inputs); n++ {
		i := inputs[n]
		add(i.of.inputs)
		v, ok := a.st.facts.is(i.of, i.name)
		if !ok {
			v = i.of.value()
		}
		if len(v.Alts) < 2 || len(v.Alts) > maxAlternatives {
			continue
		}
		t := toldOf{i, value.Value{Cut: v.Cut}, value.Value{Cut: v.Cut}}
		for k, s := range v.Alts {
			st := a.st
			st.facts = st.facts.with(fact{told: told{i, value.Value{Alts: v.Alts[k : k+1]}}})
			can := a.in.suppose(a.value, st)
			if can.Yes {
				t.yes.Alts = append(t.yes.Alts, s)
			}
			if can.No {
				t.no.Alts = append(t.no.Alts, s)
			}
		}
		if len(t.yes.Alts) > 0 && len(t.no.Alts) > 0 && len(t.yes.Alts)+len(t.no.Alts) < 2*len(v.Alts) {
			a.told = append(a.told, t)
		}
	}
}

// answered is the state where the condition has an answer: what that tells, without
// the ways of forwarding that have given another one.
func (a *asked) answered(st state, yes bool) state {
	on := a.no
	if yes {
		on = a.yes
	}
	if len(on) == 1 {
		st.on = on[0]
	}
	learned := map[*fact]*fact{}
	learn := func(f *fact) *fact {
		out, ok := learned[f]
		if !ok {
			out = a.tell(yes, f)
			learned[f] = out
		}
		return out
	}
	before := st.facts
	st.facts = learn(before)
	var kept []forward
	for _, f := range st.forwardsOn(st.on) {
		if can := a.onWay(f.facts, before); yes && !can.Yes || !yes && !can.No {
			continue
		}
		f.facts = learn(f.facts)
		kept = append(kept, f)
	}
	if len(kept) > 0 {
		st.forwards = kept
	}
	return st
}

// tell adds everything to facts that the answer tells.
func (a *asked) tell(yes bool, f *fact) *fact {
	if a.Condition != nil {
		f = a.learn(a.Root, yes, f)
	}
	var last *joined
	for _, p := range a.passages {
		if p.join == last {
			continue
		}
		last = p.join
		f = a.tellPassages(last, yes, f)
	}
	for _, t := range a.told {
		v := t.no
		if yes {
			v = t.yes
		}
		f = f.with(fact{told: told{t.input, v}})
	}
	return f
}

// tellPassages adds through which branches of a join a request comes that has given
// the answer.
func (a *asked) tellPassages(j *joined, yes bool, f *fact) *fact {
	var can, cannot []passage
	for _, p := range a.passages {
		switch {
		case p.join != j:
		case yes && p.can.Yes, !yes && p.can.No:
			can = append(can, p.passage)
		default:
			cannot = append(cannot, p.passage)
		}
	}
	if len(can) == 1 {
		return f.with(fact{passed: can[0], yes: true})
	}
	if len(can) > 0 {
		for _, p := range cannot {
			f = f.with(fact{passed: p})
		}
	}
	return f
}

// onWay is what the condition can be where a way of forwarding has found out more than
// all of them have in common.
func (a *asked) onWay(f, common *fact) value.Truth {
	out := value.Either
	if f == common {
		return out
	}
	if a.Condition != nil {
		out = a.truth(a.Root, f)
	}
	if len(a.reads) > 0 && out.Yes && out.No {
		st := a.st
		st.facts = f
		return a.in.suppose(a.value, st)
	}
	return out
}

// suppose is what a condition can be in a state that may be the case. What that takes
// is counted apart from all that has to be known; it is either if nothing is left.
func (in *interpreter) suppose(v *policy.Value, st state) value.Truth {
	code := in.codeOf(v)
	if code == nil || in.assuming.spent() {
		return value.Either
	}
	env := in.now(st)
	env.Steps = &in.assuming.steps
	return eval.Ask(code.Block, env).Truth
}

// subjects name what the questions of a condition are about at a moment.
func (in *interpreter) subjects(c *condition.Condition, st state, at int) []string {
	out := make([]string, len(c.Questions))
	for i := range out {
		out[i] = in.subject(&c.Questions[i], st, at)
	}
	return out
}

// asked is what a condition asks that stands in some code.
func (m *sight) asked(x expr.Expr) asked {
	c, ok := m.in.conditions[x]
	if !ok {
		c = condition.OfExpr(x)
		if m.in.conditions == nil {
			m.in.conditions = map[expr.Expr]*condition.Condition{}
		}
		m.in.conditions[x] = c
	}
	return asked{Condition: c, subjects: m.in.subjects(c, m.st, m.at)}
}

// known is what is known of the answer to a condition in some code, from what others
// have told.
func (m *sight) known(x expr.Expr) value.Truth {
	a := m.asked(x)
	return a.truth(a.Root, m.st.facts)
}

// where is what can be seen where a condition in some code is truth; nil if that tells
// nothing.
func (m *sight) where(x expr.Expr, truth bool) *eval.Env {
	a := m.asked(x)
	facts := a.learn(a.Root, truth, m.st.facts)
	if facts == m.st.facts {
		return nil
	}
	out := *m
	out.st.facts = facts
	out.env.Request = &out
	out.assume()
	return &out.env
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
