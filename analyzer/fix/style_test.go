package fix

import (
	"testing"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// TestStyleAt: new text is laid out as what is around it, in the steps from a
// parent to its children.
func TestStyleAt(t *testing.T) {
	for src, want := range map[string]style{
		"<p>\n  <x/>\n</p>":                               {"\n", "  ", "  ", `"`, ""},
		"  <p>\n    <x />\n  </p>":                        {"\n", "    ", "  ", `"`, " "},
		text.BOM + "  <p>\n    <x />\n  </p>":             {"\n", "    ", "  ", `"`, " "},
		text.BOM + "  <p>\r\n    <x />\r\n  </p>":         {"\r\n", "    ", "  ", `"`, " "},
		"<!-- c --><p>\n   <x a='1'/>\n</p>":              {"\n", "   ", "   ", `'`, ""},
		"<p>\n\t<q a='1'>\n\t\t<x/>\n\t</q>\n</p>":        {"\n", "\t\t", "\t", `'`, ""},
		"<p>\n <q>\n     <x/>\n </q>\n</p>":               {"\n", "     ", "    ", `"`, ""},
		"<p>\n  <q>\n  <x/>\n  </q>\n</p>":                {"\n", "  ", "  ", `"`, ""}, // the step of the parent
		"<p>\n<q>\n<x/>\n</q>\n</p>":                      {"\n", "", "    ", `"`, ""},
		"<p>\n\t<q><y/></q>\n\t<x/>\n</p>":                {"\n", "\t", "\t", `"`, ""},
		"<p><x/></p>":                                     {"", "", "", `"`, ""},
		"<p>\n  <q><x /></q>\n</p>":                       {"", "", "", `"`, " "},
		"<p>\n  <x></x>\n</p>":                            {"\n", "  ", "  ", `"`, " "},
		"<p>\n  <y b=\"'\"></y><x a=\"1\"></x>\n</p>":     {"", "", "", `"`, " "},
		"<p b='1'>\n  <q>\n    <x c=1></x>\n  </q>\n</p>": {"\n", "    ", "  ", `'`, " "},
	} {
		d := document.Parse(t.Context(), text.NewFile("p.xml", src))
		for e := range policy.All(d.Root) {
			if e.Tag != "x" {
				continue
			}
			if got := styleAt(d, e); got != want {
				t.Errorf("%q: %q, want %q", src, got, want)
			}
		}
	}
}

// TestQuoted: text becomes the value of an attribute that is read as that text.
func TestQuoted(t *testing.T) {
	for s, want := range map[string]string{
		`a`:        `"a"`,
		`a"b'c`:    `"a&quot;b'c"`,
		`@(1 < 2)`: `"@(1 &lt; 2)"`,
		`a&b&lt;`:  `"a&amp;b&amp;lt;"`,
	} {
		if got := quoted(s, `"`); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
	if got := quoted(`a"b'c`, "'"); got != `'a"b&apos;c'` {
		t.Errorf("between apostrophes: %s", got)
	}
}
