package lsp

import (
	"context"
	"io"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/feature"
	"hairpin.example/hairpin/lsp/view"
)

// Options are what a Server needs from outside. Collect is needed, the others can
// be left out.
type Options struct {
	// Collect reads the workspace at a folder, or around a file: the folder that paths
	// are relative to, and the files.
	Collect func(ctx context.Context, path string) (root string, files []*text.File, err error)
	// Picture draws a graph of self-calls as SVG; nil if there is nobody who can.
	Picture func(*analyzer.Graph) (string, error)
	// Version is what the editor is told of the server.
	Version string
	// Log takes what goes wrong; nil throws it away.
	Log io.Writer
}

// Server is one session with an editor: the requests and notifications of the
// protocol. Each is handed over, to the desk or to a feature.
type Server struct {
	protocol.UnimplementedServer

	options Options
	conn    jsonrpc2.Conn
	peer    *peer
	desk    *desk
	exit    chan struct{}
	leave   sync.Once
}

// Initialize agrees with the editor on what both can do.
func (s *Server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	result := &protocol.InitializeResult{ServerInfo: protocol.ServerInfo{Name: "hairpin", Version: protocol.NewOptional(s.options.Version)}}
	c := &result.Capabilities
	if err := s.agreeWith(p, c); err != nil {
		return nil, err
	}
	if raw := []byte(p.InitializationOptions); len(raw) > 0 && string(raw) != "null" {
		s.desk.configure(nil, raw)
	}
	offerSync(c)
	feature.Offer(c, &s.peer.can)
	if p.ProcessID != nil {
		s.peer.watchEditor(int(*p.ProcessID), s.end)
	}
	return result, nil
}

// agreeWith settles the encoding of positions, what the editor can do, and the
// folders.
func (s *Server) agreeWith(p *protocol.InitializeParams, c *protocol.ServerCapabilities) error {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	if s.desk.ready {
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize must come only once")
	}
	s.desk.ready = true
	var offered []protocol.PositionEncodingKind
	if g := p.Capabilities.General; g != nil {
		offered = g.PositionEncodings
	}
	s.desk.encoding, c.PositionEncoding = view.Agree(offered)
	s.peer.can = view.AbilitiesOf(&p.Capabilities)
	if list, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range list {
			s.desk.addFolder(f.URI)
		}
	}
	if root := p.RootURI; len(s.desk.folders) == 0 && root != nil { //nolint:staticcheck // older editors, such as Neovim 0.7, send nothing else
		s.desk.addFolder(*root)
	}
	return nil
}

// Initialized begins the work: it reads the folders and asks for settings, and
// to be told of changes.
func (s *Server) Initialized(ctx context.Context, _ *protocol.InitializedParams) error {
	s.readFolders(ctx)
	s.peer.background(ctx, func(ctx context.Context) {
		if s.peer.can.Configures {
			s.desk.askSettings(ctx)
		}
		if s.peer.can.RegistersSettings {
			s.desk.registerSettings(ctx)
		}
		if s.peer.can.WatchesFiles {
			s.desk.watch(ctx)
		}
	})
	return nil
}

func (s *Server) readFolders(ctx context.Context) {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	for _, f := range s.desk.folders {
		s.desk.load(ctx, f)
		s.desk.schedule(f, f.uri)
	}
}

// Shutdown ends the work; exit follows.
func (s *Server) Shutdown(context.Context) error {
	s.desk.mu.Lock()
	defer s.desk.mu.Unlock()
	s.desk.down = true
	for _, f := range s.desk.folders {
		f.stop()
	}
	return nil
}

// Exit ends the session.
func (s *Server) Exit(context.Context) error {
	s.end()
	return nil
}

// end ends the session, once.
func (s *Server) end() { s.leave.Do(func() { close(s.exit) }) }

// offerSync: changes come piece by piece, folders come and go.
func offerSync(c *protocol.ServerCapabilities) {
	c.TextDocumentSync = &protocol.TextDocumentSyncOptions{OpenClose: new(true), Change: new(protocol.TextDocumentSyncKindIncremental)}
	c.Workspace = &protocol.WorkspaceOptions{WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
		Supported: new(true), ChangeNotifications: protocol.Boolean(true),
	}}
}
