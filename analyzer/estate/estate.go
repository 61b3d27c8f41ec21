package estate

import (
	"cmp"
	"strings"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// Estate is everything known about one APIM instance: its facts and its
// artifacts. An Estate never changes after Read.
type Estate struct {
	// Root is the folder that the estate stands in, "" for the root of the project.
	Root string
	// Gateway holds the facts about the instance, merged from all sources.
	Gateway gateway.Gateway
	// Settings is what hairpin.yaml says beside the facts.
	Settings Settings
	// Service holds the artifacts of the service level, Workspaces those of each
	// workspace, sorted by ID.
	Service    Workspace
	Workspaces []*Workspace
	// Artifacts reports whether an artifact layout was found at all. Without one,
	// an undefined reference says nothing.
	Artifacts bool
	// Problems is what could not be read, in file order.
	Problems []Problem

	scopes map[string]Place // by path of the policy document
	tokens tokens
	ofEnv  map[string]bool // files that speak of the chosen environment alone
}

// Problem is a mistake in an input that is not a policy: its place and one
// clause about it.
type Problem struct {
	At      text.Loc
	Message string
}

// Compare orders problems by place, then by what they say.
func (p Problem) Compare(q Problem) int {
	return cmp.Or(p.At.Compare(q.At), strings.Compare(p.Message, q.Message))
}

// Workspace is a name space of artifacts: the service level (ID "") or a
// workspace of it. Slices are sorted by ID.
type Workspace struct {
	ID string
	// Policy is the path of the global (or workspace) policy document, "" if none.
	Policy      string
	APIs        []*API
	Products    []*Product
	Backends    map[string]*Backend    // by ID
	NamedValues map[string]*NamedValue // by display name
	Fragments   map[string]*Fragment   // by ID

	routes routes
}

// String is the ID; "" for the service itself, and for nil.
func (w *Workspace) String() string {
	if w == nil {
		return ""
	}
	return w.ID
}

// Backend is the backend with an ID, nil if there is none. IDs are those of ARM
// resources, which compare without regard to case:
// https://learn.microsoft.com/azure/azure-resource-manager/management/frequently-asked-questions
func (w *Workspace) Backend(id string) *Backend { return folded(w.Backends, id) }

// Fragment is the policy fragment with an ID, nil if there is none. Case does
// not count.
func (w *Workspace) Fragment(id string) *Fragment { return folded(w.Fragments, id) }

// NamedValue is the named value with a display name, nil if there is none. Case
// counts only where two names differ in nothing else.
func (w *Workspace) NamedValue(name string) *NamedValue { return folded(w.NamedValues, name) }

// folded looks a key up as it is, and then without regard to case.
func folded[T any](m map[string]*T, key string) *T {
	if v := m[key]; v != nil {
		return v
	}
	best := ""
	for k := range m {
		if strings.EqualFold(k, key) && (best == "" || k < best) {
			best = k
		}
	}
	return m[best]
}

// Field is a value in an artifact together with its place. The zero Field is
// absent.
type Field struct {
	Path string
	// View is the decoded value; its spans are those inside the quotes.
	View text.View
}

// Text is the decoded value, "" if the field is absent.
func (f Field) Text() string { return f.View.Src }

// At is the place of the value, without quotes.
func (f Field) At() text.Loc {
	return text.Loc{Path: f.Path, Span: f.View.Span(0, len(f.View.Src))}
}

// Present reports whether the artifact has the field.
func (f Field) Present() bool { return f.Path != "" }

// API is one API, or one revision of it.
type API struct {
	ID   string // the folder name, with ;rev=N for a revision that is not current
	Dir  string // its folder
	Info string // path of apiInformation.json, "" if there is none
	// Name is the display name.
	Name string
	// Path is the URL suffix on the gateway, without slashes at its ends.
	Path string
	// Addresses say where the gateway connects for it, in the order of their table.
	Addresses  []Address
	Protocols  []string
	Type       string // http, soap, graphql, websocket, a2a, mcp, ...; "" if not said
	Revision   string
	Current    bool // true if not said
	Version    string
	VersionSet *VersionSet // nil if the API has no versions, or if it is not known
	// Policy is the path of the API's policy document, "" if it has none.
	Policy     string
	Operations []*Operation
	// OperationsKnown is true if a specification or operation artifacts list the
	// operations; policies alone only name those that have one.
	OperationsKnown bool
	// SelfHosted is true if a self-hosted gateway serves the API too.
	SelfHosted bool
	// KeyRequired is false only if subscriptionRequired says so.
	KeyRequired bool
	KeyHeader   string // "" for the default, Ocp-Apim-Subscription-Key
	KeyQuery    string // "" for the default, subscription-key
	// Products are the products that contain the API, sorted by ID.
	Products []*Product
	// Resolvers are the policy documents of GraphQL resolvers.
	Resolvers []string
}

// Address is a property of an API that says where the gateway connects: a URL, or the ID
// of a backend entity.
type Address struct {
	// Property is its place below the properties of the API: "jsonRpcProperties.backendUrl".
	Property string
	Field
	// Below is the path that follows the URL, absent if none does.
	Below Field
}

// Address is where the gateway connects by a property; the zero Address if the API does
// not have it.
func (a *API) Address(property string) Address {
	for _, f := range a.Addresses {
		if f.Property == property {
			return f
		}
	}
	return Address{}
}

// ServiceURL is the URL that requests of the API are forwarded to, absent if it has none.
func (a *API) ServiceURL() Field { return a.Address("serviceUrl").Field }

// Operation is one operation of an API.
type Operation struct {
	ID          string
	Method      string // upper case, "" if not known
	URLTemplate string // "/orders/{id}", "" if not known
	Policy      string // path of its policy document, "" if it has none
}

// VersionSet says how requests name the version of an API.
type VersionSet struct {
	ID     string
	Scheme string // Segment, Header or Query; "" if not known
	Name   string // of the header or the query parameter
}

// Product is one product.
type Product struct {
	ID     string
	Name   string // display name
	Policy string // path of its policy document, "" if it has none
	APIs   []string
	// Open is true if subscriptionRequired is said to be false: then its APIs answer
	// without a key.
	Open bool
}

// Backend is one backend entity.
type Backend struct {
	ID      string
	Info    string // path of backendInformation.json
	URL     Field  // absent for a pool: a pool's own url is a dummy
	Pool    []Member
	IsPool  bool
	Proxy   bool  // its connections start at a proxy
	Fabric  bool  // Service Fabric: no HTTP URL of its own
	HostHdr Field // a Host among its credential headers
	// Settings is true if it holds more than an address: credentials, TLS, a circuit
	// breaker.
	Settings bool
}

// Member is one member of a backend pool.
type Member struct {
	Backend          string // ID
	At               text.Loc
	Priority, Weight int
}

// NamedValue is one named value. A policy refers to it by its display name.
type NamedValue struct {
	ID   string
	Name string // display name
	Info string // path of namedValueInformation.json
	// Value is absent for secrets and Key Vault references, even where the file
	// holds one: a secret is never shown.
	Value    Field
	Secret   bool
	KeyVault bool
}

// Fragment is one policy fragment.
type Fragment struct {
	ID     string
	Policy string // path of its document, "" if only its information is there
}

// ScopeKind is the place of a policy document in the order of evaluation.
type ScopeKind uint8

// The scopes, broad to narrow, and what is included by others.
const (
	// Loose is the zero value: the document belongs to no known artifact.
	Loose ScopeKind = iota
	// GlobalScope is the policy of all APIs; the others are those of what they are
	// named after.
	GlobalScope
	WorkspaceScope
	ProductScope
	APIScope
	OperationScope
	FragmentScope
	ResolverScope
)

// Place says which artifact a policy document belongs to. Fields that do not
// apply are nil.
type Place struct {
	Kind      ScopeKind
	Workspace *Workspace
	Product   *Product
	API       *API
	Operation *Operation
	Fragment  *Fragment
}

// Place is the scope of the policy document with an ID, which is the path of a file
// that is a policy as a whole; its Kind is Loose if the layout does not say.
func (e *Estate) Place(id string) Place { return e.scopes[id] }

// Settings is the part of hairpin.yaml that is not about the instance.
type Settings struct {
	Path string // of the hairpin.yaml, "" if there is none
	// Rules maps a rule ID to error, warning, info, hint or off.
	Rules map[string]string
	// Ignore lists suppressions of findings in JSON and YAML files.
	Ignore []Ignore
	// Mentions lists the places that name a rule. Whether there is such a rule is not
	// known here.
	Mentions []Mention
	// Environments are sorted by name.
	Environments []Environment
}

// Environment is the environment with a name; ok is false if there is none.
func (s *Settings) Environment(name string) (env Environment, ok bool) {
	for _, e := range s.Environments {
		if e.Name == name {
			return e, true
		}
	}
	return Environment{}, false
}

// Ignore suppresses a rule in a file. Without a reason it has no effect.
type Ignore struct {
	Rule, Path, Reason string
	At                 text.Loc
}

// Mention is a place that names a rule by its ID.
type Mention struct {
	Rule string
	At   text.Loc
}

// Environment is one entry of environments: in hairpin.yaml, or a
// configuration.<name>.yaml found beside the artifacts.
type Environment struct {
	Name      string
	Overrides string // path of the configuration file, "" if none
	Facts     gateway.Facts
}
