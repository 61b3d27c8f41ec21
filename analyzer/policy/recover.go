package policy

import "strings"

// expressionEnd is where the expression at i ends. Of one that has no end it is
// where the text around it goes on, as well as can be told; that is an error if
// the expression must be one.
func (p *parser) expressionEnd(src string, i int, where class, must bool) (end int, closed bool) {
	p.scan.src = src
	if p.patience <= 0 {
		p.scan.src = src[:min(i+impatientReach, len(src))]
	}
	p.scan.xml = where != inCData
	stop, closed := p.scan.end(i)
	if closed {
		return stop, true
	}
	p.patience -= stop - i
	if !must {
		return i, false
	}
	if !p.cut { // else the section around it is not closed
		p.fail(i, i+2, "the expression is not closed")
	}
	switch {
	case where == inCData, stop == len(src) && !p.rootEnds(i):
		end = len(src)
	case where == inText:
		end = p.endOfTornText(src, i, stop)
	case where == inDouble:
		end = endOfTornValue(src, i, stop, '"')
	case where == inSingle:
		end = endOfTornValue(src, i, stop, '\'')
	default:
		end = i + 2
	}
	p.torn = true
	p.cut = p.cut || end == len(p.src)
	return end, false
}

// rootEnds reports whether the root element has its end tag after i. If it has
// not, the document is cut off, and all the rest of it is the expression that is
// being typed, even if it looks like markup: strings hold HTML.
func (p *parser) rootEnds(i int) bool {
	return len(p.open) > 1 && strings.Contains(p.src[i:], "</"+p.open[1].elem.Tag)
}

// endOfTornText looks for the end tag of the element that holds an unclosed
// expression, else for markup at the start of a line.
func (p *parser) endOfTornText(src string, i, stop int) int {
	tag := p.open[len(p.open)-1].elem.Tag
	if tag != "" {
		reach := min(stop+2+len(tag), len(src))
		if k := strings.Index(src[i:reach], "</"+tag); k >= 0 {
			return i + k
		}
	}
	if k := markupLine(src, i, stop); k >= 0 {
		return k
	}
	return stop
}

// endOfTornValue looks for the quote that ends the value of an attribute with an
// unclosed expression: one after which the tag goes on.
func endOfTornValue(src string, i, stop int, quote byte) int {
	limit := stop
	if k := markupLine(src, i, stop); k >= 0 {
		limit = k
	}
	for j := i; j < limit; j++ {
		k := strings.IndexByte(src[j:limit], quote)
		if k < 0 {
			break
		}
		if j += k; tagGoesOn(src, j+1) {
			return j
		}
	}
	return endOfTornLine(src[:limit], i)
}

// tagGoesOn reports whether what follows a quote is the end of the tag or
// another attribute.
func tagGoesOn(src string, i int) bool {
	j := skip(src, i, blank)
	switch {
	case j == len(src), src[j] == '>', has(src, j, "/>"), has(src, j, "?>"):
		return true
	case j == i || !is(src[j], nameStart):
		return false
	}
	j = skip(src, skip(src, j, nameByte), blank)
	if j == len(src) || src[j] != '=' {
		return false
	}
	j = skip(src, j+1, blank)
	return j < len(src) && (src[j] == '"' || src[j] == '\'')
}

// endOfTornLine is the end of the line from i on, before a ">" or "/>" that ends
// it.
func endOfTornLine(src string, i int) int {
	end := len(src)
	if k := strings.IndexAny(src[i:], "\r\n"); k >= 0 {
		end = i + k
	}
	line := strings.TrimRight(src[i:end], " \t")
	if trimmed, ok := strings.CutSuffix(line, ">"); ok {
		line = strings.TrimRight(strings.TrimSuffix(trimmed, "/"), " \t")
	}
	return i + len(line)
}

// markupLine is the end of the line before the first one that begins with
// markup, -1 if there is none before the limit.
func markupLine(src string, i, limit int) int {
	for {
		k := strings.IndexByte(src[i:limit], '\n')
		if k < 0 {
			return -1
		}
		end := i + k
		i = skip(src[:limit], end+1, blank)
		if i+1 < len(src) && src[i] == '<' && (is(src[i+1], nameStart) || src[i+1] == '/' || src[i+1] == '!') {
			return end
		}
		if i >= limit {
			return -1
		}
	}
}
