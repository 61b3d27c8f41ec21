package feature

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/view"
)

// makeFix applies a fix of a finding.
func makeFix(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error) {
	f, err := o.find(ctx, v)
	if f == nil || o.Fix < 0 || o.Fix >= len(f.Fixes) {
		return nil, err
	}
	fix := &f.Fixes[o.Fix]
	return workspaceEdit(v.Moment, v.Folder, fix.Edits, fix.SafetyReason), nil
}

// makeFixAll applies every safe fix of the findings in a file, or those of one
// rule.
func makeFixAll(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error) {
	c := v.Config()
	c.Report = []string{v.File.Path}
	var options analyzer.FixOptions
	if o.Rule != "" {
		options.Rules = []string{o.Rule}
	}
	res, err := v.Snapshot().Fix(ctx, c, options)
	if err != nil {
		return nil, err
	}
	return workspaceEdit(v.Moment, v.Folder, differences(v.Folder, res.Files), ""), nil
}

// FixFolder applies every safe fix of the folder with that path, or with "" of all
// folders, in one edit, which the editor shows before it applies it. The words say
// how much is in it; the edit is nil if no finding has a safe fix. The error is the
// context's.
func FixFolder(ctx context.Context, m *view.Moment, dir string) (edit *protocol.WorkspaceEdit, words string, err error) {
	whole := &protocol.WorkspaceEdit{}
	fixes, files := 0, 0
	for _, folder := range m.Folders() {
		if dir != "" && dir != folder.Dir() {
			continue
		}
		res, err := folder.Snapshot().Fix(ctx, folder.Config(), analyzer.FixOptions{})
		if err != nil {
			return nil, "", err
		}
		if e := workspaceEdit(m, folder, differences(folder, res.Files), "does not change any call that works today"); e != nil {
			for id, a := range e.ChangeAnnotations {
				a.Label = "Safe fixes"
				e.ChangeAnnotations[id] = a
			}
			whole.ChangeAnnotations = e.ChangeAnnotations
			whole.DocumentChanges = append(whole.DocumentChanges, e.DocumentChanges...)
		}
		fixes, files = fixes+len(res.Applied), files+len(res.Files)
	}
	if files == 0 {
		return nil, "no finding has a safe fix", nil
	}
	return whole, fmt.Sprintf("%d safe fixes in %d files", fixes, files), nil
}
