package eval

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// split is Split by characters or by strings. Behind the first unknown piece,
// the elements are unknown.
func split(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	var seps []string
	skipEmpty := false
	for _, a := range args {
		if o := a.AsObject(); o != nil {
			o = m.now(o)
			if o.Kind != value.List || o.IsOpen() {
				return value.Value{}, false
			}
			for _, e := range o.Elems {
				t, ok := e.Only()
				if !ok || t == "" {
					return value.Value{}, false
				}
				seps = append(seps, t)
			}
			continue
		}
		t, ok := a.Text()
		switch {
		case !ok || len(a.Parts) == 1 && a.Parts[0].Type == value.NumberType:
			return value.Value{}, false
		case t == "RemoveEmptyEntries" && a.IsHeld():
			skipEmpty = true
		case t == "None" && a.IsHeld():
		case t == "":
			return value.Value{}, false
		default:
			seps = append(seps, t)
		}
	}
	if len(seps) == 0 {
		return value.Value{}, false
	}
	o := &value.Object{Kind: value.List}
	rest := s
	for range maxRounds {
		cut, n, stop := m.firstOf(rest, seps)
		if stop {
			o.Open = rest.Reason()
			// Of a path at the end, what stands before a separator begins as one.
			if last := len(rest.Parts) - 1; cut.Part == last && last > 0 && !skipEmpty && rest.Parts[last].Kind == value.Unknown && rest.Parts[last].Shape == value.PathShape {
				o.Elems = append(o.Elems, value.Retyped(value.Value{Alts: []value.Str{{Parts: rest.Parts}}}.ReadAt(m.loc(x), value.Operand, nil), value.StringType))
			}
			return value.OfObject(o, m.here(x)), true
		}
		piece := rest.To(cut)
		if v := stringOf(value.Value{Alts: []value.Str{{Parts: piece.Parts}}}); !skipEmpty || !isEmpty(v.Alts[0]) {
			o.Elems = append(o.Elems, value.Retyped(v.ReadAt(m.loc(x), value.Operand, nil), value.StringType))
		}
		if !cut.Valid() {
			return value.OfObject(o, m.here(x)), true
		}
		rest = rest.From(cut.Skip(n))
	}
	o.Open = value.Reason{Why: "an element of a very long list"}
	return value.OfObject(o, m.here(x)), true
}

func isEmpty(s value.Str) bool {
	t, ok := s.Literal()
	return ok && t == ""
}

// firstOf finds the first separator. stop is true if something unknown, which
// can hold one, comes before; then at is that.
func (m *machine) firstOf(s value.Str, seps []string) (at value.Pos, n int, stop bool) {
	for i, p := range s.Parts {
		switch {
		case p.Known():
			best := -1
			for _, sep := range seps {
				if k := strings.Index(p.View.Src, sep); k >= 0 && (best < 0 || k < best || k == best && len(sep) > n) {
					best, n = k, len(sep)
				}
				// A separator can reach over the edge of the piece.
				if len(sep) > 1 && i+1 < len(s.Parts) && !m.separate(s, i, sep) {
					return value.Pos{Part: i, Off: 0}, 0, true
				}
			}
			if best >= 0 {
				return value.Pos{Part: i, Off: best}, n, false
			}
		case p.Kind == value.GatewayHost || p.Kind == value.ServiceName:
			for _, sep := range seps {
				if !strings.ContainsFunc(sep, func(r rune) bool { return !value.IsHostRune(r) }) {
					return value.Pos{Part: i, Off: 0}, 0, true
				}
			}
		case p.Kind == value.Unknown && p.IsWord() && !slices.ContainsFunc(seps, isWordText):
		default:
			return value.Pos{Part: i, Off: 0}, 0, true
		}
	}
	return value.Pos{Part: value.Nowhere, Off: 0}, 0, false
}
