package estate

import (
	"slices"
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// workspaceReader collects the artifacts of one workspace by ID.
type workspaceReader struct {
	*reader
	out         *Workspace
	apis        map[string]*apiReader
	products    map[string]*Product
	versionSets map[string]*VersionSet // by ID in lower case
	selfHosted  map[string]bool        // IDs of APIs, without regard to case
}

// artifacts reads the files of the layout. Files come sorted by path.
func (r *reader) artifacts() {
	byID := map[string]*workspaceReader{}
	of := func(id string) *workspaceReader {
		w := byID[id]
		if w != nil {
			return w
		}
		out := &r.estate.Service
		if id != "" {
			out = &Workspace{}
			r.estate.Workspaces = append(r.estate.Workspaces, out)
		}
		out.ID = id
		out.Backends, out.NamedValues, out.Fragments = map[string]*Backend{}, map[string]*NamedValue{}, map[string]*Fragment{}
		w = &workspaceReader{
			reader: r, out: out, apis: map[string]*apiReader{}, products: map[string]*Product{},
			versionSets: map[string]*VersionSet{}, selfHosted: map[string]bool{},
		}
		byID[id] = w
		return w
	}
	of("")
	for i := range r.group.placed {
		p := &r.group.placed[i]
		of(p.workspace).read(p)
	}
	for _, w := range byID {
		w.link()
	}
	sort.Slice(r.estate.Workspaces, func(i, j int) bool { return r.estate.Workspaces[i].ID < r.estate.Workspaces[j].ID })
}

// read takes one file in.
func (w *workspaceReader) read(p *placed) {
	id := p.ids[0]
	switch p.row.role {
	case policyRole:
		w.out.Policy = p.path
		s := Place{Kind: GlobalScope, Workspace: w.out}
		if w.out.ID != "" {
			s.Kind = WorkspaceScope
		}
		w.estate.scopes[p.path] = s
	case apiInfo, apiPolicy, apiSpec, operationInfo, operationPolicy, resolverPolicy:
		w.api(id, p).read(p)
	case backendInfo:
		w.backend(id, p)
	case namedValueInfo:
		w.namedValue(id, p)
	case fragmentInfo, fragmentPolicy:
		w.fragment(id, p)
	case productInfo, productPolicy, productAPI, productAPIs:
		w.product(id, p)
	case versionSetInfo:
		w.versionSet(id, p)
	case gatewayAPI, gatewayAPIs:
		w.gatewayAPIs(id, p)
	}
}

// load reads the properties of an artifact, under the override of the
// environment. Tolerated are files without "properties", as some tools write
// them. ok is false if the file holds no object.
func (w *workspaceReader) load(p *placed, list, id string) (artifact, bool) {
	src := w.source(p.path)
	if src == nil {
		return artifact{}, false
	}
	w.note(src.problems()...)
	own := layer{p.path, nil}
	switch {
	case src.root == nil && len(src.errs) == 0:
		w.note(src.problem(text.Span{}, "is empty"))
	case src.root == nil:
	case !src.root.Is(tree.Map):
		w.note(src.problem(src.root.Span(), "must contain an object, not "+tree.Words[src.root.Kind]))
	case src.root.Get("properties") == nil:
		own.node = src.root
	case !src.root.Get("properties").Is(tree.Map):
		n := src.root.Get("properties")
		w.note(src.problem(n.Span(), "must have an object as its properties, not "+tree.Words[n.Kind]))
	default:
		own.node = src.root.Get("properties")
	}
	return artifact{w.over.on(w.out.ID, list, id, own), &w.estate.Problems, len(src.errs) > 0}, own.node != nil
}

func (w *workspaceReader) backend(id string, p *placed) {
	a, _ := w.load(p, "backends", id)
	b := &Backend{ID: id, Info: p.path}
	w.out.Backends[id] = b
	pool := a.get("pool")
	// A pool needs a url of its own by the schema, and never calls it:
	// https://learn.microsoft.com/azure/api-management/backends#load-balanced-pool
	b.IsPool = strings.EqualFold(a.text("type"), "Pool") || pool.present()
	if b.IsPool {
		path, services := pool.items("services")
		for _, s := range services {
			if m, ok := member(path, s); ok {
				b.Pool = append(b.Pool, m)
			}
		}
	} else {
		b.URL = a.field("url")
	}
	b.Proxy = a.get("proxy").get("url").present()
	b.Fabric = a.get("properties").get("serviceFabricCluster").present()
	b.HostHdr = hostHeader(a.get("credentials").get("header"))
	for _, name := range []string{"credentials", "tls", "circuitBreaker"} {
		b.Settings = b.Settings || slices.ContainsFunc(a.get(name).props, func(l layer) bool { return !isUnset(l.node) })
	}
}

// byDefault are the settings of a backend that are on where nothing is said of them.
// https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service/backends#backendtlsproperties
var byDefault = map[string]bool{"validateCertificateChain": true, "validateCertificateName": true}

// isUnset reports whether a setting of a backend says nothing but what is so by default.
func isUnset(n *tree.Node) bool {
	switch n.Kind {
	case tree.Null:
		return true
	case tree.List:
		return len(n.Items) == 0
	case tree.Map:
		for _, e := range n.Entries {
			if !isUnset(e.Value) && !(byDefault[e.Key] && e.Value.Is(tree.Bool) && e.Value.View.Src == "true") {
				return false
			}
		}
		return true
	}
	return false
}

// member is an entry of a pool: {"id": ".../backends/<id>", "priority": 1, "weight": 2}.
func member(path string, n *tree.Node) (Member, bool) {
	id := n.Get("id")
	if id.Text() == "" {
		return Member{}, false
	}
	m := Member{Backend: lastSegment(id.Text()), At: text.Loc{Path: path, Span: id.Span()}}
	m.Priority, _ = n.Get("priority").Number()
	m.Weight, _ = n.Get("weight").Number()
	return m, true
}

// hostHeader finds a Host among the headers that a backend adds. The values of
// a header are a list.
func hostHeader(headers artifact) Field {
	for _, l := range headers.props {
		if !l.node.Is(tree.Map) {
			continue
		}
		for _, e := range l.node.Entries {
			if !strings.EqualFold(e.Key, "host") {
				continue
			}
			v := e.Value
			if items := v.List(); len(items) > 0 {
				v = items[0]
			}
			if v.Is(tree.String) && v.Text() != "" {
				return Field{l.path, v.View}
			}
		}
	}
	return Field{}
}

// lastSegment is the name at the end of a resource ID.
func lastSegment(id string) string {
	id = strings.TrimRight(id, "/")
	return id[strings.LastIndexByte(id, '/')+1:]
}

// namedValue reads a named value. What is secret is forgotten here.
func (w *workspaceReader) namedValue(id string, p *placed) {
	a, _ := w.load(p, "namedValues", id)
	// What is torn may be secret.
	v := &NamedValue{ID: id, Info: p.path, Name: first(a.text("displayName"), id), Secret: a.torn}
	for _, l := range a.props { // whatever layer says so, and however it writes it
		v.Secret = v.Secret || says(l.node, "secret")
		v.KeyVault = v.KeyVault || says(l.node, "keyVault")
	}
	if !v.Secret && !v.KeyVault {
		v.Value = a.field("value")
	}
	if w.out.NamedValues[v.Name] == nil {
		w.out.NamedValues[v.Name] = v
	}
}

// says reports whether a node has something else than false under a key, in any case of
// its letters.
func says(n *tree.Node, key string) bool {
	no := func(v *tree.Node) bool { return !v.Present() || v.Text() == "false" }
	if !no(n.Get(key)) { // of a merged map too
		return true
	}
	if n.Is(tree.Map) {
		for i := range n.Entries {
			if e := &n.Entries[i]; strings.EqualFold(e.Key, key) && !no(e.Value) {
				return true
			}
		}
	}
	return false
}

func (w *workspaceReader) fragment(id string, p *placed) {
	f := w.out.Fragments[id]
	if f == nil {
		f = &Fragment{ID: id}
		w.out.Fragments[id] = f
	}
	if p.row.role == fragmentPolicy {
		f.Policy = p.path
		w.estate.scopes[p.path] = Place{Kind: FragmentScope, Workspace: w.out, Fragment: f}
	}
}

func (w *workspaceReader) product(id string, p *placed) {
	out := w.products[id]
	if out == nil {
		out = &Product{ID: id, Name: id}
		w.products[id] = out
	}
	switch p.row.role {
	case productInfo:
		a, _ := w.load(p, "products", id)
		out.Name = first(a.text("displayName"), id)
		out.Open = !a.flag("subscriptionRequired", true)
	case productPolicy:
		out.Policy = p.path
		w.estate.scopes[p.path] = Place{Kind: ProductScope, Workspace: w.out, Product: out}
	case productAPI:
		out.APIs = append(out.APIs, p.ids[1])
	case productAPIs:
		out.APIs = append(out.APIs, w.names(p)...)
	}
}

// names reads a list of APIs: [{"name": "orders"}].
func (w *workspaceReader) names(p *placed) []string {
	src := w.source(p.path)
	if src == nil {
		return nil
	}
	w.note(src.problems()...)
	if src.root != nil && !src.root.Is(tree.List) {
		w.note(src.problem(src.root.Span(), "must contain a list of objects with a name, not "+tree.Words[src.root.Kind]))
	}
	var out []string
	for _, n := range src.root.List() {
		if name := first(n.Get("name").Text(), n.Text()); name != "" {
			out = append(out, lastSegment(name))
		}
	}
	return out
}

func (w *workspaceReader) versionSet(id string, p *placed) {
	a, _ := w.load(p, "versionSets", id)
	v := &VersionSet{ID: id, Scheme: a.text("versioningScheme")}
	switch v.Scheme {
	case "Header":
		v.Name = a.text("versionHeaderName")
	case "Query":
		v.Name = a.text("versionQueryName")
	}
	w.versionSets[strings.ToLower(id)] = v
}

// gatewayAPIs notes the APIs that a self-hosted gateway serves. The managed
// gateway can be addressed as a gateway of its own; it is not self-hosted.
// https://learn.microsoft.com/rest/api/apimanagement/gateway-api
func (w *workspaceReader) gatewayAPIs(id string, p *placed) {
	switch {
	case id == "managed":
	case p.row.role == gatewayAPI:
		w.selfHosted[folding(p.ids[1])] = true
	default:
		for _, name := range w.names(p) {
			w.selfHosted[folding(name)] = true
		}
	}
}

// link finishes a workspace: what was read apart finds each other.
func (w *workspaceReader) link() {
	byName := map[string][]*API{} // by ID without revision and case
	for _, r := range w.apis {
		api := r.finish()
		w.out.APIs = append(w.out.APIs, api)
		name := folding(withoutRevision(api.ID))
		byName[name] = append(byName[name], api)
		api.SelfHosted = w.selfHosted[name] || w.selfHosted[folding(api.ID)]
	}
	sort.Slice(w.out.APIs, func(i, j int) bool { return w.out.APIs[i].ID < w.out.APIs[j].ID })
	for _, p := range w.products {
		w.out.Products = append(w.out.Products, p)
	}
	sort.Slice(w.out.Products, func(i, j int) bool { return w.out.Products[i].ID < w.out.Products[j].ID })
	for _, p := range w.out.Products {
		slices.Sort(p.APIs)
		p.APIs = slices.Compact(p.APIs)
		seen := map[*API]bool{}
		for _, id := range p.APIs {
			for _, api := range byName[folding(withoutRevision(id))] {
				if !seen[api] {
					seen[api] = true
					api.Products = append(api.Products, p)
				}
			}
		}
	}
}

// withoutRevision is the ID of an API without ;rev=N.
func withoutRevision(id string) string {
	name, _, _ := strings.Cut(id, revisionMark)
	return name
}
