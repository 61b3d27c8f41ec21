package lsp

import (
	"context"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The commands that the server carries out. Each gives a text, so that an editor
// that knows nothing of the scheme hairpin: can show it too; one that does is told
// to show it.
const (
	explainCommand   = "hairpin.explain"
	effectiveCommand = "hairpin.effectivePolicy"
	graphCommand     = "hairpin.graph"
	contentCommand   = "hairpin.content"
	fixFolderCommand = "hairpin.fixFolder"
)

// commands is the table of them; raw is the first argument.
var commands = map[string]func(s *Server, ctx context.Context, raw protocol.LSPAny) (string, error){
	explainCommand:   (*Server).explain,
	effectiveCommand: (*Server).effectiveOf,
	contentCommand:   (*Server).contentOf,
	graphCommand:     (*Server).picture,
	fixFolderCommand: (*Server).fixFolder,
}

func offerCommands(c *protocol.ServerCapabilities, _ *abilities) {
	c.ExecuteCommandProvider = protocol.ExecuteCommandOptions{Commands: []string{explainCommand, effectiveCommand, graphCommand, contentCommand, fixFolderCommand}}
}

// ExecuteCommand carries a command out; its result is a text.
func (s *Server) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	command := commands[p.Command]
	if command == nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "there is no command "+p.Command)
	}
	raw := protocol.LSPAny("null")
	if len(p.Arguments) > 0 {
		raw = p.Arguments[0]
	}
	out, err := command(s, ctx, raw)
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

// explain is the page of the rule that the argument names.
func (s *Server) explain(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var id string
	if err := json.Unmarshal(raw, &id); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	out, err := page(id)
	if err == nil {
		s.show(ctx, pageURI(id))
	}
	return out, err
}

// show tells an editor to show a document that the server makes.
func (s *Server) show(ctx context.Context, u uri.URI) {
	if !s.editor.shows || !s.editor.asksContent {
		return
	}
	s.background(ctx, func(ctx context.Context) {
		if _, err := s.client.ShowDocument(ctx, &protocol.ShowDocumentParams{URI: u, TakeFocus: ptr(true)}); err != nil {
			s.log("%v", err)
		}
	})
}

// contentOf is the text of a document in the scheme hairpin: by its address.
func (s *Server) contentOf(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var address string
	if err := json.Unmarshal(raw, &address); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	return s.content(ctx, address)
}

// picture is the graph of self-calls as SVG: of the folder whose path is the
// argument, or of the first one.
func (s *Server) picture(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var dir string
	if err := json.Unmarshal(raw, &dir); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	if s.options.Picture == nil {
		return "", jsonrpc2.NewError(jsonrpc2.InternalError, "this server draws no pictures")
	}
	for _, st := range momentOf(ctx).sorted() {
		if dir != "" && dir != st.dir {
			continue
		}
		g, err := st.calls(ctx)
		if err != nil {
			return "", err
		}
		return s.options.Picture(g)
	}
	return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "no such folder is open")
}
