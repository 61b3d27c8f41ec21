package lsp

import (
	"context"
	"io"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/wire"
)

// Serve speaks with an editor until it leaves. It gives the exit code: 0 after an
// orderly shutdown, 1 otherwise.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) int {
	life, end := context.WithCancel(ctx)
	defer end()
	return newServer(life, in, out, o).run(end)
}

func newServer(life context.Context, in io.Reader, out io.Writer, o Options) *Server {
	editor := &peer{life: life, out: o.Log}
	s := &Server{
		options: o, exit: make(chan struct{}), peer: editor,
		desk: &desk{
			peer: editor, collect: o.Collect, idle: time.AfterFunc(rest, tidy),
			open: map[uri.URI]*buffer{}, configs: map[string]analyzer.Config{},
		},
	}
	s.conn = jsonrpc2.NewConn(wire.NewStream(in, out), jsonrpc2.WithCodec(wire.Codec{}))
	s.peer.client = protocol.ClientDispatcher(s.conn)
	return s
}

// run speaks with the editor until it leaves.
func (s *Server) run(end context.CancelFunc) int {
	s.conn.Go(s.peer.life, s.chain(protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler)))
	select {
	case <-s.conn.Done():
	case <-s.exit:
	case <-s.peer.life.Done():
	}
	end()
	s.desk.idle.Stop()
	s.desk.mu.Lock()
	down := s.desk.down
	s.desk.down = true // nothing is told any more
	s.desk.mu.Unlock()
	s.settle()
	if down {
		return 0
	}
	return 1
}

// patience is how long the end of a session waits for what still runs: a worker
// that writes to an editor that reads no more would hold it for ever.
const patience = 2 * time.Second

// settle waits for what still runs.
func (s *Server) settle() {
	done := make(chan struct{})
	go func() {
		s.peer.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}
