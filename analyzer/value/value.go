package value

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// Kind says what is known of a piece of a string.
type Kind uint8

const (
	// Unknown is the zero value: the piece can be any text of its Shape; Why says why to
	// a person, Cause to a program.
	Unknown Kind = iota
	// Literal is known text.
	Literal
	// GatewayHost is the hostname under which the caller reached this gateway. The
	// gateway answers only to its own names, so it is one of them by construction.
	// https://learn.microsoft.com/azure/api-management/configure-custom-domain
	GatewayHost
	// ServiceName is the resource name of the instance: its text is empty where no fact
	// tells it.
	ServiceName
	// Null is the value null. It stands alone in its Str; in a concatenation it
	// becomes the empty string.
	Null
	// Obj is a .NET object that is no string: Part.Obj. It stands alone in its Str; as
	// text it is what its ToString gives.
	Obj
)

// Type is the C# type of a value, as far as it matters for what an operator does.
type Type uint8

const (
	AnyType Type = iota // not known, or held in an object
	StringType
	BoolType   // a literal is True or False, as .NET writes it
	NumberType // a literal is an integer, in decimal
	CharType   // a literal is one UTF-16 unit
)

// Shape restricts what an unknown piece can be.
type Shape uint8

const (
	AnyShape   Shape = iota
	PathShape        // empty, or begins with '/' or '?'
	DigitShape       // decimal digits
	WordShape        // letters, digits, '-', '_': no delimiter of a URL
)

// Cause is what kind of thing makes a piece unknown, or null. What is computed
// from such a thing has the cause of it.
type Cause uint8

const (
	AnyCause        Cause = iota // none of those below
	NamedValueCause              // a named value whose text is not known
	TokenCause                   // a token that the deployment fills in
	VariableCause                // a variable of the context that is not set, or whose name is computed
	HeaderCause                  // a header of the request or the response
	ParameterCause               // a parameter of the URL template
	BodyCause                    // the body of the request or the response
	PathCause                    // the path of the request
	QueryCause                   // the query of the request
	SchemeCause                  // the scheme that the caller used
	PortCause                    // the port on which the caller reached the gateway
	ManyCause                    // there are too many values
	LongCause                    // the text is too long
	LostCause                    // an object changes in code that is not followed
	UnsetCause                   // of a Null: a path does not set the variable
)

// Reason is why something is not known: Why in words, a noun phrase.
type Reason struct {
	Why   string
	Cause Cause
}

// Form says how a piece stands in the text of a sink, and so how to write
// something else in its place.
type Form uint8

const (
	// Derived is the zero value: the piece was computed; it has no text of its own.
	Derived Form = iota
	// PlainText is text of an attribute or an element.
	PlainText
	// CSharpText is text inside a C# string literal.
	CSharpText
	// Reference is a placeholder, such as a named value, in plain text or in a C#
	// string.
	Reference
	// Hole is the hole of an interpolated string, braces included.
	Hole
	// Operand is a C# expression.
	Operand
)

// Step is one place that a piece came through on its way to the sink: a
// variable that was set, a named value that was defined. Steps are listed from
// the sink backwards.
type Step struct {
	Message string
	At      text.Loc
	Next    *Step
}

// Part is a piece of a string.
type Part struct {
	Kind  Kind
	Type  Type
	Shape Shape // of an Unknown
	Cause Cause // of an Unknown or a Null
	Form  Form  // how the piece stands at the sink
	// Why and Of are the reason of an Unknown: a noun phrase, and the piece of code that
	// it goes on with, if any. Reason puts them together, for people only: what code
	// wants to know of the reason is the Cause.
	Why string
	Of  expr.Node
	// View is the text of a Literal; its spans lead to where the bytes were written, in
	// the file Path. Path is "" if the text was computed.
	View text.View
	Path string
	// At is where the piece stands at the sink: where it was written, or the variable
	// read or named-value reference that brought it there.
	At     text.Loc
	Trail  *Step
	Object *Object // of an Obj
}

// Text is the text of a Literal or of a known ServiceName, and "" for everything
// else.
func (p Part) Text() string { return p.View.Src }

// Reason is why an Unknown is not known: a noun phrase, such as "the header X of
// the request".
func (p Part) Reason() string {
	if p.Of == nil {
		return p.Why
	}
	return p.Why + Brief(p.Of)
}

// Is reports whether s is one piece that is not known for a cause.
func (s Str) Is(c Cause) bool {
	return len(s.Parts) == 1 && s.Parts[0].Kind == Unknown && s.Parts[0].Cause == c
}

// Known reports whether the text of the part is known.
func (p *Part) Known() bool { return p.Kind == Literal || p.Kind == ServiceName && p.View.Src != "" }

// Origin is where the bytes of a literal were written; for other kinds, At.
func (p Part) Origin() text.Loc {
	if p.Kind == Literal && p.Path != "" {
		return text.Loc{Path: p.Path, Span: p.View.Span(0, len(p.View.Src))}
	}
	return p.At
}

// Direct reports whether the bytes of a literal stand at the sink itself.
func (p Part) Direct() bool {
	return p.Kind == Literal && (p.Form == PlainText || p.Form == CSharpText)
}

// Slice is the part of a literal between two byte offsets of its text. Of a
// literal that stands at the sink, At narrows too.
func (p Part) Slice(start, end int) Part {
	p.View = p.View.Slice(start, end)
	if p.Direct() {
		p.At.Span = p.View.Span(0, end-start)
	}
	return p
}

// Str is one thing that a string can be: the concatenation of its parts. When
// lists the conditions under which it is that, outermost first.
type Str struct {
	Parts []Part
	When  []Condition
}

// Condition is a decision that a path through a policy or an expression took.
type Condition struct {
	At   text.Loc
	Kind ConditionKind
	Not  bool
	Text string // as written, shortened: context.Variables["x"] == "a"; of other kinds, words
}

// ConditionKind says what a Condition is made of.
type ConditionKind uint8

const (
	// Written is a condition as a policy or an expression has it.
	Written ConditionKind = iota
	// Otherwise is that no condition before it holds.
	Otherwise
	// Inside is that something runs, such as a loop.
	Inside
)

// Value is what an expression can be: finite alternatives. No alternative means
// that no path gets here. Cut is true if alternatives were left out; then one
// of those that remain is wholly unknown.
type Value struct {
	Alts []Str
	Cut  bool
}

// Of makes a value with one alternative.
func Of(parts ...Part) Value { return Value{Alts: []Str{{Parts: parts}}} }

// OfPart makes a value of one piece, in one allocation: most values are that.
func OfPart(p Part) Value {
	v := &struct {
		alts  [1]Str
		parts [1]Part
	}{}
	v.parts[0] = p
	v.alts[0].Parts = v.parts[:]
	return Value{Alts: v.alts[:]}
}

// TextOf is the literal text that stands at path under view.
func TextOf(path string, view text.View, form Form) Value {
	return OfPart(Part{Kind: Literal, Type: StringType, View: view, Path: path, Form: form,
		At: text.Loc{Path: path, Span: view.Span(0, len(view.Src))}})
}

// Computed is literal text that was computed at a place; of a very long one its
// beginning.
func Computed(s string, t Type, at text.Loc) Value {
	if len(s) > MaxText {
		return shortened(Of(Part{Kind: Literal, Type: t, View: text.NewView(s), At: at, Form: Operand}))
	}
	return OfPart(Part{Kind: Literal, Type: t, View: text.NewView(s), At: at, Form: Operand})
}

// UnknownOf is a value of which only the reason is known.
func UnknownOf(why string, at text.Loc) Value {
	return OfPart(Part{Why: why, At: at, Form: Operand})
}

// Literal is the text of s if all of it is known.
func (s Str) Literal() (string, bool) {
	switch len(s.Parts) {
	case 0:
		return "", true
	case 1:
		p := &s.Parts[0]
		return p.View.Src, p.Known()
	}
	var b strings.Builder
	for _, p := range s.Parts {
		if !p.Known() {
			return "", false
		}
		b.WriteString(p.Text())
	}
	return b.String(), true
}

// Head is the known text that s begins with.
func (s Str) Head() string {
	if len(s.Parts) == 0 || !s.Parts[0].Known() {
		return ""
	}
	if len(s.Parts) == 1 || !s.Parts[1].Known() {
		return s.Parts[0].View.Src
	}
	var b strings.Builder
	for i := range s.Parts {
		if !s.Parts[i].Known() {
			break
		}
		b.WriteString(s.Parts[i].View.Src)
	}
	return b.String()
}

// Tail is the known text that s ends with.
func (s Str) Tail() string {
	i := len(s.Parts)
	for i > 0 && s.Parts[i-1].Known() {
		i--
	}
	t, _ := (Str{Parts: s.Parts[i:]}).Literal()
	return t
}

// Known is s with a zero byte for each piece whose text is not known.
func (s Str) Known() string {
	var b strings.Builder
	for i := range s.Parts {
		if p := &s.Parts[i]; p.Known() {
			b.WriteString(p.View.Src)
		} else {
			b.WriteByte(0)
		}
	}
	return b.String()
}

// IsNull reports whether s is null.
func (s Str) IsNull() bool { return len(s.Parts) == 1 && s.Parts[0].Kind == Null }

// Unset is what a variable is where a path does not set it. It is null to those
// who do not ask, but ContainsKey tells it from a variable that is set to null.
func Unset() Value { return Of(Part{Kind: Null, Cause: UnsetCause}) }

func (s Str) IsUnset() bool { return s.IsNull() && s.Parts[0].Cause == UnsetCause }

// String shows s to a person: literal text as it is, everything else in braces.
func (s Str) String() string {
	var b strings.Builder
	for _, p := range s.Parts {
		if p.Known() || p.Kind == Literal {
			b.WriteString(p.Text())
			continue
		}
		switch p.Kind {
		case GatewayHost:
			b.WriteString("{the caller's hostname}")
		case ServiceName:
			b.WriteString("{the service name}")
		case Null:
			b.WriteString("null")
		case Obj:
			b.WriteString("{" + p.Object.what() + "}")
		default:
			b.WriteString("{" + p.Reason() + "}")
		}
	}
	return b.String()
}

// Only is the literal text of a value with a single, known alternative.
func (v Value) Only() (string, bool) {
	if len(v.Alts) != 1 {
		return "", false
	}
	return v.Alts[0].Literal()
}

// Join is either of two values. Equal alternatives are kept once.
func Join(a, b Value) Value {
	if len(b.Alts) == 0 {
		a.Cut = a.Cut || b.Cut
		return a
	}
	if len(a.Alts) == 0 {
		b.Cut = a.Cut || b.Cut
		return b
	}
	if len(a.Alts) == len(b.Alts) && &a.Alts[0] == &b.Alts[0] {
		a.Cut = a.Cut || b.Cut
		return a
	}
	out := Value{Alts: a.Alts[:len(a.Alts):len(a.Alts)], Cut: a.Cut || b.Cut}
	for _, s := range b.Alts {
		if !contains(out.Alts, s) {
			out.Alts = append(out.Alts, s)
		}
	}
	return out.bounded()
}

func contains(alts []Str, s Str) bool {
	for _, t := range alts {
		if sameParts(s.Parts, t.Parts) && len(s.When) == len(t.When) {
			return true
		}
	}
	return false
}

func sameParts(a, b []Part) bool {
	if len(a) != len(b) {
		return false
	}
	for i := len(a) - 1; i >= 0; i-- { // texts that are put together differ at their ends
		p, q := &a[i], &b[i]
		if p.Kind != q.Kind || p.View.Src != q.View.Src || p.Why != q.Why || p.Of != q.Of || p.Cause != q.Cause || p.At != q.At ||
			p.Object != q.Object || p.Shape != q.Shape || p.Origin() != q.Origin() {
			return false
		}
	}
	return true
}

// Concat is every concatenation of an alternative of each value, in order.
func Concat(vs ...Value) Value {
	n := 0
	for _, v := range vs {
		if len(v.Alts) != 1 {
			out := Of()
			for _, v := range vs {
				out = Plus(out, v)
			}
			return out
		}
		n += len(v.Alts[0].Parts)
	}
	out := Str{Parts: make([]Part, 0, n)}
	cut := false
	for _, v := range vs {
		out.Append(v.Alts[0])
		cut = cut || v.Cut
	}
	return shortened(Value{Alts: []Str{out}, Cut: cut})
}

// Plus is every concatenation of an alternative of a with one of b.
func Plus(a, b Value) Value {
	if len(a.Alts) == 1 && len(a.Alts[0].Parts) == 0 && len(a.Alts[0].When) == 0 && !b.hasBlank() {
		b.Cut = a.Cut || b.Cut
		return b
	}
	out := Value{Cut: a.Cut || b.Cut}
	if len(a.Alts)*len(b.Alts) > MaxPairs {
		a, b = a.narrowed(), b.narrowed()
		out.Cut = true
	}
	if len(a.Alts) == 1 && len(b.Alts) == 1 {
		out.Alts = []Str{joinStr(a.Alts[0], b.Alts[0])}
		return shortened(out)
	}
	for _, x := range a.Alts {
		for _, y := range b.Alts {
			out.Alts = append(out.Alts, joinStr(x, y))
		}
	}
	return shortened(out).bounded()
}

// hasBlank reports whether some piece would not survive a concatenation as it
// is: null, empty text, or something that is no string yet.
func (v Value) hasBlank() bool {
	for _, s := range v.Alts {
		for i := range s.Parts {
			if p := &s.Parts[i]; p.Kind == Null || p.Kind == Obj || p.Type != StringType || p.Kind == Literal && p.View.Src == "" {
				return true
			}
		}
	}
	return false
}

func joinStr(x, y Str) Str {
	out := Str{Parts: make([]Part, 0, len(x.Parts)+len(y.Parts))}
	out.Append(x)
	out.Append(y)
	return out
}

// Append adds the pieces of t that have text, and its conditions.
func (s *Str) Append(t Str) {
	for i := range t.Parts {
		p := &t.Parts[i]
		if p.Kind == Null || p.Kind == Literal && p.View.Src == "" {
			continue
		}
		if p.Kind == Obj {
			s.Parts = append(s.Parts, p.Object.unknownText(p))
			continue
		}
		s.Parts = append(s.Parts, *p)
		s.Parts[len(s.Parts)-1].Type = StringType
	}
	if len(t.When) > 0 {
		s.When = append(s.When[:len(s.When):len(s.When)], t.When...)
	}
}

// Under adds a condition to every alternative.
//
// Of many conditions the outermost maxWhen are kept.
func (v Value) Under(c Condition) Value {
	out := Value{Alts: make([]Str, len(v.Alts)), Cut: v.Cut}
	for i, s := range v.Alts {
		s.When = append([]Condition{c}, s.When[:min(len(s.When), maxWhen-1)]...)
		out.Alts[i] = s
	}
	return out
}

const maxWhen = 32

// ReadAt is v as it is seen where something reads it: every piece stands at the
// place of the read, in the form of the read, and came through step.
func (v Value) ReadAt(at text.Loc, form Form, step *Step) Value {
	out := Value{Alts: make([]Str, len(v.Alts)), Cut: v.Cut}
	for i, s := range v.Alts {
		parts := make([]Part, len(s.Parts))
		for j, p := range s.Parts {
			p.At, p.Form = at, form
			if step != nil {
				p.Trail = &Step{Message: step.Message, At: step.At, Next: p.Trail}
			}
			parts[j] = p
		}
		out.Alts[i] = Str{Parts: parts, When: s.When}
	}
	return out
}

// sometimesNull are the parts of the context that not every request has: the
// response before it was forwarded, the product without one in the key, the error
// outside on-error.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
// https://learn.microsoft.com/azure/api-management/retry-policy#examples
var sometimesNull = []string{"LastError", "Operation", "Product", "Response", "Subscription", "User"}

// Brief is what a piece of C# is called in a message.
func Brief(x expr.Node) string {
	switch x := x.(type) {
	case *expr.Ident:
		return x.Name
	case *expr.Member:
		return Brief(x.X) + "." + x.Sel.Text
	case *expr.Call:
		return Brief(x.Fun) + "(...)"
	case *expr.Index:
		return Brief(x.X) + "[...]"
	case *expr.Paren:
		return Brief(x.X)
	case *expr.Cast:
		return Brief(x.X)
	case *expr.New:
		if x.Type != nil {
			return "new " + x.Type.Name
		}
	case *expr.Binary:
		return Brief(x.X) + " " + x.Op + " " + Brief(x.Y)
	case *expr.Literal:
		return x.Text
	case *expr.String:
		return x.Raw.Src
	case *expr.Unary:
		if !x.Postfix {
			return x.Op + Brief(x.X)
		}
	}
	return "an expression"
}

// Retyped gives pieces that stand alone another type.
func Retyped(v Value, t Type) Value {
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
