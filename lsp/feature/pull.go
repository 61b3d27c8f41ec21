package feature

import (
	"context"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/lsp/view"
)

// offerDiagnostics: an editor that pulls diagnostics pulls them; the others get
// them pushed.
func offerDiagnostics(c *protocol.ServerCapabilities, a *view.Abilities) {
	if a.PullsDiagnostics {
		c.DiagnosticProvider = &protocol.DiagnosticOptions{Identifier: new(source), InterFileDependencies: true, WorkspaceDiagnostics: true}
	}
}

// resultID names a list of diagnostics: equal lists have equal names.
func resultID(list []protocol.Diagnostic) string {
	h := fnv.New64a()
	if data, err := protocol.Marshal(list); err == nil {
		_, _ = h.Write(data)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// full is a report with all diagnostics.
func full(list []protocol.Diagnostic) protocol.FullDocumentDiagnosticReport {
	if list == nil {
		list = []protocol.Diagnostic{}
	}
	return protocol.FullDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindFull), ResultID: new(resultID(list)), Items: list}
}

// unchanged is a report that says: as you have it.
func unchanged(id string) protocol.UnchangedDocumentDiagnosticReport {
	return protocol.UnchangedDocumentDiagnosticReport{Kind: string(protocol.DocumentDiagnosticReportKindUnchanged), ResultID: id}
}

// Diagnostic is what is wrong in a document, and in the documents that a finding
// in it points to. In one that is in no folder, for which v is nil, nothing is.
func Diagnostic(ctx context.Context, v *view.View, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	if v == nil {
		return &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full(nil)}, nil
	}
	res, err := v.Check(ctx)
	if err != nil {
		return nil, err
	}
	byPath := Diagnostics(v.Folder, res)
	own := byPath[v.File.Path]
	if p.PreviousResultID != nil && *p.PreviousResultID == resultID(full(own).Items) {
		return &protocol.RelatedUnchangedDocumentDiagnosticReport{UnchangedDocumentDiagnosticReport: unchanged(*p.PreviousResultID)}, nil
	}
	out := &protocol.RelatedFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full(own)}
	for i := range res.Findings {
		if res.Findings[i].At.Path != v.File.Path {
			continue
		}
		for _, n := range res.Findings[i].Related {
			if n.At.Path == v.File.Path || byPath[n.At.Path] == nil {
				continue
			}
			if out.RelatedDocuments == nil {
				out.RelatedDocuments = map[uri.URI]protocol.FullDocumentDiagnosticReportOrUnchangedDocumentDiagnosticReport{}
			}
			out.RelatedDocuments[v.Address(n.At.Path)] = new(full(byPath[n.At.Path]))
		}
	}
	return out, nil
}

// DiagnosticWorkspace is what is wrong in all folders. What the editor has is
// not sent again.
func DiagnosticWorkspace(ctx context.Context, m *view.Moment, p *protocol.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	had := map[uri.URI]string{}
	for _, r := range p.PreviousResultIds {
		had[r.URI] = r.Value
	}
	now := map[uri.URI][]protocol.Diagnostic{}
	for _, folder := range m.Folders() {
		res, err := folder.Check(ctx)
		if err != nil {
			return nil, err
		}
		for path, list := range Diagnostics(folder, res) {
			if u := folder.Address(path); now[u] == nil && folder.Tells(u, m.Version(u) != nil) {
				now[u] = list
			}
		}
	}
	for u := range had {
		if _, ok := now[u]; !ok {
			now[u] = nil // nothing is wrong in it any more
		}
	}
	out := &protocol.WorkspaceDiagnosticReport{Items: []protocol.WorkspaceDocumentDiagnosticReport{}}
	for _, u := range slices.Sorted(maps.Keys(now)) {
		version := m.Version(u)
		if id := resultID(full(now[u]).Items); had[u] == id {
			out.Items = append(out.Items, &protocol.WorkspaceUnchangedDocumentDiagnosticReport{UnchangedDocumentDiagnosticReport: unchanged(id), URI: u, Version: version})
			continue
		}
		out.Items = append(out.Items, &protocol.WorkspaceFullDocumentDiagnosticReport{FullDocumentDiagnosticReport: full(now[u]), URI: u, Version: version})
	}
	return out, nil
}
