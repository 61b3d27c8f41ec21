package eval

import (
	"strings"

	"hairpin/analyzer/expr"
	"hairpin/analyzer/text"
)

// Env is where an expression stands. The zero Env knows nothing of the request.
type Env struct {
	Path string // of the file in which the expression stands
	// Service is the name of the instance, "" if not known.
	Service string
	// Request is what is known of the request at this point, nil if nothing is.
	Request Request
	// Token looks up what the deployment puts in for a token, by the name between its
	// marks; nil if nothing is known of any.
	Token func(name string) NamedValue

	named bool // inside the value of a named value
}

// Request is what an expression can see of the request and of the policy around
// it.
type Request interface {
	// Variable is context.Variables[name]. A value without alternatives means that it
	// is not set on any path to here.
	Variable(name string) Value
	// NamedValue looks up what {{name}} is replaced by.
	NamedValue(name string) NamedValue
	// HostHeader is the Host header of the request.
	HostHeader() Value
	// URL is context.Request.Url and ServiceURL is context.Api.ServiceUrl, before the
	// path of the operation is added; without alternatives nothing is known of them.
	URL() Value
	ServiceURL() Value
}

// NamedValue is what a named value is replaced by. The zero NamedValue is
// unknown; Why says why.
type NamedValue struct {
	Known bool
	View  text.View // of the value, where it is defined
	Path  string
	Why   string // `the named value "gw", which is secret`
}

// Eval is what the expression or statement block b can give. No alternatives
// means that it never returns.
func Eval(b *expr.Block, env *Env) Value {
	m := newMachine(env, b)
	m.block(b.Stmts)
	return m.result
}

// Truth is what a condition can be: Yes and No may both be set; neither means
// that it never returns.
type Truth struct{ Yes, No bool }

// Test evaluates a condition.
func Test(b *expr.Block, env *Env) Truth {
	if len(b.Stmts) == 1 {
		if ret, ok := b.Stmts[0].(*expr.Return); ok && ret.X != nil {
			m := machine{env: env}
			return m.decide(ret.X)
		}
	}
	return Eval(b, env).Truth()
}

// decide is what a condition can be. It evaluates no more than it has to.
func (m *machine) decide(x expr.Expr) Truth {
	switch x := x.(type) {
	case *expr.Paren:
		return m.decide(x.X)
	case *expr.Unary:
		if x.Op == "!" && !x.Postfix {
			return not(m.decide(x.X))
		}
	case *expr.Binary:
		switch x.Op {
		case "&&":
			a, b := m.decide(x.X), m.decide(x.Y)
			return Truth{Yes: a.Yes && b.Yes, No: a.No || a.Yes && b.No}
		case "||":
			a, b := m.decide(x.X), m.decide(x.Y)
			return Truth{Yes: a.Yes || a.No && b.Yes, No: a.No && b.No}
		case "==", "!=":
			if m.isOpaque(x.X) || m.isOpaque(x.Y) {
				m.sweep(x)
				return Truth{true, true}
			}
		}
	}
	return m.eval(x).Truth()
}

// isOpaque reports whether nothing is ever known of an operand, whatever the
// policy and the facts say.
func (m *machine) isOpaque(x expr.Expr) bool {
	sel, ok := x.(*expr.Member)
	if !ok {
		return false
	}
	name, ok := m.inContext(sel)
	if !ok || strings.HasPrefix(name, "Request.Url") || strings.HasPrefix(name, "Api.ServiceUrl") {
		return false
	}
	f, ok := contextFacts[name]
	return ok && f.kind == Unknown
}

// Truth is what a value can be as a condition.
func (v Value) Truth() Truth {
	var t Truth
	for _, s := range v.Alts {
		switch lit, ok := s.Literal(); {
		case ok && strings.EqualFold(lit, "true"):
			t.Yes = true
		case ok && strings.EqualFold(lit, "false"):
			t.No = true
		default:
			return Truth{true, true}
		}
	}
	return t
}

// machine evaluates one expression or block.
type machine struct {
	env    *Env
	locals map[string]Value
	// volatile names the locals that a lambda or a local function assigns: they can
	// change at any call.
	volatile map[string]bool
	result   Value
}

func newMachine(env *Env, b *expr.Block) *machine {
	m := &machine{env: env}
	if len(b.Stmts) > 1 || len(b.Stmts) == 1 && !isReturn(b.Stmts[0]) {
		m.locals = map[string]Value{}
		m.volatile = assignedInClosures(b)
	}
	return m
}

func isReturn(s expr.Stmt) bool { _, ok := s.(*expr.Return); return ok }

func (m *machine) loc(n expr.Node) text.Loc { return text.Loc{Path: m.env.Path, Span: n.Span()} }

func (m *machine) unknown(n expr.Node, why string) Value { return UnknownOf(why, m.loc(n)) }

// unclear is an unknown whose reason ends with a piece of code.
func (m *machine) unclear(n expr.Node, why string, code expr.Node) Value {
	return of(Part{Why: why, Of: code, At: m.loc(n), Form: Operand})
}

// eval is what x can be. Every piece of the result stands at x or at a part of
// x.
func (m *machine) eval(x expr.Expr) Value {
	switch x := x.(type) {
	case *expr.String:
		return m.text(x.Pieces())
	case *expr.Interpolated:
		return m.interpolated(x)
	case *expr.Literal:
		return m.literal(x)
	case *expr.Paren:
		return through(m.eval(x.X), x.X, x, m.env.Path)
	case *expr.Cast:
		return through(m.cast(x), x.X, x, m.env.Path)
	case *expr.As:
		return through(m.eval(x.X), x.X, x, m.env.Path)
	case *expr.Binary:
		return m.binary(x)
	case *expr.Unary:
		return m.unary(x)
	case *expr.Cond:
		return m.cond(x)
	case *expr.Ident:
		return m.ident(x)
	case *expr.Placeholder:
		return m.placeholder(x)
	case *expr.Member:
		return m.member(x)
	case *expr.Call:
		return m.call(x)
	case *expr.Index:
		return m.index(x)
	case *expr.Assign:
		return m.assign(x)
	case *expr.TypeOf:
		if x.Op == "nameof" {
			if id, ok := x.X.(*expr.Ident); ok {
				return Computed(id.Name, StringType, m.loc(x))
			}
		}
	case *expr.Throw:
		m.sweep(x)
		return Value{}
	case *expr.Bad:
		return m.unknown(x, "an expression that cannot be read")
	}
	m.sweep(x)
	return m.unclear(x, "the result of ", x)
}

// through widens what stands at inner as a whole to outer, of which inner is
// the only content: a cast, parentheses, a call of ToString.
func through(v Value, inner, outer expr.Node, path string) Value {
	from := text.Loc{Path: path, Span: inner.Span()}
	at := text.Loc{Path: path, Span: outer.Span()}
	for i, s := range v.Alts {
		for j, p := range s.Parts {
			if p.At != from || p.Form != Operand {
				continue
			}
			parts := append([]Part(nil), s.Parts...)
			for k := j; k < len(parts); k++ {
				if parts[k].At == from && parts[k].Form == Operand {
					parts[k].At = at
				}
			}
			alts := append([]Str(nil), v.Alts...)
			alts[i].Parts = parts
			v.Alts = alts
			break
		}
	}
	return v
}

// text is a string literal: its pieces, with placeholders resolved.
func (m *machine) text(pieces []expr.Piece) Value {
	out := Of()
	for _, p := range pieces {
		at := text.Loc{Path: m.env.Path, Span: p.At}
		switch p.Placeholder {
		case text.NoPlaceholder:
			out = concat(out, Of(Part{Kind: Literal, Type: StringType, View: p.View, Path: m.env.Path, At: at, Form: CSharpText}))
		default:
			out = concat(out, m.env.Placeholder(p.Placeholder, p.Name, at))
		}
	}
	if len(out.Alts[0].Parts) == 0 {
		out.Alts[0].Parts = []Part{{Kind: Literal, Type: StringType}}
	}
	return out
}

// Placeholder is what stands in for a placeholder in text.
func (env *Env) Placeholder(kind text.PlaceholderKind, name string, at text.Loc) Value {
	if kind == text.Token {
		return env.token(name, at)
	}
	if kind != text.NamedValue {
		return of(Part{Why: "the deployment token " + name, At: at, Form: Reference})
	}
	nv := NamedValue{Why: "the named value \"" + name + "\""}
	switch {
	case env.named:
		nv.Why += " inside of another one"
	case env.Request != nil:
		nv = env.Request.NamedValue(name)
	}
	if !nv.Known {
		return of(Part{Why: nv.Why, At: at, Form: Reference})
	}
	return env.inNamedValue().fill(nv).ReadAt(at, Reference, &Step{Message: "the named value \"" + name + "\" is defined here", At: nv.at()})
}

// placeholder is a placeholder that stands as code.
func (m *machine) placeholder(x *expr.Placeholder) Value {
	if t := m.env.lookupToken(x.Name); x.Kind == text.Token && t.Known {
		if b, errs := expr.ParseExpr(t.View); len(errs) == 0 {
			inner := m.env.inToken(x.Name)
			inner.Path = t.Path
			return Eval(b, inner).ReadAt(m.loc(x), Operand, tokenStep(x.Name, t))
		}
	}
	if x.Kind == text.NamedValue && m.env.Request != nil && !m.env.named {
		nv := m.env.Request.NamedValue(x.Name)
		if !nv.Known {
			return m.unknown(x, nv.Why)
		}
		b, errs := expr.ParseExpr(nv.View)
		if len(errs) == 0 {
			inner := m.env.inNamedValue()
			inner.Path = nv.Path
			return Eval(b, inner).ReadAt(m.loc(x), Operand, &Step{Message: "the named value \"" + x.Name + "\" is defined here", At: nv.at()})
		}
	}
	return m.unknown(x, "the placeholder "+x.Name)
}

func (m *machine) interpolated(x *expr.Interpolated) Value {
	out := Of()
	for i := range x.Parts {
		p := &x.Parts[i]
		if p.X == nil {
			out = concat(out, m.text(p.Pieces()))
			continue
		}
		at := text.Loc{Path: m.env.Path, Span: p.At}
		v := m.eval(p.X)
		if p.Align != nil || p.Format != "" {
			v = UnknownOf("the formatted value of "+brief(p.X), at)
		}
		out = concat(out, v.ReadAt(at, Hole, nil))
	}
	return typed(out, StringType)
}

// typed gives an empty result the type of a string.
func typed(v Value, t Type) Value {
	for i, s := range v.Alts {
		if len(s.Parts) == 0 {
			v.Alts[i].Parts = []Part{{Kind: Literal, Type: t}}
		}
	}
	return v
}

func (m *machine) literal(x *expr.Literal) Value {
	at := m.loc(x)
	switch x.Kind {
	case expr.Null, expr.Default:
		return of(Part{Kind: Null, At: at, Form: Operand})
	case expr.Bool:
		return Computed(x.Text, BoolType, at)
	case expr.Int:
		return Computed(strings.TrimRight(strings.ReplaceAll(x.Text, "_", ""), "uUlL"), NumberType, at)
	case expr.Char:
		if t := x.Text; len(t) == 3 {
			return Computed(t[1:2], StringType, at)
		}
	}
	return of(Part{Why: "the constant " + x.Text, Type: NumberType, At: at, Form: Operand})
}

func (m *machine) cast(x *expr.Cast) Value {
	v := m.eval(x.X)
	if x.Type.Name == "string" || x.Type.Name == "String" || x.Type.Name == "object" || x.Type.Name == "dynamic" {
		return v
	}
	if _, ok := v.Only(); ok {
		return v
	}
	return v
}

func (m *machine) ident(x *expr.Ident) Value {
	if v, ok := m.locals[x.Name]; ok {
		if m.volatile[x.Name] {
			return m.unknown(x, "the local \""+x.Name+"\", which a function changes")
		}
		var step *Step
		if len(v.Alts) > 0 && len(v.Alts[0].Parts) > 0 {
			step = &Step{Message: "the local \"" + x.Name + "\" is set here", At: v.Alts[0].Parts[0].At}
		}
		return v.ReadAt(m.loc(x), Operand, step)
	}
	return m.unknown(x, "the value of "+x.Name)
}

func (m *machine) cond(x *expr.Cond) Value {
	t := m.decide(x.Test)
	c := Condition{At: m.loc(x.Test), Text: brief(x.Test)}
	switch {
	case t.Yes && !t.No:
		return m.eval(x.Then)
	case t.No && !t.Yes:
		return m.eval(x.Else)
	case !t.Yes && !t.No:
		return Value{}
	}
	then := m.eval(x.Then).Under(c)
	c.Not = true
	return Join(then, m.eval(x.Else).Under(c))
}

func (m *machine) unary(x *expr.Unary) Value {
	switch x.Op {
	case "!":
		if x.Postfix {
			return through(m.eval(x.X), x.X, x, m.env.Path)
		}
		return m.boolean(x, not(m.decide(x.X)))
	case "++", "--":
		m.forget(x.X)
	default:
		m.eval(x.X)
	}
	return of(Part{Why: "the result of ", Of: x, Type: NumberType, Shape: DigitShape, At: m.loc(x), Form: Operand})
}

func not(t Truth) Truth { return Truth{Yes: t.No, No: t.Yes} }

func (m *machine) boolean(x expr.Node, t Truth) Value {
	switch {
	case t.Yes && !t.No:
		return Computed("true", BoolType, m.loc(x))
	case t.No && !t.Yes:
		return Computed("false", BoolType, m.loc(x))
	case !t.Yes && !t.No:
		return Value{}
	}
	return of(Part{Why: "a condition", Type: BoolType, At: m.loc(x), Form: Operand})
}

func (m *machine) binary(x *expr.Binary) Value {
	switch x.Op {
	case "&&", "||":
		return m.boolean(x, m.decide(x))
	case "??":
		return m.coalesce(x)
	}
	if x.Op == "+" {
		return m.sum(x)
	}
	a := m.eval(x.X)
	if comparison(x.Op) && isUnclear(a) {
		m.sweep(x.Y)
		return m.boolean(x, Truth{true, true})
	}
	b := m.eval(x.Y)
	switch x.Op {
	case "==":
		return m.boolean(x, equal(a, b))
	case "!=":
		return m.boolean(x, not(equal(a, b)))
	case "<", ">", "<=", ">=":
		return m.boolean(x, Truth{true, true})
	}
	return of(Part{Why: "the result of ", Of: x, Type: NumberType, Shape: DigitShape, At: m.loc(x), Form: Operand})
}

func comparison(op string) bool {
	switch op {
	case "==", "!=", "<", ">", "<=", ">=":
		return true
	}
	return false
}

// isUnclear reports whether nothing is known of a value, so that no comparison
// with it can be decided.
func isUnclear(v Value) bool {
	return len(v.Alts) == 1 && len(v.Alts[0].Parts) == 1 && v.Alts[0].Parts[0].Kind == Unknown
}

// sum is a chain of + as a whole: from the first string on it concatenates.
func (m *machine) sum(x *expr.Binary) Value {
	var chain [8]expr.Expr
	operands := append(chain[:0], x.Y)
	left := x.X
	for {
		b, ok := left.(*expr.Binary)
		if !ok || b.Op != "+" {
			break
		}
		operands = append(operands, b.Y)
		left = b.X
	}
	operands = append(operands, left)
	var buf [8]Value
	values := buf[:0]
	numbers := true
	for i := len(operands) - 1; i >= 0; i-- {
		v := m.eval(operands[i])
		if len(v.Alts) == 0 {
			return Value{}
		}
		if numbers = numbers && allOf(v, NumberType); numbers && len(values) > 0 {
			values[0] = of(Part{Why: "the result of ", Of: x, Type: NumberType, Shape: DigitShape, At: m.loc(x), Form: Operand})
			continue
		}
		values = append(values, v)
	}
	if numbers {
		return values[0]
	}
	return typed(Concat(values...), StringType)
}

func allOf(v Value, t Type) bool {
	for _, s := range v.Alts {
		if len(s.Parts) != 1 || s.Parts[0].Type != t {
			return false
		}
	}
	return len(v.Alts) > 0
}

// equal compares two values as C# compares strings, numbers and null.
func equal(a, b Value) Truth {
	var t Truth
	for _, x := range a.Alts {
		for _, y := range b.Alts {
			xs, xok := x.Literal()
			ys, yok := y.Literal()
			switch {
			case x.IsNull() && y.IsNull(), xok && yok && xs == ys:
				t.Yes = true
			case x.IsNull() && yok, y.IsNull() && xok, xok && yok:
				t.No = true
			default:
				return Truth{true, true}
			}
		}
	}
	return t
}

func (m *machine) coalesce(x *expr.Binary) Value {
	a := m.eval(x.X)
	out, maybe := Value{}, false
	for _, s := range a.Alts {
		switch {
		case s.IsNull():
			maybe = true
		case len(s.Parts) == 1 && s.Parts[0].Kind == Unknown && s.Parts[0].Type == AnyType:
			maybe = true
			fallthrough
		default:
			out = Join(out, Value{Alts: []Str{s}})
		}
	}
	if maybe {
		out = Join(out, m.eval(x.Y))
	}
	return out
}

// brief is what a piece of C# is called in a message.
func brief(x expr.Node) string {
	switch x := x.(type) {
	case *expr.Ident:
		return x.Name
	case *expr.Member:
		return brief(x.X) + "." + x.Sel.Text
	case *expr.Call:
		return brief(x.Fun) + "(...)"
	case *expr.Index:
		return brief(x.X) + "[...]"
	case *expr.Paren:
		return brief(x.X)
	case *expr.Cast:
		return brief(x.X)
	case *expr.New:
		if x.Type != nil {
			return "new " + x.Type.Name
		}
	case *expr.Binary:
		return brief(x.X) + " " + x.Op + " " + brief(x.Y)
	case *expr.Literal:
		return x.Text
	case *expr.String:
		return x.Raw.Src
	case *expr.Unary:
		if !x.Postfix {
			return x.Op + brief(x.X)
		}
	}
	return "an expression"
}

// Place is a span in the file of the expression.
func (env *Env) Place(at text.Span) text.Loc { return text.Loc{Path: env.Path, Span: at} }
