package view

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// TestPositions: offset to position and back is the identity in both encodings.
func TestPositions(t *testing.T) {
	f := text.NewFile("p", text.BOM+"a\u00e9\U0001F600b\r\n\u20ac\n\nlast")
	for _, e := range []Encoding{UTF8, UTF16, UTF32} {
		for off := len(text.BOM); off <= len(f.Src); off++ {
			if off < len(f.Src) && (f.Src[off]&0xC0 == 0x80 || f.Src[off] == '\n' && f.Src[off-1] == '\r') {
				continue
			}
			if got := e.Offset(f, e.Position(f, off)); got != off {
				t.Errorf("encoding %d: offset %d became %d", e, off, got)
			}
		}
	}
	if p := UTF16.Position(f, strings.Index(f.Src, "b")); p.Character != 4 {
		t.Errorf("an emoji counts two: %+v", p)
	}
}
