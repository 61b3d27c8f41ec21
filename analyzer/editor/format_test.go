package editor_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// formatted is a document laid out with four spaces.
func formatted(t testing.TB, src string) string {
	t.Helper()
	s := analyzer.NewSnapshot([]*text.File{text.NewFile("policy.xml", src)})
	out, err := text.Apply(src, editor.Format(s, "policy.xml", "    "))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"indentation", "<policies>\n<inbound>\n  <base/><set-method>GET</set-method>\n\n\n\n<!-- why -->\n</inbound></policies>",
			"<policies>\n    <inbound>\n        <base/>\n        <set-method>GET</set-method>\n\n        <!-- why -->\n    </inbound>\n</policies>"},
		{"text and expressions", "<policies><inbound><set-body>@{\n  var  a = 1;\n\treturn a;\n}</set-body><set-header name=\"a\"  exists-action='skip'><value> a  b </value>\n<value>@( 1 )</value></set-header></inbound></policies>",
			"<policies>\n    <inbound>\n        <set-body>@{\n  var  a = 1;\n\treturn a;\n}</set-body>\n        <set-header name=\"a\"  exists-action='skip'>\n            <value> a  b </value>\n            <value>@( 1 )</value>\n        </set-header>\n    </inbound>\n</policies>"},
		{"bodies", "<policies><inbound><set-body><a> <b/>\n</a>\n</set-body></inbound></policies>",
			"<policies>\n    <inbound>\n        <set-body><a> <b/>\n</a>\n</set-body>\n    </inbound>\n</policies>"},
		{"comments beside", "<policies>\n<inbound>\n<base /> <!-- all -->\n<!-- hairpin:ignore HP102 ok --><trace source=\"a\">\n<message>m</message>\n</trace>\n</inbound>\n</policies>\n",
			"<policies>\n    <inbound>\n        <base /> <!-- all -->\n        <!-- hairpin:ignore HP102 ok --><trace source=\"a\">\n            <message>m</message>\n        </trace>\n    </inbound>\n</policies>\n"},
		{"short elements", "<fragment>\n<set-header name=\"a\"><value>b</value></set-header>\n<choose><when condition=\"@(true)\"><base /></when></choose></fragment>",
			"<fragment>\n    <set-header name=\"a\"><value>b</value></set-header>\n    <choose>\n        <when condition=\"@(true)\">\n            <base />\n        </when>\n    </choose>\n</fragment>"},
		{"attributes on lines", "<fragment>\n<send-request mode=\"new\"\n              timeout=\"@{\n  return 1; }\"\n  response-variable-name=\"r\">\n<set-url>x</set-url>\n</send-request>\n</fragment>",
			"<fragment>\n    <send-request mode=\"new\"\n                  timeout=\"@{\n  return 1; }\"\n      response-variable-name=\"r\">\n        <set-url>x</set-url>\n    </send-request>\n</fragment>"},
		{"line ends and mark", text.BOM + "<policies>\r\n<inbound>\r\n</inbound><outbound></outbound></policies>",
			text.BOM + "<policies>\r\n    <inbound>\r\n    </inbound>\r\n    <outbound></outbound>\r\n</policies>"},
		{"unknown elements", "<fragment><unknown><a/>  <b/></unknown></fragment>", "<fragment>\n    <unknown><a/>  <b/></unknown>\n</fragment>"},
		{"stray text", "<fragment>\n  ${more}\n<base/>\n</fragment>", "<fragment>\n  ${more}\n<base/>\n</fragment>"},
		{"broken", "<policies><inbound><base/></policies>", "<policies><inbound><base/></policies>"},
	} {
		got := formatted(t, c.src)
		if got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
		if again := formatted(t, got); again != got {
			t.Errorf("%s, twice:\n%s", c.name, again)
		}
	}
}

// TestFormatCorpus: real policies keep all that they say, and are laid out for
// good the first time.
func TestFormatCorpus(t *testing.T) {
	changed := 0
	for _, files := range analyzertest.Corpus(t) {
		for _, f := range files {
			if document.IsPolicy(f.Src) && checkFormat(t, f.Src) {
				changed++
			}
		}
	}
	if changed < 100 {
		t.Errorf("%d documents were laid out anew", changed)
	}
}

// TestFormatFindings: what is wrong with real policies is the same in another layout.
func TestFormatFindings(t *testing.T) {
	told := func(files []*text.File) string {
		var b strings.Builder
		for _, f := range analyzertest.CheckFiles(t, files, analyzertest.Internal("contoso")).Findings {
			fmt.Fprintf(&b, "%s %s %s %v: %s\n", f.At.Path, f.Rule.ID, f.Severity, len(f.Fixes), f.Message)
		}
		return b.String()
	}
	findings := 0
	for repo, files := range analyzertest.Corpus(t) {
		var laid []*text.File
		for _, f := range files {
			laid = append(laid, text.NewFile(f.Path, formatted(t, f.Src)))
		}
		before, after := told(files), told(laid)
		if before != after {
			t.Errorf("%s:\n%s", repo, cmp.Diff(before, after))
		}
		findings += strings.Count(before, "\n")
	}
	if findings < 20 {
		t.Errorf("%d findings", findings)
	}
}

// checkFormat checks what holds for every document, and reports whether it was laid
// out anew.
func checkFormat(t testing.TB, src string) bool {
	got := formatted(t, src)
	if a, b := said(src), said(got); a != b {
		t.Errorf("formatting changed what it says:\n%s\n---\n%s", src, got)
	}
	if again := formatted(t, got); again != got {
		t.Errorf("not laid out for good:\n%s\n---\n%s\n---\n%s", src, got, again)
	}
	return got != src
}

// said is a document without the white space between tags that means nothing, and
// that between attributes.
func said(src string) string {
	doc, errs := policy.Parse(text.NewView(src))
	if len(errs) > 0 {
		return src
	}
	var b strings.Builder
	var visit func(e *policy.Element, row *dialect.Element)
	visit = func(e *policy.Element, row *dialect.Element) {
		fmt.Fprintf(&b, "<%s", e.Tag)
		for _, a := range e.Attrs {
			b.WriteString(" " + a.At.Of(src))
		}
		fmt.Fprintf(&b, "%v>", e.SelfClosing)
		if e.Tag != "" && (row == nil || row.Holds == dialect.Text || row.Holds == dialect.Markup) {
			b.WriteString(src[e.Open.End:e.Close.Start])
			return
		}
		for _, n := range e.Children {
			switch n := n.(type) {
			case *policy.Element:
				inner := dialect.Policy(n.Tag)
				if e.Tag == "" && inner == nil {
					inner = dialect.Root(n.Tag)
				} else if row != nil {
					inner = row.Child(n.Tag)
				}
				visit(n, inner)
			case *policy.Text:
				if s := n.At.Of(src); n.CData || strings.TrimSpace(s) != "" {
					b.WriteString(s)
				}
			default:
				b.WriteString(n.Span().Of(src))
			}
		}
		b.WriteString("</>")
	}
	visit(doc, nil)
	return b.String()
}

func FuzzFormat(f *testing.F) {
	f.Add("<policies>\n<inbound><base/> <!-- a -->\n</inbound></policies>")
	f.Add("<fragment><set-body><a> </a></set-body>${x}<choose>\r\n<when\n condition=\"@(1)\"/></choose></fragment>")
	f.Add(text.BOM + "<?xml version=\"1.0\"?><set-header name=\"a\"\n\tx='y'><value>{{v}}</value></set-header>")
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 1<<14 {
			checkFormat(t, src)
		}
	})
}
