package feature

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/lsp/view"
)

func offerOutline(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.DocumentSymbolProvider = protocol.Boolean(true)
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
	tree := v.Tree(v.File.Path)
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
