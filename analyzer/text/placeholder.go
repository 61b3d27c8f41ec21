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

// PlaceholderAt reads the placeholder that starts at s[i], if one does.
func PlaceholderAt(s string, i int) Placeholder {
	rest := s[i:]
	for _, f := range placeholderForms {
		if !strings.HasPrefix(rest, f.open) {
			continue
		}
		body := rest[len(f.open):]
		end := f.end(body, f.close)
		if end < 0 || i > 0 && f.escaped && s[i-1] == f.open[0] {
			continue
		}
		return Placeholder{f.kind, strings.TrimSpace(body[:end]), i, i + len(f.open) + end + len(f.close)}
	}
	return Placeholder{}
}

// placeholderForms lists the forms, longer marks first.
var placeholderForms = []struct {
	kind        PlaceholderKind
	open, close string
	end         func(body, close string) int // where close starts in body, or -1
	escaped     bool                         // a doubled first byte makes it text: $${x}
}{
	{NamedValue, "{{", "}}", endOfNamedValue, false},
	{Token, "{#[", "]#}", endOfName, false},
	{Token, "{#", "#}", endOfName, false},
	{Token, "#{", "}#", endOfName, false},
	{Token, "${", "}", endOfBraces, true},
	{Directive, "%{", "}", endOfBraces, true},
	{Token, "#", "#", endOfName, false},
	{Token, "__", "__", endOfUpperName, false},
}

// endOfNamedValue accepts what can be a display name. The documentation allows
// letters, digits, periods, dashes and underscores; samples show placeholders
// such as {{queue|topic}}, so anything without quotes, braces and line ends is
// accepted, and looked up as it stands.
func endOfNamedValue(body, close string) int {
	end := strings.Index(body, close)
	if end <= 0 || strings.ContainsAny(body[:end], "{}\"'\r\n<>") {
		return -1
	}
	return end
}

func endOfName(body, close string) int {
	end := strings.Index(body, close)
	if end <= 0 {
		return -1
	}
	for i := 0; i < end; i++ {
		if c := body[i]; !isNameByte(c) && !(c == ' ' && close != "#") {
			return -1
		}
	}
	return end
}

func endOfUpperName(body, close string) int {
	end := strings.Index(body, close)
	if end <= 0 || body[0] < 'A' || body[0] > 'Z' {
		return -1
	}
	for i := 0; i < end; i++ {
		if !isNameByte(body[i]) || body[i] >= 'a' && body[i] <= 'z' {
			return -1
		}
	}
	return end
}

// endOfBraces matches braces, passing over quoted text, on one line.
func endOfBraces(body, _ string) int {
	depth := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				if strings.TrimSpace(body[:i]) == "" {
					return -1
				}
				return i
			}
			depth--
		case '"':
			j := i + 1
			for j < len(body) && body[j] != '"' && body[j] != '\n' {
				if body[j] == '\\' {
					j++
				}
				j++
			}
			if j < len(body) && body[j] == '"' {
				i = j
			}
		case '\n':
			return -1
		}
	}
	return -1
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}
