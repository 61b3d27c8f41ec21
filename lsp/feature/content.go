package feature

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/view"
)

// offerContent tells of the documents that the server makes.
func offerContent(c *protocol.ServerCapabilities, _ *view.Abilities) {
	if c.Workspace == nil {
		c.Workspace = &protocol.WorkspaceOptions{}
	}
	c.Workspace.TextDocumentContent = &protocol.TextDocumentContentOptions{Schemes: []string{Scheme}}
}

// Content is the text of a document that the server makes, by its address. Its
// errors are for the editor: what is no address of this server, or names nothing.
func Content(ctx context.Context, m *view.Moment, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != Scheme {
		return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "that is not an address of this server")
	}
	if id, ok := strings.CutPrefix(u.Path, rulePath); ok {
		return page(strings.TrimSuffix(id, ".md"))
	}
	if u.Path == instancePath {
		return instances(ctx, m)
	}
	raw, err := url.QueryUnescape(u.RawQuery)
	if err != nil {
		raw = u.RawQuery
	}
	values := u.Query()
	if values.Get("api") == "" { // the canonical form of addresses escapes "=" and "&"
		if values, err = url.ParseQuery(raw); err != nil {
			return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "the address cannot be read")
		}
	}
	return effective(ctx, m, effectiveQuery{
		Folder: values.Get("folder"), Workspace: values.Get("workspace"), API: values.Get("api"), Operation: values.Get("operation"), Product: values.Get("product"),
	})
}

// effective is the text of an effective policy.
func effective(ctx context.Context, m *view.Moment, q effectiveQuery) (string, error) {
	err := error(jsonrpc2.NewError(jsonrpc2.InvalidParams, "no folder is open"))
	for _, folder := range m.Folders() {
		if q.Folder != "" && q.Folder != folder.Dir() {
			continue
		}
		e, problem := folder.Snapshot().Effective(ctx, folder.Single(), analyzer.Query{Workspace: q.Workspace, API: q.API, Operation: q.Operation, Product: q.Product})
		if problem == nil {
			return e.Text(folder.Snapshot().File), nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		err = jsonrpc2.NewError(jsonrpc2.InvalidParams, problem.Error())
	}
	return "", err
}

// Explain is the page of the rule that the argument of a command names, with its
// address. The error says that there is no such rule.
func Explain(raw protocol.LSPAny) (string, uri.URI, error) {
	var id string
	if err := json.Unmarshal(raw, &id); err != nil {
		return "", "", jsonrpc2.ErrInvalidParams
	}
	out, err := page(id)
	return out, pageURI(id), err
}

// page is the page of a rule in Markdown.
func page(id string) (string, error) {
	for _, r := range analyzer.Rules() {
		if strings.EqualFold(r.ID, id) {
			return r.Heading() + "\n\n" + analyzer.RulePage(&r.Rule), nil
		}
	}
	return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "there is no rule "+id)
}

// EffectivePolicy is the effective policy that the argument of a command names,
// with its address: by an address of one, by the address of a policy, or by a
// query. The error says why there is none.
func EffectivePolicy(ctx context.Context, m *view.Moment, raw protocol.LSPAny) (string, uri.URI, error) {
	var q effectiveQuery
	var address string
	if json.Unmarshal(raw, &address) == nil {
		if strings.HasPrefix(address, Scheme+":") {
			out, err := Content(ctx, m, address)
			return out, uri.URI(address), err
		}
		var err error
		if q, err = queryAt(ctx, m, address); err != nil {
			return "", "", err
		}
	} else if err := json.Unmarshal(raw, &q); err != nil {
		return "", "", jsonrpc2.ErrInvalidParams
	}
	out, err := effective(ctx, m, q)
	return out, q.uri(), err
}

// queryAt is the query for the effective policy that a document takes part in.
func queryAt(ctx context.Context, m *view.Moment, address string) (effectiveQuery, error) {
	v := m.View(uri.URI(address))
	if u, err := uri.Parse(address); v == nil && err == nil {
		v = m.View(u)
	}
	if v == nil {
		return effectiveQuery{}, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the document is not in an open folder")
	}
	index, err := v.Index(ctx)
	if err != nil {
		return effectiveQuery{}, err
	}
	_, scope := index.Scope(v.File.Path)
	q, ok := queryOf(v.Folder, scope)
	if !ok {
		return effectiveQuery{}, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the document is not the policy of an API or operation")
	}
	return q, nil
}
