package compose

import (
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
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
	// project; Index finds them by ID.
	InFiles []InFile
	Index   map[string]int
	Parts   []Part
	PartOf  map[*estate.API]int
	// Owner is the part that alone runs a document; shared if there is none.
	Owner []int
	// Fragments tells which documents are fragments.
	Fragments []bool
}

// InFile is the place of a document: the number of its file in the project, and its
// number in the file.
type InFile struct{ File, N int32 }

// IndexAt finds the document that a place is in; ok is false if there is none.
func (p *Plan) IndexAt(order []*document.Document, at text.Loc) (i int, ok bool) {
	if i, ok = p.Index[at.Path]; ok {
		return i, true
	}
	for n := 0; ; n++ {
		if i, ok = p.Index[document.IDOf(at.Path, n)]; !ok || order[i].Covers(at.Span) {
			return i, ok
		}
	}
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
// that the plan lists in InFiles.
func NewPlan(p Plan, order []*document.Document) *Plan {
	p.Parts, p.PartOf = nil, map[*estate.API]int{}
	p.Owner, p.Fragments = make([]int, len(order)), make([]bool, len(order))
	const nobody = -2
	for i, d := range order {
		p.Owner[i], p.Fragments[i] = nobody, d.IsFragment()
	}
	uses := func(id string, part int) {
		i, ok := p.Index[id]
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
					for _, id := range p.scopes(w, api, op, product) {
						uses(id, n)
					}
				}
			}
			for _, r := range api.Resolvers {
				uses(r, n)
			}
		}
	}
	for i, d := range order {
		at := p.Estate.Place(d.ID)
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
	if w := e.Place(d.ID).Workspace; w != nil {
		return w
	}
	return &e.Service
}

// scopes are the IDs of the documents that make up an effective policy, from
// narrow to broad: operation, API, product, workspace, global.
func (p *Plan) scopes(w *estate.Workspace, api *estate.API, op *estate.Operation, product *estate.Product) [5]string {
	ids := [5]string{"", api.Policy, "", "", p.Estate.Service.Policy}
	if op != nil {
		ids[0] = op.Policy
	}
	if product != nil {
		ids[2] = product.Policy
	}
	if w.ID != "" {
		ids[3] = w.Policy
	}
	return ids
}

// Scope is what all requests of a part have in common.
func (p *Part) Scope() Scope { return Scope{Workspace: p.workspace, API: p.api} }
