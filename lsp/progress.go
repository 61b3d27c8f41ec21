package lsp

import (
	"context"
	"fmt"
	"sync"

	"go.lsp.dev/protocol"
)

// large is the number of files from which on a first check is worth a word.
const large = 200

// progress tells the editor that a folder is being checked, if it is large. The
// function that it gives ends that.
func (s *Server) progress(ctx context.Context, st *state) func() {
	n := len(st.snapshot().Paths())
	if !s.editor.showsProgress || n < large {
		return func() {}
	}
	token := protocol.String("hairpin/" + st.dir)
	done := make(chan struct{})
	var end sync.Once
	s.background(ctx, func(ctx context.Context) {
		if err := s.client.WorkDoneProgressCreate(ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
			return
		}
		s.report(ctx, token, &protocol.WorkDoneProgressBegin{Kind: "begin", Title: "Hairpin", Message: ptr(fmt.Sprintf("checking %d files", n))})
		select {
		case <-done:
		case <-ctx.Done():
		}
		s.report(ctx, token, &protocol.WorkDoneProgressEnd{Kind: "end"})
	})
	return func() { end.Do(func() { close(done) }) }
}

func (s *Server) report(ctx context.Context, token protocol.ProgressToken, value any) {
	raw, err := protocol.Marshal(value)
	if err == nil {
		err = s.client.Progress(ctx, &protocol.ProgressParams{Token: token, Value: raw})
	}
	if err != nil {
		s.log("%v", err)
	}
}
