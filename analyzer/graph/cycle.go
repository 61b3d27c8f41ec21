package graph

import "slices"

// Cycles lists the shortest cycle of each part of the graph whose operations
// call each other in a cycle, in order of its first edge.
func Cycles(edges []Edge) [][]Edge {
	nodes, out := leaving(edges)
	var found [][]Edge
	for _, part := range components(nodes, out) {
		if c := shortest(part, out); c != nil {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b []Edge) int {
		return CompareNodes(a[0].From, b[0].From)
	})
	return found
}

// Endless lists the edges of cycles that nothing is known to end: each of their hops is
// made whenever its operation runs.
func Endless(edges []Edge) []Edge {
	edges = slices.DeleteFunc(slices.Clone(edges), func(e Edge) bool { return !e.Certain })
	nodes, out := leaving(edges)
	part := map[Node]int{}
	for i, members := range components(nodes, out) {
		for _, n := range members {
			part[n] = i
		}
	}
	return slices.DeleteFunc(edges, func(e Edge) bool { return part[e.From] != part[e.To] })
}

// leaving are the operations that call others, with the edges that leave them.
func leaving(edges []Edge) ([]Node, map[Node][]Edge) {
	var nodes []Node
	out := map[Node][]Edge{}
	for _, e := range edges {
		if _, ok := out[e.From]; !ok {
			nodes = append(nodes, e.From)
		}
		out[e.From] = append(out[e.From], e)
	}
	return nodes, out
}

// CompareNodes orders nodes as they are written.
func CompareNodes(a, b Node) int {
	switch s, t := a.String(), b.String(); {
	case s < t:
		return -1
	case s > t:
		return 1
	}
	return 0
}

// components are the strongly connected parts of the graph (Tarjan), without
// recursion: estates can be large.
func components(nodes []Node, out map[Node][]Edge) [][]Node {
	type visit struct {
		n    Node
		next int // edge
	}
	index, low := map[Node]int{}, map[Node]int{}
	onStack := map[Node]bool{}
	var stack []Node
	var parts [][]Node
	for _, root := range nodes {
		if _, seen := index[root]; seen {
			continue
		}
		work := []visit{{n: root}}
		for len(work) > 0 {
			top := &work[len(work)-1]
			if top.next == 0 {
				index[top.n] = len(index)
				low[top.n] = index[top.n]
				stack = append(stack, top.n)
				onStack[top.n] = true
			}
			if top.next < len(out[top.n]) {
				to := out[top.n][top.next].To
				top.next++
				if _, seen := index[to]; !seen {
					work = append(work, visit{n: to})
				} else if onStack[to] {
					low[top.n] = min(low[top.n], index[to])
				}
				continue
			}
			n := top.n
			work = work[:len(work)-1]
			if len(work) > 0 {
				up := work[len(work)-1].n
				low[up] = min(low[up], low[n])
			}
			if low[n] != index[n] {
				continue
			}
			i := slices.Index(stack, n)
			part := slices.Clone(stack[i:])
			stack = stack[:i]
			for _, m := range part {
				delete(onStack, m)
			}
			parts = append(parts, part)
		}
	}
	return parts
}

// maxStarts bounds from how many operations of a part the shortest cycle is
// looked for.
const maxStarts = 64

// shortest is a shortest cycle within a part of the graph, nil if it has none.
// It begins at the operation whose name comes first.
func shortest(part []Node, out map[Node][]Edge) []Edge {
	inside := map[Node]bool{}
	for _, n := range part {
		inside[n] = true
	}
	slices.SortFunc(part, CompareNodes)
	var best []Edge
	for i, start := range part {
		if i >= maxStarts && best != nil {
			break
		}
		if c := cycleFrom(start, inside, out); c != nil && (best == nil || len(c) < len(best)) {
			best = c
		}
	}
	return best
}

// cycleFrom is a shortest way from an operation back to itself.
func cycleFrom(start Node, inside map[Node]bool, out map[Node][]Edge) []Edge {
	came := map[Node]Edge{}
	queue := []Node{start}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, e := range out[n] {
			if e.To == start {
				c := []Edge{e}
				for at := n; at != start; at = came[at].From {
					c = append(c, came[at])
				}
				slices.Reverse(c)
				return c
			}
			if _, seen := came[e.To]; !seen && inside[e.To] {
				came[e.To] = e
				queue = append(queue, e.To)
			}
		}
	}
	return nil
}
