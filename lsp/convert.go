package lsp

import (
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"hairpin/analyzer/text"
)

// encoding is how positions count within a line. The zero value counts UTF-16
// units, which every editor can.
type encoding uint8

const (
	utf16Units encoding = iota
	utf8Bytes
	utf32Characters
)

// encodings are the encodings by the names of the protocol.
var encodings = map[protocol.PositionEncodingKind]encoding{
	protocol.PositionEncodingKindUTF8: utf8Bytes, protocol.PositionEncodingKindUTF16: utf16Units, protocol.PositionEncodingKindUTF32: utf32Characters,
}

// agree picks the encoding: bytes where the editor offers them, since that is
// what everything else here counts.
func agree(offered []protocol.PositionEncodingKind) (encoding, protocol.PositionEncodingKind) {
	best, name := utf16Units, protocol.PositionEncodingKindUTF16
	for _, o := range offered {
		e, ok := encodings[o]
		switch {
		case !ok:
		case e == utf8Bytes:
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
func (e encoding) width(r rune, size int) int {
	switch {
	case e == utf8Bytes:
		return size
	case e == utf16Units && r > 0xFFFF:
		return 2
	}
	return 1
}

// position takes a byte offset to a position. An offset inside of a character is
// its beginning.
func (e encoding) position(f *text.File, off int) protocol.Position {
	line, _ := f.LineCol(off)
	start := min(e.lineStart(f, line), off)
	return protocol.Position{Line: uint32(line - 1), Character: uint32(e.units(f.Src[start:off]))}
}

// lineStart is where the characters of a line begin. Editors do not count a byte
// order mark.
func (e encoding) lineStart(f *text.File, line int) int {
	start := f.Line(line).Start
	if line == 1 && strings.HasPrefix(f.Src, text.BOM) {
		start += len(text.BOM)
	}
	return start
}

// units is the length of a text. Bytes that are no UTF-8 count one each, as an
// editor replaces each by one character.
func (e encoding) units(s string) int {
	if e == utf8Bytes {
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

func (e encoding) rang(f *text.File, at text.Span) protocol.Range {
	return protocol.Range{Start: e.position(f, at.Start), End: e.position(f, at.End)}
}

// offset takes a position to a byte offset. A position behind the end of its line
// is the end of the line, one behind the last line the end of the file.
func (e encoding) offset(f *text.File, p protocol.Position) int {
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

func (e encoding) span(f *text.File, r protocol.Range) text.Span {
	start, end := e.offset(f, r.Start), e.offset(f, r.End)
	return text.Span{Start: min(start, end), End: max(start, end)}
}
