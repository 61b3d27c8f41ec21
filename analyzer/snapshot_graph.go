package analyzer

import (
	"context"
	"slices"
)

// Graph is the graph of self-calls of the base instances, or of the environment
// in c. The error is the context's.
func (s *Snapshot) Graph(ctx context.Context, c Config) (*Graph, error) {
	g := &Graph{}
	runs, err := s.project.collected(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		list := sortEdges(edges(run[0].estate, run[0].allCalls()))
		g.Edges = append(g.Edges, list...)
		g.Cycles = append(g.Cycles, cycles(list)...)
	}
	seen := map[Node]bool{}
	for _, e := range g.Edges {
		for _, n := range [...]Node{e.From, e.To} {
			if !seen[n] {
				seen[n] = true
				g.Nodes = append(g.Nodes, n)
			}
		}
	}
	slices.SortStableFunc(g.Nodes, compareNames)
	return g, nil
}
