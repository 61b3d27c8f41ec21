package value

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// TestCauseOfCut asks for the causes of what is left out.
func TestCauseOfCut(t *testing.T) {
	var many Value
	for range MaxAlts + 1 {
		many.Alts = append(many.Alts, Str{Parts: []Part{{Kind: Literal, Type: StringType, View: text.NewView(strings.Repeat("a", len(many.Alts)+1))}}})
	}
	if v := many.bounded(); !v.Alts[len(v.Alts)-1].Is(ManyCause) {
		t.Errorf("%d values are %s", MaxAlts+1, v.Alts[len(v.Alts)-1])
	}
	long := Value{Alts: []Str{{Parts: make([]Part, MaxParts+1)}}}
	if s := shortened(long).Alts[0]; s.Parts[len(s.Parts)-1].Cause != LongCause {
		t.Errorf("a long text ends with %s", s.Parts[len(s.Parts)-1].Reason())
	}
}
