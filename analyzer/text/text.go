// Package text holds positions in files: spans, line tables, views of unescaped
// text that know where each byte was written, and edits. Beside them stands what
// all readers of user text share: placeholders, addresses, the word that a
// misspelt one was meant to be, room for the nodes of a tree.
//
// There is one coordinate in the whole analyzer: the byte offset into the file
// as the user has it, with its byte order mark, its carriage returns and its
// escapes. Line and column exist only here, in [File]; UTF-16 columns exist
// only in the language server.
package text

import (
	"cmp"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets, [Start, End). The zero Span is the
// empty range at the start of a file. An empty span marks where something is
// missing.
type Span struct{ Start, End int }

// Len is the number of bytes covered.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether the span covers no byte.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether the byte at off lies inside the span.
func (s Span) Contains(off int) bool { return s.Start <= off && off < s.End }

// Covers reports whether t lies wholly inside s.
func (s Span) Covers(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Of is the text of the span in src. A span outside src gives "".
func (s Span) Of(src string) string {
	if s.Start < 0 || s.End > len(src) || s.Start >= s.End {
		return ""
	}
	return src[s.Start:s.End]
}

// Loc is a span in a named file. Path is slash-separated and relative to the
// root of the workspace. The zero Loc means "no place".
type Loc struct {
	Path string
	Span Span
}

// IsZero reports whether the place is unknown.
func (l Loc) IsZero() bool { return l.Path == "" }

// Compare orders places by path, then start, then end: it is below 0 if l comes
// before m, and above 0 if m comes before l.
func (l Loc) Compare(m Loc) int {
	return cmp.Or(strings.Compare(l.Path, m.Path), cmp.Compare(l.Span.Start, m.Span.Start), cmp.Compare(l.Span.End, m.Span.End))
}

// Error is what a reader of user text has to say about a place in it. Message
// is one clause: subject first, lower case, no final period.
type Error struct {
	Span    Span
	Message string
}

// BOM is the UTF-8 byte order mark. It counts in offsets and columns.
const BOM = "\ufeff"

// File is one input: its path and its bytes. A File never changes; its
// tables are computed at first use and are safe for concurrent use.
type File struct {
	Path string
	Src  string

	once  sync.Once
	lines []int // offset at which each line starts; lines[0] == 0
	marks checkpoints
}

// NewFile makes a File. Path is slash-separated.
func NewFile(path, src string) *File { return &File{Path: path, Src: src} }

func (f *File) table() []int {
	f.once.Do(func() {
		f.lines = append(make([]int, 0, 1+strings.Count(f.Src, "\n")), 0)
		for i := 0; i < len(f.Src); i++ {
			switch f.Src[i] {
			case '\r':
				if i+1 < len(f.Src) && f.Src[i+1] == '\n' {
					i++
				}
				f.lines = append(f.lines, i+1)
			case '\n':
				f.lines = append(f.lines, i+1)
			}
		}
	})
	return f.lines
}

// LineCol is the 1-based line and the 1-based column, in bytes, of an offset.
// LF, CRLF and a lone CR end a line. Offsets outside the file are clamped.
func (f *File) LineCol(off int) (line, col int) {
	off = min(max(off, 0), len(f.Src))
	t := f.table()
	i := sort.SearchInts(t, off+1) - 1
	return i + 1, off - t[i] + 1
}

// Lines is the number of lines; an empty file has one.
func (f *File) Lines() int { return len(f.table()) }

// Line is the span of a 1-based line without its line end. Lines outside the
// file give an empty span at the nearest end.
func (f *File) Line(line int) Span {
	t := f.table()
	if line < 1 {
		return Span{}
	}
	if line > len(t) {
		return Span{len(f.Src), len(f.Src)}
	}
	start, end := t[line-1], len(f.Src)
	if line < len(t) {
		end = t[line]
		if end > start && f.Src[end-1] == '\n' {
			end--
		}
		if end > start && f.Src[end-1] == '\r' {
			end--
		}
	}
	return Span{start, end}
}

// LineEnd is the line end that the file uses: that of its first line, and "\n"
// for a file of one line.
func (f *File) LineEnd() string {
	i := strings.IndexAny(f.Src, "\r\n")
	switch {
	case i < 0 || f.Src[i] == '\n':
		return "\n"
	case strings.HasPrefix(f.Src[i:], "\r\n"):
		return "\r\n"
	}
	return "\r"
}

// IsText reports whether src can be a text file at all: valid UTF-8 without
// NUL bytes.
func IsText(src string) bool {
	return strings.IndexByte(src, 0) < 0 && utf8.ValidString(src)
}

// Indent is the blank text in front of an offset on its line, and whether
// nothing else stands there.
func (f *File) Indent(off int) (string, bool) {
	line, _ := f.LineCol(off)
	lead := f.Src[f.Line(line).Start:off]
	if line == 1 {
		lead = strings.TrimPrefix(lead, BOM)
	}
	blank := strings.TrimLeft(lead, " \t") == ""
	return lead[:len(lead)-len(strings.TrimLeft(lead, " \t"))], blank
}
