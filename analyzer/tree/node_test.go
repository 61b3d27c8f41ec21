package tree

import (
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// dump shows a node, each scalar with the bytes it was read from.
func dump(n *Node, src string) string {
	switch {
	case n == nil:
		return "-"
	case n.Kind == Map:
		var out []string
		for _, e := range n.Entries {
			out = append(out, e.At.Of(src)+":"+dump(e.Value, src))
		}
		return "{" + strings.Join(out, " ") + "}"
	case n.Kind == List:
		var out []string
		for _, i := range n.Items {
			out = append(out, dump(i, src))
		}
		return "[" + strings.Join(out, " ") + "]"
	}
	at := n.View.Span(0, len(n.View.Src)).Of(src)
	if at == n.View.Src {
		return fmt.Sprintf("%q", at)
	}
	return fmt.Sprintf("%q<%q", n.View.Src, at)
}

func TestJSONNodes(t *testing.T) {
	for src, want := range map[string]string{
		`{"a": 1, "b": [true, null, "x"], "c": {}}`: `{a:"1" b:["true" "null" "x"] c:{}}`,
		`"a\/b\u00e9\ud83d\ude00\n"`:                `"a/bé😀\n"<"a\\/b\\u00e9\\ud83d\\ude00\\n"`,
		`"\ud83d"`:                                  `"�"<"\\ud83d"`,
		" \t\r\n{ \"a\" : \"\" } ":                  `{a:""}`,
		`{"a": [1, 2`:                               `{a:["1" "2"]}`,
		`{"a": 1 "b": 2}`:                           `{a:"1"}`,
		`["unclosed`:                                `[]`,
	} {
		n, _ := ParseJSON(text.NewView(src))
		if got := dump(n, src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

func TestYAMLNodes(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"a: b\nc: 'd'\n\"e\": \"f\"\n", `{a:"b" c:"d" e:"f"}`},
		{"a: b\r\n# c\r\nd: e # f\r\n\r\ng:\r\n  - h\r\n", `{a:"b" d:"e" g:["h"]}`},
		{"é: ü\nß: [ä, 'ö']\n", `{é:"ü" ß:["ä" "ö"]}`},
		{"a: 'it''s'\nb: \"x\\ty\"\n", `{a:"it's"<"it''s" b:"x\ty"<"x\\ty"}`},
		{"a: one\n  two\nb: c\n", `{a:"one two"<"one\n  two" b:"c"}`},
		{"a: |\n  one\n  two\nb: c\n", `{a:"one\ntwo\n"<"one\n  two\n" b:"c"}`},
		{"a: |-\n  https://x\nb: c\n", `{a:"https://x" b:"c"}`},
		{"a: >\n  one\n  two\nb: c\n", `{a:"one two\n"<"one\n  two" b:"c"}`},
		{"a: &x b\nc: *x\n", `{a:"b" c:"b"}`},
		{"a: !!str 12\nb: !x y\n", `{a:"12" b:"y"}`},
		{"a:\nb: ~\n", `{a:"" b:"~"}`},
		{"- {a: b}\n- [c]\n", `[{a:"b"} ["c"]]`},
	} {
		n, errs := ParseYAML(text.NewView(c.src))
		if got := dump(n, c.src); got != c.want || len(errs) > 0 {
			t.Errorf("%q %v\n got %s\nwant %s", c.src, errs, got, c.want)
		}
	}
}

func TestYAMLMerge(t *testing.T) {
	n, _ := ParseYAML(text.NewView("x: &x {a: 1, b: 2}\ny: &y {b: 3}\nz:\n  <<: [*y, *x]\n  c: 4\n"))
	z := n.Get("z")
	if z.Get("a").Text() != "1" || z.Get("b").Text() != "3" || z.Get("c").Text() != "4" || z.Get("d") != nil {
		t.Error(dump(z, ""))
	}
}

func TestYAMLErrors(t *testing.T) {
	for src, want := range map[string]string{
		"a: [b\nc: d\n":   "is not valid YAML: ",
		"a: b\n c: d\n":   "is not valid YAML: mapping values are not allowed in this context",
		"a: *nowhere\n":   "is not valid YAML: unknown anchor",
		"a: \"unclosed\n": "is not valid YAML: ",
	} {
		_, errs := ParseYAML(text.NewView(src))
		if len(errs) != 1 || !strings.HasPrefix(errs[0].Message, want) || errs[0].Span.End > len(src) {
			t.Errorf("%q: %v", src, errs)
		}
	}
}
