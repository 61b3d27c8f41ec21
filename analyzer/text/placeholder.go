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
	// ${x} (Terraform), #{x}# and #x# (token replacement tasks), {#[x]#} and {#x#}
	// (APIOps), __X__.
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

// NextPlaceholder finds the first placeholder in s at or after from. Its Kind
// is NoPlaceholder if there is none; Start and End are then len(s).
func NextPlaceholder(s string, from int) Placeholder {
	for i := from; i < len(s); i++ {
		j := strings.IndexAny(s[i:], "{$#%_")
		if j < 0 {
			break
		}
		i += j
		if p := PlaceholderAt(s, i); p.Kind != NoPlaceholder {
			return p
		}
	}
	return Placeholder{Start: len(s), End: len(s)}
}

// PlaceholderAt reads the placeholder that starts at s[i], if one does. A
// doubled mark is text, as in Terraform: $${x}, %%{ if }.
//
// Every form is read in one pass that ends at the first byte the form cannot
// hold, so that asking at each byte of s is linear in all.
func PlaceholderAt(s string, i int) Placeholder {
	if i+1 >= len(s) {
		return Placeholder{}
	}
	rest := s[i:]
	switch rest[0] {
	case '{':
		switch {
		case rest[1] == '{':
			return placeholder(NamedValue, s, i, 2, endOfNamedValue(rest[2:]), 2)
		case strings.HasPrefix(rest, "{#["):
			return placeholder(Token, s, i, 3, endOfName(rest[3:], "]#}"), 3)
		case rest[1] == '#':
			return placeholder(Token, s, i, 2, endOfName(rest[2:], "#}"), 2)
		}
	case '#':
		if rest[1] == '{' {
			return placeholder(Token, s, i, 2, endOfName(rest[2:], "}#"), 2)
		}
		return placeholder(Token, s, i, 1, endOfWord(rest[1:]), 1)
	case '$', '%':
		if rest[1] != '{' || i > 0 && s[i-1] == rest[0] {
			break
		}
		kind := Token
		if rest[0] == '%' {
			kind = Directive
		}
		return placeholder(kind, s, i, 2, endOfBraces(rest[2:]), 1)
	case '_':
		if rest[1] == '_' {
			return placeholder(Token, s, i, 2, endOfUpperName(rest[2:]), 2)
		}
	}
	return Placeholder{}
}

// placeholder is the one at s[i] whose body has n bytes, between marks of the
// given lengths. If n is negative there is none.
func placeholder(kind PlaceholderKind, s string, i, open, n, shut int) Placeholder {
	if n < 0 {
		return Placeholder{}
	}
	body := s[i+open : i+open+n]
	return Placeholder{kind, strings.TrimSpace(body), i, i + open + n + shut}
}

// endOfNamedValue accepts what can be a display name. The documentation allows
// letters, digits, periods, dashes and underscores; samples show placeholders
// such as {{queue|topic}}, so anything without quotes, braces and line ends is
// accepted, and looked up as it stands.
func endOfNamedValue(body string) int {
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '}':
			if i == 0 || i+1 >= len(body) || body[i+1] != '}' {
				return -1
			}
			return i
		case '{', '"', '\'', '\r', '\n', '<', '>':
			return -1
		}
	}
	return -1
}

// endOfName reads name bytes and blanks up to the closing mark.
func endOfName(body, shut string) int {
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

// endOfWord reads the body of #x#. It begins with a letter: "#1#" and "#-#" are
// separators in ordinary text.
func endOfWord(body string) int {
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '#' && i > 0:
			return i
		case !isNameByte(c), i == 0 && !(c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'):
			return -1
		}
	}
	return -1
}

// endOfUpperName reads the body of __X__: upper-case letters, digits and single
// underscores, so that __init__ and other names in code are left alone.
func endOfUpperName(body string) int {
	if body == "" || body[0] < 'A' || body[0] > 'Z' {
		return -1
	}
	for i := 1; i < len(body); i++ {
		switch c := body[i]; {
		case c == '_' && i+1 < len(body) && body[i+1] == '_':
			return i
		case !isNameByte(c), c >= 'a' && c <= 'z':
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

// endOfBraces matches braces, passing over quoted text, on one line.
func endOfBraces(body string) int {
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
