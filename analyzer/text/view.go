package text

import (
	"slices"
	"sort"
	"strings"
)

// View is text that remembers where in the file each of its bytes was written.
// A plain view is a piece of the file itself. A decoded view, built with a
// [Builder], holds unescaped text: an expression whose &quot; became ", a
// policy that stood in a JSON string. The zero View is empty.
type View struct {
	Src  string // the text as its reader shall see it
	base int    // file offset of Src[0] where segs is nil
	segs *[]segment
}

// segment says where a run of decoded bytes comes from. A verbatim run maps
// byte by byte; an escape maps as a whole.
type segment struct {
	at       int // offset in Src at which the run starts
	from     Span
	verbatim bool
}

// NewView is the view of a whole file.
func NewView(src string) View { return View{Src: src} }

// Plain reports whether the view is a verbatim piece of the file.
func (v View) Plain() bool { return v.segs == nil }

// Span takes a span of v.Src back to file offsets. A span that cuts through an
// escape covers the whole escape.
func (v View) Span(start, end int) Span {
	if v.segs == nil {
		return Span{v.base + start, v.base + end}
	}
	return v.decodedSpan(start, end)
}

// decodedSpan is apart from Span so that Span of a plain view is inlined.
func (v View) decodedSpan(start, end int) Span {
	s := v.offset(start)
	if end <= start {
		return Span{s, s}
	}
	return Span{s, max(s, v.offsetEnd(end))}
}

// offset is the file offset at which the byte Src[i] was written.
func (v View) offset(i int) int {
	segs := *v.segs
	k := sort.Search(len(segs), func(k int) bool { return segs[k].at > i }) - 1
	if k < 0 {
		return v.base
	}
	if s := segs[k]; s.verbatim {
		return min(s.from.Start+i-s.at, s.from.End)
	} else if i >= len(v.Src) {
		return s.from.End
	} else {
		return s.from.Start
	}
}

// offsetEnd is the file offset just after the byte Src[i-1].
func (v View) offsetEnd(i int) int {
	segs := *v.segs
	k := sort.Search(len(segs), func(k int) bool { return segs[k].at > i-1 }) - 1
	if k < 0 {
		return v.base
	}
	if s := segs[k]; s.verbatim {
		return min(s.from.Start+i-s.at, s.from.End)
	} else {
		return s.from.End
	}
}

// Offset is where in v.Src a file offset is: the byte that was written there, or the
// first one that was written after it.
func (v View) Offset(file int) int {
	if v.segs == nil {
		return min(max(file-v.base, 0), len(v.Src))
	}
	segs := *v.segs
	k := sort.Search(len(segs), func(k int) bool { return segs[k].from.Start > file }) - 1
	switch {
	case k < 0:
		return 0
	case segs[k].verbatim && file < segs[k].from.End:
		return segs[k].at + file - segs[k].from.Start
	case file == segs[k].from.Start:
		return segs[k].at
	case k+1 < len(segs):
		return segs[k+1].at
	}
	return len(v.Src)
}

// Slice is the view of Src[start:end].
func (v View) Slice(start, end int) View {
	if v.segs == nil {
		return View{Src: v.Src[start:end], base: v.base + start}
	}
	return v.decodedSlice(start, end)
}

func (v View) decodedSlice(start, end int) View {
	segs := *v.segs
	lo := max(sort.Search(len(segs), func(k int) bool { return segs[k].at > start })-1, 0)
	hi := sort.Search(len(segs), func(k int) bool { return segs[k].at >= end })
	if lo >= hi {
		return View{Src: v.Src[start:end], base: v.offset(start)}
	}
	if hi == lo+1 && segs[lo].verbatim {
		return View{Src: v.Src[start:end], base: segs[lo].from.Start + start - segs[lo].at}
	}
	cut := make([]segment, hi-lo)
	for i, s := range segs[lo:hi] {
		if s.at < start {
			if s.verbatim {
				s.from.Start += start - s.at
			}
			s.at = start
		}
		s.at -= start
		cut[i] = s
	}
	return View{Src: v.Src[start:end], base: v.offset(start), segs: &cut}
}

// Builder makes a decoded view out of an outer view, left to right.
type Builder struct {
	outer View
	text  strings.Builder
	segs  []segment
}

// NewBuilder starts a decoded view of outer.
func NewBuilder(outer View) *Builder { return &Builder{outer: outer} }

// Grow makes room for a number of bytes and of pieces, put or copied.
func (b *Builder) Grow(bytes, pieces int) {
	b.text.Grow(bytes)
	b.segs = slices.Grow(b.segs, pieces)
}

// Copy appends outer.Src[start:end] unchanged.
func (b *Builder) Copy(start, end int) {
	if start >= end {
		return
	}
	if b.outer.segs == nil {
		b.segs = append(b.segs, segment{b.text.Len(), b.outer.Span(start, end), true})
	} else {
		at := b.text.Len()
		part := b.outer.Slice(start, end)
		if part.segs == nil {
			b.segs = append(b.segs, segment{at, part.Span(0, len(part.Src)), true})
		} else {
			for _, s := range *part.segs {
				s.at += at
				b.segs = append(b.segs, s)
			}
		}
	}
	b.text.WriteString(b.outer.Src[start:end])
}

// Put appends text that stands for outer.Src[start:end], such as a decoded
// escape. The outer range may be empty only if text is too.
func (b *Builder) Put(text string, start, end int) {
	if text == "" {
		return
	}
	b.segs = append(b.segs, segment{b.text.Len(), b.outer.Span(start, end), false})
	b.text.WriteString(text)
}

// View is what was built.
func (b *Builder) View() View {
	if len(b.segs) == 0 {
		return View{base: b.outer.Span(0, 0).Start}
	}
	return View{Src: b.text.String(), base: b.segs[0].from.Start, segs: &b.segs}
}
