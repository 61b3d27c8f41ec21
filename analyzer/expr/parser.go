package expr

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
)

// The limits of what is read. They are far above what people write, and at
// about the place where compilers give up. They bound the recursion of the
// parser, and of everyone who walks over the tree.
const (
	// maxDepth is the number of brackets, operators and statements around anything.
	maxDepth = 1000
	// maxHeight is the number of links of a chain such as a + b + c or a.b.c.
	maxHeight = 10_000
	// maxTypeDepth is the nesting of type arguments and tuples in a type that is read
	// ahead. It bounds how often a byte is read.
	maxTypeDepth = 24
)

type parser struct {
	lexer
	ctx   context.Context //nolint:containedctx // of one parse
	steps int
	plain bool // the view is a piece of the file that starts at base
	base  int
	errs  []text.Error
	// failedAt is where the token stands at which the last error was found: no second
	// one is reported there.
	failedAt int
	open     []openLine
	depth    int
	// high is the height of the highest expression read since it was set to 0.
	high    int
	queries int // queries around this place: select, where are keywords there
	stmtAt  int // where the statement begins that is one expression, or -1
	// doubtful are the strings with holes that may be placeholders.
	doubtful []*Interpolated

	idents   text.Slab[Ident]
	members  text.Slab[Member]
	calls    text.Slab[Call]
	strings  text.Slab[String]
	binaries text.Slab[Binary]
	literals text.Slab[Literal]
	types    text.Slab[Type]
	args     text.Slab[Arg]
}

// begin reads the first token.
func (p *parser) begin(v text.View) {
	p.view, p.src, p.failedAt, p.stmtAt = v, v.Src, -1, -1
	if p.plain = v.Plain(); p.plain {
		p.base = v.Span(0, 0).Start
	}
	// What a short expression needs; a long one has comments and blanks.
	n := min(len(v.Src), 128)
	const most = 16
	p.members.Expect(n/16|1, most)
	p.idents.Expect(n/24|1, most)
	p.calls.Expect(n/32|1, most)
	p.strings.Expect(n/32|1, most)
	p.args.Expect(n/24|1, most)
	p.binaries.Expect(1, most)
	p.literals.Expect(1, most)
	p.types.Expect(1, most)
	p.next()
}

// finish is the errors in order.
func (p *parser) finish() []text.Error {
	if p.comment > 0 {
		at := p.span(p.comment-1, p.comment+1)
		p.errs = append(p.errs, text.Error{Span: at, Message: "the comment is not closed"})
	}
	sort.SliceStable(p.errs, func(i, j int) bool { return p.errs[i].Span.Start < p.errs[j].Span.Start })
	p.followers()
	return p.errs
}

// notClosed reports a literal that is not closed.
func (p *parser) notClosed(start, end int, message string) {
	line := strings.LastIndexByte(p.src[:start], '\n') + 1
	at := p.span(start, end)
	p.open = append(p.open, openLine{p.span(line, end), text.Error{Span: at, Message: message}})
	p.failedAt = -1
	p.fail(at, message)
}

// openLine is a line with a literal that is not closed, up to its end.
type openLine struct {
	at    text.Span
	error text.Error
}

// followers drops what was found on a line before a literal that is not closed there: its
// quotes are paired the wrong way, so that text is read as code. Literals were found in
// the order in which they stand.
func (p *parser) followers() {
	kept := p.errs[:0]
	for _, e := range p.errs {
		for len(p.open) > 0 && p.open[0].at.End <= e.Span.Start {
			p.open = p.open[1:]
		}
		if len(p.open) > 0 && p.open[0].at.Covers(e.Span) && e != p.open[0].error {
			continue
		}
		kept = append(kept, e)
	}
	p.errs = kept
}

// --- Places

// span takes a range of the view to the file.
func (p *parser) span(start, end int) text.Span {
	if p.plain {
		return text.Span{Start: p.base + start, End: p.base + end}
	}
	return p.view.Span(start, end)
}

// since is everything from start to the end of the token before this one.
func (p *parser) since(start int) text.Span {
	if p.prevEnd <= start {
		return p.here()
	}
	return p.span(start, p.prevEnd)
}

// here is the empty place after the token before this one: what is missing is
// missing there.
func (p *parser) here() text.Span {
	if p.plain || p.prevEnd == 0 {
		return p.span(p.prevEnd, p.prevEnd)
	}
	end := p.view.Span(p.prevEnd-1, p.prevEnd).End
	return text.Span{Start: end, End: end}
}

func (p *parser) bad(start int) *Bad {
	b := new(Bad)
	b.At.At = p.since(start)
	return b
}

// --- Tokens

// got moves past a token of kind k, if this is one.
func (p *parser) got(k kind) bool {
	if p.kind != k {
		return false
	}
	p.next()
	return true
}

// isWord reports whether this is the name s, which is a keyword in some places.
func (p *parser) isWord(s string) bool { return p.kind == tName && p.text() == s }

func (p *parser) gotWord(s string) bool {
	if !p.isWord(s) {
		return false
	}
	p.next()
	return true
}

// peek is the kind of the next token.
func (p *parser) peek() kind {
	t := p.token
	p.next()
	k := p.kind
	p.token = t
	return k
}

// placeholder reports whether a placeholder stands here. Two braces are one only
// where code can stand: to the lexer they are two braces.
func (p *parser) placeholder() bool {
	if p.kind == tLBrace && p.byteAt(p.start+1) == '{' {
		if at := text.PlaceholderAt(p.src, p.start); at.Kind == text.NamedValue {
			p.kind, p.end = tPlaceholder, at.End
		}
	}
	return p.kind == tPlaceholder
}

// fuse moves past a name and whatever touches it, if there is a placeholder in
// it: ${env}Name, prefix{{suffix}}. It reports whether there was one.
func (p *parser) fuse() bool {
	found := p.kind == tPlaceholder
	p.next()
	for p.start == p.prevEnd {
		switch {
		case p.placeholder():
			found = true
		case found && (p.kind == tName || p.kind == tInt):
		default:
			return found
		}
		p.next()
	}
	return found
}

// name moves past a name.
func (p *parser) name() Name {
	if p.kind != tName && !p.placeholder() {
		p.fail(p.here(), "a name is missing")
		return Name{At: p.here()}
	}
	start := p.start
	p.fuse()
	return Name{Text: strings.TrimPrefix(p.src[start:p.prevEnd], "@"), At: p.since(start)}
}

// --- Errors

// fail reports an error, unless it follows from the last one, or from a
// placeholder: a token may stand for any code, so nothing around it is wrong.
func (p *parser) fail(at text.Span, message string) {
	if p.start == p.failedAt || p.prev == tPlaceholder || p.directive || p.placeholder() || p.comment > 0 && p.kind == tEOF {
		return
	}
	p.failedAt = p.start
	p.errs = append(p.errs, text.Error{Span: at, Message: message})
}

// unexpected reports the current token.
func (p *parser) unexpected() {
	if p.kind == tEOF {
		p.fail(p.here(), "an expression is missing")
		return
	}
	p.fail(p.span(p.start, p.end), p.quote()+" cannot stand here")
}

// quote is the current token for a message.
func (p *parser) quote() string {
	s := p.text()
	const most = 24
	if len(s) > most {
		n := most
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + "..."
	}
	return strconv.Quote(s)
}

// quoted is a mark for a message.
func quoted(k kind) string { return `"` + spelling[k] + `"` }

// flaws reports what the lexer found wrong with the current token.
func (p *parser) flaws() {
	var at text.Span
	var message string
	switch p.flaw {
	case sound:
		return
	case openString, openChar:
		message = "the string is not closed"
		if p.flaw == openChar {
			message = "the character literal is not closed"
		}
		p.notClosed(p.start, p.end, message)
		// What should have followed is inside the literal now.
		t := p.token
		p.next()
		p.failedAt = p.start
		p.token = t
		return
	case emptyChar:
		at, message = p.span(p.start, p.end), "the character literal is empty"
	case badEscape:
		n, _ := escape(p.src[p.flawAt:])
		at = p.span(p.flawAt, p.flawAt+n)
		message = strings.ToValidUTF8(p.src[p.flawAt:p.flawAt+n], "?") + " is not an escape sequence"
	}
	p.failedAt = -1
	p.fail(at, message)
}

// giveUp ends the parse: what stands here and after is one Bad.
func (p *parser) giveUp(start int, message string) *Bad {
	p.fail(p.span(p.start, p.end), message)
	end := len(p.src)
	p.token = token{kind: tEOF, start: end, end: end, prevEnd: end}
	p.failedAt = end
	p.high = 0 // of what stood here nothing is left
	return p.bad(start)
}

// wanted counts a step of the parse, and reports whether the caller still wants it.
func (p *parser) wanted() bool {
	const often = 1 << 10
	p.steps++
	return p.steps%often != 0 || p.ctx.Err() == nil
}

const (
	unwanted = "nobody waits for the rest"
	tooDeep  = "the expression is nested too deeply to be read"
	tooLong  = "the expression is too long to be read"
)

// --- Skipping

// skip moves past one token, and from an opening mark past the closing one.
func (p *parser) skip() {
	var open [kinds]int
	var nest []kind
	for {
		switch k := p.kind; k {
		case tEOF:
			return
		case tInterpolated:
			p.skipInterpolated()
		case tLParen, tLBracket, tLBrace:
			if p.placeholder() {
				break
			}
			nest = append(nest, k+1)
			open[k+1]++
		case tRParen, tRBracket, tRBrace:
			for open[k] > 0 {
				top := nest[len(nest)-1]
				nest = nest[:len(nest)-1]
				open[top]--
				if top == k {
					break
				}
			}
		}
		p.next()
		if len(nest) == 0 {
			return
		}
	}
}
