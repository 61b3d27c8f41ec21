package analyzer

import (
	"context"
	"slices"

	"hairpin.example/hairpin/analyzer/graph"
)

// Graph is the graph of self-calls of the base instances, or of the environment
// in c. The error is the context's.
func (s *Snapshot) Graph(ctx context.Context, c Config) (*Graph, error) {
	g := &Graph{}
	runs, err := s.project.Collected(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		list := graph.SortEdges(graph.EdgesOf(run[0].Estate, run[0].AllCalls()))
		g.Edges = append(g.Edges, list...)
		g.Cycles = append(g.Cycles, graph.Cycles(list)...)
	}
	seen := map[graph.Node]bool{}
	for _, e := range g.Edges {
		for _, n := range [...]graph.Node{e.From, e.To} {
			if !seen[n] {
				seen[n] = true
				g.Nodes = append(g.Nodes, n)
			}
		}
	}
	slices.SortStableFunc(g.Nodes, graph.CompareNodes)
	return g, nil
}
