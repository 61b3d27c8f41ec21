package compose

import (
	"hairpin/analyzer/document"
	"hairpin/analyzer/estate"
)

// Plan is what there is to check in one estate: it stays the same while nothing
// but the texts of policies change.
type Plan struct {
	Estate *estate.Estate
	// Env names the environment among several that are checked.
	Env string
	// Inputs are the paths of what is analysed: policies, and artifacts with an address.
	Inputs []string
	// InFiles lists where the policy documents of the estate stand among the files of the
	// workspace; index finds them by path.
	InFiles []int
	Index   map[string]int
	Parts   []Part
	PartOf  map[*estate.API]int
	// Owner is the part that alone runs a document; shared if there is none.
	Owner []int
	// Fragments holds for each document whether it is a fragment.
	Fragments []bool
}

// Shared marks documents that several parts run, or that no part begins with.
const Shared = -1

// Part is what is checked as one: the effective policies of an API, or a document
// on its own. Parts do not see each other.
type Part struct {
	workspace *estate.Workspace
	api       *estate.API // nil for a document on its own
	alone     int         // that document
}

// NewPlan sorts the documents of an estate into parts. order are the documents
// that the plan lists in at.
func NewPlan(p Plan, order []*document.Document) *Plan {
	p.Parts, p.PartOf = nil, map[*estate.API]int{}
	p.Owner, p.Fragments = make([]int, len(order)), make([]bool, len(order))
	const nobody = -2
	for i, d := range order {
		p.Owner[i], p.Fragments[i] = nobody, d.IsFragment()
	}
	uses := func(path string, part int) {
		i, ok := p.Index[path]
		switch {
		case !ok || p.Owner[i] == part:
		case p.Owner[i] == nobody:
			p.Owner[i] = part
		default:
			p.Owner[i] = Shared
		}
	}
	for _, w := range Workspaces(p.Estate) {
		for _, api := range w.APIs {
			n := len(p.Parts)
			p.PartOf[api] = n
			p.Parts = append(p.Parts, Part{workspace: w, api: api})
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
		at := p.Estate.Place(d.File.Path)
		if p.Owner[i] != nobody {
			continue
		}
		if p.Owner[i] = Shared; at.Kind == estate.FragmentScope || p.Fragments[i] {
			continue
		}
		p.Owner[i] = len(p.Parts)
		p.Parts = append(p.Parts, Part{workspace: WorkspaceOf(p.Estate, d), alone: i})
	}
	return &p
}

// Workspaces are the service and its workspaces.
func Workspaces(e *estate.Estate) []*estate.Workspace {
	return append([]*estate.Workspace{&e.Service}, e.Workspaces...)
}

// WorkspaceOf is the workspace that a document belongs to.
func WorkspaceOf(e *estate.Estate, d *document.Document) *estate.Workspace {
	if w := e.Place(d.File.Path).Workspace; w != nil {
		return w
	}
	return &e.Service
}

// scopes are the paths of the documents that make up an effective policy, from
// narrow to broad: operation, API, product, workspace, global.
func (p *Plan) scopes(w *estate.Workspace, api *estate.API, op *estate.Operation, product *estate.Product) [5]string {
	paths := [5]string{"", api.Policy, "", "", p.Estate.Service.Policy}
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
