package policy

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/text"
)

// documentsForTests are all documents at hand: the dialect's examples, and the
// corpus if there is one.
func documentsForTests(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{"operationPolicy": operationPolicy}
	for _, c := range dialect {
		docs[c.name] = c.src
	}
	for path, src := range corpusIfAny(t) {
		docs[path] = src
	}
	return docs
}

// TestPrefixes cuts every document off everywhere, as it is while a user types:
// the promises hold, and that it is cut off is one mistake.
func TestPrefixes(t *testing.T) {
	const work = 1 << 20 // bytes to parse for each document
	for name, src := range documentsForTests(t) {
		_, errs := Parse(text.NewView(src))
		step := 1 + len(src)*len(src)/2/work
		for n := 0; n <= len(src); n += step {
			prefix := src[:n]
			if err := checkInvariants(prefix); err != nil {
				t.Fatalf("%s, first %d bytes: %v", name, n, err)
			}
			_, got := Parse(text.NewView(prefix))
			if len(got) > len(errs)+1 {
				t.Fatalf("%s, first %d bytes: %d errors, %d in the whole:\n%s", name, n, len(got), len(errs), outlineErrors(prefix))
			}
		}
	}
}

func outlineErrors(src string) string {
	_, errs := Parse(text.NewView(src))
	var b strings.Builder
	f := text.NewFile("", src)
	for _, e := range errs {
		line, col := f.LineCol(e.Span.Start)
		fmt.Fprintf(&b, "%d:%d: %s\n", line, col, e.Message)
	}
	return b.String()
}

// TestLineEnds: CRLF for LF moves everything and changes nothing.
func TestLineEnds(t *testing.T) {
	for name, src := range documentsForTests(t) {
		if strings.Contains(src, "\r") {
			continue
		}
		crlf := strings.ReplaceAll(src, "\n", "\r\n")
		moved := make([]int, len(src)+1) // where each byte has gone
		for i, at := 0, 0; i <= len(src); i++ {
			moved[i] = at
			if at++; i < len(src) && src[i] == '\n' {
				at++
			}
		}
		want, got := skeleton(src, moved), skeleton(crlf, nil)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// skeleton lists the leaves and the errors of a document, moved if asked to.
func skeleton(src string, moved []int) []text.Error {
	doc, errs := Parse(text.NewView(src))
	var list []text.Error
	for leaf := range Leaves(doc) {
		list = append(list, text.Error{Span: leaf})
	}
	list = append(list, errs...)
	if moved != nil {
		for i, e := range list {
			list[i].Span = text.Span{Start: moved[e.Span.Start], End: moved[e.Span.End]}
			// A span that ends with a line ends in front of its CR, too.
			if e.Span.End < len(src) && src[e.Span.End] == '\n' && e.Span.End > e.Span.Start {
				list[i].Span.End = moved[e.Span.End]
			}
		}
	}
	return list
}

// TestInJSON parses documents that stand in a JSON string: every span is an
// offset into the JSON.
func TestInJSON(t *testing.T) {
	for name, src := range documentsForTests(t) {
		quoted, err := json.Marshal(src)
		if err != nil {
			t.Fatal(err)
		}
		file := string(quoted)
		view := unquoted(file)
		if view.Src != strings.ToValidUTF8(src, "\ufffd") {
			t.Fatalf("%s: the test's own JSON reader is wrong", name)
		}
		doc, errs := Parse(view)
		at := 1
		for leaf := range Leaves(doc) {
			if leaf.Start != at {
				t.Fatalf("%s: leaf %v after %d", name, leaf, at)
			}
			at = leaf.End
		}
		if at != len(file)-1 {
			t.Errorf("%s: leaves end at %d of %d", name, at, len(file)-1)
		}
		for e := range All(doc) {
			if got := unquotedPiece(t, e.Name.Of(file)); got != e.Tag {
				t.Errorf("%s: name %q of <%s>", name, got, e.Tag)
			}
			for _, a := range e.Attrs {
				if got := unquotedPiece(t, a.Name.Of(file)); got != a.Key {
					t.Errorf("%s: name %q of attribute %s", name, got, a.Key)
				}
			}
		}
		if _, want := Parse(text.NewView(view.Src)); len(errs) != len(want) {
			t.Errorf("%s: %d errors in JSON, %d outside", name, len(errs), len(want))
		}
	}
}

// unquoted is the view of a JSON string that encoding/json has written.
func unquoted(file string) text.View {
	b := text.NewBuilder(text.NewView(file))
	for i := 1; i < len(file)-1; {
		n := 1
		if file[i] == '\\' {
			n = 2
			if file[i+1] == 'u' {
				n = 6
			}
			var s string
			if err := json.Unmarshal([]byte(`"`+file[i:i+n]+`"`), &s); err != nil {
				panic(err)
			}
			b.Put(s, i, i+n)
		} else {
			b.Copy(i, i+n)
		}
		i += n
	}
	return b.View()
}

func unquotedPiece(t *testing.T, s string) string {
	t.Helper()
	var piece string
	if err := json.Unmarshal([]byte(`"`+s+`"`), &piece); err != nil {
		t.Errorf("%q: %v", s, err)
	}
	return piece
}

// TestOneMistake removes one byte anywhere. However it is read then, the errors
// do not cascade.
func TestOneMistake(t *testing.T) {
	const most = 2
	for i := range operationPolicy {
		src := operationPolicy[:i] + operationPolicy[i+1:]
		if _, errs := Parse(text.NewView(src)); len(errs) > most {
			t.Errorf("without byte %d (%q):\n%s", i, operationPolicy[i], outlineErrors(src))
		}
	}
}

// TestLookup: the place of every offset holds it, and no child of it does.
func TestLookup(t *testing.T) {
	for name, src := range documentsForTests(t) {
		doc, _ := Parse(text.NewView(src))
		for off := 0; off <= len(src); off += 1 + len(src)/2000 {
			at := NodeAt(doc, off)
			if at.Elem == nil || off < len(src) && !at.Elem.Span().Contains(off) {
				t.Fatalf("%s: offset %d is not in %v", name, off, at.Elem)
			}
			switch {
			case at.Part != nil && !at.Part.At.Contains(off),
				at.Attr != nil && !at.Attr.At.Contains(off),
				at.Node != nil && !at.Node.Span().Contains(off):
				t.Fatalf("%s: offset %d is not in its place %+v", name, off, at)
			}
			for child := range at.Elem.Elements() {
				if child.Span().Contains(off) {
					t.Fatalf("%s: offset %d is in <%s>, a child of the place", name, off, child.Tag)
				}
			}
		}
	}
}
