package lsp

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/estate"
)

// Documents that the server makes, in the scheme hairpin:
//
//	hairpin:/effective.policy.xml?{folder, api, operation, ...}   an effective policy
//	hairpin:/rules/HP102.md                                       the page of a rule
//	hairpin:/instance.json                                        what is known of the instances
const (
	effectivePath = "/effective.policy.xml"
	rulePath      = "/rules/"
	instancePath  = "/instance.json"
)

// offerContent tells of the documents that the server makes.
func offerContent(c *protocol.ServerCapabilities, _ *abilities) {
	if c.Workspace == nil {
		c.Workspace = &protocol.WorkspaceOptions{}
	}
	c.Workspace.TextDocumentContent = &protocol.TextDocumentContentOptions{Schemes: []string{effectiveScheme}}
}

// effectiveQuery names an effective policy of a folder.
type effectiveQuery struct {
	Folder    string `json:"folder,omitzero"` // its path; "" for the first one that has the API
	Workspace string `json:"workspace,omitzero"`
	API       string `json:"api"`
	Operation string `json:"operation,omitzero"`
	Product   string `json:"product,omitzero"`
}

// queryOf is the query for a scope: the effective policy of an operation, of an
// API's operations without a policy of their own.
func (st *state) queryOf(s estate.Place) (effectiveQuery, bool) {
	if s.API == nil {
		return effectiveQuery{}, false
	}
	q := effectiveQuery{Folder: st.dir, API: s.API.ID}
	if s.Workspace != nil {
		q.Workspace = s.Workspace.ID
	}
	if s.Operation != nil {
		q.Operation = s.Operation.ID
	}
	return q, true
}

// uri is the address of the effective policy.
func (q effectiveQuery) uri() uri.URI {
	values := url.Values{}
	for k, v := range map[string]string{"folder": q.Folder, "workspace": q.Workspace, "api": q.API, "operation": q.Operation, "product": q.Product} {
		if v != "" {
			values.Set(k, v)
		}
	}
	return uri.URI(effectiveScheme + ":" + effectivePath + "?" + strings.ReplaceAll(values.Encode(), "+", "%20"))
}

// pageURI is the address of the page of a rule.
func pageURI(rule string) uri.URI { return uri.URI(effectiveScheme + ":" + rulePath + rule + ".md") }

// TextDocumentContent is the text of a document that the server makes.
func (s *Server) TextDocumentContent(ctx context.Context, p *protocol.TextDocumentContentParams) (*protocol.TextDocumentContentResult, error) {
	content, err := s.content(ctx, string(p.URI))
	if err != nil {
		return nil, err
	}
	s.remember(p.URI)
	return &protocol.TextDocumentContentResult{Text: content}, nil
}

// maxRemembered bounds the documents of which the editor is told that they have
// changed; the others it asks for again when they are opened again.
const maxRemembered = 64

// remember keeps the address of a document that the editor shows.
func (s *Server) remember(u uri.URI) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u = uri.URI(strings.Clone(string(u)))
	if strings.Contains(string(u), rulePath) || slices.Contains(s.shown, u) {
		return
	}
	s.shown = append(s.shown, u)
	if len(s.shown) > maxRemembered {
		s.shown = slices.Clone(s.shown[1:])
	}
}

// refreshContent tells the editor to ask again for the effective policies that it
// has.
func (s *Server) refreshContent(ctx context.Context) {
	s.mu.Lock()
	shown := slices.Clone(s.shown)
	s.mu.Unlock()
	for _, u := range shown {
		if err := s.client.TextDocumentContentRefresh(ctx, &protocol.TextDocumentContentRefreshParams{URI: u}); err != nil {
			if ctx.Err() == nil {
				s.log("%v", err)
			}
			return
		}
	}
}

func (s *Server) content(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != effectiveScheme {
		return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "that is no address of this server")
	}
	if id, ok := strings.CutPrefix(u.Path, rulePath); ok {
		return page(strings.TrimSuffix(id, ".md"))
	}
	if u.Path == instancePath {
		return s.instances(ctx)
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
	return s.effective(ctx, effectiveQuery{
		Folder: values.Get("folder"), Workspace: values.Get("workspace"), API: values.Get("api"), Operation: values.Get("operation"), Product: values.Get("product"),
	})
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

// effective is the text of an effective policy.
func (s *Server) effective(ctx context.Context, q effectiveQuery) (string, error) {
	err := error(jsonrpc2.NewError(jsonrpc2.InvalidParams, "no folder is open"))
	for _, st := range momentOf(ctx).sorted() {
		if q.Folder != "" && q.Folder != st.dir {
			continue
		}
		e, problem := st.snapshot().Effective(ctx, st.single(), analyzer.Query{Workspace: q.Workspace, API: q.API, Operation: q.Operation, Product: q.Product})
		if problem == nil {
			return e.Text(st.snapshot().File), nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		err = jsonrpc2.NewError(jsonrpc2.InvalidParams, problem.Error())
	}
	return "", err
}

// effectiveOf reads the argument of the command for effective policies: an
// address of one, the address of a policy, or a query.
func (s *Server) effectiveOf(ctx context.Context, raw protocol.LSPAny) (string, error) {
	var address string
	if json.Unmarshal(raw, &address) == nil {
		if strings.HasPrefix(address, effectiveScheme+":") {
			out, err := s.content(ctx, address)
			if err == nil {
				s.show(ctx, uri.URI(address))
			}
			return out, err
		}
		v := momentOf(ctx).view(uri.URI(address))
		if u, err := uri.Parse(address); v == nil && err == nil {
			v = momentOf(ctx).view(u)
		}
		if v == nil {
			return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "the document is in no folder")
		}
		index, err := v.names(ctx)
		if err != nil {
			return "", err
		}
		_, scope := index.Scope(v.file.Path)
		q, ok := v.queryOf(scope)
		if !ok {
			return "", jsonrpc2.NewError(jsonrpc2.InvalidParams, "the document is the policy of no API or operation")
		}
		return s.showEffective(ctx, q)
	}
	var q effectiveQuery
	if err := json.Unmarshal(raw, &q); err != nil {
		return "", jsonrpc2.ErrInvalidParams
	}
	return s.showEffective(ctx, q)
}

func (s *Server) showEffective(ctx context.Context, q effectiveQuery) (string, error) {
	out, err := s.effective(ctx, q)
	if err == nil {
		s.show(ctx, q.uri())
	}
	return out, err
}
