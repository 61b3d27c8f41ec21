package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"hairpin/analyzer/text"
	"hairpin/lsp"
)

// lspCmd is "hairpin lsp".
type lspCmd struct {
	Stdio bool `help:"Speak over standard input and output, which is the only way there is; editors pass this flag."`
}

// Help is printed behind the summary of the command.
func (*lspCmd) Help() string {
	return `Editors start it by themselves. Facts about the instance come from hairpin.yaml and instance.json in the workspace.
What goes wrong is written to standard error.`
}

// Run carries the command out.
func (c *lspCmd) Run(sh *shell) error {
	return exit(lsp.Serve(sh.ctx, sh.stdin, sh.stdout, lsp.Options{
		Collect: collectFor, Version: buildVersion().version, Log: sh.stderr,
	}))
}

// collectFor reads the workspace at a folder, or the estate around a file.
func collectFor(ctx context.Context, path string) (string, []*text.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", nil, err
	}
	c := &collector{cwd: path, stdin: strings.NewReader(""), stdinName: stdinPath, progress: func(int) {}}
	if !info.IsDir() {
		c.cwd = filepath.Dir(path)
	}
	c.collect([]string{path})
	w := c.workspace("")
	files := make([]*text.File, len(w.files))
	for i, f := range w.files {
		files[i] = text.NewFile(f.GetPath(), string(f.GetContent()))
	}
	return w.root, files, ctx.Err()
}
