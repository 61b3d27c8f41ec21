package feature

import (
	"context"
	"encoding/json"
	"strconv"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/lsp/view"
)

func offerLenses(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.CodeLensProvider = &protocol.CodeLensOptions{}
}

// CodeLens stands above the policy of an operation or an API: who calls it
// through the gateway, and what it is together with the scopes around it.
func CodeLens(ctx context.Context, v *view.View, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	index, err := v.Index(ctx)
	if err != nil {
		return nil, err
	}
	_, scope := index.Scope(v.File.Path)
	switch scope.Kind {
	case estate.APIScope, estate.OperationScope:
		return policyLenses(ctx, v, scope)
	}
	return nil, nil
}

func policyLenses(ctx context.Context, v *view.View, scope estate.Place) ([]protocol.CodeLens, error) {
	at := v.Range(v.Start(v.File.Path).Span)
	var out []protocol.CodeLens
	q, _ := queryOf(v.Folder, scope)
	arg, err := json.Marshal(string(q.uri()))
	if err != nil {
		return nil, err
	}
	out = append(out, protocol.CodeLens{Range: at, Command: protocol.Command{
		Title: "effective policy", Command: EffectiveCommand, Arguments: []protocol.LSPAny{arg},
	}})
	g, err := v.Graph(ctx)
	if err != nil {
		return nil, err
	}
	callers := map[string]bool{}
	for _, e := range g.CallersOf(scope.API, scope.Operation) {
		callers[e.From.String()] = true
	}
	if n := len(callers); n > 0 {
		arg, err := json.Marshal(v.Dir())
		if err != nil {
			return nil, err
		}
		title := "called by " + strconv.Itoa(n) + " operation"
		if n > 1 {
			title += "s"
		}
		out = append(out, protocol.CodeLens{Range: at, Command: protocol.Command{
			Title: title + " through the gateway", Command: GraphCommand, Arguments: []protocol.LSPAny{arg},
		}})
	}
	return out, nil
}
