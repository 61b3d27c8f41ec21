package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// effectiveCmd is "hairpin effective".
type effectiveCmd struct {
	inputFlags
	API       string `required:"" name:"api" placeholder:"ID" help:"The API, by the name of its folder." group:"The request:"`
	Operation string `placeholder:"ID" help:"The operation; default: one without a policy of its own." group:"The request:"`
	Product   string `placeholder:"ID" help:"The product that the request comes through; default: none." group:"The request:"`
	Workspace string `placeholder:"ID" help:"The workspace of the API." group:"The request:"`
	Format    string `enum:"text,json" default:"text" help:"How to print: ${enum}." group:"Output:"`
}

// Help is printed behind the summary of the command.
func (*effectiveCmd) Help() string {
	return `Composes the policies of all scopes as the gateway does: <base/> is replaced by the section of the next broader scope, and
fragments stand in place. A comment names the file and line that the lines behind it come from.`
}

// Run carries the command out.
func (c *effectiveCmd) Run(sh *shell) error {
	svc, err := c.service()
	if err != nil {
		return err
	}
	w, config, problems, err := c.whole(sh)
	if err != nil {
		return err
	}
	resp, err := svc.ComposeEffectivePolicy(sh.ctx, &hairpinv1.ComposeEffectivePolicyRequest{
		Files: w.files, Config: config, ApiId: c.API, OperationId: c.Operation, ProductId: c.Product, WorkspaceId: c.Workspace,
	})
	if err != nil {
		return plain(err)
	}
	for _, l := range resp.GetLines() {
		w.displayLocation(l.GetLocation())
	}
	for i, d := range resp.GetDocuments() {
		resp.Documents[i] = w.display(d)
	}
	if c.Format == "json" {
		err = writeMessage(sh.stdout, resp)
	} else {
		err = writeEffective(sh.stdout, resp.GetLines())
	}
	if err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return problems
}

// writeEffective prints an effective policy, with a comment before the lines of
// each origin. The text in the response says the same, with paths of the request.
func writeEffective(out io.Writer, lines []*hairpinv1.EffectiveLine) error {
	b := bufio.NewWriter(out)
	origin := ""
	for _, l := range lines {
		indent := strings.Repeat("    ", int(l.GetLevel()))
		if o := l.GetOrigin(); o != "" && o != origin {
			comment := o
			if at := l.GetLocation(); at != nil {
				comment += fmt.Sprintf(", %s:%d", at.GetPath(), at.GetRange().GetStart().GetLine())
			}
			fmt.Fprintf(b, "%s<!-- %s -->\n", indent, clean(strings.ReplaceAll(comment, "--", "- -")))
		}
		origin = l.GetOrigin()
		fmt.Fprintln(b, strings.TrimRight(indent+clean(l.GetText()), " "))
	}
	return b.Flush()
}

// whole collects the workspace of the inputs for a command that does not report
// findings. What could not be read is printed, and is the last result.
func (f *inputFlags) whole(sh *shell) (*workspace, *hairpinv1.Config, error, error) {
	in, config, err := f.inputs(sh)
	if err != nil {
		return nil, nil, nil, err
	}
	w, err := f.workspace(in, config)
	if err != nil {
		return nil, nil, nil, err
	}
	config.ReportPaths = nil
	var failed error
	if len(in.problems) > 0 {
		writeProblems(sh.stderr, &report{resp: &hairpinv1.AnalyzeResponse{Problems: in.problems}, source: w.source()})
		failed = exit(exitUsage)
	}
	return w, config, failed, nil
}
