package print

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// fingerprintName names our fingerprints among those of other tools. The number
// changes if the way they are made does.
const fingerprintName = "hairpin/v1"

// writeSARIF prints a SARIF 2.1.0 log: the format of code scanning services.
func writeSARIF(out io.Writer, r *Report) error {
	s := sarifWriter{Report: r, index: map[string]int{}, prints: map[string]int{}}
	run := sarifRun{
		Tool:        sarifTool{Driver: sarifDriver{Name: "hairpin", Version: r.Version, Rules: s.rules()}},
		Invocations: []sarifInvocation{s.invocation()},
		ColumnKind:  "utf16CodeUnits",
		Results:     []sarifResult{},
	}
	for _, f := range r.Response.GetFindings() {
		run.Results = append(run.Results, s.result(f))
	}
	for _, sup := range r.Response.GetSuppressed() {
		res := s.result(sup.GetFinding())
		res.Suppressions = []sarifSuppression{s.suppression(sup)}
		run.Results = append(run.Results, res)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: sarifSchema, Version: sarifVersion, Runs: []sarifRun{run}})
}

type sarifWriter struct {
	*Report
	index  map[string]int // of rules in the list of all rules
	prints map[string]int // how often a fingerprint was given
}

func (s *sarifWriter) rules() []sarifRule {
	var out []sarifRule
	for _, id := range slices.Sorted(maps.Keys(s.Report.Rules)) {
		r := s.Report.Rules[id]
		s.index[id] = len(out)
		out = append(out, sarifRule{
			ID: id, Name: pascalCase(r.GetName()), ShortDescription: sarifText{Text: sentence(r.GetSummary())},
			Help:                 sarifText{Text: r.GetDocumentation(), Markdown: r.GetDocumentation()},
			DefaultConfiguration: sarifConfiguration{Level: sarifLevel(r.GetSeverity())},
		})
	}
	return out
}

// pascalCase is self-chained-backend as SARIF names rules: SelfChainedBackend.
func pascalCase(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// sentence is a clause as SARIF wants it: upper case first, with a period.
func sentence(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:] + "."
}

func sarifLevel(s hairpinv1.Severity) string {
	switch s {
	case hairpinv1.Severity_SEVERITY_ERROR:
		return "error"
	case hairpinv1.Severity_SEVERITY_WARNING:
		return "warning"
	}
	return "note"
}

func (s *sarifWriter) invocation() sarifInvocation {
	out := sarifInvocation{ExecutionSuccessful: !s.Failed}
	for _, p := range s.Response.GetProblems() {
		out.Notifications = append(out.Notifications, sarifNotification{
			Level: "error", Message: sarifText{Text: p.GetMessage()}, Locations: []sarifLocation{s.location(p.GetLocation())},
		})
	}
	return out
}

func (s *sarifWriter) result(f *hairpinv1.Finding) sarifResult {
	out := sarifResult{
		RuleID: f.GetRuleId(), RuleIndex: s.index[f.GetRuleId()], Level: sarifLevel(f.GetSeverity()),
		Message: sarifText{Text: f.GetMessage()}, Locations: []sarifLocation{s.location(f.GetLocation())},
	}
	for _, n := range f.GetRelated() {
		if n.GetLocation() == nil {
			out.Message.Text += "\n" + n.GetMessage()
			continue
		}
		at := s.location(n.GetLocation())
		at.ID = len(out.RelatedLocations) + 1
		at.Message = &sarifText{Text: n.GetMessage()}
		out.RelatedLocations = append(out.RelatedLocations, at)
	}
	if env := f.GetEnvironments(); len(env) > 0 {
		out.Message.Text += inEnvironments(f)
		out.Properties = &sarifProperties{Environments: env}
	}
	if why := f.GetNoFixReason(); why != "" {
		out.Message.Text += "\nno fix: " + why
	}
	if print := f.GetFingerprint(); print != "" {
		// Two findings may be alike in everything but their place.
		s.prints[print]++
		out.PartialFingerprints = map[string]string{fingerprintName: fmt.Sprintf("%s:%d", print, s.prints[print])}
	}
	for _, fix := range f.GetFixes() {
		out.Fixes = append(out.Fixes, s.fix(fix))
	}
	return out
}

func (s *sarifWriter) fix(f *hairpinv1.Fix) sarifFix {
	out := sarifFix{Description: sarifText{Text: f.GetTitle()}}
	if f.GetSafety() != hairpinv1.Safety_SAFETY_SAFE {
		out.Description.Text += " (needs review: " + f.GetSafetyReason() + ")"
	}
	for _, e := range f.GetEdits() {
		artifact := artifactOf(e.GetLocation().GetPath())
		if n := len(out.Changes); n == 0 || out.Changes[n-1].Artifact != artifact {
			out.Changes = append(out.Changes, sarifChange{Artifact: artifact})
		}
		change := &out.Changes[len(out.Changes)-1]
		change.Replacements = append(change.Replacements, sarifReplacement{
			Deleted: s.region(e.GetLocation()), Inserted: sarifText{Text: e.GetNewText()},
		})
	}
	return out
}

func (s *sarifWriter) suppression(sup *hairpinv1.SuppressedFinding) sarifSuppression {
	out := sarifSuppression{Kind: "inSource", Justification: sup.GetReason()}
	if estate.IsConfig(sup.GetSuppressedBy().GetPath()) {
		out.Kind = "external"
	}
	if sup.GetSuppressedBy() != nil {
		at := s.location(sup.GetSuppressedBy())
		out.Location = &at
	}
	return out
}

func (s *sarifWriter) location(at *hairpinv1.Location) sarifLocation {
	out := sarifLocation{Physical: sarifPhysical{Artifact: artifactOf(at.GetPath())}}
	if at.GetRange() != nil {
		region := s.region(at)
		out.Physical.Region = &region
	}
	return out
}

// artifactOf is a path as a URI reference.
func artifactOf(p string) sarifArtifact {
	u := url.URL{Path: p}
	return sarifArtifact{URI: u.String(), URIBaseID: sarifRoot}
}

func (s *sarifWriter) region(at *hairpinv1.Location) sarifRegion {
	start, end := at.GetRange().GetStart(), at.GetRange().GetEnd()
	out := sarifRegion{
		StartLine: int(start.GetLine()), StartColumn: int(start.GetColumn()), EndLine: int(end.GetLine()), EndColumn: int(end.GetColumn()),
		ByteOffset: int(start.GetOffset()), ByteLength: int(end.GetOffset() - start.GetOffset()),
	}
	if f := s.Source(at.GetPath()); f != nil {
		out.StartColumn = columnUTF16(f, int(start.GetOffset()))
		out.EndColumn = columnUTF16(f, int(end.GetOffset()))
	}
	return out
}

// columnUTF16 is the column of an offset in UTF-16 code units, from 1. A byte
// order mark is no part of the text.
func columnUTF16(f *text.File, off int) int {
	number, _ := f.LineCol(off)
	start := f.Line(number).Start
	if number == 1 && strings.HasPrefix(f.Src, text.BOM) {
		start += len(text.BOM)
	}
	chars, pairs := f.Chars(start, min(max(off, start), len(f.Src)))
	return 1 + chars + pairs
}
