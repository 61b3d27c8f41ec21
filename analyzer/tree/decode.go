package tree

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
)

// maxUTF16 is the size up to which UTF-16 files are read. Each character of one
// needs a place of its own.
const maxUTF16 = 4 << 20

// Decode is the text of a JSON or YAML file without its byte order mark. Files
// in UTF-16 with a byte order mark are decoded; PowerShell writes such files.
// why is not empty if the file is no text.
func Decode(src string) (v text.View, why string) {
	switch {
	case strings.HasPrefix(src, text.BOM):
		return text.NewView(src).Slice(len(text.BOM), len(src)), ""
	case strings.HasPrefix(src, "\xff\xfe"):
		return decodeUTF16(src, func(i int) uint16 { return uint16(src[i]) | uint16(src[i+1])<<8 })
	case strings.HasPrefix(src, "\xfe\xff"):
		return decodeUTF16(src, func(i int) uint16 { return uint16(src[i])<<8 | uint16(src[i+1]) })
	}
	if i := invalidUTF8(src); i >= 0 {
		return text.NewView(src).Slice(i, min(i+1, len(src))), "is not valid UTF-8 from here on"
	}
	return text.NewView(src), ""
}

func decodeUTF16(src string, unit func(i int) uint16) (text.View, string) {
	if len(src) > maxUTF16 {
		return text.NewView(src).Slice(0, 2), "is in UTF-16, and too large for that encoding; save it as UTF-8"
	}
	b := text.NewBuilder(text.NewView(src))
	b.Grow(len(src)/2, len(src)/2)
	for i := 2; i+1 < len(src); {
		r, n := rune(unit(i)), 2
		if utf16.IsSurrogate(r) {
			if i+3 < len(src) {
				if both := utf16.DecodeRune(r, rune(unit(i+2))); both != utf8.RuneError {
					r, n = both, 4
				}
			}
			if n == 2 {
				r = utf8.RuneError
			}
		}
		b.Put(string(r), i, i+n)
		i += n
	}
	return b.View(), ""
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, -1 if there is
// none.
func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}
