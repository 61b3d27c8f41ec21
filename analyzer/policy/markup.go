package policy

import "strings"

// declaration reads what begins with "<!": a comment, a CDATA section, a
// document type.
func (p *parser) declaration() {
	switch {
	case has(p.src, p.i, "<!--"):
		p.comment()
	case has(p.src, p.i, "<![CDATA["):
		p.cdata()
	default:
		p.doctype()
	}
}

// comment reads <!-- ... -->. Two dashes inside are an error in every reader of
// XML, but do not end it.
func (p *parser) comment() {
	body := p.i + len("<!--")
	c := p.comments.New()
	dashes := -1
	for i := body; ; i++ {
		k := strings.Index(p.src[i:], "--")
		if k < 0 {
			p.fail(p.i, body, "the comment is not closed")
			p.cut = true
			c.Body = p.v.Span(body, len(p.src))
			c.At = p.v.Span(p.i, len(p.src))
			p.i = len(p.src)
			break
		}
		if i += k; has(p.src, i, "-->") {
			c.Body = p.v.Span(body, i)
			c.At = p.v.Span(p.i, i+len("-->"))
			p.i = i + len("-->")
			break
		}
		if dashes < 0 {
			dashes = i
		}
	}
	p.push(c)
	if dashes >= 0 && !p.cut {
		p.fail(dashes, dashes+2, `a comment must not contain "--"`)
	}
}

// cdata reads <![CDATA[ ... ]]>. Expressions and placeholders count in it;
// references do not.
func (p *parser) cdata() {
	body := p.i + len("<![CDATA[")
	t := p.texts.New()
	t.CData = true
	end := len(p.src)
	behind := end
	if k := strings.Index(p.src[body:], "]]>"); k >= 0 {
		end = body + k
		behind = end + len("]]>")
	} else {
		p.fail(p.i, body, "the CDATA section is not closed")
		p.cut = true
	}
	t.Value, _ = p.value(p.src[:end], body, inCData)
	t.Value.At = p.v.Span(body, end)
	t.At = p.v.Span(p.i, behind)
	p.push(t)
	p.i = behind
}

// doctype reads <!DOCTYPE ...> with the declarations in it.
func (p *parser) doctype() {
	known := has(p.src, p.i, "<!DOCTYPE")
	if !known {
		p.fail(p.i, p.i+2, `"<!" begins neither a comment nor a CDATA section`)
	}
	depth := 1
	for i := p.i + 2; i < len(p.src); i++ {
		switch c := p.src[i]; c {
		case '"', '\'':
			if k := strings.IndexByte(p.src[i+1:], c); k >= 0 {
				i += k + 1
			}
		case '<':
			depth++
			if has(p.src, i, "<!--") {
				if k := strings.Index(p.src[i:], "-->"); k >= 0 {
					i += k + 1 // the ">" ends it
				}
			}
		case '>':
			if depth--; depth == 0 {
				p.other(i + 1)
				return
			}
		}
	}
	if known {
		p.fail(p.i, p.i+2, "the document type is not closed")
	}
	p.cut = true
	p.other(len(p.src))
}

// instruction reads <? ... ?>.
func (p *parser) instruction() {
	if !p.noPIEnd {
		if k := strings.Index(p.src[p.i+2:], "?>"); k >= 0 {
			p.other(p.i + 2 + k + len("?>"))
			return
		}
		p.noPIEnd = true
	}
	p.fail(p.i, p.i+2, "the processing instruction is not closed")
	end := len(p.src)
	if k := strings.IndexByte(p.src[p.i:], '>'); k >= 0 {
		end = p.i + k + 1
	}
	p.cut = p.cut || end == len(p.src)
	p.other(end)
}
