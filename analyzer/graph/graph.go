package graph

import (
	"cmp"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
)

// Node is an operation of an API in the graph of self-calls. Operation is nil
// for all operations of which nothing is known.
type Node struct {
	API       *estate.API
	Operation *estate.Operation
}

// String names the node: orders/getOrder, or orders.
func (n Node) String() string { return compose.Scope{API: n.API, Operation: n.Operation}.String() }

// Edge is a call that an operation makes of an operation of the same gateway.
type Edge struct {
	From, To Node
	Call     *call.Call
	// Certain is true if From makes the call whenever it runs, and To is known to be
	// where it lands.
	Certain bool
	Way     *call.Way
}

// EdgesOf lists the self-calls among calls.
func EdgesOf(e *estate.Estate, calls []*call.Call) []Edge {
	var out []Edge
	for _, c := range calls {
		if c.Unused {
			continue
		}
		for i := range c.Ways {
			j := &c.Ways[i]
			if !j.AtAPI(&e.Gateway) || j.Scope.API == nil {
				continue
			}
			for _, from := range sources(j.Scope) {
				to, exact := landing(e, c, j, from)
				if to.API == nil {
					continue
				}
				out = append(out, Edge{
					From: from, To: to, Call: c, Way: j,
					Certain: exact && !j.Conditional && !j.OneOf && alwaysSelf(e, c, j.Scope),
				})
			}
		}
	}
	return out
}

// SortEdges sorts edges by their ends and place, and drops doubles.
func SortEdges(list []Edge) []Edge {
	slices.SortStableFunc(list, func(a, b Edge) int {
		return cmp.Or(strings.Compare(a.From.String(), b.From.String()), strings.Compare(a.To.String(), b.To.String()), a.Call.At.Compare(b.Call.At))
	})
	return slices.CompactFunc(list, func(a, b Edge) bool {
		return a.From == b.From && a.To == b.To && a.Call == b.Call && a.Certain == b.Certain
	})
}

// alwaysSelf reports whether every way of a call in a scope leads to the APIs of this
// gateway.
func alwaysSelf(e *estate.Estate, c *call.Call, s compose.Scope) bool {
	for i := range c.Ways {
		j := &c.Ways[i]
		if j.Scope == s && !j.Dead && !j.AtAPI(&e.Gateway) {
			return false
		}
	}
	return true
}

// sources are the operations that a scope stands for.
func sources(s compose.Scope) []Node {
	if s.Operation != nil || !s.API.OperationsKnown {
		return []Node{{s.API, s.Operation}}
	}
	var out []Node
	for _, op := range s.API.Operations {
		if op.Policy == "" {
			out = append(out, Node{s.API, op})
		}
	}
	return out
}

// landing is the operation that a self-call lands on; exact is false if only its
// API is known.
func landing(e *estate.Estate, c *call.Call, j *call.Way, from Node) (to Node, exact bool) {
	path, whole := pathOf(j, from)
	api, rest := Route(e, j.Scope.Workspace, path, whole)
	if api == nil {
		return Node{}, false
	}
	v := Version(e, c, j, api)
	switch {
	case v != nil:
		api = v
	case c.Sink.Host == call.PipelineHost && slices.Contains(versions(e, api), from.API):
		// A forwarded request keeps the version of its caller, unless a policy changes it.
		return Node{API: from.API, Operation: from.API.Match(MethodOf(c, j, from), rest)}, false
	default:
		return Node{API: api}, false
	}
	if !api.OperationsKnown || len(api.Operations) == 0 {
		return Node{API: api}, len(api.Operations) == 0
	}
	if !whole {
		return Node{API: api}, false
	}
	op := api.Match(MethodOf(c, j, from), rest)
	return Node{api, op}, op != nil
}

// LandingAPI is the API that a loopback call lands on, nil if it is not known.
func LandingAPI(e *estate.Estate, c *call.Call, j *call.Way) *estate.API {
	path, whole := KnownPath(j)
	api, _ := Route(e, j.Scope.Workspace, path, whole)
	if api == nil {
		return nil
	}
	return Version(e, c, j, api)
}

// Route finds the API that a policy of a workspace reaches under a path, among those that
// its gateway serves; whole is false if more follows that is not known. Then the API has
// to be the only one that can be meant.
func Route(e *estate.Estate, from *estate.Workspace, path string, whole bool) (api *estate.API, rest string) {
	for _, w := range Served(e, from) {
		if api, rest = routeIn(w, path, whole); api != nil {
			break
		}
	}
	return api, rest
}

// Served are the name spaces whose APIs are on the gateway that runs the policies of a
// workspace, the nearest first.
func Served(e *estate.Estate, from *estate.Workspace) []*estate.Workspace {
	switch {
	case from.String() == "":
		return []*estate.Workspace{&e.Service}
	case e.Gateway.Of(from.ID).IsApart():
		return []*estate.Workspace{from}
	}
	return []*estate.Workspace{from, &e.Service}
}

func routeIn(w *estate.Workspace, path string, whole bool) (api *estate.API, rest string) {
	if !whole {
		cut := strings.LastIndexByte(path, '/')
		if cut < 0 || w.Extends(path) {
			return nil, ""
		}
		path = path[:cut+1]
	}
	if api = w.Route(path); api == nil {
		return nil, ""
	}
	return api, api.Below(path)
}

// KnownPath is the path of a URL as it is sent, as far as it is known, without
// query.
func KnownPath(j *call.Way) (path string, whole bool) {
	path = call.PathText(j)
	lit, whole := j.Address.Path().Literal()
	if whole {
		path = lit
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path, whole = path[:i], true
	}
	return sentPath(path, whole), whole
}

// pathOf is the path that a call asks for. A forwarded request appends the path
// of the operation, or what rewrite-uri makes of it, to that of its base.
// https://learn.microsoft.com/azure/api-management/set-backend-service-policy
func pathOf(j *call.Way, from Node) (path string, whole bool) {
	path, whole = KnownPath(j)
	if j.Whole || !whole {
		return path, whole
	}
	path = strings.TrimRight(path, "/") + "/"
	switch {
	case j.Rewrite != nil:
		t, ok := j.Rewrite.Template.Only()
		if !ok {
			return path, false
		}
		t, _, _ = strings.Cut(t, "?")
		return path + strings.TrimLeft(t, "/"), true
	case from.Operation == nil || from.Operation.URLTemplate == "":
		return path, false
	}
	return path + strings.TrimLeft(from.Operation.URLTemplate, "/"), true
}

// MethodOf is the method of a call, "" if it is not known.
func MethodOf(c *call.Call, j *call.Way, from Node) string {
	own := ""
	if from.Operation != nil {
		own = from.Operation.Method
	}
	switch {
	case j.Method != nil:
		return *j.Method
	case c.Sink.Host == call.PipelineHost:
		return own
	case c.Element == nil:
		return ""
	}
	m := c.Element.Child("set-method")
	switch {
	case m == nil && !call.IsNewRequest(c): // a copy has the method of the request
		return own
	case m == nil:
		return "GET"
	}
	content := m.Content()
	s, ok := content.Literal()
	if !ok {
		return ""
	}
	return strings.ToUpper(s)
}

// Graph is which operations of the gateway call which.
type Graph struct {
	// Nodes are the operations that take part, sorted by name.
	Nodes []Node
	// Edges are sorted by their ends.
	Edges []Edge
	// Cycles are the shortest cycles, one for each set of operations that call each
	// other around.
	Cycles [][]Edge
}

// At is where the call stands: the smallest span that holds its host.
func (e *Edge) At() text.Loc { return e.Way.Place(e.Call) }

// Policy is the path of the document that an operation runs first: its own
// policy, that of its API, or where neither is there, the API's artifact.
func (n Node) Policy() string {
	switch {
	case n.Operation != nil && n.Operation.Policy != "":
		return n.Operation.Policy
	case n.API.Policy != "":
		return n.API.Policy
	}
	return n.API.Info
}

// LandingsOf are the operations that the self-call at a place lands on, sorted.
// An API as a whole is among them only where no operation of it is known to be
// called.
func (g *Graph) LandingsOf(path string, off int) []Node {
	var out []Node
	for i := range g.Edges {
		e := &g.Edges[i]
		at := e.Call.At
		if at.Path == path && at.Span.Start <= off && off <= at.Span.End && !slices.Contains(out, e.To) {
			out = append(out, e.To)
		}
	}
	all := slices.Clone(out)
	out = slices.DeleteFunc(out, func(n Node) bool {
		return n.Operation == nil && slices.ContainsFunc(all, func(m Node) bool { return m.API == n.API && m.Operation != nil })
	})
	slices.SortFunc(out, CompareNodes)
	return out
}

// CallersOf are the operations that call an operation of the gateway through the
// gateway, sorted. Without an operation they are those of its API.
func (g *Graph) CallersOf(api *estate.API, op *estate.Operation) []Edge {
	var out []Edge
	for _, e := range g.Edges {
		if e.To.API.Dir == api.Dir && (op == nil || e.To.Operation != nil && e.To.Operation.ID == op.ID) {
			out = append(out, e)
		}
	}
	return out
}
