package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"hairpin/analyzer/text"
	hairpinv1 "hairpin/proto/hairpin/v1"
)

// checkCmd is "hairpin check".
type checkCmd struct {
	inputFlags
	outputFlags
	Format        string   `enum:"text,json,sarif,github,azure" default:"text" help:"How to print: ${enum}." group:"Output:"`
	Baseline      string   `placeholder:"FILE" help:"Report only findings that this file does not list." group:"Output:"`
	WriteBaseline string   `placeholder:"FILE" help:"Write all findings to this file, report none, and exit with 0." group:"Output:"`
	Rule          []string `sep:"none" placeholder:"ID=LEVEL" help:"Set the level of a rule: error, warning, info, hint or off; may be repeated." group:"Output:"`
}

// outputFlags say how findings are printed and judged.
type outputFlags struct {
	FailLevel string `enum:"error,warning,info,hint,never" default:"warning" placeholder:"LEVEL" help:"Exit with 1 for findings of this level or worse: ${enum}." group:"Output:"`
	Color     string `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: ${enum}." group:"Output:"`
	Quiet     bool   `short:"q" help:"Print findings only, without summary." group:"Output:"`
	Hints     bool   `help:"Print hints too, not only their number (text)." group:"Output:"`
}

// Help is printed behind the summary of the command.
func (*checkCmd) Help() string {
	return `Policies are recognised by their root element, whatever the file is called. The estate around a policy is read too: its
artifacts, hairpin.yaml and instance.json. A folder is read without what .gitignore excludes; a file that is named is always read.`
}

// report is what a format prints.
type report struct {
	resp  *hairpinv1.AnalyzeResponse
	rules map[string]*hairpinv1.Rule
	// source is a file that was read, by the path in the response; nil if unknown.
	source func(path string) *text.File
	colors palette
	quiet  bool
	hints  bool // print hints, not only their number
	// failed is true if an input could not be read.
	failed bool
	// known is the number of findings that the baseline lists.
	known int
	// fixWith is the command that applies safe fixes.
	fixWith string
}

// writers are the formats by name.
var writers = map[string]func(io.Writer, *report) error{
	"text": writeText, "json": writeJSON, "sarif": writeSARIF, "github": writeGitHub, "azure": writeAzure,
}

// Run carries the command out.
func (c *checkCmd) Run(sh *shell) error {
	svc, err := c.service()
	if err != nil {
		return err
	}
	in, config, err := c.inputs(sh)
	if err != nil {
		return err
	}
	for _, r := range c.Rule {
		if err := setRule(config, r); err != nil {
			return err
		}
	}
	w, err := c.workspace(in, config)
	if err != nil {
		return err
	}
	resp := &hairpinv1.AnalyzeResponse{Summary: &hairpinv1.Summary{}}
	if in.selected {
		p := newProgress(sh)
		p.say("analysing %d files", len(w.files))
		if far, ok := svc.(*remote); ok {
			far.progress = p.sends(sizeOf(w.files))
		}
		resp, err = svc.Analyze(sh.ctx, &hairpinv1.AnalyzeRequest{Files: w.files, Config: config})
		p.done()
		if err != nil {
			return plain(err)
		}
		w.displayResponse(resp)
	}
	resp.Problems = append(in.problems, resp.Problems...)
	known, err := c.useBaseline(sh, resp)
	if err != nil {
		return err
	}
	rules, err := listRules(sh.ctx, svc)
	if err != nil {
		return plain(err)
	}
	r := &report{known: known, resp: resp, rules: rules, source: w.source(), colors: c.palette(sh), quiet: c.Quiet, hints: c.showsHints(), failed: len(resp.Problems) > 0, fixWith: c.fixCommand()}
	if c.Format == "text" {
		writeProblems(sh.stderr, r)
	} else if len(resp.Problems) > 0 {
		r.colors = palette{}
		writeProblems(sh.stderr, r)
	}
	if c.Format != "text" || in.selected {
		if err := writers[c.Format](sh.stdout, r); err != nil {
			return fmt.Errorf("the output cannot be written: %w", err)
		}
	}
	return exit(c.exitCode(resp))
}

// useBaseline compares with a baseline, or writes one. It gives the number of
// findings that are known.
func (c *checkCmd) useBaseline(sh *shell, resp *hairpinv1.AnalyzeResponse) (int, error) {
	at := func(path string) string {
		if filepath.IsAbs(path) {
			return path
		}
		return filepath.Join(sh.cwd, path)
	}
	b := &baseline{}
	switch {
	case c.Baseline != "" && c.WriteBaseline != "":
		return 0, fmt.Errorf("--baseline and --write-baseline: give one of the two")
	case c.WriteBaseline != "":
		if len(resp.GetProblems()) > 0 {
			return 0, nil // what could not be read would be missing in it
		}
		b = newBaseline(resp.GetFindings())
		if err := b.write(at(c.WriteBaseline), c.WriteBaseline); err != nil {
			return 0, err
		}
	case c.Baseline != "":
		var err error
		if b, err = readBaseline(at(c.Baseline), c.Baseline); err != nil {
			return 0, err
		}
	default:
		return 0, nil
	}
	return b.apply(resp), nil
}

// showsHints reports whether hints are printed one by one: when somebody asks
// for them, or fails on them.
func (o *outputFlags) showsHints() bool { return o.Hints || o.FailLevel == "hint" }

// exitCode judges a response: what could not be read weighs more than findings.
func (o *outputFlags) exitCode(resp *hairpinv1.AnalyzeResponse) int {
	if len(resp.GetProblems()) > 0 {
		return exitUsage
	}
	limit, ok := parseSeverity(o.FailLevel)
	if !ok {
		return exitClean // never
	}
	for _, f := range resp.GetFindings() {
		if f.GetSeverity() <= limit { // worst first
			return exitFindings
		}
	}
	return exitClean
}

// plain is the sentence of a failed call.
func plain(err error) error {
	s, ok := status.FromError(err)
	if !ok {
		return err
	}
	if s.Code() == codes.Canceled {
		return context.Canceled
	}
	for _, d := range s.Details() {
		if b, ok := d.(*errdetails.BadRequest); ok && len(b.GetFieldViolations()) > 0 {
			v := b.GetFieldViolations()[0]
			if v.GetField() == "config.environment" { // the only field that is judged with the files
				return fmt.Errorf("--env: %s", v.GetDescription())
			}
			return fmt.Errorf("%s: %s", v.GetField(), v.GetDescription())
		}
	}
	return fmt.Errorf("%s", s.Message())
}

func listRules(ctx context.Context, svc service) (map[string]*hairpinv1.Rule, error) {
	out := map[string]*hairpinv1.Rule{}
	resp, err := svc.ListRules(ctx, &hairpinv1.ListRulesRequest{})
	if err != nil {
		return nil, err
	}
	for _, r := range resp.GetRules() {
		out[r.GetId()] = r
	}
	return out, nil
}

// source finds the files of the workspace by the paths that the user knows.
// changed replaces some of them, with paths of the request.
func (w *workspace) source(changed ...*hairpinv1.File) func(path string) *text.File {
	contents := make(map[string][]byte, len(w.files))
	for _, f := range append(w.files[:len(w.files):len(w.files)], changed...) {
		contents[w.display(f.GetPath())] = f.GetContent()
	}
	made := map[string]*text.File{}
	return func(path string) *text.File {
		if f := made[path]; f != nil {
			return f
		}
		src, ok := contents[path]
		if !ok {
			return nil
		}
		f := text.NewFile(path, string(src))
		made[path] = f
		return f
	}
}
