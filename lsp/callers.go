package lsp

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin/analyzer"
)

func offerCallers(c *protocol.ServerCapabilities, _ *abilities) {
	c.CallHierarchyProvider = protocol.Boolean(true)
}

// nodeData names an operation in a call hierarchy.
type nodeData struct {
	Folder string `json:"folder"`
	Node   string `json:"node"`
}

// PrepareCallHierarchy is the operation whose policy it is, or on the URL of a
// self-call the operation that it lands on.
func (s *Server) PrepareCallHierarchy(ctx context.Context, p *protocol.CallHierarchyPrepareParams) ([]protocol.CallHierarchyItem, error) {
	v := momentOf(ctx).view(p.TextDocument.URI)
	if v == nil {
		return nil, nil
	}
	g, err := v.calls(ctx)
	if err != nil {
		return nil, err
	}
	nodes := g.LandingsOf(v.file.Path, v.offset(p.Position))
	if len(nodes) == 0 {
		for _, n := range g.Nodes {
			if n.Policy() == v.file.Path {
				nodes = append(nodes, n)
			}
		}
	}
	var out []protocol.CallHierarchyItem
	for _, n := range nodes {
		item, err := v.item(n)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

// item is an operation as the editor shows it.
func (st *state) item(n analyzer.Node) (protocol.CallHierarchyItem, error) {
	data, err := json.Marshal(nodeData{st.dir, n.String()})
	loc := st.location(st.start(n.Policy()))
	item := protocol.CallHierarchyItem{
		Name: n.String(), Kind: protocol.SymbolKindMethod, URI: loc.URI, Range: loc.Range, SelectionRange: loc.Range, Data: data,
	}
	if n.Operation != nil && n.Operation.URLTemplate != "" {
		item.Detail = ptr(n.Operation.Method + " " + n.Operation.URLTemplate)
	}
	return item, err
}

// edgesAt are the self-calls of the folder of an item, with the item's name.
func edgesAt(ctx context.Context, raw protocol.LSPAny) (*state, []analyzer.Edge, string, error) {
	var data nodeData
	if err := json.Unmarshal(raw, &data); err != nil {
		return nil, nil, "", jsonrpc2.ErrInvalidParams
	}
	for _, st := range momentOf(ctx).sorted() {
		if st.dir == data.Folder {
			g, err := st.calls(ctx)
			if err != nil {
				return nil, nil, "", err
			}
			return st, g.Edges, data.Node, nil
		}
	}
	return nil, nil, "", nil
}

// IncomingCalls are the operations that call one through the gateway.
func (s *Server) IncomingCalls(ctx context.Context, p *protocol.CallHierarchyIncomingCallsParams) ([]protocol.CallHierarchyIncomingCall, error) {
	st, edges, name, err := edgesAt(ctx, p.Item.Data)
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
			item, err := st.item(e.From)
			if err != nil {
				return nil, err
			}
			k = len(out)
			index[e.From.String()] = k
			out = append(out, protocol.CallHierarchyIncomingCall{From: item, FromRanges: []protocol.Range{}})
		}
		out[k].FromRanges = st.callRanges(out[k].FromRanges, e, out[k].From)
	}
	return out, nil
}

// OutgoingCalls are the operations that one calls through the gateway.
func (s *Server) OutgoingCalls(ctx context.Context, p *protocol.CallHierarchyOutgoingCallsParams) ([]protocol.CallHierarchyOutgoingCall, error) {
	st, edges, name, err := edgesAt(ctx, p.Item.Data)
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
			item, err := st.item(e.To)
			if err != nil {
				return nil, err
			}
			k = len(out)
			index[e.To.String()] = k
			out = append(out, protocol.CallHierarchyOutgoingCall{To: item, FromRanges: []protocol.Range{}})
		}
		out[k].FromRanges = st.callRanges(out[k].FromRanges, e, p.Item)
	}
	return out, nil
}

// callRanges adds the place of a call, if it stands in the document of the item
// that calls: a call can also stand in a fragment, or in a broader scope.
func (st *state) callRanges(list []protocol.Range, e *analyzer.Edge, from protocol.CallHierarchyItem) []protocol.Range {
	loc := st.location(e.At())
	if loc.URI == from.URI && !slices.Contains(list, loc.Range) {
		list = append(list, loc.Range)
	}
	return list
}
