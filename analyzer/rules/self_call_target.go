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
files.

## Why it is bad

The gateway returns 404 for a path that it does not know. Often the called API was renamed, or has a new version.

There is no fix, because the right path is not known.

## What to use instead

Use the path of an API that exists.

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
		if c.Unused {
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
