package expr

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
)

// Piece is a piece of a string literal: text, or a placeholder that the gateway
// or the deployment replaces.
type Piece struct {
	// Text is the text with its escapes decoded. Of a placeholder it is as written.
	Text string
	// View is the same text; it takes a range of it back to the file.
	View text.View
	// At is where the piece was written, escapes included.
	At text.Span
	// Placeholder is NoPlaceholder for text; Name is what stands between the marks.
	Placeholder text.PlaceholderKind
	Name        string
}

// Pieces is the content of a literal in order. Named values and deployment
// tokens are replaced before the C# is compiled, so they are pieces of their own
// wherever they stand. An empty literal has no pieces.
func (s *String) Pieces() []Piece {
	v := s.Raw
	switch {
	case strings.HasPrefix(v.Src, `"""`) && len(v.Src) > 6:
		return rawPieces(v)
	case s.Verbatim:
		return pieces(inner(v, 2), verbatimText)
	}
	return pieces(inner(v, 1), regularText)
}

// Plain is the content of a literal; ok is false if there are placeholders in it.
func (s *String) Plain() (content string, ok bool) {
	var b strings.Builder
	for _, piece := range s.Pieces() {
		if piece.Placeholder != text.NoPlaceholder {
			return "", false
		}
		b.WriteString(piece.Text)
	}
	return b.String(), true
}

// Pieces is the text of an interpolated string between two holes. It is nil for
// a hole.
func (p *Part) Pieces() []Piece {
	switch {
	case p.X != nil:
		return nil
	case p.placed:
		at := text.PlaceholderIn(p.Text.Src, 0, inCode)
		return []Piece{{Text: p.Text.Src, View: p.Text, At: p.At, Placeholder: at.Kind, Name: at.Name}}
	case p.verbatim:
		return pieces(p.Text, verbatimText|bracedText)
	}
	return pieces(p.Text, regularText|bracedText)
}

// inner is v without the n bytes that open a literal and without the quote that
// closes it. The quote is missing where the literal is not closed.
func inner(v text.View, n int) text.View {
	end := len(v.Src)
	if end > n && v.Src[end-1] == '"' {
		end--
	}
	return v.Slice(min(n, end), end)
}

// The ways to write text: what is an escape in it.
const (
	regularText  uint8 = 1 << iota // backslashes
	verbatimText                   // ""
	bracedText                     // {{ and }}
	rawText      uint8 = 0         // nothing
)

// decoder cuts the content of a literal into pieces.
type decoder struct {
	view   text.View
	pieces []Piece
	// from is where the text that is being read begins. Of it, what stands in front
	// of copied is in run, if there was an escape.
	from, copied int
	run          *text.Builder
}

func pieces(v text.View, form uint8) []Piece {
	d := decoder{view: v}
	for i := 0; i < len(v.Src); {
		switch c := v.Src[i]; {
		case c == '\\' && form&regularText != 0:
			n, ok := escape(v.Src[i:])
			if ok {
				var s string
				s, n = unescape(v.Src[i:], n)
				d.put(s, i, i+n)
			}
			i += n
		case c == '"' && form&verbatimText != 0 && strings.HasPrefix(v.Src[i:], `""`):
			d.put(`"`, i, i+2)
			i += 2
		case stops[c]&inRaw != 0 && d.placeholder(i):
			i = d.from
		case form&bracedText != 0 && (c == '{' || c == '}') && i+1 < len(v.Src) && v.Src[i+1] == c:
			d.put(v.Src[i:i+1], i, i+2)
			i += 2
		default:
			i++
		}
	}
	d.flush(len(v.Src))
	return d.pieces
}

// put is decoded text that stands for the bytes from start to end.
func (d *decoder) put(s string, start, end int) {
	if d.run == nil {
		d.run, d.copied = text.NewBuilder(d.view), d.from
	}
	d.run.Copy(d.copied, start)
	d.run.Put(s, start, end)
	d.copied = end
}

// flush ends the piece of text in front of end.
func (d *decoder) flush(end int) {
	if end <= d.from {
		return
	}
	var v text.View
	if d.run == nil {
		v = d.view.Slice(d.from, end)
	} else {
		d.run.Copy(d.copied, end)
		v, d.run = d.run.View(), nil
	}
	d.pieces = append(d.pieces, Piece{Text: v.Src, View: v, At: d.view.Span(d.from, end)})
	d.from = end
}

// placeholder takes the placeholder at i, if one begins there.
func (d *decoder) placeholder(i int) bool {
	p := text.PlaceholderAt(d.view.Src, i)
	if p.Kind == text.NoPlaceholder {
		return false
	}
	d.flush(i)
	d.pieces = append(d.pieces, Piece{
		Text: d.view.Src[i:p.End], View: d.view.Slice(i, p.End), At: d.view.Span(i, p.End),
		Placeholder: p.Kind, Name: p.Name,
	})
	d.from = p.End
	return true
}

// unescape is what the escape sequence in front of s[n:] stands for. Two that
// make a surrogate pair are one. What C# does not know stays as it is.
func unescape(s string, n int) (string, int) {
	switch s[1] {
	case 'x', 'u', 'U':
		r := hex(s[2:n])
		if r < 0 {
			return s[:n], n
		}
		if utf16.IsSurrogate(r) && strings.HasPrefix(s[n:], `\u`) {
			if m, ok := escape(s[n:]); ok {
				if pair := utf16.DecodeRune(r, hex(s[n+2:n+m])); pair != utf8.RuneError {
					return string(pair), n + m
				}
			}
		}
		return string(r), n
	}
	i := strings.IndexByte(`'"\0abefnrtv`, s[1])
	return "'\"\\\x00\a\b\x1b\f\n\r\t\v"[i : i+1], n
}

// hex is the value of hexadecimal digits, or -1 if it is none of a character.
func hex(s string) rune {
	r := rune(0)
	for i := 0; i < len(s); i++ {
		c := rune(s[i])
		if c |= 0x20; c >= 'a' {
			c -= 'a' - 10
		} else {
			c &= 0xf
		}
		if r = r<<4 | c; r > utf8.MaxRune {
			return -1
		}
	}
	return r
}

// rawPieces is the content of """...""". On several lines, the line ends inside
// of the marks do not belong to it, and neither does the indent that the last
// line has.
// https://learn.microsoft.com/dotnet/csharp/language-reference/tokens/raw-string
func rawPieces(v text.View) []Piece {
	n := 0
	for v.Src[n] == '"' {
		n++
	}
	v = v.Slice(n, len(v.Src)-n)
	first := strings.IndexByte(v.Src, '\n')
	if first < 0 || strings.TrimSpace(v.Src[:first]) != "" {
		return pieces(v, rawText)
	}
	last := strings.LastIndexByte(v.Src, '\n')
	indent := v.Src[last+1:]
	if first == last || strings.TrimSpace(indent) != "" {
		return nil
	}
	b := text.NewBuilder(v)
	for i := first + 1; i <= last; {
		end := i + strings.IndexByte(v.Src[i:], '\n') + 1
		stop := end
		if end > last {
			if stop--; stop > i && v.Src[stop-1] == '\r' {
				stop--
			}
		}
		if strings.HasPrefix(v.Src[i:], indent) {
			i += len(indent)
		}
		b.Copy(min(i, stop), stop)
		i = end
	}
	return pieces(b.View(), rawText)
}
