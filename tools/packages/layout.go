package main

import (
	"cmp"
	"maps"
	"slices"
)

// node is a package, or a place where a line passes the packages of a rank.
type node struct {
	name  string // "" for a place of a line
	rank  int    // of the row, 0 at the top
	x, w  int    // middle and width
	above []*node
	below []*node
}

// weight says how much a neighbour pulls: lines are to be straight.
func weight(a, b *node) int {
	switch {
	case a.name == "" && b.name == "":
		return 8
	case a.name == "" || b.name == "":
		return 2
	}
	return 1
}

// reduced is the graph without the edges that others imply.
func reduced(uses map[string][]string) map[string][]string {
	reach := map[string]map[string]bool{}
	var from func(name string) map[string]bool
	from = func(name string) map[string]bool {
		if reach[name] == nil {
			reach[name] = map[string]bool{}
			for _, to := range uses[name] {
				reach[name][to] = true
				maps.Copy(reach[name], from(to))
			}
		}
		return reach[name]
	}
	out := map[string][]string{}
	for name, direct := range uses {
		out[name] = nil
		for _, to := range direct {
			if !slices.ContainsFunc(direct, func(over string) bool { return from(over)[to] }) {
				out[name] = append(out[name], to)
			}
		}
		slices.Sort(out[name])
	}
	return out
}

// ranks puts each package below all that use it, and no lower than that asks for.
func ranks(uses map[string][]string) map[string]int {
	out := map[string]int{}
	var sink func(name string, rank int)
	sink = func(name string, rank int) {
		if known, ok := out[name]; ok && known >= rank {
			return
		}
		out[name] = rank
		for _, to := range uses[name] {
			sink(to, rank+1)
		}
	}
	for name := range uses {
		sink(name, 0)
	}
	return out
}

// layOut gives the rows from top to bottom, each from left to right. Edges go from a
// row to the next: longer ones pass through nodes without a name.
func layOut(uses map[string][]string, width func(name string) int, gap int) [][]*node {
	uses = reduced(uses)
	rank := ranks(uses)
	var rows [][]*node
	byName := map[string]*node{}
	add := func(name string, rank int) *node {
		n := &node{name: name, rank: rank, w: width(name)}
		for len(rows) <= rank {
			rows = append(rows, nil)
		}
		rows[rank] = append(rows[rank], n)
		return n
	}
	names := slices.Sorted(maps.Keys(uses))
	for _, name := range names {
		byName[name] = add(name, rank[name])
	}
	for _, name := range names {
		for _, to := range uses[name] {
			at := byName[name]
			for r := rank[name] + 1; r < rank[to]; r++ {
				next := add("", r)
				join(at, next)
				at = next
			}
			join(at, byName[to])
		}
	}
	sortRows(rows)
	place(rows, gap)
	return rows
}

func join(up, down *node) {
	up.below = append(up.below, down)
	down.above = append(down.above, up)
}

// sweeps is how often the rows are gone through to order them.
const sweeps = 40

// sortRows orders the nodes of each row so that few lines cross: each row by the
// places of its neighbours in the row before, down and up again.
func sortRows(rows [][]*node) {
	best, fewest := copied(rows), crossings(rows)
	for sweep := range sweeps {
		down := sweep%2 == 0
		for i := range rows {
			row, near := rows[i], func(n *node) []*node { return n.above }
			if !down {
				row, near = rows[len(rows)-1-i], func(n *node) []*node { return n.below }
			}
			at := places(rows)
			middle := func(n *node) int {
				sum := 0
				for _, m := range near(n) {
					sum += at[m] * 1000
				}
				if len(near(n)) == 0 {
					return at[n] * 1000
				}
				return sum / len(near(n))
			}
			slices.SortStableFunc(row, func(a, b *node) int { return cmp.Compare(middle(a), middle(b)) })
		}
		swap(rows)
		if n := crossings(rows); n < fewest {
			best, fewest = copied(rows), n
		}
	}
	copy(rows, best)
}

// swap exchanges neighbours in a row as long as fewer lines cross then.
func swap(rows [][]*node) {
	for better := true; better; {
		better = false
		for _, row := range rows {
			for i := range len(row) - 1 {
				before := crossings(rows)
				row[i], row[i+1] = row[i+1], row[i]
				if crossings(rows) < before {
					better = true
					continue
				}
				row[i], row[i+1] = row[i+1], row[i]
			}
		}
	}
}

// crossings counts the pairs of lines that cross.
func crossings(rows [][]*node) int {
	at, n := places(rows), 0
	for _, row := range rows {
		for i, a := range row {
			for _, b := range row[i+1:] {
				for _, x := range a.below {
					for _, y := range b.below {
						if at[x] > at[y] {
							n++
						}
					}
				}
			}
		}
	}
	return n
}

// places are the places of the nodes in their rows.
func places(rows [][]*node) map[*node]int {
	out := map[*node]int{}
	for _, row := range rows {
		for i, n := range row {
			out[n] = i
		}
	}
	return out
}

func copied(rows [][]*node) [][]*node {
	out := make([][]*node, len(rows))
	for i, row := range rows {
		out[i] = slices.Clone(row)
	}
	return out
}

// place gives each node the middle between its neighbours above and below, as far as
// its row has room. All numbers are whole, so that every machine draws the same; they
// are parts of a pixel, since what moves less than one of them does not move.
func place(rows [][]*node, gap int) {
	const (
		rounds = 500 // until nothing moves: a long line becomes straight slowly
		parts  = 256
	)
	all := slices.Concat(rows...)
	for _, n := range all {
		n.w *= parts
	}
	for range rounds {
		for _, row := range rows {
			settle(row, gap*parts)
		}
		for _, row := range slices.Backward(rows) {
			settle(row, gap*parts)
		}
	}
	left := 0
	for _, n := range all {
		left = min(left, n.x-n.w/2)
	}
	for _, n := range all {
		n.x, n.w = (n.x-left)/parts, n.w/parts
	}
}

// settle moves the nodes of a row to where their neighbours pull them. Those that
// would come too near to each other move as one.
func settle(row []*node, gap int) {
	type block struct{ sum, weight, nodes int }
	var blocks []block
	offset := make([]int, len(row)) // from the first node of the row, close together
	for i, n := range row {
		if i > 0 {
			offset[i] = offset[i-1] + row[i-1].w/2 + gap + n.w/2
		}
		b := block{nodes: 1}
		for _, m := range slices.Concat(n.above, n.below) {
			b.sum += weight(n, m) * (m.x - offset[i])
			b.weight += weight(n, m)
		}
		blocks = append(blocks, b)
		for k := len(blocks) - 1; k > 0 && blocks[k-1].sum*max(blocks[k].weight, 1) >= blocks[k].sum*max(blocks[k-1].weight, 1); k-- {
			last := blocks[k]
			blocks = blocks[:k]
			blocks[k-1].sum += last.sum
			blocks[k-1].weight += last.weight
			blocks[k-1].nodes += last.nodes
		}
	}
	i := 0
	for _, b := range blocks {
		for range b.nodes {
			row[i].x = b.sum/max(b.weight, 1) + offset[i]
			i++
		}
	}
}
