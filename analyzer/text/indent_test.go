package text

import (
	"strings"
	"testing"
)

// TestIndent: the blanks in front of a place are its indentation, if nothing
// else stands there. A byte order mark is nothing, in front of the first line.
func TestIndent(t *testing.T) {
	for _, c := range []struct {
		src, indent string
		alone       bool
	}{
		{"|<a/>", "", true},
		{"  |<a/>", "  ", true},
		{"\t |<a/>", "\t ", true},
		{BOM + "|<a/>", "", true},
		{BOM + "  |<a/>", "  ", true},
		{"<b/>\n  |<a/>", "  ", true},
		{"<b/>\r\n\t|<a/>", "\t", true},
		{"<b/>\r  |<a/>", "  ", true},
		{"  <b/> |<a/>", "  ", false},
		{"<b/>|<a/>", "", false},
		{"<b/>\n" + BOM + "  |<a/>", "", false}, // only in front of the file is it a mark
	} {
		before, after, _ := strings.Cut(c.src, "|")
		indent, alone := NewFile("p.xml", before+after).Indent(len(before))
		if indent != c.indent || alone != c.alone {
			t.Errorf("%q: %q, alone %v", c.src, indent, alone)
		}
	}
}
