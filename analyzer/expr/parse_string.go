package expr

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

func (p *parser) stringLiteral() Expr {
	start, end := p.start, p.end
	n := p.strings.New()
	n.Verbatim = p.src[start] == '@'
	n.Raw = p.view.Slice(start, end)
	p.flaws()
	p.next()
	n.At.At = p.since(start)
	return n
}

// interpolated reads $"...": text, which the lexer does not cut into tokens, and
// holes.
func (p *parser) interpolated() Expr {
	start := p.start
	n := &Interpolated{Verbatim: strings.IndexByte(p.text(), '@') >= 0}
	var buf [4]Part
	parts, doubtful := buf[:0], false
	for i := p.end; ; {
		end, by, stray := p.run(i, n.Verbatim)
		if end > i {
			parts = append(parts, Part{At: p.span(i, end), Text: p.view.Slice(i, end), verbatim: n.Verbatim})
		}
		p.end = end
		if p.flaw == badEscape {
			p.flaws()
			p.flaw = sound
		}
		if stray >= 0 {
			p.failedAt = -1
			p.fail(p.span(stray, stray+1), `"}" in an interpolated string has to be doubled`)
		}
		if by == atHole {
			if at := p.marked(end); at.Kind == text.Token {
				parts = append(parts, p.markedHole(end, at))
				doubtful, i = true, p.end
				continue
			}
			part, ok := p.hole(end)
			if ok {
				part.Token = p.asToken(&part, end)
				doubtful = doubtful || part.Token != ""
			}
			parts = append(parts, part)
			if i = p.end; ok {
				continue
			}
			if p.kind == tString && p.src[p.start] == '"' { // this one's closing quote
				p.end = p.start + 1
				p.next()
			}
			p.failedAt = p.start
			break
		}
		if by == atQuote {
			p.end++
		}
		after := p.end
		p.next()
		if by == atEnd {
			p.notClosed(start, after, "the string is not closed")
			p.failedAt = p.start
		}
		break
	}
	n.Parts = append([]Part(nil), parts...)
	n.At.At = p.since(start)
	if doubtful {
		p.doubtful = append(p.doubtful, n)
	}
	return n
}

// hole reads {X,Align:Format} from the brace at open. It stops after the closing
// brace, without reading a token there: text follows. Without one, ok is false.
func (p *parser) hole(open int) (part Part, ok bool) {
	errs := len(p.errs)
	p.end = open + 1
	p.next()
	part.X = p.expr()
	if c, is := part.X.(*Cond); is {
		p.fail(c.At.At, "a conditional in an interpolated string has to be in parentheses")
	}
	if p.got(tComma) {
		part.Align = p.expr()
	}
	if p.kind == tColon {
		i := p.format(p.end)
		part.Format = p.src[p.end:i]
		if p.end = i; p.byteAt(i) == '}' {
			p.kind, p.start, p.end, p.prevEnd = tRBrace, i, i+1, i
		} else {
			p.next()
		}
	}
	part.At = p.since(open)
	if ok = p.kind == tRBrace; ok {
		part.At = p.span(open, p.end)
	} else {
		p.fail(p.span(open, open+1), `"}" is missing`)
	}
	if len(p.errs) > errs && open > 0 && p.src[open-1] == '$' {
		// ${x ? y : z}: the deployment's, though it looks like a hole.
		p.errs = p.errs[:errs]
		b := new(Bad)
		b.At.At = part.X.Span()
		part.X = b
	}
	return part, ok
}

// marked is the placeholder of the deployment that a hole is with the byte in front
// of its brace.
func (p *parser) marked(open int) text.Placeholder {
	if open == 0 || p.src[open-1] != '$' && p.src[open-1] != '#' {
		return text.Placeholder{}
	}
	if at := text.PlaceholderIn(p.src, open-1, inCode); at.Kind == text.Token {
		return at
	}
	return text.Placeholder{}
}

// markedHole reads a hole that may be a placeholder, as C# if that can be. What the
// placeholder does not hold is not looked at.
func (p *parser) markedHole(open int, at text.Placeholder) Part {
	src, errs, comment := p.src, len(p.errs), p.comment
	p.src = src[:at.End]
	part, ok := p.hole(open)
	if p.src = src; !ok || len(p.errs) > errs || p.end != at.End {
		part = Part{X: new(Bad)}
	}
	p.errs, p.comment = p.errs[:errs], comment
	p.end, p.flaw, p.failedAt = at.End, sound, -1
	part.Text = p.view.Slice(at.Start, at.End)
	return part
}

// asToken is what a hole is to a deployment that replaces {x}, if it is a name and
// nothing else: C# has no need of it where it knows no such name.
func (p *parser) asToken(part *Part, open int) string {
	id, ok := part.X.(*Ident)
	if !ok || id.Name == "context" {
		return ""
	}
	written := p.src[open:p.end]
	if at := text.PlaceholderIn(written, 0, text.InID); at.Kind == text.Token && at.End == len(written) && strings.HasPrefix(written, "{") {
		return written
	}
	return ""
}

// format is the end of a format that begins at i: braces are doubled in it.
func (p *parser) format(i int) int {
	for {
		i = seek(p.src, i, inText)
		switch c := p.byteAt(i); {
		case i+1 < len(p.src) && (c == '\\' || (c == '{' || c == '}') && p.src[i+1] == c):
			i += 2
		case c == '{':
			i++
		default:
			return i
		}
	}
}
