package editor

import (
	"maps"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// code completes in an expression: members after a dot, else what a name can be,
// and the names of variables and headers in strings.
func (c *completer) code() {
	src := c.file.Src[c.caret.from:c.off]
	word := len(src)
	for word > 0 && isIdentByte(src[word-1]) {
		word--
	}
	at := text.Span{Start: c.caret.from + word, End: c.off}
	for at.End < len(c.file.Src) && isIdentByte(c.file.Src[at.End]) {
		at.End++
	}
	// A letter more, and the name at the end is never empty.
	code := decodedCode(src) + "x"
	block, _ := expr.Parse(text.NewView(code), c.caret.block)
	x := expressionAt(block, len(code))
	switch n := x.node.(type) {
	case *expr.Member:
		t := typingOf(block)
		if name, ok := expr.Path(n.X); ok && !t.isLocal(name) {
			c.statics(name+".", at)
			return
		}
		c.members(t.of(n.X), at)
	case *expr.Ident:
		c.names(block, n, at)
	case *expr.String:
		c.strings(x.around)
	}
}

// decodedCode is code as C# has it. One that is written with references has no raw
// quote.
func decodedCode(src string) string {
	if strings.Contains(src, `"`) {
		return src
	}
	return references.Replace(src)
}

var references = strings.NewReplacer("&quot;", `"`, "&lt;", "<", "&gt;", ">", "&apos;", "'", "&amp;", "&")

func isIdentByte(b byte) bool { return isWordByte(b) && b != '-' && b != '.' && b != ':' }

// spot is a node and the one around it.
type spot struct{ node, around expr.Node }

// expressionAt is the name or the string that ends at an offset, the innermost of
// them.
func expressionAt(root expr.Node, end int) (out spot) {
	var around []expr.Node
	expr.Walk(root, func(n expr.Node) bool {
		if n.Span().End < end && n != root {
			return false
		}
		switch n := n.(type) {
		case *expr.Member:
			if n.Sel.At.End == end {
				out = spot{node: n}
			}
		case *expr.Ident:
			if n.Span().End == end {
				out = spot{node: n}
			}
		case *expr.String:
			if n.Span().End == end && len(around) > 0 {
				out = spot{n, around[len(around)-1]}
			}
		case *expr.Call, *expr.Index:
			around = append(around, n)
		}
		return true
	})
	return out
}

// members completes the members of a type.
func (c *completer) members(typ string, at text.Span) {
	seen := map[string]bool{}
	for _, m := range membersOf(typ) {
		if !seen[m.Name] {
			seen[m.Name] = true
			c.member(m, m.Name, at)
		}
	}
}

// membersOf are the members of a type, of the context and of .NET.
func membersOf(typ string) []dialect.Member {
	out := slices.Clone(dialect.MembersOf(typ))
	base, _, _ := strings.Cut(strings.TrimSuffix(typ, "?"), "<")
	if strings.HasSuffix(typ, "[]") {
		base = "[]"
	}
	for _, m := range eval.MembersOf(base) {
		out = append(out, followed(m))
	}
	if base == "string" {
		out = append(out, dialect.Extensions()...)
	}
	return out
}

// followed is a member of .NET in the form of the table.
func followed(m eval.Member) dialect.Member {
	out := dialect.Member{Name: m.Name, Type: m.Type}
	if m.Method {
		out.Args = "(...)"
	}
	return out
}

// member adds one completion; name is as much of its name as is written.
func (c *completer) member(m dialect.Member, name string, at text.Span) {
	kind, insert := CompleteProperty, name
	if m.Args != "" {
		kind = CompleteMethod
		if behind := c.file.Src[at.End:]; !strings.HasPrefix(behind, "(") && !strings.HasPrefix(behind, "<") {
			insert += callSnippet(m)
		}
	}
	detail := m.Type
	if m.Args != "" {
		detail = strings.TrimSpace(m.Args + " " + m.Type)
	}
	c.add(kind, name, detail, m.Doc, insert, at)
}

// callSnippet is what follows the name of a method.
func callSnippet(m dialect.Member) string {
	switch {
	case m.Args == "()":
		return "()"
	case strings.HasPrefix(m.Args, "<T>"):
		return "<${1|string,JObject,JArray,JToken|}>($2)"
	case m.Name == "GetValueOrDefault" && m.Doc != "":
		return `("$1", "$2")`
	}
	return "($1)"
}

// names completes a name that stands alone: the context, locals, and types.
func (c *completer) names(block *expr.Block, self *expr.Ident, at text.Span) {
	c.add(CompleteVariable, "context", dialect.ContextType, "What is known about the request.", "context", at)
	t := typingOf(block)
	for _, name := range slices.Sorted(maps.Keys(t.locals)) {
		if l, ok := t.before(name, self.Span().Start); ok {
			c.add(CompleteVariable, name, t.ofLocal(l), "", name, at)
		}
	}
	c.statics("", at)
}

// statics completes the members of types after a prefix such as "Encoding.".
func (c *completer) statics(prefix string, at text.Span) {
	seen := map[string]bool{}
	for _, m := range knownStatics {
		rest, ok := strings.CutPrefix(m.Name, prefix)
		name, more, inner := strings.Cut(rest, ".")
		if !ok || seen[name] {
			continue
		}
		seen[name] = true
		switch {
		case prefix == "":
			c.add(CompleteType, name, "type", "", name, at)
		case inner && more != "":
			c.add(CompleteProperty, name, "", "", name, at)
		default:
			c.member(m, name, at)
		}
	}
}

// knownStatics are the members of types that are known, sorted.
var knownStatics = func() []dialect.Member {
	out := slices.Clone(dialect.Statics())
	for _, m := range eval.Statics() {
		out = append(out, followed(m))
	}
	slices.SortFunc(out, func(a, b dialect.Member) int { return strings.Compare(a.Name, b.Name) })
	return out
}()

// strings completes the key of a dictionary of the context: the name of a
// variable or a header.
func (c *completer) strings(around expr.Node) {
	var x expr.Expr
	switch n := around.(type) {
	case *expr.Index:
		x = n.X
	case *expr.Call:
		if m, ok := n.Fun.(*expr.Member); ok {
			x = m.X
		}
	}
	if x == nil {
		return
	}
	at := text.Span{Start: c.off, End: c.off}
	for at.Start > c.caret.from && (isWordByte(c.file.Src[at.Start-1]) || c.file.Src[at.Start-1] == ' ') {
		at.Start--
	}
	switch name, _ := expr.Path(x); {
	case name == document.VariablesPath:
		for _, v := range c.variables() {
			c.add(CompleteVariable, v, "variable", "", escapeSnippet(v), at)
		}
	case strings.HasSuffix(name, ".Headers"):
		for _, v := range dialect.Policy("set-header").Attr("name").Values {
			c.add(CompleteValue, v, "header", "", escapeSnippet(v), at)
		}
	}
}

// variables are the names of the variables that the document and the fragments in
// it set, sorted.
func (c *completer) variables() []string {
	if c.whole == nil {
		return nil
	}
	set := map[string]bool{}
	fragments := map[string]bool{}
	gatherNames(c.whole, set, fragments)
	for _, w := range c.workspaces() {
		for id := range fragments {
			if f := w.Fragment(id); f != nil {
				if d := c.snapshot.Document(f.Policy); d != nil {
					gatherNames(d.Root, set, map[string]bool{})
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// gatherNames collects the variables that a document sets and the fragments that it
// includes.
func gatherNames(root *policy.Element, variables, fragments map[string]bool) {
	into := map[dialect.Kind]map[string]bool{dialect.Variable: variables, dialect.Fragment: fragments}
	for e := range policy.All(root) {
		row := document.Row(e)
		if row == nil {
			continue
		}
		for _, a := range e.Attrs {
			if r := row.Attr(a.Key); r != nil && into[r.Names] != nil {
				if name, ok := a.Value.Literal(); ok && name != "" {
					into[r.Names][name] = true
				}
			}
		}
	}
}
