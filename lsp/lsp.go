// Package lsp is the language server: it tells an editor what is wrong in the
// policies of a workspace while they are typed, and offers the fixes.
//
//	lsp.go          the server: life cycle and capabilities
//	stream.go       messages on a pipe
//	chain.go        the order of messages, cancellation, panics
//	documents.go    open buffers over files on disk
//	workspace.go    folders, their snapshots, and when they are checked
//	diagnostics.go  findings as diagnostics
//	actions.go      fixes as code actions
//	hover.go        what a URL can be
//	hover_dialect.go, completion.go, format.go, linked.go
//	                what helps to write: words explained, completion, layout, tags
//	convert.go      the only place that knows UTF-16
package lsp

import (
	"context"
	"fmt"
	"io"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer/text"
)

// Options are what a Server needs from outside.
type Options struct {
	// Collect reads the workspace at a folder, or around a file: the folder that paths
	// are relative to, and the files.
	Collect func(ctx context.Context, path string) (root string, files []*text.File, err error)
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

	mu        sync.Mutex
	ready     bool // initialize was answered
	down      bool // shutdown was asked for
	exit      chan struct{}
	snippets  bool // the editor knows places to fill in
	utf8      bool // positions count bytes, not UTF-16 units
	watches   bool // the editor tells of changed files if asked to
	folders   []*folder
	open      map[uri.URI]*document
	published map[uri.URI]string // what was published last
	checks    sync.WaitGroup
}

// Serve speaks with an editor until it leaves. It gives the exit code: 0 after an
// orderly shutdown, 1 otherwise.
func Serve(ctx context.Context, in io.Reader, out io.Writer, o Options) int {
	s := &Server{options: o, exit: make(chan struct{}), open: map[uri.URI]*document{}, published: map[uri.URI]string{}}
	s.conn = jsonrpc2.NewConn(newStream(in, out), jsonrpc2.WithCodec(codec{}))
	s.client = protocol.ClientDispatcher(s.conn)
	s.conn.Go(ctx, s.chain(protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler)))
	select {
	case <-s.conn.Done():
	case <-s.exit:
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return 0
	}
	return 1
}

func (s *Server) log(format string, args ...any) {
	if s.options.Log != nil {
		fmt.Fprintf(s.options.Log, "hairpin lsp: "+format+"\n", args...)
	}
}

func ptr[T any](v T) *T { return &v }

// Initialize agrees with the editor on what both can do.
func (s *Server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready, s.snippets = true, takesSnippets(&p.Capabilities)
	encoding := protocol.PositionEncodingKind("utf-16")
	if g := p.Capabilities.General; g != nil {
		for _, e := range g.PositionEncodings {
			if e == "utf-8" {
				s.utf8, encoding = true, "utf-8"
			}
		}
	}
	if w := p.Capabilities.Workspace; w != nil && w.DidChangeWatchedFiles != nil {
		d := w.DidChangeWatchedFiles.DynamicRegistration
		s.watches = d != nil && *d
	}
	if list, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range list {
			s.addFolder(f.URI)
		}
	}
	if root := p.RootURI; len(s.folders) == 0 && root != nil { //nolint:staticcheck // older editors, such as Neovim 0.7, send nothing else
		s.addFolder(*root)
	}
	can := protocol.ServerCapabilities{
		PositionEncoding: encoding,
		TextDocumentSync: &protocol.TextDocumentSyncOptions{OpenClose: ptr(true), Change: ptr(protocol.TextDocumentSyncKindIncremental)},
		HoverProvider:    protocol.Boolean(true),
		CodeActionProvider: &protocol.CodeActionOptions{
			CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, fixAllKind},
		},
	}
	for _, offer := range []func(*protocol.ServerCapabilities){offerCompletion, offerFormatting, offerLinked} {
		offer(&can)
	}
	return &protocol.InitializeResult{
		Capabilities: can,
		ServerInfo:   protocol.ServerInfo{Name: "hairpin", Version: protocol.NewOptional(s.options.Version)},
	}, nil
}

// Initialized begins the work: it reads the folders and asks to be told of
// changes on disk.
func (s *Server) Initialized(ctx context.Context, _ *protocol.InitializedParams) error {
	s.mu.Lock()
	folders, watches := s.folders, s.watches
	for _, f := range folders {
		s.schedule(ctx, f)
	}
	s.mu.Unlock()
	if watches {
		go s.watch(context.WithoutCancel(ctx)) // a request to the editor must not wait here
	}
	return nil
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
	close(s.exit)
	return nil
}
