package main

import (
	"fmt"
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
	if c.Format == "json" {
		for _, l := range resp.GetLines() {
			w.displayLocation(l.GetLocation())
		}
		for i, d := range resp.GetDocuments() {
			resp.Documents[i] = w.display(d)
		}
		err = writeMessage(sh.stdout, resp)
	} else {
		for _, line := range strings.Split(strings.TrimSuffix(resp.GetText(), "\n"), "\n") {
			if _, err = fmt.Fprintln(sh.stdout, clean(line)); err != nil {
				break
			}
		}
	}
	if err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return problems
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
