package text

import (
	"sync"
	"unicode/utf8"
)

// every is how far checkpoints are from each other, in bytes.
const every = 1 << 10

// checkpoints tell how many characters stand before places of a file: the nth is the
// first beginning of a character at or after n times every bytes.
type checkpoints struct {
	once sync.Once
	list []checkpoint
}

type checkpoint struct{ at, chars, pairs int }

// Chars counts the characters between two offsets, the first of which begins a
// character, and those of them beyond the first 65,536, which UTF-16 writes as pairs.
// A byte that is no UTF-8 is a character. It takes the same time however far the
// offsets are from each other.
func (f *File) Chars(from, to int) (chars, pairs int) {
	if to-from <= 2*every {
		return count(f.Src[from:to])
	}
	f.marks.once.Do(func() { f.marks.list = mark(f.Src) })
	a, b := f.marks.before(f.Src, from), f.marks.before(f.Src, to)
	return b.chars - a.chars, b.pairs - a.pairs
}

// before counts the characters before an offset.
func (c *checkpoints) before(src string, off int) checkpoint {
	n := off / every
	if c.list[n].at > off {
		n-- // within a character
	}
	p := c.list[n]
	chars, pairs := count(src[p.at:off])
	return checkpoint{off, p.chars + chars, p.pairs + pairs}
}

func mark(src string) []checkpoint {
	list := make([]checkpoint, 0, len(src)/every+1)
	var p checkpoint
	for {
		if p.at >= len(list)*every {
			list = append(list, p)
		}
		if p.at >= len(src) {
			return list
		}
		r, size := utf8.DecodeRuneInString(src[p.at:])
		p.at += size
		p.chars++
		if r > 0xffff {
			p.pairs++
		}
	}
}

func count(s string) (chars, pairs int) {
	for _, r := range s {
		if chars++; r > 0xffff {
			pairs++
		}
	}
	return chars, pairs
}
