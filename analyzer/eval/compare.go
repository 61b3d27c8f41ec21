package eval

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// tested makes a method of a test of two texts.
func tested(f func(s, t value.Str, fold bool) value.Truth) func(*machine, *expr.Call, value.Str, []value.Str) (value.Value, bool) {
	return func(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
		fold := false
		if len(args) == 2 {
			how, ok := args[1].Text()
			if !ok {
				return m.boolean(x, value.Either), true
			}
			fold = strings.HasSuffix(how, "IgnoreCase")
		}
		if args[0].IsNull() || args[0].AsObject() != nil {
			return m.boolean(x, value.Either), true
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

func startsWith(s, t value.Str, fold bool) value.Truth {
	return edge(s.Head(), s, t, fold, strings.HasPrefix)
}

func endsWith(s, t value.Str, fold bool) value.Truth {
	return edge(s.Tail(), s, t, fold, strings.HasSuffix)
}

// edge tests the known beginning or end of s.
func edge(known string, s, t value.Str, fold bool, has func(string, string) bool) value.Truth {
	want, ok := t.Text()
	if !ok {
		return value.Either
	}
	want, ok1 := folded(want, fold)
	known, ok2 := folded(known, fold)
	if !ok1 || !ok2 {
		return value.Either
	}
	switch {
	case has(known, want):
		return value.Truth{Yes: true}
	case s.KnownLen() >= 0, !has(want, known): // it is known to the end, or differs before
		return value.Truth{No: true}
	}
	return value.Either
}

func containsText(s, t value.Str, fold bool) value.Truth {
	want, ok := t.Text()
	if !ok {
		return value.Either
	}
	if fold {
		want = strings.ToLower(want)
	}
	for _, p := range s.Parts {
		if !p.Known() {
			continue
		}
		has := p.View.Src
		if fold {
			has = strings.ToLower(has)
		}
		if strings.Contains(has, want) {
			return value.Truth{Yes: true}
		}
	}
	lit, ok := s.Text()
	if fold {
		lit = strings.ToLower(lit)
	}
	if ok && (!fold || isASCII(lit) && isASCII(want)) {
		return value.Truth{Yes: strings.Contains(lit, want), No: !strings.Contains(lit, want)}
	}
	return value.Either
}

func equalsText(s, t value.Str, fold bool) value.Truth {
	if !fold {
		u := equalStr(s, t)
		if u.Yes && u.No {
			a, aok := s.Text()
			b, bok := t.Text()
			if aok && bok && !isToken(a) && !isToken(b) { // Equals compares text, whatever holds it
				return value.Truth{Yes: a == b, No: a != b || s.IsHeld()} // a token of JSON is no text
			}
		}
		return u
	}
	a, aok := s.Text()
	b, bok := t.Text()
	switch {
	case aok && t.IsHosted() && t.Differs(a), bok && s.IsHosted() && s.Differs(b):
		return value.Truth{No: true}
	case !aok || !bok:
		return value.Either
	}
	if !isASCII(a) || !isASCII(b) {
		return value.Either
	}
	same := strings.EqualFold(a, b)
	return value.Truth{Yes: same || isToken(a) || isToken(b), No: !same}
}
