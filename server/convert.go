package server

import (
	"context"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// toSeverity reads a valid severity of Config.rules.
func toSeverity(s hairpinv1.Severity) analyzer.Severity {
	switch s {
	case hairpinv1.Severity_SEVERITY_ERROR:
		return analyzer.Error
	case hairpinv1.Severity_SEVERITY_WARNING:
		return analyzer.Warning
	case hairpinv1.Severity_SEVERITY_INFO:
		return analyzer.Info
	case hairpinv1.Severity_SEVERITY_HINT:
		return analyzer.Hint
	}
	return analyzer.Off
}

func fromSeverity(s analyzer.Severity) hairpinv1.Severity {
	switch s {
	case analyzer.Error:
		return hairpinv1.Severity_SEVERITY_ERROR
	case analyzer.Warning:
		return hairpinv1.Severity_SEVERITY_WARNING
	case analyzer.Info:
		return hairpinv1.Severity_SEVERITY_INFO
	case analyzer.Hint:
		return hairpinv1.Severity_SEVERITY_HINT
	}
	return hairpinv1.Severity_SEVERITY_OFF
}

// toConfig reads a valid Config. Problems are what could not be read in its
// instance file.
func toConfig(c *hairpinv1.Config) (analyzer.Config, []estate.Problem) {
	out := analyzer.Config{
		Flags:  toFacts(c.GetInstance()),
		Env:    c.GetEnvironment(),
		Report: c.GetReportPaths(),
		Rules:  make(map[string]analyzer.Severity, len(c.GetRules())),
	}
	for id, s := range c.GetRules() {
		out.Rules[id] = toSeverity(s)
	}
	f := c.GetInstanceFile()
	if f == nil {
		return out, nil
	}
	// The file alone is an estate of which nothing is known but the instance.
	file := text.NewFile(f.GetPath(), string(f.GetContent()))
	alone := estate.Read([]*text.File{file}, estate.Group{Instances: []string{file.Path}}, estate.Options{Flags: out.Flags})
	out.Flags = alone.Gateway.Facts
	return out, alone.Problems
}

// environments lists the environments that the estates of a workspace have,
// sorted.
func environments(files []*text.File) []string {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	var out []string
	for _, g := range estate.Split(paths) {
		// Only what configures the estate, without its artifacts.
		e := estate.Read(files, estate.Group{Root: g.Root, Config: g.Config, Environments: g.Environments}, estate.Options{})
		for _, env := range e.Settings.Environments {
			out = append(out, env.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func toFacts(in *hairpinv1.Instance) gateway.Facts {
	out := gateway.Facts{
		Name:     strings.ToLower(in.GetName()),
		Suffix:   in.GetDnsSuffix(),
		NotViaLB: in.GetNotViaLoadBalancer(),
		VNet:     toVNet(in.GetVirtualNetwork()),
		SKU:      toSKU(in.GetSku()),
		Units:    int(in.GetUnits()),
	}
	for _, h := range in.GetGatewayHosts() {
		out.Hosts = append(out.Hosts, gateway.Host{Name: h, Kind: gateway.GatewayHost})
	}
	for _, a := range in.GetPrivateIpAddresses() {
		if addr, err := netip.ParseAddr(a); err == nil {
			out.PrivateIPs = append(out.PrivateIPs, addr)
		}
	}
	return out
}

func toVNet(v hairpinv1.VirtualNetwork) gateway.VNet {
	switch v {
	case hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_NONE:
		return gateway.NoVNet
	case hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_EXTERNAL:
		return gateway.External
	case hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL:
		return gateway.Internal
	}
	return gateway.UnknownVNet
}

func toSKU(s hairpinv1.Sku) gateway.SKU {
	switch s {
	case hairpinv1.Sku_SKU_DEVELOPER:
		return gateway.Developer
	case hairpinv1.Sku_SKU_BASIC:
		return gateway.Basic
	case hairpinv1.Sku_SKU_STANDARD:
		return gateway.Standard
	case hairpinv1.Sku_SKU_PREMIUM:
		return gateway.Premium
	case hairpinv1.Sku_SKU_CONSUMPTION:
		return gateway.Consumption
	case hairpinv1.Sku_SKU_ISOLATED:
		return gateway.Isolated
	case hairpinv1.Sku_SKU_BASIC_V2:
		return gateway.BasicV2
	case hairpinv1.Sku_SKU_STANDARD_V2:
		return gateway.StandardV2
	case hairpinv1.Sku_SKU_PREMIUM_V2:
		return gateway.PremiumV2
	}
	return gateway.UnknownSKU
}

func toFile(f *hairpinv1.File) *text.File { return text.NewFile(f.GetPath(), string(f.GetContent())) }

func fromFile(f *text.File) *hairpinv1.File {
	return &hairpinv1.File{Path: f.Path, Content: []byte(f.Src)}
}

func fromRule(r *analyzer.Rule) *hairpinv1.Rule {
	return &hairpinv1.Rule{
		Id: r.ID, Name: r.Name, Severity: fromSeverity(r.Severity), Summary: r.Summary,
		Documentation: analyzer.RulePage(&r.Rule), Fixable: r.Fixable,
	}
}

// workspace is the files of a request; it finds lines and columns in them.
type workspace struct {
	list   []*text.File
	byPath map[string]*text.File
}

func newWorkspace(files []*hairpinv1.File) *workspace {
	w := &workspace{byPath: make(map[string]*text.File, len(files))}
	for _, f := range files {
		w.list = append(w.list, toFile(f))
	}
	for _, f := range w.list {
		w.byPath[f.Path] = f
	}
	return w
}

// read reads the files of a request. The error is the context's.
func (s *Service) read(ctx context.Context, w *workspace) (*analyzer.Snapshot, error) {
	return analyzer.ReadSnapshot(ctx, w.list, s.readers...)
}

// with is the workspace with files added or replaced, for finding places only.
func (w *workspace) with(files []*text.File) *workspace {
	out := &workspace{list: w.list, byPath: maps.Clone(w.byPath)}
	for _, f := range files {
		out.byPath[f.Path] = f
	}
	return out
}

// response translates a result; more are problems beside those of the result.
func (w *workspace) response(res *analyzer.Result, more []estate.Problem) *hairpinv1.AnalyzeResponse {
	out := &hairpinv1.AnalyzeResponse{Summary: &hairpinv1.Summary{
		Files: uint32(res.Files), Suppressed: uint32(len(res.Suppressed)), MissingFacts: res.Missing,
	}}
	for i := range res.Findings {
		f := w.finding(&res.Findings[i])
		switch f.Severity {
		case hairpinv1.Severity_SEVERITY_ERROR:
			out.Summary.Errors++
		case hairpinv1.Severity_SEVERITY_WARNING:
			out.Summary.Warnings++
		case hairpinv1.Severity_SEVERITY_INFO:
			out.Summary.Infos++
		case hairpinv1.Severity_SEVERITY_HINT:
			out.Summary.Hints++
		}
		out.Findings = append(out.Findings, f)
	}
	for i := range res.Suppressed {
		s := &res.Suppressed[i]
		out.Suppressed = append(out.Suppressed, &hairpinv1.SuppressedFinding{
			Finding: w.finding(&s.Finding), Reason: valid(s.Reason), SuppressedBy: w.location(s.By),
		})
	}
	out.Problems = w.problems(more, res.Problems)
	return out
}

func (w *workspace) problems(lists ...[]estate.Problem) []*hairpinv1.Problem {
	var out []*hairpinv1.Problem
	for _, p := range slices.Concat(lists...) {
		out = append(out, &hairpinv1.Problem{Location: w.location(p.At), Message: valid(p.Message)})
	}
	return out
}

func (w *workspace) notes(list []analyzer.Note) []*hairpinv1.Note {
	var out []*hairpinv1.Note
	for _, n := range list {
		out = append(out, &hairpinv1.Note{Message: valid(n.Message), Location: w.location(n.At)})
	}
	return out
}

func (w *workspace) finding(f *analyzer.Finding) *hairpinv1.Finding {
	out := &hairpinv1.Finding{
		RuleId: f.Rule.ID, Severity: fromSeverity(f.Severity), Location: w.location(f.At), Message: valid(f.Message),
		NoFixReason: valid(f.NoFix), Environments: f.Environments, Fingerprint: f.Fingerprint, Related: w.notes(f.Related),
	}
	for i := range f.Fixes {
		out.Fixes = append(out.Fixes, w.fix(&f.Fixes[i]))
	}
	return out
}

func (w *workspace) fix(f *analyzer.Fix) *hairpinv1.Fix {
	out := &hairpinv1.Fix{Title: valid(f.Title), Safety: hairpinv1.Safety_SAFETY_NEEDS_REVIEW, SafetyReason: valid(f.SafetyReason)}
	if f.Safety == analyzer.Safe {
		out.Safety = hairpinv1.Safety_SAFETY_SAFE
	}
	for _, e := range f.Edits {
		out.Edits = append(out.Edits, &hairpinv1.Edit{Location: w.location(e.Loc), NewText: valid(e.New)})
	}
	return out
}

// location is nil for no place. A place in a file that does not exist yet is its
// first byte.
func (w *workspace) location(at text.Loc) *hairpinv1.Location {
	if at.IsZero() {
		return nil
	}
	f := w.byPath[at.Path]
	if f == nil {
		f = text.NewFile(at.Path, "")
	}
	return &hairpinv1.Location{Path: at.Path, Range: &hairpinv1.Range{Start: position(f, at.Span.Start), End: position(f, at.Span.End)}}
}

func position(f *text.File, off int) *hairpinv1.Position {
	line, col := f.LineCol(off)
	return &hairpinv1.Position{Offset: uint32(off), Line: uint32(line), Column: uint32(col)}
}

// valid makes a text fit for a message, which holds UTF-8 only. Texts quote from
// files, which may hold anything.
func valid(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
