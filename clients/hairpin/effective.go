package main

import (
	"fmt"

	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
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

// Help is printed after the summary of the command.
func (*effectiveCmd) Help() string {
	return `Composes the policies of all scopes as the gateway does: <base/> is replaced by the section of the next broader scope, and
fragments are inserted in place. A comment names the file and line that the lines after it come from.`
}

// Run carries the command out.
func (c *effectiveCmd) Run(sh *shell) error {
	j, err := c.begin(sh, nil)
	if err != nil {
		return err
	}
	j.config.ReportPaths = nil
	unread := j.unread(j.in.Problems, print.Palette{})
	if !j.in.Selected {
		return unread
	}
	resp, err := j.svc.ComposeEffectivePolicy(sh.ctx, &hairpinv1.ComposeEffectivePolicyRequest{
		Files: j.project.Files, Config: j.config, ApiId: c.API, OperationId: c.Operation, ProductId: c.Product, WorkspaceId: c.Workspace,
	})
	if err != nil {
		return plain(err)
	}
	for _, l := range resp.GetLines() {
		j.project.DisplayLocation(l.GetLocation())
	}
	for i, d := range resp.GetDocuments() {
		resp.Documents[i] = j.project.Display(d)
	}
	if c.Format == "json" {
		err = print.JSON(sh.stdout, resp)
	} else {
		err = print.Effective(sh.stdout, resp.GetLines())
	}
	if err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return unread
}
