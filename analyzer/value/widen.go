package value

import "hairpin/analyzer/text"

const (
	// MaxAlts bounds the alternatives of a value.
	MaxAlts = 32
	// MaxPairs bounds the work of a concatenation of two values.
	MaxPairs = 256
)

// veryMany is the reason of a piece that stands for what was cut.
const veryMany = "one of very many values"

// TooLong is the reason of what is cut from a text.
const TooLong = "the rest of a very long text"

// MaxParts bounds the pieces of an alternative; of a longer one keptParts remain.
const MaxParts, keptParts = 128, 32

// shortened keeps texts below maxParts pieces. The end is given up, since URLs
// have their hosts at the beginning.
func shortened(v Value) Value {
	for i, s := range v.Alts {
		if len(s.Parts) > MaxParts {
			p := s.Parts[keptParts]
			rest := Part{Why: TooLong, Cause: LongCause, Type: StringType, At: p.At, Form: p.Form}
			v.Alts[i].Parts = append(s.Parts[:keptParts:keptParts], rest)
			v.Cut = true
		}
	}
	return v
}

// bounded keeps a value below maxAlts alternatives. First what stands after
// the host of URLs is given up, then what differs beyond the bound: hosts tell
// more than paths do.
func (v Value) bounded() Value {
	if len(v.Alts) <= MaxAlts {
		return v
	}
	out := Value{Cut: true}
	for _, s := range v.Alts {
		if s = s.withoutPath(); !contains(out.Alts, s) {
			out.Alts = append(out.Alts, s)
		}
	}
	return out.narrowed()
}

// narrowed keeps the first alternatives; the last of them stands for the rest.
func (v Value) narrowed() Value {
	const most = 16
	if len(v.Alts) <= most {
		return v
	}
	last := v.Alts[most-1]
	rest := Part{Why: veryMany, Cause: ManyCause, Form: Operand}
	if len(last.Parts) > 0 {
		rest.At, rest.Type = last.Parts[0].At, last.Parts[0].Type
	}
	alts := append(v.Alts[:most-1:most-1], Str{Parts: []Part{rest}})
	return Value{Alts: alts, Cut: true}
}

// withoutPath is a URL with everything after its authority unknown; anything
// else stays what it is.
func (s Str) withoutPath() Str {
	u := SplitURL(s)
	if !u.Split || !u.PathAt.Valid() {
		return s
	}
	path := u.Path()
	if len(path.Parts) == 0 {
		return s
	}
	at := path.Parts[0].At
	at.Span = text.Span{Start: at.Span.Start, End: at.Span.Start}
	head := s.To(u.PathAt)
	head.Parts = append(head.Parts[:len(head.Parts):len(head.Parts)], Part{
		Why: veryMany, Cause: ManyCause, Type: StringType, Shape: PathShape, At: path.Parts[0].At, Form: path.Parts[0].Form,
	})
	return head
}
