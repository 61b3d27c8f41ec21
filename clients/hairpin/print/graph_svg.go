package print

import (
	"bufio"
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Measures of the picture, in pixels.
const (
	boxHeight = 34
	boxGap    = 18
	layerGap  = 90
	margin    = 24
	charWidth = 7.4 // of the font, about
	minWidth  = 90
	maxName   = 40 // characters of a name that are shown
)

// maxPicture is the number of operations above which a picture shows APIs.
const maxPicture = 60

// box is a node of the picture.
type box struct {
	id      string
	inCycle bool
	layer   int
	x, y, w float64
}

// arrow is an edge of the picture.
type arrow struct {
	from, to         *box
	inCycle, certain bool
}

// graphSVG is a picture of the graph in layers from left to right, with cycles
// in red. It needs nothing but itself.
func graphSVG(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	boxes, arrows := picture(g)
	width, height := layOut(boxes, arrows)
	b := bufio.NewWriter(out)
	summary := fmt.Sprintf("%s between %s, %s", Plural(len(g.GetEdges()), "self-call"), Plural(len(g.GetNodes()), "operation"), Plural(len(g.GetCycles()), "cycle"))
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="t d">
<title id="t">Self-calls of the gateway</title>
<desc id="d">%s</desc>
<style>
svg { background: #ffffff; font: 13px system-ui, sans-serif; }
.box { fill: #f3f6fa; stroke: #5b6b7f; }
.call { fill: none; stroke: #5b6b7f; stroke-width: 1.4; }
.maybe { stroke-dasharray: 5 4; }
.cycle { stroke: #c62828; stroke-width: 2; }
text { fill: #1c2733; }
</style>
<defs>
<marker id="a" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#5b6b7f"/></marker>
<marker id="c" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#c62828"/></marker>
</defs>
`, width, height, width, height, html.EscapeString(summary))
	for _, a := range arrows {
		class, head := "call", "a"
		if !a.certain {
			class += " maybe"
		}
		if a.inCycle {
			class, head = class+" cycle", "c"
		}
		fmt.Fprintf(b, "<path class=\"%s\" d=\"%s\" marker-end=\"url(#%s)\"><title>%s calls %s</title></path>\n",
			class, a.path(), head, html.EscapeString(Clean(a.from.id)), html.EscapeString(Clean(a.to.id)))
	}
	for _, n := range boxes {
		class := "box"
		if n.inCycle {
			class += " cycle"
		}
		fmt.Fprintf(b, "<g tabindex=\"0\"><title>%s</title><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"5\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text></g>\n",
			html.EscapeString(Clean(n.id)), class, n.x, n.y, n.w, boxHeight, n.x+n.w/2, n.y+boxHeight/2+4.5, html.EscapeString(shortened(Clean(n.id))))
	}
	if len(boxes) == 0 {
		fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\">no self-calls</text>\n", margin, margin+14)
	}
	fmt.Fprintln(b, "</svg>")
	return b.Flush()
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) <= maxName {
		return s
	}
	r := []rune(s)
	return string(r[:maxName-1]) + "…"
}

// picture chooses what is shown: operations, or where they are too many, APIs.
func picture(g *hairpinv1.GetCallGraphResponse) ([]*box, []*arrow) {
	name := func(id string) string { return id }
	if len(g.GetNodes()) > maxPicture {
		name = func(id string) string {
			api, _, _ := strings.Cut(id, "/")
			return api
		}
	}
	byID := map[string]*box{}
	var boxes []*box
	for _, n := range g.GetNodes() {
		id := name(n.GetId())
		if byID[id] == nil {
			byID[id] = &box{id: id}
			boxes = append(boxes, byID[id])
		}
		byID[id].inCycle = byID[id].inCycle || n.GetInCycle()
	}
	type ends struct{ from, to string }
	seen := map[ends]*arrow{}
	var arrows []*arrow
	for _, e := range g.GetEdges() {
		k := ends{name(e.GetFrom()), name(e.GetTo())}
		a := seen[k]
		if a == nil {
			a = &arrow{from: byID[k.from], to: byID[k.to]}
			seen[k] = a
			arrows = append(arrows, a)
		}
		a.inCycle = a.inCycle || e.GetInCycle()
		a.certain = a.certain || e.GetCertain()
	}
	return boxes, arrows
}

// layOut places boxes in layers: each stands to the right of those that call it,
// but for calls that go back.
func layOut(boxes []*box, arrows []*arrow) (width, height float64) {
	out := map[*box][]*box{}
	for _, a := range arrows {
		out[a.from] = append(out[a.from], a.to)
	}
	var order []*box
	state := map[*box]int{} // 1 on the way, 2 done
	var visit func(*box)
	visit = func(n *box) {
		state[n] = 1
		for _, m := range out[n] {
			if state[m] == 0 {
				visit(m)
			}
		}
		state[n] = 2
		order = append(order, n)
	}
	for _, n := range boxes {
		if state[n] == 0 {
			visit(n)
		}
	}
	slices.Reverse(order) // callers first
	rank := map[*box]int{}
	for i, n := range order {
		rank[n] = i
	}
	for _, n := range order {
		for _, m := range out[n] {
			if rank[m] > rank[n] { // not a call that goes back
				m.layer = max(m.layer, n.layer+1)
			}
		}
	}
	layers := map[int][]*box{}
	last := 0
	for _, n := range boxes {
		layers[n.layer] = append(layers[n.layer], n)
		last = max(last, n.layer)
	}
	x := float64(margin)
	for l := 0; l <= last; l++ {
		slices.SortStableFunc(layers[l], func(a, b *box) int {
			return cmp.Or(cmp.Compare(callers(a, arrows), callers(b, arrows)), strings.Compare(a.id, b.id))
		})
		w, y := float64(minWidth), float64(margin)
		for _, n := range layers[l] {
			n.w = max(minWidth, charWidth*float64(utf8.RuneCountInString(shortened(n.id)))+20)
			n.x, n.y = x, y
			w, y = max(w, n.w), y+boxHeight+boxGap
		}
		x += w + layerGap
		height = max(height, y-boxGap+margin)
	}
	return max(x-layerGap+2*margin, 200), max(height+margin, 60)
}

// callers is the mean height of the boxes that call a box.
func callers(n *box, arrows []*arrow) float64 {
	sum, count := 0.0, 0.0
	for _, a := range arrows {
		if a.to == n && a.from.layer < n.layer {
			sum, count = sum+a.from.y, count+1
		}
	}
	if count == 0 {
		return 0
	}
	return sum / count
}

// path draws an arrow: to the right as a curve, back and within a layer below
// the boxes, to itself as a loop above.
func (a *arrow) path() string {
	x1, y1 := a.from.x+a.from.w, a.from.y+boxHeight/2
	x2, y2 := a.to.x, a.to.y+boxHeight/2
	switch {
	case a.from == a.to:
		x := a.from.x + a.from.w
		return fmt.Sprintf("M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f", x-30, a.from.y, x-30, a.from.y-20, x+24, a.from.y-14, x, a.from.y+9)
	case a.from.layer < a.to.layer:
		mid := (x2 - x1) / 2
		return fmt.Sprintf("M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f", x1, y1, x1+mid, y1, x2-mid, y2, x2, y2)
	}
	x1, y1 = a.from.x+a.from.w/2, a.from.y+boxHeight
	x2, y2 = a.to.x+a.to.w/2, a.to.y+boxHeight
	low := max(y1, y2) + 26
	return fmt.Sprintf("M%.1f,%.1f C%.1f,%.1f %.1f,%.1f %.1f,%.1f", x1, y1, x1, low, x2, low, x2, y2)
}
