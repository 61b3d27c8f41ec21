package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin/analyzer"
)

// Hover tells what the URL of a call can be, where it leads, and where its
// pieces were written.
func (s *Server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	s.mu.Lock()
	d := s.open[p.TextDocument.URI]
	var snapshot *analyzer.Snapshot
	if d != nil {
		snapshot = d.folder.snapshot
	}
	s.mu.Unlock()
	if d == nil {
		return nil, nil
	}
	file := snapshot.File(d.file.Path)
	off := s.encoding().offset(file, p.Position)
	list, err := snapshot.ListCalls(ctx, analyzer.Config{Report: []string{file.Path}})
	if err != nil {
		return nil, err
	}
	for i := range list.Calls {
		c := &list.Calls[i]
		if c.At.Path != file.Path || off < c.At.Span.Start || off > c.At.Span.End {
			continue
		}
		return &protocol.Hover{
			Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: describe(c)},
			Range:    ptr(s.encoding().rang(file, c.At.Span)),
		}, nil
	}
	return s.explain(snapshot, file, off), nil
}

// maxShown bounds the alternatives that a hover shows.
const maxShown = 8

// verdictWords say where a call leads.
var verdictWords = map[analyzer.Verdict]string{
	analyzer.VerdictSelf: "this gateway", analyzer.VerdictLoopback: "this gateway, by loopback", analyzer.VerdictUnknown: "not known",
	analyzer.VerdictUnlisted: "elsewhere, as far as the hostnames are known", analyzer.VerdictElsewhere: "elsewhere",
}

// describe is a call in Markdown.
func describe(c *analyzer.ListedCall) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** leads to: %s\n", c.Sink.What, verdictWords[c.Verdict])
	for i := range c.Ways {
		if i == maxShown {
			fmt.Fprintf(&b, "\n… and %d more", len(c.Ways)-maxShown)
			break
		}
		w := &c.Ways[i]
		fmt.Fprintf(&b, "\n- `%s`", strings.ReplaceAll(w.URL.String(), "`", "'"))
		if h := w.Host; h != nil && h.Action == analyzer.HostSet {
			var names []string
			for _, s := range h.Value.Alts {
				names = append(names, "`"+strings.ReplaceAll(s.String(), "`", "'")+"`")
			}
			b.WriteString(", Host: " + strings.Join(names, " or "))
		}
		if n := len(w.URL.When); n > 0 {
			word := " when "
			if w.URL.When[n-1].Not {
				word = " unless "
			}
			b.WriteString(word + "`" + strings.ReplaceAll(w.URL.When[n-1].Text, "`", "'") + "`")
		}
	}
	return b.String()
}
