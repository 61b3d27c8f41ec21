package expr

import (
	"strings"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
)

// What can end or interrupt the text of a literal.
const (
	inRegular  uint8 = 1 << iota // "..."
	inVerbatim                   // @"..."
	inText                       // $"..."
	inRaw                        // what Pieces looks at in any literal
)

var stops = func() (t [256]uint8) {
	for c, set := range map[byte]uint8{
		'"': inRegular | inVerbatim | inText, '\\': inRegular | inText,
		'\n': inRegular | inText, '\r': inRegular | inText,
		'$': inRegular | inRaw, '{': inText | inRaw, '}': inText,
		'#': inRaw, '%': inRaw, '_': inRaw,
	} {
		t[c] = set
	}
	return t
}()

// seek is the offset of the next byte of s that is in set.
func seek(s string, i int, set uint8) int {
	for i < len(s) && stops[s[i]]&set == 0 {
		i++
	}
	return i
}

// flawed notes what is wrong with the current token. The first flaw counts.
func (l *lexer) flawed(f flaw, at int) {
	if l.flaw == sound {
		l.flaw, l.flawAt = f, at
	}
}

// regularString reads "..." or a raw string literal. It ends at the end of the
// line at the latest.
func (l *lexer) regularString(i int) {
	s := l.src
	l.kind = tString
	if l.byteAt(i+1) == '"' && l.byteAt(i+2) == '"' && l.rawString(i) {
		return
	}
	for i++; ; {
		i = seek(s, i, inRegular)
		if i >= len(s) {
			break
		}
		switch s[i] {
		case '"':
			i++
			if l.byteAt(i)|0x20 == 'u' && l.byteAt(i+1) == '8' && class[l.byteAt(i+2)] < letter {
				l.kind, i = tNewer, i+2
			}
			l.end = i
			return
		case '\\':
			n, ok := escape(s[i:])
			if !ok {
				l.flawed(badEscape, i)
			}
			i += n
			continue
		case '$':
			i = max(i+1, quotingToken(s, i))
			continue
		}
		break
	}
	l.flaw, l.flawAt, l.end = openString, l.start, i
}

// quotingToken is the end of a ${x} at s[i] that has quotes of its own, as in
// "${replace(host, "a", "b")}": Terraform's quotes do not end the literal. The
// literal "${" is told from it by what follows.
// https://developer.hashicorp.com/terraform/language/expressions/strings#interpolation
func quotingToken(s string, i int) int {
	if i+2 >= len(s) || s[i+1] != '{' || class[s[i+2]] != letter && s[i+2] != ' ' {
		return i
	}
	p := text.PlaceholderAt(s, i)
	if p.Kind != text.Token || p.Name == "" || class[p.Name[0]] != letter {
		return i
	}
	return p.End
}

// escape is the length of the escape sequence at the backslash s[0], and whether
// C# knows it.
// https://learn.microsoft.com/dotnet/csharp/programming-guide/strings/#string-escape-sequences
func escape(s string) (n int, ok bool) {
	if len(s) < 2 {
		return 1, false
	}
	least, most := 0, 0
	switch s[1] {
	case '\'', '"', '\\', '0', 'a', 'b', 'e', 'f', 'n', 'r', 't', 'v':
		return 2, true
	case 'x':
		least, most = 1, 4
	case 'u':
		least, most = 4, 4
	case 'U':
		least, most = 8, 8
	case '\n', '\r':
		return 1, false
	default:
		_, n := utf8.DecodeRuneInString(s[1:])
		return 1 + n, false
	}
	for n = 2; n < len(s) && n-2 < most && isHex(s[n]); n++ {
	}
	return n, n-2 >= least
}

// verbatimString reads @"..." from after its quote.
func (l *lexer) verbatimString(i int) {
	l.kind = tString
	end, ok := endOfVerbatim(l.src, i)
	if !ok {
		l.flawed(openString, l.start)
	}
	l.end = end
}

func endOfVerbatim(s string, i int) (end int, ok bool) {
	for {
		n := strings.IndexByte(s[i:], '"')
		if n < 0 {
			return len(s), false
		}
		if i += n + 1; i >= len(s) || s[i] != '"' {
			return i, true
		}
		i++
	}
}

// How far the end of a raw string literal is looked for, and the number of
// quotes and dollar signs it may have around it.
const (
	maxRaw   = 1 << 16
	maxMarks = 8
)

// rawString reads """...""" at i, if that is one: on one line, or with the marks
// on lines of their own. Before C# 11 three quotes were an empty string and the
// beginning of the next one, and that is what they stay if nothing closes them.
func (l *lexer) rawString(i int) bool {
	s := l.src[i:min(len(l.src), i+maxRaw)]
	n := 0
	for n < len(s) && n <= maxMarks && s[n] == '"' {
		n++
	}
	if n < 3 || n > maxMarks {
		return false
	}
	body := s[n:]
	line := strings.IndexAny(body, "\r\n")
	if line >= 0 && strings.TrimLeft(body[:line], " \t") != "" {
		body = body[:line]
	}
	end := strings.Index(body, s[:n])
	if end <= 0 {
		return false
	}
	for end+n < len(body) && body[end+n] == '"' {
		end++
	}
	l.end = i + n + end + n
	return true
}

// interpolatedString reads the opening of an interpolated string, up to its
// quote at i. The parser goes on with run.
func (l *lexer) interpolatedString(i int) {
	if l.byteAt(i+1) == '"' && l.byteAt(i+2) == '"' && l.rawString(i) {
		l.kind = tNewer
		return
	}
	l.kind, l.end = tInterpolated, i+1
}

// stop is what ends a run of text in an interpolated string.
type stop uint8

const (
	atEnd   stop = iota // the end of the line or of everything: it is not closed
	atQuote             // the closing quote
	atHole              // {
)

// run is the end of the text at i in an interpolated string, and what ends it.
// stray is the offset of a } that is not doubled, or -1.
func (l *lexer) run(i int, verbatim bool) (end int, by stop, stray int) {
	s, from := l.src, i
	stray = -1
	for {
		if i = seek(s, i, inText); i >= len(s) {
			return i, atEnd, stray
		}
		next := l.byteAt(i + 1)
		switch s[i] {
		case '"':
			if !verbatim || next != '"' {
				return i, atQuote, stray
			}
			i += 2
		case '{':
			switch p := text.PlaceholderAt(s, i); {
			case p.Kind != text.NoPlaceholder:
				i = p.End
			case next == '{':
				i += 2
			case i > from && (s[i-1] == '%' && isDirective(s, i-1) || s[i-1] == '#' && text.PlaceholderAt(s, i-1).Kind == text.Token):
				i = text.PlaceholderAt(s, i-1).End
			default:
				return i, atHole, stray
			}
		case '}':
			if next == '}' {
				i++
			} else if stray < 0 {
				stray = i
			}
			i++
		case '\\':
			if verbatim {
				i++
				break
			}
			n, ok := escape(s[i:])
			if !ok {
				l.flawed(badEscape, i)
			}
			i += n
		default:
			if !verbatim {
				return i, atEnd, stray
			}
			i++
		}
	}
}

// isDirective tells %{ if x } from a percent sign in front of a hole.
func isDirective(s string, i int) bool {
	p := text.PlaceholderAt(s, i)
	word, _, _ := strings.Cut(strings.TrimSpace(strings.Trim(p.Name, "~")), " ")
	switch word {
	case "if", "else", "endif", "for", "endfor":
		return p.Kind == text.Directive
	}
	return false
}

// char reads a character literal. An apostrophe that begins none takes the name
// after it along, so that it is one mistake.
//
// 'Retry-After' is no C#, but stands in policies that Microsoft publishes as
// tried (github.com/Azure-Samples/Apim-Samples). It is read over like a literal of
// another C#: unknown, and no error.
func (l *lexer) char(i int) {
	s := l.src
	l.kind = tChar
	j, n, placeholder := i+1, 0, false
	for j < len(s) && s[j] != '\'' && s[j] != '"' && s[j] != '\n' && s[j] != '\r' || n == 0 && l.byteAt(j) == '"' {
		p := text.PlaceholderAt(s, j)
		switch {
		case p.Kind != text.NoPlaceholder:
			placeholder = true
			j = p.End
		case s[j] == '\\':
			w, ok := escape(s[j:])
			if !ok {
				l.flawed(badEscape, j)
			}
			j += w
		default:
			r, w := utf8.DecodeRuneInString(s[j:])
			if r > 0xffff {
				n++ // two UTF-16 code units are no char
			}
			j += w
		}
		n++
		if n > maxChar {
			break
		}
	}
	if l.byteAt(j) == '\'' && n <= maxChar {
		l.end = j + 1
		switch {
		case n == 0:
			l.flaw, l.flawAt = emptyChar, i
		case n > 1 && !placeholder:
			l.kind = tNewer
		}
		return
	}
	for j = i + 1; class[l.byteAt(j)] >= letter; j++ {
	}
	l.flaw, l.flawAt, l.end = openChar, i, j
}

// maxChar bounds how far the end of a character literal is looked for.
const maxChar = 256

// skipInterpolated takes the interpolated string that the current token opens,
// with its holes, into the token.
func (l *lexer) skipInterpolated() {
	type level struct {
		verbatim bool
		depth    int // of braces in the hole
	}
	start := l.token
	nest := []level{{verbatim: strings.Contains(l.text(), "@")}}
	text := true
	for len(nest) > 0 {
		top := &nest[len(nest)-1]
		if text {
			end, by, _ := l.run(l.end, top.verbatim)
			l.end = end
			switch by {
			case atHole:
				l.end++
				top.depth, text = 0, false
			case atQuote:
				l.end++
				fallthrough
			default:
				nest = nest[:len(nest)-1]
				text = false
			}
			continue
		}
		l.next()
		switch l.kind {
		case tEOF:
			nest = nil
		case tLBrace:
			top.depth++
		case tRBrace:
			if top.depth--; top.depth < 0 {
				text = true
			}
		case tInterpolated:
			nest = append(nest, level{verbatim: strings.Contains(l.text(), "@")})
			text = true
		}
	}
	end := l.end
	l.token = start
	l.end = end
}
