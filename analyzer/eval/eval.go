package eval

import (
	"strings"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Eval is what the expression or statement block b can give. No alternatives
// means that it never returns.
func Eval(b *expr.Block, env *Env) value.Value { return run(b, env, &dotNet) }

func run(b *expr.Block, env *Env, lib *library) value.Value {
	m := newMachine(env, b, lib)
	if m == nil {
		return value.UnknownOf("a block that jumps", env.Place(b.At.At))
	}
	m.block(b.Stmts)
	if m.spent() {
		out := value.UnknownOf("the result of a very long computation", env.Place(b.At.At))
		out.Cut = true
		return out
	}
	return m.result
}

// decide is what a condition can be. It evaluates no more than it has to.
func (m *machine) decide(x expr.Expr) value.Truth {
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
			a, told := m.ask(probe{x: x.X})
			b := m.onlyIf(a.Yes, a.No, condition{x.X, told}, true, x.Y)
			return m.known(x, value.Truth{Yes: a.Yes && b.Yes, No: a.No || a.Yes && b.No})
		case "||":
			a, told := m.ask(probe{x: x.X})
			b := m.onlyIf(a.No, a.Yes, condition{x.X, told}, false, x.Y)
			return m.known(x, value.Truth{Yes: a.Yes || a.No && b.Yes, No: a.No && b.No})
		case "==", "!=":
			if m.isOpaque(x.X) || m.isOpaque(x.Y) {
				m.sweep(x)
				return m.known(x, value.Either)
			}
		}
	}
	return m.known(x, m.eval(x).Truth())
}

// known is t, which a condition can be as far as it was evaluated, and what is known of
// the answer besides.
func (m *machine) known(x expr.Expr, t value.Truth) value.Truth {
	if !t.Yes || !t.No {
		return t
	}
	env := m.seen.env(m.env)
	if env.Known == nil {
		return t
	}
	if _, hidden := m.locals[contextName]; hidden {
		return t
	}
	k := env.Known(x)
	return value.Truth{Yes: t.Yes && k.Yes, No: t.No && k.No}
}

// onlyIf decides y, which runs only where the condition before it is as wanted; without
// is true if it may not run at all.
func (m *machine) onlyIf(runs, without bool, before condition, wanted bool, y expr.Expr) value.Truth {
	if !runs {
		return value.Truth{}
	}
	if !without {
		return m.decide(y)
	}
	var t value.Truth
	m.either(func() {}, func() {
		m.assume(before, wanted)
		t = m.decide(y)
	})
	return t
}

// isOpaque reports whether nothing is ever known of an operand, whatever the
// policy and the facts say.
func (m *machine) isOpaque(x expr.Expr) bool {
	sel, ok := x.(*expr.Member)
	if !ok {
		return false
	}
	name, ok := m.inContext(sel)
	if !ok || strings.HasPrefix(name, "Request.Url") || strings.HasPrefix(name, "Api.ServiceUrl") || strings.HasPrefix(name, "Deployment.Gateway") {
		return false
	}
	f, ok := contextFacts[name]
	return ok && f.kind == value.Unknown
}

// maxSteps bounds the nodes that one evaluation visits.
const maxSteps = 20000

// machine evaluates one expression or block.
type machine struct {
	env    *Env
	lib    *library
	locals map[string]value.Value
	// types are the declared types of locals, where they say something.
	types map[string]*expr.Type
	// heap holds the present state of the objects that the program has changed; unsure is
	// true once any of them can have been.
	heap   map[*value.Object]*value.Object
	unsure bool
	// seen is what is supposed of variables of the context.
	seen *supposed
	// queries are the lists that are computed when somebody looks at them.
	queries map[*value.Object]*query
	// closures is what lambdas and local functions change that can run at any time.
	closures effect.Effects
	// code is what the machine runs, and naming its names, once somebody asks.
	code   *expr.Block
	naming *effect.Names
	// watched collect what locals and objects are in try statements, innermost last.
	watched []*frame
	exits   []*exit
	// ends collects the frames at the returns of the function that runs; nil outside of one.
	ends *[]frame
	// written are the out arguments that a call has set, by the call.
	written map[string]*expr.Call
	result  value.Value
	steps   int
	depth   int // of calls of local functions
	// reads are what the condition that is evaluated has read, nil if nobody wants to
	// know; trying is true while it is evaluated for an alternative, and refining counts
	// the steps of that.
	reads    *[]read
	trying   bool
	refining int
}

// newMachine is nil for a block whose statements do not run in their order.
func newMachine(env *Env, b *expr.Block, lib *library) *machine {
	m := &machine{env: env, lib: lib, code: b}
	if len(b.Stmts) > 1 || len(b.Stmts) == 1 && !isReturn(b.Stmts[0]) {
		if jumps(b) {
			return nil
		}
		m.locals = map[string]value.Value{}
		m.closures = effect.Late(b, m.names())
		m.functions(b.Stmts)
	}
	return m
}

// names are those of the code that the machine runs.
func (m *machine) names() *effect.Names {
	if m.naming == nil {
		code := m.code
		if code == nil {
			code = &expr.Block{}
		}
		m.naming = effect.NamesIn(code)
	}
	return m.naming
}

func isReturn(s expr.Stmt) bool { _, ok := s.(*expr.Return); return ok }

// jumps reports whether a block has a goto, a label or a yield.
func jumps(b *expr.Block) bool {
	found := false
	expr.Walk(b, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Labeled:
			found = true
		case *expr.Jump:
			found = found || n.Keyword != "break" && n.Keyword != "continue"
		}
		return !found
	})
	return found
}

func (m *machine) loc(n expr.Node) text.Loc { return text.Loc{Path: m.env.Path, Span: n.Span()} }

func (m *machine) unknown(n expr.Node, why string) value.Value { return value.UnknownOf(why, m.loc(n)) }

// caused is an unknown with a cause.
func (m *machine) caused(n expr.Node, c value.Cause, why string) value.Value {
	return value.OfPart(value.Part{Why: why, Cause: c, At: m.loc(n), Form: value.Operand})
}

// unclear is an unknown whose reason ends with a piece of code.
func (m *machine) unclear(n expr.Node, why string, code expr.Node) value.Value {
	return value.OfPart(value.Part{Why: why, Of: code, At: m.loc(n), Form: value.Operand})
}

// here is a piece that stands at x as a whole.
func (m *machine) here(x expr.Node) value.Part { return value.Part{At: m.loc(x), Form: value.Operand} }

// because is an unknown for the reason why the first unknown of some values is
// one: what is computed from the caller's header is unknown because of the
// header.
func (m *machine) because(x expr.Node, typ value.Type, from ...value.Value) value.Value {
	p := m.here(x)
	p.Why, p.Of, p.Type = "the result of ", x, typ
	cut := false
	for _, v := range from {
		cut = cut || v.Cut
		for _, s := range v.Alts {
			for i := range s.Parts {
				if q := &s.Parts[i]; q.Kind == value.Unknown {
					p.Why, p.Of, p.Cause, p.Trail = q.Why, q.Of, q.Cause, q.Trail
					return value.Value{Alts: value.OfPart(p).Alts, Cut: cut}
				}
			}
		}
	}
	return value.Value{Alts: value.OfPart(p).Alts, Cut: cut}
}

// exhausted counts a step, and reports whether no more may be made: whoever ran the
// machine takes its result for unknown.
func (m *machine) exhausted() bool {
	const often = 64
	m.steps++
	if m.steps == 1 && m.env.Steps != nil && *m.env.Steps <= 0 {
		m.steps = maxSteps + 1
	}
	return m.steps > maxSteps || m.steps%often == 0 && m.givenUp()
}

// count takes steps for entries that are copied or joined.
func (m *machine) count(entries int) { m.steps += entries / 64 }

// spent takes the steps of an evaluation from those that there are for many, and
// reports whether there were too few.
func (m *machine) spent() bool {
	if m.env.Steps != nil {
		*m.env.Steps -= m.steps
	}
	if m.env.Spare != nil {
		*m.env.Spare -= m.refining
	}
	return m.steps > maxSteps
}

// givenUp reports whether nobody wants the result any more; then the machine is
// exhausted.
func (m *machine) givenUp() bool {
	if m.env.Context == nil || m.env.Context.Err() == nil {
		return false
	}
	m.steps = maxSteps + 1
	return true
}

// eval is what x can be. Every piece of the result stands at x or at a part of
// x.
func (m *machine) eval(x expr.Expr) value.Value {
	return m.limited(m.unlimited(x))
}

// limited is a value no longer than texts are kept; what is long takes steps.
func (m *machine) limited(v value.Value) value.Value {
	const bytesPerStep = 16
	v, weight := value.Limited(v)
	m.steps += weight / bytesPerStep // it is copied again and again
	return v
}

// unlimited is eval for a result that may be longer than texts are kept. Each step
// makes it longer by what its own operands are at most.
func (m *machine) unlimited(x expr.Expr) value.Value {
	if m.exhausted() {
		return value.Value{} // nothing goes on from here
	}
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
		return through(coerce(m.eval(x.X), x.Type, false), x.X, x, m.env.Path)
	case *expr.As:
		return through(coerce(m.eval(x.X), x.Type, true), x.X, x, m.env.Path)
	case *expr.Is:
		return m.is(x)
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
	case *expr.New:
		return m.create(x)
	case *expr.NewArray:
		return m.createArray(x)
	case *expr.Tuple:
		return m.tuple(x)
	case *expr.Query:
		return m.query(x)
	case *expr.Lambda:
		return value.OfObject(&value.Object{Kind: value.Func, Fn: &value.Function{Params: x.Params, Body: x.Body, Block: x.Block}}, m.here(x))
	case *expr.TypeOf:
		if x.Op == "nameof" {
			if id, ok := x.X.(*expr.Ident); ok {
				return value.Computed(id.Name, value.StringType, m.loc(x))
			}
		}
	case *expr.Throw:
		m.eval(x.X)
		return value.Value{}
	case *expr.Bad:
		m.lose("code that cannot be read")
		return m.unknown(x, "an expression that cannot be read")
	}
	m.sweep(x)
	return m.unclear(x, "the result of ", x)
}

// through widens what stands at inner as a whole to outer, of which inner is
// the only content: a cast, parentheses, a call of ToString.
func through(v value.Value, inner, outer expr.Node, path string) value.Value {
	from := text.Loc{Path: path, Span: inner.Span()}
	at := text.Loc{Path: path, Span: outer.Span()}
	for i, s := range v.Alts {
		for j, p := range s.Parts {
			if p.At != from || p.Form != value.Operand {
				continue
			}
			parts := append([]value.Part(nil), s.Parts...)
			for k := j; k < len(parts); k++ {
				if parts[k].At == from && parts[k].Form == value.Operand {
					parts[k].At = at
				}
			}
			alts := append([]value.Str(nil), v.Alts...)
			alts[i].Parts = parts
			v.Alts = alts
			break
		}
	}
	return v
}

// text is a string literal: its pieces, with placeholders resolved.
func (m *machine) text(pieces []expr.Piece) value.Value {
	out := value.Of()
	for _, p := range pieces {
		at := text.Loc{Path: m.env.Path, Span: p.At}
		switch p.Placeholder {
		case text.NoPlaceholder:
			out = value.Plus(out, m.env.Fill(value.Of(value.Part{Kind: value.Literal, Type: value.StringType, View: p.View, Path: m.env.Path, At: at, Form: value.CSharpText}), text.IfKnown))
		default:
			out = value.Plus(out, m.env.Placeholder(p.Placeholder, p.Name, at))
		}
	}
	if len(out.Alts[0].Parts) == 0 {
		out.Alts[0].Parts = []value.Part{{Kind: value.Literal, Type: value.StringType}}
	}
	return out
}

// Placeholder is what stands in for a placeholder in text.
func (env *Env) Placeholder(kind text.PlaceholderKind, name string, at text.Loc) value.Value {
	if kind == text.Token {
		return env.token(name, at)
	}
	if kind != text.NamedValue {
		return value.OfPart(value.Part{Why: "the deployment token " + name, Cause: value.TokenCause, At: at, Form: value.Reference})
	}
	nv := NamedValue{Why: "the named value \"" + name + "\""}
	switch {
	case env.named:
		nv.Why += " inside of another one"
	case env.Request != nil:
		nv = env.Request.NamedValue(name)
	}
	if !nv.Known {
		return value.OfPart(value.Part{Why: nv.Why, Cause: value.NamedValueCause, At: at, Form: value.Reference})
	}
	return env.inNamedValue().fill(nv).ReadAt(at, value.Reference, &value.Step{Message: "the named value \"" + name + "\" is defined here", At: nv.at()})
}

// placeholder is a placeholder that stands as code.
func (m *machine) placeholder(x *expr.Placeholder) value.Value {
	if x.Kind == text.Token {
		return m.tokenAsCode(x, x.Name)
	}
	if x.Kind == text.NamedValue && m.env.Request != nil && !m.env.named {
		nv := m.env.Request.NamedValue(x.Name)
		if !nv.Known {
			return m.caused(x, value.NamedValueCause, nv.Why)
		}
		b, errs := expr.ParseExpr(nv.View)
		if len(errs) == 0 {
			inner := m.env.inNamedValue()
			inner.Path = nv.Path
			return run(b, inner, m.lib).ReadAt(m.loc(x), value.Operand, &value.Step{Message: "the named value \"" + x.Name + "\" is defined here", At: nv.at()})
		}
	}
	return m.unknown(x, "the placeholder "+x.Name)
}

func (m *machine) interpolated(x *expr.Interpolated) value.Value {
	out := value.Of()
	for i := range x.Parts {
		p := &x.Parts[i]
		if p.X == nil {
			out = value.Plus(out, m.text(p.Pieces()))
			continue
		}
		at := text.Loc{Path: m.env.Path, Span: p.At}
		if p.Token != "" {
			out = value.Plus(out, m.env.token(p.Token, at))
			continue
		}
		if i > value.MaxParts { // more would be given up anyway
			for _, rest := range x.Parts[i:] {
				if rest.X != nil {
					m.sweep(rest.X)
				}
			}
			out = value.Plus(out, value.OfPart(value.Part{Why: value.TooLong, Cause: value.LongCause, Type: value.StringType, At: at, Form: value.Hole}))
			break
		}
		v := m.textOf(m.eval(p.X))
		if len(v.Alts) == 0 {
			return value.Value{}
		}
		if p.Format != "" {
			v = each(v, func(s value.Str) value.Value { return m.numberFormat(p.X, s, p.Format) })
		}
		if p.Align != nil {
			width := m.eval(p.Align)
			v = each(v, func(s value.Str) value.Value { return m.aligned(p.X, s, width) })
		}
		out = value.Plus(out, v.ReadAt(at, value.Hole, nil))
	}
	return stringOf(out)
}

// stringOf gives an empty result the type of a string.
func stringOf(v value.Value) value.Value {
	for i, s := range v.Alts {
		if len(s.Parts) == 0 {
			v.Alts[i].Parts = []value.Part{{Kind: value.Literal, Type: value.StringType}}
		}
	}
	return v
}

// literal is a constant. Integers are in decimal, characters one UTF-16 unit.
func (m *machine) literal(x *expr.Literal) value.Value {
	at := m.loc(x)
	switch x.Kind {
	case expr.Null, expr.Default:
		return value.OfPart(value.Part{Kind: value.Null, At: at, Form: value.Operand})
	case expr.Bool:
		return m.boolean(x, value.Truth{Yes: x.Text == "true", No: x.Text != "true"})
	case expr.Int:
		if n, ok := intLiteral(x.Text); ok {
			return m.integer(x, n)
		}
	case expr.Char:
		if s, ok := charLiteral(x.Text); ok {
			return value.Computed(s, value.CharType, at)
		}
		return value.OfPart(value.Part{Why: "the constant " + x.Text, At: at, Form: value.Operand})
	}
	return value.OfPart(value.Part{Why: "the constant " + x.Text, Type: value.NumberType, At: at, Form: value.Operand})
}

// ident is a local, or the context.
func (m *machine) ident(x *expr.Ident) value.Value {
	if v, ok := m.locals[x.Name]; ok {
		m.noteRead(x.Name, false)
		if m.closures.Assigned[x.Name] {
			return m.unknown(x, "the local \""+x.Name+"\", which a function changes")
		}
		var step *value.Step
		if len(v.Alts) > 0 && len(v.Alts[0].Parts) > 0 {
			step = &value.Step{Message: "the local \"" + x.Name + "\" is set here", At: v.Alts[0].Parts[0].At}
		}
		return v.ReadAt(m.loc(x), value.Operand, step)
	}
	if x.Name == contextName {
		return value.OfObject(&contextObject, m.here(x))
	}
	if t := text.PlaceholderIn(x.Name, 0, text.InID); t.Kind == text.Token && t.End == len(x.Name) { // __x__
		return m.tokenAsCode(x, t.Name)
	}
	return m.unknown(x, "the value of "+x.Name)
}

func (m *machine) cond(x *expr.Cond) value.Value {
	t, told := m.ask(probe{x: x.Test})
	c := value.Condition{At: m.loc(x.Test), Text: value.Brief(x.Test)}
	switch {
	case t.Yes && !t.No:
		return m.eval(x.Then)
	case t.No && !t.Yes:
		return m.eval(x.Else)
	case !t.Yes && !t.No:
		return value.Value{}
	}
	var then, els value.Value
	m.either(func() {
		m.assume(condition{x.Test, told}, true)
		then = m.eval(x.Then).Under(c)
	}, func() {
		m.assume(condition{x.Test, told}, false)
		c.Not = true
		els = m.eval(x.Else).Under(c)
	})
	return value.Join(then, els)
}

// Place is a span in the file of the expression.
func (env *Env) Place(at text.Span) text.Loc { return text.Loc{Path: env.Path, Span: at} }
