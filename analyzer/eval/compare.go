package eval

import (
	"strings"

	"hairpin/analyzer/expr"
)

// tested makes a method of a test of two texts.
func tested(f func(s, t Str, fold bool) Truth) func(*machine, *expr.Call, Str, []Str) (Value, bool) {
	return func(m *machine, x *expr.Call, s Str, args []Str) (Value, bool) {
		fold := false
		if len(args) == 2 {
			how, ok := args[1].text()
			if !ok {
				return m.boolean(x, either), true
			}
			fold = strings.HasSuffix(how, "IgnoreCase")
		}
		if args[0].IsNull() || args[0].asObject() != nil {
			return m.boolean(x, either), true
		}
		return m.boolean(x, f(s, args[0], fold)), true
	}
}

// folded is a text as a comparison sees it; it gives false where cultures
// differ.
func folded(s string, fold bool) (string, bool) {
	if fold {
		s = strings.ToLower(s)
	}
	return s, isPlain(s)
}

func startsWith(s, t Str, fold bool) Truth {
	return edge(s.head(), s, t, fold, strings.HasPrefix)
}

func endsWith(s, t Str, fold bool) Truth {
	return edge(s.tail(), s, t, fold, strings.HasSuffix)
}

// edge tests the known beginning or end of s.
func edge(known string, s, t Str, fold bool, has func(string, string) bool) Truth {
	want, ok := t.text()
	if !ok {
		return either
	}
	want, ok1 := folded(want, fold)
	known, ok2 := folded(known, fold)
	if !ok1 || !ok2 {
		return either
	}
	switch {
	case has(known, want):
		return Truth{Yes: true}
	case s.knownLen() >= 0, !has(want, known): // it is known to the end, or differs before
		return Truth{No: true}
	}
	return either
}

func containsText(s, t Str, fold bool) Truth {
	want, ok := t.text()
	if !ok {
		return either
	}
	if fold {
		want = strings.ToLower(want)
	}
	for _, p := range s.Parts {
		if !p.known() {
			continue
		}
		has := p.View.Src
		if fold {
			has = strings.ToLower(has)
		}
		if strings.Contains(has, want) {
			return Truth{Yes: true}
		}
	}
	lit, ok := s.text()
	if fold {
		lit = strings.ToLower(lit)
	}
	if ok && (!fold || isASCII(lit) && isASCII(want)) {
		return Truth{Yes: strings.Contains(lit, want), No: !strings.Contains(lit, want)}
	}
	return either
}

func equalsText(s, t Str, fold bool) Truth {
	if !fold {
		u := equalStr(s, t)
		if u.Yes && u.No {
			a, aok := s.text()
			b, bok := t.text()
			if aok && bok { // Equals compares text, whatever holds it
				return Truth{Yes: a == b, No: a != b}
			}
		}
		return u
	}
	a, aok := s.text()
	b, bok := t.text()
	if !aok || !bok {
		return either
	}
	if !isASCII(a) || !isASCII(b) {
		return either
	}
	return Truth{Yes: strings.EqualFold(a, b), No: !strings.EqualFold(a, b)}
}
