package eval

import (
	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// query is what a list of LINQ is made of: it runs whenever somebody looks at the list,
// with what its source and the names in its lambdas are by then.
// https://learn.microsoft.com/dotnet/csharp/linq/get-started/introduction-to-linq-queries#deferred-execution
type query struct {
	captured map[string]value.Value
	// states are those of all objects that it reads, when the list was computed.
	states map[*value.Object]*value.Object
}

// deferred makes a list one that a query gives. What it gave when it was written holds as
// long as nothing changes that it is made of.
//
// It stands at x; code is what it runs later, nil for nothing, and source the list that it
// is made of, nil if code names it.
func (m *machine) deferred(v value.Value, x, code expr.Node, source *value.Object) value.Value {
	o := only(v)
	if o == nil || o == source || m.locals == nil && m.heap == nil {
		return v
	}
	q := &query{states: map[*value.Object]*value.Object{}}
	if source != nil {
		m.observe(q, value.OfObject(source, m.here(x)), 0)
	}
	if code != nil {
		m.capture(q, code)
	}
	if m.queries == nil {
		m.queries = map[*value.Object]*query{}
	}
	m.queries[o] = q
	return v
}

// observe notes the states of the objects in a value.
func (m *machine) observe(q *query, v value.Value, depth int) {
	for _, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() || depth > maxNesting || q.states[o] != nil {
			continue
		}
		m.steps++
		now := m.now(o)
		q.states[o] = now
		for _, e := range now.Elems {
			m.observe(q, e, depth+1)
		}
		m.observe(q, now.Rest, depth+1)
	}
}

// capture notes the locals that a piece of code reads later, and those that the functions
// read which it names.
func (m *machine) capture(q *query, x expr.Node) {
	own := effect.Declared(x)
	expr.Walk(x, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Lambda:
			for _, p := range n.Params {
				own[p.Name.Text] = true
			}
		case *expr.Query:
			for _, c := range n.Clauses {
				own[c.Name.Text] = true
			}
		case *expr.Ident:
			v, ok := m.locals[n.Name]
			if !ok || own[n.Name] {
				return true
			}
			if q.captured == nil {
				q.captured = map[string]value.Value{}
			}
			if _, known := q.captured[n.Name]; known {
				return true
			}
			m.steps++
			q.captured[n.Name] = v
			m.observe(q, v, 0)
			for _, s := range v.Alts {
				if o := s.AsObject(); o != nil && o.Kind == value.Func {
					m.capture(q, o.Fn.Code())
				}
			}
		}
		return true
	})
}

// outdated reports whether a list is that of a query of which an object or a local is not
// what it was.
func (m *machine) outdated(o *value.Object) bool {
	q := m.queries[o]
	if q == nil {
		return false
	}
	for o, was := range q.states {
		if m.steps++; m.now(o) != was {
			return true
		}
	}
	for name, was := range q.captured {
		if v, ok := m.locals[name]; ok && !sameValue(v, was) {
			return true
		}
	}
	return false
}

// sameValue reports whether two values are one.
func sameValue(a, b value.Value) bool {
	return len(a.Alts) == len(b.Alts) && (len(a.Alts) == 0 || &a.Alts[0] == &b.Alts[0])
}
