package editor_test

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
)

// marked reads a document with a mark | in it.
func marked(t testing.TB, src string) (*analyzer.Snapshot, string, int) {
	t.Helper()
	off := strings.Index(src, "|")
	if off < 0 {
		t.Fatalf("no mark in %q", src)
	}
	src = src[:off] + src[off+1:]
	return analyzer.NewSnapshot([]*text.File{text.NewFile("policy.xml", src)}), src, off
}

func TestTagNames(t *testing.T) {
	for _, c := range []struct {
		src  string
		want bool
	}{
		{"<policies><|inbound></inbound></policies>", true},
		{"<policies><inb|ound></inbound></policies>", true},
		{"<policies><inbound|></inbound></policies>", true},
		{"<policies><inbound></in|bound ></policies>", true},
		{"<policies><inbound></inbound|></policies>", true},
		{"<policies><inbound|/></policies>", false},
		{"<policies><inbound><set-header name=\"|\"></set-header></inbound></policies>", false},
		{"<policies><inb|ound></policies>", false},
		{"<policies> | </policies>", false},
		{"|<policies></policies>", false},
	} {
		s, src, off := marked(t, c.src)
		open, end, ok := editor.TagNames(s, "policy.xml", off)
		if ok != c.want || ok && (open.Of(src) != "inbound" || end.Of(src) != "inbound" || open == end) {
			t.Errorf("%s: %v %q %q", c.src, ok, open.Of(src), end.Of(src))
		}
	}
}

func TestCloseTag(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"<policies><inbound>|</policies>", "</inbound>"},
		{"<policies><inbound>|", "</inbound>"},
		{"<policies><inbound>|</inbound></policies>", ""},
		{"<policies><inbound><choose>|<choose></choose></inbound></policies>", "</choose>"},
		{"<policies><inbound><choose><choose>|</choose></inbound></policies>", "</choose>"},
		{"<policies><inbound><base />|</inbound></policies>", ""},
		{"<policies><inbound>\n</|\n</policies>", "inbound>"},
		{"<policies><inbound></|inbound></policies>", ""},
		{"<fragment><set-body>@(1 >|2)</set-body></fragment>", ""},
		{"<fragment><when condition=\"@(1 >|", ""},
		{"<fragment><!-- <a>| --></fragment>", ""},
		{"<fragment>a >|</fragment>", ""},
	} {
		s, _, off := marked(t, c.src)
		if got := editor.CloseTag(s, "policy.xml", off); got != c.want {
			t.Errorf("%s: %q", c.src, got)
		}
	}
}

func TestExplain(t *testing.T) {
	const in = "<policies><inbound>"
	for _, c := range []struct{ src, word, has string }{
		{in + "<set-|header name=\"a\"></set-header>", "set-header", "Sections: inbound, backend, outbound, on-error"},
		{in + "<set-|header name=\"a\"></set-header>", "set-header", "- `name` (required): The name of the header"},
		{in + "<set-header></set-|header>", "set-header", "https://learn.microsoft.com/azure/api-management/set-header-policy"},
		{in + "<set-header exists-|action=\"skip\"/>", "exists-action", "One of `override`, `skip`, `append`, `delete`."},
		{in + "<send-|request/>", "send-request", "Elements, in this order: `set-url` (required), `set-method` (required), `set-header`, `set-body`"},
		{"<policies><in|bound/>", "inbound", "before it is forwarded"},
		{in + "<set-url>@(context.Request.Original|Url.Host)</set-url>", "OriginalUrl", "`IUrl OriginalUrl`"},
		{in + "<set-url>@(context.Request.OriginalUrl.Ho|st)</set-url>", "Host", "[Reference](https://learn.microsoft.com/"},
		{in + "<set-url>@(con|text.Request)</set-url>", "context", "`IContext context`"},
		{in + "<set-url>@(context.Request.Body.A|s<JObject>())</set-url>", "As", "`JObject As<T>(bool preserveContent = false)`"},
		{in + "<set-url>@{ var u = context.Request.Url; return |u.Host; }</set-url>", "u", "`IUrl u`"},
		{in + "<set-url>@(string.IsNull|OrEmpty(\"a\"))</set-url>", "IsNullOrEmpty", "`bool IsNullOrEmpty(...)`"},
		{in + "<set-header name=\"|a\"/>", "", ""},
		{in + "<un|known/>", "", ""},
		{in + "<set-url>@(context.Unk|nown)</set-url>", "", ""},
		{in + "<set-url>pl|ain</set-url>", "", ""},
		{"|", "", ""},
	} {
		s, src, off := marked(t, c.src)
		got, at := explained(s, off)
		word := ""
		if got != "" {
			word = at.Of(src)
		}
		if word != c.word || !strings.Contains(got, c.has) || c.has == "" && got != "" {
			t.Errorf("%s: %q\n%s", c.src, word, got)
		}
	}
}

// explained is what is told of the word at an offset.
func explained(s *analyzer.Snapshot, off int) (string, text.Span) {
	if md, at := editor.ExplainTag(s, "policy.xml", off); md != "" {
		return md, at
	}
	return editor.ExplainCode(s, "policy.xml", off)
}

// FuzzTyping: wherever a person types in whatever text, an editor gets an answer
// that fits the text.
func FuzzTyping(f *testing.F) {
	for _, seed := range []string{"<policies><inbound><set-header name=\"{{a\"><value>@(context.Request.", "<set-body template=\"liquid\">{{", "<choose></", "<a b='@{ $\"{x.\"", "<![CDATA[@(", "<!--", "<?", "<"} {
		f.Add(seed, len(seed))
	}
	f.Fuzz(func(t *testing.T, src string, off int) {
		if off < 0 || off > len(src) || len(src) > 1<<14 {
			return
		}
		checkTyping(t, src, off)
	})
}

// checkTyping checks what holds at every place of every text.
func checkTyping(t testing.TB, src string, off int) {
	if strings.HasSuffix(src[:off], "\r") && strings.HasPrefix(src[off:], "\n") {
		return // no editor stands there
	}
	f := text.NewFile("policy.xml", src)
	s := analyzer.NewSnapshot([]*text.File{f})
	for _, c := range editor.Complete(s, "policy.xml", off, analyzer.Config{}) {
		line, _ := f.LineCol(off)
		if c.At.Start > off || c.At.End < off || c.At.Start < f.Line(line).Start || c.At.End > f.Line(line).End || c.Label == "" {
			t.Fatalf("%q at %d, behind %q: %+v", src, off, src[max(0, off-80):off], c)
		}
	}
	if md, at := explained(s, off); md != "" && !at.Contains(off) {
		t.Fatalf("%q at %d: %s at %v", src, off, md, at)
	}
	if open, end, ok := editor.TagNames(s, "policy.xml", off); ok && open.Of(src) != end.Of(src) {
		t.Fatalf("%q at %d: %q and %q", src, off, open.Of(src), end.Of(src))
	}
	editor.CloseTag(s, "policy.xml", off)
}

// TestTypingCorpus: the same in real policies, which are cut off at the place, as
// they are while one types.
func TestTypingCorpus(t *testing.T) {
	offered := 0
	for _, files := range analyzertest.Corpus(t) {
		for _, f := range files {
			if !document.IsPolicy(f.Src) {
				continue
			}
			for i := 1; i <= 24; i++ {
				off := len(f.Src) * i / 24
				checkTyping(t, f.Src, off)
				checkTyping(t, f.Src[:off], off)
			}
			if at := strings.Index(f.Src, "<inbound>"); at >= 0 {
				at += len("<inbound>")
				src := f.Src[:at] + "\n<" + f.Src[at:]
				s := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", src)})
				if len(editor.Complete(s, "p.xml", at+2, analyzer.Config{})) > 40 {
					offered++
				} else if !strings.Contains(f.Src[:at], "<!--") {
					t.Errorf("nothing is offered in the inbound section of\n%s", src)
				}
			}
		}
	}
	if offered < 300 {
		t.Errorf("%d documents", offered)
	}
}
