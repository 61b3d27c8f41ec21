package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/text"
)

func root(t *testing.T, src string) *Element {
	t.Helper()
	doc, errs := Parse(text.NewView(src))
	if len(errs) > 0 {
		t.Fatalf("%s: %v", src, errs)
	}
	for e := range doc.Elements() {
		return e
	}
	t.Fatalf("%s: no element", src)
	return nil
}

func TestAttr(t *testing.T) {
	e := root(t, `<a b="1" B="2"/>`)
	if e.Attr("b").Value.Parts[0].View.Src != "1" || e.Attr("B").Value.Parts[0].View.Src != "2" || e.Attr("c") != nil {
		t.Error("attributes are not found by their exact name")
	}
}

func TestChild(t *testing.T) {
	e := root(t, "<a> <b/><!-- --><c/>x<b d=\"\"/></a>")
	var tags string
	for child := range e.Elements() {
		tags += child.Tag
	}
	if tags != "bcb" {
		t.Errorf("elements %s", tags)
	}
	if b := e.Child("b"); b == nil || len(b.Attrs) > 0 || e.Child("x") != nil {
		t.Error("Child is not the first of its name")
	}
	for range e.Elements() {
		break // the sequence can be left
	}
}

func TestContent(t *testing.T) {
	for _, c := range []struct{ src, text, parts string }{
		{"<a/>", "", ""},
		{"<a></a>", "", ""},
		{"<a> \r\n\t</a>", "", ""},
		{"<a>b</a>", "b", "3:4"},
		{"<a>\n  b c\n</a>", "b c", "6:9"},
		{"<a> b<!-- x -->c </a>", "bc", "4:5 15:16"},
		{"<a> <!-- x --> b</a>", "b", "15:16"},
		{"<a><![CDATA[ b&amp; ]]> </a>", "b&amp;", "13:19"},
		{"<a>&#32;b&amp;&#10;</a>", "b&", "8:14"},
		{"<a>b<c>d</c>e</a>", "be", "3:4 12:13"},
	} {
		v := root(t, c.src).Content()
		got, ok := v.Literal()
		if !ok || got != c.text {
			t.Errorf("%s: text %q", c.src, got)
		}
		if got := partSpans(v); got != c.parts {
			t.Errorf("%s: parts %s, want %s", c.src, got, c.parts)
		}
		if c.parts != "" && v.At != tiled(v.Parts) || c.parts == "" && !v.At.Empty() {
			t.Errorf("%s: at %v", c.src, v.At)
		}
	}
}

func partSpans(v Value) string {
	s := ""
	for i, p := range v.Parts {
		if i > 0 {
			s += " "
		}
		s += span(p.At)
	}
	return s
}

func TestContentWithParts(t *testing.T) {
	v := root(t, "<a>\n @(b) \n</a>").Content()
	if _, ok := v.Literal(); ok || len(v.Parts) != 1 || v.Parts[0].Kind != Expression || span(v.At) != "5:9" {
		t.Errorf("an expression among white space: %+v", v)
	}
	v = root(t, "<a> x{{b}} </a>").Content()
	if partSpans(v) != "4:5 5:10" {
		t.Errorf("text with a named value: %s", partSpans(v))
	}
	v = root(t, "<a>%{ if b }x%{ else }y%{ endif }</a>").Content()
	if partSpans(v) != "3:12 12:13 13:22 22:23 23:33" || v.Parts[2].Kind != Token || v.Parts[2].View.Src != "%{ else }" {
		t.Errorf("text with directives: %+v", v)
	}
}

func TestDirective(t *testing.T) {
	e := root(t, "<a>%{~ if b ~}<c/>%{endif}<?d?></a>")
	var got []string
	for _, n := range e.Children {
		if o, ok := n.(*Other); ok {
			got = append(got, o.Directive())
		}
	}
	if diff := cmp.Diff([]string{"if b", "endif", ""}, got); diff != "" {
		t.Error(diff)
	}
}

// TestFirstInBranch: an expression after a directive has to have an end.
func TestFirstInBranch(t *testing.T) {
	for src, want := range map[string]int{
		"<a>%{ if b }@(c</a>":   1,
		"<a>%{ if b } @(c)</a>": 0,
		`<a b="%{ if b }@(c"/>`: 1,
		"<a>d @(c</a>":          0,
	} {
		if _, errs := Parse(text.NewView(src)); len(errs) != want {
			t.Errorf("%s: %v", src, errs)
		}
	}
}

// TestPlaceholderInTag: what a placeholder stands for may be attributes.
func TestPlaceholderInTag(t *testing.T) {
	for _, src := range []string{
		"<a __B__ c=\"d\"/>", "<a ${b} c=\"d\"/>", "<a {{b}}/>", "<a #b#>c</a>", "<a #{b}# />", "<a %{ if b }c=\"d\"%{ endif }/>",
		"<a b=${c}/>", "<a b={{c}}></a>", "<a ${b}=\"c\"/>", "<${a}/>", "<a-{{b}}></a-{{b}}>", "<__A__></__A__>",
	} {
		if e := root(t, src); e.Open.Start != 0 {
			t.Errorf("%s: the element begins at %d", src, e.Open.Start)
		}
	}
}

// TestLateEndTag: a misspelt start tag inside an element of the same kind makes
// end tags come too late. That is no mistake of theirs.
func TestLateEndTag(t *testing.T) {
	src := "<a><b><aa><b></b></a></b></a>"
	_, errs := Parse(text.NewView(src))
	var got []string
	for _, e := range errs {
		got = append(got, e.Message)
	}
	want := []string{"the element <b> is not closed", "the element <aa> is not closed", "the end tag </a> has no start tag"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTrimmedCopies: trimming a value leaves the tree as it is.
func TestTrimmedCopies(t *testing.T) {
	e := root(t, `<a b=" c {{d}} e "/>`)
	v := e.Attr("b").Value
	trimmed := v.Trimmed()
	if partSpans(v) != "6:9 9:14 14:17" || partSpans(trimmed) != "7:9 9:14 14:16" {
		t.Errorf("%s became %s", partSpans(v), partSpans(trimmed))
	}
	if got := e.Attr("b").Value.Parts[0].View.Src; got != " c " {
		t.Errorf("the tree holds %q now", got)
	}
}

func TestAncestors(t *testing.T) {
	doc, _ := Parse(text.NewView("<a><b><c/></b></a>"))
	tags := ""
	for e := range NodeAt(doc, 7).Elem.Ancestors() {
		tags += e.Tag
	}
	if tags != "cba" {
		t.Errorf("ancestors %s", tags)
	}
}

func TestNodeAt(t *testing.T) {
	src := `<a b="c{{d}}" e="">f{{g}}<!-- h --></a> `
	doc, _ := Parse(text.NewView(src))
	for _, c := range []struct {
		off        int
		elem, attr string
		part       string
		node       bool
	}{
		{0, "a", "", "", false},
		{3, "a", "b", "", false},
		{6, "a", "b", "c", false},
		{7, "a", "b", "{{d}}", false},
		{12, "a", "b", "", false}, // the quote
		{13, "a", "", "", false},
		{16, "a", "e", "", false},
		{19, "a", "", "f", true},
		{22, "a", "", "{{g}}", true},
		{30, "a", "", "", true}, // the comment
		{36, "a", "", "", false},
		{39, "", "", " ", true},
		{40, "", "", "", false},
		{-1, "", "", "", false},
	} {
		at := NodeAt(doc, c.off)
		attr, part := "", ""
		if at.Attr != nil {
			attr = at.Attr.Key
		}
		if at.Part != nil {
			part = at.Part.At.Of(src)
		}
		if at.Elem.Tag != c.elem || attr != c.attr || part != c.part || (at.Node != nil) != c.node {
			t.Errorf("at %d: %q %q %q %v", c.off, at.Elem.Tag, attr, part, at.Node)
		}
	}
}
