package policy

import "unicode/utf8"

// scanner finds the end of a C# expression. It knows as much of the lexical
// structure of C# as that takes: strings of every kind, holes of interpolated
// strings, char literals, comments. It counts only the bracket that opened the
// expression (or the brace of a hole), so that a missing "]" does not make the
// expression endless.
//
// A reference such as &quot; stands for its character. A literal that is opened
// by a written quote is closed by one, and one opened by &quot; by that.
type scanner struct {
	src  string // up to where the expression must have ended
	refs []ref  // the references passed over, in order
	nest []nesting
	xml  bool // whether references are read; false in CDATA
}

// ref is a reference in an expression.
type ref struct {
	at, n   int
	r       rune
	literal bool // in a string or char literal
}

// nesting is a piece of code, or the text of an interpolated string whose holes
// are code.
type nesting struct {
	open, shut byte // the brackets that are counted in code
	depth      int
	text       bool // text of an interpolated string
	verbatim   bool
	byRef      bool // the string was opened by a reference
}

// end is the offset after the bracket that closes the expression at s.src[i],
// "@(" or "@{". If there is none, ok is false and end is where it was given up:
// at the limit, or at something that no C# holds outside a literal, "</name",
// "<!--" and "/>".
func (s *scanner) end(i int) (end int, ok bool) {
	s.refs = s.refs[:0]
	s.nest = append(s.nest[:0], code(s.src[i+1]))
	for i += 2; i < len(s.src); {
		top := &s.nest[len(s.nest)-1]
		if top.text {
			i = s.interpolated(i, top)
			continue
		}
		if i, ok = s.code(i, top); !ok {
			return i, false
		}
		if len(s.nest) == 0 {
			return i, true
		}
	}
	return i, false
}

func code(open byte) nesting {
	if open == '(' {
		return nesting{open: '(', shut: ')', depth: 1}
	}
	return nesting{open: '{', shut: '}', depth: 1}
}

// code reads code until the nesting changes.
func (s *scanner) code(i int, top *nesting) (next int, ok bool) {
	for {
		if i = seek(s.src, i, inCode); i >= len(s.src) {
			return i, false
		}
		c, n := s.unit(i, false)
		switch c {
		case top.open:
			top.depth++
		case top.shut:
			if top.depth--; top.depth == 0 {
				s.nest = s.nest[:len(s.nest)-1]
				return i + n, true
			}
		case '"':
			var pushed bool
			if i, pushed = s.str(i, n); pushed {
				return i, true
			}
			continue
		case '\'':
			i = s.char(i, n)
			continue
		case '/':
			switch s.byteAt(i + 1) {
			case '/':
				i = s.lineComment(i + 2)
				continue
			case '*':
				i = s.blockComment(i + 2)
				continue
			case '>':
				return i, false
			}
		case '<':
			if n == 1 && (s.byteAt(i+1) == '/' && is(s.byteAt(i+2), nameStart) || has(s.src, i, "<!--")) {
				return i, false
			}
		}
		i += n
	}
}

// str reads the string whose quote of n bytes stands at i. Of an interpolated one
// it only enters the text.
func (s *scanner) str(i, n int) (next int, pushed bool) {
	verbatim, interpolated := s.prefix(i)
	switch {
	case interpolated:
		s.nest = append(s.nest, nesting{text: true, verbatim: verbatim, byRef: n > 1})
		return i + n, true
	case verbatim:
		return s.verbatim(i+n, n > 1), false
	}
	return s.regular(i+n, n > 1), false
}

// unit is the character at s.src[i], by its reference if it has one, and the
// number of bytes it is written with. Characters that mean nothing to the
// scanner may be given as any byte of theirs.
func (s *scanner) unit(i int, literal bool) (c byte, n int) {
	c = s.src[i]
	if c != '&' || !s.xml {
		return c, 1
	}
	r, n := reference(s.src, i)
	if n == 0 {
		return c, 1
	}
	s.refs = append(s.refs, ref{i, n, r, literal})
	if r >= utf8.RuneSelf {
		return 0, n
	}
	return byte(r), n
}

func (s *scanner) byteAt(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

// prefix reads the marks in front of a quote, backwards: @ $ @$ $@.
func (s *scanner) prefix(i int) (verbatim, interpolated bool) {
	for k := i - 1; k >= max(i-2, 0); k-- {
		switch {
		case s.src[k] == '@' && !verbatim:
			verbatim = true
		case s.src[k] == '$' && !interpolated:
			interpolated = true
		default:
			return
		}
	}
	return
}

// regular is the offset after "...", or at the line end that cuts it off.
func (s *scanner) regular(i int, byRef bool) int {
	for {
		if i = seek(s.src, i, inString); i >= len(s.src) {
			return i
		}
		c, n := s.unit(i, true)
		switch {
		case isLineEnd(c):
			s.unread(n)
			return i
		case c == '\\':
			i = s.escape(i + n)
			continue
		case c == '"' && byRef == (n > 1):
			s.closing(n)
			return i + n
		}
		i += n
	}
}

// closing takes back that the quote of n bytes just read is text of a literal:
// it closes it.
func (s *scanner) closing(n int) {
	if n > 1 {
		s.refs[len(s.refs)-1].literal = false
	}
}

// unread takes back the character of n bytes just read.
func (s *scanner) unread(n int) {
	if n > 1 {
		s.refs = s.refs[:len(s.refs)-1]
	}
}

// escape is the offset after what a backslash in front of s.src[i] escapes.
func (s *scanner) escape(i int) int {
	if i >= len(s.src) || isLineEnd(s.src[i]) {
		return i
	}
	_, n := s.unit(i, true)
	return i + n
}

// verbatim is the offset after @"..." with its doubled quotes.
func (s *scanner) verbatim(i int, byRef bool) int {
	for {
		if i = seek(s.src, i, inString); i >= len(s.src) {
			return i
		}
		c, n := s.unit(i, true)
		i += n
		if c != '"' || byRef != (n > 1) {
			continue
		}
		m := s.doubled(i, n)
		if m == 0 {
			return i
		}
		i += m
	}
}

// doubled is the length of the quote at s.src[i] if it doubles the one of n bytes
// in front of it. If it is 0, that one closes its literal.
func (s *scanner) doubled(i, n int) int {
	if i < len(s.src) {
		c, m := s.unit(i, true)
		if c == '"' && (m > 1) == (n > 1) {
			return m
		}
		s.unread(m)
	}
	s.closing(n)
	return 0
}

// interpolated reads the text of $"..." up to a hole or to its end.
func (s *scanner) interpolated(i int, top *nesting) int {
	for {
		if i = seek(s.src, i, inString); i >= len(s.src) {
			return i
		}
		c, n := s.unit(i, true)
		switch {
		case c == '{' && s.byteAt(i+n) == '{':
			n++
		case c == '{':
			s.nest = append(s.nest, code('{'))
			return i + n
		case c == '\\' && !top.verbatim:
			i = s.escape(i + n)
			continue
		case isLineEnd(c) && !top.verbatim:
			s.unread(n)
			s.nest = s.nest[:len(s.nest)-1]
			return i
		case c == '"' && top.byRef == (n > 1):
			if top.verbatim {
				if m := s.doubled(i+n, n); m > 0 {
					i += n + m
					continue
				}
			} else {
				s.closing(n)
			}
			s.nest = s.nest[:len(s.nest)-1]
			return i + n
		}
		i += n
	}
}

// char is the offset after the char literal at s.src[i], whose quote has n
// bytes. An apostrophe that begins none is passed over alone.
func (s *scanner) char(i, n int) int {
	known := len(s.refs)
	j := i + n
	if s.byteAt(j) == '\\' {
		j = s.escape(j + 1)
		for k := 0; k < 8 && digit(s.byteAt(j)) < 16; k++ { // \u0041, \x41
			j++
		}
	} else if j < len(s.src) && !isLineEnd(s.src[j]) {
		if c, m := s.unit(j, true); m > 1 || c < utf8.RuneSelf {
			j += m
		} else {
			_, m = utf8.DecodeRuneInString(s.src[j:])
			j += m
		}
	}
	if j < len(s.src) && j > i+n {
		if c, m := s.unit(j, false); c == '\'' && (m > 1) == (n > 1) {
			return j + m
		}
	}
	s.refs = s.refs[:known]
	return i + n
}

// lineComment is the offset of the line end that ends a comment.
func (s *scanner) lineComment(i int) int {
	for {
		if i = seek(s.src, i, inComment); i >= len(s.src) {
			return i
		}
		c, n := s.unit(i, false)
		if isLineEnd(c) {
			s.unread(n)
			return i
		}
		i += n
	}
}

// blockComment is the offset after "*/".
func (s *scanner) blockComment(i int) int {
	for {
		if i = seek(s.src, i, inComment); i >= len(s.src) {
			return i
		}
		c, n := s.unit(i, false)
		i += n
		if c == '*' && s.byteAt(i) == '/' {
			return i + 1
		}
	}
}

func isLineEnd(c byte) bool { return c == '\n' || c == '\r' }

func has(s string, i int, prefix string) bool {
	return len(s)-i >= len(prefix) && s[i:i+len(prefix)] == prefix
}
