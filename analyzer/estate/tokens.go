package estate

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// tokens are what the deployment puts in for its tokens, nearest source first.
type tokens struct {
	// values are the sections "tokens:" of hairpin.yaml, variables the files of
	// Terraform variables.
	values    []tokenLayer
	variables []*Source
}

// tokenLayer is one section "tokens:".
type tokenLayer struct {
	fields map[string]Field
	// env is true for the section of the chosen environment.
	env bool
}

// variablePrefix is how Terraform refers to an input variable.
const variablePrefix = "var."

// Token is what the deployment puts in for a token: by the name between its
// marks, or var.x for a variable of Terraform. Absent if that is not known. A
// name means the same in every form of token, but for var.x.
func (e *Estate) Token(name string) Field {
	for _, l := range e.tokens.values {
		if f, ok := l.fields[name]; ok {
			return f
		}
	}
	name, ok := strings.CutPrefix(name, variablePrefix)
	if !ok {
		return Field{}
	}
	for _, src := range e.tokens.variables {
		n := src.root.Get(name)
		switch {
		case n == nil:
		case n.Kind == tree.String && !src.isTemplate(n), n.Kind == tree.Number, n.Kind == tree.Bool:
			return Field{src.path, n.View}
		default:
			return Field{} // set to something that is not known, whatever is said farther away
		}
	}
	return Field{}
}

// isTemplate reports whether Terraform would evaluate a string, as it does those
// of a .tfvars.json. https://developer.hashicorp.com/terraform/language/syntax/json
func (s *Source) isTemplate(n *tree.Node) bool {
	return strings.HasSuffix(s.path, ".json") && (strings.Contains(n.View.Src, "${") || strings.Contains(n.View.Src, "%{"))
}

// OfEnvironment reports whether a place holds a value of the chosen environment,
// which others may have differently: an override, or a token.
func (e *Estate) OfEnvironment(at text.Loc) bool {
	if e.ofEnv[at.Path] {
		return true
	}
	for _, l := range e.tokens.values {
		if l.env {
			for _, f := range l.fields {
				if f.At() == at {
					return true
				}
			}
		}
	}
	return false
}

// tokens reads what hairpin.yaml says of tokens.
func (r *reader) tokens(c config, env *configEnvironment) {
	t := &r.estate.tokens
	for _, e := range c.envs {
		r.exists(e.variables)
	}
	r.exists(c.variables)
	if env != nil {
		t.values = append(t.values, tokenLayer{env.tokens, true})
		r.variables(env.variables)
		r.estate.ofEnv = map[string]bool{env.overrides.path: true, env.variables.path: true}
	}
	t.values = append(t.values, tokenLayer{c.tokens, false})
	r.variables(c.variables)
}

func (r *reader) variables(p configPath) {
	if p.path == "" {
		return
	}
	if src := r.setting(p.path); src != nil {
		r.note(src.problems()...)
		if src.root != nil && !src.root.Is(tree.Map) {
			r.note(src.problem(src.root.Span(), "must contain a map of variables, not "+tree.Words[src.root.Kind]))
			return
		}
		r.estate.tokens.variables = append(r.estate.tokens.variables, src)
	}
}

// Filled is a name with its tokens replaced. Of one whose value is not known, unknown is
// what is written, and the name stays as it is from there on.
func (e *Estate) Filled(name string) (filled, unknown string) {
	var b strings.Builder
	for from := 0; ; {
		p := text.NextIn(name, from, text.InID)
		b.WriteString(name[from:p.Start])
		f := e.Token(p.Name)
		switch {
		case p.Kind == text.NoPlaceholder:
			return b.String(), ""
		case p.Kind != text.Token || !f.Present():
			return b.String() + name[p.Start:], name[p.Start:p.End]
		}
		b.WriteString(f.Text())
		from = p.End
	}
}
