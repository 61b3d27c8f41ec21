package server

import (
	"context"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// GetCallGraph lists which operations of the gateway call which.
func (s *Service) GetCallGraph(ctx context.Context, req *hairpinv1.GetCallGraphRequest) (*hairpinv1.GetCallGraphResponse, error) {
	var v violations
	v.workspace(req.GetFiles(), req.GetConfig())
	if err := v.err(); err != nil {
		return nil, err
	}
	w := newWorkspace(req.GetFiles())
	if v.oneEnvironment(w, req.GetConfig().GetEnvironment()); v.any() {
		return nil, v.err()
	}
	config, _ := toConfig(req.GetConfig())
	snapshot, err := s.read(ctx, w)
	if err != nil {
		return nil, failed(err)
	}
	g, err := snapshot.Graph(ctx, config)
	if err != nil {
		return nil, failed(err)
	}
	out := &hairpinv1.GetCallGraphResponse{}
	type ends struct{ from, to string }
	inCycle, round := map[ends]bool{}, map[string]bool{}
	for _, c := range g.Cycles {
		ids := []string{c[0].From.String()}
		for _, e := range c {
			inCycle[ends{e.From.String(), e.To.String()}] = true
			round[e.From.String()] = true
			ids = append(ids, e.To.String())
		}
		out.Cycles = append(out.Cycles, &hairpinv1.CallCycle{Nodes: ids})
	}
	for _, n := range g.Nodes {
		node := &hairpinv1.CallNode{Id: n.String(), ApiId: n.API.ID, InCycle: round[n.String()]}
		if n.Operation != nil {
			node.OperationId = n.Operation.ID
		}
		out.Nodes = append(out.Nodes, node)
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		from, to := e.From.String(), e.To.String()
		out.Edges = append(out.Edges, &hairpinv1.CallEdge{
			From: from, To: to, Location: w.location(e.At()), Element: e.Call.Sink.Element,
			Certain: e.Certain, InCycle: inCycle[ends{from, to}],
		})
	}
	return out, nil
}
