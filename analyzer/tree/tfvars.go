package tree

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
)

// ParseTFVars reads a file of Terraform variables: a map of the names that it
// sets. Strings, numbers and true and false have their value. Everything else
// that can stand after the "=" (lists, maps, heredocs, null, templates,
// expressions) is null: the variable is set, and it is not known to what.
// https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
func ParseTFVars(v text.View) (*Node, []text.Error) {
	p := &variablesParser{v: v, src: v.Src, root: &Node{Kind: Map, at: v.Span(0, len(v.Src))}}
	for seen := map[string]bool{}; ; {
		p.blanks(true)
		if p.i >= len(p.src) {
			return p.root, p.errs
		}
		p.assignment(seen)
	}
}

// VariablesExt is how the files end; those in JSON end in .tfvars.json.
const VariablesExt = ".tfvars"

type variablesParser struct {
	v    text.View
	src  string
	i    int
	root *Node
	errs []text.Error
}

func (p *variablesParser) fail(start, end int, format string, args ...any) {
	p.errs = append(p.errs, text.Error{Span: p.v.Span(start, end), Message: fmt.Sprintf(format, args...)})
}

func (p *variablesParser) has(s string) bool { return strings.HasPrefix(p.src[p.i:], s) }

// blanks passes over blanks and comments, and over line ends too if lines is
// true. A comment that is not closed takes the rest of the file.
func (p *variablesParser) blanks(lines bool) {
	for p.i < len(p.src) {
		switch c := p.src[p.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' && lines:
			p.i++
		case !p.comment():
			return
		}
	}
}

// comment passes over a comment, if one begins here.
func (p *variablesParser) comment() bool {
	switch {
	case p.has("#"), p.has("//"):
		p.i = p.lineEnd()
	case p.has("/*"):
		n := strings.Index(p.src[p.i+2:], "*/")
		if n < 0 {
			p.fail(p.i, p.i+2, "has a comment that is not closed")
			p.i = len(p.src)
			return true
		}
		p.i += n + 4
	default:
		return false
	}
	return true
}

func (p *variablesParser) lineEnd() int {
	if n := strings.IndexByte(p.src[p.i:], '\n'); n >= 0 {
		return p.i + n
	}
	return len(p.src)
}

// assignment reads name = value up to the end of its line.
func (p *variablesParser) assignment(seen map[string]bool) {
	start := p.i
	name := p.name()
	end := p.i
	p.blanks(false)
	if name == "" || !p.has("=") || p.has("==") {
		p.fail(start, max(end, start+1), "does not assign a variable here; write name = value")
		p.expression()
		return
	}
	p.i++
	p.blanks(false)
	from := p.i
	value, ok := p.scalar()
	if ok {
		p.blanks(false)
		ok = p.i == len(p.src) || p.src[p.i] == '\n'
	}
	if !ok {
		p.i = from
		if p.i == len(p.src) || p.src[p.i] == '\n' {
			p.fail(start, end, "gives the variable %q no value", name)
		}
		p.expression()
		value = &Node{Kind: Null, at: p.v.Span(from, p.i)}
	}
	if seen[name] {
		p.fail(start, end, "sets the variable %q a second time", name)
		return
	}
	seen[name] = true
	p.root.Entries = append(p.root.Entries, entry{Key: name, At: p.v.Span(start, end), Value: value})
}

// name reads an identifier: letters, digits, underscores and dashes.
func (p *variablesParser) name() string {
	start := p.i
	for p.i < len(p.src) {
		c := p.src[p.i]
		if !(isLetter(c) || p.i > start && (c == '-' || c >= '0' && c <= '9')) {
			break
		}
		p.i++
	}
	return p.src[start:p.i]
}

// isLetter counts every character outside ASCII among the letters.
func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

// scalar reads a string without a template in it, a number, true or false. It
// fails without a word: what is no scalar may be something else.
func (p *variablesParser) scalar() (*Node, bool) {
	if p.has(`"`) {
		return p.text()
	}
	start := p.i
	for p.i < len(p.src) && (isLetter(p.src[p.i]) || strings.IndexByte("0123456789.-", p.src[p.i]) >= 0) {
		p.i++
	}
	word := p.src[start:p.i]
	n := &Node{View: p.v.Slice(start, p.i), at: p.v.Span(start, p.i)}
	switch {
	case word == "true", word == "false":
		n.Kind = Bool
	case isPlainNumber(word):
		n.Kind = Number
	default:
		return nil, false
	}
	return n, true
}

// isPlainNumber reports whether a number is written as Terraform writes it when
// it puts it into text, so that the text is known: 5, -0.25, but not 1.50 or 1e3.
func isPlainNumber(s string) bool {
	whole, fraction, dot := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if !text.IsDigits(whole) || len(whole) > 1 && whole[0] == '0' || len(s) > 15 || s == "-0" {
		return false
	}
	return !dot || text.IsDigits(fraction) && !strings.HasSuffix(fraction, "0")
}

// text reads a quoted string. https://developer.hashicorp.com/terraform/language/expressions/strings
func (p *variablesParser) text() (*Node, bool) {
	open := p.i
	b := text.NewBuilder(p.v)
	from := open + 1
	for i := from; i < len(p.src); {
		put, n := "", 1
		switch c := p.src[i]; c {
		case '\n':
			return nil, false
		case '"':
			b.Copy(from, i)
			p.i = i + 1
			view := b.View()
			if view.Src == "" || len(view.Src) == i-open-1 { // nothing was decoded
				view = p.v.Slice(open+1, i)
			}
			return &Node{Kind: String, View: view, at: p.v.Span(open, p.i)}, true
		case '\\':
			if put, n = hclEscape(p.src[i:]); n == 0 {
				return nil, false
			}
		case '$', '%':
			rest := p.src[i+1:]
			switch {
			case strings.HasPrefix(rest, "{"):
				return nil, false // a template
			case len(rest) > 1 && rest[0] == c && rest[1] == '{':
				put, n = p.src[i+1:i+3], 3
			}
		}
		if put != "" {
			b.Copy(from, i)
			b.Put(put, i, i+n)
			from = i + n
		}
		i += n
	}
	return nil, false
}

// hclEscape decodes the escape at the backslash s[0]; n is 0 if it is none.
func hclEscape(s string) (decoded string, n int) {
	if len(s) < 2 {
		return "", 0
	}
	digits := 0
	switch s[1] {
	case 'n':
		return "\n", 2
	case 'r':
		return "\r", 2
	case 't':
		return "\t", 2
	case '"', '\\':
		return s[1:2], 2
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return "", 0
	}
	if len(s) < 2+digits {
		return "", 0
	}
	r, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || r > utf8.MaxRune || !utf8.ValidRune(rune(r)) {
		return "", 0
	}
	return string(rune(r)), 2 + digits
}

// expression passes over any value, up to the line end after it. Brackets,
// strings, templates in them and heredocs may hold line ends.
func (p *variablesParser) expression() {
	const template = 'T' // ${ or %{ in a string, closed by }
	type opened struct {
		by byte
		at int
	}
	var open []opened
	closes := map[byte]byte{'(': ')', '[': ']', '{': '}', template: '}'}
	for p.i < len(p.src) {
		c, top := p.src[p.i], byte(0)
		if len(open) > 0 {
			top = open[len(open)-1].by
		}
		switch {
		case top == '"' && c == '\\':
			p.i += 2
			continue
		case top == '"' && (p.has("$${") || p.has("%%{")):
			p.i += 3
			continue
		case top == '"' && (p.has("${") || p.has("%{")):
			open = append(open, opened{template, p.i})
			p.i++
		case top == '"' && c == '\n':
			p.fail(open[len(open)-1].at, open[len(open)-1].at+1, "has a string that is not closed")
			open = open[:len(open)-1]
			continue
		case top == '"' && c != '"':
		case c == '"' && top == '"':
			open = open[:len(open)-1]
		case c == '\n' && len(open) == 0:
			return
		case c == '"', c == '(', c == '[', c == '{':
			open = append(open, opened{c, p.i})
		case c == ')', c == ']', c == '}':
			if closes[top] != c {
				p.fail(p.i, p.i+1, "has a %q that closes nothing", string(c))
			} else {
				open = open[:len(open)-1]
			}
		case p.comment():
			continue
		case p.has("<<"):
			p.heredoc()
			continue
		}
		p.i++
	}
	p.i = len(p.src)
	if len(open) > 0 {
		first := open[0]
		p.fail(first.at, first.at+1, "has a %q that is not closed", p.src[first.at:first.at+1])
	}
}

// heredoc passes over <<EOF and the lines up to EOF, if that is what begins here.
func (p *variablesParser) heredoc() {
	start := p.i
	p.i += 2
	if p.has("-") {
		p.i++
	}
	mark := p.name()
	if end := p.lineEnd(); mark == "" || strings.TrimSpace(p.src[p.i:end]) != "" {
		return
	}
	for p.i = p.lineEnd(); p.i < len(p.src); {
		p.i++
		end := p.lineEnd()
		if strings.TrimSpace(p.src[p.i:end]) == mark {
			p.i = end
			return
		}
		p.i = end
	}
	p.fail(start, start+2, "has a text that is not closed by %s", mark)
}
