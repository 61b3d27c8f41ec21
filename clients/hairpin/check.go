package main

import (
	"fmt"
	"path/filepath"

	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// checkCmd is "hairpin check".
type checkCmd struct {
	inputFlags
	outputFlags
	Format        string   `enum:"text,json,sarif,github,azure" default:"text" help:"How to print: ${enum}." group:"Output:"`
	Baseline      string   `placeholder:"FILE" help:"Report only findings that this file does not list." group:"Output:"`
	WriteBaseline string   `placeholder:"FILE" help:"Write all findings to this file, report none, and exit with 0." group:"Output:"`
	Rule          []string `sep:"none" placeholder:"ID=SEVERITY" help:"Set the severity of a rule: error, warning, info, hint or off; may be repeated." group:"Output:"`
}

// Help is printed after the summary of the command.
func (*checkCmd) Help() string {
	return `Policies are recognised by their root element, regardless of the file name. The estate around a policy is also read: its
artifacts, hairpin.yaml and instance.json. Files that .gitignore excludes are skipped in folders; a file that is named is always read.`
}

// Run carries the command out.
func (c *checkCmd) Run(sh *shell) error {
	j, err := c.begin(sh, c.severities)
	if err != nil {
		return err
	}
	resp := &hairpinv1.AnalyzeResponse{Summary: &hairpinv1.Summary{}}
	if j.in.Selected {
		err := j.analyse(func() (err error) {
			resp, err = j.svc.Analyze(sh.ctx, &hairpinv1.AnalyzeRequest{Files: j.project.Files, Config: j.config})
			return err
		})
		if err != nil {
			return err
		}
		j.project.DisplayResponse(resp)
	}
	resp.Problems = append(j.in.Problems, resp.Problems...)
	known, err := c.useBaseline(sh, resp)
	if err != nil {
		return err
	}
	r, err := j.report(&c.outputFlags, resp)
	if err != nil {
		return err
	}
	r.Known, r.Failed = known, len(resp.Problems) > 0
	if c.Format != "text" && r.Failed {
		r.Colors = print.Palette{}
	}
	print.Problems(sh.stderr, r)
	if c.Format != "text" || j.in.Selected {
		if err := r.Write(sh.stdout, c.Format); err != nil {
			return fmt.Errorf("the output cannot be written: %w", err)
		}
	}
	return exit(c.exitCode(resp))
}

// severities sets what the flags say about rules.
func (c *checkCmd) severities(config *hairpinv1.Config) error {
	for _, r := range c.Rule {
		if err := setRule(config, r); err != nil {
			return err
		}
	}
	return nil
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
		return 0, fmt.Errorf("--baseline and --write-baseline cannot be used together")
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
