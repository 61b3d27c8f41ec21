package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/lsp/feature"
)

// maxRemembered bounds the documents of which the editor is told that they have
// changed; the others it asks for again when they are opened again.
const maxRemembered = 64

// remember keeps the address of a document that the editor shows.
func (d *desk) remember(u uri.URI) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u = uri.URI(strings.Clone(string(u)))
	if feature.IsPage(u) || slices.Contains(d.shown, u) {
		return
	}
	d.shown = append(d.shown, u)
	if len(d.shown) > maxRemembered {
		d.shown = slices.Clone(d.shown[1:])
	}
}

// refreshContent tells the editor to ask again for the effective policies that it
// has.
func (d *desk) refreshContent(ctx context.Context) {
	d.mu.Lock()
	shown := slices.Clone(d.shown)
	d.mu.Unlock()
	for _, u := range shown {
		if err := d.peer.client.TextDocumentContentRefresh(ctx, &protocol.TextDocumentContentRefreshParams{URI: u}); err != nil {
			if ctx.Err() == nil {
				d.peer.log("%v", err)
			}
			return
		}
	}
}
