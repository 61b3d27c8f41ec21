package policy

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// value reads the value that begins at i in src, up to what ends a value there.
// The place it stands in is one of inText, inDouble, inSingle, inBare, inCData.
func (p *parser) value(src string, i int, where class) (v Value, end int) {
	end = p.parts(src, i, where)
	v = Value{At: p.v.Span(i, end)}
	if len(p.pending) > 0 {
		v.Parts = p.partSlab.Copy(p.pending)
	}
	return v, end
}

// reading is a value being read.
type reading struct {
	src   string // the source up to where the value must have ended
	where class
	start int  // of the value
	from  int  // of the literal that has not been added yet
	refs  bool // that literal holds references
	less  bool // a "<" was reported
	open  bool // an expression in the middle has no end: no more are looked for
	done  bool
}

// parts leaves the parts of a value in p.pending and gives its end.
func (p *parser) parts(src string, i int, where class) int {
	p.pending = p.pending[:0]
	r := reading{src: src, where: where, start: i, from: i}
	stop := where
	if p.liquid > 0 {
		stop = liquid(where)
	}
	for !r.done && p.wanted() {
		if i = seek(src, i, stop); i >= len(src) {
			break
		}
		switch src[i] {
		case '@':
			i = p.atSign(&r, i)
		case '{', '$', '#', '%', '_':
			i = p.mark(&r, i)
		case '&':
			n := p.reference(i)
			r.refs = r.refs || n > 1
			i += n
		case '<':
			i = p.less(&r, i)
		case ']':
			i = p.bracket(i)
		case '/': // "/>" ends a value without quotes
			if r.done = has(src, i, "/>"); !r.done {
				i++
			}
		default:
			r.done = true
		}
	}
	p.literal(r.from, i, r.refs)
	return i
}

// next ends the literal at i, where something else has been added up to end.
func (r *reading) next(end int) int {
	r.from, r.refs = end, false
	return end
}

// atSign reads an expression, if one begins at the "@" at i.
//
// The first thing in a value has to have an end. What APIM makes of an
// expression in the middle is not documented
// (https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
// speaks of whole values). Authors write both, so https://x@(y) is read as one,
// as Razor does; "@@(", and what has no end, are text.
func (p *parser) atSign(r *reading, i int) int {
	switch {
	case has(r.src, i, "@@"):
		return i + 2
	case r.open || !has(r.src, i, "@(") && !has(r.src, i, "@{"):
		return i + 1
	}
	first := isBlank(r.src[r.from:i]) && p.nothingYet()
	end, closed := p.expressionEnd(r.src, i, r.where, first)
	if !closed && !first {
		r.open = true
		return i + 2
	}
	p.literal(r.from, i, r.refs)
	p.expression(i, end, closed)
	r.done = !closed
	return r.next(end)
}

// mark reads a placeholder, if one begins at i.
func (p *parser) mark(r *reading, i int) int {
	at := text.PlaceholderAt(r.src, i)
	if at.Kind == text.NoPlaceholder {
		return i + 1
	}
	p.literal(r.from, i, r.refs)
	p.placeholder(at)
	return r.next(at.End)
}

// less reads the "<" at i: it ends text and values without quotes if it begins
// markup, and is a mistake elsewhere.
func (p *parser) less(r *reading, i int) int {
	markup := p.markupAt(i)
	switch {
	case r.where == inBare, r.where == inText && markup:
		r.done = true
		return i
	case r.where == inText:
		p.cut = p.cut || seek(p.src, i+1, liquidBare) == len(p.src) // a tag was about to begin
		p.fail(i, i+1, `a "<" in text must be written as &lt;`)
	case r.less:
	case markup && strings.IndexByte(r.src[r.start:i], '\n') >= 0:
		// The closing quote is missing: the value reaches into the markup of a later
		// line. It ends with the line it began in.
		r.done = true
		return endOfTornLine(r.src[:i], r.from)
	default:
		r.less = true
		p.fail(i, i+1, `a "<" in the value of an attribute must be written as &lt;`)
	}
	return i + 1
}

// bracket passes over the "]" at i.
func (p *parser) bracket(i int) int {
	if !has(p.src, i, "]]>") {
		return i + 1
	}
	p.fail(i, i+3, `"]]>" in text must be written as ]]&gt;`)
	return i + 3
}

// nothingYet reports whether the parts so far are white space and directives: an
// expression in a branch is the first thing in its value, too.
func (p *parser) nothingYet() bool {
	for _, part := range p.pending {
		if !isBlankPart(part) && !isDirective(part) {
			return false
		}
	}
	return true
}

// literal appends the text between two offsets. It is decoded if it holds
// references.
func (p *parser) literal(from, to int, refs bool) {
	if from >= to {
		return
	}
	part := Part{Kind: Literal, At: p.v.Span(from, to)}
	if refs {
		part.View = p.decoded(from, to)
	} else {
		part.View = p.v.Slice(from, to)
	}
	p.pending = append(p.pending, part)
}

func (p *parser) decoded(from, to int) text.View {
	b := text.NewBuilder(p.v)
	done := from
	for i := from; i < to; i++ {
		j := strings.IndexByte(p.src[i:to], '&')
		if j < 0 {
			break
		}
		i += j
		if r, n := reference(p.src, i); n > 0 {
			b.Copy(done, i)
			b.Put(string(r), i, i+n)
			done = i + n
			i = done - 1
		}
	}
	b.Copy(done, to)
	return b.View()
}

// reference passes over the "&" at i: a reference, or an error.
func (p *parser) reference(i int) int {
	if _, n := reference(p.src, i); n > 0 {
		return n
	}
	name := i + 1
	if has(p.src, name, "#") {
		name++
	}
	end := skip(p.src[:min(i+maxReference, len(p.src))], name, nameByte)
	p.cut = p.cut || end == len(p.src)
	switch {
	case end == name || end == len(p.src) || p.src[end] != ';':
		p.fail(i, i+1, `a "&" must be written as &amp;`)
	case name > i+1:
		p.fail(i, end+1, "the reference "+p.src[i:end+1]+" stands for no character")
	default:
		p.fail(i, end+1, "the entity "+p.src[i:end+1]+" is not defined")
	}
	return 1
}

func (p *parser) placeholder(at text.Placeholder) {
	part := Part{Kind: Token, At: p.v.Span(at.Start, at.End)}
	if at.Kind == text.NamedValue {
		part.Kind = NamedValue
		start := skip(p.src, at.Start+2, blank)
		part.View = p.v.Slice(start, start+len(at.Name))
	} else {
		part.View = p.v.Slice(at.Start, at.End)
	}
	p.pending = append(p.pending, part)
}

// expression appends the expression between two offsets, just scanned.
func (p *parser) expression(from, to int, closed bool) {
	part := Part{
		Kind:     Expression,
		Block:    p.src[from+1] == '{',
		Unclosed: !closed,
		At:       p.v.Span(from, to),
	}
	end := to
	if closed {
		end--
	}
	if len(p.scan.refs) == 0 || !closed {
		part.View = p.v.Slice(from+2, end)
	} else {
		part.View, part.Encoded = p.decodedCode(from+2, end)
	}
	p.pending = append(p.pending, part)
}

// decodedCode decodes the references of an expression. Those in C# literals are
// text of the literal, unless the expression is written as XML demands, without
// a raw quote, "<" or "&": then a reader of XML has written it, and encoded is
// true.
func (p *parser) decodedCode(from, to int) (v text.View, encoded bool) {
	code, refs := p.src[from:to], p.scan.refs
	encoded = strings.IndexByte(code, '"') < 0 &&
		strings.IndexByte(code, '<') < 0 &&
		strings.Count(code, "&") == len(refs)
	b := text.NewBuilder(p.v)
	b.Grow(len(code), 2*len(refs)+1)
	done := from
	for _, r := range refs {
		if r.literal && !encoded {
			continue
		}
		b.Copy(done, r.at)
		b.Put(string(r.r), r.at, r.at+r.n)
		done = r.at + r.n
	}
	b.Copy(done, to)
	return b.View(), encoded
}
