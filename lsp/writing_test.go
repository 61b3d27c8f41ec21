package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// TestWriting runs the sessions in testdata/writing. Each is prose, the files of a
// workspace, and a script, whose lines are
//
//	complete FILE PLACE [-]LABEL...  what is offered, and what is not
//	choose FILE PLACE LABEL TEXT     the line after something was chosen
//	hover FILE PLACE TEXT            a part of what is told
//	format FILE [FROM TO]            the layout is the file formatted/FILE (or range/FILE)
//	linked FILE PLACE TEXT...        the texts that are edited together
//	type FILE PLACE TEXT             the line after the last character was typed
//
// A place is a text of the file, with a | in it for where the cursor stands.
// Documents are open as they are in the archive.
func TestWriting(t *testing.T) {
	paths, err := filepath.Glob("testdata/writing/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	for _, path := range paths {
		for _, encoding := range []string{"utf-8", "utf-16"} {
			t.Run(filepath.Base(path)+"/"+encoding, func(t *testing.T) { runWriting(t, path, encoding) })
		}
	}
}

type writing struct {
	*session
	encoding view.Encoding
	files    map[string]string
}

func runWriting(t *testing.T, path, enc string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	script := ""
	for _, f := range txtar.Parse(data).Files {
		if f.Name == "script" {
			script = string(f.Data)
			continue
		}
		files[f.Name] = string(f.Data)
	}
	units, _ := view.Agree([]protocol.PositionEncodingKind{protocol.PositionEncodingKind(enc)})
	s := start(t, files, fmt.Sprintf(`{"general":{"positionEncodings":[%q]},"textDocument":{"completion":{"completionItem":{"snippetSupport":true}}}}`, enc))
	w := &writing{session: s, encoding: units, files: files}
	for name, src := range files {
		if strings.HasSuffix(name, ".xml") && !strings.Contains(name, "/") {
			s.openFile(name, src)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(script), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		words := split(t, line)
		run := map[string]func([]string) error{
			"complete": w.complete, "choose": w.choose, "hover": w.hover, "format": w.format, "linked": w.linked, "type": w.typed,
		}[words[0]]
		if run == nil {
			t.Fatalf("no command %s", words[0])
		}
		if err := run(words[1:]); err != nil {
			t.Errorf("%s\n  %v", line, err)
		}
	}
}

// split cuts a line into words; those with blanks are quoted as in Go.
func split(t *testing.T, line string) []string {
	var out []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if quoted, err := strconv.QuotedPrefix(line); err == nil {
			word, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatal(err)
			}
			out, line = append(out, word), line[len(quoted):]
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		out, line = append(out, word), rest
	}
	return out
}

// place is where a quoted text with a mark stands: its parameters and offset.
func (w *writing) place(file, quoted string) (params string, off int) {
	w.t.Helper()
	before, after, ok := strings.Cut(quoted, "|")
	i := strings.Index(w.files[file], before+after)
	if !ok || i < 0 || strings.Count(w.files[file], before+after) != 1 {
		w.t.Fatalf("%q is not one place in %s", quoted, file)
	}
	off = i + len(before)
	p := w.encoding.Position(text.NewFile(file, w.files[file]), off)
	return fmt.Sprintf(`"textDocument":{"uri":%q},"position":{"line":%d,"character":%d}`, w.uri(file), p.Line, p.Character), off
}

type completionItem struct {
	Label            string
	InsertTextFormat int
	TextEdit         edit
	Documentation    struct{ Value string }
}

func (w *writing) items(args []string) []completionItem {
	params, _ := w.place(args[0], args[1])
	var list struct{ Items []completionItem }
	w.call("textDocument/completion", "{"+params+"}", &list)
	return list.Items
}

func (w *writing) complete(args []string) error {
	var got []string
	for _, i := range w.items(args) {
		got = append(got, i.Label)
	}
	for _, want := range args[2:] {
		label, not := strings.CutPrefix(want, "-")
		if slices.Contains(got, label) == not {
			return fmt.Errorf("%s is wrong: %q", want, got)
		}
	}
	return nil
}

func (w *writing) choose(args []string) error {
	for _, i := range w.items(args) {
		if i.Label == args[2] {
			return w.line(args[0], []edit{i.TextEdit}, args[3])
		}
	}
	return fmt.Errorf("%s is not offered", args[2])
}

// line compares the line in which edits were made, as it is after them.
func (w *writing) line(file string, edits []edit, want string) error {
	if len(edits) != 1 {
		return fmt.Errorf("%d edits", len(edits))
	}
	n := int(edits[0].Range.Start.Line)
	got := strings.TrimSpace(strings.Split(w.apply(file, edits), "\n")[n])
	if got != want {
		return fmt.Errorf("got %s", got)
	}
	return nil
}

// apply is the file after some edits.
func (w *writing) apply(file string, edits []edit) string {
	f := text.NewFile(file, w.files[file])
	var list []text.Edit
	for _, e := range edits {
		var r [2]int
		for i, p := range []struct{ Line, Character uint32 }{e.Range.Start, e.Range.End} {
			r[i] = w.encoding.Offset(f, protocol.Position{Line: p.Line, Character: p.Character})
		}
		list = append(list, text.Edit{Loc: text.Loc{Path: file, Span: text.Span{Start: r[0], End: r[1]}}, New: e.NewText})
	}
	text.SortEdits(list)
	out, err := text.Apply(f.Src, list)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *writing) hover(args []string) error {
	params, _ := w.place(args[0], args[1])
	var h struct{ Contents struct{ Kind, Value string } }
	w.call("textDocument/hover", "{"+params+"}", &h)
	if !strings.Contains(h.Contents.Value, args[2]) || h.Contents.Kind != "markdown" {
		return fmt.Errorf("%+v", h)
	}
	return nil
}

func (w *writing) format(args []string) error {
	params, method, want := fmt.Sprintf(`"textDocument":{"uri":%q}`, w.uri(args[0])), "formatting", "formatted/"
	if len(args) == 3 {
		params, method, want = params+fmt.Sprintf(`,"range":{"start":{"line":%s,"character":0},"end":{"line":%s,"character":0}}`, args[1], args[2]), "rangeFormatting", "range/"
	}
	var edits []edit
	w.call("textDocument/"+method, "{"+params+`,"options":{"tabSize":2,"insertSpaces":true}}`, &edits)
	if got := w.apply(args[0], edits); got != w.files[want+args[0]] {
		return fmt.Errorf("got\n%s", got)
	}
	return nil
}

func (w *writing) linked(args []string) error {
	params, _ := w.place(args[0], args[1])
	var raw json.RawMessage
	w.call("textDocument/linkedEditingRange", "{"+params+"}", &raw)
	var l struct {
		Ranges []struct {
			Start, End struct{ Line, Character uint32 }
		}
	}
	if err := json.Unmarshal(raw, &l); err != nil {
		return err
	}
	f := text.NewFile(args[0], w.files[args[0]])
	var got []string
	for _, r := range l.Ranges {
		got = append(got, f.Src[w.encoding.Offset(f, protocol.Position{Line: r.Start.Line, Character: r.Start.Character}):w.encoding.Offset(f, protocol.Position{Line: r.End.Line, Character: r.End.Character})])
	}
	if !slices.Equal(got, args[2:]) {
		return fmt.Errorf("got %q", got)
	}
	return nil
}

func (w *writing) typed(args []string) error {
	params, off := w.place(args[0], args[1])
	var edits []edit
	w.call("textDocument/onTypeFormatting", fmt.Sprintf(`{%s,"ch":%q,"options":{"tabSize":2,"insertSpaces":true}}`, params, w.files[args[0]][off-1:off]), &edits)
	if len(edits) == 0 {
		if args[2] != "" {
			return fmt.Errorf("nothing is closed")
		}
		return nil
	}
	return w.line(args[0], edits, args[2])
}

// TestPlainCompletion: an editor that knows no snippets gets text that stands under
// its line.
func TestPlainCompletion(t *testing.T) {
	s := start(t, nil, "{}")
	s.openFile("policy.xml", "<policies>\n  <inbound>\n    <cho")
	var list struct{ Items []completionItem }
	s.call("textDocument/completion", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":2,"character":8}}`, s.uri("policy.xml")), &list)
	for _, i := range list.Items {
		if i.Label == "choose" {
			if want := "choose>\n    \t<when condition=\"@()\">\n    \t\t\n    \t</when>\n    </choose>"; i.TextEdit.NewText != want || i.InsertTextFormat != 1 {
				t.Errorf("%d %q", i.InsertTextFormat, i.TextEdit.NewText)
			}
			return
		}
	}
	t.Errorf("choose is not offered: %+v", list)
}
