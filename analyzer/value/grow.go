package value

import "slices"

// Widen is old together with what a further round of a loop makes of it, written such
// that a few rounds come to an end: what stays the same is kept, the first bytes of a
// text and the host of a URL before all, and what differs after it is one piece, rest.
// What begins otherwise is another alternative. It reports whether anything is new.
func Widen(old, new Value, rest Part) (Value, bool) {
	out := Value{Alts: old.Alts[:len(old.Alts):len(old.Alts)], Cut: old.Cut || new.Cut}
	changed := false
	for _, s := range new.Alts {
		if covered(out.Alts, s, &rest) {
			continue
		}
		if !changed {
			out.Alts, changed = append([]Str(nil), out.Alts...), true
		}
		merged := false
		for i, t := range out.Alts {
			if w, ok := grown(t, s, rest); ok {
				out.Alts[i], merged = w, true
				break
			}
		}
		if !merged {
			out.Alts = append(out.Alts, s)
		}
	}
	if !changed {
		return old, false
	}
	return out.bounded(), true
}

// covered reports whether s is one of the alternatives, or what one of them has grown to
// can be s.
func covered(alts []Str, s Str, rest *Part) bool {
	for _, t := range alts {
		if alike(s.Parts, t.Parts) {
			return true
		}
		n := len(t.Parts) - 1
		if n < 0 || !t.Parts[n].grewAs(rest) {
			continue
		}
		p, after := common(Str{Parts: t.Parts[:n]}, s)
		if !p.Valid() && t.Parts[n].admits(s.From(after).Parts) {
			return true
		}
	}
	return false
}

// grewAs reports whether the piece stands for what a loop adds.
func (p *Part) grewAs(rest *Part) bool {
	return p.Kind == Unknown && p.Why == rest.Why && p.Of == rest.Of
}

// alike reports whether pieces are the same, wherever they are read.
func alike(a, b []Part) bool {
	return slices.EqualFunc(a, b, func(p, q Part) bool {
		return p.Kind == q.Kind && p.View.Src == q.View.Src && p.Why == q.Why && p.Of == q.Of && p.Cause == q.Cause && p.Object == q.Object &&
			p.Shape == q.Shape && p.Type == q.Type
	})
}

// admits reports whether the piece can be a sequence of pieces.
func (p *Part) admits(parts []Part) bool {
	if p.Type == NumberType {
		return len(parts) == 1 && parts[0].Type == NumberType
	}
	return p.Shape != PathShape || isPath(parts)
}

// isPath reports whether pieces are empty or begin as a path.
func isPath(parts []Part) bool {
	for i := range parts {
		switch p := &parts[i]; {
		case p.Kind == Unknown && p.Shape == PathShape: // it can be empty
		case p.Kind == Literal && p.View.Src == "":
		default:
			return p.Kind == Literal && (p.View.Src[0] == '/' || p.View.Src[0] == '?')
		}
	}
	return true
}

// grown is what begins as t and s do and then goes on in an unknown way; ok is false if
// they are to be told apart.
func grown(t, s Str, rest Part) (Str, bool) {
	if t.IsNumeric() && s.IsNumeric() {
		rest.Type = NumberType
		return Str{Parts: []Part{rest}, When: t.When}, true
	}
	if t.IsNull() || s.IsNull() || t.AsObject() != nil || s.AsObject() != nil {
		return Str{}, false
	}
	n := len(t.Parts)
	before := n > 0 && t.Parts[n-1].grewAs(&rest)
	if before {
		n--
	}
	head := Str{Parts: t.Parts[:n:n], When: t.When}
	p, after := common(head, s)
	rest.Type = StringType
	if p.Valid() {
		u := SplitURL(head)
		switch {
		case p == Pos{}, u.Split && (!u.PathAt.Valid() || p.before(u.PathAt)): // it has another host
			return Str{}, false
		case u.Split:
		case before: // what was the same becomes less and less
			return Str{Parts: []Part{rest}, When: t.When}, true
		default:
			return Str{}, false
		}
	}
	if !before && head.KnownLen() == 0 { // everything begins so
		return Str{}, false
	}
	if isPath(s.From(after).Parts) && (!p.Valid() || isPath(head.From(p).Parts)) && (!before || t.Parts[n].Shape == PathShape) {
		rest.Shape = PathShape
	}
	out := head.To(p)
	out.Parts = append(out.Parts[:len(out.Parts):len(out.Parts)], rest)
	return out, true
}

// common is where in t the text ends that s begins with, too, and where in s: Nowhere for
// the end of all of it.
func common(t, s Str) (inT, inS Pos) {
	i, j := Pos{}, Pos{}
	for i.Part < len(t.Parts) {
		p := &t.Parts[i.Part]
		if p.Kind == Literal && i.Off >= len(p.View.Src) {
			i = Pos{i.Part + 1, 0}
			continue
		}
		if j.Part >= len(s.Parts) {
			return i, Pos{Nowhere, 0}
		}
		q := &s.Parts[j.Part]
		switch {
		case q.Kind == Literal && j.Off >= len(q.View.Src):
			j = Pos{j.Part + 1, 0}
		case p.Kind == Literal && q.Kind == Literal:
			n := prefix(p.View.Src[i.Off:], q.View.Src[j.Off:])
			if n == 0 {
				return i, j
			}
			i.Off, j.Off = i.Off+n, j.Off+n
			if i.Off < len(p.View.Src) && j.Off < len(q.View.Src) {
				return i, j
			}
		case p.Kind != Literal && alike(t.Parts[i.Part:i.Part+1], s.Parts[j.Part:j.Part+1]):
			i, j = Pos{i.Part + 1, 0}, Pos{j.Part + 1, 0}
		default:
			return i, j
		}
	}
	for j.Part < len(s.Parts) && s.Parts[j.Part].Kind == Literal && j.Off >= len(s.Parts[j.Part].View.Src) {
		j = Pos{j.Part + 1, 0}
	}
	if j.Part >= len(s.Parts) {
		j = Pos{Nowhere, 0}
	}
	return Pos{Nowhere, 0}, j
}

func prefix(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// WidenObjects is Widen of two states of one object.
func WidenObjects(old, new *Object, rest Part) (*Object, bool) {
	if old == new {
		return old, false
	}
	out, changed := &Object{Kind: old.Kind, Open: old.Open, Rest: old.Rest, Fold: old.Fold, Unique: old.Unique, Absent: old.Absent || new.Absent, JSON: old.JSON, Mixed: old.mixedWith(new), Placed: old.Placed.or(new.Placed)}, false
	if !out.IsOpen() && new.IsOpen() {
		out.Open, changed = new.Open, true
	}
	changed = changed || out.Mixed && !old.Mixed || out.Placed != old.Placed
	widen := func(a, b Value) Value {
		v, more := Widen(a, b, rest)
		changed = changed || more
		return v
	}
	switch old.Kind {
	case Builder:
		out.Elems = []Value{widen(old.Content(), new.Content())}
		return out, changed
	case Map:
		out.Keys = keysOf(old, new)
		changed = changed || len(out.Keys) > len(old.Keys)
		inOld, inNew := old.finder(), new.finder()
		for _, k := range out.Keys {
			out.Elems = append(out.Elems, widen(old.found(inOld(k)), new.found(inNew(k))))
		}
		return out, changed
	}
	n := min(len(old.Elems), len(new.Elems))
	for i := range n {
		out.Elems = append(out.Elems, widen(old.Elems[i], new.Elems[i]))
	}
	if len(old.Elems) == n && len(new.Elems) == n && !out.IsOpen() {
		return out, changed
	}
	vague := old.isVague()
	if !out.IsOpen() {
		out.Open, changed = Reason{Why: rest.Why}, true
	}
	if len(old.Elems) > n {
		changed = true
	}
	if vague {
		return out, changed
	}
	if new.isVague() {
		out.Rest = Value{}
		return out, true
	}
	other := new.Rest
	for _, e := range append(old.Elems[n:len(old.Elems):len(old.Elems)], new.Elems[n:]...) {
		other = Join(other, e)
	}
	if len(old.Rest.Alts) == 0 {
		out.Rest = other
		return out, changed || len(other.Alts) > 0
	}
	out.Rest = widen(old.Rest, other)
	return out, changed
}
