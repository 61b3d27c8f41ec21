package analyzer

import (
	"hairpin/analyzer/estate"
)

// plan is what there is to check in one estate: it stays the same while nothing
// but the texts of policies change.
type plan struct {
	estate *estate.Estate
	// env names the environment among several that are checked.
	env string
	// inputs are the paths of what is analysed: policies, and artifacts with an address.
	inputs []string
	// at lists where the policy documents of the estate stand among the files of the
	// workspace; index finds them by path.
	at     []int
	index  map[string]int
	parts  []part
	partOf map[*estate.API]int
	// owner is the part that alone runs a document; shared if there is none.
	owner []int
	// fragments tells of each document whether it is a fragment, or has no root yet.
	fragments []bool
}

// shared marks documents that several parts run, or that no part begins with.
const shared = -1

// part is what is checked as one: the effective policies of an API, or a document
// on its own. Parts do not see each other.
type part struct {
	workspace *estate.Workspace
	api       *estate.API // nil for a document on its own
	alone     int         // that document
}

// newPlan sorts the documents of an estate into parts. order are the documents
// that the plan lists in at.
func newPlan(p plan, order []*document) *plan {
	p.parts, p.partOf = nil, map[*estate.API]int{}
	p.owner, p.fragments = make([]int, len(order)), make([]bool, len(order))
	const nobody = -2
	for i, d := range order {
		p.owner[i], p.fragments[i] = nobody, isFragment(d)
	}
	uses := func(path string, part int) {
		i, ok := p.index[path]
		switch {
		case !ok || p.owner[i] == part:
		case p.owner[i] == nobody:
			p.owner[i] = part
		default:
			p.owner[i] = shared
		}
	}
	for _, w := range p.workspaces() {
		for _, api := range w.APIs {
			n := len(p.parts)
			p.partOf[api] = n
			p.parts = append(p.parts, part{workspace: w, api: api})
			for _, product := range products(api) {
				for _, op := range operations(api) {
					for _, path := range p.scopes(w, api, op, product) {
						uses(path, n)
					}
				}
			}
			for _, r := range api.Resolvers {
				uses(r, n)
			}
		}
	}
	for i, d := range order {
		at := p.estate.Scope(d.file.Path)
		if p.owner[i] != nobody {
			continue
		}
		if p.owner[i] = shared; at.Kind == estate.FragmentScope || p.fragments[i] {
			continue
		}
		p.owner[i] = len(p.parts)
		p.parts = append(p.parts, part{workspace: p.workspaceOf(d), alone: i})
	}
	return &p
}

// workspaces are the service and its workspaces.
func (p *plan) workspaces() []*estate.Workspace {
	return append([]*estate.Workspace{&p.estate.Service}, p.estate.Workspaces...)
}

// workspaceOf is the workspace that a document belongs to.
func (p *plan) workspaceOf(d *document) *estate.Workspace {
	if w := p.estate.Scope(d.file.Path).Workspace; w != nil {
		return w
	}
	return &p.estate.Service
}

// scopes are the paths of the documents that make up an effective policy, from
// narrow to broad: operation, API, product, workspace, global.
func (p *plan) scopes(w *estate.Workspace, api *estate.API, op *estate.Operation, product *estate.Product) [5]string {
	paths := [5]string{"", api.Policy, "", "", p.estate.Service.Policy}
	if op != nil {
		paths[0] = op.Policy
	}
	if product != nil {
		paths[2] = product.Policy
	}
	if w.ID != "" {
		paths[3] = w.Policy
	}
	return paths
}
