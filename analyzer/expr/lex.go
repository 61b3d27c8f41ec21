package expr

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
)

// lexer reads tokens on demand. The parser moves it, sets it back by keeping a
// copy of token, and takes over inside an interpolated string, where a quote
// and a brace mean something else than in code.
type lexer struct {
	view text.View
	src  string
	token
	// comment is 1 + the offset of a comment that is not closed.
	comment int
}

// token is the current token, and the whole state of the lexer.
type token struct {
	start, end int
	prevEnd    int // end of the token before
	flawAt     int // where the flaw is
	kind       kind
	flaw       flaw
	prev       kind // kind of the token before
	directive  bool // a template directive stands in front of it
}

// flaw says what is wrong with a token. It becomes an error when the token is
// used: tokens are also read ahead.
type flaw uint8

const (
	sound flaw = iota
	openString
	openChar
	emptyChar
	badEscape
)

// What a byte can be in code.
const (
	blank uint8 = 1 << iota
	letter
	digit
)

var class = func() (t [256]uint8) {
	for _, c := range " \t\r\n\v\f" {
		t[c] = blank
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-32] = letter, letter
	}
	t['_'] = letter
	return t
}()

func (l *lexer) text() string { return l.src[l.start:l.end] }

func (l *lexer) byteAt(i int) byte {
	if i < len(l.src) {
		return l.src[i]
	}
	return 0
}

// next moves to the token after l.end.
func (l *lexer) next() {
	s, i := l.src, l.end
	l.prevEnd, l.prev = i, l.kind
	l.flaw, l.directive = sound, false
	for i < len(s) && class[s[i]] == blank {
		i++
	}
	if i < len(s) {
		if c := s[i]; c == '/' || c == '%' || c >= utf8.RuneSelf {
			i = l.trivia(i)
		}
	}
	l.start = i
	if i >= len(s) {
		l.kind, l.end = tEOF, i
		return
	}
	switch class[s[i]] {
	case letter:
		l.name(i)
	case digit:
		l.number(i)
	default:
		l.mark(i)
	}
}

// trivia is the offset after blanks, comments and template directives.
func (l *lexer) trivia(i int) int {
	for s := l.src; i < len(s); {
		switch c := s[i]; {
		case class[c] == blank:
			i++
		case c == '/' && l.byteAt(i+1) == '/':
			for i < len(s) && s[i] != '\n' && s[i] != '\r' {
				i++
			}
		case c == '/' && l.byteAt(i+1) == '*':
			j := i + 2
			for j+1 < len(s) && (s[j] != '*' || s[j+1] != '/') {
				j++
			}
			if j+1 >= len(s) {
				l.comment = i + 1
				return len(s)
			}
			i = j + 2
		case c == '%':
			p := text.PlaceholderAt(s, i)
			if p.Kind != text.Directive {
				return i
			}
			l.directive = true
			i = p.End
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsSpace(r) && r != '\ufeff' {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// name reads a name, a keyword or a token of the form __X__.
func (l *lexer) name(i int) {
	s, j := l.src, i+1
	for j < len(s) && class[s[j]] >= letter {
		j++
	}
	if j < len(s) && s[j] >= utf8.RuneSelf {
		j = wideName(s, j)
	}
	l.end = j
	l.kind = tName
	switch c := s[i]; {
	case c == '_' && l.byteAt(i+1) == '_':
		if p := text.PlaceholderAt(s, i); p.Kind != text.NoPlaceholder && p.End == j {
			l.kind = tPlaceholder
		}
	case c >= 'a' && j-i >= 2 && j-i <= 10:
		l.kind = keyword(s[i:j])
	}
}

// wideName goes on with a name at a letter outside ASCII.
func wideName(s string, i int) int {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if class[c] < letter {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || !unicode.In(r, unicode.L, unicode.Nl, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Cf) {
			break
		}
		i += n
	}
	return i
}

// number reads a number with its suffix.
// https://learn.microsoft.com/dotnet/csharp/language-reference/builtin-types/integral-numeric-types#integer-literals
func (l *lexer) number(i int) {
	s, j := l.src, i
	digits := func() {
		for j < len(s) && (class[s[j]] == digit || s[j] == '_') {
			j++
		}
	}
	l.kind = tInt
	if s[i] == '0' && (l.byteAt(i+1)|0x20 == 'x' || l.byteAt(i+1)|0x20 == 'b') {
		for j += 2; j < len(s) && (isHex(s[j]) || s[j] == '_'); j++ {
		}
	} else {
		digits()
		if l.byteAt(j) == '.' && class[l.byteAt(j+1)] == digit {
			l.kind = tReal
			j++
			digits()
		}
		if l.byteAt(j)|0x20 == 'e' {
			k := j + 1
			if c := l.byteAt(k); c == '+' || c == '-' {
				k++
			}
			if class[l.byteAt(k)] == digit {
				l.kind = tReal
				j = k
				digits()
			}
		}
		switch l.byteAt(j) | 0x20 {
		case 'f', 'd', 'm':
			l.kind = tReal
			j++
		}
	}
	if l.kind == tInt {
		for n := 0; n < 2 && (l.byteAt(j)|0x20 == 'u' || l.byteAt(j)|0x20 == 'l'); n++ {
			j++
		}
	}
	l.end = j
}

func isHex(c byte) bool {
	return class[c] == digit || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// take is a mark of n bytes.
func (l *lexer) take(k kind, n int) { l.kind, l.end = k, l.start+n }

// longer is k2 if the byte after the first one is c, else k.
func (l *lexer) longer(k kind, c byte, k2 kind) {
	if l.byteAt(l.start+1) == c {
		l.take(k2, 2)
	} else {
		l.take(k, 1)
	}
}

// doubled is for marks that can stand alone, doubled, and in front of =.
func (l *lexer) doubled(k, twice, assign kind) {
	switch l.byteAt(l.start + 1) {
	case l.src[l.start]:
		l.take(twice, 2)
	case '=':
		l.take(assign, 2)
	default:
		l.take(k, 1)
	}
}

// mark reads what begins with neither letter nor digit.
func (l *lexer) mark(i int) {
	next := l.byteAt(i + 1)
	switch l.src[i] {
	case '.':
		switch {
		case class[next] == digit:
			l.number(i)
		case next == '.':
			l.take(tDotDot, 2)
		default:
			l.take(tDot, 1)
		}
	case '(':
		l.take(tLParen, 1)
	case ')':
		l.take(tRParen, 1)
	case '"':
		l.regularString(i)
	case ',':
		l.take(tComma, 1)
	case ';':
		l.take(tSemicolon, 1)
	case '[':
		l.take(tLBracket, 1)
	case ']':
		l.take(tRBracket, 1)
	case '}':
		l.take(tRBrace, 1)
	case '{':
		l.take(tLBrace, 1)
		if next == '#' {
			l.placeholderOr(tLBrace)
		}
	case '=':
		if next == '>' {
			l.take(tArrow, 2)
		} else {
			l.longer(tAssign, '=', tEqual)
		}
	case '?':
		switch {
		case next == '?':
			l.take(tCoalesce, 2)
			if l.byteAt(i+2) == '=' {
				l.take(tCoalesceAssign, 3)
			}
		case next == '.' && class[l.byteAt(i+2)] != digit:
			l.take(tOptDot, 2)
		default:
			l.take(tQuestion, 1)
		}
	case ':':
		l.longer(tColon, ':', tColons)
	case '!':
		l.longer(tBang, '=', tNotEqual)
	case '&':
		l.doubled(tAnd, tAndAlso, tAndAssign)
	case '|':
		l.doubled(tOr, tOrElse, tOrAssign)
	case '+':
		l.doubled(tPlus, tIncrement, tAddAssign)
	case '-':
		if next == '>' {
			l.take(tPointer, 2)
		} else {
			l.doubled(tMinus, tDecrement, tSubAssign)
		}
	case '<':
		if next == '<' && l.byteAt(i+2) == '=' {
			l.take(tLeftAssign, 3)
		} else {
			l.doubled(tLess, tLeft, tLessEqual)
		}
	case '>':
		l.longer(tGreater, '=', tGreaterEqual)
	case '*':
		l.longer(tStar, '=', tMulAssign)
	case '/':
		l.longer(tSlash, '=', tDivAssign)
	case '%':
		l.longer(tPercent, '=', tModAssign)
	case '^':
		l.longer(tXor, '=', tXorAssign)
	case '~':
		l.take(tTilde, 1)
	case '\'':
		l.char(i)
	case '@', '$':
		l.prefixed(i)
	case '#':
		l.placeholderOr(tBad)
	default:
		if j := wideName(l.src, i); j > i {
			l.kind, l.end = tName, j
			return
		}
		l.bad(i)
	}
}

// inCode is where the lexer reads.
const inCode = text.InText | text.InCode

// placeholderOr is the deployment token that begins here, or one byte of kind k.
func (l *lexer) placeholderOr(k kind) {
	if p := text.PlaceholderIn(l.src, l.start, inCode); p.Kind == text.Token {
		l.kind, l.end = tPlaceholder, p.End
	} else if k == tBad {
		l.bad(l.start)
	}
}

// bad takes a run of what cannot stand in C# as one token. Typographic quotes,
// which come with text copied from a web page, take what they enclose along.
func (l *lexer) bad(i int) {
	const quotes = "\u201c\u201d"
	r, n := utf8.DecodeRuneInString(l.src[i:])
	i += n
	if strings.ContainsRune(quotes, r) {
		rest := l.src[i:min(len(l.src), i+maxQuoted)]
		if end := strings.IndexAny(rest, quotes+"\r\n\""); end >= 0 && rest[end] >= utf8.RuneSelf {
			l.kind, l.end = tBad, i+end+len("\u201c")
			return
		}
	}
	for i < len(l.src) && (l.src[i] >= utf8.RuneSelf || l.src[i] < ' ' && class[l.src[i]] != blank) {
		if wideName(l.src, i) > i {
			break
		}
		_, n = utf8.DecodeRuneInString(l.src[i:])
		i += n
	}
	l.kind, l.end = tBad, i
}

// maxQuoted bounds what typographic quotes enclose.
const maxQuoted = 256

// prefixed reads what begins with @ or $: strings, names and ${x}.
func (l *lexer) prefixed(i int) {
	verbatim, interpolated := false, false
	j := i
	for c := l.src[i]; c == '@' && !verbatim || c == '$' && !interpolated; c = l.byteAt(j) {
		verbatim = verbatim || c == '@'
		interpolated = interpolated || c == '$'
		j++
	}
	c := l.byteAt(j)
	switch {
	case c == '"' && interpolated:
		l.interpolatedString(j)
	case c == '"':
		l.verbatimString(j + 1)
	case c == '$' && l.rawString(j+dollars(l.src[j:])):
		l.kind = tNewer
	case verbatim && !interpolated && (class[c] == letter || c >= utf8.RuneSelf && wideName(l.src, j) > j):
		if l.name(j); c >= utf8.RuneSelf {
			l.end = wideName(l.src, j)
		}
		l.kind = tName
	default:
		l.placeholderOr(tBad)
	}
}

func dollars(s string) int {
	n := 0
	for n < len(s) && n < maxMarks && s[n] == '$' {
		n++
	}
	return n
}
