package view

import (
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/text"
)

// Encoding is how positions count within a line. The zero value counts UTF-16
// units, which every editor can.
type Encoding uint8

const (
	// UTF16 counts units of 16 bits: a character beyond the first 65,536 counts two.
	UTF16 Encoding = iota
	// UTF8 counts bytes.
	UTF8
	// UTF32 counts characters.
	UTF32
)

// encodings are the encodings by the names of the protocol.
var encodings = map[protocol.PositionEncodingKind]Encoding{
	protocol.PositionEncodingKindUTF8: UTF8, protocol.PositionEncodingKindUTF16: UTF16, protocol.PositionEncodingKindUTF32: UTF32,
}

// Agree picks the encoding, and its name in the protocol: bytes where the editor
// offers them, since that is what everything else here counts, and UTF-16 where it
// offers nothing.
func Agree(offered []protocol.PositionEncodingKind) (Encoding, protocol.PositionEncodingKind) {
	best, name := UTF16, protocol.PositionEncodingKindUTF16
	for _, o := range offered {
		e, ok := encodings[o]
		switch {
		case !ok:
		case e == UTF8:
			return e, o
		case o == protocol.PositionEncodingKindUTF16:
			best, name = e, o
		case len(offered) == 1:
			best, name = e, o
		}
	}
	return best, name
}

// width is how much a character counts.
func (e Encoding) width(r rune, size int) int {
	switch {
	case e == UTF8:
		return size
	case e == UTF16 && r > 0xFFFF:
		return 2
	}
	return 1
}

// Position takes a byte offset to a position. An offset inside a character is
// its beginning.
func (e Encoding) Position(f *text.File, off int) protocol.Position {
	line, _ := f.LineCol(off)
	start := min(e.lineStart(f, line), off)
	return protocol.Position{Line: uint32(line - 1), Character: uint32(e.between(f, start, off))}
}

// lineStart is where the characters of a line begin. Editors do not count a byte
// order mark.
func (e Encoding) lineStart(f *text.File, line int) int {
	start := f.Line(line).Start
	if line == 1 && strings.HasPrefix(f.Src, text.BOM) {
		start += len(text.BOM)
	}
	return start
}

// between is the length of the text between two offsets, the first of which begins a
// character.
func (e Encoding) between(f *text.File, from, to int) int {
	if e == UTF8 {
		return to - from
	}
	chars, pairs := f.Chars(from, to)
	if e == UTF16 {
		chars += pairs
	}
	return chars
}

// Units is the length of a text. Bytes that are no UTF-8 count one each, as an
// editor replaces each by one character.
func (e Encoding) Units(s string) int {
	if e == UTF8 {
		return len(s)
	}
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n += e.width(r, size)
	}
	return n
}

// Range takes a span to a range.
func (e Encoding) Range(f *text.File, at text.Span) protocol.Range {
	return protocol.Range{Start: e.Position(f, at.Start), End: e.Position(f, at.End)}
}

// Offset takes a position to a byte offset. A position after the end of its line
// is the end of the line, one after the last line the end of the file.
func (e Encoding) Offset(f *text.File, p protocol.Position) int {
	if int64(p.Line) >= int64(f.Lines()) {
		return len(f.Src)
	}
	line := f.Line(int(p.Line) + 1)
	line.Start = e.lineStart(f, int(p.Line)+1)
	src := f.Src[line.Start:line.End]
	left := int64(p.Character)
	i := 0
	for i < len(src) && left > 0 {
		r, size := utf8.DecodeRuneInString(src[i:])
		if left -= int64(e.width(r, size)); left < 0 {
			break // between the halves of a pair
		}
		i += size
	}
	return line.Start + i
}

// Span takes a range to a span, the wrong way round too.
func (e Encoding) Span(f *text.File, r protocol.Range) text.Span {
	start, end := e.Offset(f, r.Start), e.Offset(f, r.End)
	return text.Span{Start: min(start, end), End: max(start, end)}
}
