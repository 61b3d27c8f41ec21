package policy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Parse reads a policy document. It always gives a tree, whose nameless root is
// the document, and the syntax errors in the order of their places: one for each
// mistake, where the thing begins that is not closed or cannot be read.
func Parse(v text.View) (*Element, []text.Error) { return ParseContext(context.Background(), v) }

// ParseContext is Parse for a caller who may give up: then the tree ends where the
// parser stood.
func ParseContext(ctx context.Context, v text.View) (*Element, []text.Error) {
	p := parser{ctx: ctx, v: v, src: v.Src, patience: patienceFactor*len(v.Src) + patienceExtra}
	room := rooms.Get().(*scratch)
	p.open, p.nodes, p.attrs, p.pending = room.open, room.nodes, room.attrs, room.pending
	p.scan.refs, p.scan.nest = room.refs, room.nest
	defer p.giveBack(room)
	p.reserve()
	doc := p.elems.New()
	p.open = append(p.open, level{elem: doc})
	if strings.HasPrefix(p.src, text.BOM) {
		p.i = len(text.BOM)
	}
	doc.Open = v.Span(0, p.i)
	for p.i < len(p.src) && p.wanted() {
		if !p.markup() {
			p.text()
		}
	}
	p.finish()
	slices.SortStableFunc(p.errs, func(a, b text.Error) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return doc, p.errs
}

// markup reads a tag, a comment and so on, if one begins here.
func (p *parser) markup() bool {
	if p.src[p.i] != '<' || !p.markupAt(p.i) {
		return false
	}
	switch p.src[p.i+1] {
	case '/':
		p.endTag()
	case '!':
		p.declaration()
	case '?':
		p.instruction()
	default:
		p.startTag()
	}
	return true
}

// text reads character data up to the next markup.
func (p *parser) text() {
	start := p.i
	end := skip(p.src, start, blank)
	if end < len(p.src) && (p.src[end] != '<' || !p.markupAt(end)) {
		p.i = p.parts(p.src, start, inText)
		p.textNodes()
		return
	}
	t := p.texts.New() // white space, the most frequent text by far
	t.At = p.v.Span(start, end)
	t.Value = Value{At: t.At, Parts: p.partSlab.One()}
	t.Value.Parts[0] = Part{At: t.At, View: p.v.Slice(start, end)}
	p.push(t)
	p.i = end
}

// textNodes adds the text whose parts are in p.pending, cut at directives.
func (p *parser) textNodes() {
	from := 0
	for k, part := range p.pending {
		if isDirective(part) {
			p.textNode(tiled(p.pending[from:k]), p.pending[from:k])
			p.directive(part)
			from = k + 1
		}
	}
	p.textNode(tiled(p.pending[from:]), p.pending[from:])
}

func (p *parser) textNode(at text.Span, parts []Part) {
	if len(parts) == 0 {
		return
	}
	t := p.texts.New()
	t.At = at
	t.Value = Value{At: at, Parts: p.partSlab.Copy(parts)}
	p.push(t)
}

// finish closes what is open at the end of the document. A document that is cut
// off is one mistake, told where it shows first: at the innermost element.
func (p *parser) finish() {
	end := p.v.Span(len(p.src), len(p.src))
	for len(p.open) > 1 {
		if top := p.open[len(p.open)-1]; !p.cut && !top.excused {
			p.notClosed(top.elem)
			p.cut = true
		}
		p.leave(end)
	}
	p.leave(end)
}
