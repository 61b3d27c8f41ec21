package lsp

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// outlineOf asks for the outline of a document: the names of its elements.
func (s *session) outlineOf(name string) []string {
	s.t.Helper()
	var roots []struct {
		Children []struct{ Name string }
	}
	s.call("textDocument/documentSymbol", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri(name)), &roots)
	var out []string
	for _, r := range roots {
		for _, c := range r.Children {
			out = append(out, c.Name)
		}
	}
	return out
}

// insert types a text at an offset of a line.
func (s *session) insert(name string, version, line, character int, what string) {
	s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}`,
		s.uri(name), version, line, character, line, character, strconv.Quote(what)))
}

// TestChangesInOrder types 5,000 digits one by one: none is lost, none overtakes
// another one.
func TestChangesInOrder(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config}, "{}")
	s.openFile("policy.xml", "<policies>\n<a/>\n</policies>\n")
	var want strings.Builder
	for i := range 5000 {
		digit := strconv.Itoa(i % 10)
		want.WriteString(digit)
		s.insert("policy.xml", i+2, 1, 2+i, digit)
	}
	if got := s.outlineOf("policy.xml"); len(got) != 1 || got[0] != "a"+want.String() {
		t.Errorf("the element is called %.80q", got)
	}
}

// TestNoStaleRead asks right after each of 100 changes: every answer is of the
// text as it is then.
func TestNoStaleRead(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config}, "{}")
	s.openFile("policy.xml", "<policies>\n<a/>\n</policies>\n")
	stale := 0
	for i := range 100 {
		s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"text":"<policies>\n<a%d/>\n</policies>\n"}]}`, s.uri("policy.xml"), i+2, i))
		if got := s.outlineOf("policy.xml"); len(got) != 1 || got[0] != fmt.Sprintf("a%d", i) {
			stale++
		}
	}
	if stale > 0 {
		t.Errorf("%d of 100 answers are of an old text", stale)
	}
}

// TestRequestsSeeTheirMoment sends all changes and requests at once: each answer
// is of the text between the changes around it, not of a later one.
func TestRequestsSeeTheirMoment(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config}, "{}")
	s.openFile("policy.xml", "<policies>\n<a/>\n</policies>\n")
	const n = 100
	answers := make([]chan envelope, n)
	for i := range n {
		s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"text":"<policies>\n<a%d/>\n</policies>\n"}]}`, s.uri("policy.xml"), i+2, i))
		_, answers[i] = s.begin("textDocument/documentSymbol", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri("policy.xml")))
	}
	for i, c := range answers {
		var roots []struct{ Children []struct{ Name string } }
		if err := json.Unmarshal((<-c).Result, &roots); err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("a%d", i); roots[0].Children[0].Name != want {
			t.Fatalf("request %d saw %s", i, roots[0].Children[0].Name)
		}
	}
}

// TestCancellation cancels 500 requests: each is answered, with its result or as
// cancelled, and the session goes on.
func TestCancellation(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	s.openFile("policy.xml", sampleEstate["policy.xml"])
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for range 500 {
		id, answer := s.begin("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":{"start":{"line":4,"character":25},"end":{"line":4,"character":25}},"context":{"diagnostics":[]}}`, s.uri("policy.xml")))
		s.notify("$/cancelRequest", fmt.Sprintf(`{"id":%d}`, id))
		wg.Go(func() {
			m := <-answer
			code := 0
			if m.Error != nil {
				code = m.Error.Code
			}
			mu.Lock()
			defer mu.Unlock()
			codes[code]++
		})
	}
	wg.Wait()
	if codes[0]+codes[-32800] != 500 {
		t.Errorf("answers by code: %v", codes)
	}
	if code := s.call("textDocument/documentSymbol", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri("policy.xml")), nil); code != 0 {
		t.Errorf("afterwards: %d", code)
	}
}

// model is the text that an editor has: lines of UTF-16 units.
type model struct {
	src      string
	encoding view.Encoding
}

// random makes an edit of the model, and the change that tells of it.
func (m *model) random(r *rand.Rand, pieces []string) string {
	at := func() int {
		off := r.IntN(len(m.src) + 1)
		for off > 0 && off < len(m.src) && (!utf8.RuneStart(m.src[off]) || m.src[off] == '\n' && m.src[off-1] == '\r') {
			off--
		}
		return off
	}
	start, end := at(), at()
	start, end = min(start, end), max(start, end)
	if end-start > 40 {
		end = start
	}
	piece := pieces[r.IntN(len(pieces))]
	f := text.NewFile("", m.src)
	from, to := m.encoding.Position(f, start), m.encoding.Position(f, end)
	m.src = m.src[:start] + piece + m.src[end:]
	raw, err := json.Marshal(piece)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}`, from.Line, from.Character, to.Line, to.Character, raw)
}

var pieces = []string{"", "a", "\n", "\r\n", "é", "😀", "<x>", "</x>", "@(", "\"", "{{n}}", "<!-- ", " -->", "\t", "&amp;"}

// FuzzEdits edits a document at random, in each encoding, and compares the text
// that the server has with that of the editor.
func FuzzEdits(f *testing.F) {
	for seed := range uint64(6) {
		f.Add(seed, "<policies>\r\n  <inbound>é😀</inbound>\n</policies>\n")
	}
	f.Fuzz(func(t *testing.T, seed uint64, src string) {
		if !utf8.ValidString(src) || strings.Contains(strings.ReplaceAll(src, "\r\n", ""), "\r") || strings.HasPrefix(src, text.BOM) {
			t.Skip() // an editor has no such text
		}
		r := rand.New(rand.NewPCG(seed, 7))
		name := []string{"utf-16", "utf-8", "utf-32"}[seed%3]
		m := &model{src: src, encoding: []view.Encoding{view.UTF16, view.UTF8, view.UTF32}[seed%3]}
		s := start(t, nil, fmt.Sprintf(`{"general":{"positionEncodings":[%q]}}`, name))
		raw, err := json.Marshal(src)
		if err != nil {
			t.Fatal(err)
		}
		s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"xml","version":1,"text":%s}}`, s.uri("p.xml"), raw))
		for v := range 20 {
			var changes []string
			for range 1 + r.IntN(3) {
				changes = append(changes, m.random(r, pieces))
			}
			s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[%s]}`, s.uri("p.xml"), v+2, strings.Join(changes, ",")))
		}
		if got := s.text("p.xml"); got != m.src {
			t.Errorf("the server has\n%q\nthe editor has\n%q", got, m.src)
		}
	})
}
