package lsp

import (
	"context"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/lsp/feature"
)

// commands is the table of the commands; raw is the first argument. Each gives a
// text, so that an editor that knows nothing of the scheme hairpin: can show it
// too; one that does is told to show it.
var commands = map[string]func(s *Server, ctx context.Context, raw protocol.LSPAny) (string, error){
	feature.ExplainCommand:   (*Server).explain,
	feature.EffectiveCommand: (*Server).effective,
	feature.ContentCommand:   (*Server).content,
	feature.GraphCommand:     (*Server).picture,
	feature.FixFolderCommand: (*Server).fixFolder,
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

// explain shows the page of the rule that the argument names.
func (s *Server) explain(ctx context.Context, raw protocol.LSPAny) (string, error) {
	out, u, err := feature.Explain(raw)
	if err == nil {
		s.peer.show(ctx, u)
	}
	return out, err
}

// effective shows the effective policy that the argument names.
func (s *Server) effective(ctx context.Context, raw protocol.LSPAny) (string, error) {
	out, u, err := feature.EffectivePolicy(ctx, momentOf(ctx), raw)
	if err == nil {
		s.peer.show(ctx, u)
	}
	return out, err
}

// content is the text of a document in the scheme hairpin: by its address.
func (s *Server) content(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var address string
	if err := json.Unmarshal(raw, &address); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	return feature.Content(ctx, momentOf(ctx), address)
}

// picture is the graph of self-calls as SVG: of the folder whose path is the
// argument, or of the first one.
func (s *Server) picture(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var dir string
	if err := json.Unmarshal(raw, &dir); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	if s.options.Picture == nil {
		return "", jsonrpc2.NewError(jsonrpc2.InternalError, "this server does not draw pictures")
	}
	for _, folder := range momentOf(ctx).Folders() {
		if dir != "" && dir != folder.Dir() {
			continue
		}
		g, err := folder.Graph(ctx)
		if err != nil {
			return "", err
		}
		return s.options.Picture(g)
	}
	return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "that folder is not open")
}

// fixFolder has the editor apply every safe fix of a folder, or without an argument
// of all of them. The text says how much is in it.
func (s *Server) fixFolder(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var dir string
	if err := json.Unmarshal(raw, &dir); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	edit, words, err := feature.FixFolder(ctx, momentOf(ctx), dir)
	if edit == nil {
		return words, err
	}
	s.peer.background(ctx, func(ctx context.Context) {
		params := &protocol.ApplyWorkspaceEditParams{Label: new("Fix all self-chained calls"), Edit: *edit}
		if _, err := s.peer.client.ApplyEdit(ctx, params); err != nil {
			s.peer.log("%v", err)
		}
	})
	return words, nil
}
