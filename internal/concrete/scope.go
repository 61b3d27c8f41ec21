package concrete

import "hairpin.example/hairpin/analyzer/expr"

// scope is the names that a piece of code declares. What is declared in it lives as long
// as a function that sees it.
type scope struct {
	names map[string]*any
	outer *scope
}

// enter begins a scope in another one; what it gives goes back to the present one.
func (m *machine) enter(outer *scope) (leave func()) {
	before := m.scope
	m.scope = &scope{names: map[string]*any{}, outer: outer}
	return func() { m.scope = before }
}

func (m *machine) declare(name string, v any) { m.scope.names[name] = &v }

// local is where a local is held, nil if there is none of the name.
func (m *machine) local(name string) *any {
	for s := m.scope; s != nil; s = s.outer {
		if v := s.names[name]; v != nil {
			return v
		}
	}
	return nil
}

// place is where a local is held; without one the program is not covered.
func (m *machine) place(name string) *any {
	v := m.local(name)
	if v == nil {
		giveUp()
	}
	return v
}

// deconstruct gives what stands on the left of an assignment, or after out, a value.
func (m *machine) deconstruct(to expr.Expr, v any) {
	switch to := to.(type) {
	case *expr.Declare:
		m.declare(to.Name.Text, v)
	case *expr.Ident:
		*m.place(to.Name) = v
	case *expr.Tuple:
		t, ok := v.(*tuple)
		if !ok || len(t.items) != len(to.Elems) {
			giveUp()
		}
		for i, e := range to.Elems {
			m.deconstruct(e.X, t.items[i])
		}
	default:
		giveUp()
	}
}

// method is a method of an object that stands for a function: list.Add.
type method func(args []any) any

// maxCalls bounds how deep functions call each other.
const maxCalls = 200

// apply runs a lambda or a local function.
func (m *machine) apply(v any, args ...any) any {
	if f, ok := v.(method); ok {
		return f(args)
	}
	f, ok := v.(*function)
	if v == nil {
		throw()
	}
	if !ok || len(args) != len(f.params) || m.calls > maxCalls {
		giveUp()
	}
	m.calls++
	leave := m.enter(f.scope)
	for i, p := range f.params {
		m.declare(p.Name.Text, args[i])
	}
	var out any
	if f.body != nil {
		out = m.eval(f.body)
	} else {
		result := m.result
		m.result = nil
		if sig := m.block(f.block.Stmts); sig == goOn {
			m.result = nil // it gives nothing
		} else if sig != returned {
			giveUp()
		}
		out, m.result = m.result, result
	}
	leave()
	m.calls--
	return out
}

// holds applies a predicate.
func (m *machine) holds(f, e any) bool {
	yes, ok := m.apply(f, e).(bool)
	if !ok {
		giveUp()
	}
	return yes
}
