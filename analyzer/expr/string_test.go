package expr_test

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// TestPieces: a literal, and its pieces: text as "decoded" at "written",
// placeholders as kind and name.
func TestPieces(t *testing.T) {
	type piece struct {
		text, at string
		kind     text.PlaceholderKind
		name     string
	}
	plain := func(s string) piece { return piece{text: s, at: s} }
	for _, c := range []struct {
		src  string
		want []piece
	}{
		{`""`, nil},
		{`@""`, nil},
		{`"https://a.b"`, []piece{plain("https://a.b")}},
		{`"a\tb\u0041\x42!\"\\\0"`, []piece{{text: "a\tbAB!\"\\\x00", at: `a\tb\u0041\x42!\"\\\0`}}},
		{`"\uD83D\uDE00\U0001F600"`, []piece{{text: "😀😀", at: `\uD83D\uDE00\U0001F600`}}},
		{`"\uD83D"`, []piece{{text: "\ufffd", at: `\uD83D`}}},
		{`"a\d"`, []piece{plain(`a\d`)}},
		{`@"C:\t""q"""`, []piece{{text: `C:\t"q"`, at: `C:\t""q""`}}},
		{`"https://{{host}}/x"`, []piece{plain("https://"), {text: "{{host}}", at: "{{host}}", kind: text.NamedValue, name: "host"}, plain("/x")}},
		{`"${a}#{b}##c#{#[d]#}__E__"`, []piece{
			{text: "${a}", at: "${a}", kind: text.Token, name: "a"},
			{text: "#{b}#", at: "#{b}#", kind: text.Token, name: "b"},
			{text: "#c#", at: "#c#", kind: text.Token, name: "c"},
			{text: "{#[d]#}", at: "{#[d]#}", kind: text.Token, name: "d"},
			{text: "__E__", at: "__E__", kind: text.Token, name: "E"},
		}},
		{`"\n{{x}}\n"`, []piece{{text: "\n", at: `\n`}, {text: "{{x}}", at: "{{x}}", kind: text.NamedValue, name: "x"}, {text: "\n", at: `\n`}}},
		{`"\{{x}}"`, []piece{plain(`\{{x}}`)}},
		{`"%{ if a }b"`, []piece{{text: "%{ if a }", at: "%{ if a }", kind: text.Directive, name: "if a"}, plain("b")}},
		{`"""a "b" {c}"""`, []piece{plain(`a "b" {c}`)}},
		{"\"\"\"\n  a\n    b\n  \"\"\"", []piece{{text: "a\n  b", at: "a\n    b"}}},
		{`"abc`, []piece{plain("abc")}},
	} {
		b, _ := expr.ParseExpr(text.NewView(c.src))
		s, ok := b.Stmts[0].(*expr.Return).X.(*expr.String)
		if !ok {
			t.Errorf("%s is %s", c.src, expr.Dump(b))
			continue
		}
		got := s.Pieces()
		if len(got) != len(c.want) {
			t.Errorf("%s: %d pieces, want %d: %+v", c.src, len(got), len(c.want), got)
			continue
		}
		for i, p := range got {
			w := c.want[i]
			if p.Text != w.text || p.View.Src != w.text || p.At.Of(c.src) != w.at || p.Placeholder != w.kind || p.Name != w.name {
				t.Errorf("%s: piece %d is %q at %q, %v %q; want %+v", c.src, i, p.Text, p.At.Of(c.src), p.Placeholder, p.Name, w)
			}
		}
	}
}

// TestPiecesOfInterpolated: {{ is a brace unless the gateway puts a named value
// there, and ${x} is a dollar sign and a hole if C# knows what is in it.
func TestPiecesOfInterpolated(t *testing.T) {
	src := `$"a{{{{b}}{x}{{host}}\t${y}${context.Z}"`
	b, errs := expr.ParseExpr(text.NewView(src))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	var got []string
	for _, part := range b.Stmts[0].(*expr.Return).X.(*expr.Interpolated).Parts {
		if part.X != nil {
			if part.Pieces() != nil {
				t.Errorf("hole %s has pieces", part.At.Of(src))
			}
			got = append(got, "hole "+part.At.Of(src))
		}
		for _, p := range part.Pieces() {
			got = append(got, p.Text+p.Name+"@"+p.At.Of(src))
		}
	}
	want := []string{"a{@a{{", "{{b}}b@{{b}}", "hole {x}", "{{host}}host@{{host}}", "\t@\\t", "${y}y@${y}", "$@$", "hole {context.Z}"}
	if len(got) != len(want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%d: got %q, want %q", i, got[i], want[i])
		}
	}
}

// TestPieceMapsToTheFile: a range of decoded text is found where it was written,
// through C# escapes and through the entities of the document around them.
func TestPieceMapsToTheFile(t *testing.T) {
	file := `x="f(&quot;\u0041://host&amp;\t/p&quot;)"`
	v := text.NewView(file)
	b := text.NewBuilder(v)
	at := 3
	b.Copy(at, 5)
	b.Put(`"`, 5, 11)
	b.Copy(11, 24)
	b.Put("&", 24, 29)
	b.Copy(29, 33)
	b.Put(`"`, 33, 39)
	b.Copy(39, 40)
	view := b.View()
	tree, errs := expr.ParseExpr(view)
	checkTree(t, view, tree, errs)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	call := tree.Stmts[0].(*expr.Return).X.(*expr.Call)
	if got := call.Args[0].X.Span().Of(file); got != `&quot;\u0041://host&amp;\t/p&quot;` {
		t.Errorf("the literal stands at %q", got)
	}
	p := call.Args[0].X.(*expr.String).Pieces()
	if len(p) != 1 || p[0].Text != "A://host&\t/p" {
		t.Fatalf("pieces %+v", p)
	}
	for _, c := range []struct {
		start, end int
		want       string
	}{{0, 1, `\u0041`}, {4, 8, "host"}, {8, 9, "&amp;"}, {9, 10, `\t`}, {10, 12, "/p"}, {0, 12, `\u0041://host&amp;\t/p`}} {
		if got := p[0].View.Span(c.start, c.end).Of(file); got != c.want {
			t.Errorf("%d-%d stands at %q, want %q", c.start, c.end, got, c.want)
		}
	}
}

func TestPiecesOfPlainLiteralAllocateOnce(t *testing.T) {
	b, _ := expr.ParseExpr(text.NewView(`"https://api.contoso.com/orders"`))
	s := b.Stmts[0].(*expr.Return).X.(*expr.String)
	if n := testing.AllocsPerRun(100, func() { s.Pieces() }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}
