package feature

import (
	"net/url"
	"strings"

	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/lsp/view"
)

// Scheme is that of the addresses of documents that the server makes:
//
//	hairpin:/effective.policy.xml?{folder, api, operation, ...}   an effective policy
//	hairpin:/rules/HP102.md                                       the page of a rule
//	hairpin:/instance.json                                        what is known of the instances
const Scheme = "hairpin"

const (
	effectivePath = "/effective.policy.xml"
	rulePath      = "/rules/"
	instancePath  = "/instance.json"
)

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
func queryOf(folder *view.Folder, s estate.Place) (effectiveQuery, bool) {
	if s.API == nil {
		return effectiveQuery{}, false
	}
	q := effectiveQuery{Folder: folder.Dir(), API: s.API.ID}
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
	return uri.URI(Scheme + ":" + effectivePath + "?" + strings.ReplaceAll(values.Encode(), "+", "%20"))
}

// pageURI is the address of the page of a rule.
func pageURI(rule string) uri.URI { return uri.URI(Scheme + ":" + rulePath + rule + ".md") }

// IsPage reports whether an address is that of the page of a rule, which never
// changes.
func IsPage(u uri.URI) bool { return strings.Contains(string(u), rulePath) }
