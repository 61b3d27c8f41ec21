package value

import "strings"

// Truth is what a condition can be: Yes and No may both be set; neither means
// that it never returns.
type Truth struct{ Yes, No bool }

// Either is the truth of what cannot be determined.
var Either = Truth{Yes: true, No: true}

// Truth is what a value can be as a condition.
func (v Value) Truth() Truth {
	var t Truth
	for _, s := range v.Alts {
		switch lit, ok := s.Literal(); {
		case ok && strings.EqualFold(lit, "true"):
			t.Yes = true
		case ok && strings.EqualFold(lit, "false"):
			t.No = true
		default:
			return Either
		}
	}
	return t
}
