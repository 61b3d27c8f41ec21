package feature

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
	"hairpin/lsp/view"
)

func offerOutline(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.DocumentSymbolProvider = protocol.Boolean(true)
	c.WorkspaceSymbolProvider = protocol.Boolean(true)
	c.FoldingRangeProvider = protocol.Boolean(true)
	c.SelectionRangeProvider = protocol.Boolean(true)
}

// maxDepth bounds how deep an outline goes. Policies are not nested like that by
// hand.
const maxDepth = 200

// symbolKinds are the kinds of elements in an outline; all others are methods.
var symbolKinds = map[string]protocol.SymbolKind{
	"policies": protocol.SymbolKindModule, "fragment": protocol.SymbolKindModule,
	"inbound": protocol.SymbolKindNamespace, "backend": protocol.SymbolKindNamespace, "outbound": protocol.SymbolKindNamespace, "on-error": protocol.SymbolKindNamespace,
	"choose": protocol.SymbolKindEnum, "when": protocol.SymbolKindEnumMember, "otherwise": protocol.SymbolKindEnumMember,
	"set-variable": protocol.SymbolKindVariable, "set-header": protocol.SymbolKindProperty, "set-url": protocol.SymbolKindString, "value": protocol.SymbolKindString,
}

// named are the attributes that tell elements of one kind apart, best first.
var named = []string{"name", "id", "fragment-id", "backend-id", "base-url", "response-variable-name", "condition", "template", "code", "url"}

// DocumentSymbol is the outline of a policy: its elements.
func DocumentSymbol(ctx context.Context, v *view.View, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	tree := v.Snapshot().Tree(v.File.Path)
	if tree == nil {
		return nil, nil
	}
	return protocol.DocumentSymbolSlice(symbols(v, tree, 0)), ctx.Err()
}

func symbols(v *view.View, parent *policy.Element, depth int) []protocol.DocumentSymbol {
	var out []protocol.DocumentSymbol
	for e := range parent.Elements() {
		kind := symbolKinds[e.Tag]
		if kind == 0 {
			kind = protocol.SymbolKindMethod
		}
		sym := protocol.DocumentSymbol{Name: e.Tag, Kind: kind, Range: v.Range(e.Span()), SelectionRange: v.Range(e.Name)}
		if sym.Name == "" {
			sym.Name = "?"
		}
		for _, key := range named {
			if a := e.Attr(key); a != nil {
				sym.Detail = new(shortened(a.Value.At.Of(v.File.Src)))
				break
			}
		}
		if depth < maxDepth {
			sym.Children = symbols(v, e, depth+1)
		}
		out = append(out, sym)
	}
	return out
}

// shortened is a text on one line, of bounded length.
func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// maxSymbols bounds the answer to a search.
const maxSymbols = 500

// Symbols searches the artifacts of all folders by name: a name answers to a
// query if it has its characters in order.
func Symbols(ctx context.Context, m *view.Moment, p *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	out := protocol.WorkspaceSymbolSlice{}
	for _, folder := range m.Folders() {
		index, err := folder.Index(ctx)
		if err != nil {
			return nil, err
		}
		for _, e := range index.Estates() {
			for _, w := range append([]*estate.Workspace{&e.Service}, e.Workspaces...) {
				out = append(out, artifacts(folder, w, p.Query)...)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b protocol.WorkspaceSymbol) int {
		return cmp.Or(len(a.Name)-len(b.Name), strings.Compare(a.Name, b.Name), strings.Compare(*a.ContainerName, *b.ContainerName))
	})
	return out[:min(len(out), maxSymbols)], nil
}

// artifacts are the artifacts of a name space that answer to a query.
func artifacts(folder *view.Folder, w *estate.Workspace, query string) []protocol.WorkspaceSymbol {
	var out []protocol.WorkspaceSymbol
	add := func(kind protocol.SymbolKind, what, name, path string) {
		if path == "" || !answers(name, query) {
			return
		}
		loc := folder.Location(folder.Start(path))
		out = append(out, protocol.WorkspaceSymbol{
			BaseSymbolInformation: protocol.BaseSymbolInformation{Name: name, Kind: kind, ContainerName: new(what)}, Location: &loc,
		})
	}
	for _, api := range w.APIs {
		add(protocol.SymbolKindClass, "API", api.ID, cmp.Or(api.Policy, api.Info))
		for _, op := range api.Operations {
			add(protocol.SymbolKindMethod, "operation of "+api.ID, op.ID, op.Policy)
		}
	}
	for _, p := range w.Products {
		add(protocol.SymbolKindPackage, "product", p.ID, p.Policy)
	}
	for _, f := range w.Fragments {
		add(protocol.SymbolKindFunction, "fragment", f.ID, f.Policy)
	}
	for _, b := range w.Backends {
		add(protocol.SymbolKindInterface, "backend", b.ID, b.Info)
	}
	for _, n := range w.NamedValues {
		add(protocol.SymbolKindConstant, "named value", n.Name, n.Info)
	}
	return out
}

// answers reports whether a name has the characters of a query in order.
func answers(name, query string) bool {
	name = strings.ToLower(name)
	for _, c := range strings.ToLower(query) {
		i := strings.IndexRune(name, c)
		if i < 0 {
			return false
		}
		name = name[i+len(string(c)):]
	}
	return true
}

// FoldingRanges are the elements and comments that span lines, and expressions
// that do.
func FoldingRanges(ctx context.Context, v *view.View, p *protocol.FoldingRangeParams) ([]protocol.FoldingRange, error) {
	tree := v.Snapshot().Tree(v.File.Path)
	if tree == nil {
		return nil, nil
	}
	var out []protocol.FoldingRange
	fold := func(at text.Span, last int, kind protocol.FoldingRangeKind) {
		first, _ := v.File.LineCol(at.Start)
		end, _ := v.File.LineCol(max(at.End-1, at.Start))
		if n := len(out); n > 0 && out[n-1].StartLine == uint32(first-1) {
			return // folded by what begins on the same line
		}
		if end -= last; end > first {
			out = append(out, protocol.FoldingRange{StartLine: uint32(first - 1), EndLine: uint32(end - 1), Kind: kind})
		}
	}
	inside := func(e *policy.Element) {
		for _, n := range e.Children {
			switch n := n.(type) {
			case *policy.Comment:
				fold(n.At, 0, protocol.FoldingRangeKindComment)
			case *policy.Text:
				foldCode(v, &n.Value, fold)
			}
		}
	}
	inside(tree)
	for e := range policy.All(tree) {
		if e == tree {
			continue
		}
		fold(e.Span(), 1, "") // the end tag stays to be seen
		for _, a := range e.Attrs {
			foldCode(v, &a.Value, fold)
		}
		inside(e)
	}
	return out, nil
}

func foldCode(v *view.View, value *policy.Value, fold func(text.Span, int, protocol.FoldingRangeKind)) {
	for i := range value.Parts {
		if value.Parts[i].Kind == policy.Expression {
			fold(value.Parts[i].At, 1, "")
		}
	}
}

// SelectionRange grows a selection from the name or value at a position to the
// elements around it.
func SelectionRange(ctx context.Context, v *view.View, p *protocol.SelectionRangeParams) ([]protocol.SelectionRange, error) {
	tree := v.Snapshot().Tree(v.File.Path)
	out := make([]protocol.SelectionRange, 0, len(p.Positions))
	for _, pos := range p.Positions {
		off := v.Offset(pos)
		spans := []text.Span{{Start: 0, End: len(v.File.Src)}}
		if tree != nil {
			spans = append(spans, around(tree, off)...)
		}
		var sel *protocol.SelectionRange
		for i, span := range spans {
			if i > 0 && (span == spans[i-1] || !spans[i-1].Covers(span)) {
				continue
			}
			sel = &protocol.SelectionRange{Range: v.Range(span), Parent: sel}
		}
		out = append(out, *sel)
	}
	return out, nil
}

// around are the things around an offset, outer ones first.
func around(tree *policy.Element, off int) []text.Span {
	at := policy.NodeAt(tree, off)
	var out []text.Span
	for e := range at.Elem.Ancestors() {
		if inner := (text.Span{Start: e.Open.End, End: e.Close.Start}); inner.Start <= off && off <= inner.End && !inner.Empty() {
			out = append(out, inner)
		}
		out = append(out, e.Span())
	}
	slices.Reverse(out)
	add := func(span text.Span, ok bool) {
		if ok && span.Start <= off && off <= span.End {
			out = append(out, span)
		}
	}
	add(at.Elem.Open, at.Attr != nil || at.Elem.Name.Contains(off))
	add(at.Elem.Name, true)
	if at.Attr != nil {
		add(at.Attr.At, true)
		add(at.Attr.Name, true)
		add(at.Attr.Value.At, true)
	}
	if t, ok := at.Node.(*policy.Text); ok {
		add(t.Value.Trimmed().At, true)
	}
	if at.Node != nil && len(out) > 0 {
		if _, ok := at.Node.(*policy.Comment); ok {
			add(at.Node.Span(), true)
		}
	}
	if at.Part != nil {
		add(at.Part.At, true)
		if n := len(at.Part.View.Src); n > 0 {
			add(at.Part.View.Span(0, n), true)
		}
	}
	return out
}
