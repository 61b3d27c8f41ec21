package feature

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/view"
)

func offerHints(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.InlayHintProvider = protocol.Boolean(true)
}

// maxHosts bounds the hosts that one hint shows.
const maxHosts = 3

// InlayHint shows after an address the host that it resolves to, where it is
// not written there.
func InlayHint(ctx context.Context, v *view.View, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	list, err := v.Listing(ctx)
	if err != nil {
		return nil, err
	}
	within := v.Span(p.Range)
	var out []protocol.InlayHint
	for i := range list.Calls {
		c := &list.Calls[i]
		if c.At.Path != v.File.Path || c.At.Span.End < within.Start || c.At.Span.Start > within.End {
			continue
		}
		if label := hostsOf(c, c.At.Span.Of(v.File.Src)); label != "" {
			out = append(out, protocol.InlayHint{
				Position: v.Position(c.At.Span.End), Label: protocol.String(" → " + label), PaddingLeft: new(true),
				Tooltip: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: describe(c)},
			})
		}
	}
	return out, nil
}

// hostsOf are the hosts that a call can go to, "" if that is what is written.
func hostsOf(c *analyzer.ListedCall, written string) string {
	var hosts []string
	for _, w := range c.Listed {
		host := w.HostName
		if host == "" && w.End == analyzer.EndSelf {
			host = "this gateway"
		}
		if host != "" && !strings.Contains(strings.ToLower(written), host) && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) > maxHosts {
		hosts = append(hosts[:maxHosts], "…")
	}
	return strings.Join(hosts, " or ")
}
