package policy

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// parseLarge parses a large document. A quadratic reader would not come back
// before the test binary's own time is up.
func parseLarge(t *testing.T, name, src string) (*Element, []text.Error) {
	t.Helper()
	doc, errs := Parse(text.NewView(src))
	at := 0
	for leaf := range Leaves(doc) {
		if leaf.Start != at {
			t.Fatalf("%s: leaf %v after %d", name, leaf, at)
		}
		at = leaf.End
	}
	return doc, errs
}

// TestLimits reads the longest runs of what could make a reader go back.
func TestLimits(t *testing.T) {
	size := 1 << 18
	if testing.Short() {
		size = 1 << 13
	}
	for _, run := range []string{
		"<", ">", "&", "&#", "&amp;", "\"", "'", "/", "--", "=", " ", "\n", "a", "@", "{", "[", "]]>", "\x00", "é",
		"<a>", "<a ", "<a", "</a>", "</a", "</", "<a/>", "<a b", "<a b=", "<a b='", "<a b=\"", "<a b=\"\n<", "<a b='c\n<d e=\"",
		"<!--", "<!-- -->", "<!-- - -", "<![CDATA[", "<![CDATA[@(", "<![CDATA[]]>", "<!", "<!a\"", "<!DOCTYPE[", "<?", "<?>", "<?a?>",
		"@(", "@{", "@(@{", "@@(", " @(", "x@(", "x@(\"", "@($\"{", "@($@\"{$\"{", "@('", "@(\"\\", "@(/*", "@(//", "@(//\n", "@(&quot;", "@(&quot;\n",
		"<a>@(", "<a>x@(", "<a b=\"@(", "<a b=\"@(\"", "<a b=\"@(\"/>", " b=\"@(\"", "<a b='@(\"", "<a b=@(", "<a>@(</a>", "<a>@(\"</a>", "<a>@(\"</b>", "<a>@(@\"</a>",
		"<a b=\"@(\" c=\"", "<a b=\"@('\" c='\n", "<a>\n@{\n", "<a>\n@(@\"\n",
		"{{", "}}", "{{a}}", "${", "${a}", "${\"", "${\"\\\"", "%{", "%{ if a }", "%{ else }", "%{ if a }<a>%{ else }", "%{ if a }</a>%{ endif }",
		"#", "#a", "#a#", "#{", "#{a}#", "{#", "{#[", "__", "__A", "__A__", "_", "__A_", "<{{", "<${a}", "<a ${b}", "<a {{b}}", "<a b=${c}",
		"<set-body template=\"liquid\">", "<set-body template=\"liquid\">{{",
	} {
		parseLarge(t, run, strings.Repeat(run, size/len(run)))
		parseLarge(t, "<r> "+run, "<r>"+strings.Repeat(run, size/len(run))+"</r>")
		parseLarge(t, "<r a= "+run, "<r a=\""+strings.Repeat(run, size/len(run))+"\"/></r>")
	}
}

// TestDepth: elements are nested as deep as MaxDepth; what stands deeper is read
// side by side, once reported, and what follows it stands where it should.
func TestDepth(t *testing.T) {
	for _, depth := range []int{MaxDepth, MaxDepth + 1, 10_000} {
		src := "<r>" + strings.Repeat("<a>", depth-1) + strings.Repeat("</a>", depth-1) + "<b/></r>"
		doc, errs := parseLarge(t, "depth", src)
		if tooDeep := depth > MaxDepth; len(errs) > 1 || tooDeep != (len(errs) == 1) {
			t.Fatalf("%d deep: %v", depth, errs)
		}
		n, deepest := 0, 0
		for e := range All(doc) {
			n++
			above := 0
			for range e.Ancestors() {
				above++
			}
			deepest = max(deepest, above)
		}
		if n != depth+1 || deepest != min(depth, MaxDepth+1) {
			t.Errorf("%d deep: %d elements, the innermost has %d ancestors with itself", depth, n, deepest)
		}
		if b := NodeAt(doc, len(src)-len("b/></r>")).Elem; b.Tag != "b" || b.Parent.Tag != "r" {
			t.Errorf("%d deep: <%s> in <%s> follows", depth, b.Tag, b.Parent.Tag)
		}
	}
	const depth = 10_000
	nested := strings.Repeat(`$"{`, depth) + strings.Repeat(`}"`, depth)
	_, errs := parseLarge(t, "nested strings", `<a b="@(`+nested+`)"/>`)
	if len(errs) > 0 {
		t.Error(errs[0])
	}
}

func TestManyAttributes(t *testing.T) {
	var b strings.Builder
	b.WriteString("<a")
	for i := range 100_000 {
		b.WriteString(" a")
		for ; i > 0; i /= 10 {
			b.WriteByte(byte('0' + i%10))
		}
		b.WriteString(`="@(b)"`)
	}
	b.WriteString(` a1="again"/>`)
	doc, errs := parseLarge(t, "attributes", b.String())
	if len(errs) == 0 || errs[len(errs)-1].Message != "the attribute a1 is given twice" {
		t.Errorf("%d errors", len(errs))
	}
	if n := len(doc.Children[0].(*Element).Attrs); n != 100_001 {
		t.Errorf("%d attributes", n)
	}
}

func TestLargeFile(t *testing.T) {
	if testing.Short() {
		t.Skip("16 MiB")
	}
	_, errs := parseLarge(t, "16 MiB", document(16<<20))
	if len(errs) > 0 {
		t.Error(errs[0])
	}
}
