package text

import (
	"strings"
	"testing"
)

func TestPlainView(t *testing.T) {
	v := NewView("abcdef").Slice(2, 5)
	if !v.Plain() || v.Src != "cde" || v.Span(1, 2) != (Span{3, 4}) || v.Slice(1, 3).Span(0, 2) != (Span{3, 5}) {
		t.Errorf("%q %v", v.Src, v.Span(1, 2))
	}
}

// unescaped decodes \x (any byte x) in a view: a small escape of its own.
func unescaped(v View) View {
	b := NewBuilder(v)
	from := 0
	for i := 0; i+1 < len(v.Src); i++ {
		if v.Src[i] == '\\' {
			b.Copy(from, i)
			b.Put(v.Src[i+1:i+2], i, i+2)
			i++
			from = i + 1
		}
	}
	b.Copy(from, len(v.Src))
	return b.View()
}

func TestBuilder(t *testing.T) {
	v := unescaped(NewView(`ab\cd\e`)) // a0 b1 \c2-4 d4 \e5-7
	if v.Src != "abcde" || v.Plain() {
		t.Fatalf("%q", v.Src)
	}
	for _, c := range []struct {
		start, end int
		want       Span
	}{
		{0, 2, Span{0, 2}}, {1, 3, Span{1, 4}}, {2, 3, Span{2, 4}}, {3, 4, Span{4, 5}}, {4, 5, Span{5, 7}},
		{0, 5, Span{0, 7}}, {2, 2, Span{2, 2}}, {3, 3, Span{4, 4}}, {5, 5, Span{7, 7}},
	} {
		if got := v.Span(c.start, c.end); got != c.want {
			t.Errorf("Span(%d, %d) = %v, want %v", c.start, c.end, got, c.want)
		}
	}
}

// TestNestedBuilder: an escape of an escape covers all that it was written with.
func TestNestedBuilder(t *testing.T) {
	v := unescaped(unescaped(NewView(`a\\\bc\\d`))) // once: a\bc\d
	if v.Src != "abcd" {
		t.Fatalf("%q", v.Src)
	}
	for i, want := range []Span{{0, 1}, {1, 5}, {5, 6}, {6, 9}} {
		if got := v.Span(i, i+1); got != want {
			t.Errorf("byte %d was written at %v, want %v", i, got, want)
		}
	}
}

// TestPutOfSeveralBytes: a span that cuts through an escape covers it.
func TestPutOfSeveralBytes(t *testing.T) {
	b := NewBuilder(NewView("x&uuml;y"))
	b.Copy(0, 1)
	b.Put("ü", 1, 7)
	b.Copy(7, 8)
	v := b.View()
	for _, c := range []struct{ start, end int }{{1, 2}, {2, 3}, {1, 3}} {
		if got := v.Span(c.start, c.end); got != (Span{1, 7}) {
			t.Errorf("Span(%d, %d) = %v", c.start, c.end, got)
		}
	}
	if got := v.Slice(2, 4).Span(1, 2); got != (Span{7, 8}) {
		t.Errorf("behind half an escape: %v", got)
	}
}

func TestEmptyViews(t *testing.T) {
	b := NewBuilder(NewView("abc").Slice(2, 3))
	b.Put("", 0, 1)
	b.Copy(1, 1)
	if v := b.View(); v.Src != "" || v.Span(0, 0) != (Span{2, 2}) {
		t.Errorf("nothing built is at %v", v.Span(0, 0))
	}
	if v := unescaped(NewView(`a\bc`)).Slice(3, 3); v.Src != "" || v.Span(0, 0) != (Span{4, 4}) {
		t.Errorf("an empty slice at the end is at %v", v.Span(0, 0))
	}
	if v := (View{}); v.Src != "" || v.Span(0, 0) != (Span{}) {
		t.Error("the zero View is not empty")
	}
}

// checkView is what holds of every view: pieces come in the order of the file,
// and a slice maps as the whole does.
func checkView(t *testing.T, v View, file string) {
	t.Helper()
	at := 0
	for i := range len(v.Src) {
		s := v.Span(i, i+1)
		if s.Start < at || s.End <= s.Start || s.End > len(file) {
			t.Fatalf("byte %d of %q was written at %v, after %d", i, v.Src, s, at)
		}
		if s.Len() == 1 && file[s.Start] != v.Src[i] {
			t.Fatalf("byte %d of %q is %q in the file", i, v.Src, file[s.Start])
		}
		at = s.Start
	}
	n := len(v.Src)
	for _, cut := range [][2]int{{0, n}, {n / 3, n}, {0, n / 2}, {n / 3, n/3 + n/2}, {n / 2, n / 2}} {
		start, end := cut[0], min(cut[1], n)
		w := v.Slice(start, end)
		if w.Src != v.Src[start:end] {
			t.Fatalf("Slice(%d, %d) = %q", start, end, w.Src)
		}
		for i := range len(w.Src) {
			for j := i; j <= len(w.Src) && j < i+3; j++ {
				if got, want := w.Span(i, j), v.Span(start+i, start+j); got != want {
					t.Fatalf("%d-%d of Slice(%d, %d) of %q is at %v, want %v", i, j, start, end, v.Src, got, want)
				}
			}
		}
	}
}

// FuzzView decodes once, and decodes the result again.
func FuzzView(f *testing.F) {
	for _, s := range []string{"", `abc`, `a\\\bc`, `\\\\\\`, `a\`, "\\\u00fcx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		v := NewView(src)
		for range 3 {
			checkView(t, v, src)
			v = unescaped(v)
		}
	})
}

// FuzzApply: an applied edit is where it says, and everything else stays.
func FuzzApply(f *testing.F) {
	f.Add("abcdef", 1, 2, "x", 4, 4, "y")
	f.Add("", 0, 0, "x", 0, 0, "y")
	f.Add("abc", 2, 1, "", 9, -1, "")
	f.Fuzz(func(t *testing.T, src string, s1, e1 int, n1 string, s2, e2 int, n2 string) {
		edits := []Edit{{Loc{"p", Span{s1, e1}}, n1}, {Loc{"p", Span{s2, e2}}, n2}}
		got, err := Apply(src, edits)
		if err != nil {
			if got != "" {
				t.Fatal("text in spite of an error")
			}
			return
		}
		if len(got) != len(src)-edits[0].Span.Len()-edits[1].Span.Len()+len(n1)+len(n2) {
			t.Fatalf("%q of %q with %v", got, src, edits)
		}
		SortEdits(edits)
		a, b := edits[0], edits[1]
		want := src[:a.Span.Start] + a.New + src[a.Span.End:b.Span.Start] + b.New + src[b.Span.End:]
		if got != want || !strings.HasSuffix(got, src[b.Span.End:]) {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

// TestOffset: what a view says of where its bytes were written can be asked back.
func TestOffset(t *testing.T) {
	const src = `x"a\"b\\c"y`
	outer := NewView(src)
	b := NewBuilder(outer)
	b.Copy(2, 3)
	b.Put(`"`, 3, 5)
	b.Copy(5, 6)
	b.Put(`\`, 6, 8)
	b.Copy(8, 9)
	v := b.View() // a"b\c
	for i := range len(v.Src) + 1 {
		if got := v.Offset(v.Span(i, i).Start); got != i {
			t.Errorf("byte %d was written at %d, where %d is found", i, v.Span(i, i).Start, got)
		}
	}
	for _, c := range []struct{ file, want int }{{0, 0}, {2, 0}, {4, 2}, {7, 4}, {9, 5}, {len(src), 5}} {
		if got := v.Offset(c.file); got != c.want {
			t.Errorf("offset %d is %d, want %d", c.file, got, c.want)
		}
	}
	plain := outer.Slice(2, 9)
	if got := plain.Offset(5); got != 3 || plain.Offset(0) != 0 || plain.Offset(100) != 7 {
		t.Errorf("in a verbatim piece offset 5 is %d", got)
	}
}
