package lsp

import (
	"context"
	"maps"

	"go.lsp.dev/uri"
)

// schedule has a folder checked as it is now. A check of it as it was before is
// given up.
func (d *desk) schedule(f *folder, changed uri.URI) {
	f.changed = changed
	f.stop()
	select {
	case f.wake <- struct{}{}:
	default: // it is awake
	}
}

// work checks a folder whenever it has changed, one check after the other, until
// it is gone. Nobody else tells the editor what is wrong in the folder, so that
// what is told last is true.
func (d *desk) work(ctx context.Context, f *folder) {
	told := map[uri.URI]string{}
	for first := true; ; first = false {
		select {
		case <-ctx.Done():
			if d.peer.life.Err() == nil {
				d.tell(d.peer.life, nil, told, "")
			}
			return
		case <-f.wake:
			d.idle.Reset(rest)
			d.round(ctx, f, told, first)
		}
	}
}

// round checks a folder as it is now and tells what is wrong in it.
func (d *desk) round(ctx context.Context, f *folder, told map[uri.URI]string, first bool) {
	defer d.peer.survive("check")
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	d.mu.Lock()
	now, changed := f.now, f.changed
	f.stop = cancel
	d.mu.Unlock()
	if first {
		defer d.peer.progress(ctx, now)()
	}
	res, err := now.Check(inner)
	if err != nil {
		return // it has changed, and is to be checked again
	}
	d.mu.Lock()
	current := f.now == now && !d.down
	open := maps.Clone(d.open)
	d.mu.Unlock()
	if !current {
		return
	}
	d.tell(ctx, d.reports(f, now, res, open), told, changed)
	if d.peer.can.AsksContent {
		d.peer.background(ctx, d.refreshContent)
	}
}
