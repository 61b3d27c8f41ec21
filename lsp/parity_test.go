package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// pulled is the answer to workspace/diagnostic.
type pulled struct {
	Items []struct {
		URI   string
		Items []struct {
			Range         lspRange
			Severity      int
			Code, Message string
		}
	}
}

type lspRange struct {
	Start, End struct{ Line, Character uint32 }
}

// span takes a range to offsets.
func (r lspRange) span(f *text.File) text.Span {
	at := func(line, character uint32) int {
		l := f.Line(int(line) + 1)
		off, left := l.Start, int(character)
		if line == 0 && strings.HasPrefix(f.Src, text.BOM) {
			off += len(text.BOM)
		}
		for left > 0 && off < l.End {
			for _, c := range f.Src[off:] {
				off += len(string(c))
				left -= utf16.RuneLen(c)
				break
			}
		}
		return off
	}
	return text.Span{Start: at(r.Start.Line, r.Start.Character), End: at(r.End.Line, r.End.Character)}
}

// TestParity: an editor is told of the findings of every archive as the analyzer
// has them, and its fixes change the files in the same way. The command line and
// the service are held against the analyzer in the same way.
func TestParity(t *testing.T) {
	archives, err := analyzertest.Load("../analyzer/testdata/rules")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, a := range archives {
		t.Run(a.Name, func(t *testing.T) {
			c := analyzer.Config{Env: a.Env}
			snapshot := analyzer.NewSnapshot(a.Files)
			res, err := snapshot.Check(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, f := range a.Files {
				files[f.Path] = f.Src
			}
			s := begin(t, files)
			s.call("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%q,"capabilities":{"textDocument":{"diagnostic":{}}},"initializationOptions":{"environment":%q}}`, s.uri(""), a.Env), nil)
			s.notify("initialized", "{}")
			if d := cmp.Diff(expected(res, snapshot), s.findings(snapshot)); d != "" {
				t.Errorf("findings (-analyzer +editor):\n%s", d)
			}
			for i := range res.Findings {
				s.sameFixes(snapshot, &res.Findings[i])
			}
		})
	}
}

// severities are the numbers that the protocol gives to severities.
var severities = map[analyzer.Severity]protocol.DiagnosticSeverity{analyzer.Error: 1, analyzer.Warning: 2, analyzer.Info: 3, analyzer.Hint: 4}

func expected(res *analyzer.Result, s *analyzer.Snapshot) []string {
	var out []string
	for _, f := range res.Findings {
		if s.File(f.At.Path) != nil {
			out = append(out, fmt.Sprintf("%s %d-%d %s %d %s", f.At.Path, f.At.Span.Start, f.At.Span.End, f.Rule.ID, severities[f.Severity], f.Message))
		}
	}
	for _, p := range res.Problems {
		if s.File(p.At.Path) != nil {
			out = append(out, fmt.Sprintf("%s %d-%d  1 %s", p.At.Path, p.At.Span.Start, p.At.Span.End, p.Message))
		}
	}
	slices.Sort(out)
	return out
}

// findings are what the server says of the workspace.
func (s *session) findings(snapshot *analyzer.Snapshot) []string {
	s.t.Helper()
	var got pulled
	if code := s.call("workspace/diagnostic", `{"previousResultIds":[]}`, &got); code != 0 {
		s.t.Fatalf("workspace/diagnostic: %d", code)
	}
	var out []string
	for _, doc := range got.Items {
		for _, path := range snapshot.Paths() {
			if s.uri(path) != doc.URI {
				continue
			}
			for _, d := range doc.Items {
				at := d.Range.span(snapshot.File(path))
				out = append(out, fmt.Sprintf("%s %d-%d %s %d %s", path, at.Start, at.End, d.Code, d.Severity, d.Message))
			}
		}
	}
	slices.Sort(out)
	return out
}

// mostFixes is how many fixes of one finding are offered.
const mostFixes = 4

// sameFixes holds the fixes of a finding against the actions that are offered.
func (s *session) sameFixes(snapshot *analyzer.Snapshot, f *analyzer.Finding) {
	s.t.Helper()
	file := snapshot.File(f.At.Path)
	if file == nil || len(f.Fixes) == 0 {
		return
	}
	at, err := json.Marshal(view.UTF16.Range(file, f.At.Span))
	if err != nil {
		s.t.Fatal(err)
	}
	var list []struct {
		Title string
		Edit  struct {
			DocumentChanges []struct {
				Kind         string
				TextDocument struct{ URI string }
				Edits        []struct {
					Range   lspRange
					NewText string
				}
			}
		}
	}
	s.call("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":%s,"context":{"diagnostics":[],"only":["quickfix"]}}`, s.uri(f.At.Path), at), &list)
	for _, fix := range f.Fixes[:min(len(f.Fixes), mostFixes)] {
		want := strings.Join(texts(fix.Edits), "\n")
		var offers []string
		for _, a := range list {
			if a.Title != fix.Title {
				continue
			}
			var edits []text.Edit
			for _, change := range a.Edit.DocumentChanges {
				for _, path := range append(snapshot.Paths(), created(snapshot, fix)...) {
					if change.Kind != "" || s.uri(path) != change.TextDocument.URI {
						continue
					}
					before := snapshot.File(path)
					if before == nil {
						before = text.NewFile(path, "")
					}
					for _, e := range change.Edits {
						edits = append(edits, text.Edit{Loc: text.Loc{Path: path, Span: e.Range.span(before)}, New: e.NewText})
					}
				}
			}
			offers = append(offers, strings.Join(texts(edits), "\n"))
		}
		if !slices.Contains(offers, want) {
			s.t.Errorf("%s: %q is offered as\n%s\nwant\n%s", f.Rule.ID, fix.Title, strings.Join(offers, "\nor\n"), want)
		}
	}
}

// created are the files that a fix makes.
func created(s *analyzer.Snapshot, fix analyzer.Fix) []string {
	var out []string
	for _, e := range fix.Edits {
		if s.File(e.Path) == nil && !slices.Contains(out, e.Path) {
			out = append(out, e.Path)
		}
	}
	return out
}

func texts(edits []text.Edit) []string {
	var out []string
	for _, e := range edits {
		out = append(out, fmt.Sprintf("%s %d-%d %q", e.Path, e.Span.Start, e.Span.End, e.New))
	}
	slices.Sort(out)
	return out
}
