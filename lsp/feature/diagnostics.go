package feature

import (
	"encoding/json"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// source is what the diagnostics of this server are known by.
const source = "hairpin"

// Diagnostics are what is wrong in a folder, by path. A file in which nothing is
// wrong has no entry.
func Diagnostics(folder *view.Folder, res *analyzer.Result) map[string][]protocol.Diagnostic {
	out := map[string][]protocol.Diagnostic{}
	for i := range res.Findings {
		d := &res.Findings[i]
		if file := folder.Snapshot().File(d.At.Path); file != nil {
			out[d.At.Path] = append(out[d.At.Path], diagnostic(folder, file, d))
		}
	}
	for i := range res.Problems {
		p := &res.Problems[i]
		if file := folder.Snapshot().File(p.At.Path); file != nil {
			out[p.At.Path] = append(out[p.At.Path], protocol.Diagnostic{
				Range: folder.Encoding().Range(file, p.At.Span), Severity: protocol.DiagnosticSeverityError,
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
func diagnostic(folder *view.Folder, file *text.File, d *analyzer.Finding) protocol.Diagnostic {
	out := protocol.Diagnostic{
		Range:           folder.Encoding().Range(file, d.At.Span),
		Severity:        severities[d.Severity],
		Code:            protocol.String(d.Rule.ID),
		CodeDescription: protocol.CodeDescription{Href: pageURI(d.Rule.ID)},
		Source:          protocol.NewOptional(source),
		Message:         protocol.String(d.Message),
		Tags:            tags[d.Rule.ID],
		Data:            dataOf(d),
	}
	for _, n := range d.Related[:min(len(d.Related), maxRelated)] {
		if folder.Snapshot().File(n.At.Path) != nil {
			out.RelatedInformation = append(out.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: folder.Location(n.At), Message: n.Message})
		}
	}
	for _, r := range remarks(d) {
		out.RelatedInformation = append(out.RelatedInformation, protocol.DiagnosticRelatedInformation{Location: folder.Location(d.At), Message: r})
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
