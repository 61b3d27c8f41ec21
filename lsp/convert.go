package lsp

import (
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"hairpin/analyzer/text"
)

// encoding is how positions count within a line.
type encoding struct{ utf8 bool }

// position takes a byte offset to a position. An offset inside of a character is
// its beginning.
func (e encoding) position(f *text.File, off int) protocol.Position {
	line, _ := f.LineCol(off)
	start := min(e.lineStart(f, line), off)
	if e.utf8 {
		return protocol.Position{Line: uint32(line - 1), Character: uint32(off - start)}
	}
	return protocol.Position{Line: uint32(line - 1), Character: uint32(units(f.Src[start:off]))}
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

// units counts the UTF-16 units of a text. Bytes that are no UTF-8 count one each,
// as an editor replaces each by one character.
func units(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func (e encoding) rang(f *text.File, at text.Span) protocol.Range {
	return protocol.Range{Start: e.position(f, at.Start), End: e.position(f, at.End)}
}

// offset takes a position to a byte offset. A position behind the end of its line
// is the end of the line, one behind the last line the end of the file.
func (e encoding) offset(f *text.File, p protocol.Position) int {
	if int(p.Line) >= f.Lines() {
		return len(f.Src)
	}
	line := f.Line(int(p.Line) + 1)
	line.Start = e.lineStart(f, int(p.Line)+1)
	src := f.Src[line.Start:line.End]
	if e.utf8 {
		return line.Start + min(int(p.Character), len(src))
	}
	left := int(p.Character)
	i := 0
	for i < len(src) && left > 0 {
		r, size := utf8.DecodeRuneInString(src[i:])
		if left--; r > 0xFFFF {
			if left == 0 {
				break // between the halves of a pair
			}
			left--
		}
		i += size
	}
	return line.Start + i
}

func (e encoding) span(f *text.File, r protocol.Range) text.Span {
	start, end := e.offset(f, r.Start), e.offset(f, r.End)
	return text.Span{Start: min(start, end), End: max(start, end)}
}
