package editor_test

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
)

// TestTypingWorst: documents of the worst shapes are answered like others. What
// would take quadratic time or more here would not end within the test.
func TestTypingWorst(t *testing.T) {
	const n = 10_000
	for name, src := range map[string]string{
		"deep":     "<policies><inbound>" + strings.Repeat(`<choose><when condition="@(true)">`, n) + "<",
		"closed":   "<fragment>" + strings.Repeat(`<choose><when condition="@(true)">`, n) + strings.Repeat("</when></choose>", n) + "</fragment>",
		"unknown":  "<fragment>" + strings.Repeat("<a>", n) + "<",
		"chain":    "<fragment><set-body>@(context" + strings.Repeat(".Request", n) + ".",
		"locals":   "<fragment><set-body>@{" + strings.Repeat("var a = a; ", n) + "return a.",
		"calls":    "<fragment><set-body>@(" + strings.Repeat("a.First(", 900) + "context.",
		"siblings": "<fragment>" + strings.Repeat("<base />", n) + "</fragment>",
		"attrs":    "<fragment><set-header " + strings.Repeat(`a="b" `, n),
		"braces":   "<fragment><set-body>" + strings.Repeat("{{", n),
	} {
		t.Run(name, func(t *testing.T) {
			s := analyzer.NewSnapshot([]*text.File{text.NewFile("policy.xml", src)})
			for _, off := range []int{len(src), len(src) - 1, len(src) / 2} {
				editor.Complete(s, "policy.xml", off, analyzer.Config{})
				editor.ExplainTag(s, "policy.xml", off)
				editor.ExplainCode(s, "policy.xml", off)
				editor.TagNames(s, "policy.xml", off)
				editor.CloseTag(s, "policy.xml", off)
			}
			out, err := text.Apply(src, editor.Format(s, "policy.xml", "  "))
			if err != nil || len(out) > 200*len(src) {
				t.Errorf("%d bytes became %d: %v", len(src), len(out), err)
			}
		})
	}
}
