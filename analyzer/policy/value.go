package policy

import (
	"strings"

	"hairpin/analyzer/text"
)

// value reads the value that begins at i in src, up to what ends a value there.
// The place it stands in is one of inText, inDouble, inSingle, inBare, inCData.
func (p *parser) value(src string, i int, where class) (v Value, end int) {
	p.pending = p.pending[:0]
	end = p.parts(src, i, where)
	v = Value{At: p.v.Span(i, end)}
	if len(p.pending) > 0 {
		v.Parts = p.partSlab.copy(p.pending)
	}
	return v, end
}

// parts leaves the parts of a value in p.pending.
//
// An expression that is the first thing in a value has to have an end. APIM
// does not document what it makes of one in the middle
// (https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
// lets it be "the" value), and authors use both: https://x@(y) is one, and so it
// is read as one, as Razor does; "@@(" and what has no end are text.
func (p *parser) parts(src string, i int, where class) int {
	start, from := i, i // of the value; of the literal that is being read
	stop := where
	if p.liquid > 0 {
		stop = liquid(where)
	}
	var seen struct{ ref, less, open bool }
	for {
		if i = seek(src, i, stop); i >= len(src) {
			break
		}
		switch src[i] {
		case '@':
			next := i + 1
			if next < len(src) && src[next] == '@' {
				i += 2
				continue
			}
			if next >= len(src) || src[next] != '(' && src[next] != '{' || seen.open {
				i++
				continue
			}
			first := from == start && isBlank(src[start:i])
			end, closed := p.expressionEnd(src, i, where, first)
			if !closed && !first {
				seen.open = true
				i += 2
				continue
			}
			p.literal(from, i, seen.ref)
			p.expression(i, end, closed)
			i, from, seen.ref = end, end, false
			if !closed {
				return i
			}
		case '{', '$', '#', '%', '_':
			at := text.PlaceholderAt(src, i)
			if at.Kind == text.NoPlaceholder {
				i++
				continue
			}
			p.literal(from, i, seen.ref)
			p.placeholder(at)
			i, from, seen.ref = at.End, at.End, false
		case '&':
			n := p.reference(i)
			seen.ref = seen.ref || n > 1
			i += n
		case '<':
			switch {
			case where == inBare, where == inText && p.markupAt(i):
				p.literal(from, i, seen.ref)
				return i
			case where == inText:
				p.cut = p.cut || seek(p.src, i+1, liquidBare) == len(p.src) // a tag was about to begin
				p.fail(i, i+1, `a "<" in text must be written as &lt;`)
			case !seen.less:
				if p.markupAt(i) && strings.IndexByte(src[start:i], '\n') >= 0 {
					return p.tornValue(start, from, i, seen.ref)
				}
				seen.less = true
				p.fail(i, i+1, `a "<" in the value of an attribute must be written as &lt;`)
			}
			i++
		case ']':
			if has(src, i, "]]>") {
				p.fail(i, i+3, `"]]>" in text must be written as ]]&gt;`)
				i += 2
			}
			i++
		case '/': // of a value without quotes
			if i+1 < len(src) && src[i+1] == '>' {
				p.literal(from, i, seen.ref)
				return i
			}
			i++
		default:
			p.literal(from, i, seen.ref)
			return i
		}
	}
	p.literal(from, i, seen.ref)
	return i
}

// tornValue ends a value whose closing quote is missing: the value reached into
// the markup of a later line. It ends with its first line, before the ">".
func (p *parser) tornValue(start, from, i int, refs bool) int {
	end := endOfTornLine(p.src[:i], max(start, from))
	p.literal(from, end, refs)
	return end
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
