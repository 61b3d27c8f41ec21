package lsp

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/lsp/view"
)

// peer is the editor at the other end of a session: what it is told and asked
// without having asked itself.
type peer struct {
	client protocol.Client
	// can is what initialize has settled; it is not changed after that.
	can     view.Abilities
	life    context.Context //nolint:containedctx // of the session, which outlives every request
	workers sync.WaitGroup
	logs    sync.Mutex
	out     io.Writer // takes what goes wrong; nil throws it away
}

func (p *peer) log(format string, args ...any) {
	if p.out == nil {
		return
	}
	p.logs.Lock()
	defer p.logs.Unlock()
	fmt.Fprintf(p.out, "hairpin lsp: "+format+"\n", args...)
}

// survive is deferred where a panic would end the server: it is logged.
func (p *peer) survive(what string) {
	if r := recover(); r != nil {
		p.log("%s: %v\n%s", what, r, debug.Stack())
	}
}

// background does something that waits for the editor.
func (p *peer) background(ctx context.Context, f func(context.Context)) {
	ctx = context.WithoutCancel(ctx)
	p.workers.Go(func() {
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(p.life, cancel)()
		defer p.survive("background")
		f(inner)
	})
}

// warn shows a message.
func (p *peer) warn(message string) {
	p.background(p.life, func(ctx context.Context) {
		if err := p.client.ShowMessage(ctx, &protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: message}); err != nil {
			p.log("%v", err)
		}
	})
}

// show tells an editor to show a document that the server makes.
func (p *peer) show(ctx context.Context, u uri.URI) {
	if !p.can.Shows || !p.can.AsksContent {
		return
	}
	p.background(ctx, func(ctx context.Context) {
		if _, err := p.client.ShowDocument(ctx, &protocol.ShowDocumentParams{URI: u, TakeFocus: new(true)}); err != nil {
			p.log("%v", err)
		}
	})
}

// refresh tells the editor to ask again for what depends on other files.
func (p *peer) refresh(ctx context.Context) {
	p.background(ctx, func(ctx context.Context) {
		for _, r := range []struct {
			can bool
			ask func(context.Context) error
		}{
			{p.can.PullsDiagnostics && p.can.RefreshesDiagnostics, p.client.DiagnosticRefresh},
			{p.can.RefreshesLenses, p.client.CodeLensRefresh},
			{p.can.RefreshesHints, p.client.InlayHintRefresh},
		} {
			if !r.can {
				continue
			}
			if err := r.ask(ctx); err != nil && ctx.Err() == nil {
				p.log("%v", err)
			}
		}
	})
}
