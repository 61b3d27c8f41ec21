package estate

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// apiReader collects what the files of one API say.
type apiReader struct {
	*workspaceReader
	out        *API
	operations map[string]*Operation // by the name of their folder
	listed     bool                  // operationInformation.json lists the operations
	spec       *specification
}

// api is the API with an ID.
func (w *workspaceReader) api(id string, p *placed) *apiReader {
	r := w.apis[id]
	if r == nil {
		dir := p.dir
		if p.row.role == operationInfo || p.row.role == operationPolicy || p.row.role == resolverPolicy {
			dir = dirOf(dirOf(p.dir)) // apis/<api>/operations/<operation>
		}
		r = &apiReader{workspaceReader: w, operations: map[string]*Operation{}, out: &API{
			ID: id, Dir: dir, Name: id, Current: withoutRevision(id) == id, KeyRequired: true,
		}}
		w.apis[id] = r
	}
	return r
}

// read takes one file of the API in.
func (r *apiReader) read(p *placed) {
	switch p.row.role {
	case apiInfo:
		r.info(p)
	case apiPolicy:
		r.out.Policy = p.path
		r.estate.scopes[p.path] = Place{Kind: APIScope, Workspace: r.workspaceReader.out, API: r.out}
	case apiSpec:
		r.specification(p)
	case operationInfo:
		op := r.operation(p.ids[1])
		if a, ok := r.load(p, "", ""); ok {
			op.Method, op.URLTemplate = strings.ToUpper(a.text("method")), a.text("urlTemplate")
			r.listed = true
		}
	case operationPolicy:
		op := r.operation(p.ids[1])
		op.Policy = p.path
		r.estate.scopes[p.path] = Place{Kind: OperationScope, Workspace: r.workspaceReader.out, API: r.out, Operation: op}
	case resolverPolicy:
		r.out.Resolvers = append(r.out.Resolvers, p.path)
		r.estate.scopes[p.path] = Place{Kind: ResolverScope, Workspace: r.workspaceReader.out, API: r.out}
	}
}

func (r *apiReader) operation(id string) *Operation {
	op := r.operations[id]
	if op == nil {
		op = &Operation{ID: id}
		r.operations[id] = op
	}
	return op
}

// info reads apiInformation.json.
// https://learn.microsoft.com/rest/api/apimanagement/apis/get#apicontract
func (r *apiReader) info(p *placed) {
	out := r.out
	out.Info = p.path
	a, _ := r.load(p, "apis", out.ID)
	out.Name = first(a.text("displayName"), out.ID)
	out.Path = strings.Trim(a.text("path"), "/")
	out.Protocols = a.texts("protocols")
	out.Type = strings.ToLower(first(a.text("type"), a.text("apiType")))
	out.Addresses = addressesOf(a, out.Type)
	out.Revision = a.text("apiRevision")
	out.Current = a.flag("isCurrent", out.Current)
	out.Version = a.text("apiVersion")
	out.KeyRequired = a.flag("subscriptionRequired", true)
	names := a.get("subscriptionKeyParameterNames")
	out.KeyHeader = unless(names.text("header"), "Ocp-Apim-Subscription-Key")
	out.KeyQuery = unless(names.text("query"), "subscription-key")
	if id := lastSegment(a.text("apiVersionSetId")); id != "" {
		out.VersionSet = &VersionSet{ID: id} // completed in finish
	}
}

// addressesOf reads the addresses of an API of a type, "" if that is not said.
func addressesOf(a artifact, kind string) []Address {
	var out []Address
	for _, row := range addressTable {
		if row.of != "" && kind != "" && row.of != kind {
			continue
		}
		f := a.at(row.property)
		if row.entity && f.Present() {
			end := len(strings.TrimRight(f.Text(), "/"))
			f.View = f.View.Slice(end-len(lastSegment(f.Text())), end)
		}
		if f.Text() == "" {
			continue
		}
		out = append(out, Address{Property: row.property, Field: f})
		if row.below != "" {
			out[len(out)-1].Below = a.at(row.below)
		}
	}
	return out
}

// at is the field at the end of a path of keys: "jsonRpcProperties.backendUrl".
func (a artifact) at(keys string) Field {
	outer, inner, nested := strings.Cut(keys, ".")
	if nested {
		return a.get(outer).field(inner)
	}
	return a.field(keys)
}

// unless is s, or "" if it is the default.
func unless(s, byDefault string) string {
	if strings.EqualFold(s, byDefault) {
		return ""
	}
	return s
}

func (r *apiReader) specification(p *placed) {
	src := r.source(p.path)
	if src == nil || src.spec == nil && len(src.errs) == 0 {
		return
	}
	r.note(src.problems()...)
	if r.spec == nil || !r.spec.known {
		r.spec = src.spec
	}
}

// finish puts operations and specification together.
func (r *apiReader) finish() *API {
	out := r.out
	if out.VersionSet != nil {
		out.VersionSet = r.versionSets[strings.ToLower(out.VersionSet.ID)]
	}
	out.Operations = make([]*Operation, 0, len(r.operations))
	for _, op := range r.operations {
		out.Operations = append(out.Operations, op)
	}
	out.OperationsKnown = r.listed
	if r.spec != nil {
		out.OperationsKnown = out.OperationsKnown || r.spec.known
		r.match()
	}
	sort.Slice(out.Operations, func(i, j int) bool {
		a, b := out.Operations[i], out.Operations[j]
		if a.ID != b.ID {
			return a.ID < b.ID
		}
		if a.URLTemplate != b.URLTemplate {
			return a.URLTemplate < b.URLTemplate
		}
		return a.Method < b.Method
	})
	return out
}

// match finds the folder of each operation of the specification: by its
// operationId, or by the name that API Management makes of it. What has no
// folder is added.
func (r *apiReader) match() {
	folders := len(r.out.Operations)
	byID := make(map[string]*Operation, folders)
	for _, op := range r.out.Operations {
		byID[strings.ToLower(op.ID)] = op
	}
	var byName map[string]*Operation // made when the first one is wanted
	taken := make(map[*Operation]bool, folders)
	count := make(map[string]int, len(r.spec.operations))
	r.out.Operations = slices.Grow(r.out.Operations, len(r.spec.operations))
	for _, s := range r.spec.operations {
		name := s.name
		if n := count[name]; n > 0 {
			count[name]++
			name += "-" + strconv.Itoa(n) // the importer tells equal names apart like this
		} else {
			count[name] = 1
		}
		op := byID[strings.ToLower(s.id)]
		if op == nil || taken[op] {
			if byName == nil {
				byName = make(map[string]*Operation, folders)
				for _, f := range r.out.Operations[:folders] {
					byName[normalOperation(f.ID)] = f
				}
			}
			op = byName[name]
		}
		if op == nil || taken[op] {
			op = &Operation{ID: first(s.id, name)}
			r.out.Operations = append(r.out.Operations, op)
		}
		taken[op] = true
		if op.Method == "" {
			op.Method = s.method
		}
		if op.URLTemplate == "" {
			op.URLTemplate = s.template
		}
	}
}
