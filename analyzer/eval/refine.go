package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// refine narrows the locals that a condition speaks about, where the condition
// is known to be truth.
func (m *machine) refine(test expr.Expr, truth bool) {
	for _, f := range facts(test, truth) {
		id, ok := f.of.(*expr.Ident)
		if !ok || m.closures.Assigned[id.Name] {
			continue
		}
		if v, ok := m.locals[id.Name]; ok {
			m.locals[id.Name] = narrowed(v, f, m.constant(f))
		}
	}
}

// Refinement is what a condition that holds tells about a variable of the
// context.
type Refinement struct {
	Variable string
	keep     func(value.Value) value.Value
}

// Apply is the value of the variable under the condition.
func (r Refinement) Apply(v value.Value) value.Value { return r.keep(v) }

// Refine lists what the condition b tells about variables of the context where
// it is known to be truth.
func Refine(b *expr.Block, truth bool, env *Env) []Refinement {
	if len(b.Stmts) != 1 {
		return nil
	}
	ret, ok := b.Stmts[0].(*expr.Return)
	if !ok || ret.X == nil {
		return nil
	}
	var out []Refinement
	var m *machine
	for _, f := range facts(ret.X, truth) {
		key := variableKey(f.of)
		if key == nil || f.equal != nil && !isConstant(f.equal) {
			continue
		}
		if m == nil {
			m = &machine{env: env, lib: &dotNet}
		}
		name, ok := m.eval(key).Only()
		if !ok {
			continue
		}
		with := m.constant(f)
		if m.steps > maxSteps {
			break
		}
		out = append(out, Refinement{name, func(v value.Value) value.Value { return narrowed(v, f, with) }})
	}
	return out
}

// told is what a condition tells: an expression is, or is not, equal to another
// one, or null or empty.
type told struct {
	of    expr.Expr
	equal expr.Expr // nil for null or empty
	holds bool
}

// facts takes a condition apart into what it tells where it is truth.
func facts(x expr.Expr, truth bool) []told {
	switch x := x.(type) {
	case *expr.Paren:
		return facts(x.X, truth)
	case *expr.Unary:
		if x.Op == "!" && !x.Postfix {
			return facts(x.X, !truth)
		}
	case *expr.Binary:
		switch {
		case x.Op == "&&" && truth, x.Op == "||" && !truth:
			return append(facts(x.X, truth), facts(x.Y, truth)...)
		case x.Op == "==" || x.Op == "!=":
			holds := truth == (x.Op == "==")
			return []told{{bare(x.X), x.Y, holds}, {bare(x.Y), x.X, holds}}
		}
	case *expr.Call:
		sel, ok := x.Fun.(*expr.Member)
		if !ok {
			return nil
		}
		switch name, _ := expr.Path(sel); {
		case filledIfTrue[name] && truth && len(x.Args) > 1:
			return []told{{outName(x.Args[len(x.Args)-1].X), &expr.Literal{Kind: expr.Null}, false}}
		case sel.Sel.Text == "Equals" && len(x.Args) == 1 && name != "string.Equals" && name != "object.Equals":
			return []told{{bare(sel.X), x.Args[0].X, truth}}
		case (name == "string.IsNullOrEmpty" || name == "String.IsNullOrEmpty") && len(x.Args) == 1:
			return []told{{bare(x.Args[0].X), nil, truth}}
		}
	}
	return nil
}

// filledIfTrue are methods whose out argument is not null where they give true.
var filledIfTrue = map[string]bool{
	"context.Request.Headers.TryGetValue": true, "context.Response.Headers.TryGetValue": true, "context.Request.MatchedParameters.TryGetValue": true,
	"Uri.TryCreate": true, "System.Uri.TryCreate": true,
}

// outName is the local that an out argument names.
func outName(x expr.Expr) expr.Expr {
	if d, ok := x.(*expr.Declare); ok {
		return &expr.Ident{Name: d.Name.Text}
	}
	return x
}

// bare is an expression without parentheses and casts to string.
func bare(x expr.Expr) expr.Expr {
	for {
		switch y := x.(type) {
		case *expr.Paren:
			x = y.X
		case *expr.Cast:
			if !isStringType(y.Type) {
				return x
			}
			x = y.X
		case *expr.As:
			if !isStringType(y.Type) {
				return x
			}
			x = y.X
		default:
			return x
		}
	}
}

// constant is what a fact compares with; no alternatives if it is null or empty,
// or no constant.
func (m *machine) constant(f told) value.Value {
	if f.equal == nil || !isConstant(f.equal) {
		return value.Value{}
	}
	return m.eval(f.equal)
}

// narrowed keeps the alternatives for which a fact can hold; with is the
// constant of the fact. What is unknown and equal to a constant is that
// constant.
func narrowed(v value.Value, f told, with value.Value) value.Value {
	if f.equal != nil && len(with.Alts) != 1 {
		return v
	}
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		one := value.Value{Alts: []value.Str{s}}
		var t value.Truth
		if f.equal != nil {
			t = equal(one, with)
		} else {
			t = emptyTruth(s)
		}
		if !f.holds {
			t = not(t)
		}
		if !t.Yes {
			continue
		}
		lit, ok := with.Only()
		if ok && f.holds && len(s.Parts) == 1 && s.Parts[0].Kind == value.Unknown && with.Alts[0].Parts[0].Type == value.StringType {
			p := s.Parts[0]
			c := with.Alts[0].Parts[0]
			c.At, c.Form, c.Trail = p.At, p.Form, p.Trail
			if lit != c.View.Src {
				c.View, c.Path = textView(lit), ""
			}
			s = value.Str{Parts: []value.Part{c}, When: s.When}
		}
		out.Alts = append(out.Alts, s)
	}
	return out
}

// isConstant reports whether an expression is a literal.
func isConstant(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.Paren:
		return isConstant(x.X)
	case *expr.String, *expr.Literal:
		return true
	}
	return false
}

// variableKey is the name of the variable of the context that x reads, nil if
// it reads none of a constant name.
func variableKey(x expr.Expr) expr.Expr {
	var key expr.Expr
	switch x := x.(type) {
	case *expr.Index:
		if len(x.Args) != 1 || !expr.IsPath(x.X, variablesPath) {
			return nil
		}
		key = x.Args[0].X
	case *expr.Call:
		sel, ok := x.Fun.(*expr.Member)
		if !ok || len(x.Args) != 1 || sel.Sel.Text != "GetValueOrDefault" || !expr.IsPath(sel.X, variablesPath) {
			return nil // with a default, the variable itself may not be set
		}
		key = x.Args[0].X
	default:
		return nil
	}
	if !isConstant(key) {
		return nil
	}
	return key
}
