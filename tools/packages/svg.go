package main

import (
	"fmt"
	"strings"
)

// Measures of the picture, in pixels.
const (
	boxHeight = 28
	rowHeight = 62
	gap       = 14
	margin    = 20
	charWidth = 8 // of the font, about
)

// kinds colours the packages: the first row whose folder a package is in.
var kinds = []struct{ folder, fill, stroke, what string }{
	{"analyzer", "#e3edfb", "#3b6fb6", "analyzer"},
	{"lsp", "#e2f3e5", "#3f8a4d", "language server"},
	{"clients", "#fdeedb", "#b8792a", "clients"},
	{"", "#eeeeee", "#777777", "service"},
}

func kindOf(name string) int {
	for i, k := range kinds {
		if k.folder == "" || name == k.folder || strings.HasPrefix(name, k.folder+"/") {
			return i
		}
	}
	return len(kinds) - 1
}

// label is a package as the picture calls it: the colour says that it is below
// analyzer.
func label(name string) string {
	if below, ok := strings.CutPrefix(name, "analyzer/"); ok {
		return below
	}
	return name
}

func width(name string) int {
	if name == "" {
		return 2
	}
	return len(label(name))*charWidth + 24
}

// draw is the picture of packages that use each other.
func draw(uses map[string][]string) string {
	rows := layOut(uses, width, gap)
	legend, right := legend()
	for _, row := range rows {
		for _, n := range row {
			n.x += margin
			right = max(right, n.x+n.w/2)
		}
	}
	w, h := right+margin, margin+len(rows)*rowHeight+margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="t d">
<title id="t">The packages of Hairpin</title>
<desc id="d">%d packages in %d rows. Each uses packages in lower rows alone.</desc>
<style>text { font: 14px ui-monospace, SFMono-Regular, Consolas, "DejaVu Sans Mono", monospace; fill: #1c2733; text-anchor: middle; } .face { font-weight: bold; } .legend { font-size: 12px; text-anchor: start; } path { fill: none; stroke: #8793a1; stroke-width: 1.3; }</style>
<rect width="%d" height="%d" fill="#ffffff"/>
`, w, h, w, h, len(uses), len(rows), w, h)
	for _, row := range rows {
		for _, n := range row {
			if n.name == "" {
				continue
			}
			for _, next := range n.below {
				b.WriteString(line(n, next))
			}
		}
	}
	for _, row := range rows {
		for _, n := range row {
			if n.name != "" {
				box(&b, n)
			}
		}
	}
	fmt.Fprintf(&b, "<g transform=\"translate(0 %d)\">\n%s</g>\n</svg>\n", h-margin-14, legend)
	return b.String()
}

// legend says what the colours mean, and where it ends on the right.
func legend() (string, int) {
	var b strings.Builder
	x := margin
	for _, k := range kinds {
		fmt.Fprintf(&b, "<rect x=\"%d\" width=\"14\" height=\"14\" rx=\"3\" fill=\"%s\" stroke=\"%s\"/>", x, k.fill, k.stroke)
		fmt.Fprintf(&b, "<text class=\"legend\" x=\"%d\" y=\"11\">%s</text>\n", x+20, k.what)
		x += 20 + len(k.what)*charWidth + gap
	}
	return b.String(), x - gap
}

func top(n *node) int { return margin + n.rank*rowHeight }

// line leads from the lower edge of a package through nodes without a name to the
// upper edge of another.
func line(from, next *node) string {
	x, y := from.x, top(from)+boxHeight
	var b strings.Builder
	fmt.Fprintf(&b, "<path d=\"M%d,%d", x, y)
	for at := next; ; at = at.below[0] {
		const half = (rowHeight - boxHeight) / 2
		fmt.Fprintf(&b, " C%d,%d %d,%d %d,%d", x, y+half, at.x, top(at)-half, at.x, top(at))
		if at.name != "" {
			b.WriteString("\"/>\n")
			return b.String()
		}
		x, y = at.x, top(at)+boxHeight
		fmt.Fprintf(&b, " V%d", y)
	}
}

func box(b *strings.Builder, n *node) {
	k := kinds[kindOf(n.name)]
	class := ""
	if !strings.Contains(n.name, "/") {
		class = ` class="face"`
	}
	fmt.Fprintf(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"%s\" stroke=\"%s\"/>", n.x-n.w/2, top(n), n.w, boxHeight, k.fill, k.stroke)
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\"%s>%s</text>\n", n.x, top(n)+boxHeight/2+5, class, label(n.name))
}
