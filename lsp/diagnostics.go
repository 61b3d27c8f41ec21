package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/text"
)

const source = "hairpin"

// publish tells the editor what is wrong in a folder: for every file whose
// diagnostics are not what they were.
func (s *Server) publish(ctx context.Context, f *folder) {
	byURI := map[uri.URI][]protocol.Diagnostic{}
	for i := range f.result.Findings {
		d := &f.result.Findings[i]
		if file := f.snapshot.File(d.At.Path); file != nil {
			u := f.uri(d.At.Path)
			byURI[u] = append(byURI[u], s.diagnostic(f, file, d))
		}
	}
	for i := range f.result.Problems {
		p := &f.result.Problems[i]
		if file := f.snapshot.File(p.At.Path); file != nil {
			u := f.uri(p.At.Path)
			byURI[u] = append(byURI[u], protocol.Diagnostic{
				Range: s.encoding().rang(file, p.At.Span), Severity: protocol.DiagnosticSeverityError,
				Source: protocol.NewOptional(source), Message: protocol.String(p.Message),
			})
		}
	}
	for u := range s.published {
		if _, ok := byURI[u]; !ok && s.inFolder(f, u) {
			byURI[u] = nil
		}
	}
	addresses := make([]string, 0, len(byURI))
	for u := range byURI {
		addresses = append(addresses, string(u))
	}
	slices.Sort(addresses)
	for _, a := range addresses {
		s.send(ctx, uri.URI(a), byURI[uri.URI(a)])
	}
}

// send publishes the diagnostics of one file, unless it has them.
func (s *Server) send(ctx context.Context, u uri.URI, list []protocol.Diagnostic) {
	if list == nil {
		list = []protocol.Diagnostic{}
	}
	p := &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: list}
	if d := s.open[u]; d != nil {
		p.Version = protocol.NewOptional(d.version)
	}
	data, err := protocol.Marshal(p)
	if err != nil {
		s.log("%v", err)
		return
	}
	if len(list) == 0 && s.published[u] == "" || s.published[u] == string(data) {
		return
	}
	if s.published[u] = string(data); len(list) == 0 {
		delete(s.published, u)
	}
	if err := s.client.PublishDiagnostics(ctx, p); err != nil {
		s.log("%v", err)
	}
}

// clear takes the diagnostics of a folder away.
func (s *Server) clear(ctx context.Context, f *folder) {
	for u := range s.published {
		if s.inFolder(f, u) {
			s.send(ctx, u, nil)
		}
	}
}

func (s *Server) inFolder(f *folder, u uri.URI) bool {
	if d := s.open[u]; d != nil {
		return d.folder == f
	}
	return !strings.HasPrefix(f.rel(u), "../")
}

// severities takes the analyzer's severities over.
var severities = map[analyzer.Severity]protocol.DiagnosticSeverity{
	analyzer.Error: protocol.DiagnosticSeverityError, analyzer.Warning: protocol.DiagnosticSeverityWarning,
	analyzer.Info: protocol.DiagnosticSeverityInformation, analyzer.Hint: protocol.DiagnosticSeverityHint,
}

// diagnostic is a finding as the editor shows it.
func (s *Server) diagnostic(f *folder, file *text.File, d *analyzer.Finding) protocol.Diagnostic {
	out := protocol.Diagnostic{
		Range:    s.encoding().rang(file, d.At.Span),
		Severity: severities[d.Severity],
		Code:     protocol.String(d.Rule.ID),
		Source:   protocol.NewOptional(source),
		Message:  protocol.String(d.Message),
	}
	for _, n := range d.Related {
		other := f.snapshot.File(n.At.Path)
		if other == nil {
			continue
		}
		out.RelatedInformation = append(out.RelatedInformation, protocol.DiagnosticRelatedInformation{
			Location: protocol.Location{URI: f.uri(n.At.Path), Range: s.encoding().rang(other, n.At.Span)},
			Message:  n.Message,
		})
	}
	return out
}
