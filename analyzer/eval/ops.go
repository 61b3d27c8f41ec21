package eval

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"hairpin/analyzer/expr"
)

func not(t Truth) Truth { return Truth{Yes: t.No, No: t.Yes} }

// boolean is a condition as a value.
func (m *machine) boolean(x expr.Node, t Truth) Value {
	switch {
	case t.Yes && !t.No:
		return Computed("True", BoolType, m.loc(x))
	case t.No && !t.Yes:
		return Computed("False", BoolType, m.loc(x))
	case !t.Yes && !t.No:
		return Value{}
	}
	return of(Part{Why: "a condition", Type: BoolType, At: m.loc(x), Form: Operand})
}

// integer is a known number.
func (m *machine) integer(x expr.Node, n int64) Value {
	return Computed(strconv.FormatInt(n, 10), NumberType, m.loc(x))
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

// number is the integer that an alternative is.
func (s Str) number() (int64, bool) {
	if len(s.Parts) != 1 || s.Parts[0].Kind != Literal {
		return 0, false
	}
	switch p := &s.Parts[0]; p.Type {
	case NumberType:
		n, err := strconv.ParseInt(p.View.Src, 10, 64)
		return n, err == nil
	case CharType:
		for _, r := range p.View.Src {
			return int64(r), true
		}
	}
	return 0, false
}

// number is the integer that a value is.
func (v Value) number() (int64, bool) {
	if len(v.Alts) != 1 {
		return 0, false
	}
	return v.Alts[0].number()
}

func (m *machine) unary(x *expr.Unary) Value {
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
		if n, ok := v.number(); ok && n > math.MinInt32 && allOf(v, NumberType) {
			return m.integer(x, -n)
		}
	case "+":
		if v := m.eval(x.X); allOf(v, NumberType) {
			return v
		}
	default:
		m.eval(x.X)
	}
	return of(Part{Why: "the result of ", Of: x, Type: NumberType, At: m.loc(x), Form: Operand})
}

// step is i++ and its like.
func (m *machine) step(x *expr.Unary) Value {
	id, ok := x.X.(*expr.Ident)
	if !ok {
		m.sweep(x)
		return of(Part{Why: "the result of ", Of: x, Type: NumberType, At: m.loc(x), Form: Operand})
	}
	before := m.ident(id)
	n, ok := before.number()
	if !ok || n >= math.MaxInt32 || n <= math.MinInt32 || !allOf(before, NumberType) {
		m.forget(id)
		return of(Part{Why: "the result of ", Of: x, Type: NumberType, At: m.loc(x), Form: Operand})
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

func (m *machine) binary(x *expr.Binary) Value {
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
		return m.boolean(x, either)
	}
	b := m.eval(x.Y)
	if len(a.Alts) == 0 || len(b.Alts) == 0 {
		return Value{}
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
func isUnclear(v Value) bool {
	return len(v.Alts) == 1 && len(v.Alts[0].Parts) == 1 && v.Alts[0].Parts[0].Kind == Unknown
}

// arithmetic computes with ints; whatever else is unknown.
func (m *machine) arithmetic(x expr.Node, op string, a, b Value) Value {
	p, pok := a.number()
	q, qok := b.number()
	if pok && qok {
		if n, ok := intOp(op, p, q); ok {
			return m.integer(x, n)
		}
	}
	out := m.here(x)
	out.Why, out.Of = "the result of ", x
	if allOf(a, NumberType) && allOf(b, NumberType) {
		out.Type = NumberType
	}
	return of(out)
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
func ordered(op string, a, b Value) Truth {
	var t Truth
	for _, x := range a.Alts {
		for _, y := range b.Alts {
			p, pok := x.number()
			q, qok := y.number()
			if !pok || !qok {
				return either
			}
			yes := op == "<" && p < q || op == ">" && p > q || op == "<=" && p <= q || op == ">=" && p >= q
			t.Yes, t.No = t.Yes || yes, t.No || !yes
		}
	}
	return t
}

// sum is a chain of + from left to right: from the first string on it
// concatenates.
func (m *machine) sum(x *expr.Binary) Value {
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
	var texts [8]Value // a run of strings is put together at once
	run := texts[:0]
	for i := len(chain) - 1; i >= 0; i-- {
		if len(acc.Alts) == 0 {
			return Value{}
		}
		if len(run) > maxParts { // more would be given up anyway
			for ; i >= 0; i-- {
				m.sweep(chain[i].Y)
			}
			run = append(run, of(Part{Why: tooLong, Type: StringType, At: m.loc(x), Form: Operand}))
			break
		}
		y := m.eval(chain[i].Y)
		if len(y.Alts) == 0 {
			return Value{}
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
		return typed(Concat(run...), StringType)
	}
	return acc
}

// isText reports whether every alternative is a string.
func isText(v Value) bool {
	for _, s := range v.Alts {
		if !s.isText() {
			return false
		}
	}
	return len(v.Alts) > 0
}

// isText reports whether + with s is a concatenation.
func (s Str) isText() bool {
	return len(s.Parts) != 1 || s.Parts[0].Type == StringType
}

// plus is a + b.
func (m *machine) plus(x *expr.Binary, a, b Value) Value {
	if isText(a) || isText(b) {
		return typed(Concat(m.textOf(a), m.textOf(b)), StringType)
	}
	if len(a.Alts)*len(b.Alts) > maxPairs {
		return m.because(x, AnyType, a, b)
	}
	out := Value{Cut: a.Cut || b.Cut}
	for _, s := range a.Alts {
		for _, t := range b.Alts {
			p, q := Value{Alts: []Str{s}}, Value{Alts: []Str{t}}
			switch {
			case s.isText() || t.isText():
				out = Join(out, typed(Concat(m.textOf(p), m.textOf(q)), StringType))
			case s.isNumeric() && t.isNumeric():
				out = Join(out, m.arithmetic(x, "+", p, q))
			default:
				out = Join(out, m.because(x, AnyType, p, q))
			}
		}
	}
	return out
}

// isNumeric reports whether s is a number or a character.
func (s Str) isNumeric() bool {
	return len(s.Parts) == 1 && (s.Parts[0].Type == NumberType || s.Parts[0].Type == CharType)
}

func allOf(v Value, t Type) bool {
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
func equal(a, b Value) Truth {
	var t Truth
	for _, x := range a.Alts {
		for _, y := range b.Alts {
			u := equalStr(x, y)
			t.Yes, t.No = t.Yes || u.Yes, t.No || u.No
		}
	}
	return t
}

func equalStr(x, y Str) Truth {
	xs, xok := x.Literal()
	ys, yok := y.Literal()
	switch {
	case x.IsNull() && y.IsNull():
		return Truth{Yes: true}
	case x.IsNull() && (yok || y.exists()), y.IsNull() && (xok || x.exists()):
		return Truth{No: true}
	case x.IsNull() && y.certain(), y.IsNull() && x.certain():
		return Truth{No: true}
	case xok && yok:
		if p, ok := x.number(); ok {
			if q, ok := y.number(); ok {
				return Truth{Yes: p == q, No: p != q}
			}
		}
		if xs == ys {
			return Truth{Yes: true, No: x.isHeld() || y.isHeld()}
		}
		return Truth{No: true}
	case xok && y.differs(xs), yok && x.differs(ys):
		return Truth{No: true}
	}
	return either
}

// exists reports whether s is an object that is there for every request.
func (s Str) exists() bool {
	o := s.asObject()
	return o != nil && (o.Kind != Context || !slices.Contains(sometimesNull, o.Name))
}

// isHeld reports whether s is text that is held in an object.
func (s Str) isHeld() bool { return len(s.Parts) == 1 && s.Parts[0].Type == AnyType }

// certain reports whether s is text, and so not null, whatever it is.
func (s Str) certain() bool {
	if len(s.Parts) > 1 {
		return true
	}
	return len(s.Parts) == 1 && (s.Parts[0].Kind == GatewayHost || s.Parts[0].Kind == ServiceName)
}

// differs reports whether s can in no case be a text: its known beginning or
// end is another one.
func (s Str) differs(t string) bool {
	head, tail := s.head(), s.tail()
	n, m := min(len(head), len(t)), min(len(tail), len(t))
	return head[:n] != t[:n] || len(head) > len(t) || tail[len(tail)-m:] != t[len(t)-m:] || len(tail) > len(t)
}

// head is the known text that s begins with.
func (s Str) head() string {
	if len(s.Parts) == 0 || !s.Parts[0].known() {
		return ""
	}
	if len(s.Parts) == 1 || !s.Parts[1].known() {
		return s.Parts[0].View.Src
	}
	var b strings.Builder
	for i := range s.Parts {
		if !s.Parts[i].known() {
			break
		}
		b.WriteString(s.Parts[i].View.Src)
	}
	return b.String()
}

// tail is the known text that s ends with.
func (s Str) tail() string {
	i := len(s.Parts)
	for i > 0 && s.Parts[i-1].known() {
		i--
	}
	t, _ := (Str{Parts: s.Parts[i:]}).Literal()
	return t
}

// coalesce is a ?? b.
func (m *machine) coalesce(x *expr.Binary) Value {
	a := m.eval(x.X)
	out, maybe, always := Value{Cut: a.Cut}, false, true
	for _, s := range a.Alts {
		switch {
		case s.IsNull():
			maybe = true
			continue
		case len(s.Parts) == 1 && s.Parts[0].Kind == Unknown:
			maybe = true
		}
		always = false
		out = Join(out, Value{Alts: []Str{s}})
	}
	switch {
	case !maybe:
		return out
	case always:
		return m.eval(x.Y)
	}
	m.either(func() { out = Join(out, m.eval(x.Y)) }, func() {})
	return out
}

// is tests a type or a constant, and may declare a local.
func (m *machine) is(x *expr.Is) Value {
	v := m.eval(x.X)
	t := either
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
func isType(v Value, t *expr.Type) Truth {
	var out Truth
	for _, s := range v.Alts {
		switch {
		case t.Name == "var":
			out.Yes = true
		case s.IsNull():
			out.No = true
		case isStringType(t) && len(s.Parts) == 1 && s.Parts[0].Type == StringType && s.Parts[0].known(), isStringType(t) && len(s.Parts) > 1:
			out.Yes = true
		default:
			return either
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
func coerce(v Value, t *expr.Type, as bool) Value {
	if t == nil || t.Ranks > 0 {
		return v
	}
	switch name := t.Name; {
	case isStringType(t):
		return retyped(v, StringType)
	case integers[name] && !as:
		out := Value{Cut: v.Cut}
		for _, s := range v.Alts {
			lit, ok := s.Literal()
			n, err := strconv.ParseInt(lit, 10, 32)
			switch {
			case len(s.Parts) == 1 && s.Parts[0].Type == CharType:
				if n, ok := s.number(); ok {
					p := s.Parts[0]
					out.Alts = append(out.Alts, Str{When: s.When, Parts: []Part{{Kind: Literal, Type: NumberType, View: Computed(strconv.FormatInt(n, 10), NumberType, p.At).Alts[0].Parts[0].View, At: p.At, Form: p.Form, Trail: p.Trail}}})
					continue
				}
				fallthrough
			default:
				if ok && (err != nil || strconv.FormatInt(n, 10) != lit) || s.IsNull() && !t.Nullable {
					return unknownLike(v, NumberType)
				}
				out.Alts = append(out.Alts, s)
			}
		}
		return retyped(out, NumberType)
	case name == "object" || name == "System.Object" || name == "Object":
		return retyped(v, AnyType)
	case name == "bool" || name == "Boolean":
		return retyped(v, BoolType)
	case name == "double" || name == "long" || name == "decimal" || name == "float" || name == "Double" || name == "Int64" || name == "Decimal" || name == "uint" || name == "ulong" || name == "UInt32" || name == "UInt64" || name == "Single":
		return unknownLike(v, NumberType)
	case name == "char" || name == "Char":
		return unknownLike(v, CharType)
	}
	return v
}

// unknownLike is an unknown in the place of a value.
func unknownLike(v Value, t Type) Value {
	out := Part{Why: "a number", Type: t, Form: Operand}
	if len(v.Alts) > 0 && len(v.Alts[0].Parts) > 0 {
		p := &v.Alts[0].Parts[0]
		out.At, out.Form, out.Trail = p.At, p.Form, p.Trail
		if p.Kind == Unknown {
			out.Why, out.Of = p.Why, p.Of
		}
	}
	return Value{Alts: of(out).Alts, Cut: v.Cut}
}

// retyped gives pieces that stand alone another type.
func retyped(v Value, t Type) Value {
	same := true
	for _, s := range v.Alts {
		same = same && (len(s.Parts) != 1 || s.Parts[0].Type == t || s.Parts[0].Kind == Obj || s.Parts[0].Kind == Null)
	}
	if same {
		return v
	}
	out := Value{Cut: v.Cut, Alts: make([]Str, len(v.Alts))}
	for i, s := range v.Alts {
		if len(s.Parts) == 1 && s.Parts[0].Kind != Obj && s.Parts[0].Kind != Null {
			p := s.Parts[0]
			p.Type = t
			s.Parts = []Part{p}
		}
		out.Alts[i] = s
	}
	return out
}
