package tree

import (
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// FuzzNodes: what JSON and YAML are read as stands in the file.
func FuzzNodes(f *testing.F) {
	f.Add("a: &a [*a, {b: |\n  c\n}]\n<<: *a\n")
	f.Add("instance: {hostnames: [\"\\u00fc\", 'it''s', >-\n x\n y]}\n")
	f.Add("? a\n: - b\r\n  - c\u2028d: e\n")
	f.Add("{\"a\": [\"\\u00fc\\n\", 1e3, {\"b\": null}], \"a\": true}")
	f.Fuzz(func(t *testing.T, src string) {
		for _, parse := range []func(text.View) (*Node, []text.Error){ParseYAML, ParseJSON} {
			root, errs := parse(text.NewView(src))
			checkNode(t, root, len(src), map[*Node]bool{})
			for _, e := range errs {
				if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(src) {
					t.Errorf("%+v is not in a file of %d bytes", e, len(src))
				}
			}
		}
	})
}

// checkNode fails if a node points outside its file.
func checkNode(t *testing.T, n *Node, size int, seen map[*Node]bool) {
	if n == nil || seen[n] {
		return
	}
	seen[n] = true
	for _, s := range []text.Span{n.at, n.Span(), n.View.Span(0, len(n.View.Src))} {
		if s.Start < 0 || s.End < s.Start || s.End > size {
			t.Errorf("%+v is not in a file of %d bytes", s, size)
		}
	}
	for _, e := range n.Entries {
		checkNode(t, &Node{at: e.At}, size, seen)
		checkNode(t, e.Value, size, seen)
	}
	for _, i := range n.Items {
		checkNode(t, i, size, seen)
	}
}

func FuzzVariables(f *testing.F) {
	f.Add(fullVariables)
	f.Add("a = \"${\"${1}\"}\" }\nb = <<-\n c = [{(\n")
	f.Add("a = <<E\nE\nb=\"\\u12\"\r\nc = \xff\n/*")
	f.Fuzz(func(t *testing.T, src string) {
		root, errs := ParseTFVars(text.NewView(src))
		for _, e := range errs {
			if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(src) {
				t.Errorf("%+v is not in a file of %d bytes", e, len(src))
			}
		}
		checkNode(t, root, len(src), map[*Node]bool{})
		seen := map[string]bool{}
		if root == nil {
			return
		}
		for _, e := range root.Entries {
			if seen[e.Key] {
				t.Errorf("%q is set twice", e.Key)
			}
			seen[e.Key] = true
			// A value without escapes is the text that stands there.
			if v := e.Value.View; v.Plain() && v.Span(0, len(v.Src)).Of(src) != v.Src {
				t.Errorf("%q is not what stands at %v", v.Src, v.Span(0, len(v.Src)))
			}
		}
	})
}
