package policy

import (
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// nameAt reports whether a name begins at i. A placeholder can be one, or a part
// of one.
func (p *parser) nameAt(i int) bool {
	return i < len(p.src) && (is(p.src[i], nameStart) || p.placeholderAt(i) > 0)
}

// placeholderAt is the length of the placeholder at i that stands for text, 0 if
// there is none.
func (p *parser) placeholderAt(i int) int {
	if !is(p.src[i], mark) {
		return 0
	}
	at := text.PlaceholderAt(p.src, i)
	if at.Kind == text.NoPlaceholder || at.Kind == text.Directive {
		return 0
	}
	return at.End - at.Start
}

// name is the end of the name that begins at i.
func (p *parser) name(i int) int {
	for {
		i = skip(p.src, i, nameByte)
		if i >= len(p.src) || !is(p.src[i], mark) {
			return i
		}
		n := p.placeholderAt(i)
		if n == 0 {
			return i
		}
		i += n
	}
}

// startTag reads a start tag and enters its element.
func (p *parser) startTag() {
	e := p.elems.New()
	end := p.name(p.i + 1)
	e.Tag = p.src[p.i+1 : end]
	e.Name = p.v.Span(p.i+1, end)
	p.attrs = p.attrs[:0]
	p.torn = false
	start := p.i
	p.i = end
	whole, loose := p.tagBody(e)
	e.Attrs = p.refSlab.Copy(p.attrs)
	e.Open = p.v.Span(start, p.i)
	if !loose && !p.torn {
		p.noDuplicates(e)
	}
	p.torn = false
	if e.SelfClosing {
		e.Close = p.v.Span(p.i, p.i)
		p.push(e)
		return
	}
	if len(p.open) > MaxDepth {
		p.flatten(e)
		return
	}
	p.enter(e, !whole)
}

// MaxDepth bounds how deep elements are nested in a tree, so that whoever walks one
// by recursion needs no bound of its own. Policies of real estates stay below 40.
const MaxDepth = 512

// flatten reads an element that stands too deep: what it holds follows it, as if it
// were closed already.
func (p *parser) flatten(e *Element) {
	if !p.deep {
		p.deep = true
		p.report(text.Error{Span: e.Name, Message: "elements are nested more than " + strconv.Itoa(MaxDepth) + " deep; from here on they are read as if they followed each other"})
	}
	p.flat++
	e.Close = text.Span{Start: e.Open.End, End: e.Open.End}
	p.push(e)
}

// tagBody reads what stands between the name of a start tag and its end. Whole
// is false if the tag has no end. Loose is true if a template puts attributes in:
// what they will be is not known.
func (p *parser) tagBody(e *Element) (whole, loose bool) {
	for p.wanted() {
		gap := p.i
		p.i = skip(p.src, p.i, blank)
		if p.i >= len(p.src) {
			p.tear(e.Name, "the start tag of <"+e.Tag+"> is not closed")
			p.cut = true
			return false, loose
		}
		switch c := p.src[p.i]; {
		case c == '>':
			p.i++
			return true, loose
		case c == '/' && has(p.src, p.i, "/>"):
			p.i += 2
			e.SelfClosing = true
			return true, loose
		case c == '<' && p.markupAt(p.i):
			p.i = gap // the blanks before the next tag are text
			p.tear(e.Name, "the start tag of <"+e.Tag+"> is not closed")
			return false, loose
		case is(c, nameStart):
			if p.i == gap && len(p.attrs) > 0 && !loose {
				p.missingBlank(p.attrs[len(p.attrs)-1])
			}
			p.attribute()
		default:
			if at := text.PlaceholderAt(p.src, p.i); at.Kind != text.NoPlaceholder {
				loose = true
				p.placeholderInTag(at)
				break
			}
			end := p.endOfJunk()
			p.tear(p.v.Span(p.i, end), "the start tag of <"+e.Tag+"> holds something that is not an attribute")
			p.i = end
		}
	}
	p.i = len(p.src)
	return false, loose
}

// placeholderInTag reads a placeholder that stands for attributes, or for the name
// of one.
func (p *parser) placeholderInTag(at text.Placeholder) {
	if at.Kind != text.Directive {
		if i := skip(p.src, p.name(p.i), blank); i < len(p.src) && p.src[i] == '=' {
			p.attribute()
			return
		}
	}
	p.i = at.End
}

// tear reports an error after which the tag is not reliable, unless it was torn
// already: one mistake, one error.
func (p *parser) tear(at text.Span, message string) {
	if !p.torn {
		p.report(text.Error{Span: at, Message: message})
		p.torn = true
	}
}

// missingBlank reports that an attribute begins right after another one. In
// b="c d="e" the second quote was meant to open a value, and it is the first that
// is not closed.
func (p *parser) missingBlank(before *Attr) {
	value := p.src[p.quoteAt:p.i]
	if before.Quote != 0 && strings.HasSuffix(value[:len(value)-1], "=") && strings.ContainsAny(value, " \t\r\n") {
		p.tear(p.v.Span(p.quoteAt, p.quoteAt+1), "the value of the attribute "+before.Key+" is not closed")
		return
	}
	p.tear(p.v.Span(p.i, p.i+1), "white space is missing before an attribute")
}

// endOfJunk is the end of what stands in a tag and is no attribute.
func (p *parser) endOfJunk() int {
	i := p.i + 1
	for i < len(p.src) {
		c := p.src[i]
		if is(c, blank) || c == '>' || c == '<' || c == '/' && has(p.src, i, "/>") {
			break
		}
		i++
	}
	return i
}

// attribute reads name="value".
func (p *parser) attribute() {
	a := p.attrSlab.New()
	p.attrs = append(p.attrs, a)
	start := p.i
	end := p.name(start)
	a.Key = p.src[start:end]
	a.Name = p.v.Span(start, end)
	p.i = skip(p.src, end, blank)
	if p.i >= len(p.src) || p.src[p.i] != '=' {
		p.i = end
		a.At = a.Name
		a.Value.At = p.v.Span(end, end)
		if p.i < len(p.src) && p.placeholderAt(start) != end-start { // __ATTRIBUTES__
			p.tear(a.Name, "the attribute "+a.Key+" has no value")
		}
		return
	}
	p.i = skip(p.src, p.i+1, blank)
	p.attributeValue(a)
	a.At = p.v.Span(start, p.i)
}

func (p *parser) attributeValue(a *Attr) {
	open := p.i
	p.quoteAt = open
	where := inBare
	if open < len(p.src) {
		switch p.src[open] {
		case '"':
			a.Quote, where = '"', inDouble
		case '\'':
			a.Quote, where = '\'', inSingle
		}
	}
	if where == inBare {
		p.bareValue(a)
		return
	}
	a.Value, p.i = p.value(p.src, open+1, where)
	if p.i < len(p.src) && p.src[p.i] == a.Quote {
		p.i++
		return
	}
	if p.cut {
		p.torn = true // cut off in a reference, which was reported
	}
	p.cut = p.cut || p.i >= len(p.src)
	p.tear(p.v.Span(open, open+1), "the value of the attribute "+a.Key+" is not closed")
}

// bareValue reads a value without quotes. That is an error unless a placeholder
// brings the quotes.
func (p *parser) bareValue(a *Attr) {
	start := p.i
	a.Value, p.i = p.value(p.src, start, inBare)
	parts := a.Value.Parts
	switch {
	case len(parts) == 0 && p.i < len(p.src):
		p.tear(a.Name, "the attribute "+a.Key+" has no value")
	case len(parts) > 0 && (parts[0].Kind == Literal || parts[0].Kind == Expression):
		if p.i < len(p.src) && (p.src[p.i] == '"' || p.src[p.i] == '\'') {
			p.i++ // the opening quote alone is missing
		}
		p.tear(p.v.Span(start, p.i), "the value of the attribute "+a.Key+" is not in quotes")
	}
}

// manyAttrs is the number of attributes from which on a table finds duplicates.
const manyAttrs = 16

// noDuplicates reports attributes that are given twice.
func (p *parser) noDuplicates(e *Element) {
	if len(e.Attrs) > manyAttrs {
		seen := make(map[string]bool, len(e.Attrs))
		for _, a := range e.Attrs {
			if !p.wanted() {
				return
			}
			if seen[a.Key] {
				p.duplicate(a)
			}
			seen[a.Key] = true
		}
		return
	}
	for i, a := range e.Attrs {
		for _, b := range e.Attrs[:i] {
			if a.Key == b.Key {
				p.duplicate(a)
				break
			}
		}
	}
}

func (p *parser) duplicate(a *Attr) {
	p.report(text.Error{Span: a.Name, Message: "the attribute " + a.Key + " is given twice"})
}

// reach is how many open elements an end tag is compared with. No policy nests
// as deep, and a document of nothing but wrong end tags stays linear.
const reach = 64

// endTag reads an end tag and closes its element, with everything that is still
// open inside. One that closes nothing is kept aside.
func (p *parser) endTag() {
	start := p.i
	nameEnd := p.name(start + 2)
	tag := p.src[start+2 : nameEnd]
	end, whole := p.endOfEndTag(start, nameEnd)
	p.torn = false
	if p.flat > 0 { // of an element that was read as if it were closed
		p.flat--
		p.i = start
		p.other(end)
		return
	}
	k := p.opener(tag)
	if k == 0 || p.cut && k < len(p.open)-1 { // a name that is cut off names nobody else
		if whole && !p.inBranch() && !p.wasMissed(tag) {
			p.strayEndTag(start, nameEnd, tag)
		}
		p.i = start
		p.other(end)
		return
	}
	here := p.v.Span(start, start)
	for len(p.open)-1 > k {
		if top := p.open[len(p.open)-1]; !top.excused && !p.inBranch() {
			p.notClosed(top.elem)
		}
		p.leave(here)
	}
	p.leave(p.v.Span(start, end))
	p.i = end
}

// strayEndTag reports an end tag without a start tag. Most likely it is the
// misspelt end tag of the innermost element, whose end is not missed then.
func (p *parser) strayEndTag(start, nameEnd int, tag string) {
	if tag == "" {
		p.fail(start, nameEnd, "an end tag has no name")
	} else {
		p.fail(start+2, nameEnd, "the end tag </"+tag+"> has no start tag")
	}
	p.open[len(p.open)-1].excused = true
}

// wasMissed reports whether an element of that name was closed for want of its end
// tag: this is it, come too late, because a start tag before it is wrong.
func (p *parser) wasMissed(tag string) bool {
	for i := len(p.missed) - 1; i >= max(0, len(p.missed)-reach); i-- {
		if p.missed[i] == tag {
			p.missed = append(p.missed[:i], p.missed[i+1:]...)
			return true
		}
	}
	return false
}

// endOfEndTag is the offset after the ">" of an end tag. If there is none, whole
// is false.
func (p *parser) endOfEndTag(start, nameEnd int) (end int, whole bool) {
	i := skip(p.src, nameEnd, blank)
	if i < len(p.src) && p.src[i] == '>' {
		return i + 1, true
	}
	p.tear(p.v.Span(start, nameEnd), "the end tag </"+p.src[start+2:nameEnd]+"> is not closed")
	for i < len(p.src) && p.src[i] != '<' && p.src[i] != '>' && !isLineEnd(p.src[i]) {
		i++
	}
	switch {
	case i >= len(p.src):
		p.cut = true
		return i, false
	case p.src[i] == '>':
		return i + 1, false
	}
	return nameEnd, false
}

// opener is the index in p.open of the nearest element of that name, 0 if there
// is none.
func (p *parser) opener(tag string) int {
	for k := len(p.open) - 1; k > max(0, len(p.open)-1-reach); k-- {
		if p.open[k].elem.Tag == tag {
			return k
		}
	}
	return 0
}

// markupAt reports whether the "<" at i begins markup; else it is text.
func (p *parser) markupAt(i int) bool {
	if i+1 >= len(p.src) {
		return false
	}
	c := p.src[i+1]
	return c == '/' || c == '!' || c == '?' || p.nameAt(i+1)
}
