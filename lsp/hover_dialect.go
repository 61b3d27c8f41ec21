package lsp

import (
	"go.lsp.dev/protocol"

	"hairpin/analyzer"
	"hairpin/analyzer/text"
)

// explain tells what a word of the policy language is: an element, an attribute, or
// a member of the context in an expression. It is nil where there is none.
func (s *Server) explain(snapshot *analyzer.Snapshot, file *text.File, off int) *protocol.Hover {
	markdown, at := snapshot.Explain(file.Path, off)
	if markdown == "" {
		return nil
	}
	return &protocol.Hover{
		Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: markdown},
		Range:    ptr(s.encoding().rang(file, at)),
	}
}
