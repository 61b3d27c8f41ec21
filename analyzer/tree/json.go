package tree

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"hairpin.example/hairpin/analyzer/text"
)

// ParseJSON reads a JSON document. A broken one gives what could be read before
// the break, and an error; an empty one gives nil.
func ParseJSON(v text.View) (*Node, []text.Error) {
	if skipBlanks(v.Src, 0) == len(v.Src) {
		return nil, nil
	}
	p := &JSONScanner{view: v, dec: NewDecoder(v.Src)}
	root := p.Value()
	if p.err == nil {
		if at := skipBlanks(v.Src, int(p.dec.InputOffset())); at < len(v.Src) {
			p.fail(at, "has text after its value")
		}
	}
	return root, p.errs
}

// NewDecoder reads JSON as the tools around a gateway do: names may stand twice, and
// what is no UTF-8 is no mistake.
func NewDecoder(src string) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBufferString(src), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// JSONScanner reads a JSON document value by value.
type JSONScanner struct {
	view text.View
	dec  *jsontext.Decoder
	err  error
	errs []text.Error
}

// Value reads the next value; nil if there is none.
func (p *JSONScanner) Value() *Node {
	switch kind := p.dec.PeekKind(); kind {
	case '{', '[':
		return p.container(kind)
	case 0:
		_, err := p.dec.ReadToken()
		p.broken(err)
		return nil
	default:
		raw, err := p.dec.ReadValue()
		if err != nil {
			p.broken(err)
			return nil
		}
		end := int(p.dec.InputOffset())
		start := end - len(raw)
		n := &Node{Kind: scalarKinds[kind], at: p.view.Span(start, end)}
		if kind == '"' {
			start, end = start+1, end-1
			n.View = unquoteJSON(p.view, start, end)
		} else {
			n.View = p.view.Slice(start, end)
		}
		return n
	}
}

var scalarKinds = map[jsontext.Kind]Kind{'n': Null, 't': Bool, 'f': Bool, '0': Number, '"': String}

func (p *JSONScanner) container(kind jsontext.Kind) *Node {
	if _, err := p.dec.ReadToken(); err != nil {
		p.broken(err)
		return nil
	}
	start := int(p.dec.InputOffset()) - 1
	n := &Node{Kind: Map}
	if kind == '[' {
		n.Kind = List
	}
	for p.err == nil {
		if k := p.dec.PeekKind(); k == '}' || k == ']' {
			if _, err := p.dec.ReadToken(); err != nil {
				p.broken(err)
			}
			break
		}
		if kind == '[' {
			if v := p.Value(); v != nil {
				n.Items = append(n.Items, v)
			}
			continue
		}
		name := p.Value()
		if name == nil || p.err != nil {
			break
		}
		v := p.Value()
		if v != nil {
			n.Entries = append(n.Entries, entry{name.View.Src, name.Span(), v})
		}
	}
	n.at = p.view.Span(start, max(start+1, int(p.dec.InputOffset())))
	return n
}

// broken notes where the document ends to be JSON.
func (p *JSONScanner) broken(err error) {
	if p.err != nil {
		return
	}
	var syntax *jsontext.SyntacticError
	at, why := int(p.dec.InputOffset()), "it ends too early"
	if errors.As(err, &syntax) {
		at = int(syntax.ByteOffset)
		if at < len(p.view.Src) && syntax.Err != nil {
			why = syntax.Err.Error()
		}
	}
	p.err = err
	p.fail(skipBlanks(p.view.Src, at), "is not valid JSON: "+why)
}

func (p *JSONScanner) fail(at int, message string) {
	at = min(at, len(p.view.Src))
	end := at
	if at < len(p.view.Src) {
		_, n := utf8.DecodeRuneInString(p.view.Src[at:])
		end += n
	}
	p.errs = append(p.errs, text.Error{Span: p.view.Span(at, end), Message: message})
}

func skipBlanks(s string, i int) int {
	for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
		i++
	}
	return i
}

// unquoteJSON decodes the inside of a JSON string. It is known to be well
// formed.
func unquoteJSON(v text.View, start, end int) text.View {
	src := v.Src[:end]
	i := strings.IndexByte(src[start:], '\\')
	if i < 0 {
		return v.Slice(start, end)
	}
	b := text.NewBuilder(v)
	for at := start; at < end; {
		i := strings.IndexByte(src[at:], '\\')
		if i < 0 || at+i+1 >= end {
			b.Copy(at, end)
			break
		}
		b.Copy(at, at+i)
		at += i
		s, n := jsonEscape(src[at:])
		b.Put(s, at, at+n)
		at += n
	}
	return b.View()
}

// jsonEscape decodes the escape at the start of s and gives its length.
func jsonEscape(s string) (string, int) {
	if s[1] == 'u' {
		r, ok := hex4(s)
		if !ok {
			return s[:2], 2
		}
		if utf16.IsSurrogate(r) {
			if low, ok := hex4(s[6:]); ok {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					return string(both), 12
				}
			}
			r = utf8.RuneError
		}
		return string(r), 6
	}
	if i := strings.IndexByte(`bfnrt`, s[1]); i >= 0 {
		return "\b\f\n\r\t"[i : i+1], 2
	}
	return s[1:2], 2
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

// ScanJSON goes over a JSON document without building a tree of all of it.
func ScanJSON(v text.View) *JSONScanner { return &JSONScanner{view: v, dec: NewDecoder(v.Src)} }

// AtObject reports whether the next value is an object.
func (p *JSONScanner) AtObject() bool { return p.dec.PeekKind() == '{' }

// Errors is what could not be read so far; the rest of the document is lost then.
func (p *JSONScanner) Errors() []text.Error { return p.errs }

// Object calls f at the value of each key of the next value; f must read or
// skip it. A value that is no object is skipped.
func (p *JSONScanner) Object(f func(key string)) {
	if p.err != nil {
		return
	}
	if p.dec.PeekKind() != '{' {
		p.Skip()
		return
	}
	if _, err := p.dec.ReadToken(); err != nil {
		p.broken(err)
		return
	}
	for p.err == nil {
		if p.dec.PeekKind() == '}' {
			if _, err := p.dec.ReadToken(); err != nil {
				p.broken(err)
			}
			return
		}
		if key := p.Value(); key != nil && p.err == nil {
			f(key.View.Src)
		}
	}
}

func (p *JSONScanner) Skip() {
	if p.err != nil {
		return
	}
	if err := p.dec.SkipValue(); err != nil {
		p.broken(err)
	}
}
