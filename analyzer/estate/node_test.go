package estate

import (
	"fmt"
	"strings"
	"testing"

	"hairpin/analyzer/text"
)

// dump shows a node, each scalar with the bytes it was read from.
func dump(n *node, src string) string {
	switch {
	case n == nil:
		return "-"
	case n.kind == mapNode:
		var out []string
		for _, e := range n.entries {
			out = append(out, e.at.Of(src)+":"+dump(e.value, src))
		}
		return "{" + strings.Join(out, " ") + "}"
	case n.kind == listNode:
		var out []string
		for _, i := range n.items {
			out = append(out, dump(i, src))
		}
		return "[" + strings.Join(out, " ") + "]"
	}
	at := n.view.Span(0, len(n.view.Src)).Of(src)
	if at == n.view.Src {
		return fmt.Sprintf("%q", at)
	}
	return fmt.Sprintf("%q<%q", n.view.Src, at)
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
		n, _ := parseJSON(text.NewView(src))
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
		n, errs := parseYAML(text.NewView(c.src))
		if got := dump(n, c.src); got != c.want || len(errs) > 0 {
			t.Errorf("%q %v\n got %s\nwant %s", c.src, errs, got, c.want)
		}
	}
}

func TestYAMLMerge(t *testing.T) {
	n, _ := parseYAML(text.NewView("x: &x {a: 1, b: 2}\ny: &y {b: 3}\nz:\n  <<: [*y, *x]\n  c: 4\n"))
	z := n.get("z")
	if z.get("a").str() != "1" || z.get("b").str() != "3" || z.get("c").str() != "4" || z.get("d") != nil {
		t.Error(dump(z, ""))
	}
}

func TestYAMLErrors(t *testing.T) {
	for src, want := range map[string]string{
		"a: [b\nc: d\n":   "is not YAML: ",
		"a: b\n c: d\n":   "is not YAML: mapping values are not allowed in this context",
		"a: *nowhere\n":   "is not YAML: unknown anchor",
		"a: \"unclosed\n": "is not YAML: ",
	} {
		_, errs := parseYAML(text.NewView(src))
		if len(errs) != 1 || !strings.HasPrefix(errs[0].Message, want) || errs[0].Span.End > len(src) {
			t.Errorf("%q: %v", src, errs)
		}
	}
}

func TestMatchTemplate(t *testing.T) {
	for _, c := range []struct {
		template, path string
		want           bool
	}{
		{"/reports/{id}.json", "/reports/7.json", true}, {"/reports/{id}.json", "/reports/.json", false}, {"/reports/{id}.json", "/reports/7.xml", false},
		{"/Orders('{id}')", "/orders('7')", true}, {"/Orders('{id}')", "/Orders('')", false}, {"/{a}-{b}", "/x-y", true}, {"/{a}-{b}", "/xy", false},
		{"/{a}-{b}", "/-y", false}, {"/{id}", "/{id}", true}, {"/{id}", "/", false}, {"/v{n}", "/v2", true}, {"/v{n}", "/w2", false}, {"/a/*", "/a/b/c", true},
		{"/{a}.{b}.json", "/x.y.json", true}, {"/{a}.{b}.json", "/x.json", false},
	} {
		if _, ok := matchTemplate(c.template, c.path); ok != c.want {
			t.Errorf("%s and %s: %v", c.template, c.path, ok)
		}
	}
}

func TestRoute(t *testing.T) {
	segment := &VersionSet{Scheme: "Segment"}
	header := &VersionSet{Scheme: "Header"}
	w := &Workspace{}
	for _, a := range []API{
		{ID: "a-root", Path: "", Current: true},
		{ID: "orders", Path: "orders", Current: true, Revision: "1"},
		{ID: "orders;rev=2", Path: "orders"},
		{ID: "orders-v1", Path: "orders", Current: true, Version: "v1", VersionSet: segment},
		{ID: "orders-v2", Path: "orders", Current: true, Version: "v2", VersionSet: segment, Revision: "3"},
		{ID: "items", Path: "orders/items", Current: true},
		{ID: "by-header", Path: "h", Current: true, Version: "v1", VersionSet: header},
		{ID: "unknown-set", Path: "u", Current: true, Version: "v1"},
	} {
		a.Info = "apis/" + a.ID
		w.APIs = append(w.APIs, &a)
	}
	w.routes = routesOf(w.APIs)
	for path, want := range map[string]string{
		"/orders": "orders", "/orders/7": "orders", "/ORDERS/7?x=/orders/items": "orders", "orders/": "orders", "/ordersx": "a-root",
		"/orders/v1": "orders-v1", "/orders/v1/7": "orders-v1", "/orders/v10": "orders", "/orders/v2;rev=3/7": "orders-v2", "/orders/v2;rev=4/7": "orders",
		"/orders;rev=2/7": "orders;rev=2", "/orders;rev=1/7": "orders", "/orders;rev=9/7": "a-root",
		"/orders/items/1": "items", "/h/x": "by-header", "/u/v1/x": "unknown-set", "/u/x": "unknown-set", "/": "a-root", "": "a-root", "/zzz": "a-root",
	} {
		got := "none"
		if a := w.Route(path); a != nil {
			got = a.ID
		}
		if got != want {
			t.Errorf("%q lands on %s, want %s", path, got, want)
		}
	}
	unknown := &Workspace{APIs: []*API{{ID: "policies-only", Current: true}}}
	unknown.routes = routesOf(unknown.APIs)
	if a := unknown.Route("/x"); a != nil {
		t.Errorf("an API without a known path owns everything: %+v", a)
	}
	if w.APIs[3].Owns("/orders/7") || !w.APIs[3].Owns("/orders/v1/7") || !w.APIs[1].Owns("/orders/v1/7") {
		t.Error("Owns is wrong about versions")
	}
}
