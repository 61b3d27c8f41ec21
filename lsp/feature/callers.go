package feature

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/view"
)

func offerCallers(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.CallHierarchyProvider = protocol.Boolean(true)
}

// nodeData names an operation in a call hierarchy.
type nodeData struct {
	Folder string `json:"folder"`
	Node   string `json:"node"`
}

// PrepareCallHierarchy is the operation whose policy it is, or on the URL of a
// self-call the operation that it lands on.
func PrepareCallHierarchy(ctx context.Context, v *view.View, p *protocol.CallHierarchyPrepareParams) ([]protocol.CallHierarchyItem, error) {
	g, err := v.Graph(ctx)
	if err != nil {
		return nil, err
	}
	nodes := g.LandingsOf(v.File.Path, v.Offset(p.Position))
	if len(nodes) == 0 {
		for _, n := range g.Nodes {
			if n.Policy() == v.File.Path {
				nodes = append(nodes, n)
			}
		}
	}
	var out []protocol.CallHierarchyItem
	for _, n := range nodes {
		item, err := item(v.Folder, n)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

// item is an operation as the editor shows it.
func item(folder *view.Folder, n analyzer.Node) (protocol.CallHierarchyItem, error) {
	data, err := json.Marshal(nodeData{folder.Dir(), n.String()})
	loc := folder.Location(folder.Start(n.Policy()))
	item := protocol.CallHierarchyItem{
		Name: n.String(), Kind: protocol.SymbolKindMethod, URI: loc.URI, Range: loc.Range, SelectionRange: loc.Range, Data: data,
	}
	if n.Operation != nil && n.Operation.URLTemplate != "" {
		item.Detail = new(n.Operation.Method + " " + n.Operation.URLTemplate)
	}
	return item, err
}

// edgesAt are the self-calls of the folder of an item, with the item's name.
func edgesAt(ctx context.Context, m *view.Moment, raw protocol.LSPAny) (*view.Folder, []analyzer.Edge, string, error) {
	var data nodeData
	if err := json.Unmarshal(raw, &data); err != nil {
		return nil, nil, "", jsonrpc2.ErrInvalidParams
	}
	for _, folder := range m.Folders() {
		if folder.Dir() == data.Folder {
			g, err := folder.Graph(ctx)
			if err != nil {
				return nil, nil, "", err
			}
			return folder, g.Edges, data.Node, nil
		}
	}
	return nil, nil, "", nil
}

// IncomingCalls are the operations that call one through the gateway, each with the
// places of its calls.
func IncomingCalls(ctx context.Context, m *view.Moment, p *protocol.CallHierarchyIncomingCallsParams) ([]protocol.CallHierarchyIncomingCall, error) {
	folder, edges, name, err := edgesAt(ctx, m, p.Item.Data)
	if err != nil {
		return nil, err
	}
	var out []protocol.CallHierarchyIncomingCall
	index := map[string]int{}
	for i := range edges {
		e := &edges[i]
		if e.To.String() != name {
			continue
		}
		k, ok := index[e.From.String()]
		if !ok {
			item, err := item(folder, e.From)
			if err != nil {
				return nil, err
			}
			k = len(out)
			index[e.From.String()] = k
			out = append(out, protocol.CallHierarchyIncomingCall{From: item, FromRanges: []protocol.Range{}})
		}
		out[k].FromRanges = callRanges(folder, out[k].FromRanges, e, out[k].From)
	}
	return out, nil
}

// OutgoingCalls are the operations that one calls through the gateway, each with the
// places of the calls.
func OutgoingCalls(ctx context.Context, m *view.Moment, p *protocol.CallHierarchyOutgoingCallsParams) ([]protocol.CallHierarchyOutgoingCall, error) {
	folder, edges, name, err := edgesAt(ctx, m, p.Item.Data)
	if err != nil {
		return nil, err
	}
	var out []protocol.CallHierarchyOutgoingCall
	index := map[string]int{}
	for i := range edges {
		e := &edges[i]
		if e.From.String() != name {
			continue
		}
		k, ok := index[e.To.String()]
		if !ok {
			item, err := item(folder, e.To)
			if err != nil {
				return nil, err
			}
			k = len(out)
			index[e.To.String()] = k
			out = append(out, protocol.CallHierarchyOutgoingCall{To: item, FromRanges: []protocol.Range{}})
		}
		out[k].FromRanges = callRanges(folder, out[k].FromRanges, e, p.Item)
	}
	return out, nil
}

// callRanges adds the place of a call, if it stands in the document of the item
// that calls: a call can also stand in a fragment, or in a broader scope.
func callRanges(folder *view.Folder, list []protocol.Range, e *analyzer.Edge, from protocol.CallHierarchyItem) []protocol.Range {
	loc := folder.Location(e.At())
	if loc.URI == from.URI && !slices.Contains(list, loc.Range) {
		list = append(list, loc.Range)
	}
	return list
}
