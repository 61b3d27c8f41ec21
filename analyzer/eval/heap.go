package eval

import (
	"maps"
	"slices"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// sweep applies the effects of a part of the tree that is not evaluated.
func (m *machine) sweep(n expr.Node) {
	if m.locals != nil || m.heap != nil {
		m.havoc(effect.Of(n, m.names()))
	}
}

// disturb applies what a call of a method that is not followed can do to objects.
func (m *machine) disturb(x *expr.Call) {
	m.havoc(effect.OfCall(x, m.names()))
}

// havoc makes everything unknown that some code can change.
func (m *machine) havoc(e effect.Effects) {
	for name := range e.Assigned {
		if _, ok := m.locals[name]; ok {
			m.set(name, m.changed(name))
		}
	}
	if !e.ChangesObjects() {
		return
	}
	m.under(e.Objects, func(v value.Value) { m.loseValue(v, 0) })
	for _, key := range slices.Sorted(maps.Keys(e.Entries)) {
		m.under(e.Entries[key], func(v value.Value) { m.loseKey(v, key, 0) })
	}
}

// under calls f with what locals and variables hold that lead to the same objects as
// some names.
func (m *machine) under(roots map[effect.Root]bool, f func(value.Value)) {
	if len(roots) == 0 {
		return
	}
	for name, v := range m.locals {
		if m.names().Reaches(name, roots) {
			f(v)
		}
	}
	list, any := m.names().Variables(roots)
	m.unsure = m.unsure || any
	if m.env.Request == nil {
		return
	}
	for _, name := range list {
		f(m.env.Request.Variable(name))
	}
}

// loseKey makes an entry unknown in every object that a value leads to.
func (m *machine) loseKey(v value.Value, key string, depth int) {
	for _, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() || depth > maxNesting {
			continue
		}
		now := m.now(o)
		if now.Kind == value.Map {
			m.put(o, now.With(key, value.OfPart(value.Part{Why: lost, Cause: value.LostCause, Form: value.Operand})))
		}
		for _, e := range now.Elems {
			m.loseKey(e, key, depth+1)
		}
	}
}

// changed is the value of a local of which is only known that it changes.
func (m *machine) changed(name string) value.Value {
	v := value.Part{Why: "the local \"" + name + "\", which changes", Form: value.Operand}
	if old := m.locals[name]; len(old.Alts) > 0 && len(old.Alts[0].Parts) > 0 {
		v.At = old.Alts[0].Parts[0].At
	}
	return coerce(value.OfPart(v), m.types[name], false)
}

// forget makes an assigned local unknown.
func (m *machine) forget(x expr.Expr) {
	if m.locals != nil {
		m.havoc(effect.OfTarget(x, m.names()))
	}
}

// maxNesting bounds how deep objects are followed into each other.
const maxNesting = 16

// loseValue makes the content of the objects in a value unknown.
func (m *machine) loseValue(v value.Value, depth int) {
	for _, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() || depth > maxNesting {
			continue
		}
		now := m.now(o)
		if now.Open.Cause == value.LostCause && len(now.Keys) == 0 && len(now.Elems) == 0 {
			continue
		}
		m.put(o, o.Opened(value.Reason{Why: lost, Cause: value.LostCause}))
		for _, e := range now.Elems {
			m.loseValue(e, depth+1)
		}
		m.loseValue(now.Rest, depth+1)
	}
}

// lost is the reason of what an object holds after code that is not followed.
const lost = "the content of an object that changes"

// lose makes everything unknown: something could not be read.
func (m *machine) lose(why string) {
	for name := range m.locals {
		v := value.Part{Why: "the local \"" + name + "\", behind " + why, Form: value.Operand}
		if old := m.locals[name]; len(old.Alts) > 0 && len(old.Alts[0].Parts) > 0 {
			v.At = old.Alts[0].Parts[0].At
		}
		m.loseValue(m.locals[name], 0)
		m.set(name, value.OfPart(v))
	}
	m.unsure = true
}

// now is the present state of an object.
func (m *machine) now(o *value.Object) *value.Object {
	if !o.Mutable() {
		return o
	}
	switch {
	case m.closures.ChangesObjects():
		return o.Opened(value.Reason{Why: "the content of an object that a function changes"})
	case m.unsure:
		return o.Opened(value.Reason{Why: lost, Cause: value.LostCause})
	case m.outdated(o):
		return o.Opened(value.Reason{Why: "a query over what has changed since"})
	}
	if n := m.heap[o]; n != nil {
		return n
	}
	return o
}

// put changes the state of an object.
func (m *machine) put(o, state *value.Object) {
	if o.JSON {
		m.release(o, state)
	}
	m.keep(o, state)
}

func (m *machine) keep(o, state *value.Object) {
	if m.heap == nil {
		m.heap = map[*value.Object]*value.Object{}
	}
	m.heap[o] = state
	m.noteObject(o, state)
}

// isFrozen reports whether all objects are what they were when they were made.
func (m *machine) isFrozen() bool {
	return len(m.heap) == 0 && len(m.queries) == 0 && !m.unsure && !m.closures.ChangesObjects()
}

// frozen is a value with the objects in it as they are now.
func (m *machine) frozen(v value.Value) value.Value {
	if m.isFrozen() {
		return v
	}
	c := copier{m: m, done: map[*value.Object]*value.Object{}}
	return c.value(v, 0)
}

// textOf is v as text: objects as their ToString gives it now.
func (m *machine) textOf(v value.Value) value.Value {
	for _, s := range v.Alts {
		if s.AsObject() != nil {
			return value.Text(m.frozen(v))
		}
	}
	return v
}

// Changed is a value of a variable in whose objects code may have changed everything, or
// the entries with some keys.
func Changed(v value.Value, all bool, keys []string) value.Value {
	m := &machine{env: &Env{}}
	if all {
		m.loseValue(v, 0)
	}
	for _, key := range keys {
		m.loseKey(v, key, 0)
	}
	return m.frozen(v)
}
