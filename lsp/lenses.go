package lsp

import (
	"context"
	"encoding/json"
	"strconv"

	"go.lsp.dev/protocol"

	"hairpin/analyzer/estate"
)

func offerLenses(c *protocol.ServerCapabilities, _ *abilities) {
	c.CodeLensProvider = &protocol.CodeLensOptions{}
}

// CodeLens stands above the policy of an operation or an API: who calls it
// through the gateway, and what it is together with the scopes around it.
func (s *Server) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	v := momentOf(ctx).view(p.TextDocument.URI)
	if v == nil {
		return nil, nil
	}
	index, err := v.names(ctx)
	if err != nil {
		return nil, err
	}
	_, scope := index.Scope(v.file.Path)
	switch scope.Kind {
	case estate.APIScope, estate.OperationScope:
		return v.policyLenses(ctx, scope)
	}
	return nil, nil
}

func (v *view) policyLenses(ctx context.Context, scope estate.Place) ([]protocol.CodeLens, error) {
	at := v.rang(v.start(v.file.Path).Span)
	var out []protocol.CodeLens
	q, _ := v.queryOf(scope)
	arg, err := json.Marshal(string(q.uri()))
	if err != nil {
		return nil, err
	}
	out = append(out, protocol.CodeLens{Range: at, Command: protocol.Command{
		Title: "effective policy", Command: effectiveCommand, Arguments: []protocol.LSPAny{arg},
	}})
	g, err := v.calls(ctx)
	if err != nil {
		return nil, err
	}
	callers := map[string]bool{}
	for _, e := range g.CallersOf(scope.API, scope.Operation) {
		callers[e.From.String()] = true
	}
	if n := len(callers); n > 0 {
		arg, err := json.Marshal(v.dir)
		if err != nil {
			return nil, err
		}
		title := "called by " + strconv.Itoa(n) + " operation"
		if n > 1 {
			title += "s"
		}
		out = append(out, protocol.CodeLens{Range: at, Command: protocol.Command{
			Title: title + " through the gateway", Command: graphCommand, Arguments: []protocol.LSPAny{arg},
		}})
	}
	return out, nil
}
