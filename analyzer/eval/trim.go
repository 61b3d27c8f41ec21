package eval

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/value"
)

// trimmed trims pieces at one edge. What is unknown there can be empty; then what is known
// next to it is trimmed, too. So what of that can go and what is unknown are one unknown
// piece. host is true if the set leaves hostnames alone.
func trimmed(parts []value.Part, set string, host, end bool) ([]value.Part, bool) {
	parts = slices.Clone(parts)
	if end {
		slices.Reverse(parts) // the edge comes first
	}
	vague := -1 // the unknown piece at the edge
	gone := 0   // pieces that go as a whole, or may
	var rest value.Part
	removed := ""
	for i, p := range parts {
		left, more, ok := trimPart(p, set, host, end)
		if !ok {
			return nil, false
		}
		parts[i] = left
		switch {
		case p.Kind == value.Unknown && vague < 0:
			vague, rest = i, left
		case p.Kind == value.Unknown:
		case vague < 0 && more:
			gone = i + 1
		case len(left.View.Src) < len(p.View.Src):
			removed, gone = p.View.Src[:len(p.View.Src)-len(left.View.Src)], i
			if end {
				removed = p.View.Src[len(left.View.Src):]
			}
			if more {
				gone++
			}
		}
		if !more && p.Kind != value.Unknown {
			break
		}
	}
	parts = parts[gone:]
	if vague >= 0 && removed != "" {
		rest.Shape = value.AnyShape
		if end && (removed[0] == '/' || removed[0] == '?') {
			rest.Shape = value.PathShape
		}
		parts = append([]value.Part{rest}, parts...)
	}
	if end {
		slices.Reverse(parts)
	}
	return parts, true
}

// trimPart trims one piece at its start or end; more is true if nothing is left of
// it, so that the next one is next. host is true if the set leaves hostnames alone.
func trimPart(p value.Part, set string, host, end bool) (rest value.Part, more, ok bool) {
	switch p.Kind {
	case value.Literal:
		t := p.View.Src
		left := strings.TrimLeft(t, set)
		if end {
			left = strings.TrimRight(t, set)
		}
		from := 0
		if left != "" {
			from = strings.Index(t, left)
		}
		return p.Slice(from, from+len(left)), left == "", true
	case value.GatewayHost, value.ServiceName:
		return p, false, host
	case value.Unknown:
		// The beginning of a path is one, too.
		if !(p.IsWord() && !strings.ContainsFunc(set, isWordRune) || p.Shape == value.PathShape && end && host) {
			p.Shape = value.AnyShape
		}
		return p, false, true
	}
	return p, false, false
}

// isWordRune reports whether a character can be in a piece of WordShape.
func isWordRune(r rune) bool {
	return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
}

// isWordText reports whether a text can be in a piece of WordShape.
func isWordText(t string) bool {
	return !strings.ContainsFunc(t, func(r rune) bool { return !isWordRune(r) })
}
