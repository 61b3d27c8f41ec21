package eval

import (
	"strings"

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

// bareName is the name of a token without its marks.
func bareName(name string) string {
	if p := text.PlaceholderAt(name, 0); p.Kind == text.Token && p.End == len(name) {
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

// fill is the text of a value with the placeholders in it replaced.
func (env *Env) fill(nv NamedValue) value.Value {
	src := nv.View.Src
	first := text.NextPlaceholder(src, 0)
	if first.Kind == text.NoPlaceholder {
		return value.TextOf(nv.Path, nv.View, value.Reference)
	}
	out := value.Of()
	from := 0 // of the text that has not been added
	for p := first; ; p = text.NextPlaceholder(src, p.End) {
		if p.Kind == text.NamedValue && env.named {
			continue // it stays text
		}
		if p.Start > from {
			out = value.Plus(out, value.TextOf(nv.Path, nv.View.Slice(from, p.Start), value.Reference))
		}
		if p.Kind == text.NoPlaceholder {
			return out
		}
		out = value.Plus(out, env.Placeholder(p.Kind, p.Name, text.Loc{Path: nv.Path, Span: nv.View.Span(p.Start, p.End)}))
		from = p.End
	}
}
