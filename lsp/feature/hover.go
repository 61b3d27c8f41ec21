package feature

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

func offerHover(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.HoverProvider = protocol.Boolean(true)
}

// hoverer tells what stands at an offset of a document: a text in Markdown and
// what it speaks of. It gives "" where it has nothing to say.
type hoverer func(ctx context.Context, v *view.View, off int) (string, text.Span, error)

// hoverers is the table of them, in the order in which they speak; what several
// say is told together.
var hoverers = []hoverer{hoverName, hoverCall, hoverCode}

// Hover tells what stands at a position; nil if there is nothing to say.
func Hover(ctx context.Context, v *view.View, p *protocol.HoverParams) (*protocol.Hover, error) {
	off := v.Offset(p.Position)
	if said, at := editor.ExplainTag(v.Snapshot(), v.File.Path, off); said != "" {
		return hover(v, said, at), nil // nothing else speaks of the name of a tag
	}
	var out []string
	var at text.Span
	for _, h := range hoverers {
		said, span, err := h(ctx, v, off)
		if err != nil {
			return nil, err
		}
		if said == "" {
			continue
		}
		if len(out) == 0 {
			at = span
		}
		out = append(out, said)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return hover(v, strings.Join(out, "\n\n---\n\n"), at), nil
}

func hover(v *view.View, markdown string, at text.Span) *protocol.Hover {
	return &protocol.Hover{
		Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: markdown},
		Range:    new(v.Range(at)),
	}
}

// hoverCall tells what the URL of a call can be, where it leads, and where its
// pieces were written.
func hoverCall(ctx context.Context, v *view.View, off int) (string, text.Span, error) {
	list, err := v.Listing(ctx)
	if err != nil {
		return "", text.Span{}, err
	}
	c := callAt(list, v.File.Path, off)
	if c == nil {
		return "", text.Span{}, nil
	}
	var b strings.Builder
	b.WriteString(describe(c))
	for _, p := range places(c) {
		fmt.Fprintf(&b, "\n- %s: %s", p.Message, mention(v.Folder, p.At))
	}
	index, err := v.Index(ctx)
	if err != nil {
		return "", text.Span{}, err
	}
	e, _ := index.Scope(v.File.Path)
	if e == nil {
		return b.String(), c.At.Span, nil
	}
	if c.End == analyzer.EndSelf {
		if words := e.Gateway.HairpinsIn(index.Workspace(v.File.Path).String()).Words(); words != "" {
			b.WriteString("\n\n" + sentence(words))
		}
	}
	if err := landing(ctx, v, &b, off); err != nil {
		return "", text.Span{}, err
	}
	err = environments(ctx, v, &b, e, c, off)
	return b.String(), c.At.Span, err
}

// landing tells which operations a self-call lands on.
func landing(ctx context.Context, v *view.View, b *strings.Builder, off int) error {
	g, err := v.Graph(ctx)
	if err != nil {
		return err
	}
	for i, n := range g.LandingsOf(v.File.Path, off) {
		if i == maxShown {
			b.WriteString(" …")
			break
		}
		if i == 0 {
			b.WriteString("\n\nLands on")
		} else {
			b.WriteString(",")
		}
		fmt.Fprintf(b, " [%s](%s)", code(n.String()), v.Address(n.Policy()))
	}
	return nil
}

// environments tells what the URL is in the environments in which it is
// something else.
func environments(ctx context.Context, v *view.View, b *strings.Builder, e *estate.Estate, here *analyzer.ListedCall, off int) error {
	own := describe(here)
	for _, env := range e.Settings.Environments {
		if env.Name == v.Single().Env {
			continue
		}
		list, err := v.ListingIn(ctx, env.Name)
		if err != nil {
			return err
		}
		if c := callAt(list, v.File.Path, off); c != nil && describe(c) != own {
			b.WriteString("\n\nIn " + code(env.Name) + ": " + describe(c))
		}
	}
	return nil
}

// callAt is the call whose address stands at an offset.
func callAt(list *analyzer.Listing, path string, off int) *analyzer.ListedCall {
	for i := range list.Calls {
		if c := &list.Calls[i]; c.At.Path == path && c.At.Span.Start <= off && off <= c.At.Span.End {
			return c
		}
	}
	return nil
}

// places are the places that the pieces of a URL came through.
func places(c *analyzer.ListedCall) []analyzer.Note {
	var out []analyzer.Note
	seen := map[analyzer.Note]bool{}
	for _, w := range c.Listed {
		for _, p := range w.URL {
			for _, n := range p.Trail {
				if !seen[n] && len(out) < maxShown {
					seen[n] = true
					out = append(out, n)
				}
			}
		}
	}
	return out
}

// verdictWords say where a call leads.
var verdictWords = map[analyzer.End]string{
	analyzer.EndSelf: "this gateway", analyzer.EndLoopback: "this gateway, through loopback", analyzer.EndUnknown: "not known",
	analyzer.EndUnlisted: "elsewhere, as far as the hostnames are known", analyzer.EndElsewhere: "elsewhere",
}

// describe is a call in Markdown.
func describe(c *analyzer.ListedCall) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** leads to: %s\n", c.Sink.What, verdictWords[c.End])
	for i := range c.Ways {
		if i == maxShown {
			fmt.Fprintf(&b, "\n… and %d more", len(c.Ways)-maxShown)
			break
		}
		w := &c.Ways[i]
		fmt.Fprintf(&b, "\n- %s", code(w.URL.String()))
		if h := w.Host; h != nil && h.Action == analyzer.HostSet {
			var names []string
			for _, s := range h.Value.Alts {
				names = append(names, code(s.String()))
			}
			b.WriteString(", Host: " + strings.Join(names, " or "))
		}
		if n := len(w.URL.When); n > 0 {
			word := " when "
			if w.URL.When[n-1].Not {
				word = " unless "
			}
			b.WriteString(word + code(w.URL.When[n-1].Text))
		}
	}
	return b.String()
}
