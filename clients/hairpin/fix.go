package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// fixCmd is "hairpin fix".
type fixCmd struct {
	inputFlags
	outputFlags
	Diff   bool     `xor:"preview" help:"Print the changes as a unified diff, without writing anything."`
	DryRun bool     `xor:"preview" help:"List what would be fixed, without writing anything."`
	Review bool     `xor:"which" help:"Ask about every fix, one by one, with its diff."`
	All    bool     `xor:"which" help:"Also apply fixes that need review, the first alternative of each."`
	Rule   []string `sep:"none" placeholder:"ID" help:"Fix only findings of this rule; ID=SEVERITY sets the severity of a rule; may be repeated."`
}

// Help is printed after the summary of the command.
func (*fixCmd) Help() string {
	return `Applies safe fixes until none is left, and writes all changed files or none. The exit code is that of check on what is left.
A file that was changed since it was read, or that a link places outside the tree, is not written.
With -, the fixed policy is printed to standard output. With --env all, only fixes that are right in every environment are safe.`
}

// Run carries the command out.
func (c *fixCmd) Run(sh *shell) error {
	req := &hairpinv1.FixRequest{ApplyNeedsReview: c.All}
	j, err := c.begin(sh, func(config *hairpinv1.Config) (err error) {
		req.RuleIds, err = c.rules(config)
		return err
	})
	if err != nil {
		return err
	}
	req.Files, req.Config = j.project.Files, j.config
	resp := &hairpinv1.FixResponse{Remaining: &hairpinv1.AnalyzeResponse{Summary: &hairpinv1.Summary{}}}
	if j.in.Selected {
		if c.Review {
			if j.in.StdinRead {
				return fmt.Errorf("--review reads its answers from standard input, which is used for the policy")
			}
			resp, err = c.reviewed(j, req)
		} else {
			resp, err = j.svc.Fix(sh.ctx, req)
		}
		if err != nil {
			return plain(err)
		}
	}
	left := resp.GetRemaining()
	j.project.DisplayResponse(left)
	for _, f := range resp.GetApplied() {
		j.project.DisplayFinding(f)
	}
	left.Problems = append(j.in.Problems, left.Problems...)
	r, err := j.report(&c.outputFlags, left, resp.GetFiles()...)
	if err != nil {
		return err
	}
	print.Problems(sh.stderr, r)
	if !j.in.Selected {
		return exit(exitUsage)
	}
	if err := c.output(j, resp, r); err != nil {
		return err
	}
	return exit(c.exitCode(left))
}

// rules sets what the flags say about the severities of rules, and gives the IDs of
// those whose findings are fixed; none means all.
func (c *fixCmd) rules(config *hairpinv1.Config) (ids []string, err error) {
	for _, flag := range c.Rule {
		if strings.Contains(flag, "=") {
			if err := setRule(config, flag); err != nil {
				return nil, err
			}
			continue
		}
		rule, err := findRule(flag)
		if err != nil {
			return nil, fmt.Errorf("--rule %q: %w", flag, err)
		}
		ids = append(ids, rule.ID)
	}
	return ids, nil
}

// output writes the files, or shows what would be written.
func (c *fixCmd) output(j *job, resp *hairpinv1.FixResponse, r *print.Report) error {
	p, in := j.project, j.in
	stdin := p.Rel(in.Abs(in.StdinName))
	if !in.StdinRead {
		stdin = ""
	}
	switch {
	case c.Diff:
		for _, f := range resp.GetFiles() {
			fmt.Fprint(j.stdout, unified(p, f))
		}
		c.wouldFix(j.stderr, resp)
		return nil
	case c.DryRun:
		c.applied(j.stdout, "would fix", resp.GetApplied())
		c.wouldFix(j.stdout, resp)
		return nil
	}
	var changes []change
	for _, f := range resp.GetFiles() {
		if f.GetPath() != stdin {
			changes = append(changes, change{name: p.Display(f.GetPath()), path: p.Abs(f.GetPath()), root: p.Root, before: p.Content(f.GetPath()), after: f.GetContent()})
		}
	}
	out := j.stdout
	if stdin != "" {
		out = j.stderr
		if len(changes) > 0 {
			return fmt.Errorf("the fixes also change %s; run hairpin fix on the files themselves, without -", changes[0].name)
		}
		content := p.Content(stdin)
		for _, f := range resp.GetFiles() {
			content = f.GetContent()
		}
		if _, err := j.stdout.Write(content); err != nil {
			return fmt.Errorf("the fixed policy cannot be written: %w", err)
		}
	}
	if err := writeAll(changes); err != nil {
		return fmt.Errorf("nothing was written: %w", err)
	}
	c.applied(out, "fixed", resp.GetApplied())
	if len(resp.GetApplied()) > 0 && !c.Quiet {
		fmt.Fprintf(out, "%s fixed in %s\n\n", print.Plural(len(resp.GetApplied()), "finding"), print.Plural(len(resp.GetFiles()), "file"))
	}
	return r.Write(out, "text")
}

// applied lists fixes: fixed apis/orders/policy.xml:7:18 HP102: Call loopback
func (c *fixCmd) applied(out io.Writer, verb string, applied []*hairpinv1.Finding) {
	for _, f := range applied {
		for _, fix := range f.GetFixes() {
			fmt.Fprintf(out, "%s %s %s: %s\n", verb, print.Place(f.GetLocation()), f.GetRuleId(), print.Clean(fix.GetTitle()))
		}
	}
}

// wouldFix sums up what was not written.
func (c *fixCmd) wouldFix(out io.Writer, resp *hairpinv1.FixResponse) {
	if c.Quiet {
		return
	}
	left := resp.GetRemaining().GetFindings()
	_, review := print.CountFixable(resp.GetRemaining())
	line := fmt.Sprintf("would fix %s in %s and leave %d", print.Plural(len(resp.GetApplied()), "finding"), print.Plural(len(resp.GetFiles()), "file"), len(left))
	if review > 0 && !c.Review && !c.All {
		line += fmt.Sprintf(", %d of them fixable after review with --review", review)
	}
	fmt.Fprintln(out, line)
}

// unified is the change of a file as a unified diff.
func unified(p *collect.Project, f *hairpinv1.File) string {
	before := p.Content(f.GetPath())
	from, to := "a/"+print.Clean(p.Display(f.GetPath())), "b/"+print.Clean(p.Display(f.GetPath()))
	if before == nil {
		from = "/dev/null"
	}
	return udiff.Unified(from, to, string(before), string(f.GetContent()))
}
