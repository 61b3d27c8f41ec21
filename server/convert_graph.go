package server

import (
	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Graph is a graph of self-calls as a message, whose calls have no places.
func Graph(g *analyzer.Graph) *hairpinv1.GetCallGraphResponse {
	return fromGraph(g, func(text.Loc) *hairpinv1.Location { return nil })
}

func fromGraph(g *analyzer.Graph, place func(text.Loc) *hairpinv1.Location) *hairpinv1.GetCallGraphResponse {
	out := &hairpinv1.GetCallGraphResponse{}
	type ends struct{ from, to string }
	edges, nodes := map[ends]bool{}, map[string]bool{} // in a cycle
	for _, c := range g.Cycles {
		ids := []string{c[0].From.String()}
		for _, e := range c {
			edges[ends{e.From.String(), e.To.String()}] = true
			nodes[e.From.String()] = true
			ids = append(ids, e.To.String())
		}
		out.Cycles = append(out.Cycles, &hairpinv1.CallCycle{Nodes: ids})
	}
	for _, n := range g.Nodes {
		node := &hairpinv1.CallNode{Id: n.String(), ApiId: n.API.ID, InCycle: nodes[n.String()]}
		if n.Operation != nil {
			node.OperationId = n.Operation.ID
		}
		out.Nodes = append(out.Nodes, node)
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		from, to := e.From.String(), e.To.String()
		out.Edges = append(out.Edges, &hairpinv1.CallEdge{
			From: from, To: to, Location: place(e.At()), Element: e.Call.Sink.Element,
			Certain: e.Certain, InCycle: edges[ends{from, to}],
		})
	}
	return out
}
