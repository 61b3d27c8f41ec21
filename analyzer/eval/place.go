package eval

import "hairpin.example/hairpin/analyzer/value"

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
			default: // it may be a copy or not
				m.loseValue(one, 0)
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
