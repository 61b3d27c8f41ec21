package document

import (
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// NameKind says what a name in a policy stands for.
type NameKind uint8

const (
	// NoName is the zero value.
	NoName NameKind = iota
	NamedValueName
	FragmentName
	BackendName
	VariableName
)

// String is the kind in words.
func (k NameKind) String() string {
	return [...]string{NamedValueName: "named value", FragmentName: "fragment", BackendName: "backend", VariableName: "variable"}[k]
}

// Name is one mention of something that has a name.
type Name struct {
	Kind NameKind
	Text string
	// At is the name itself; Outer is all that stands for it, such as {{name}}.
	At    text.Loc
	Outer text.Span
	// Writes is true where a variable gets its value.
	Writes bool
}

// Same reports whether two mentions can be of one thing. Artifacts are named
// without regard to case, variables are keys of a .NET dictionary.
func (n Name) Same(m Name) bool {
	if n.Kind != m.Kind {
		return false
	}
	return n.Text == m.Text || n.Kind != VariableName && strings.EqualFold(n.Text, m.Text)
}

// backendAttrs are the attributes that hold the ID of a backend.
var backendAttrs = map[string]bool{"backend-id": true, "embeddings-backend-id": true}

// Names lists the names in a document, in file order.
func (d *Document) Names() []Name {
	c := &nameCollector{doc: d}
	c.element(d.Root)
	for e := range policy.All(d.Root) {
		if e != d.Root {
			c.element(e)
		}
	}
	sort.SliceStable(c.list, func(i, j int) bool { return c.list[i].At.Span.Start < c.list[j].At.Span.Start })
	return c.list
}

type nameCollector struct {
	doc  *Document
	list []Name
}

func (c *nameCollector) add(kind NameKind, name string, at, outer text.Span, writes bool) {
	if name != "" {
		c.list = append(c.list, Name{Kind: kind, Text: name, At: c.doc.Place(at), Outer: outer, Writes: writes})
	}
}

// element collects the names in the tags and the text of an element.
func (c *nameCollector) element(e *policy.Element) {
	for _, a := range e.Attrs {
		c.attr(e, a)
		c.value(&a.Value)
	}
	liquid := e.IsLiquid()
	for _, n := range e.Children {
		t, ok := n.(*policy.Text)
		switch {
		case !ok:
		case liquid:
			for _, p := range t.Value.Parts {
				c.liquid(p.View)
			}
		default:
			c.value(&t.Value)
		}
	}
}

// attr collects the name that an attribute holds as a whole.
func (c *nameCollector) attr(e *policy.Element, a *policy.Attr) {
	kind, writes := NoName, false
	switch {
	case e.Tag == "include-fragment" && a.Key == "fragment-id":
		kind = FragmentName
	case e.Tag == "set-variable" && a.Key == "name", strings.HasSuffix(a.Key, "variable-name"):
		kind, writes = VariableName, true
	case backendAttrs[a.Key]:
		kind = BackendName
	}
	if kind == NoName || len(a.Value.Parts) != 1 || a.Value.Parts[0].Kind != policy.Literal {
		return
	}
	v := a.Value.Trimmed()
	if s, ok := v.Literal(); ok {
		c.add(kind, s, v.At, v.At, writes)
	}
}

// value collects the named values and the variables in a value.
func (c *nameCollector) value(v *policy.Value) {
	for i := range v.Parts {
		p := &v.Parts[i]
		switch p.Kind {
		case policy.NamedValue:
			c.add(NamedValueName, p.View.Src, p.View.Span(0, len(p.View.Src)), p.At, false)
		case policy.Expression:
			c.placeholders(p.View)
			if code := c.doc.CodeAt(p.At.Start); code != nil && code.Block != nil {
				expr.Walk(code.Block, c.variable)
			}
		}
	}
}

// placeholders collects the named values in the text of an expression.
func (c *nameCollector) placeholders(v text.View) {
	for from := 0; ; {
		m := text.NextPlaceholder(v.Src, from)
		if m.Kind == text.NoPlaceholder {
			return
		}
		if m.Kind == text.NamedValue {
			start := m.Start + max(strings.Index(v.Src[m.Start:m.End], m.Name), 0)
			c.add(NamedValueName, m.Name, v.Span(start, start+len(m.Name)), v.Span(m.Start, m.End), false)
		}
		from = m.End
	}
}

// VariablesPath is how expressions and Liquid templates call the variables of the
// context.
const VariablesPath = "context.Variables"

// variableMethods are the methods of context.Variables whose first argument is a
// name.
var variableMethods = map[string]bool{"GetValueOrDefault": true, "ContainsKey": true, "TryGetValue": true}

// variable collects the variable that a node reads.
func (c *nameCollector) variable(n expr.Node) bool {
	var key expr.Expr
	switch n := n.(type) {
	case *expr.Index:
		if expr.IsPath(n.X, VariablesPath) && len(n.Args) == 1 {
			key = n.Args[0].X
		}
	case *expr.Call:
		if sel, ok := n.Fun.(*expr.Member); ok && variableMethods[sel.Sel.Text] && expr.IsPath(sel.X, VariablesPath) && len(n.Args) > 0 {
			key = n.Args[0].X
		}
	}
	if s, ok := expr.Unparen(key).(*expr.String); ok {
		start, end := strings.IndexByte(s.Raw.Src, '"')+1, strings.LastIndexByte(s.Raw.Src, '"')
		if end > start && start > 0 && !strings.ContainsAny(s.Raw.Src[start:end], "\\\"{") {
			c.add(VariableName, s.Raw.Src[start:end], s.Raw.Span(start, end), s.Span(), false)
		}
	}
	return true
}

// liquid collects the variables that a Liquid template reads:
// context.Variables["x"] or context.Variables.x.
// https://learn.microsoft.com/azure/api-management/set-body-policy#using-liquid-templates-with-set-body
func (c *nameCollector) liquid(v text.View) {
	for from := 0; ; {
		i := strings.Index(v.Src[from:], VariablesPath)
		if i < 0 {
			return
		}
		from += i + len(VariablesPath)
		rest := v.Src[from:]
		start, stop := 0, ""
		switch {
		case strings.HasPrefix(rest, `["`), strings.HasPrefix(rest, "['"):
			start, stop = 2, rest[1:2]
		case strings.HasPrefix(rest, "."):
			start, stop = 1, " \t\r\n|}.[=!<>%,"
		default:
			continue
		}
		if n := strings.IndexAny(rest[start:], stop); n > 0 {
			at := v.Span(from+start, from+start+n)
			c.add(VariableName, rest[start:start+n], at, at, false)
		}
	}
}
