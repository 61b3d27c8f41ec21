package lsp

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/text"
)

// source is what the diagnostics of this server are known by.
const source = "hairpin"

// report is the diagnostics of one document.
type report struct {
	uri     uri.URI
	version *int32
	list    []protocol.Diagnostic
}

// reports are the diagnostics of a folder: of every open document, and of every
// file in which something is wrong. What belongs to a folder further inside is
// told there.
func (s *Server) reports(f *folder, st *state, res *analyzer.Result, open map[uri.URI]*buffer) []report {
	byURI := map[uri.URI][]protocol.Diagnostic{}
	for u, d := range open {
		if d.folder == f {
			byURI[u] = nil
		}
	}
	for path, list := range st.diagnostics(res) {
		byURI[st.uri(path)] = list
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]report, 0, len(byURI))
	for _, u := range slices.Sorted(maps.Keys(byURI)) {
		if !st.tells(u, open) || u.IsFile() && s.owner(pathOf(u)) != f {
			continue
		}
		r := report{uri: u, list: byURI[u]}
		if d := open[u]; d != nil {
			r.version = ptr(d.version)
		}
		out = append(out, r)
	}
	return out
}

// diagnostics are what is wrong in a folder, by path.
func (st *state) diagnostics(res *analyzer.Result) map[string][]protocol.Diagnostic {
	out := map[string][]protocol.Diagnostic{}
	for i := range res.Findings {
		d := &res.Findings[i]
		if file := st.snapshot().File(d.At.Path); file != nil {
			out[d.At.Path] = append(out[d.At.Path], st.diagnostic(file, d))
		}
	}
	for i := range res.Problems {
		p := &res.Problems[i]
		if file := st.snapshot().File(p.At.Path); file != nil {
			out[p.At.Path] = append(out[p.At.Path], protocol.Diagnostic{
				Range: st.encoding.rang(file, p.At.Span), Severity: protocol.DiagnosticSeverityError,
				Source: protocol.NewOptional(source), Message: protocol.String(p.Message),
			})
		}
	}
	return out
}

// severities takes the analyzer's severities over.
var severities = map[analyzer.Severity]protocol.DiagnosticSeverity{
	analyzer.Error: protocol.DiagnosticSeverityError, analyzer.Warning: protocol.DiagnosticSeverityWarning,
	analyzer.Info: protocol.DiagnosticSeverityInformation, analyzer.Hint: protocol.DiagnosticSeverityHint,
}

// tags marks what an editor shows faded: text that has no effect.
var tags = map[string]protocol.DiagnosticTags{
	"HP902": protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary),
}

// maxRelated bounds the notes that go with a diagnostic.
const maxRelated = 50

// diagnostic is a finding as the editor shows it.
func (st *state) diagnostic(file *text.File, d *analyzer.Finding) protocol.Diagnostic {
	out := protocol.Diagnostic{
		Range:           st.encoding.rang(file, d.At.Span),
		Severity:        severities[d.Severity],
		Code:            protocol.String(d.Rule.ID),
		CodeDescription: protocol.CodeDescription{Href: pageURI(d.Rule.ID)},
		Source:          protocol.NewOptional(source),
		Message:         protocol.String(d.Message),
		Tags:            tags[d.Rule.ID],
		Data:            dataOf(d),
	}
	for _, n := range d.Related[:min(len(d.Related), maxRelated)] {
		if st.snapshot().File(n.At.Path) != nil {
			out.RelatedInformation = append(out.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: st.location(n.At), Message: n.Message})
		}
	}
	for _, r := range remarks(d) {
		out.RelatedInformation = append(out.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: st.location(d.At), Message: r})
	}
	return out
}

// remarks are what else there is to say of a finding: the environments that it
// holds in, and why nothing fixes it.
func remarks(d *analyzer.Finding) []string {
	var out []string
	if len(d.Environments) > 0 {
		out = append(out, "in "+strings.Join(d.Environments, ", "))
	}
	if d.NoFix != "" {
		out = append(out, "no fix: "+d.NoFix)
	}
	return out
}

// diagnosticData goes to the editor with a diagnostic and comes back with the
// question what can be done about it.
type diagnosticData struct {
	Fingerprint string `json:"fingerprint"`
}

func dataOf(d *analyzer.Finding) protocol.LSPAny {
	raw, err := json.Marshal(diagnosticData{d.Fingerprint})
	if err != nil {
		return nil
	}
	return raw
}

// fingerprintOf reads the data of a diagnostic. That of another server is none of
// our business: it is not even looked at.
func fingerprintOf(d *protocol.Diagnostic) (string, bool) {
	if from, ok := d.Source.Get(); !ok || from != source || len(d.Data) == 0 {
		return "", false
	}
	var data diagnosticData
	if err := json.Unmarshal(d.Data, &data); err != nil {
		return "", false
	}
	return data.Fingerprint, true
}

// tell sends the diagnostics that are not what they were, those of the document
// that was changed first, then those of open documents. An editor that pulls is
// told to pull again if a change is to be seen in another document.
func (s *Server) tell(ctx context.Context, reports []report, told map[uri.URI]string, changed uri.URI) {
	seen := map[uri.URI]bool{}
	for _, r := range reports {
		seen[r.uri] = true
	}
	for _, u := range slices.Sorted(maps.Keys(told)) {
		if !seen[u] {
			reports = append(reports, report{uri: u})
		}
	}
	slices.SortStableFunc(reports, func(a, b report) int { return a.distance(changed) - b.distance(changed) })
	elsewhere := false
	for _, r := range reports {
		p := &protocol.PublishDiagnosticsParams{URI: r.uri, Diagnostics: r.list}
		if r.list == nil {
			p.Diagnostics = []protocol.Diagnostic{}
		}
		if r.version != nil {
			p.Version = protocol.NewOptional(*r.version)
		}
		data, err := protocol.Marshal(p)
		if err != nil {
			s.log("%v", err)
			continue
		}
		if told[r.uri] == string(data) || len(r.list) == 0 && r.version == nil && told[r.uri] == "" {
			continue
		}
		elsewhere = elsewhere || r.uri != changed
		if told[r.uri] = string(data); len(r.list) == 0 && r.version == nil {
			delete(told, r.uri)
		}
		if s.editor.pullsDiagnostics {
			continue
		}
		if err := s.client.PublishDiagnostics(ctx, p); err != nil {
			s.log("%v", err)
		}
	}
	if elsewhere {
		s.refresh(ctx)
	}
}

// distance is how far a document is from the one that was changed.
func (r *report) distance(changed uri.URI) int {
	switch {
	case r.uri == changed:
		return 0
	case r.version != nil:
		return 1
	}
	return 2
}

// refresh tells the editor to ask again for what depends on other files.
func (s *Server) refresh(ctx context.Context) {
	s.background(ctx, func(ctx context.Context) {
		for _, r := range []struct {
			can bool
			ask func(context.Context) error
		}{
			{s.editor.pullsDiagnostics && s.editor.refreshesDiagnostics, s.client.DiagnosticRefresh},
			{s.editor.refreshesLenses, s.client.CodeLensRefresh},
			{s.editor.refreshesHints, s.client.InlayHintRefresh},
		} {
			if !r.can {
				continue
			}
			if err := r.ask(ctx); err != nil && ctx.Err() == nil {
				s.log("%v", err)
			}
		}
	})
}
