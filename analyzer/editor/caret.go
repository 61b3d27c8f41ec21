package editor

import (
	"strings"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// caret is where a person types in a document, which may be half written: only
// what stands before it is read, so that nothing after it can mislead.
type caret struct {
	kind caretKind
	// elem is the innermost open element, or the one whose start tag is being written;
	// the document if there is none.
	elem *policy.Element
	// attr is the attribute whose value is being written.
	attr *policy.Attr
	// from is where the name, the value or the code begins that is being written.
	from int
	// block is true for code in braces, which holds statements.
	block bool
}

// caretKind says what is being written.
type caretKind uint8

const (
	inNothing  caretKind = iota // the zero value: a comment, or what is not read
	inContent                   // text between tags
	inName                      // the name of an element, after "<"
	inEndName                   // the name of an end tag, after "</"
	inTag                       // the name of an attribute
	inValue                     // the value of an attribute
	inCode                      // an expression
	inNamedVal                  // the name of a named value, after "{{"
)

// caretAt reads a text up to an offset.
func caretAt(src string, off int) caret {
	word := off
	for word > 0 && isWordByte(src[word-1]) {
		word--
	}
	for mark, kind := range map[string]caretKind{"</": inEndName, "<": inName} {
		if before, ok := strings.CutSuffix(src[:word], mark); ok {
			if c := readCaret(before); c.kind == inContent {
				return caret{kind: kind, elem: c.elem, from: word}
			}
		}
	}
	c := readCaret(src[:off])
	if c.kind == inTag {
		c.from = word
	}
	if at, ok := openNamedValue(src[:off], c); ok {
		c.kind, c.from = inNamedVal, at
	}
	return c
}

// isWordByte reports whether a byte can stand in the name of an element or an
// attribute.
func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.' || b == ':'
}

// readCaret is the caret at the end of a text.
func readCaret(src string) caret {
	doc, _ := policy.Parse(text.NewView(src))
	c := caret{kind: inContent, elem: doc, from: len(src)}
	for {
		var last policy.Node
		if n := len(c.elem.Children); n > 0 {
			last = c.elem.Children[n-1]
		}
		switch last := last.(type) {
		case *policy.Element:
			if last.SelfClosing || !last.Close.Empty() || last.Close.Start < len(src) {
				return c
			}
			c.elem = last
			if last.Open.End == len(src) && !endsTag(last, src) {
				return c.inTag(last, src)
			}
			continue
		case *policy.Text:
			if !last.CData || !strings.HasSuffix(src, "]]>") {
				return c.inText(last.Value, src)
			}
		case *policy.Comment:
			if last.Body.End == last.At.End {
				c.kind = inNothing
			}
		case *policy.Other:
			if !strings.HasSuffix(src, ">") {
				c.kind = inNothing
			}
		}
		return c
	}
}

// endsTag reports whether the start tag at the end of a text is complete.
func endsTag(e *policy.Element, src string) bool {
	if n := len(e.Attrs); n > 0 && e.Attrs[n-1].At.End == len(src) {
		return false
	}
	return strings.HasSuffix(src, ">")
}

// inTag is the caret in the start tag that ends the text.
func (c caret) inTag(e *policy.Element, src string) caret {
	c.kind = inTag
	n := len(e.Attrs)
	if n == 0 || e.Attrs[n-1].At.End < len(src) {
		return c
	}
	a := e.Attrs[n-1]
	closed := a.Quote == 0 || a.At.End > a.Value.At.End
	if closed {
		if a.Quote != 0 {
			c.kind = inNothing // right after a quote
		}
		return c
	}
	c.kind, c.attr = inValue, a
	return c.inText(a.Value, src)
}

// inText is the caret in the text or value that ends the text.
func (c caret) inText(v policy.Value, src string) caret {
	c.from = v.At.Start
	n := len(v.Parts)
	if n == 0 {
		return c
	}
	p := v.Parts[n-1]
	switch {
	case p.Kind == policy.Expression && p.Unclosed && p.At.End == len(src) && p.At.Len() >= 2:
		c.kind, c.from, c.block = inCode, p.At.Start+2, p.Block
	case p.Kind == policy.Expression:
		c.from = p.At.End
	case p.Kind == policy.Literal:
		// In the middle of a text, an expression without an end is text.
		lit := p.At.Of(src)
		if i := strings.Index(lit, "@("); i >= 0 && (i == 0 || lit[i-1] != '@') {
			c.kind, c.from = inCode, p.At.Start+i+2
		} else if i := strings.Index(lit, "@{"); i >= 0 && (i == 0 || lit[i-1] != '@') {
			c.kind, c.from, c.block = inCode, p.At.Start+i+2, true
		}
	}
	return c
}

// maxNamedValue bounds how far back a named value is looked for: APIM allows
// names of 256 characters.
const maxNamedValue = 256

// openNamedValue is where the name of a named value begins that has no end yet.
// In a Liquid template, double braces are the template's.
func openNamedValue(src string, c caret) (int, bool) {
	if c.kind != inContent && c.kind != inValue && c.kind != inCode || c.elem.IsLiquid() {
		return 0, false
	}
	from := max(c.from, len(src)-maxNamedValue-2)
	i := strings.LastIndex(src[from:], "{{")
	if i < 0 {
		return 0, false
	}
	at := from + i + 2
	return at, !strings.ContainsAny(src[at:], "{}<>\"\r\n")
}
