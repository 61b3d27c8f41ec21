package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin/analyzer"
)

// fixFolder applies every safe fix of a folder, or without an argument of all of
// them, in one edit, which the editor shows before it applies it. The text says
// how much is in it.
func (s *Server) fixFolder(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var dir string
	if err := json.Unmarshal(raw, &dir); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	m := momentOf(ctx)
	whole := &protocol.WorkspaceEdit{}
	fixes, files := 0, 0
	for _, st := range m.sorted() {
		if dir != "" && dir != st.dir {
			continue
		}
		res, err := st.snapshot().Fix(ctx, st.config, analyzer.FixOptions{})
		if err != nil {
			return "", err
		}
		w := &writer{moment: m, view: &view{state: st}, annotate: s.editor.annotatesChanges}
		if e := w.edit(w.differences(res.Files), "changes no call that works today"); e != nil {
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
		return "no finding has a safe fix", nil
	}
	s.background(ctx, func(ctx context.Context) {
		params := &protocol.ApplyWorkspaceEditParams{Label: ptr("Fix all self-chained calls"), Edit: *whole}
		if _, err := s.client.ApplyEdit(ctx, params); err != nil {
			s.log("%v", err)
		}
	})
	return fmt.Sprintf("%d safe fixes in %d files", fixes, files), nil
}
