package policy

import (
	"context"
	"strings"
	"sync"

	"hairpin.example/hairpin/analyzer/text"
)

// parser reads the markup. It goes once from left to right, without recursion,
// and keeps the open elements on a stack.
type parser struct {
	ctx   context.Context //nolint:containedctx // of one parse
	steps int

	v    text.View
	src  string
	i    int // where it stands
	errs []text.Error

	open     []level
	nodes    []Node // the children so far of all open elements, inner ones last
	branches []branch
	missed   []string // elements that were closed for want of an end tag
	liquid   int      // index in open of the set-body whose body is Liquid, 0 if none

	attrs   []*Attr // of the start tag being read
	quoteAt int     // offset of the opening quote of the last one
	pending []Part  // of the value being read
	scan    scanner

	patience int  // for expressions without end
	torn     bool // an error in this tag, or in the text before it, makes it unreliable
	cut      bool // the document ends within something
	noPIEnd  bool // there is no "?>" from here on
	deep     bool // something stands too deep, which was reported
	flat     int  // elements that were read flat and whose end tags are to come

	elems    text.Slab[Element]
	attrSlab text.Slab[Attr]
	texts    text.Slab[Text]
	comments text.Slab[Comment]
	others   text.Slab[Other]
	partSlab text.Slab[Part]
	nodeSlab text.Slab[Node]
	refSlab  text.Slab[*Attr]
}

// scratch is room for what is collected on the way and copied into the tree. It
// goes from one parse to the next.
type scratch struct {
	open    []level
	nodes   []Node
	attrs   []*Attr
	pending []Part
	refs    []ref
	nest    []nesting
}

var rooms = sync.Pool{New: func() any { return new(scratch) }}

// maxKept is the number of nodes above which a scratch is not kept: one huge
// document must not hold memory for ever.
const maxKept = 1 << 11

// giveBack empties the scratch, so that it keeps no tree alive.
func (p *parser) giveBack(room *scratch) {
	if cap(p.nodes) > maxKept || cap(p.open) > maxKept || cap(p.pending) > maxKept {
		return
	}
	*room = scratch{
		open: emptied(p.open), nodes: emptied(p.nodes), attrs: emptied(p.attrs), pending: emptied(p.pending),
		refs: p.scan.refs[:0], nest: p.scan.nest[:0],
	}
	rooms.Put(room)
}

// emptied is a slice without content: what it held is forgotten.
func emptied[T any](s []T) []T {
	clear(s[:cap(s)])
	return s[:0]
}

// level is an open element.
type level struct {
	elem    *Element
	first   int  // index in parser.nodes of its first child
	excused bool // an error was already reported for its end
	torn    bool // its start tag has no end: what follows may be its siblings
}

// reserve makes the first chunks fit. Counting bytes takes next to no time; more
// than half of the tags begin an element, which has about one attribute.
func (p *parser) reserve() {
	tags := strings.Count(p.src, "<")
	attrs := min(strings.Count(p.src, "="), tags)
	const few = 8
	p.comments.Expect(few, few)
	p.others.Expect(few, few)
	reserve(&p.elems, tags*5/8+2)
	reserve(&p.attrSlab, attrs)
	reserve(&p.refSlab, attrs)
	reserve(&p.texts, tags+1)
	reserve(&p.nodeSlab, tags*13/8+2)
	reserve(&p.partSlab, tags+attrs+1)
}

// reserve makes room for n values, and later for a fraction of them at a time. Who has
// very many "<" may have no tags.
func reserve[T any](s *text.Slab[T], n int) {
	const first, most = 1 << 14, 1 << 9
	s.Expect(min(n, first), min(max(n/4, 8), most))
}

// maxErrors bounds what is remembered of a document that is no policy at all.
const maxErrors = 1000

// report notes an error.
func (p *parser) report(e text.Error) {
	if len(p.errs) < maxErrors {
		p.errs = append(p.errs, e)
	}
}

// fail reports an error between two offsets.
func (p *parser) fail(start, end int, message string) {
	p.report(text.Error{Span: p.v.Span(start, min(end, len(p.src))), Message: message})
}

// wanted counts a step of the parse, and reports whether the caller still wants it.
func (p *parser) wanted() bool {
	const often = 1 << 10
	p.steps++
	return p.steps%often != 0 || p.ctx.Err() == nil
}

// push adds a child to the innermost open element.
func (p *parser) push(n Node) { p.nodes = append(p.nodes, n) }

// other adds what is kept unread, up to end, and goes on there.
func (p *parser) other(end int) {
	o := p.others.New()
	o.At = p.v.Span(p.i, end)
	p.push(o)
	p.i = end
}

// enter opens an element: what follows are its children.
func (p *parser) enter(e *Element, torn bool) {
	p.push(e)
	p.open = append(p.open, level{elem: e, first: len(p.nodes), torn: torn, excused: torn})
	if p.liquid == 0 && e.IsLiquid() {
		p.liquid = len(p.open) - 1
	}
}

// leave closes the innermost element with the given end tag. One that has
// neither the end of its start tag nor an end tag is taken as a tag that is
// still being typed: what would be its children follow it.
func (p *parser) leave(end text.Span) {
	last := len(p.open) - 1
	top := p.open[last]
	p.open = p.open[:last]
	if p.liquid == last {
		p.liquid = 0
	}
	e := top.elem
	if top.torn && end.Empty() {
		e.Close = text.Span{Start: e.Open.End, End: e.Open.End}
		return
	}
	e.Close = end
	e.Children = p.nodeSlab.Copy(p.nodes[top.first:])
	p.nodes = p.nodes[:top.first]
	for _, n := range e.Children {
		if child, ok := n.(*Element); ok {
			child.Parent = e
		}
	}
}

func (p *parser) notClosed(e *Element) {
	p.missed = append(p.missed, e.Tag)
	p.report(text.Error{Span: e.Name, Message: "the element <" + e.Tag + "> is not closed"})
}

// branch is an open %{ if } or %{ for } of Terraform's template language
// (https://developer.hashicorp.com/terraform/language/expressions/strings#directives).
// Tags need not be balanced in a branch, only in what the template gives.
type branch struct {
	depth int // of the open elements where it began
}

// What is read in vain, because an expression turns out to have no end, is read
// again as something else. A document of nothing but such expressions would
// take quadratic time, so a parser has patience for reading a document over a
// few times, and then looks only a little ahead.
const (
	patienceFactor = 8
	patienceExtra  = 1 << 16
	impatientReach = 1 << 10
)
