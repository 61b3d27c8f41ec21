package editor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
)

// typed is a document of about n bytes in a workspace of 1,000 APIs, half way
// through which something is being typed, at the offset.
func typed(n int, what string) (s *analyzer.Snapshot, off int) {
	src := analyzertest.WellFormed(n)
	at := strings.Index(src[len(src)/2:], "        <choose>")
	if at < 0 {
		at = strings.Index(src, "        <choose>") - len(src)/2
	}
	at += len(src) / 2
	src = src[:at] + what + "\n" + src[at:]
	s = analyzer.NewSnapshot(analyzertest.EstateOf(1000)).With(text.NewFile("apis/api7/operations/op3/policy.xml", src))
	if _, err := s.Check(context.Background(), analyzer.Config{}); err != nil { // as a server does all the time
		panic(err)
	}
	return s, at + len(what)
}

// BenchmarkTyping is what an editor waits for at each key: completion of each kind,
// the explanation of a word, the end tag, and the layout of the document.
func BenchmarkTyping(b *testing.B) {
	const path = "apis/api7/operations/op3/policy.xml"
	for _, kb := range []int{2, 50, 512} {
		for _, c := range []struct{ name, what string }{
			{"element", "<"}, {"attribute", "<set-header "}, {"value", `<set-header exists-action="`},
			{"member", `<set-body>@(context.Request.`}, {"backend", `<set-backend-service backend-id="`}, {"namedvalue", "<set-body>{{"},
		} {
			b.Run(fmt.Sprintf("complete-%s/%dKB", c.name, kb), func(b *testing.B) {
				s, off := typed(kb<<10, c.what)
				if len(editor.Complete(s, path, off, analyzer.Config{})) == 0 {
					b.Fatal("nothing is offered")
				}
				for b.Loop() {
					editor.Complete(s, path, off, analyzer.Config{})
				}
			})
		}
		b.Run(fmt.Sprintf("explain/%dKB", kb), func(b *testing.B) {
			s, off := typed(kb<<10, "<set-header")
			if md, _ := editor.ExplainTag(s, path, off-1); md == "" {
				b.Fatal("nothing is explained")
			}
			for b.Loop() {
				editor.ExplainTag(s, path, off-1)
			}
		})
		b.Run(fmt.Sprintf("closetag/%dKB", kb), func(b *testing.B) {
			s, off := typed(kb<<10, "<choose>")
			for b.Loop() {
				editor.CloseTag(s, path, off)
			}
		})
		b.Run(fmt.Sprintf("format/%dKB", kb), func(b *testing.B) {
			s, _ := typed(kb<<10, "<base />")
			for b.Loop() {
				editor.Format(s, path, "\t")
			}
		})
	}
}
