package feature

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/lsp/view"
)

func offerSearch(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.WorkspaceSymbolProvider = protocol.Boolean(true)
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
