package interpret

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// under is a path below a URL, with one slash between them.
func under(url, path value.Value) value.Value {
	slashed := true
	for _, s := range path.Alts {
		first := firstByte(s)
		slashed = slashed && (first == '/' || first == '?' || first == 0)
	}
	url.Alts = slices.Clone(url.Alts)
	for i, s := range url.Alts {
		if n := len(s.Parts); n > 0 && s.Parts[n-1].Kind == value.Literal {
			last := s.Parts[n-1]
			parts := append(s.Parts[:n-1:n-1], last.Slice(0, len(strings.TrimRight(last.Text(), "/"))))
			url.Alts[i] = value.Str{Parts: parts, When: s.When}
		}
	}
	if slashed {
		return value.Concat(url, path)
	}
	return value.Concat(url, value.Computed("/", value.StringType, text.Loc{}), path)
}

// firstByte is the first byte of a text, 0 if it is empty or not known.
func firstByte(s value.Str) byte {
	if len(s.Parts) == 0 || s.Parts[0].Kind != value.Literal || s.Parts[0].Text() == "" {
		return 0
	}
	return s.Parts[0].Text()[0]
}

// isPath reports whether a URL is relative: it has no scheme, for certain.
func isPath(s value.Str) bool {
	if len(s.Parts) == 0 {
		return true
	}
	first := s.Parts[0]
	if first.Kind != value.Literal || strings.HasPrefix(first.Text(), "//") {
		return false
	}
	if i := strings.IndexAny(first.Text(), ":/?#"); i >= 0 {
		return first.Text()[i] != ':'
	}
	return len(s.Parts) == 1
}
