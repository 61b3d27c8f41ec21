package value

import (
	"slices"
	"strconv"
)

// Text is the known text of a string, a number, a character or an enumeration.
func (s Str) Text() (string, bool) {
	if s.IsNull() || s.AsObject() != nil {
		return "", false
	}
	size := 0
	for i := range s.Parts {
		size += len(s.Parts[i].View.Src)
	}
	if size > MaxText {
		return "", false
	}
	return s.Literal()
}

// Number is the integer that an alternative is.
func (s Str) Number() (int64, bool) {
	if len(s.Parts) != 1 || s.Parts[0].Kind != Literal {
		return 0, false
	}
	switch p := &s.Parts[0]; p.Type {
	case NumberType:
		n, err := strconv.ParseInt(p.View.Src, 10, 64)
		return n, err == nil
	case CharType:
		for _, r := range p.View.Src {
			return int64(r), true
		}
	}
	return 0, false
}

// Number is the integer that a value is.
func (v Value) Number() (int64, bool) {
	if len(v.Alts) != 1 {
		return 0, false
	}
	return v.Alts[0].Number()
}

// IsText reports whether + with s is a concatenation.
func (s Str) IsText() bool {
	return len(s.Parts) != 1 || s.Parts[0].Type == StringType
}

// IsNumeric reports whether s is a number or a character.
func (s Str) IsNumeric() bool {
	return len(s.Parts) == 1 && (s.Parts[0].Type == NumberType || s.Parts[0].Type == CharType)
}

// Exists reports whether s is an object that is there for every request.
func (s Str) Exists() bool {
	o := s.AsObject()
	return o != nil && (o.Kind != Context || !slices.Contains(sometimesNull, o.Name))
}

// IsHeld reports whether s is text that is held in an object.
func (s Str) IsHeld() bool { return len(s.Parts) == 1 && s.Parts[0].Type == AnyType }

// Certain reports whether s is text, and so not null, whatever it is.
func (s Str) Certain() bool {
	if len(s.Parts) > 1 {
		return true
	}
	return len(s.Parts) == 1 && (s.Parts[0].Kind == GatewayHost || s.Parts[0].Kind == ServiceName)
}

// Differs reports whether s can in no case be a text: its known beginning or
// end is another one.
func (s Str) Differs(t string) bool {
	head, tail := s.Head(), s.Tail()
	n, m := min(len(head), len(t)), min(len(tail), len(t))
	return head[:n] != t[:n] || len(head) > len(t) || tail[len(tail)-m:] != t[len(t)-m:] || len(tail) > len(t)
}

// IsWord reports whether the piece holds no delimiter of a URL.
func (p *Part) IsWord() bool { return p.Shape == WordShape || p.Shape == DigitShape }

// IsHostRune reports whether a character can be in a hostname.
func IsHostRune(r rune) bool {
	return r == '-' || r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
}

// MayHold reports whether a byte can stand at the edge of the piece.
func (p *Part) MayHold(c byte) bool { return !p.IsHost() || IsHostRune(rune(c)) }

// IsHost reports whether the piece is a hostname of the gateway, or a part of one.
func (p *Part) IsHost() bool { return p.Kind == GatewayHost || p.Kind == ServiceName }

// KnownLen is the length of the text if all of it is known, -1 if not.
func (s Str) KnownLen() int {
	if t, ok := s.Literal(); ok {
		return len(t)
	}
	return -1
}

// PosAt is the place of a byte of the known beginning, or of what comes
// directly after it.
func (s Str) PosAt(off int) Pos {
	for i := range s.Parts {
		n := len(s.Parts[i].View.Src)
		if off == 0 || off < n {
			return Pos{i, off}
		}
		off -= n
	}
	return Pos{Nowhere, 0}
}

// Reason is why the first unknown piece is not known.
func (s Str) Reason() Reason {
	for _, p := range s.Parts {
		if p.Kind == Unknown {
			return Reason{p.Reason(), p.Cause}
		}
	}
	return Reason{Why: "a part of a text"}
}
