package eval

import (
	"maps"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// block runs statements in order. It reports whether the end can be reached.
func (m *machine) block(stmts []expr.Stmt) bool {
	for _, s := range stmts {
		if !m.stmt(s) {
			return false
		}
	}
	return true
}

// stmt runs one statement and reports whether the next one can be reached.
func (m *machine) stmt(s expr.Stmt) bool {
	if m.exhausted() {
		return false
	}
	switch s := s.(type) {
	case *expr.Return:
		m.returns(s)
		return false
	case *expr.ThrowStmt:
		if s.X != nil {
			m.eval(s.X)
		}
		return false
	case *expr.ExprStmt:
		return len(m.eval(s.X).Alts) > 0
	case *expr.Var:
		return m.declare(s)
	case *expr.Block:
		m.functions(s.Stmts)
		return m.block(s.Stmts)
	case *expr.If:
		return m.branch(s)
	case *expr.While:
		return m.while(s)
	case *expr.For:
		for _, i := range s.Init {
			if !m.stmt(i) {
				return false
			}
		}
		return m.loop(&looping{whole: s, test: s.Test, body: s.Body, post: s.Post})
	case *expr.ForEach:
		return m.forEach(s)
	case *expr.Switch:
		return m.switches(s)
	case *expr.Try:
		return m.try(s)
	case *expr.Using:
		if s.Decl != nil && !m.declare(s.Decl) {
			return false
		}
		if s.X != nil {
			m.eval(s.X)
		}
		if s.Body != nil {
			return m.stmt(s.Body)
		}
	case *expr.Jump:
		m.leave(s.Keyword)
		return false
	case *expr.BadStmt:
		m.lose("code that cannot be read")
	}
	return true
}

// returns ends the program, or a function: who calls that gets objects themselves, and
// goes on from here.
func (m *machine) returns(s *expr.Return) {
	var v value.Value
	switch {
	case s.X != nil:
		v = m.eval(s.X)
	case m.ends != nil:
		v = m.void(s)
	}
	if m.ends == nil {
		m.result = value.Join(m.result, m.frozen(v))
		return
	}
	m.result = value.Join(m.result, v)
	if len(v.Alts) > 0 {
		*m.ends = append(*m.ends, m.save())
	}
}

// functions makes the local functions of a block known before it runs.
func (m *machine) functions(stmts []expr.Stmt) {
	for _, s := range stmts {
		if f, ok := s.(*expr.LocalFunc); ok {
			m.set(f.Name.Text, value.OfObject(&value.Object{Kind: value.Func, Fn: &value.Function{Params: f.Params, Body: f.Body, Block: f.Block}}, m.here(f)))
		}
	}
}

func (m *machine) set(name string, v value.Value) {
	if m.locals == nil {
		m.locals = map[string]value.Value{}
	}
	n := 0
	for _, s := range v.Alts {
		n += len(s.Parts)
	}
	m.steps += n / 64 // large values cost as much as many small ones
	m.locals[name] = v
	m.note(name, v)
}

func (m *machine) declare(s *expr.Var) bool {
	for _, d := range s.Decls {
		v := value.UnknownOf("the local \""+d.Name.Text+"\", which is not set", text.Loc{Path: m.env.Path, Span: d.Name.At})
		if d.Init != nil {
			if init, ok := d.Init.(*expr.Init); ok { // string[] a = { "x" };
				v = m.filledArray(init, init)
			} else {
				v = m.eval(d.Init)
			}
			if len(v.Alts) == 0 {
				return false
			}
		}
		if s.Type != nil && s.Type.Name != "var" {
			if m.types == nil {
				m.types = map[string]*expr.Type{}
			}
			m.types[d.Name.Text] = s.Type
			v = coerce(v, s.Type, false)
		}
		m.set(d.Name.Text, v)
	}
	return true
}

// frame is everything that statements change.
type frame struct {
	locals map[string]value.Value
	heap   map[*value.Object]*value.Object
	seen   *supposed // what is supposed, which no statement changes
}

func (m *machine) save() frame { return frame{m.locals, m.heap, m.seen} }

func (m *machine) restore(f frame) { m.locals, m.heap, m.seen = f.locals, f.heap, f.seen }

// clone makes the machine work on a copy.
func (m *machine) clone() {
	m.count(len(m.locals) + len(m.heap))
	m.locals, m.heap = maps.Clone(m.locals), maps.Clone(m.heap)
}

// join makes the machine go on from either of two frames; nil is one that is not
// reached. It reports whether any is.
func (m *machine) join(a, b *frame) bool {
	switch {
	case a == nil && b == nil:
		return false
	case a == nil:
		m.restore(*b)
	case b == nil:
		m.restore(*a)
	default:
		m.count(len(a.locals) + len(b.locals) + len(a.heap) + len(b.heap))
		if m.steps > maxSteps {
			m.restore(*a) // nobody asks any more
			return true
		}
		m.restore(frame{joinLocals(a.locals, b.locals), m.joinHeaps(a.heap, b.heap), joinSeen(a.seen, b.seen)})
	}
	return true
}

// joinSeen is what both suppose: the end that the lists share.
func joinSeen(a, b *supposed) *supposed {
	for a != b {
		if a.length() >= b.length() {
			a = a.prev
		} else {
			b = b.prev
		}
	}
	return a
}

func joinLocals(a, b map[string]value.Value) map[string]value.Value {
	out := make(map[string]value.Value, len(a))
	for k, v := range a {
		if w, ok := b[k]; ok {
			v = value.Join(v, w)
		}
		out[k] = v
	}
	for k, w := range b {
		if _, ok := out[k]; !ok {
			out[k] = w
		}
	}
	return out
}

func (m *machine) joinHeaps(a, b map[*value.Object]*value.Object) map[*value.Object]*value.Object {
	if len(a) == 0 && len(b) == 0 {
		return nil
	}
	out := make(map[*value.Object]*value.Object, len(a))
	for o, x := range a {
		y := b[o]
		if y == nil {
			y = o
		}
		if x != y {
			m.count(len(x.Elems) + len(y.Elems))
		}
		out[o] = value.JoinObjects(x, y)
	}
	for o, y := range b {
		if _, ok := a[o]; !ok {
			out[o] = value.JoinObjects(o, y)
		}
	}
	return out
}

// fork runs code on a copy of the frame and gives the frame at its end; nil if
// the end is not reached.
func (m *machine) fork(c value.Condition, run func() bool) *frame {
	saved, result := m.save(), m.result
	m.clone()
	m.result = value.Value{}
	ends := run()
	m.result = value.Join(result, m.result.Under(c))
	out := m.save()
	m.restore(saved)
	if !ends {
		return nil
	}
	return &out
}

// either runs two pieces of code of which one will run.
func (m *machine) either(a, b func()) {
	saved := m.save()
	if len(m.locals) == 0 && m.heap == nil {
		a()
		m.seen = saved.seen
		b()
		m.seen = saved.seen
		return
	}
	m.clone()
	a()
	first := m.save()
	m.restore(saved)
	m.clone()
	b()
	second := m.save()
	m.join(&first, &second)
}

func (m *machine) branch(s *expr.If) bool {
	t, told := m.ask(probe{x: s.Test})
	switch {
	case t.Yes && !t.No:
		return m.stmt(s.Then)
	case t.No && !t.Yes:
		return s.Else == nil || m.stmt(s.Else)
	case !t.Yes && !t.No:
		return false
	}
	c := value.Condition{At: m.loc(s.Test), Text: value.Brief(s.Test)}
	then := m.fork(c, func() bool {
		m.assume(condition{s.Test, told}, true)
		return m.stmt(s.Then)
	})
	c.Not = true
	els := m.fork(c, func() bool {
		m.assume(condition{s.Test, told}, false)
		return s.Else == nil || m.stmt(s.Else)
	})
	return m.join(then, els)
}

// switches runs the sections that can be chosen.
func (m *machine) switches(s *expr.Switch) bool {
	x := m.eval(s.X)
	if len(x.Alts) == 0 {
		return false
	}
	out := &exit{isSwitch: true}
	m.exits = append(m.exits, out)
	var end *frame
	open := true // no section so far is chosen for certain
	var last *expr.Section
	for i := range s.Sections {
		section := &s.Sections[i]
		t := m.chosen(section, x)
		if isDefault(section) {
			last = section
		}
		if !open || !t.Yes {
			continue
		}
		told := m.labelled(s.X, section)
		end = m.joined(end, m.section(s, section, told))
		if open = t.No; open && len(told) > 0 { // what comes next runs where no label of this one fits
			m.clone()
			m.learn(told, false)
			x = m.eval(s.X)
		}
	}
	if open && last != nil {
		end = m.joined(end, m.section(s, last, nil))
	} else if open {
		f := m.save()
		end = m.joined(end, &f)
	}
	m.exits = m.exits[:len(m.exits)-1]
	for i := range out.breaks {
		end = m.joined(end, &out.breaks[i])
	}
	return m.join(end, nil)
}

// joined is either of two frames, nil if none is reached.
func (m *machine) joined(a, b *frame) *frame {
	saved := m.save()
	defer m.restore(saved)
	if !m.join(a, b) {
		return nil
	}
	out := m.save()
	return &out
}

// labelled is what it tells that a label of a section fits: that x equals one of them.
// Nothing if one is more than a constant.
func (m *machine) labelled(x expr.Expr, section *expr.Section) []refined {
	var test expr.Expr
	for i := range section.Labels {
		l := &section.Labels[i]
		if l.Default || l.Pattern.Value == nil || l.When != nil {
			return nil
		}
		fits := expr.Expr(&expr.Binary{Op: "==", X: x, Y: l.Pattern.Value})
		if test == nil {
			test = fits
		} else {
			test = &expr.Binary{Op: "||", X: test, Y: fits}
		}
	}
	_, told := m.ask(probe{x: test})
	return told
}

// section runs one section of a switch, where something is told.
func (m *machine) section(s *expr.Switch, section *expr.Section, told []refined) *frame {
	c := value.Condition{At: m.loc(s.X), Text: "switch (" + value.Brief(s.X) + ")"}
	return m.fork(c, func() bool {
		m.learn(told, true)
		for i := range section.Labels {
			if p := &section.Labels[i].Pattern; p.Type != nil && p.Name.Text != "" {
				m.set(p.Name.Text, m.eval(s.X))
			}
		}
		return m.block(section.Stmts)
	})
}

func isDefault(s *expr.Section) bool {
	for i := range s.Labels {
		if s.Labels[i].Default {
			return true
		}
	}
	return false
}

// chosen reports whether a label of the section fits; default is not one.
func (m *machine) chosen(s *expr.Section, x value.Value) value.Truth {
	out := value.Truth{No: true}
	for i := range s.Labels {
		l := &s.Labels[i]
		t := value.Truth{No: true}
		switch p := &l.Pattern; {
		case l.Default:
			continue
		case p.Value != nil:
			t = equal(x, m.eval(p.Value))
		case p.Type != nil:
			t = isType(x, p.Type)
		default:
			t = value.Either
		}
		if l.When != nil && t.Yes {
			t = value.Either
		}
		out = value.Truth{Yes: out.Yes || t.Yes, No: out.No && t.No}
	}
	return out
}

// try runs a body that can be left at any point: what catches an exception finds anything
// that a local or an object was in it.
func (m *machine) try(s *expr.Try) bool {
	before, ended := m.save(), 0
	if m.ends != nil {
		ended = len(*m.ends)
	}
	outer := make([]exit, len(m.exits))
	for i, e := range m.exits {
		outer[i] = exit{breaks: e.breaks, continues: e.continues}
	}
	seen := &frame{locals: map[string]value.Value{}, heap: map[*value.Object]*value.Object{}}
	m.watched = append(m.watched, seen)
	out := m.fork(value.Condition{At: m.loc(s), Kind: value.Inside, Text: "inside try"}, func() bool { return m.stmt(s.Body) })
	m.watched = m.watched[:len(m.watched)-1]
	m.restore(before)
	m.clone()
	for name, v := range seen.locals {
		if was, ok := m.locals[name]; ok {
			m.set(name, value.Join(was, v))
		}
	}
	for o, state := range seen.heap {
		was := m.heap[o]
		if was == nil {
			was = o
		}
		m.put(o, value.JoinObjects(was, state))
	}
	for i := range s.Catches {
		c := &s.Catches[i]
		end := m.fork(value.Condition{At: m.loc(c.Body), Text: "an exception"}, func() bool {
			if c.Name.Text != "" {
				m.set(c.Name.Text, m.unknown(c.Body, "the exception"))
			}
			return m.stmt(c.Body)
		})
		out = m.joined(out, end)
	}
	if s.Finally != nil {
		// What leaves the statement by a jump runs it, too.
		e := m.effects(s.Finally)
		for i, x := range m.exits {
			m.havocFrames(x.breaks[len(outer[i].breaks):], e)
			m.havocFrames(x.continues[len(outer[i].continues):], e)
		}
		if m.ends != nil {
			m.havocFrames((*m.ends)[ended:], e)
		}
	}
	if !m.join(out, nil) {
		return false
	}
	return s.Finally == nil || m.block(s.Finally.Stmts)
}

// note and noteObject tell the try statements around what a local and an object are. To
// tell each of many takes steps.
func (m *machine) note(name string, v value.Value) {
	m.steps += len(m.watched) / 2
	if m.steps > maxSteps {
		return
	}
	for _, f := range m.watched {
		if was := f.locals[name]; !sameValue(was, v) {
			f.locals[name] = value.Join(was, v)
		}
	}
}

func (m *machine) noteObject(o, state *value.Object) {
	m.steps += len(m.watched) / 2
	if m.steps > maxSteps {
		return
	}
	for _, f := range m.watched {
		if was := f.heap[o]; was != nil {
			state = value.JoinObjects(was, state)
		}
		f.heap[o] = state
	}
}

func (m *machine) havocFrames(frames []frame, e effect.Effects) {
	saved := m.save()
	for i := range frames {
		m.restore(frames[i])
		m.clone()
		m.havoc(e)
		frames[i] = m.save()
	}
	m.restore(saved)
}

// assign is x = y and its like.
func (m *machine) assign(x *expr.Assign) value.Value {
	id, ok := expr.Unparen(x.X).(*expr.Ident)
	switch {
	case ok:
	case x.Op == "=" && isTuple(x.X):
		v := m.eval(x.Y)
		if len(v.Alts) > 0 {
			m.deconstruct(x.X, v)
		}
		return v
	default:
		return m.assignElement(x)
	}
	var v value.Value
	switch x.Op {
	case "=":
		v = m.eval(x.Y)
	case "+=":
		v = m.plus(&expr.Binary{Op: "+", X: x.X, Y: x.Y}, m.ident(id), m.eval(x.Y))
		v = through(v, zeroNode{}, x, m.env.Path)
	case "??=":
		v = m.coalesce(&expr.Binary{Op: "??", X: x.X, Y: x.Y})
	case "-=", "*=", "/=", "%=":
		v = m.arithmetic(x, x.Op[:1], m.ident(id), m.eval(x.Y))
	default:
		m.eval(x.Y)
		v = m.unknown(x, "the local \""+id.Name+"\", which changes")
	}
	if len(v.Alts) > 0 {
		m.set(id.Name, coerce(v, m.types[id.Name], false))
	}
	return v
}

func isTuple(x expr.Expr) bool { _, ok := x.(*expr.Tuple); return ok }

// zeroNode stands nowhere.
type zeroNode struct{}

func (zeroNode) Span() text.Span { return text.Span{} }
