package eval

import (
	"slices"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// call is F(...) or X.F(...).
func (m *machine) call(x *expr.Call) value.Value {
	sel, ok := x.Fun.(*expr.Member)
	if !ok {
		return m.callLocal(x)
	}
	if name, ok := m.typeName(sel); ok {
		return m.callStatic(x, name)
	}
	if out, ok := m.changeElement(x, sel); ok {
		return out
	}
	recv := m.eval(sel.X)
	if o := only(recv); o != nil && o.Kind == value.Context {
		return m.callContext(x, sel, o.Name)
	}
	if len(recv.Alts) == 0 {
		return value.Value{}
	}
	args := m.args(x.Args)
	if out, ok := m.parsed(x, sel, recv); ok {
		return out
	}
	out := value.Value{Cut: recv.Cut}
	for _, s := range recv.Alts {
		one := value.Value{Alts: []value.Str{s}}
		var v value.Value
		ok := true
		switch {
		case s.AsObject() == nil:
			v, ok = choices(append([]value.Value{one}, args...), func(s []value.Str) value.Value {
				return m.callOn(x, sel, s[0], s[1:], args)
			})
		case len(recv.Alts) == 1:
			v = m.callObject(x, sel, s, s.AsObject(), args)
		default: // only one of the receivers is changed
			m.either(func() { v = m.callObject(x, sel, s, s.AsObject(), args) }, func() {})
		}
		if !ok {
			v = m.because(x, value.AnyType, one)
		}
		if s.AsObject() != nil && len(s.When) > 0 {
			for i := len(s.When) - 1; i >= 0; i-- {
				v = v.Under(s.When[i])
			}
		}
		out = value.Join(out, v)
	}
	m.forgetOut(x)
	return out
}

// forgetOut makes unknown what a call writes.
func (m *machine) forgetOut(x *expr.Call) {
	for _, a := range x.Args {
		if a.Mode != "out" && a.Mode != "ref" {
			continue
		}
		if d, ok := a.X.(*expr.Declare); ok {
			if _, ok := m.locals[d.Name.Text]; !ok {
				m.set(d.Name.Text, m.unknown(d, "the value of "+d.Name.Text))
			}
			continue
		}
		if id, ok := a.X.(*expr.Ident); ok && m.written[id.Name] == x {
			continue
		}
		m.forget(a.X)
	}
}

// callLocal calls a local function, or a lambda in a local.
func (m *machine) callLocal(x *expr.Call) value.Value {
	args := m.args(x.Args)
	var fun value.Value
	if id, ok := x.Fun.(*expr.Ident); ok {
		fun = m.locals[id.Name]
	} else {
		fun = m.eval(x.Fun)
	}
	if o := only(fun); o != nil && o.Kind == value.Func {
		args, ok := inOrder(x.Args, o.Fn.Params, args)
		if !ok {
			m.sweep(x)
			m.forgetOut(x)
			return m.unclear(x, "the result of ", x)
		}
		return m.invoke(x, o.Fn, args).ReadAt(m.loc(x), value.Operand, nil)
	}
	m.loseArgs(args)
	m.disturb(x)
	m.forgetOut(x)
	return m.unclear(x, "the result of ", x)
}

// inOrder are arguments in the order of the parameters that some of them name.
func inOrder(list []expr.Arg, params []expr.Param, args []value.Value) ([]value.Value, bool) {
	out := make([]value.Value, len(args))
	for i, a := range list {
		at := i
		if a.Name != "" {
			at = slices.IndexFunc(params, func(p expr.Param) bool { return p.Name.Text == a.Name })
		}
		if a.Mode != "" || at < 0 || at >= len(out) || len(out[at].Alts) > 0 {
			return nil, false
		}
		out[at] = args[i]
	}
	return out, true
}

// callOn calls a method on one alternative, with one alternative of each
// argument. values are the arguments with all their alternatives.
func (m *machine) callOn(x *expr.Call, sel *expr.Member, s value.Str, args []value.Str, values []value.Value) value.Value {
	name := sel.Sel.Text
	if s.IsNull() {
		return m.ofNull(x)
	}
	if f, ok := m.lib.strings[name]; ok && f.takes(len(args)) {
		if f.parts != nil {
			if out, ok := f.parts(m, x, s, args); ok {
				return out
			}
		}
		if f.exact != nil {
			if out, ok := m.exactly(x, f, s, args); ok {
				return out
			}
		}
		return m.because(x, f.typ, append([]value.Value{{Alts: []value.Str{s}}}, alone(args)...)...)
	}
	out := m.because(x, value.AnyType, value.Value{Alts: []value.Str{s}})
	switch name {
	case "Select", "SelectMany", "Aggregate", "ConvertAll": // what a lambda makes of any element
		if f := m.lib.objects[value.List][name]; isUnclear(value.Value{Alts: []value.Str{s}}) && len(args) >= f.min && len(args) <= f.max {
			list := &value.Object{Kind: value.List, Open: s.Reason(), Rest: out}
			if v, ok := f.call(m, x, list, list, values); ok {
				return v
			}
		}
	case "GetValueOrDefault":
		if len(args) == 2 { // of a dictionary
			return value.Join(out, values[1].ReadAt(m.loc(x), value.Operand, nil))
		}
	case "TryGetValue":
		if len(args) == 2 {
			m.write(x, out)
			return m.boolean(x, value.Either)
		}
	}
	if !isText(value.Value{Alts: []value.Str{s}}) { // text cannot change
		m.loseArgs(values)
		m.disturb(x)
		m.mayRun(x)
	}
	return out
}

// changeElement is Replace(value) and Remove() of an element of JSON, which change the
// object that it stands in.
// https://www.newtonsoft.com/json/help/html/M_Newtonsoft_Json_Linq_JToken_Replace.htm
func (m *machine) changeElement(x *expr.Call, sel *expr.Member) (value.Value, bool) {
	ix, ok := expr.Unparen(sel.X).(*expr.Index)
	replaces := sel.Sel.Text == "Replace" && len(x.Args) == 1
	if !ok || len(ix.Args) != 1 || !replaces && (sel.Sel.Text != "Remove" || len(x.Args) > 0) {
		return value.Value{}, false
	}
	saved := m.save()
	m.clone()
	o := only(m.eval(ix.X))
	if o == nil || !o.JSON || o.Kind != value.Map || m.now(o).IsOpen() {
		m.restore(saved)
		return value.Value{}, false
	}
	key, known := m.eval(ix.Args[0].X).Only()
	now := m.now(o)
	if !known || now.Find(key) < 0 {
		m.restore(saved)
		return value.Value{}, false
	}
	if replaces {
		v := m.eval(x.Args[0].X)
		if len(v.Alts) == 0 {
			return v, true
		}
		v = m.held(now, v)
		now = m.now(o).With(key, v)
	} else {
		now = now.Without(key)
	}
	m.put(o, now)
	return m.void(x), true
}

func alone(args []value.Str) []value.Value {
	out := make([]value.Value, len(args))
	for i, a := range args {
		out[i] = value.Value{Alts: []value.Str{a}}
	}
	return out
}

// method is what is known of a method: a row of a table.
type method struct {
	min, max int // arguments
	typ      value.Type
	// exact computes the result from known text; it gives false where it does not know
	// what .NET does.
	exact func(s string, args []string) (string, bool)
	// parts computes it from the pieces; it gives false where exact shall try.
	parts func(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool)
}

func (f *method) takes(n int) bool { return n >= f.min && n <= f.max }

// exactly computes a method on known text.
func (m *machine) exactly(x *expr.Call, f method, s value.Str, args []value.Str) (value.Value, bool) {
	t, ok := s.Text()
	if !ok {
		return value.Value{}, false
	}
	known := make([]string, len(args))
	for i, a := range args {
		if known[i], ok = a.Text(); !ok {
			return value.Value{}, false
		}
	}
	out, ok := f.exact(t, known)
	if !ok {
		return value.Value{}, false
	}
	return value.Computed(out, f.typ, m.loc(x)), true
}

// callContext is a call on the context or a part of it.
func (m *machine) callContext(x *expr.Call, sel *expr.Member, owner string) value.Value {
	name := sel.Sel.Text
	if (name == "GetValueOrDefault" || name == "ContainsKey" || name == "TryGetValue") && len(x.Args) > 0 {
		var d expr.Expr
		if len(x.Args) > 1 {
			d = x.Args[1].X
		}
		switch {
		case owner == "Variables" && name == "ContainsKey":
			return m.boolean(x, m.isSet(x.Args[0].X))
		case owner == "Variables" && name == "GetValueOrDefault":
			v := m.variable(x, x.Args[0].X, d)
			if len(sel.TypeArgs) == 1 {
				v = coerce(v, sel.TypeArgs[0], false)
			} else if d != nil && isText(m.quiet(d)) { // the type follows from the default
				v = value.Retyped(v, value.StringType)
			}
			return v
		case owner == "Variables" && name == "TryGetValue" && d != nil:
			t := m.isSet(x.Args[0].X)
			v := m.variable(x, x.Args[0].X, &expr.Literal{Kind: expr.Null})
			m.write(x, v)
			return m.boolean(x, t)
		case owner == "Request.Headers" && name == "ContainsKey":
			m.eval(x.Args[0].X)
			return m.boolean(x, value.Either)
		case owner == "Request.Headers" && name == "GetValueOrDefault":
			return m.header(x, x.Args[0].X, d)
		case (owner == "Request.Headers" || owner == "Response.Headers") && name == "TryGetValue" && d != nil:
			list := m.headerList
			if owner == "Response.Headers" {
				list = func(x expr.Node, key expr.Expr) value.Value { return m.entry(x, owner, key) }
			}
			m.write(x, value.Join(list(x, x.Args[0].X), m.void(x)))
			return m.boolean(x, value.Either)
		case owner == "Request.MatchedParameters" && name == "TryGetValue" && d != nil:
			m.write(x, value.Join(m.entry(x, owner, x.Args[0].X), m.void(x)))
			return m.boolean(x, value.Either)
		case (owner == "Request.MatchedParameters" || owner == "Response.Headers") && name == "ContainsKey":
			m.eval(x.Args[0].X)
			return m.boolean(x, value.Either)
		}
	}
	if name == "GetValueOrDefault" && len(x.Args) > 0 && (owner == "Response.Headers" || owner == "Request.MatchedParameters") {
		v := m.entry(x, owner, x.Args[0].X)
		if o := only(v); o != nil && o.Kind == value.List {
			v = o.Elems[0]
		}
		if len(x.Args) > 1 {
			v = value.Join(v, m.eval(x.Args[1].X))
		}
		return v
	}
	args := m.args(x.Args)
	m.loseArgs(args)
	m.forgetOut(x)
	full := "context." + name
	if owner != "" {
		full = "context." + owner + "." + name
	}
	out := m.unknown(x, "the result of "+full+"(...)")
	if name == "GetValueOrDefault" && len(args) == 2 {
		out = value.Join(out, args[1].ReadAt(m.loc(x), value.Operand, nil))
	}
	return out
}

// quiet is the value of an expression whose effects have been had.
func (m *machine) quiet(x expr.Expr) value.Value {
	saved := m.save()
	m.clone()
	v := m.eval(x)
	m.restore(saved)
	return v
}

// isSet is context.Variables.ContainsKey(name).
func (m *machine) isSet(key expr.Expr) value.Truth {
	name, ok := m.eval(key).Only()
	if !ok || m.env.Request == nil {
		return value.Either
	}
	var t value.Truth
	m.noteRead(name, true)
	v := m.variableValue(name)
	for _, s := range v.Alts {
		switch {
		case s.IsUnset():
			t.No = true
		case len(s.Parts) == 1 && s.Parts[0].Kind == value.Unknown:
			return value.Either
		default:
			t.Yes = true
		}
	}
	if len(v.Alts) == 0 {
		t.No = true
	}
	return t
}

// parsed is As<T>() and the like of a value: the object that it holds.
func (m *machine) parsed(x *expr.Call, sel *expr.Member, recv value.Value) (value.Value, bool) {
	switch sel.Sel.Text {
	case "As", "Cast", "Value", "ToObject":
	default:
		return value.Value{}, false
	}
	if len(x.Args) > 0 || len(sel.TypeArgs) != 1 {
		return value.Value{}, false
	}
	if o := only(recv); o != nil && (o.Kind == value.Map || o.Kind == value.List) {
		switch sel.Sel.Text {
		case "Cast":
			return recv.ReadAt(m.loc(x), value.Operand, nil), true
		case "ToObject":
			return m.frozen(recv).ReadAt(m.loc(x), value.Operand, nil), true
		}
		return value.Value{}, false
	}
	v := recv.ReadAt(m.loc(x), value.Operand, nil)
	if sel.Sel.Text == "As" && isUnclear(v) {
		if o := m.bodyOf(v.Alts[0], sel.TypeArgs[0]); o != nil {
			return value.Join(value.OfObject(o, m.here(x)), m.void(x)), true
		}
	}
	return coerce(v, sel.TypeArgs[0], false), true
}

// bodyOf is the object that an unknown body is read as, if it is one of JSON: what it holds
// is not known until code puts something into it.
func (m *machine) bodyOf(s value.Str, t *expr.Type) *value.Object {
	switch effect.TypeName(t.Name) {
	case "JObject":
		return &value.Object{Kind: value.Map, JSON: true, Open: s.Reason()}
	case "JArray":
		return &value.Object{Kind: value.List, JSON: true, Open: s.Reason()}
	}
	return nil
}
