package analyzer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// Node is an operation of an API in the graph of self-calls. Operation is nil
// for all operations of which nothing is known.
type Node struct {
	API       *estate.API
	Operation *estate.Operation
}

// String names the node: orders/getOrder, or orders.
func (n Node) String() string { return Scope{API: n.API, Operation: n.Operation}.String() }

// Edge is a call that an operation makes of an operation of the same gateway.
type Edge struct {
	From, To Node
	Call     *Call
	// Certain is true if From makes the call whenever it runs, and To is known to be
	// where it lands.
	Certain bool
	judged  *judged
}

// edges lists the self-calls among calls.
func (b *batch) edges(calls []*Call) []Edge {
	var out []Edge
	for _, c := range calls {
		if c.Unused {
			continue
		}
		for i := range c.judged {
			j := &c.judged[i]
			if j.Dead || j.Proxy || j.Scope.API == nil || !j.isSelf() && !j.isLoopback() {
				continue
			}
			for _, from := range sources(j.Scope) {
				to, exact := b.landing(c, j, from)
				if to.API == nil {
					continue
				}
				e := Edge{From: from, To: to, Call: c, judged: j}
				e.Certain = exact && !j.Conditional && !j.OneOf && alwaysSelf(c, j.Scope)
				out = append(out, e)
			}
		}
	}
	return out
}

// sortEdges sorts edges by their ends and place, and drops doubles.
func sortEdges(list []Edge) []Edge {
	slices.SortStableFunc(list, func(a, b Edge) int {
		return cmp.Or(strings.Compare(a.From.String(), b.From.String()), strings.Compare(a.To.String(), b.To.String()), a.Call.At.Compare(b.Call.At))
	})
	return slices.CompactFunc(list, func(a, b Edge) bool {
		return a.From == b.From && a.To == b.To && a.Call == b.Call && a.Certain == b.Certain
	})
}

// alwaysSelf reports whether every way of a call in a scope leads to this
// gateway.
func alwaysSelf(c *Call, s Scope) bool {
	for i := range c.judged {
		j := &c.judged[i]
		if j.Scope == s && !j.Dead && !j.isSelf() && !j.isLoopback() {
			return false
		}
	}
	return true
}

// sources are the operations that a scope stands for.
func sources(s Scope) []Node {
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
func (b *batch) landing(c *Call, j *judged, from Node) (to Node, exact bool) {
	path, whole := b.pathOf(c, j, from)
	api, rest := b.route(path, whole)
	if api == nil {
		return Node{}, false
	}
	v := b.version(c, j, api)
	switch {
	case v != nil:
		api = v
	case c.Sink.Host == PipelineHost && slices.Contains(b.versions(api), from.API):
		// A forwarded request keeps the version of its caller, unless a policy changes it.
		return Node{API: from.API, Operation: from.API.Match(methodOf(c, j, from), rest)}, false
	default:
		return Node{API: api}, false
	}
	if !api.OperationsKnown || len(api.Operations) == 0 {
		return Node{API: api}, len(api.Operations) == 0
	}
	if !whole {
		return Node{API: api}, false
	}
	op := api.Match(methodOf(c, j, from), rest)
	return Node{api, op}, op != nil
}

// target is the API that a loopback call lands on, nil if it is not known.
func (p *Pass) target(c *Call, j *judged) *estate.API {
	path, whole := knownPath(j)
	api, _ := p.route(path, whole)
	if api == nil {
		return nil
	}
	return p.version(c, j, api)
}

// route finds an API by a path; whole is false if more follows that is not
// known. Then the API has to be the only one that can be meant.
func (b *batch) route(path string, whole bool) (api *estate.API, rest string) {
	w := &b.estate.Service
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

// knownPath is the path of a URL as it is sent, as far as it is known, without
// query.
func knownPath(j *judged) (path string, whole bool) {
	path = pathText(j)
	lit, whole := j.url.Path().Literal()
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
func (b *batch) pathOf(c *Call, j *judged, from Node) (path string, whole bool) {
	path, whole = knownPath(j)
	if c.Sink.Host != PipelineHost || !whole {
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

// methodOf is the method of a call, "" if it is not known.
func methodOf(c *Call, j *judged, from Node) string {
	own := ""
	if from.Operation != nil {
		own = from.Operation.Method
	}
	switch {
	case c.Sink.Host == PipelineHost && j.Method != nil:
		return *j.Method
	case c.Sink.Host == PipelineHost:
		return own
	}
	m := c.Element.Child("set-method")
	switch {
	case m == nil && !isNewRequest(c): // a copy has the method of the request
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
	// Cycles are the shortest circles, one for each set of operations that call each
	// other around.
	Cycles [][]Edge
}

// At is where the call stands: the smallest span that holds its host.
func (e *Edge) At() text.Loc { return e.judged.place(e.Call) }

// Graph is the graph of self-calls of the base instances, or of the environment
// in c. The error is the context's.
func (s *Snapshot) Graph(ctx context.Context, c Config) (*Graph, error) {
	g := &Graph{}
	runs, err := s.collected(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		edges := sortEdges(run[0].edges(run[0].allCalls()))
		g.Edges = append(g.Edges, edges...)
		g.Cycles = append(g.Cycles, cycles(edges)...)
	}
	seen := map[Node]bool{}
	for _, e := range g.Edges {
		for _, n := range [...]Node{e.From, e.To} {
			if !seen[n] {
				seen[n] = true
				g.Nodes = append(g.Nodes, n)
			}
		}
	}
	slices.SortStableFunc(g.Nodes, compareNames)
	return g, nil
}
