package value

import (
	"slices"

	"hairpin.example/hairpin/analyzer/text"
)

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

// MaxText bounds the known text of an alternative, in bytes: a loop or a few calls
// of Replace can double it again and again.
const MaxText = 64 << 10

// maxPieces bounds the pieces of all alternatives together: a policy can have
// thousands of variables, each of which is remembered.
const maxPieces = 256

// shortened keeps texts below MaxParts pieces and MaxText bytes. The end is given
// up, since URLs have their hosts at the beginning.
func shortened(v Value) Value {
	for i := range v.Alts {
		if !v.Alts[i].fits() {
			v.Alts[i], v.Cut = v.Alts[i].shortened(MaxParts), true
		}
	}
	return v
}

// shortened is s with most pieces at most.
func (s Str) shortened(most int) Str {
	kept := len(s.Parts)
	if kept > most {
		kept = min(keptParts, most)
	}
	size := 0
	for i := range s.Parts[:kept] {
		n := len(s.Parts[i].View.Src)
		if size += n; size > MaxText {
			if fits := n - (size - MaxText); s.Parts[i].Kind == Literal && fits > 0 && s.Parts[i].Type == StringType {
				return s.upTo(i, s.Parts[i].Slice(0, fits))
			}
			kept = i
			break
		}
	}
	if kept == len(s.Parts) {
		return s
	}
	return s.upTo(kept)
}

// upTo is the first n pieces, perhaps another one, and an unknown for the rest.
func (s Str) upTo(n int, last ...Part) Str {
	p := &s.Parts[n]
	parts := append(s.Parts[:n:n], last...)
	s.Parts = append(parts, Part{Why: TooLong, Cause: LongCause, Type: StringType, At: p.At, Form: p.Form})
	return s
}

// Limited is v within the bounds of a text, wherever it comes from, and how many bytes
// of text and of pieces it has beyond what most values have. It does not change v.
func Limited(v Value) (limited Value, weight int) {
	const fewPieces, pieceSize = 8, 160
	for i := range v.Alts {
		n, pieces := v.Alts[i].length(), len(v.Alts[i].Parts)
		if n > MaxText || pieces > MaxParts {
			out := shortened(Value{Alts: slices.Clone(v.Alts), Cut: v.Cut})
			return out, MaxText * len(out.Alts)
		}
		weight += n + max(pieces-fewPieces, 0)*pieceSize
	}
	return v, weight
}

// fits reports whether s is within the bounds of a text.
func (s *Str) fits() bool { return len(s.Parts) <= MaxParts && s.length() <= MaxText }

// length is the length of the known text.
func (s *Str) length() int {
	size := 0
	for i := range s.Parts {
		size += len(s.Parts[i].View.Src)
	}
	return size
}

// Pieces is the number of pieces of all alternatives.
func (v Value) Pieces() int {
	n := 0
	for i := range v.Alts {
		n += len(v.Alts[i].Parts)
	}
	return n
}

// Many is v as one of very many values.
func (v Value) Many() Value {
	return Value{Alts: []Str{{Parts: []Part{v.many(0)}}}, Cut: true}
}

// many is a piece for everything from an alternative on.
func (v Value) many(from int) Part {
	rest := Part{Why: veryMany, Cause: ManyCause, Form: Operand}
	if parts := v.Alts[from].Parts; len(parts) > 0 {
		rest.At, rest.Type = parts[0].At, parts[0].Type
	}
	return rest
}

// fewer keeps the pieces of all alternatives together below maxPieces.
func (v Value) fewer() Value {
	if v.Pieces() <= maxPieces {
		return v
	}
	alts := make([]Str, len(v.Alts))
	for i, s := range v.Alts {
		alts[i] = s.shortened(maxPieces / len(alts))
	}
	return Value{Alts: alts, Cut: true}
}

// bounded keeps a value below maxAlts alternatives. First what stands after
// the host of URLs is given up, then what differs beyond the bound: hosts tell
// more than paths do.
func (v Value) bounded() Value {
	if len(v.Alts) <= MaxAlts {
		return v.fewer()
	}
	out := Value{Cut: true}
	for _, s := range v.Alts {
		if s = s.withoutPath(); !contains(out.Alts, s) {
			out.Alts = append(out.Alts, s)
		}
	}
	return out.narrowed().fewer()
}

// narrowed keeps the first alternatives; the last of them stands for the rest.
func (v Value) narrowed() Value {
	const most = 16
	if len(v.Alts) <= most {
		return v
	}
	alts := append(v.Alts[:most-1:most-1], Str{Parts: []Part{v.many(most - 1)}})
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
