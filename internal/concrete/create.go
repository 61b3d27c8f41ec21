package concrete

import (
	"slices"

	"hairpin.example/hairpin/analyzer/expr"
)

// create is new T(...) { ... }.
func (m *machine) create(x *expr.New) any {
	if x.Type == nil || x.Type.Ranks > 0 {
		giveUp()
	}
	var args []any
	for _, a := range x.Args {
		if path(a.X) == "StringComparer.OrdinalIgnoreCase" {
			args = append(args, ignoreCase{})
			continue
		}
		args = append(args, m.eval(a.X))
	}
	var init []expr.Expr
	if x.Init != nil {
		init = x.Init.Elems
	}
	switch name := x.Type.Name; name {
	case "StringBuilder":
		b := &builder{}
		if len(args) == 1 {
			b.text = plain(args[0])
		}
		return b
	case "List", "HashSet", "Queue", "Stack":
		return m.newList(name, args, init)
	case "Dictionary":
		return m.newDict(args, init)
	case "Tuple":
		return &tuple{items: args}
	case "JObject", "JArray", "JProperty":
		return m.newToken(name, args, init)
	case "Uri":
		return newURI(args)
	}
	giveUp()
	return nil
}

// ignoreCase is StringComparer.OrdinalIgnoreCase.
type ignoreCase struct{}

func (m *machine) newList(kind string, args []any, init []expr.Expr) any {
	l := &list{kind: kind}
	add := func(v any) {
		if kind != "HashSet" || !has(l.elems, v) {
			l.elems = append(l.elems, v)
		}
	}
	if len(args) > 1 {
		giveUp()
	}
	for _, a := range args {
		for _, e := range m.collected(a) {
			add(e)
		}
	}
	for _, e := range init {
		add(m.eval(e))
	}
	if kind == "Stack" {
		slices.Reverse(l.elems)
	}
	return l
}

func (m *machine) newDict(args []any, init []expr.Expr) any {
	d := &dict{entries: map[string]any{}}
	for _, a := range args {
		switch a := a.(type) {
		case ignoreCase:
			d.fold = true
		case *dict:
			if a.fold {
				giveUp()
			}
			for _, k := range a.keys {
				d.set(k, a.entries[k])
			}
		default:
			giveUp()
		}
	}
	for _, e := range init {
		switch e := e.(type) {
		case *expr.Init:
			if len(e.Elems) != 2 {
				giveUp()
			}
			k := keyOf(m.eval(e.Elems[0]))
			v := m.eval(e.Elems[1])
			if _, twice := d.find(k); twice {
				throw()
			}
			d.set(k, v)
		default:
			giveUp()
		}
	}
	return d
}

func (d *dict) member(name string) any {
	switch name {
	case "Count":
		return int32(len(d.keys))
	case "Keys", "Values":
		return query(func(yield func(any) bool) {
			for e := range d.all {
				p := e.(*pair)
				v := p.value
				if name == "Keys" {
					v = p.key
				}
				if !yield(v) {
					return
				}
			}
		})
	}
	giveUp()
	return nil
}

// newToken is new JObject { { k, v } }, new JArray(a, b), new JProperty(k, v) and their
// like.
func (m *machine) newToken(kind string, args []any, init []expr.Expr) any {
	if kind == "JProperty" {
		return propertyOf(keyOf(args[0]), args[1])
	}
	t := &token{kind: object}
	if kind == "JArray" {
		t.kind = array
	}
	for _, a := range args {
		p, isToken := a.(*token)
		switch {
		case t.kind == object && isToken && p.kind == property && p.parent == nil && t.property(p.name) == nil:
			t.add(len(t.parts), p)
		case t.kind == array && (!isToken || p.kind == scalar):
			t.add(len(t.parts), tokenOf(a))
		default:
			giveUp()
		}
	}
	for _, e := range init {
		two, isPair := e.(*expr.Init)
		switch {
		case t.kind == array && !isPair:
			t.add(len(t.parts), tokenOf(m.eval(e)))
		case t.kind == object && isPair && len(two.Elems) == 2:
			t.changeArray("Add", []any{m.eval(two.Elems[0]), m.eval(two.Elems[1])})
		default:
			giveUp()
		}
	}
	return t
}
