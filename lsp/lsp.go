// Package lsp is the language server: it tells an editor what is wrong in the
// policies of a workspace while they are typed, offers the fixes, and shows what
// the policies mean.
//
//	lsp.go          the server: its life cycle
//	stream.go       messages on a pipe
//	chain.go        the order of messages, cancellation, panics
//	features.go     the table of what the server offers
//	client.go       what the editor can do
//	settings.go     what the editor knows of the instance
//	documents.go    open buffers over files on disk
//	workspace.go    folders and files on disk
//	state.go        a folder at one moment, which is all that a request sees
//	worker.go       when a folder is checked
//	diagnostics.go  findings as diagnostics, pushed; pull.go pulled
//	actions.go      what can be done about them; writer.go makes the edits
//	names.go        where names are defined and used; hover.go what they are
//	convert.go      the only place that knows UTF-16
//
// Each other file is one feature.
//
// # Invariants
//
//   - Changes are applied in the order of the messages. A request sees the state
//     at its own place in that order, whatever comes while it is answered.
//   - A state never changes, so requests need no lock.
//   - Where messages are read nothing waits: neither for a check nor for an answer
//     of the editor.
//   - A panic is logged and answered; the server stays up.
package lsp

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/text"
)

// Options are what a Server needs from outside.
type Options struct {
	// Collect reads the workspace at a folder, or around a file: the folder that paths
	// are relative to, and the files.
	Collect func(ctx context.Context, path string) (root string, files []*text.File, err error)
	// Picture draws a graph of self-calls as SVG; nil if there is nobody who can.
	Picture func(*analyzer.Graph) (string, error)
	Version string
	// Log takes what goes wrong; nil throws it away.
	Log io.Writer
}

// Server is one session with an editor.
type Server struct {
	protocol.UnimplementedServer

	options Options
	conn    jsonrpc2.Conn
	client  protocol.Client
	life    context.Context //nolint:containedctx // of the session, which outlives every request
	logs    sync.Mutex
	exit    chan struct{}
	leave   sync.Once
	workers sync.WaitGroup
	idle    *time.Timer // until nothing has changed for a while

	// encoding and editor are what initialize has settled.
	encoding encoding
	editor   abilities

	mu      sync.Mutex
	ready   bool // initialize was answered
	down    bool // shutdown was asked for
	config  analyzer.Config
	configs map[string]analyzer.Config // of folders that have their own
	folders []*folder
	open    map[uri.URI]*buffer
	shown   []uri.URI // documents made here that the editor has asked for
}

// Serve speaks with an editor until it leaves. It gives the exit code: 0 after an
// orderly shutdown, 1 otherwise.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) int {
	life, end := context.WithCancel(ctx)
	defer end()
	return newServer(life, in, out, o).run(end)
}

func newServer(life context.Context, in io.Reader, out io.Writer, o Options) *Server {
	s := &Server{
		options: o, life: life, exit: make(chan struct{}),
		open: map[uri.URI]*buffer{}, configs: map[string]analyzer.Config{},
		idle: time.AfterFunc(rest, tidy),
	}
	s.conn = jsonrpc2.NewConn(newStream(in, out), jsonrpc2.WithCodec(codec{}))
	s.client = protocol.ClientDispatcher(s.conn)
	return s
}

// run speaks with the editor until it leaves.
func (s *Server) run(end context.CancelFunc) int {
	s.conn.Go(s.life, s.chain(protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler)))
	select {
	case <-s.conn.Done():
	case <-s.exit:
	case <-s.life.Done():
	}
	end()
	s.idle.Stop()
	s.mu.Lock()
	down := s.down
	s.down = true // nothing is told any more
	s.mu.Unlock()
	s.settle()
	if down {
		return 0
	}
	return 1
}

// patience is how long the end of a session waits for what still runs: a worker
// that writes to an editor that reads no more would hold it for ever.
const patience = 2 * time.Second

func (s *Server) settle() {
	done := make(chan struct{})
	go func() {
		s.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}

func (s *Server) log(format string, args ...any) {
	if s.options.Log == nil {
		return
	}
	s.logs.Lock()
	defer s.logs.Unlock()
	fmt.Fprintf(s.options.Log, "hairpin lsp: "+format+"\n", args...)
}

// survive is deferred where a panic would end the server: it is logged.
func (s *Server) survive(what string) {
	if p := recover(); p != nil {
		s.log("%s: %v\n%s", what, p, debug.Stack())
	}
}

func ptr[T any](v T) *T { return &v }

// background does something that waits for the editor.
func (s *Server) background(ctx context.Context, f func(context.Context)) {
	ctx = context.WithoutCancel(ctx)
	s.workers.Go(func() {
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.life, cancel)()
		defer s.survive("background")
		f(inner)
	})
}

// moment is everything as it is now.
func (s *Server) moment() *moment {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &moment{open: maps.Clone(s.open), states: make(map[*folder]*state, len(s.folders))}
	for _, f := range s.folders {
		m.states[f] = f.state
	}
	return m
}

// Initialize agrees with the editor on what both can do.
func (s *Server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	result := &protocol.InitializeResult{ServerInfo: protocol.ServerInfo{Name: "hairpin", Version: protocol.NewOptional(s.options.Version)}}
	c := &result.Capabilities
	if err := s.agreeWith(p, c); err != nil {
		return nil, err
	}
	if raw := []byte(p.InitializationOptions); len(raw) > 0 && string(raw) != "null" {
		s.configure(nil, raw)
	}
	for _, offer := range features {
		offer(c, &s.editor)
	}
	if p.ProcessID != nil {
		s.watchEditor(int(*p.ProcessID))
	}
	return result, nil
}

// agreeWith settles the encoding of positions, what the editor can do, and the
// folders.
func (s *Server) agreeWith(p *protocol.InitializeParams, c *protocol.ServerCapabilities) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready {
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize comes once")
	}
	s.ready = true
	var offered []protocol.PositionEncodingKind
	if g := p.Capabilities.General; g != nil {
		offered = g.PositionEncodings
	}
	s.encoding, c.PositionEncoding = agree(offered)
	s.editor = abilitiesOf(&p.Capabilities)
	if list, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range list {
			s.addFolder(f.URI)
		}
	}
	if root := p.RootURI; len(s.folders) == 0 && root != nil { //nolint:staticcheck // older editors, such as Neovim 0.7, send nothing else
		s.addFolder(*root)
	}
	return nil
}

// Initialized begins the work: it reads the folders and asks for settings, and
// to be told of changes.
func (s *Server) Initialized(ctx context.Context, _ *protocol.InitializedParams) error {
	s.readFolders(ctx)
	s.background(ctx, func(ctx context.Context) {
		if s.editor.configures {
			s.askSettings(ctx)
		}
		if s.editor.registersSettings {
			s.registerSettings(ctx)
		}
		if s.editor.watchesFiles {
			s.watch(ctx)
		}
	})
	return nil
}

func (s *Server) readFolders(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.folders {
		s.load(ctx, f)
		s.schedule(f, f.uri)
	}
}

// Shutdown ends the work; exit follows.
func (s *Server) Shutdown(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = true
	for _, f := range s.folders {
		f.stop()
	}
	return nil
}

// Exit ends the session.
func (s *Server) Exit(context.Context) error {
	s.leave.Do(func() { close(s.exit) })
	return nil
}
