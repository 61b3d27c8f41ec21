package print

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"hairpin.example/hairpin/analyzer/text"
)

const (
	// excerptWidth is how many columns of a line are shown; a longer line is cut
	// around the span.
	excerptWidth = 110
	tabWidth     = 4
)

// excerpt shows the line at which a span starts, with carets under the span. A
// span that goes on after its line is marked to the end of the line. Nil if
// there is nothing to show.
func excerpt(f *text.File, span text.Span, colors Palette, color string) []string {
	number, _ := f.LineCol(span.Start)
	at := near(f.Src, f.Line(number), span.Start)
	line := newScreenLine(at.Of(f.Src))
	from := line.column(span.Start - at.Start)
	to := line.column(min(span.End, at.End) - at.Start)
	to = max(to, from+1)
	shown, from, to := line.cut(from, to)

	label := fmt.Sprint(number)
	empty := colors.Paint(colors.Blue, strings.Repeat(" ", len(label))+" |")
	carets := colors.Paint(color, strings.Repeat("^", to-from))
	return []string{
		empty,
		strings.TrimRight(colors.Paint(colors.Blue, label+" |")+" "+shown, " "),
		empty + " " + strings.Repeat(" ", from) + carets,
	}
}

// reach is how many bytes of a line around a span are looked at: more than can be
// shown.
const reach = 4096

// near is what is looked at of a long line.
func near(src string, line text.Span, at int) text.Span {
	out := text.Span{Start: max(line.Start, at-reach), End: min(line.End, at+reach)}
	for out.Start > line.Start && !utf8.RuneStart(src[out.Start]) {
		out.Start--
	}
	for out.End < line.End && !utf8.RuneStart(src[out.End]) {
		out.End++
	}
	return out
}

// screenLine is a line as a terminal shows it.
type screenLine struct {
	cells []cell
	width int
}

// cell is one character: what is printed, and which bytes and columns it takes.
type cell struct {
	text       string
	start, end int // bytes of the line
	col, width int
}

func newScreenLine(src string) screenLine {
	var l screenLine
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRuneInString(src[i:])
		c := cell{text: src[i : i+size], start: i, end: i + size, col: l.width, width: runeWidth(r)}
		switch {
		case r == utf8.RuneError && size == 1:
			c.text = "\ufffd"
		case r == '\t':
			c.width = tabWidth - l.width%tabWidth
			c.text = strings.Repeat(" ", c.width)
		case r < ' ':
			c.text = string('\u2400' + r) // a picture of the control character
		case r == 0x7f, unicode.IsControl(r):
			c.text = "\ufffd"
		case unicode.Is(unicode.Bidi_Control, r): // it would turn the rest of the line, and not the carets
			c.text, c.width = "\ufffd", 1
		case r == '\ufeff':
			c.text = ""
		}
		l.cells = append(l.cells, c)
		l.width += c.width
		i += size
	}
	return l
}

// runeWidth is the number of columns that a character takes.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// column is where a byte of the line is shown.
func (l screenLine) column(off int) int {
	for _, c := range l.cells {
		if off < c.end {
			return c.col
		}
	}
	return l.width
}

// cut shortens a long line to what stands around the columns from-to, and gives
// these columns in the shortened line.
func (l screenLine) cut(from, to int) (string, int, int) {
	left, right := 0, l.width
	if l.width > excerptWidth {
		if to > excerptWidth-1 {
			left = max(0, min(from-excerptWidth/4, to-excerptWidth*3/4))
			left = min(left, from)
		}
		right = min(l.width, left+excerptWidth)
		left = max(0, min(left, right-excerptWidth))
	}
	var b strings.Builder
	col := left
	if left > 0 {
		b.WriteString("…")
		col++
	}
	end := right
	if right < l.width {
		end--
	}
	for _, c := range l.cells {
		if c.col < col && c.col+c.width > left && left > 0 { // half hidden by the mark
			if over := c.col + c.width - col; over > 0 {
				b.WriteString(strings.Repeat(" ", over))
				col += over
			}
			continue
		}
		if c.col >= col && c.col+c.width <= end {
			b.WriteString(c.text)
			col = c.col + c.width
		}
	}
	if right < l.width {
		b.WriteString(strings.Repeat(" ", max(0, end-col)) + "…")
	}
	from, to = max(from-left, 0), min(to, max(right, from+1))-left
	return disarm.Replace(b.String()), from, max(to, from+1)
}
