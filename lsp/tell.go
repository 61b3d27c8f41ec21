package lsp

import (
	"context"
	"maps"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/feature"
	"hairpin.example/hairpin/lsp/view"
)

// report is the diagnostics of one document.
type report struct {
	uri     uri.URI
	version *int32
	list    []protocol.Diagnostic
}

// reports are the diagnostics of a folder: of every open document, and of every
// file in which something is wrong. What belongs to a folder further inside is
// told there.
func (d *desk) reports(f *folder, now *view.Folder, res *analyzer.Result, open map[uri.URI]*buffer) []report {
	byURI := map[uri.URI][]protocol.Diagnostic{}
	for u, b := range open {
		if b.folder == f {
			byURI[u] = nil
		}
	}
	for path, list := range feature.Diagnostics(now, res) {
		byURI[now.Address(path)] = list
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]report, 0, len(byURI))
	for _, u := range slices.Sorted(maps.Keys(byURI)) {
		if !now.Tells(u, open[u] != nil) || u.IsFile() && d.owner(view.PathOf(u)) != f {
			continue
		}
		r := report{uri: u, list: byURI[u]}
		if b := open[u]; b != nil {
			r.version = new(b.version)
		}
		out = append(out, r)
	}
	return out
}

// tell sends the diagnostics that are not what they were, those of the document
// that was changed first, then those of open documents. An editor that pulls is
// told to pull again if a change is to be seen in another document.
func (d *desk) tell(ctx context.Context, reports []report, told map[uri.URI]string, changed uri.URI) {
	seen := map[uri.URI]bool{}
	for _, r := range reports {
		seen[r.uri] = true
	}
	for _, u := range slices.Sorted(maps.Keys(told)) {
		if !seen[u] {
			reports = append(reports, report{uri: u})
		}
	}
	slices.SortStableFunc(reports, func(a, b report) int { return a.distance(changed) - b.distance(changed) })
	elsewhere := false
	for _, r := range reports {
		p := &protocol.PublishDiagnosticsParams{URI: r.uri, Diagnostics: r.list}
		if r.list == nil {
			p.Diagnostics = []protocol.Diagnostic{}
		}
		if r.version != nil {
			p.Version = protocol.NewOptional(*r.version)
		}
		data, err := protocol.Marshal(p)
		if err != nil {
			d.peer.log("%v", err)
			continue
		}
		if told[r.uri] == string(data) || len(r.list) == 0 && r.version == nil && told[r.uri] == "" {
			continue
		}
		elsewhere = elsewhere || r.uri != changed
		if told[r.uri] = string(data); len(r.list) == 0 && r.version == nil {
			delete(told, r.uri)
		}
		if d.peer.can.PullsDiagnostics {
			continue
		}
		if err := d.peer.client.PublishDiagnostics(ctx, p); err != nil {
			d.peer.log("%v", err)
		}
	}
	if elsewhere {
		d.peer.refresh(ctx)
	}
}

// distance is how far a document is from the one that was changed.
func (r *report) distance(changed uri.URI) int {
	switch {
	case r.uri == changed:
		return 0
	case r.version != nil:
		return 1
	}
	return 2
}
