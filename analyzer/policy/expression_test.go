package policy

import (
	"strings"
	"testing"
)

// TestExpressionEnd: the mark | stands where each expression ends.
func TestExpressionEnd(t *testing.T) {
	for _, c := range []string{
		`@()|`, `@{}|`, `@(()())|)`, `@{{}{}}|}`, `@([)|`, `@({)|}`,
		`@(")")|`, `@("\")")|`, `@("\\")|"`, `@("")|`, `@("a" + ")" + b)|`,
		`@(@")")|`, `@(@"\")|`, `@(@""")")|`, `@(@"""")|`, "@(@\"\n)\n\")|",
		`@($")")|`, `@($"{f(")")}")|`, `@($"{{)}}")|`, `@($"{{{a}}})")|`, `@($"{a}}})")|`, `@($"\"{a})")|`,
		`@($@"""){a}\")|`, `@(@$"{a["k"]})")|`, `@($"{$"{$")"}"}")|`, `@($"{a,10:0.00})")|`, `@($"{(a ? ")" : "}")}")|`,
		"@($@\"\n){a}\")|", "@($\"{\na}\")|",
		`@(')')|`, `@('"')|`, `@('\'')|`, `@('\\')|`, `@('\u0029')|`, `@('\x29')|`, `@('é')|`, `@(a's)|`, `@(''')|`,
		"@(// )\n)|", "@(// \"\n)|", "@(// it's\r)|", `@(/* ) */)|`, `@(/* " */)|`, `@(/**/)|`, `@(/*/)*/)|`, `@(a / b)|`,
		"@(\"a\n)|", // the string ends with its line
		`@(a < b && c > d)|`, `@(a<b)|`, `@(new List<string>())|`, `@(a <!b)|`,
		`@(&quot;)&quot;)|`, `@(&#34;)&#34;)|`, `@(&#x22;)&#x22;)|`, `@(&quot;\&quot;)&quot;)|`, `@(&quot;")&quot;)|`,
		`@(@&quot;)&quot;&quot;)&quot;)|`, `@($&quot;){a[&quot;)&quot;]}&quot;)|`, `@(&apos;)&apos;)|`, `@(&#39;&quot;&#39;)|`,
		`@(a &lt; b &amp;&amp; c)|`, `@(&amp;quot;)|`, `@("&quot;)")|`, "@(// &quot;\n)|", `@(/* &apos; ) */)|`, `@(&quot;a&#10;)|`,
		`@("{{x}}" + {{x}})|`, `@(${x["a"]})|`, `@("#)#")|`,
	} {
		src := strings.Replace(c, "|", "", 1)
		s := scanner{src: src, xml: true}
		end, ok := s.end(0)
		if want := strings.Index(c, "|"); !ok || end != want {
			t.Errorf("%s: end %d, %v", c, end, ok)
		}
	}
}

// TestNoExpressionEnd: reading stops where no C# can go on.
func TestNoExpressionEnd(t *testing.T) {
	for _, c := range []string{
		`@(|`, `@(a|`, `@("a|`, `@("a)|`, `@('|`, `@(@"a)|`, `@($"{a")|`, `@(/* )|`, `@(// )|`, "@(\"a\n|", `@(&quot;a")|`,
		`@(a|</b> )`, `@(a|/> )`, `@(a |<!-- ) -->`, `@(&quot;)|`,
	} {
		src := strings.Replace(c, "|", "", 1)
		s := scanner{src: src, xml: true}
		end, ok := s.end(0)
		if want := strings.Index(c, "|"); ok || end != want {
			t.Errorf("%s: end %d, %v", c, end, ok)
		}
	}
}

// TestEncodedSpans: every byte of decoded C# knows where it was written.
func TestEncodedSpans(t *testing.T) {
	src := `<v a="@(&quot;a&amp;&quot; &lt; b)"/>`
	e := root(t, src)
	view := e.Attrs[0].Value.Parts[0].View
	if view.Src != `"a&" < b` {
		t.Fatalf("decoded to %s", view.Src)
	}
	for i, want := range []string{"&quot;", "a", "&amp;", "&quot;", " ", "&lt;", " ", "b"} {
		if got := view.Span(i, i+1).Of(src); got != want {
			t.Errorf("byte %d was written as %s, want %s", i, got, want)
		}
	}
}

// TestPatience: a document of expressions that each seem to go on to its end does
// not hide a closed one, and each is an error, as far as errors are remembered.
func TestPatience(t *testing.T) {
	src := "<r>\n" + strings.Repeat("<a b=\"@(/*\"/>\n", 30_000) + `<c d="@(e(")"))"/></r>`
	doc, errs := parseLarge(t, "endless comments", src)
	at := NodeAt(doc, len(src)-10)
	if at.Part == nil || at.Part.View.Src != `e(")")` {
		t.Errorf("the last expression is %+v", at.Part)
	}
	if len(errs) != maxErrors {
		t.Errorf("%d errors", len(errs))
	}
}
