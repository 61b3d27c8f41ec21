package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hairpin.example/hairpin/clients/hairpin/collect"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// baseline lists findings that are known, so that only new ones are reported. An
// entry names a finding by its rule, file, value and the elements around it, and
// so survives changes elsewhere in the file.
type baseline struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

// baselineEntry is one known finding. Rule and message are for readers.
type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Message     string `json:"message"`
}

// baselineVersion is the version of the format.
const baselineVersion = 1

// newBaseline makes a baseline of findings.
func newBaseline(findings []*hairpinv1.Finding) *baseline {
	b := &baseline{Version: baselineVersion, Findings: []baselineEntry{}}
	for _, f := range findings {
		b.Findings = append(b.Findings, baselineEntry{f.GetFingerprint(), f.GetRuleId(), f.GetMessage()})
	}
	slices.SortFunc(b.Findings, func(a, c baselineEntry) int {
		if a.Rule != c.Rule {
			return strings.Compare(a.Rule, c.Rule)
		}
		return strings.Compare(a.Fingerprint, c.Fingerprint)
	})
	return b
}

// write writes the baseline to a file, all of it or nothing. shown is the path as
// messages have it.
func (b *baseline) write(path, shown string) error {
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), collect.TempPrefix+"*")
	if err != nil {
		return fmt.Errorf("--write-baseline %q: %s", shown, collect.Reason(err))
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(append(data, '\n'))
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("--write-baseline %q: %s", shown, collect.Reason(err))
	}
	return nil
}

// readBaseline reads a baseline. shown is the path as messages have it.
func readBaseline(path, shown string) (*baseline, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("--baseline %q: there is no such file; create it with --write-baseline", shown)
	case err != nil:
		return nil, fmt.Errorf("--baseline %q: %s", shown, collect.Reason(err))
	}
	b := &baseline{}
	if err := json.Unmarshal(data, b); err != nil || b.Version == 0 {
		return nil, fmt.Errorf("--baseline %q: that is not a baseline; create one with --write-baseline", shown)
	}
	if b.Version != baselineVersion {
		return nil, fmt.Errorf("--baseline %q: it has version %d, but this hairpin reads version %d", shown, b.Version, baselineVersion)
	}
	return b, nil
}

// apply takes known findings out of a response and gives their number. Of several
// findings that are named alike, as many go as the baseline has.
func (b *baseline) apply(resp *hairpinv1.AnalyzeResponse) (known int) {
	left := map[string]int{}
	for _, e := range b.Findings {
		left[e.Fingerprint]++
	}
	resp.Findings = slices.DeleteFunc(resp.Findings, func(f *hairpinv1.Finding) bool {
		if left[f.GetFingerprint()] == 0 {
			return false
		}
		left[f.GetFingerprint()]--
		known++
		return true
	})
	s := resp.GetSummary()
	s.Errors, s.Warnings, s.Infos, s.Hints = 0, 0, 0, 0
	for _, f := range resp.Findings {
		switch f.GetSeverity() {
		case hairpinv1.Severity_SEVERITY_ERROR:
			s.Errors++
		case hairpinv1.Severity_SEVERITY_WARNING:
			s.Warnings++
		case hairpinv1.Severity_SEVERITY_INFO:
			s.Infos++
		case hairpinv1.Severity_SEVERITY_HINT:
			s.Hints++
		}
	}
	return known
}
