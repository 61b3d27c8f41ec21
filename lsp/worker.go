package lsp

import (
	"context"
	"maps"

	"go.lsp.dev/uri"
)

// schedule has a folder checked as it is now. A check of an older state is given
// up.
func (s *Server) schedule(f *folder, changed uri.URI) {
	f.changed = changed
	f.stop()
	select {
	case f.wake <- struct{}{}:
	default: // it is awake
	}
}

// work checks a folder whenever it has changed, one state after the other, until
// it is gone. Nobody else tells the editor what is wrong in the folder, so that
// what is told last is true.
func (s *Server) work(ctx context.Context, f *folder) {
	told := map[uri.URI]string{}
	for first := true; ; first = false {
		select {
		case <-ctx.Done():
			if s.life.Err() == nil {
				s.tell(s.life, nil, told, "")
			}
			return
		case <-f.wake:
			s.idle.Reset(rest)
			s.round(ctx, f, told, first)
		}
	}
}

// round checks the newest state of a folder and tells what is wrong in it.
func (s *Server) round(ctx context.Context, f *folder, told map[uri.URI]string, first bool) {
	defer s.survive("check")
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	st, changed := f.state, f.changed
	f.stop = cancel
	s.mu.Unlock()
	if first {
		defer s.progress(ctx, st)()
	}
	res, err := st.check(inner)
	if err != nil {
		return // a newer state is to be checked
	}
	s.mu.Lock()
	current := f.state == st && !s.down
	open := maps.Clone(s.open)
	s.mu.Unlock()
	if !current {
		return
	}
	s.tell(ctx, s.reports(f, st, res, open), told, changed)
	if s.editor.asksContent {
		s.background(ctx, s.refreshContent)
	}
}
