package server

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestParity runs every archive of the analyzer through the service: the same
// findings at the same places, the same fixes, the same fixed files.
func TestParity(t *testing.T) {
	list, err := analyzertest.Load("../analyzer/testdata")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("there are no archives")
	}
	ctx, service := context.Background(), New()
	for _, a := range list {
		t.Run(a.Name, func(t *testing.T) {
			var files []*hairpinv1.File
			byPath := map[string]*text.File{}
			for _, f := range a.Files {
				files = append(files, fromFile(f))
				byPath[f.Path] = f
			}
			config := &hairpinv1.Config{Environment: a.Env}
			direct, err := analyzer.NewSnapshot(a.Files).Check(ctx, analyzer.Config{Env: a.Env})
			if err != nil {
				t.Fatal(err)
			}
			served, err := service.Analyze(ctx, &hairpinv1.AnalyzeRequest{Files: files, Config: config})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(shownDirect(direct.Findings), shownServed(t, byPath, served.GetFindings())); d != "" {
				t.Errorf("findings (-direct +served):\n%s", d)
			}
			fixed, err := analyzer.NewSnapshot(a.Files).Fix(ctx, analyzer.Config{Env: a.Env}, analyzer.FixOptions{})
			if err != nil {
				t.Fatal(err)
			}
			servedFix, err := service.Fix(ctx, &hairpinv1.FixRequest{Files: files, Config: config})
			if err != nil {
				t.Fatal(err)
			}
			want, got := map[string]string{}, map[string]string{}
			for _, f := range fixed.Files {
				want[f.Path] = f.Src
			}
			for _, f := range servedFix.GetFiles() {
				got[f.GetPath()] = string(f.GetContent())
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("fixed files (-direct +served):\n%s", d)
			}
		})
	}
}

// shown is what a finding says, in one form for both sides.
type shown struct {
	Rule, Severity, Path, Message, NoFix, Fingerprint string
	Start, End                                        int
	Notes, Fixes, Environments                        []string
}

func shownDirect(list []analyzer.Finding) []shown {
	out := []shown{}
	for _, f := range list {
		s := shown{Rule: f.Rule.ID, Severity: fromSeverity(f.Severity).String(), Path: f.At.Path, Message: f.Message,
			NoFix: f.NoFix, Fingerprint: f.Fingerprint, Start: f.At.Span.Start, End: f.At.Span.End, Environments: f.Environments}
		for _, n := range f.Related {
			s.Notes = append(s.Notes, n.At.Path+" "+n.Message)
		}
		for _, fix := range f.Fixes {
			s.Fixes = append(s.Fixes, fix.Title)
			for _, e := range fix.Edits {
				s.Fixes = append(s.Fixes, e.Path+" "+e.New)
			}
		}
		out = append(out, s)
	}
	return out
}

func shownServed(t *testing.T, files map[string]*text.File, list []*hairpinv1.Finding) []shown {
	out := []shown{}
	for _, f := range list {
		r := f.GetLocation().GetRange()
		s := shown{Rule: f.GetRuleId(), Severity: f.GetSeverity().String(), Path: f.GetLocation().GetPath(), Message: f.GetMessage(),
			NoFix: f.GetNoFixReason(), Fingerprint: f.GetFingerprint(), Start: int(r.GetStart().GetOffset()), End: int(r.GetEnd().GetOffset()), Environments: f.GetEnvironments()}
		line, col := files[s.Path].LineCol(s.Start)
		if int(r.GetStart().GetLine()) != line || int(r.GetStart().GetColumn()) != col {
			t.Errorf("%s starts at %v, want line %d and column %d", s.Rule, r.GetStart(), line, col)
		}
		for _, n := range f.GetRelated() {
			s.Notes = append(s.Notes, n.GetLocation().GetPath()+" "+n.GetMessage())
		}
		for _, fix := range f.GetFixes() {
			s.Fixes = append(s.Fixes, fix.GetTitle())
			for _, e := range fix.GetEdits() {
				s.Fixes = append(s.Fixes, e.GetLocation().GetPath()+" "+e.GetNewText())
			}
		}
		out = append(out, s)
	}
	return out
}
