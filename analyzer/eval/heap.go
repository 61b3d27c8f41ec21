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
		m.havoc(m.effects(n))
	}
}

// effects are what code can change. To look for that takes steps.
func (m *machine) effects(n expr.Node) effect.Effects {
	if m.steps > maxSteps {
		return effect.Effects{}
	}
	e := effect.Of(n, m.names())
	m.count(e.Looked)
	return e
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
		f(m.variableValue(name))
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
	m.count(len(state.Elems))
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

// A token of Json.NET stands in one other at most. What is put into an object or an array
// although it stands in one is copied; what is taken out stands in none.
// https://github.com/JamesNK/Newtonsoft.Json/blob/13.0.3/Src/Newtonsoft.Json/Linq/JContainer.cs (EnsureParentToken)

// placed is a value that was just made as a part of JSON.
func placed(v value.Value) value.Value {
	if o := only(v); o != nil {
		o.Placed = value.Placed
	}
	return v
}

// held is a value as an object holds it.
func (m *machine) held(by *value.Object, v value.Value) value.Value {
	if !by.JSON {
		return v
	}
	v = value.Held(v)
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		one := value.Value{Alts: []value.Str{s}}
		if o := s.AsObject(); o != nil && o.JSON {
			switch now := m.now(o); {
			case now.Placed == value.Placed:
				c := copier{m: m, asJSON: true}
				one = placed(c.value(one, 0))
			case now.Placed == value.Free && len(v.Alts) == 1:
				state := *now
				state.Placed = value.Placed
				m.keep(o, &state)
			default:
				m.loseValue(one, 0)
				one = value.OfPart(value.Part{Why: "a token that may be a copy", Cause: value.LostCause, Form: value.Operand})
			}
		}
		out = value.Join(out, one)
	}
	return out
}

// release notes that objects may have been taken out of JSON, which has another state now.
func (m *machine) release(o, state *value.Object) {
	was := m.heap[o]
	if was == nil {
		was = o
	}
	var left map[*value.Object]bool
	for _, e := range was.Elems {
		for _, s := range e.Alts {
			inner := s.AsObject()
			if inner == nil || !inner.JSON {
				continue
			}
			if left == nil {
				m.steps += len(was.Elems) / 8
				left = objectsIn(state)
			}
			if now := m.now(inner); !left[inner] && now.Placed == value.Placed {
				free := *now
				free.Placed = value.PerhapsPlaced
				m.keep(inner, &free)
			}
		}
	}
}

// objectsIn are the objects that stand in another one.
func objectsIn(o *value.Object) map[*value.Object]bool {
	out := map[*value.Object]bool{}
	for _, e := range o.Elems {
		for _, s := range e.Alts {
			if inner := s.AsObject(); inner != nil {
				out[inner] = true
			}
		}
	}
	return out
}

// copier copies the objects in a value as they are now.
type copier struct {
	m *machine
	// asJSON makes tokens of Json.NET of them.
	asJSON bool
	// done are the copies by what they are copies of; nil to make one for each place at
	// which an object stands.
	done map[*value.Object]*value.Object
}

func (c *copier) value(v value.Value, depth int) value.Value {
	out, same := v, true
	for i, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() {
			continue
		}
		p := s.Parts[0]
		p.Object = c.object(o, depth)
		if same {
			out.Alts, same = append([]value.Str(nil), v.Alts...), false
		}
		out.Alts[i] = value.Str{Parts: []value.Part{p}, When: s.When}
	}
	if c.asJSON {
		return value.Held(out)
	}
	return out
}

func (c *copier) object(o *value.Object, depth int) *value.Object {
	if out := c.done[o]; out != nil {
		return out
	}
	opened := o.Opened(value.Reason{Why: lost, Cause: value.LostCause})
	if c.m.steps++; depth > maxNesting || c.m.steps > maxSteps {
		return opened
	}
	if c.done != nil {
		c.done[o] = opened // what stands in itself
	}
	now := c.m.now(o)
	deep := *now
	deep.Elems = make([]value.Value, len(now.Elems))
	for j, e := range now.Elems {
		deep.Elems[j] = c.value(e, depth+1)
	}
	deep.Rest = c.value(now.Rest, depth+1)
	if c.asJSON {
		deep.JSON, deep.Placed = now.Kind != value.Builder, value.Placed
		if depth == 0 {
			deep.Placed = value.Free
		}
	}
	if c.done != nil {
		c.done[o] = &deep
	}
	return &deep
}
