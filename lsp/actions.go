package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// fixAllKind applies every safe fix of a file.
const fixAllKind protocol.CodeActionKind = "source.fixAll.hairpin"

// CodeAction offers the fixes of the findings in a range, the preferred one of
// each first; to suppress them; and to fix the whole file.
func (s *Server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	s.mu.Lock()
	d := s.open[p.TextDocument.URI]
	s.mu.Unlock()
	if d == nil {
		return nil, nil
	}
	res, snapshot, err := s.resultOf(ctx, d.folder)
	if err != nil {
		return nil, err
	}
	w := &writer{s: s, folder: d.folder, snapshot: snapshot}
	file := snapshot.File(d.file.Path)
	at := s.encoding().span(file, p.Range)
	var out []protocol.CommandOrCodeAction
	fixable := false
	for i := range res.Findings {
		f := &res.Findings[i]
		if f.At.Path != file.Path {
			continue
		}
		for _, fix := range f.Fixes {
			fixable = fixable || fix.Safety == analyzer.Safe
		}
		if f.At.Span.Start > at.End || f.At.Span.End < at.Start || !wanted(p.Context.Only, protocol.CodeActionKindQuickFix) {
			continue
		}
		diagnostic := s.diagnostic(d.folder, file, f)
		for k, fix := range f.Fixes {
			a := &protocol.CodeAction{
				Title: fix.Title, Kind: ptr(protocol.CodeActionKindQuickFix), Diagnostics: []protocol.Diagnostic{diagnostic},
				Edit: w.edit(fix.Edits, fix.SafetyReason),
			}
			if k == 0 && fix.Safety == analyzer.Safe {
				a.IsPreferred = ptr(true)
			}
			out = append(out, a)
		}
		if edit, ok := suppression(file, f); ok {
			out = append(out, &protocol.CodeAction{
				Title: "Suppress " + f.Rule.ID + " here, with a reason", Kind: ptr(protocol.CodeActionKindQuickFix),
				Diagnostics: []protocol.Diagnostic{diagnostic}, Edit: w.edit([]text.Edit{edit}, ""),
			})
		}
	}
	if fixable && wanted(p.Context.Only, fixAllKind) {
		if a, err := w.fixAll(ctx, file); err != nil {
			return nil, err
		} else if a != nil {
			out = append(out, a)
		}
	}
	return out, nil
}

// wanted reports whether an editor that asks for some kinds wants one.
func wanted(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	for _, k := range only {
		if k == kind || k == "" || strings.HasPrefix(string(kind), string(k)+".") {
			return true
		}
	}
	return len(only) == 0
}

// suppression puts a comment in front of the element that holds a finding.
func suppression(file *text.File, f *analyzer.Finding) (text.Edit, bool) {
	if !analyzer.IsPolicy(file.Src) {
		return text.Edit{}, false
	}
	root, _ := policy.Parse(text.NewView(file.Src))
	e := innermost(root, f.At.Span.Start)
	if e == nil {
		return text.Edit{}, false
	}
	line, col := file.LineCol(e.Open.Start)
	lead := file.Src[file.Line(line).Start : file.Line(line).Start+col-1]
	between := file.LineEnd() + lead
	if strings.TrimSpace(lead) != "" {
		between = ""
	}
	return text.Edit{
		Loc: text.Loc{Path: file.Path, Span: text.Span{Start: e.Open.Start, End: e.Open.Start}},
		New: "<!-- hairpin:ignore " + f.Rule.ID + " say why -->" + between,
	}, true
}

// innermost is the innermost element around an offset.
func innermost(root *policy.Element, off int) *policy.Element {
	var best *policy.Element
	for e := root; e != nil; {
		var next *policy.Element
		for c := range e.Elements() {
			if span := c.Span(); span.Start <= off && off < span.End {
				next = c
				break
			}
		}
		if next != nil {
			best = next
		}
		e = next
	}
	return best
}

// writer makes edits of the workspace.
type writer struct {
	s        *Server
	folder   *folder
	snapshot *analyzer.Snapshot
}

// edit is a set of edits as the editor applies them; with a reason, the editor
// asks first.
func (w *writer) edit(edits []text.Edit, review string) *protocol.WorkspaceEdit {
	out := &protocol.WorkspaceEdit{}
	const annotation = "review"
	if review != "" {
		out.ChangeAnnotations = map[protocol.ChangeAnnotationIdentifier]protocol.ChangeAnnotation{
			annotation: {Label: "Needs review", NeedsConfirmation: ptr(true), Description: ptr(review)},
		}
	}
	byPath := map[string]*protocol.TextDocumentEdit{}
	for _, e := range edits {
		doc := byPath[e.Path]
		file := w.snapshot.File(e.Path)
		if doc == nil {
			u := w.folder.uri(e.Path)
			doc = &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
				TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: u}, Version: w.version(u),
			}}
			byPath[e.Path] = doc
			if file == nil {
				out.DocumentChanges = append(out.DocumentChanges, &protocol.CreateFile{Kind: "create", ResourceOperation: protocol.ResourceOperation{Kind: "create"}, URI: u})
			}
			out.DocumentChanges = append(out.DocumentChanges, doc)
		}
		if file == nil {
			file = text.NewFile(e.Path, "")
		}
		change := protocol.TextEdit{Range: w.s.encoding().rang(file, e.Span), NewText: e.New}
		if review != "" {
			doc.Edits = append(doc.Edits, &protocol.AnnotatedTextEdit{TextEdit: change, AnnotationID: annotation})
		} else {
			doc.Edits = append(doc.Edits, &change)
		}
	}
	return out
}

// version is the version of an open buffer, nil for a file on disk.
func (w *writer) version(u uri.URI) *int32 {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if d := w.s.open[u]; d != nil {
		return ptr(d.version)
	}
	return nil
}

// fixAll applies every safe fix of the findings in a file.
func (w *writer) fixAll(ctx context.Context, file *text.File) (*protocol.CodeAction, error) {
	res, err := w.snapshot.Fix(ctx, analyzer.Config{Report: []string{file.Path}}, analyzer.FixOptions{})
	if err != nil {
		return nil, err
	}
	var edits []text.Edit
	for _, changed := range res.Files {
		before := ""
		if f := w.snapshot.File(changed.Path); f != nil {
			before = f.Src
		}
		edits = append(edits, difference(changed.Path, before, changed.Src))
	}
	if len(edits) == 0 {
		return nil, nil
	}
	return &protocol.CodeAction{Title: "Fix all self-chained calls in this file", Kind: ptr(fixAllKind), Edit: w.edit(edits, "")}, nil
}

// difference is the one edit that makes a text of another one: what both begin
// and end with stays.
func difference(path, before, after string) text.Edit {
	start := 0
	for start < len(before) && start < len(after) && before[start] == after[start] {
		start++
	}
	for start > 0 && (start < len(before) && before[start]&0xC0 == 0x80 || start < len(after) && after[start]&0xC0 == 0x80) {
		start-- // not inside of a character
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	for end > 0 && before[len(before)-end]&0xC0 == 0x80 {
		end--
	}
	return text.Edit{Loc: text.Loc{Path: path, Span: text.Span{Start: start, End: len(before) - end}}, New: after[start : len(after)-end]}
}
