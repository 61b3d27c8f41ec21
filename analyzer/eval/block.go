package eval

import (
	"hairpin/analyzer/expr"
	"hairpin/analyzer/text"
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
	switch s := s.(type) {
	case *expr.Return:
		if s.X != nil {
			m.result = Join(m.result, m.eval(s.X))
		}
		return false
	case *expr.ThrowStmt:
		return false
	case *expr.ExprStmt:
		m.eval(s.X)
	case *expr.Var:
		m.declare(s)
	case *expr.Block:
		return m.block(s.Stmts)
	case *expr.If:
		return m.branch(s)
	case *expr.While:
		m.loop(s, s.Body)
		return true
	case *expr.For:
		for _, i := range s.Init {
			m.stmt(i)
		}
		m.loop(s, s.Body)
	case *expr.ForEach:
		m.set(s.Name.Text, m.unclear(s, "an element of ", s.X))
		m.loop(s, s.Body)
	case *expr.Switch:
		m.switches(s)
	case *expr.Try:
		return m.try(s)
	case *expr.Using:
		if s.Decl != nil {
			m.declare(s.Decl)
		}
		if s.Body != nil {
			return m.stmt(s.Body)
		}
	case *expr.Labeled:
		m.forgetAll(s.Body)
		return m.stmt(s.Body)
	case *expr.Jump:
		return false
	case *expr.BadStmt:
		m.lose()
	}
	return true
}

func (m *machine) set(name string, v Value) {
	if m.locals == nil {
		m.locals = map[string]Value{}
	}
	m.locals[name] = v
}

func (m *machine) declare(s *expr.Var) {
	for _, d := range s.Decls {
		v := UnknownOf("the local \""+d.Name.Text+"\", which is not set", text.Loc{Path: m.env.Path, Span: d.Name.At})
		if d.Init != nil {
			v = m.eval(d.Init)
		}
		m.set(d.Name.Text, v)
	}
}

// fork runs a branch on a copy of the locals and gives the locals at its end;
// nil if the end is not reached.
func (m *machine) fork(s expr.Stmt, c Condition) map[string]Value {
	saved, result := m.locals, m.result
	m.locals = make(map[string]Value, len(saved))
	for k, v := range saved {
		m.locals[k] = v
	}
	m.result = Value{}
	ends := m.stmt(s)
	m.result = Join(result, m.result.Under(c))
	out := m.locals
	m.locals = saved
	if !ends {
		return nil
	}
	return out
}

func (m *machine) branch(s *expr.If) bool {
	t := m.decide(s.Test)
	switch {
	case t.Yes && !t.No:
		return m.stmt(s.Then)
	case t.No && !t.Yes:
		return s.Else == nil || m.stmt(s.Else)
	case !t.Yes && !t.No:
		return false
	}
	c := Condition{At: m.loc(s.Test), Text: brief(s.Test)}
	before := m.locals
	then := m.fork(s.Then, c)
	rest := before
	c.Not = true
	if s.Else != nil {
		rest = m.fork(s.Else, c)
	}
	m.locals = joinLocals(then, rest)
	return m.locals != nil
}

func joinLocals(a, b map[string]Value) map[string]Value {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	out := make(map[string]Value, len(a))
	for k, v := range a {
		if w, ok := b[k]; ok {
			v = Join(v, w)
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

// loop runs a body once, with everything that it changes unknown before and
// after.
func (m *machine) loop(whole expr.Node, body expr.Stmt) {
	m.forgetAll(whole)
	after := m.fork(body, Condition{At: m.loc(whole), Text: "inside of a loop"})
	m.locals = joinLocals(m.locals, after)
	m.forgetAll(whole)
}

func (m *machine) switches(s *expr.Switch) {
	m.eval(s.X)
	out := m.locals
	for i := range s.Sections {
		c := Condition{At: m.loc(s.X), Text: "switch (" + brief(s.X) + ")"}
		body := &expr.Block{Stmts: s.Sections[i].Stmts}
		out = joinLocals(out, m.fork(body, c))
	}
	m.locals = out
	m.forgetAll(s)
}

func (m *machine) try(s *expr.Try) bool {
	c := Condition{At: m.loc(s), Text: "inside of try"}
	before := m.locals
	after := m.fork(s.Body, c)
	m.locals = before
	m.forgetAll(s.Body)
	out := after
	for i := range s.Catches {
		c := Condition{At: m.loc(s.Catches[i].Body), Text: "an exception"}
		out = joinLocals(out, m.fork(s.Catches[i].Body, c))
	}
	if out != nil {
		m.locals = out
	}
	if s.Finally != nil && !m.block(s.Finally.Stmts) {
		return false
	}
	return out != nil
}

// forget makes an assigned local unknown.
func (m *machine) forget(x expr.Expr) {
	if id, ok := x.(*expr.Ident); ok && m.locals != nil {
		if _, ok := m.locals[id.Name]; ok {
			m.locals[id.Name] = m.unknown(id, "the local \""+id.Name+"\", which changes")
		}
	}
}

// forgetAll makes every local unknown that n assigns.
func (m *machine) forgetAll(n expr.Node) {
	if n == nil {
		return
	}
	expr.Walk(n, func(n expr.Node) bool {
		m.effect(n)
		return true
	})
}

// sweep applies the effects of a part of the tree that is not evaluated.
func (m *machine) sweep(n expr.Node) {
	if m.locals != nil {
		m.forgetAll(n)
	}
}

// effect makes unknown what a single node assigns.
func (m *machine) effect(n expr.Node) {
	switch n := n.(type) {
	case *expr.Assign:
		m.forget(n.X)
	case *expr.Unary:
		if n.Op == "++" || n.Op == "--" {
			m.forget(n.X)
		}
	case *expr.Call:
		for _, a := range n.Args {
			if a.Mode == "out" || a.Mode == "ref" {
				m.forget(a.X)
			}
		}
	}
}

// lose makes every local unknown: something could not be read.
func (m *machine) lose() {
	for name, v := range m.locals {
		at := text.Loc{}
		if len(v.Alts) > 0 && len(v.Alts[0].Parts) > 0 {
			at = v.Alts[0].Parts[0].At
		}
		m.locals[name] = UnknownOf("the local \""+name+"\", behind code that cannot be read", at)
	}
}

func (m *machine) assign(x *expr.Assign) Value {
	id, ok := x.X.(*expr.Ident)
	v := m.eval(x.Y)
	if !ok {
		m.sweep(x.X)
		return v
	}
	switch x.Op {
	case "=":
	case "+=":
		v = typed(concat(m.ident(id), v), StringType)
	case "??=":
		v = Join(m.ident(id), v)
	default:
		v = m.unknown(x, "the local \""+id.Name+"\", which changes")
	}
	m.set(id.Name, v)
	return v
}

// assignedInClosures names the locals that lambdas and local functions assign.
func assignedInClosures(b *expr.Block) map[string]bool {
	var names map[string]bool
	note := func(x expr.Expr) {
		if id, ok := x.(*expr.Ident); ok {
			if names == nil {
				names = map[string]bool{}
			}
			names[id.Name] = true
		}
	}
	expr.Walk(b, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Lambda, *expr.LocalFunc:
			expr.Walk(n, func(n expr.Node) bool {
				switch n := n.(type) {
				case *expr.Assign:
					note(n.X)
				case *expr.Unary:
					if n.Op == "++" || n.Op == "--" {
						note(n.X)
					}
				}
				return true
			})
			return false
		}
		return true
	})
	return names
}
