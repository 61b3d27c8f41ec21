package analyzer_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// BenchmarkEstateCheck checks whole estates cold, from the bytes of their files.
func BenchmarkEstateCheck(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		files := analyzertest.EstateOf(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				fresh := make([]*text.File, len(files))
				for i, f := range files {
					fresh[i] = text.NewFile(f.Path, f.Src)
				}
				if _, err := analyzer.NewSnapshot(fresh).Check(context.Background(), analyzer.Config{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEstateXMLTokens is what the check is compared with: encoding/xml
// reading the tokens of the same policies, whose raw quotes it would not take.
func BenchmarkEstateXMLTokens(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		var docs []string
		for _, f := range analyzertest.EstateOf(n) {
			if strings.HasSuffix(f.Path, ".xml") {
				docs = append(docs, escaped(f.Src))
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchTokens(b, docs) })
	}
}

var expression = regexp.MustCompile(`"(@\(.*\))"`)

// escaped escapes the quotes in expressions.
func escaped(src string) string {
	return expression.ReplaceAllStringFunc(src, func(s string) string {
		return `"` + strings.NewReplacer(`"`, "&quot;", "<", "&lt;").Replace(s[1:len(s)-1]) + `"`
	})
}

// BenchmarkEstateParse reads the policies of the estate and does no more.
func BenchmarkEstateParse(b *testing.B) {
	files := analyzertest.EstateOf(1000)
	for b.Loop() {
		for _, f := range files {
			policy.Parse(text.NewView(f.Src))
		}
	}
}

// BenchmarkEstateChange checks an estate again after one policy has changed, as an editor
// does: fixes are replayed when they are asked for.
func BenchmarkEstateChange(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		s := analyzer.NewSnapshot(analyzertest.EstateOf(n))
		changed := s.File("apis/api7/operations/op3/policy.xml")
		if _, err := s.Check(context.Background(), analyzer.Config{Unproven: true}); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s = s.With(text.NewFile(changed.Path, changed.Src+" "))
				if _, err := s.Check(context.Background(), analyzer.Config{Unproven: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestEstate: every tenth of the operations that call this gateway is found,
// once.
func TestEstate(t *testing.T) {
	res := analyzertest.CheckFiles(t, analyzertest.EstateOf(100), analyzer.Config{})
	n := 0
	for _, f := range res.Findings {
		if f.Rule.ID == "HP102" {
			n++
		}
	}
	if n != 10 {
		t.Errorf("%d self-calls of 1,000 operations, want every hundredth", n)
	}
}
