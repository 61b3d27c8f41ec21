package rules

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/graph"
)

var selfCallUnknownTarget = Rule{
	Rule: finding.Rule{
		ID: "HP302", Name: "self-call-unknown-target", Severity: finding.Info,
		Summary: "the path of a self-call matches no API or operation",
		Doc: `## What it does

Looks up where calls to this gateway, through loopback or its own hostname, land: the API by its path and version, and
the operation by method and URL template. It reports a call whose path is known and matches none of those among the
files. It also reports a ` + "`set-backend-service`" + ` that names the gateway alone, as ` + "`https://127.0.0.1`" + `, for an API whose
service URL has a base path: the address replaces the whole service URL, and the base path is lost. That is a warning.

## Why it is bad

The gateway returns 404 for a path that it does not know. Often the called API was renamed, or has a new version.

There is no fix, because the right path is not known.

## What to use instead

Use the path of an API that exists. In a policy for all APIs, put the base path of each after the address:
` + "`@(context.Api.ServiceUrl.Scheme + \"://127.0.0.1\" + context.Api.ServiceUrl.Path)`" + `.

## When not to worry

When the API is deployed from other files.
`,
	},
	Check: checkSelfCallTarget,
}

// healthPaths are paths of the gateway that belong to no API.
// https://learn.microsoft.com/azure/api-management/front-door-api-management#update-default-origin-group
var healthPaths = []string{"/status-0123456789abcdef", "/internal-status-0123456789abcdef"}

func checkSelfCallTarget(p *Pass) {
	if len(p.Estate().Service.APIs) == 0 {
		return
	}
	for c := range p.Calls() {
		if c.Unused || p.lostBase(c) {
			continue
		}
		why := ""
		r := call.ReachOf(c.Ways, func(j *call.Way) bool {
			w := p.nowhere(c, j)
			if w != "" && why == "" {
				why = w
			}
			return w != ""
		})
		if !r.Certain { // one of several paths may still be right
			continue
		}
		j := r.Hits[0]
		p.Report(finding.Finding{
			Severity: finding.Info,
			At:       j.Place(c),
			Message:  c.Sink.What + " calls this gateway, but " + why + "; the gateway returns 404",
			Related:  p.notes(c, r.Hits),
			NoFix:    "the right path is not known",
		}, c.Element, j.URL.String())
	}
}

// lostBase reports a call that loses the base path of the service URL that it replaces. An
// address replaces the whole of the URL, and the path of the operation follows it:
// https://learn.microsoft.com/azure/api-management/set-backend-service-policy#example
func (p *Pass) lostBase(c *call.Call) bool {
	if c.Element == nil {
		return false
	}
	r := call.ReachOf(c.Ways, func(j *call.Way) bool {
		path, whole := graph.KnownPath(j)
		bare := whole && strings.Trim(path, "/") == "" && (j.Name.Known || j.Name.Prefix == "")
		if !bare || j.Whole || j.Rewrite != nil || !j.AtAPI(&p.Estate().Gateway) || j.BasePath(p.Estate()) == "" {
			return false
		}
		empty, _ := graph.Route(p.Estate(), j.Scope.Workspace, "/", true)
		return empty == nil // no API has an empty path
	})
	if !r.Certain {
		return false
	}
	f := finding.Finding{
		Severity: finding.Warning,
		At:       r.Hits[0].Place(c),
		Related:  p.notes(c, r.Hits),
		NoFix:    "the base path is another one for each API; put context.Api.ServiceUrl.Path after the address",
	}
	lost, seen := "", map[*estate.API]bool{}
	for i := range r.Hits {
		api := r.Hits[i].Scope.API
		if seen[api] {
			continue
		}
		if seen[api] = true; lost == "" {
			lost = r.Hits[i].BasePath(p.Estate())
			f.Message = c.Sink.What + " calls this gateway without \"" + lost + "\", the base path of the service URL of \"" + api.ID + "\", which it replaces; the gateway returns 404"
		}
		if len(f.Related) < maxNotes {
			f.Related = append(f.Related, finding.Note{Message: "the service URL of \"" + api.ID + "\" is here", At: api.ServiceURL().At()})
		}
	}
	p.Report(f, c.Element, lost)
	return true
}

// nowhere says why a self-call lands nowhere; "" if it lands somewhere, or if
// that cannot be determined.
func (p *Pass) nowhere(c *call.Call, j *call.Way) string {
	if !j.AtAPI(&p.Estate().Gateway) {
		return ""
	}
	path, whole := graph.KnownPath(j)
	for _, h := range healthPaths {
		if strings.EqualFold(strings.TrimRight(path, "/"), h) {
			return ""
		}
	}
	served := graph.Served(p.Estate(), j.Scope.Workspace)
	if !j.Whole {
		whole = false // the path of the operation follows
		path = strings.TrimRight(path, "/") + "/"
	}
	extends := func(w *estate.Workspace) bool { return w.Extends(path) }
	if !whole && (slices.ContainsFunc(served, extends) || !strings.Contains(strings.Trim(path, "/"), "/") && !strings.HasSuffix(path, "/")) {
		return ""
	}
	api, rest := graph.Route(p.Estate(), j.Scope.Workspace, path, whole)
	if api != nil {
		if api = graph.Version(p.Estate(), c, j, api); api == nil {
			return ""
		}
	}
	switch {
	case api == nil && p.inWorkspace(path, whole):
		return "" // reached under the service's hostname unless the workspace has a gateway of its own
	case api == nil && p.Estate().Gateway.Of(j.Scope.Workspace.String()).IsApart():
		return "no API of a workspace has the path \"" + path + "\", and the workspace has a gateway of its own"
	case api == nil:
		return "no API among the files has the path \"" + path + "\""
	case whole && api.OperationsKnown && len(api.Operations) > 0 && j.Whole && graph.MethodOf(c, j, graph.Node{}) != "" &&
		!api.Serves(graph.MethodOf(c, j, graph.Node{}), rest):
		return "no operation of the API \"" + api.ID + "\" is " + graph.MethodOf(c, j, graph.Node{}) + " " + rest
	}
	return ""
}

// inWorkspace reports whether an API of a workspace has a path, or may have it if
// more follows.
func (p *Pass) inWorkspace(path string, whole bool) bool {
	return slices.ContainsFunc(p.Estate().Workspaces, func(w *estate.Workspace) bool {
		return w.Route(path) != nil || !whole && w.Extends(path)
	})
}
