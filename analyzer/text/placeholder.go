package text

import "strings"

// PlaceholderKind says who replaces a placeholder, and when.
type PlaceholderKind uint8

const (
	// NoPlaceholder is the zero value.
	NoPlaceholder PlaceholderKind = iota
	// NamedValue is {{name}}: replaced by the gateway before the policy is compiled.
	// https://learn.microsoft.com/azure/api-management/api-management-howto-properties
	NamedValue
	// Token is replaced by the deployment before the gateway sees the policy:
	// ${x}, #{x}#, __X__ and the other forms.
	Token
	// Directive is %{ if x }, %{ for }, %{ endif }: Terraform's template directives.
	Directive
)

// Placeholder is a piece of text that something else will be put in for.
type Placeholder struct {
	Kind       PlaceholderKind
	Name       string // what stands between the marks, trimmed
	Start, End int    // with the marks
}

// NextPlaceholder finds the first placeholder of any text in s at or after from. Its
// Kind is NoPlaceholder if there is none; Start and End are then len(s).
func NextPlaceholder(s string, from int) Placeholder { return NextIn(s, from, InText) }

// NextIn is NextPlaceholder for the forms that count at some of the places.
func NextIn(s string, from int, where Places) Placeholder {
	for i := from; i < len(s); i++ {
		j := strings.IndexAny(s[i:], "{$#%_<")
		if j < 0 {
			break
		}
		i += j
		if p := PlaceholderIn(s, i, where); p.Kind != NoPlaceholder {
			return p
		}
	}
	return Placeholder{Start: len(s), End: len(s)}
}

// PlaceholderAt reads the placeholder that starts at s[i], if one of those of any
// text does.
func PlaceholderAt(s string, i int) Placeholder { return PlaceholderIn(s, i, InText) }

// PlaceholderIn reads the placeholder that starts at s[i], if one that counts at some
// of the places does. A doubled mark is text, as in Terraform: $${x}, %%{ if }.
//
// Every form is read in one pass that ends at the first byte the form cannot
// hold, so that asking at each byte of s is linear in all.
func PlaceholderIn(s string, i int, where Places) Placeholder {
	if i >= len(s) {
		return Placeholder{}
	}
	for k := range formsAt[s[i]] {
		f := &formsAt[s[i]][k]
		if f.in&where == 0 || !strings.HasPrefix(s[i:], f.open) || i > 0 && s[i-1] == s[i] && (s[i] == '$' || s[i] == '%') {
			continue
		}
		start := i + len(f.open)
		if n := f.body(s[start:], f.shut); n >= 0 {
			return Placeholder{f.kind, strings.TrimSpace(s[start : start+n]), i, start + n + len(f.shut)}
		}
	}
	return Placeholder{}
}

// displayName accepts what can be a display name. The documentation allows
// letters, digits, periods, dashes and underscores; samples show placeholders
// such as {{queue|topic}}, so anything without quotes, braces and line ends is
// accepted, and looked up as it stands. A token in it is a part of the name.
func displayName(body, shut string) int {
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '}':
			if i == 0 || !strings.HasPrefix(body[i:], shut) {
				return -1
			}
			return i
		case '{':
			n := -1
			if i > 0 && (body[i-1] == '$' || body[i-1] == '#') {
				n = braced(body[i+1:], "")
			}
			if n < 0 {
				return -1
			}
			i += n + 1
		case '"', '\'', '\r', '\n', '<', '>':
			return -1
		}
	}
	return -1
}

// name reads name bytes and blanks up to the closing mark.
func name(body, shut string) int {
	for i := 0; i < len(body); i++ {
		if c := body[i]; !isNameByte(c) && c != ' ' {
			if i > 0 && strings.HasPrefix(body[i:], shut) {
				return i
			}
			return -1
		}
	}
	return -1
}

// simpleName is name without dots, as {context.Request.Url} has, where somebody forgot
// the @ of an expression.
func simpleName(body, shut string) int {
	n := name(body, shut)
	if n >= 0 && strings.Contains(body[:n], ".") {
		return -1
	}
	return n
}

// word reads name bytes that begin with a letter up to the closing mark: "#1#" and
// "#-#" are separators in ordinary text.
func word(body, shut string) int {
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == shut[0] && i > 0:
			return i
		case !isNameByte(c), i == 0 && !(c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'):
			return -1
		}
	}
	return -1
}

// digits reads digits up to the closing mark.
func digits(body, shut string) int {
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == shut[0] && i > 0:
			return i
		case c < '0' || c > '9':
			return -1
		}
	}
	return -1
}

// upperName reads upper-case letters, digits and single underscores up to the closing
// mark, so that __init__ and other names in code are left alone.
func upperName(body, shut string) int {
	n := anyName(body, shut)
	if n < 0 || body[0] < 'A' || body[0] > 'Z' || strings.ContainsAny(body[:n], "abcdefghijklmnopqrstuvwxyz") {
		return -1
	}
	return n
}

// anyName reads letters, digits and single underscores up to the closing mark.
func anyName(body, shut string) int {
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case i > 0 && strings.HasPrefix(body[i:], shut):
			return i
		case !isNameByte(c), i == 0 && c == '_':
			return -1
		}
	}
	return -1
}

// Terraform's expressions may be of any length and depth. These limits are far
// above what templates hold, and keep a line of a million "${" linear.
const (
	maxBracesBytes = 1024
	maxBracesDepth = 16
)

// braced matches braces, passing over quoted text, on one line.
func braced(body, _ string) int {
	depth, quotes := 0, true
	for i := 0; i < min(len(body), maxBracesBytes); i++ {
		switch body[i] {
		case '{':
			if depth++; depth > maxBracesDepth {
				return -1
			}
		case '}':
			if depth == 0 {
				if strings.TrimSpace(body[:i]) == "" {
					return -1
				}
				return i
			}
			depth--
		case '"':
			if !quotes {
				break
			}
			if j := endOfQuoted(body, i); j < 0 {
				quotes = false // a lone quote is an ordinary byte
			} else {
				i = j
			}
		case '\n', '\r':
			return -1
		}
	}
	return -1
}

// endOfQuoted is the offset of the quote that closes the one at body[i], or -1
// if the line ends before.
func endOfQuoted(body string, i int) int {
	for i++; i < min(len(body), maxBracesBytes); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i
		case '\n', '\r':
			return -1
		}
	}
	return -1
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}
