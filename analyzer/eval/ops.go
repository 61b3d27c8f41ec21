package eval

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

func not(t value.Truth) value.Truth { return value.Truth{Yes: t.No, No: t.Yes} }

// boolean is a condition as a value.
func (m *machine) boolean(x expr.Node, t value.Truth) value.Value {
	switch {
	case t.Yes && !t.No:
		return value.Computed("True", value.BoolType, m.loc(x))
	case t.No && !t.Yes:
		return value.Computed("False", value.BoolType, m.loc(x))
	case !t.Yes && !t.No:
		return value.Value{}
	}
	return value.OfPart(value.Part{Why: "a condition", Type: value.BoolType, At: m.loc(x), Form: value.Operand})
}

// integer is a known number.
func (m *machine) integer(x expr.Node, n int64) value.Value {
	return value.Computed(strconv.FormatInt(n, 10), value.NumberType, m.loc(x))
}

// intLiteral reads an integer constant that is an int.
func intLiteral(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 0, 64)
	if strings.HasPrefix(s, "0") && len(s) > 1 && s[1] >= '0' && s[1] <= '9' { // no octal in C#
		n, err = strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
	}
	return n, err == nil && n >= math.MinInt32 && n <= math.MaxInt32
}

// charLiteral decodes a character constant, quotes included.
func charLiteral(s string) (string, bool) {
	if len(s) < 3 || s[0] != '\'' || s[len(s)-1] != '\'' {
		return "", false
	}
	in := s[1 : len(s)-1]
	if in[0] != '\\' {
		r := []rune(in)
		return in, len(r) == 1 && len(utf16.Encode(r)) == 1
	}
	if len(in) == 2 {
		if i := strings.IndexByte(`'"\0abfnrtv`, in[1]); i >= 0 {
			return string("'\"\\\x00\a\b\f\n\r\t\v"[i]), true
		}
		return "", false
	}
	if in[1] == 'u' || in[1] == 'x' {
		n, err := strconv.ParseUint(in[2:], 16, 16)
		return string(rune(n)), err == nil && !utf16.IsSurrogate(rune(n))
	}
	return "", false
}

func (m *machine) unary(x *expr.Unary) value.Value {
	switch x.Op {
	case "!":
		if x.Postfix {
			return through(m.eval(x.X), x.X, x, m.env.Path)
		}
		return m.boolean(x, not(m.decide(x.X)))
	case "++", "--":
		return m.step(x)
	case "-":
		v := m.eval(x.X)
		if n, ok := v.Number(); ok && n > math.MinInt32 && allOf(v, value.NumberType) {
			return m.integer(x, -n)
		}
	case "+":
		if v := m.eval(x.X); allOf(v, value.NumberType) {
			return v
		}
	default:
		m.eval(x.X)
	}
	return value.OfPart(value.Part{Why: "the result of ", Of: x, Type: value.NumberType, At: m.loc(x), Form: value.Operand})
}

// step is i++ and its like.
func (m *machine) step(x *expr.Unary) value.Value {
	id, ok := x.X.(*expr.Ident)
	if !ok {
		if target, ok := x.X.(*expr.Member); !ok || x.Op != "--" || !m.assignMember(target, x, "-=", m.integer(x, 1)) {
			m.sweep(x)
		}
		return value.OfPart(value.Part{Why: "the result of ", Of: x, Type: value.NumberType, At: m.loc(x), Form: value.Operand})
	}
	before := m.ident(id)
	n, ok := before.Number()
	if !ok || n >= math.MaxInt32 || n <= math.MinInt32 || !allOf(before, value.NumberType) {
		m.forget(id)
		return value.OfPart(value.Part{Why: "the result of ", Of: x, Type: value.NumberType, At: m.loc(x), Form: value.Operand})
	}
	after := m.integer(x, n+1)
	if x.Op == "--" {
		after = m.integer(x, n-1)
	}
	m.set(id.Name, after)
	if x.Postfix {
		return before
	}
	return after
}

func (m *machine) binary(x *expr.Binary) value.Value {
	switch x.Op {
	case "&&", "||":
		return m.boolean(x, m.decide(x))
	case "??":
		return m.coalesce(x)
	case "+":
		return m.sum(x)
	}
	a := m.eval(x.X)
	if comparison(x.Op) && isUnclear(a) {
		m.sweep(x.Y)
		return m.boolean(x, value.Either)
	}
	b := m.eval(x.Y)
	if len(a.Alts) == 0 || len(b.Alts) == 0 {
		return value.Value{}
	}
	switch x.Op {
	case "==":
		return m.boolean(x, equal(a, b))
	case "!=":
		return m.boolean(x, not(equal(a, b)))
	case "<", ">", "<=", ">=":
		return m.boolean(x, ordered(x.Op, a, b))
	}
	return m.arithmetic(x, x.Op, a, b)
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
func isUnclear(v value.Value) bool {
	return len(v.Alts) == 1 && len(v.Alts[0].Parts) == 1 && v.Alts[0].Parts[0].Kind == value.Unknown
}

// arithmetic computes with ints; whatever else is unknown.
func (m *machine) arithmetic(x expr.Node, op string, a, b value.Value) value.Value {
	p, pok := a.Number()
	q, qok := b.Number()
	if pok && qok {
		if n, ok := intOp(op, p, q); ok {
			return m.integer(x, n)
		}
	}
	out := m.here(x)
	out.Why, out.Of = "the result of ", x
	if allOf(a, value.NumberType) && allOf(b, value.NumberType) {
		out.Type = value.NumberType
	}
	return value.OfPart(out)
}

// intOp is an operator on two ints whose result is one, too.
func intOp(op string, p, q int64) (int64, bool) {
	var n int64
	switch op {
	case "+":
		n = p + q
	case "-":
		n = p - q
	case "*":
		if p > math.MaxInt32 || q > math.MaxInt32 || p < math.MinInt32 || q < math.MinInt32 {
			return 0, false
		}
		n = p * q
	case "/", "%":
		if q == 0 {
			return 0, false
		}
		if n = p / q; op == "%" {
			n = p % q
		}
	default:
		return 0, false
	}
	return n, n >= math.MinInt32 && n <= math.MaxInt32
}

// ordered compares integers.
func ordered(op string, a, b value.Value) value.Truth {
	var t value.Truth
	for _, x := range a.Alts {
		for _, y := range b.Alts {
			p, pok := x.Number()
			q, qok := y.Number()
			if !pok || !qok {
				return value.Either
			}
			yes := op == "<" && p < q || op == ">" && p > q || op == "<=" && p <= q || op == ">=" && p >= q
			t.Yes, t.No = t.Yes || yes, t.No || !yes
		}
	}
	return t
}

// sum is a chain of + from left to right: from the first string on it
// concatenates.
func (m *machine) sum(x *expr.Binary) value.Value {
	var room [8]*expr.Binary
	chain := append(room[:0], x)
	for {
		b, ok := chain[len(chain)-1].X.(*expr.Binary)
		if !ok || b.Op != "+" {
			break
		}
		chain = append(chain, b)
	}
	acc := m.eval(chain[len(chain)-1].X)
	var texts [8]value.Value // a run of strings is put together at once
	run := texts[:0]
	for i := len(chain) - 1; i >= 0; i-- {
		if len(acc.Alts) == 0 {
			return value.Value{}
		}
		if len(run) > value.MaxParts { // more would be given up anyway
			for ; i >= 0; i-- {
				m.sweep(chain[i].Y)
			}
			run = append(run, value.OfPart(value.Part{Why: value.TooLong, Cause: value.LongCause, Type: value.StringType, At: m.loc(x), Form: value.Operand}))
			break
		}
		y := m.eval(chain[i].Y)
		if len(y.Alts) == 0 {
			return value.Value{}
		}
		if len(run) > 0 || isText(acc) {
			if len(run) == 0 {
				run = append(run, acc)
			}
			run = append(run, m.textOf(y))
			continue
		}
		acc = m.plus(chain[i], acc, y)
	}
	if len(run) > 0 {
		return stringOf(value.Concat(run...))
	}
	return acc
}

// isText reports whether every alternative is a string.
func isText(v value.Value) bool {
	for _, s := range v.Alts {
		if !s.IsText() {
			return false
		}
	}
	return len(v.Alts) > 0
}

// plus is a + b.
func (m *machine) plus(x *expr.Binary, a, b value.Value) value.Value {
	if isText(a) || isText(b) {
		return stringOf(value.Concat(m.textOf(a), m.textOf(b)))
	}
	if len(a.Alts)*len(b.Alts) > value.MaxPairs {
		return m.because(x, value.AnyType, a, b)
	}
	out := value.Value{Cut: a.Cut || b.Cut}
	for _, s := range a.Alts {
		for _, t := range b.Alts {
			p, q := value.Value{Alts: []value.Str{s}}, value.Value{Alts: []value.Str{t}}
			switch {
			case s.IsText() || t.IsText():
				out = value.Join(out, stringOf(value.Concat(m.textOf(p), m.textOf(q))))
			case s.IsNumeric() && t.IsNumeric():
				out = value.Join(out, m.arithmetic(x, "+", p, q))
			default:
				out = value.Join(out, m.because(x, value.AnyType, p, q))
			}
		}
	}
	return out
}

func allOf(v value.Value, t value.Type) bool {
	for _, s := range v.Alts {
		if len(s.Parts) != 1 || s.Parts[0].Type != t {
			return false
		}
	}
	return len(v.Alts) > 0
}

// equal compares two values as C# compares strings, numbers and null. Text that
// is held in an object compares by reference if it is not cast: equal text may
// then be the same object or not.
// https://learn.microsoft.com/dotnet/csharp/language-reference/operators/equality-operators
func equal(a, b value.Value) value.Truth {
	var t value.Truth
	for _, x := range a.Alts {
		for _, y := range b.Alts {
			u := equalStr(x, y)
			t.Yes, t.No = t.Yes || u.Yes, t.No || u.No
		}
	}
	return t
}

func equalStr(x, y value.Str) value.Truth {
	xs, xok := x.Literal()
	ys, yok := y.Literal()
	switch {
	case x.IsNull() && y.IsNull():
		return value.Truth{Yes: true}
	case x.IsNull() && (yok || y.Exists()), y.IsNull() && (xok || x.Exists()):
		return value.Truth{No: true}
	case x.IsNull() && y.Certain(), y.IsNull() && x.Certain():
		return value.Truth{No: true}
	case xok && yok:
		if p, ok := x.Number(); ok {
			if q, ok := y.Number(); ok {
				return value.Truth{Yes: p == q, No: p != q}
			}
		}
		if xs == ys {
			return value.Truth{Yes: true, No: x.IsHeld() || y.IsHeld()}
		}
		return value.Truth{Yes: isToken(xs) || isToken(ys), No: true}
	case xok && y.Differs(xs), yok && x.Differs(ys):
		return value.Truth{No: true}
	}
	return value.Either
}

// coalesce is a ?? b.
func (m *machine) coalesce(x *expr.Binary) value.Value {
	a := m.eval(x.X)
	out, maybe, always := value.Value{Cut: a.Cut}, false, true
	for _, s := range a.Alts {
		switch {
		case s.IsNull():
			maybe = true
			continue
		case len(s.Parts) == 1 && s.Parts[0].Kind == value.Unknown:
			maybe = true
		}
		always = false
		out = value.Join(out, value.Value{Alts: []value.Str{s}})
	}
	switch {
	case !maybe:
		return out
	case always:
		return m.eval(x.Y)
	}
	m.either(func() { out = value.Join(out, m.eval(x.Y)) }, func() {})
	return out
}

// is tests a type or a constant, and may declare a local.
func (m *machine) is(x *expr.Is) value.Value {
	v := m.eval(x.X)
	t := value.Either
	switch p := &x.Pattern; {
	case p.Value != nil:
		t = equal(v, m.eval(p.Value))
	case p.Type != nil:
		t = isType(v, p.Type)
		if p.Name.Text != "" {
			m.set(p.Name.Text, coerce(v, p.Type, false))
		}
	}
	if x.Pattern.Not {
		t = not(t)
	}
	return m.boolean(x, t)
}

// isType reports whether a value has a type.
func isType(v value.Value, t *expr.Type) value.Truth {
	var out value.Truth
	for _, s := range v.Alts {
		switch {
		case t.Name == "var":
			out.Yes = true
		case s.IsNull():
			out.No = true
		case isStringType(t) && len(s.Parts) == 1 && s.Parts[0].Type == value.StringType && s.Parts[0].Known(), isStringType(t) && len(s.Parts) > 1:
			out.Yes = true
		default:
			return value.Either
		}
	}
	return out
}

func isStringType(t *expr.Type) bool {
	return t != nil && t.Ranks == 0 && (t.Name == "string" || t.Name == "String" || t.Name == "System.String")
}

// integers are the types whose values are computed with as ints.
var integers = map[string]bool{"int": true, "Int32": true, "System.Int32": true, "short": true, "byte": true, "ushort": true}

// coerce is a value as a type. With as, what is not of the type becomes null,
// and without it throws.
func coerce(v value.Value, t *expr.Type, as bool) value.Value {
	if t == nil || t.Ranks > 0 {
		return v
	}
	switch name := t.Name; {
	case isStringType(t):
		return value.Retyped(v, value.StringType)
	case integers[name] && !as:
		out := value.Value{Cut: v.Cut}
		for _, s := range v.Alts {
			lit, ok := s.Literal()
			n, err := strconv.ParseInt(lit, 10, 32)
			switch {
			case len(s.Parts) == 1 && s.Parts[0].Type == value.CharType:
				if n, ok := s.Number(); ok {
					p := s.Parts[0]
					out.Alts = append(out.Alts, value.Str{When: s.When, Parts: []value.Part{{Kind: value.Literal, Type: value.NumberType, View: value.Computed(strconv.FormatInt(n, 10), value.NumberType, p.At).Alts[0].Parts[0].View, At: p.At, Form: p.Form, Trail: p.Trail}}})
					continue
				}
				fallthrough
			default:
				if ok && (err != nil || strconv.FormatInt(n, 10) != lit) || s.IsNull() && !t.Nullable {
					return unknownLike(v, value.NumberType)
				}
				out.Alts = append(out.Alts, s)
			}
		}
		return value.Retyped(out, value.NumberType)
	case name == "object" || name == "System.Object" || name == "Object":
		return value.Retyped(v, value.AnyType)
	case name == "bool" || name == "Boolean":
		return value.Retyped(v, value.BoolType)
	case name == "double" || name == "long" || name == "decimal" || name == "float" || name == "Double" || name == "Int64" || name == "Decimal" || name == "uint" || name == "ulong" || name == "UInt32" || name == "UInt64" || name == "Single":
		return unknownLike(v, value.NumberType)
	case name == "char" || name == "Char":
		return toChar(v)
	}
	return v
}

// toChar is a value as a character.
func toChar(v value.Value) value.Value {
	if n, ok := v.Number(); ok && n > 0 && n < 0x80 {
		p := v.Alts[0].Parts[0]
		out := value.Computed(string(rune(n)), value.CharType, p.At)
		out.Alts[0].Parts[0].Form, out.Alts[0].Parts[0].Trail = p.Form, p.Trail
		return out
	}
	return unknownLike(v, value.CharType)
}

// unknownLike is an unknown in the place of a value.
func unknownLike(v value.Value, t value.Type) value.Value {
	out := value.Part{Why: "a number", Type: t, Form: value.Operand}
	if len(v.Alts) > 0 && len(v.Alts[0].Parts) > 0 {
		p := &v.Alts[0].Parts[0]
		out.At, out.Form, out.Trail = p.At, p.Form, p.Trail
		if p.Kind == value.Unknown {
			out.Why, out.Of, out.Cause = p.Why, p.Of, p.Cause
		}
	}
	return value.Value{Alts: value.OfPart(out).Alts, Cut: v.Cut}
}
