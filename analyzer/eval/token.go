package eval

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// token is what the deployment puts in for a token: its value, in which the
// gateway replaces named values later. name may have its marks.
//
// A value is not replaced again, except that it can refer to Terraform's
// variables, as the arguments of templatefile do: host = "${var.gateway}".
// https://developer.hashicorp.com/terraform/language/functions/templatefile
func (env *Env) token(name string, at text.Loc) value.Value {
	bare := bareName(name)
	t := env.lookupToken(bare)
	if !t.Known {
		return value.OfPart(value.Part{Why: "the deployment token " + name, Cause: value.TokenCause, At: at, Form: value.Reference})
	}
	return env.inToken(bare).fill(t).ReadAt(at, value.Reference, tokenStep(bare, t))
}

// tokenAsCode is what a token makes that stands as code.
func (m *machine) tokenAsCode(x expr.Expr, name string) value.Value {
	if t := m.env.lookupToken(name); t.Known {
		if b, errs := expr.ParseExpr(t.View); len(errs) == 0 {
			inner := m.env.inToken(name)
			inner.Path = t.Path
			return run(b, inner, m.lib).ReadAt(m.loc(x), value.Operand, tokenStep(name, t))
		}
	}
	return m.caused(x, value.TokenCause, "the deployment token "+name)
}

// isToken reports whether a text as a whole looks like a token, though in other text it
// would not count as one: what the deployment makes of it may equal anything.
func isToken(s string) bool {
	at := text.PlaceholderIn(s, 0, text.IfKnown)
	return at.Kind == text.Token && at.End == len(s)
}

func (env *Env) lookupToken(name string) NamedValue {
	if env.Token == nil {
		return NamedValue{}
	}
	return env.Token(name)
}

func tokenStep(name string, t NamedValue) *value.Step {
	return &value.Step{Message: "the token \"" + name + "\" is defined here", At: t.at()}
}

// at is where a value is defined.
func (nv NamedValue) at() text.Loc {
	return text.Loc{Path: nv.Path, Span: nv.View.Span(0, len(nv.View.Src))}
}

// everyPlace is for text that is known to be a placeholder.
const everyPlace = text.InText | text.InCode | text.InHost | text.InPath | text.InID

// bareName is the name of a token without its marks.
func bareName(name string) string {
	if p := text.PlaceholderIn(name, 0, everyPlace); p.Kind == text.Token && p.End == len(name) {
		return p.Name
	}
	return name
}

// variablePrefix is how Terraform refers to an input variable.
const variablePrefix = "var."

// inToken is env inside the value of a token: only variables are still replaced,
// and in the value of a variable nothing.
func (env *Env) inToken(name string) *Env {
	inner := *env
	outer := env.Token
	inner.Token = func(n string) NamedValue {
		if outer == nil || strings.HasPrefix(name, variablePrefix) || !strings.HasPrefix(n, variablePrefix) {
			return NamedValue{}
		}
		return outer(n)
	}
	return &inner
}

// inNamedValue is env inside a named value, in which no other one is
// replaced. https://learn.microsoft.com/azure/api-management/api-management-howto-properties
func (env *Env) inNamedValue() *Env {
	inner := *env
	inner.named = true
	return &inner
}

// Fill is v with the tokens in its text replaced that count at a place; those of any
// text are pieces of their own already. At [text.IfKnown] a token whose value is not
// known is text.
func (env *Env) Fill(v value.Value, where text.Places) value.Value {
	if where == text.IfKnown && env.Token == nil {
		return v
	}
	return filled(v, func(s value.Str) []value.Value { return env.tokensIn(s, where) })
}

// FillURL is Fill for a URL: in front of its path other forms count than in it.
func (env *Env) FillURL(v value.Value) value.Value {
	return filled(v, func(s value.Str) []value.Value {
		path := value.PathStart(s)
		head, tail := s.To(path), s.From(path)
		before, behind := env.tokensIn(head, text.InHost), env.tokensIn(tail, text.InPath)
		switch {
		case before == nil && behind == nil:
			return nil
		case before == nil:
			before = []value.Value{value.Of(head.Parts...)}
		case behind == nil:
			behind = []value.Value{value.Of(tail.Parts...)}
		}
		return append(before, behind...)
	})
}

// filled is v with each alternative put together from its pieces; one without any
// stays as it is.
func filled(v value.Value, pieces func(value.Str) []value.Value) value.Value {
	var out []value.Str
	cut := v.Cut
	for i, s := range v.Alts {
		list := pieces(s)
		switch {
		case list == nil && out != nil:
			out = append(out, s)
			continue
		case list == nil:
			continue
		case out == nil:
			out = append(make([]value.Str, 0, len(v.Alts)), v.Alts[:i]...)
		}
		whole := value.Concat(list...)
		cut = cut || whole.Cut
		for _, f := range whole.Alts {
			f.When = append(s.When[:len(s.When):len(s.When)], f.When...)
			out = append(out, f)
		}
	}
	if out == nil {
		return v
	}
	return value.Value{Alts: out, Cut: cut}
}

// tokensIn cuts a string at the tokens that count at a place, each replaced; nil if it
// has none.
func (env *Env) tokensIn(s value.Str, where text.Places) []value.Value {
	var out []value.Value
	for i := range s.Parts {
		p := &s.Parts[i]
		if p.Kind != value.Literal {
			continue
		}
		from := 0
		for at := text.NextIn(p.View.Src, 0, where); at.Kind != text.NoPlaceholder && len(out) <= value.MaxParts; at = text.NextIn(p.View.Src, at.End, where) {
			if at.Kind != text.Token || where == text.IfKnown && !env.lookupToken(at.Name).Known {
				continue
			}
			if out == nil {
				out = append(out, value.Of(s.Parts[:i:i]...))
			}
			if at.Start > from {
				out = append(out, value.OfPart(p.Slice(from, at.Start)))
			}
			out = append(out, env.tokenIn(p, at))
			from = at.End
		}
		switch {
		case out == nil:
		case from == 0:
			out = append(out, value.OfPart(*p))
		case from < len(p.View.Src):
			out = append(out, value.OfPart(p.Slice(from, len(p.View.Src))))
		}
	}
	return out
}

// tokenIn is what stands in for a token in the text of a piece.
func (env *Env) tokenIn(p *value.Part, at text.Placeholder) value.Value {
	written := p.Slice(at.Start, at.End)
	form := written.Form
	if written.Direct() {
		form = value.Reference
	}
	var steps []*value.Step
	for s := p.Trail; s != nil; s = s.Next {
		steps = append(steps, s)
	}
	v := env.token(written.Text(), written.At).ReadAt(written.At, form, nil)
	for i := len(steps) - 1; i >= 0; i-- {
		v = v.ReadAt(written.At, form, steps[i])
	}
	return v
}

// fill is the text of a value with the placeholders in it replaced.
func (env *Env) fill(nv NamedValue) value.Value {
	src := nv.View.Src
	first := text.NextPlaceholder(src, 0)
	if first.Kind == text.NoPlaceholder {
		return env.Fill(value.TextOf(nv.Path, nv.View, value.Reference), text.IfKnown)
	}
	out := value.Of()
	from := 0 // of the text that has not been added
	for p := first; ; p = text.NextPlaceholder(src, p.End) {
		if p.Kind == text.NamedValue && env.named {
			continue // it stays text
		}
		if p.Start > from {
			out = value.Plus(out, env.Fill(value.TextOf(nv.Path, nv.View.Slice(from, p.Start), value.Reference), text.IfKnown))
		}
		if p.Kind == text.NoPlaceholder {
			return out
		}
		out = value.Plus(out, env.Placeholder(p.Kind, p.Name, text.Loc{Path: nv.Path, Span: nv.View.Span(p.Start, p.End)}))
		from = p.End
	}
}
