package lsp

import (
	"context"
	"fmt"
	"sync"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/lsp/view"
)

// large is the number of files from which on a first check is worth a word.
const large = 200

// progress tells the editor that a folder is being checked, if it is large. The
// function that it gives ends that.
func (p *peer) progress(ctx context.Context, folder *view.Folder) func() {
	n := len(folder.Snapshot().Paths())
	if !p.can.ShowsProgress || n < large {
		return func() {}
	}
	token := protocol.String("hairpin/" + folder.Dir())
	done := make(chan struct{})
	var end sync.Once
	p.background(ctx, func(ctx context.Context) {
		if err := p.client.WorkDoneProgressCreate(ctx, &protocol.WorkDoneProgressCreateParams{Token: token}); err != nil {
			return
		}
		p.report(ctx, token, &protocol.WorkDoneProgressBegin{Kind: "begin", Title: "Hairpin", Message: new(fmt.Sprintf("checking %d files", n))})
		select {
		case <-done:
		case <-ctx.Done():
		}
		p.report(ctx, token, &protocol.WorkDoneProgressEnd{Kind: "end"})
	})
	return func() { end.Do(func() { close(done) }) }
}

func (p *peer) report(ctx context.Context, token protocol.ProgressToken, value any) {
	raw, err := protocol.Marshal(value)
	if err == nil {
		err = p.client.Progress(ctx, &protocol.ProgressParams{Token: token, Value: raw})
	}
	if err != nil {
		p.log("%v", err)
	}
}
