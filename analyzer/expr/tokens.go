package expr

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// TokenKind tells tokens apart as a reader sees them.
type TokenKind uint8

const (
	// MarkToken is the zero value: an operator, a bracket, or what is no C#.
	MarkToken TokenKind = iota
	NameToken
	KeywordToken
	NumberToken
	StringToken // a string or character; of an interpolated one its text
	CommentToken
	PlaceholderToken // a named value or a token of the deployment that stands as code
)

// Token is one token of an expression. Start and End are offsets in the view.
type Token struct {
	Kind       TokenKind
	Start, End int
}

// contextual are the words that are keywords only in some places, and that stand
// there in nearly all code.
var contextual = map[string]bool{"var": true, "when": true}

// Tokens cuts an expression into tokens and comments, in order. Any text gives
// tokens; blanks and template directives are between them.
func Tokens(v text.View) []Token {
	t := &tokenizer{lexer: lexer{view: v, src: v.Src}}
	var holes []hole // that are open, the innermost one last
	for {
		t.next()
		t.comments()
		switch {
		case t.kind == tEOF:
			return t.list
		case t.kind == tInterpolated:
			holes = append(holes, hole{verbatim: strings.Contains(t.text(), "@")})
			t.run(&holes, t.start)
			continue
		case t.kind == tLBrace && text.PlaceholderAt(t.src, t.start).Kind == text.NamedValue:
			t.end = text.PlaceholderAt(t.src, t.start).End
			t.kind = tPlaceholder
		case t.kind == tLBrace && len(holes) > 0:
			holes[len(holes)-1].depth++
		case t.kind == tRBrace && len(holes) > 0:
			if top := &holes[len(holes)-1]; top.depth == 0 {
				t.add(MarkToken, t.start, t.end)
				t.run(&holes, t.end)
				continue
			}
			holes[len(holes)-1].depth--
		}
		t.add(t.class(), t.start, t.end)
	}
}

// hole is an interpolated string in one of whose holes the lexer is.
type hole struct {
	verbatim bool
	depth    int // of braces in the hole
}

type tokenizer struct {
	lexer
	list []Token
}

func (t *tokenizer) add(k TokenKind, start, end int) {
	if end > start {
		t.list = append(t.list, Token{k, start, end})
	}
}

// run reads the text of the innermost interpolated string up to its next hole or
// its end; the token begins at from.
func (t *tokenizer) run(holes *[]hole, from int) {
	end, by, _ := t.lexer.run(t.end, (*holes)[len(*holes)-1].verbatim)
	if by == atQuote {
		end++
	}
	t.add(StringToken, from, end)
	if t.end = end; by != atHole {
		*holes = (*holes)[:len(*holes)-1]
		return
	}
	t.add(MarkToken, end, end+1)
	t.end++
}

// comments adds the comments in front of the current token.
func (t *tokenizer) comments() {
	s := t.src
	for i := t.prevEnd; i+1 < t.start; i++ {
		if s[i] != '/' || s[i+1] != '/' && s[i+1] != '*' {
			continue
		}
		end := t.start
		if s[i+1] == '*' {
			if n := strings.Index(s[i+2:t.start], "*/"); n >= 0 {
				end = i + 2 + n + 2
			}
		} else if n := strings.IndexAny(s[i:t.start], "\r\n"); n >= 0 {
			end = i + n
		}
		t.add(CommentToken, i, end)
		i = end - 1
	}
}

// class is the kind of the current token.
func (t *tokenizer) class() TokenKind {
	switch k := t.kind; {
	case k == tName && contextual[t.text()], k >= tPredefined:
		return KeywordToken
	case k == tName:
		return NameToken
	case k == tPlaceholder:
		return PlaceholderToken
	case k == tInt, k == tReal:
		return NumberToken
	case k == tChar, k == tString, k == tNewer:
		return StringToken
	}
	return MarkToken
}
