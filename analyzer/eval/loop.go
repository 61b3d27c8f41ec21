package eval

import (
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
	undecided := 0
	for i := range maxRounds {
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
	e := &exit{}
	m.exits = append(m.exits, e)
	m.clone()
	var end *frame
	if m.stmt(body) {
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

// many is any number of rounds at once: everything that a round changes is
// unknown in it and after it. It gives the frame after the loop, nil if it is
// never left.
func (m *machine) many(l *looping) *frame {
	e := effectsOf(l.whole)
	m.clone()
	m.havoc(e)
	var end *frame
	if l.test != nil {
		if t, told := m.ask(probe{x: l.test}); t.No {
			f := m.assumed(condition{l.test, told}, false)
			end = &f
		}
	}
	return m.joined(end, m.anyRound(l.whole, l.body, e))
}

// anyRound runs a body for any of many rounds and gives the frame in which it
// breaks, nil if it does not.
func (m *machine) anyRound(whole expr.Node, body expr.Stmt, e effects) *frame {
	var breaks *frame
	m.fork(value.Condition{At: m.loc(whole), Kind: value.Inside, Text: "inside a loop"}, func() bool {
		breaks, _ = m.round(body)
		return false
	})
	if breaks != nil {
		frames := []frame{*breaks}
		m.havocFrames(frames, e)
		breaks = &frames[0]
	}
	return breaks
}

// forEach runs the body for each element of a list that is known, and at once
// for all elements of any other.
func (m *machine) forEach(s *expr.ForEach) bool {
	xs := m.eval(s.X)
	if len(xs.Alts) == 0 {
		return false
	}
	elems, ordered := m.elements(s.X, xs)
	if !ordered || len(elems) > maxRounds || s.Vars != nil {
		var elem value.Value
		for _, e := range elems {
			elem = value.Join(elem, e)
		}
		return m.join(m.manyOf(s, elem), nil)
	}
	var left *frame
	for _, e := range elems {
		m.set(s.Name.Text, coerce(e, s.Type, false))
		breaks, goesOn := m.round(s.Body)
		left = m.joined(left, breaks)
		if !goesOn {
			return m.join(left, nil)
		}
	}
	f := m.save()
	return m.join(m.joined(left, &f), nil)
}

// manyOf is many for a loop over elements.
func (m *machine) manyOf(s *expr.ForEach, elem value.Value) *frame {
	e := effectsOf(s.Body)
	if s.Vars != nil {
		e = effectsOf(s)
	}
	m.clone()
	m.havoc(e)
	if s.Vars == nil {
		m.set(s.Name.Text, coerce(elem, s.Type, false))
	}
	end := m.save()
	return m.joined(&end, m.anyRound(s, s.Body, e))
}
