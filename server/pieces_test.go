package server

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestParts: the parts of an answer are small, and merged they are the answer.
func TestParts(t *testing.T) {
	const size = 4 << 10
	answer := &hairpinv1.FixResponse{Remaining: &hairpinv1.AnalyzeResponse{Summary: &hairpinv1.Summary{Errors: 3, MissingFacts: []string{"a", "b"}}}}
	for i := range 100 {
		f := &hairpinv1.Finding{RuleId: "HP101", Message: strings.Repeat("m", i), Location: &hairpinv1.Location{Path: fmt.Sprint(i)}}
		answer.Applied = append(answer.Applied, f)
		answer.Remaining.Findings = append(answer.Remaining.Findings, f)
		answer.Files = append(answer.Files, &hairpinv1.File{Path: fmt.Sprint(i), Content: []byte(strings.Repeat("x", 10*i))})
	}
	for name, whole := range map[string]proto.Message{"full": answer, "empty": &hairpinv1.FixResponse{}, "empty inside": &hairpinv1.FixResponse{Remaining: &hairpinv1.AnalyzeResponse{}}} {
		merged, n := whole.ProtoReflect().New().Interface(), 0
		for part := range parts(whole.ProtoReflect(), size) {
			if got := proto.Size(part.Interface()); got > size+1100 {
				t.Errorf("%s: a part of %d bytes", name, got)
			}
			proto.Merge(merged, part.Interface())
			n++
		}
		if !proto.Equal(whole, merged) {
			t.Errorf("%s: %d parts make %v", name, n, merged)
		}
		if want := proto.Size(whole)/(2*size) + 1; n < want {
			t.Errorf("%s: %d parts, want %d at least", name, n, want)
		}
	}
}
