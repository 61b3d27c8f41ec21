package feature

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// reason stands where the user says why: without a reason a suppression has no
// effect.
const reason = "say why"

// makeSuppression puts a comment in front of the element that holds a finding.
func makeSuppression(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error) {
	f, err := o.find(ctx, v)
	if f == nil {
		return nil, err
	}
	e := policy.NodeAt(v.Tree(f.At.Path), f.At.Span.Start).Elem
	if e == nil || e.Tag == "" {
		return nil, nil
	}
	return comment(v, e.Open.Start, "<!-- hairpin:ignore "+f.Rule.ID+" "+reason+" -->"), nil
}

// makeFileSuppression puts a comment in front of the first element.
func makeFileSuppression(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error) {
	f, err := o.find(ctx, v)
	if f == nil {
		return nil, err
	}
	for e := range v.Tree(f.At.Path).Elements() {
		return comment(v, e.Open.Start, "<!-- hairpin:ignore-file "+f.Rule.ID+" "+reason+" -->"), nil
	}
	return nil, nil
}

// comment puts a comment on a line of its own in front of an element that begins
// its line, and beside any other.
func comment(v *view.View, off int, words string) *protocol.WorkspaceEdit {
	file := v.File
	line, col := file.LineCol(off)
	start := file.Line(line).Start
	lead := strings.TrimPrefix(file.Src[start:start+col-1], text.BOM)
	between := file.LineEnd() + lead
	if strings.TrimSpace(lead) != "" {
		between = ""
	}
	return workspaceEdit(v.Moment, v.Folder, []text.Edit{{Loc: v.At(text.Span{Start: off, End: off}), New: words + between}}, "")
}
