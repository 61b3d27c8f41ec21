package eval

import (
	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// maxRounds bounds how often a loop is unrolled.
const maxRounds = 64

// maxUndecided bounds the rounds of which it is only known for which alternatives they
// are run.
const maxUndecided = 4

// exit collects the frames in which a loop, or a switch, is left or goes on.
type exit struct {
	breaks, continues []frame
	isSwitch          bool
}

// leave notes a break or a continue.
func (m *machine) leave(keyword string) {
	for i := len(m.exits) - 1; i >= 0; i-- {
		e := m.exits[i]
		if keyword == "break" {
			e.breaks = append(e.breaks, m.save())
			return
		}
		if !e.isSwitch {
			e.continues = append(e.continues, m.save())
			return
		}
	}
}

// looping is a loop with a condition.
type looping struct {
	whole expr.Node
	test  expr.Expr // nil for none
	body  expr.Stmt
	post  []expr.Expr
	late  bool // the body runs before the first test
}

func (m *machine) while(s *expr.While) bool {
	return m.loop(&looping{whole: s, test: s.Test, body: s.Body, late: s.Do})
}

// loop runs a loop round by round as long as its condition is decided, and then
// at once for all rounds that may be left.
func (m *machine) loop(l *looping) bool {
	var left *frame // of the frames in which it was left
	enough := m.steps + (maxSteps-m.steps)/2
	undecided := 0
	for i := range maxRounds {
		if m.steps > enough { // what is left is for all further rounds at once
			break
		}
		if !(i == 0 && l.late) && l.test != nil {
			t, told := m.ask(probe{x: l.test})
			if !t.Yes {
				if t.No {
					f := m.save()
					left = m.joined(left, &f)
				}
				return m.join(left, nil)
			}
			if t.No {
				if undecided++; len(told) == 0 || undecided > maxUndecided {
					break
				}
				// It is left here for some alternatives, and goes on for others.
				f := m.assumed(condition{l.test, told}, false)
				left = m.joined(left, &f)
				m.restore(m.assumed(condition{l.test, told}, true))
			}
		}
		breaks, goesOn := m.round(l.body)
		left = m.joined(left, breaks)
		if !goesOn {
			return m.join(left, nil)
		}
		for _, p := range l.post {
			m.eval(p)
		}
		if m.steps > maxSteps {
			return false
		}
	}
	return m.join(m.joined(left, m.many(l)), nil)
}

// round runs the body once. It gives the frame of its breaks, nil if there are
// none, and reports whether the next round can be reached; the machine stands
// there then.
func (m *machine) round(body expr.Stmt) (breaks *frame, goesOn bool) {
	return m.pass(func() bool { return m.stmt(body) })
}

// pass is round for any code.
func (m *machine) pass(run func() (ends bool)) (breaks *frame, goesOn bool) {
	e := &exit{}
	m.exits = append(m.exits, e)
	m.clone()
	var end *frame
	if run() {
		f := m.save()
		end = &f
	}
	m.exits = m.exits[:len(m.exits)-1]
	for i := range e.continues {
		end = m.joined(end, &e.continues[i])
	}
	for i := range e.breaks {
		breaks = m.joined(breaks, &e.breaks[i])
	}
	return breaks, m.join(end, nil)
}

// many is any number of rounds at once. It gives the frame after the loop, nil if it is
// never left.
func (m *machine) many(l *looping) *frame {
	round := func() (breaks *frame, goesOn bool) {
		if l.test != nil {
			t, told := m.ask(probe{x: l.test})
			if !t.Yes {
				return nil, false
			}
			m.assume(condition{l.test, told}, true)
		}
		if breaks, goesOn = m.round(l.body); goesOn {
			for _, p := range l.post {
				m.eval(p)
			}
		}
		return breaks, goesOn
	}
	m.settle(l.whole, l.body, round)
	var end *frame
	if l.test != nil {
		if t, told := m.ask(probe{x: l.test}); t.No {
			f := m.assumed(condition{l.test, told}, false)
			end = &f
		}
	}
	return m.joined(end, m.anyRound(l.whole, round))
}

// anyRound runs a round for any of many rounds and gives the frame in which it
// breaks, nil if it does not.
func (m *machine) anyRound(whole expr.Node, round func() (*frame, bool)) *frame {
	var breaks *frame
	m.fork(value.Condition{At: m.loc(whole), Kind: value.Inside, Text: "inside a loop"}, func() bool {
		breaks, _ = round()
		return false
	})
	return breaks
}

// maxTrials bounds how often a loop is tried until what it changes is known to stay as it
// is: maxWidenings times by widening what changes, and then by giving it up.
const maxTrials, maxWidenings = 8, 4

// builtInLoop is the reason of what differs from round to round.
const builtInLoop = "a text that a loop builds"

// settle makes the frame one that holds at the beginning of every round to come: what a
// round changes is widened until another one changes nothing more.
func (m *machine) settle(whole, body expr.Node, round func() (*frame, bool)) {
	inside := effect.Declared(body)
	rest := m.here(whole)
	rest.Why = builtInLoop
	for i := range maxTrials {
		before, result := m.save(), m.result
		m.clone()
		_, goesOn := round()
		after := m.save()
		m.restore(before)
		m.result = result
		if !goesOn || m.steps > maxSteps || !m.widen(after, inside, rest, i >= maxWidenings) {
			return
		}
	}
	m.clone()
	m.havoc(m.effects(whole))
}

// widen makes the frame one from which after can be reached again, too, and reports
// whether that changes it. Locals of the loop itself begin anew in every round.
func (m *machine) widen(after frame, inside map[string]bool, rest value.Part, giveUp bool) bool {
	changed := false
	locals := make(map[string]value.Value, len(m.locals))
	for name, v := range m.locals {
		if w, ok := after.locals[name]; ok && !inside[name] {
			if wider, more := value.Widen(v, w, rest); more {
				v, changed = wider, true
				if giveUp {
					v = m.changed(name)
				}
			}
		}
		locals[name] = v
		m.note(name, v)
	}
	heap := make(map[*value.Object]*value.Object, len(after.heap))
	for o, state := range m.heap {
		heap[o] = state
	}
	for o, state := range after.heap {
		was := m.heap[o]
		if was == nil {
			was = o
		}
		wider, more := value.WidenObjects(was, state, rest)
		if more {
			changed = true
			if giveUp {
				wider = o.Opened(value.Reason{Why: lost, Cause: value.LostCause})
			}
		}
		if wider != o {
			heap[o] = wider
			m.noteObject(o, wider)
		}
	}
	if changed {
		m.restore(frame{locals, heap, m.seen})
	}
	return changed
}

// forEach runs the body for each element of a list that is known, and at once
// for all elements of any other.
func (m *machine) forEach(s *expr.ForEach) bool {
	xs := m.eval(s.X)
	if len(xs.Alts) == 0 {
		return false
	}
	elems, ordered := m.elements(s.X, xs)
	changed := m.watch(xs)
	round := func(elem value.Value) (*frame, bool) {
		if changed() {
			elem = value.Join(elem, m.unknown(s.X, "an element of what changes while it is gone over"))
		}
		return m.pass(func() bool {
			m.assignEach(s, elem)
			return m.stmt(s.Body)
		})
	}
	var left *frame
	for i, e := range elems {
		if !ordered || len(elems) > maxRounds || changed() {
			break
		}
		breaks, goesOn := round(e)
		left = m.joined(left, breaks)
		if !goesOn {
			return m.join(left, nil)
		}
		if i == len(elems)-1 && !changed() {
			f := m.save()
			return m.join(m.joined(left, &f), nil)
		}
	}
	if ordered && len(elems) == 0 {
		return true
	}
	var elem value.Value
	for _, e := range elems {
		elem = value.Join(elem, e)
	}
	return m.join(m.joined(left, m.manyOf(s, func() (*frame, bool) { return round(elem) })), nil)
}

// watch gives a function that reports whether a list has changed which a value can be: an
// array can while it is gone over, and what a query gives.
func (m *machine) watch(v value.Value) (changed func() bool) {
	before := map[*value.Object]*value.Object{}
	for _, s := range v.Alts {
		if o := s.AsObject(); o != nil && o.Mutable() {
			before[o] = m.now(o)
		}
	}
	return func() bool {
		for o, state := range before {
			if m.now(o) != state {
				return true
			}
		}
		return false
	}
}

// assignEach gives the variables of a loop an element.
func (m *machine) assignEach(s *expr.ForEach, elem value.Value) {
	if s.Vars != nil {
		m.deconstruct(s.Vars, elem)
		return
	}
	m.set(s.Name.Text, coerce(elem, s.Type, false))
}

// manyOf is many for a loop that ends after any round.
func (m *machine) manyOf(whole expr.Node, round func() (*frame, bool)) *frame {
	m.settle(whole, whole, round)
	end := m.save()
	return m.joined(&end, m.anyRound(whole, round))
}
