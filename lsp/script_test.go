package lsp

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/feature"
	"hairpin.example/hairpin/lsp/view"
)

var update = flag.Bool("update", false, "rewrite what the sessions want")

// TestSessions runs the sessions in testdata/sessions. Each is prose, the files of
// a workspace, perhaps the capabilities of the editor, and a script with a line
// for each request: its name, a file, and a place in it, which is a text of the
// file with a | for where the cursor stands. What is answered stands in the file
// want; ranges are shown with the text that they cover.
func TestSessions(t *testing.T) {
	paths, err := filepath.Glob("testdata/sessions/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runScript(t, path) })
	}
}

// requests are the requests by the names that scripts use: the method, and the
// params beside the document. %s stands for the further arguments.
var requests = map[string]struct{ method, params string }{
	"definition":    {"textDocument/definition", ""},
	"references":    {"textDocument/references", `,"context":{"includeDeclaration":true}`},
	"highlight":     {"textDocument/documentHighlight", ""},
	"prepareRename": {"textDocument/prepareRename", ""},
	"rename":        {"textDocument/rename", `,"newName":%s`},
	"links":         {"textDocument/documentLink", ""},
	"outline":       {"textDocument/documentSymbol", ""},
	"fold":          {"textDocument/foldingRange", ""},
	"hover":         {"textDocument/hover", ""},
	"lenses":        {"textDocument/codeLens", ""},
	"hints":         {"textDocument/inlayHint", `,"range":{"start":{"line":0,"character":0},"end":{"line":999,"character":0}}`},
	"pull":          {"textDocument/diagnostic", ""},
	"callers":       {"textDocument/prepareCallHierarchy", ""},
}

type script struct {
	*session
	files map[string]string
	out   strings.Builder
	last  json.RawMessage
}

func runScript(t *testing.T, path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	files, meta := map[string]string{}, map[string]string{"capabilities": "{}"}
	for _, f := range archive.Files {
		switch f.Name {
		case "script", "want", "capabilities":
			meta[f.Name] = string(f.Data)
		default:
			files[f.Name] = string(f.Data)
		}
	}
	s := &script{session: start(t, files, meta["capabilities"]), files: maps.Clone(files)}
	for _, line := range strings.Split(strings.TrimSpace(meta["script"]), "\n") {
		fmt.Fprintf(&s.out, "> %s\n", line)
		s.line(split(t, line))
	}
	if *update {
		archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
		archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(s.out.String())})
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(meta["want"], s.out.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func (s *script) line(words []string) {
	s.t.Helper()
	switch name, args := words[0], words[1:]; name {
	case "open":
		s.openFile(args[0], s.files[args[0]])
	case "close":
		s.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri(args[0])))
	case "change": // FILE OLD NEW
		s.change(args[0], args[1], args[2])
	case "save": // FILE OLD NEW, on disk
		s.files[args[0]] = strings.Replace(s.files[args[0]], args[1], args[2], 1)
		s.write(args[0], s.files[args[0]])
		s.notify("workspace/didChangeWatchedFiles", fmt.Sprintf(`{"changes":[{"uri":%q,"type":2}]}`, s.uri(args[0])))
	case "delete":
		if err := os.Remove(filepath.Join(s.dir, args[0])); err != nil {
			s.t.Fatal(err)
		}
		s.notify("workspace/didChangeWatchedFiles", fmt.Sprintf(`{"changes":[{"uri":%q,"type":3}]}`, s.uri(args[0])))
	case "diagnostics":
		p := s.await(args[0])
		raw, err := json.Marshal(p)
		if err != nil {
			s.t.Fatal(err)
		}
		s.show(raw, args[0])
	case "settings":
		s.notify("workspace/didChangeConfiguration", `{"settings":`+args[0]+`}`)
	case "tokens":
		s.tokens(args[0])
	case "search":
		s.ask("workspace/symbol", fmt.Sprintf(`{"query":%q}`, args[0]), "")
	case "pullAll":
		s.ask("workspace/diagnostic", `{"previousResultIds":[]}`, "")
	case "select":
		s.ask("textDocument/selectionRange", "{"+strings.Replace(s.place(args[0], args[1]), `"position":`, `"positions":[`, 1)+"]}", args[0])
	case "incoming", "outgoing":
		s.ask("callHierarchy/"+name+"Calls", `{"item":`+s.first()+`}`, args[0])
	case "actions": // FILE PLACE [KIND]
		s.actions(args)
	case "resolve": // the last action with that title
		s.ask("codeAction/resolve", s.titled(args[0]), "")
	case "pick": // the edit of that action
		var a struct{ Edit json.RawMessage }
		if err := json.Unmarshal([]byte(s.titled(args[0])), &a); err != nil {
			s.t.Fatal(err)
		}
		s.show(a.Edit, "")
	case "command": // NAME ARGUMENT
		s.ask("workspace/executeCommand", fmt.Sprintf(`{"command":%q,"arguments":[%s]}`, args[0], strings.ReplaceAll(args[1], "$DIR", s.uri(""))), "")
	case "content":
		s.ask("workspace/textDocumentContent", fmt.Sprintf(`{"uri":%q}`, args[0]), "")
	default:
		s.request(name, args)
	}
}

func (s *script) request(name string, args []string) {
	s.t.Helper()
	r, ok := requests[name]
	if !ok {
		s.t.Fatalf("no request %s", name)
	}
	doc := fmt.Sprintf(`"textDocument":{"uri":%q}`, s.uri(args[0]))
	if len(args) > 1 {
		doc = s.place(args[0], args[1])
	}
	if strings.Contains(r.params, "%s") {
		r.params = fmt.Sprintf(r.params, strconv.Quote(args[2]))
	}
	s.ask(r.method, "{"+doc+r.params+"}", args[0])
}

// actions lists the titles of actions; of one that the editor has to resolve, the
// edit comes later.
func (s *script) actions(args []string) {
	s.t.Helper()
	only := ""
	if len(args) > 2 {
		only = fmt.Sprintf(`,"only":[%q]`, args[2])
	}
	var at struct{ Position json.RawMessage }
	if err := json.Unmarshal([]byte("{"+s.place(args[0], args[1])+"}"), &at); err != nil {
		s.t.Fatal(err)
	}
	code := s.call("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":{"start":%s,"end":%s},"context":{"diagnostics":[]%s}}`,
		s.uri(args[0]), at.Position, at.Position, only), &s.last)
	if code != 0 {
		fmt.Fprintf(&s.out, "error %d\n", code)
		return
	}
	var list []struct {
		Title, Kind string
		IsPreferred bool
		Edit        json.RawMessage
	}
	if err := json.Unmarshal(s.last, &list); err != nil {
		s.t.Fatal(err)
	}
	for _, a := range list {
		marks := ""
		if a.IsPreferred {
			marks += " (preferred)"
		}
		if a.Edit == nil {
			marks += " (no edit)"
		}
		fmt.Fprintf(&s.out, "%s: %s%s\n", a.Kind, a.Title, marks)
	}
}

// titled is the action of the last answer with a title.
func (s *script) titled(title string) string {
	s.t.Helper()
	var list []json.RawMessage
	_ = json.Unmarshal(s.last, &list)
	for _, raw := range list {
		var a struct{ Title string }
		if json.Unmarshal(raw, &a) == nil && a.Title == title {
			return string(raw)
		}
	}
	s.t.Fatalf("no action %q in %s", title, s.last)
	return ""
}

// first is the first element of the last answer.
func (s *script) first() string {
	s.t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(s.last, &list); err != nil || len(list) == 0 {
		s.t.Fatalf("nothing in %s", s.last)
	}
	return string(list[0])
}

func (s *script) ask(method, params, file string) {
	s.t.Helper()
	var raw json.RawMessage
	if code := s.call(method, params, &raw); code != 0 {
		fmt.Fprintf(&s.out, "error %d\n", code)
		return
	}
	if method != "callHierarchy/incomingCalls" && method != "callHierarchy/outgoingCalls" && method != "codeAction/resolve" {
		s.last = raw
	}
	s.show(raw, file)
}

// tokens shows each token with its kind.
func (s *script) tokens(file string) {
	s.t.Helper()
	var got struct{ Data []int }
	s.call("textDocument/semanticTokens/full", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri(file)), &got)
	var can protocol.ServerCapabilities
	feature.Offer(&can, &view.Abilities{})
	kinds := can.SemanticTokensProvider.(*protocol.SemanticTokensOptions).Legend.TokenTypes
	line, column := 0, 0
	for i := 0; i+5 <= len(got.Data); i += 5 {
		if got.Data[i] > 0 {
			line, column = line+got.Data[i], 0
		}
		column += got.Data[i+1]
		shown, _ := s.rang(map[string]any{
			"start": map[string]any{"line": float64(line), "character": float64(column)},
			"end":   map[string]any{"line": float64(line), "character": float64(column + got.Data[i+2])},
		}, file)
		fmt.Fprintf(&s.out, "%s %s\n", shown, kinds[got.Data[i+3]])
	}
}

// change types over a text.
func (s *script) change(file, from, to string) {
	s.t.Helper()
	src := s.files[file]
	i := strings.Index(src, from)
	if i < 0 {
		s.t.Fatalf("%q is not in %s", from, file)
	}
	f := text.NewFile(file, src)
	start, end := view.UTF16.Position(f, i), view.UTF16.Position(f, i+len(from))
	s.files[file] = src[:i] + to + src[i+len(from):]
	s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":2},"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}`,
		s.uri(file), start.Line, start.Character, end.Line, end.Character, strconv.Quote(to)))
}

// place is the document and the position of a text with a mark.
func (s *script) place(file, marked string) string {
	s.t.Helper()
	before, after, _ := strings.Cut(marked, "|")
	i := strings.Index(s.files[file], before+after)
	if i < 0 {
		s.t.Fatalf("%q is not in %s", marked, file)
	}
	p := view.UTF16.Position(text.NewFile(file, s.files[file]), i+len(before))
	return fmt.Sprintf(`"textDocument":{"uri":%q},"position":{"line":%d,"character":%d}`, s.uri(file), p.Line, p.Character)
}

// show writes an answer: one line for each value, addresses as paths, ranges
// with their texts.
func (s *script) show(raw json.RawMessage, file string) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		s.t.Fatal(err)
	}
	s.value(v, file, "")
}

// addresses are the members that name the document that ranges beside them are
// in.
var addresses = []string{"uri", "targetUri", "URI"}

func (s *script) value(v any, file, indent string) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range addresses {
			if u, ok := v[key].(string); ok {
				file = s.path(u)
			}
		}
		if from, ok := v["from"].(map[string]any); ok {
			file = s.path(from["uri"].(string))
		}
		if doc, ok := v["textDocument"].(map[string]any); ok {
			file = s.path(doc["uri"].(string))
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if skipped[k] {
				continue
			}
			if text, ok := s.rang(v[k], file); ok {
				fmt.Fprintf(&s.out, "%s%s: %s\n", indent, s.path(k), text)
				continue
			}
			switch x := v[k].(type) {
			case map[string]any, []any:
				fmt.Fprintf(&s.out, "%s%s:\n", indent, s.path(k))
				s.value(x, file, indent+"  ")
			default:
				fmt.Fprintf(&s.out, "%s%s: %s\n", indent, s.path(k), s.scalar(x))
			}
		}
	case []any:
		for _, x := range v {
			if text, ok := s.rang(x, file); ok {
				fmt.Fprintf(&s.out, "%s- %s\n", indent, text)
				continue
			}
			fmt.Fprintf(&s.out, "%s-\n", indent)
			s.value(x, file, indent+"  ")
		}
	default:
		fmt.Fprintf(&s.out, "%s%s\n", indent, s.scalar(v))
	}
}

// skipped are members that say nothing, or nothing that is the same every time.
var skipped = map[string]bool{"data": true, "resultId": true}

func (s *script) scalar(v any) string {
	if str, ok := v.(string); ok {
		return strings.ReplaceAll(s.path(str), "\n", "\n    | ")
	}
	raw, err := json.Marshal(v)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(raw)
}

// path takes the folder of the test out of a text.
func (s *script) path(u string) string {
	if rest, ok := strings.CutPrefix(u, strings.TrimSuffix(s.uri(""), "/")+"/"); ok {
		if path, err := url.PathUnescape(rest); err == nil {
			return path
		}
	}
	u = strings.ReplaceAll(u, strings.TrimSuffix(s.uri(""), "/")+"/", "")
	u = strings.ReplaceAll(u, s.dir, "$DIR")
	return strings.ReplaceAll(u, strings.ReplaceAll(s.dir, "/", "%2F"), "$DIR")
}

// rang is a range with its text.
func (s *script) rang(v any, file string) (string, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return "", false
	}
	offset := func(key string) (int, string, bool) {
		p, ok := m[key].(map[string]any)
		if !ok {
			p, ok = m[strings.ToUpper(key[:1])+key[1:]].(map[string]any)
		}
		if !ok {
			return 0, "", false
		}
		num := func(name string) int {
			n, ok := p[name].(float64)
			if !ok {
				n, _ = p[strings.ToUpper(name[:1])+name[1:]].(float64)
			}
			return int(n)
		}
		f := text.NewFile(file, s.files[file])
		line, col := num("line"), num("character")
		at := f.Line(line + 1)
		off, units := at.Start, 0
		for off < at.End && units < col {
			for _, r := range f.Src[off:at.End] {
				off += len(string(r))
				units += utf16.RuneLen(r)
				break
			}
		}
		return off, fmt.Sprintf("%d:%d", line, col), true
	}
	start, from, ok1 := offset("start")
	end, to, ok2 := offset("end")
	if !ok1 || !ok2 {
		return "", false
	}
	covered := ""
	if start <= end && end <= len(s.files[file]) {
		covered = s.files[file][start:end]
	}
	return from + "-" + to + " " + strconv.Quote(oneLine(covered)), true
}

// oneLine is a text on one line, of bounded length.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
