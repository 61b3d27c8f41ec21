package estate

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// filesOf reads an archive.
func filesOf(archive string) []*text.File {
	var out []*text.File
	for _, f := range txtar.Parse([]byte(archive)).Files {
		out = append(out, text.NewFile(f.Name, string(f.Data)))
	}
	return out
}

// estateAt reads the estate at a root.
func estateAt(t testing.TB, archive, root string, o Options) *Estate {
	t.Helper()
	return only(t, filesOf(archive), root, o)
}

func noProblems(t *testing.T, e *Estate) {
	t.Helper()
	for _, p := range e.Problems {
		t.Errorf("problem: %+v", p)
	}
}

const toolkit = `
-- art/policy.xml --
<policies />
-- art/apis/orders/apiInformation.json --
{
  "properties": {
    "path": "/shop/orders/",
    "displayName": "Orders",
    "apiRevision": "1",
    "isCurrent": true,
    "apiVersion": "v1",
    "apiVersionSetId": "/subscriptions/x/service/contoso/apiVersionSets/Orders",
    "protocols": ["https", "wss"],
    "serviceUrl": "https:\/\/api.contoso.com/orders",
    "subscriptionKeyParameterNames": { "header": "X-Key", "query": "subscription-key" },
    "subscriptionRequired": false,
    "type": "http"
  }
}
-- art/apis/orders/policy.xml --
<policies />
-- art/apis/orders/specification.yaml --
openapi: 3.0.1
paths:
  /orders:
    get:
      operationId: ListOrders
    post:
      summary: create
  /orders/{id}:
    get:
      operationId: get-order
-- art/apis/orders/operations/listorders/policy.xml --
<policies />
-- art/apis/orders/operations/post-orders/policy.xml --
<policies />
-- art/apis/orders;rev=2/apiInformation.json --
{ "properties": { "path": "shop/orders", "apiRevision": "2", "isCurrent": false, "serviceUrl": null } }
-- art/apis/soap/apiInformation.json --
{ "properties": { "path": "soap", "type": "soap" } }
-- art/apis/soap/specification.wsdl --
<definitions />
-- art/backends/own/backendInformation.json --
{ "properties": { "url": "https://api.contoso.com/x", "protocol": "http",
  "credentials": { "header": { "host": ["api.contoso.com"], "x-functions-key": ["s3cr3t"] } }, "proxy": { "url": "http://proxy" } } }
-- art/backends/pool/backendInformation.json --
{ "properties": { "type": "Pool", "url": "http://google.com", "pool": { "services": [
  { "id": "/subscriptions/x/backends/own", "priority": 1, "weight": 3 }, { "id": "/backends/other" } ] } } }
-- art/backends/fabric/backendInformation.json --
{ "properties": { "url": "fabric:/x", "properties": { "serviceFabricCluster": { "managementEndpoints": ["https://f"] } } } }
-- art/named values/1a2b/namedValueInformation.json --
{ "properties": { "displayName": "gateway-host", "value": "api.contoso.com" } }
-- art/named values/key/namedValueInformation.json --
{ "properties": { "displayName": "key", "value": "s3cr3t", "secret": true } }
-- art/named values/vault/namedValueInformation.json --
{ "properties": { "displayName": "vault", "value": "s3cr3t", "keyVault": { "secretIdentifier": "https://v" } } }
-- art/named values/bare/namedValueInformation.json --
{ "displayName": "bare-name", "value": "x" }
-- art/policy fragments/auth/policy.xml --
<fragment />
-- art/policy fragments/auth/policyFragmentInformation.json --
{}
-- art/products/starter/productInformation.json --
{ "properties": { "displayName": "Starter" } }
-- art/products/starter/policy.xml --
<policies />
-- art/products/starter/apis/orders/productApiInformation.json --
{}
-- art/version sets/orders/versionSetInformation.json --
{ "properties": { "displayName": "Orders", "versioningScheme": "Segment" } }
-- art/gateways/onprem/gatewayInformation.json --
{ "properties": {} }
-- art/gateways/onprem/apis/SOAP/gatewayApiInformation.json --
{}
-- art/workspaces/team/apis/w/policy.xml --
<policies />
-- art/workspaces/team/named values/n/namedValueInformation.json --
{ "properties": { "displayName": "n", "value": "team" } }
`

func TestToolkitLayout(t *testing.T) {
	e := estateAt(t, toolkit, "art", Options{})
	noProblems(t, e)
	s := &e.Service
	if !e.Artifacts || s.Policy != "art/policy.xml" || len(s.APIs) != 3 {
		t.Fatalf("%+v", s)
	}
	orders, rev2, soap := s.APIs[0], s.APIs[1], s.APIs[2]
	if orders.ID != "orders" || orders.Dir != "art/apis/orders" || orders.Name != "Orders" || orders.Path != "shop/orders" || !orders.Current || orders.Revision != "1" ||
		orders.Version != "v1" || orders.VersionSet == nil || orders.VersionSet.Scheme != "Segment" || orders.KeyRequired || orders.KeyHeader != "X-Key" || orders.KeyQuery != "" ||
		!cmp.Equal(orders.Protocols, []string{"https", "wss"}) || orders.Type != "http" || orders.SelfHosted || orders.Policy != "art/apis/orders/policy.xml" {
		t.Errorf("orders: %+v", orders)
	}
	if orders.ServiceURL().Text() != "https://api.contoso.com/orders" {
		t.Errorf("serviceUrl %q", orders.ServiceURL().Text())
	}
	if rev2.ID != "orders;rev=2" || rev2.Current || rev2.ServiceURL().Present() || !rev2.KeyRequired || rev2.VersionSet != nil {
		t.Errorf("rev2: %+v", rev2)
	}
	if soap.OperationsKnown || !soap.SelfHosted || soap.Type != "soap" {
		t.Errorf("soap: %+v", soap)
	}
	var ops []string
	for _, o := range orders.Operations {
		ops = append(ops, strings.Join([]string{o.ID, o.Method, o.URLTemplate, o.Policy}, " "))
	}
	if diff := cmp.Diff([]string{
		"get-order GET /orders/{id} ",
		"listorders GET /orders art/apis/orders/operations/listorders/policy.xml",
		"post-orders POST /orders art/apis/orders/operations/post-orders/policy.xml",
	}, ops); diff != "" || !orders.OperationsKnown {
		t.Errorf("operations, known %v: %s", orders.OperationsKnown, diff)
	}
	own, pool := s.Backends["own"], s.Backends["pool"]
	if own.URL.Text() != "https://api.contoso.com/x" || !own.Proxy || own.HostHdr.Text() != "api.contoso.com" || own.IsPool {
		t.Errorf("own: %+v", own)
	}
	if !pool.IsPool || pool.URL.Present() || len(pool.Pool) != 2 || pool.Pool[0].Backend != "own" || pool.Pool[0].Weight != 3 || pool.Pool[1].Backend != "other" {
		t.Errorf("pool: %+v", pool)
	}
	if !s.Backends["fabric"].Fabric {
		t.Errorf("fabric: %+v", s.Backends["fabric"])
	}
	if v := s.NamedValues["gateway-host"]; v == nil || v.ID != "1a2b" || v.Value.Text() != "api.contoso.com" {
		t.Errorf("named value: %+v", v)
	}
	if s.NamedValues["bare-name"] == nil {
		t.Error("a named value without properties is not read")
	}
	if f := s.Fragments["auth"]; f == nil || f.Policy != "art/policy fragments/auth/policy.xml" {
		t.Errorf("fragment: %+v", f)
	}
	if p := s.Products[0]; p.Name != "Starter" || !cmp.Equal(p.APIs, []string{"orders"}) || len(orders.Products) != 1 || orders.Products[0] != p || len(rev2.Products) != 1 {
		t.Errorf("product: %+v of %v", p, orders.Products)
	}
	if len(e.Workspaces) != 1 || e.Workspaces[0].ID != "team" || e.Workspaces[0].NamedValues["n"] == nil || len(e.Workspaces[0].APIs) != 1 || s.NamedValues["n"] != nil {
		t.Errorf("workspaces: %+v", e.Workspaces)
	}
}

func TestScopes(t *testing.T) {
	e := estateAt(t, toolkit, "art", Options{})
	orders := e.Service.APIs[0]
	for path, want := range map[string]Place{
		"art/policy.xml":                                   {Kind: GlobalScope, Workspace: &e.Service},
		"art/apis/orders/policy.xml":                       {Kind: APIScope, Workspace: &e.Service, API: orders},
		"art/apis/orders/operations/listorders/policy.xml": {Kind: OperationScope, Workspace: &e.Service, API: orders, Operation: orders.Operations[1]},
		"art/policy fragments/auth/policy.xml":             {Kind: FragmentScope, Workspace: &e.Service, Fragment: e.Service.Fragments["auth"]},
		"art/products/starter/policy.xml":                  {Kind: ProductScope, Workspace: &e.Service, Product: e.Service.Products[0]},
		"art/workspaces/team/apis/w/policy.xml":            {Kind: APIScope, Workspace: e.Workspaces[0], API: e.Workspaces[0].APIs[0]},
		"elsewhere.xml":                                    {},
	} {
		if got := e.Place(path); got != want {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

// The other dialect: camel case, lists of APIs, files for operations and
// resolvers.
func TestCLILayout(t *testing.T) {
	e := estateAt(t, `
-- apis/gql/apiInformation.json --
{ "properties": { "path": "gql", "apiType": "graphql" } }
-- apis/gql/resolvers/Query-orders/resolverInformation.json --
{}
-- apis/gql/resolvers/Query-orders/policy.xml --
<http-data-source />
-- apis/orders/apiInformation.json --
{ "properties": { "path": "orders" } }
-- apis/orders/operations/list/operationInformation.json --
{ "properties": { "method": "get", "urlTemplate": "/", "displayName": "List" } }
-- apis/orders/operations/list/policy.xml --
<policies />
-- apis/orders/operations/add/operationInformation.json --
{ "properties": { "method": "POST", "urlTemplate": "/" } }
-- namedValues/n/namedValueInformation.json --
{ "properties": { "displayName": "n", "value": "v" } }
-- policyFragments/f/policy.xml --
<fragment />
-- versionSets/v/versionSetInformation.json --
{ "properties": { "versioningScheme": "Header", "versionHeaderName": "X-V" } }
-- products/p/apis.json --
[{ "name": "orders" }, { "name": "gql" }]
-- products/p.policy.xml --
<policies />
-- gateways/g/apis.json --
[{ "name": "orders" }]
-- gateways/managed/apis.json --
[{ "name": "gql" }]
`, "", Options{})
	noProblems(t, e)
	gql, orders := e.Service.APIs[0], e.Service.APIs[1]
	if gql.Type != "graphql" || gql.OperationsKnown || gql.SelfHosted || !cmp.Equal(gql.Resolvers, []string{"apis/gql/resolvers/Query-orders/policy.xml"}) || e.Place(gql.Resolvers[0]).Kind != ResolverScope {
		t.Errorf("gql: %+v", gql)
	}
	if !orders.OperationsKnown || len(orders.Operations) != 2 || orders.Operations[1].Method != "GET" || orders.Operations[1].Policy == "" || !orders.SelfHosted {
		t.Errorf("orders: %+v", orders)
	}
	if p := e.Service.Products[0]; p.Policy != "products/p.policy.xml" || !cmp.Equal(p.APIs, []string{"gql", "orders"}) {
		t.Errorf("product: %+v", p)
	}
	if e.Service.NamedValues["n"] == nil || e.Service.Fragments["f"] == nil {
		t.Errorf("%+v", e.Service)
	}
}

const withEnvironments = `
-- hairpin.yaml --
instance: { name: contoso-dev, hostnames: [api-dev.contoso.com], sku: Developer, virtualNetwork: internal }
environments:
  prod: { overrides: env/prod.yaml, instance: { from: instance.prod.json } }
-- instance.prod.json --
{ "name": "contoso-prod", "sku": { "name": "Premium", "capacity": 2 }, "hostnameConfigurations": [ { "type": "Proxy", "hostName": "api.contoso.com" } ] }
-- configuration.yaml --
apimServiceName: contoso-base
namedValues: [{ name: host, properties: { value: not-applied } }]
-- configuration.test.yaml --
apimServiceName: contoso-test
-- env/prod.yaml --
namedValues:
  - name: host
    properties:
      displayName: host
      value: "api.contoso.com"
  - name: key
    properties: { value: s3cr3t }
  - name: plain
    properties: { value: s3cr3t, secret: true }
  - name: absent
    properties: { value: x }
backends:
  - name: b
    properties: { url: 'https://prod.example' }
apis:
  - name: a
    properties:
      serviceUrl: https://api.contoso.com/a
workspaces:
  - name: w
    namedValues:
      - { name: host, properties: { value: in-workspace } }
-- art/named values/host/namedValueInformation.json --
{ "properties": { "displayName": "host", "value": "api-dev.contoso.com" } }
-- art/named values/key/namedValueInformation.json --
{ "properties": { "displayName": "key", "secret": true } }
-- art/named values/plain/namedValueInformation.json --
{ "properties": { "displayName": "plain", "value": "open" } }
-- art/backends/b/backendInformation.json --
{ "properties": { "url": "https://dev.example", "proxy": { "url": "http://p" } } }
-- art/apis/a/apiInformation.json --
{ "properties": { "path": "a", "serviceUrl": "https://api-dev.contoso.com/a" } }
-- art/workspaces/w/named values/host/namedValueInformation.json --
{ "properties": { "displayName": "host", "value": "w" } }
`

func TestEnvironments(t *testing.T) {
	base := estateAt(t, withEnvironments, "art", Options{})
	prod := estateAt(t, withEnvironments, "art", Options{Env: "prod"})
	test := estateAt(t, withEnvironments, "art", Options{Env: "test"})
	for _, e := range []*Estate{base, prod, test} {
		noProblems(t, e)
		var names []string
		for _, env := range e.Settings.Environments {
			names = append(names, env.Name+"="+env.Overrides)
		}
		if diff := cmp.Diff([]string{"prod=env/prod.yaml", "test=configuration.test.yaml"}, names); diff != "" {
			t.Error(diff)
		}
	}
	if v := base.Service.NamedValues["host"].Value; v.Text() != "api-dev.contoso.com" {
		t.Errorf("base: %q", v.Text())
	}
	src := ""
	for _, f := range filesOf(withEnvironments) {
		if f.Path == "env/prod.yaml" {
			src = f.Src
		}
	}
	for _, c := range []struct {
		field Field
		want  string
	}{
		{prod.Service.NamedValues["host"].Value, "api.contoso.com"},
		{prod.Service.Backends["b"].URL, "https://prod.example"},
		{prod.Service.APIs[0].ServiceURL(), "https://api.contoso.com/a"},
		{prod.Workspaces[0].NamedValues["host"].Value, "in-workspace"},
	} {
		if at := c.field.At(); c.field.Text() != c.want || at.Path != "env/prod.yaml" || at.Span.Of(src) != c.want {
			t.Errorf("%q at %+v %q, want %q", c.field.Text(), at, at.Span.Of(src), c.want)
		}
	}
	if b := prod.Service.Backends["b"]; !b.Proxy {
		t.Error("the override hides the proxy, which it does not name")
	}
	if prod.Service.APIs[0].Path != "a" || prod.Service.NamedValues["absent"] != nil {
		t.Error("overrides replace more, or create artifacts")
	}
	if v := prod.Service.NamedValues["plain"]; v.Value.Present() || !v.Secret {
		t.Errorf("plain: %+v", v)
	}
	// The base instance.
	if g := base.Gateway; g.Name != "contoso-dev" || g.SKU != gateway.Developer || g.IsSelf("api-dev.contoso.com") != gateway.Yes || g.IsSelf("contoso-base.azure-api.net") != gateway.Yes || g.IsSelf("contoso-prod.azure-api.net") != gateway.No {
		t.Errorf("base: %+v", g)
	}
	// Another instance: its own hosts only, and the network mode, which it does not give.
	if g := prod.Gateway; g.Name != "contoso-prod" || g.SKU != gateway.Premium || g.Units != 2 || g.VNet != gateway.Internal || g.IsSelf("api.contoso.com") != gateway.Yes || g.IsSelf("api-dev.contoso.com") != gateway.No || g.IsSelf("contoso-dev.azure-api.net") != gateway.No || g.IsSelf("contoso-base.azure-api.net") != gateway.No {
		t.Errorf("prod: %+v", g)
	}
	// Only a service name, which ranks last.
	if g := test.Gateway; g.Name != "contoso-dev" || g.IsSelf("contoso-test.azure-api.net") != gateway.Yes {
		t.Errorf("test: %+v", g)
	}
}

func TestFactsNearestFirst(t *testing.T) {
	archive := `
-- a/b/hairpin.yaml --
instance: { sku: Premium, hostnames: [h1.example] }
-- a/instance.json --
{ "name": "near", "sku": { "name": "Developer", "capacity": 1 }, "virtualNetworkType": "External", "hostnameConfigurations": [{ "type": "Proxy", "hostName": "h2.example" }] }
-- instance.json --
{ "name": "far", "sku": { "name": "Basic" } }
-- a/b/policy.xml --
<policies />
`
	e := estateAt(t, archive, "a/b", Options{Flags: gateway.Facts{VNet: gateway.Internal, Hosts: []gateway.Host{{Name: "h3.example", Kind: gateway.GatewayHost}}}})
	noProblems(t, e)
	g := e.Gateway
	if g.Name != "near" || g.SKU != gateway.Premium || g.VNet != gateway.Internal || g.Units != 1 {
		t.Errorf("%+v", g.Facts)
	}
	for _, h := range []string{"h1.example", "h2.example", "h3.example", "near.azure-api.net"} {
		if g.IsSelf(h) != gateway.Yes {
			t.Errorf("%s is not self", h)
		}
	}
	if e.Place("a/b/policy.xml").Kind != Loose || e.Artifacts {
		t.Error("a folder with nothing but hairpin.yaml is taken for artifacts")
	}
}

// Each broken file is one problem, and everything else is read.
func TestProblems(t *testing.T) {
	archive := `
-- hairpin.yaml --
instance: { from: nowhere.json }
environments: { prod: { overrides: nowhere.yaml }, test: { overrides: test.conf } }
-- apis/a/apiInformation.json --
{ "properties": { "path": "a", "serviceUrl": 5 }
-- apis/b/apiInformation.json --
{ "properties": { "path": ["b"], "serviceUrl": "https://b", "protocols": "https" } }
-- apis/c/apiInformation.json --
[]
-- apis/d/apiInformation.json --
{ "properties": [] }
-- apis/e/specification.json --
{ "paths": { "/x": 
-- apis/e/apiInformation.json --
-- products/p/apis.json --
{ "name": "a" }
-- backends/ok/backendInformation.json --
{ "properties": { "url": "https://ok" } }
`
	e := estateAt(t, archive, "", Options{})
	var got []string
	for _, p := range e.Problems {
		for _, f := range filesOf(archive) {
			if f.Path == p.At.Path {
				got = append(got, fmt.Sprintf("%s %q: %s", p.At.Path, p.At.Span.Of(f.Src), p.Message))
			}
		}
	}
	want := []string{
		`apis/a/apiInformation.json "5": "serviceUrl" must be a string, not a number`,
		`apis/a/apiInformation.json "": the file is not valid JSON: it ends too early`,
		`apis/b/apiInformation.json "[\"b\"]": "path" must be a string, not a list`,
		`apis/b/apiInformation.json "https": "protocols" must be a list, not a string`,
		`apis/c/apiInformation.json "[]": the file must contain an object, not a list`,
		`apis/d/apiInformation.json "[]": the file must have an object as its properties, not a list`,
		`apis/e/apiInformation.json "": the file is empty`,
		`apis/e/specification.json "": the file is not valid JSON: it ends too early`,
		`hairpin.yaml "nowhere.json": the file "nowhere.json" is missing; add it, or remove it from hairpin.yaml`,
		`hairpin.yaml "nowhere.yaml": the file "nowhere.yaml" is missing; add it, or remove it from hairpin.yaml`,
		`hairpin.yaml "test.conf": "test.conf" is not a JSON or YAML file; its name must end in .json, .yaml or .yml`,
		`products/p/apis.json "{ \"name\": \"a\" }": the file must contain a list of objects with a name, not a map`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if e.Service.Backends["ok"].URL.Text() != "https://ok" || len(e.Service.APIs) != 5 || e.Service.APIs[1].ServiceURL().Text() != "https://b" || e.Service.APIs[4].OperationsKnown {
		t.Errorf("what is right is not read: %+v", e.Service)
	}
}

// A secret is nowhere in what Read gives out.
func TestSecrets(t *testing.T) {
	for _, archive := range []string{toolkit, withEnvironments} {
		for _, env := range []string{"", "prod"} {
			e := estateAt(t, archive, "art", Options{Env: env})
			if s := findString(reflect.ValueOf(e), "s3cr3t", map[uintptr]bool{}); s != "" {
				t.Errorf("a secret stands in %q", s)
			}
		}
	}
	if s := findString(reflect.ValueOf(&Estate{Service: Workspace{APIs: []*API{{Name: "the s3cr3t"}}}}), "s3cr3t", map[uintptr]bool{}); s == "" {
		t.Error("the search itself finds nothing")
	}
}

// However a file or an override says it, what is secret stays so.
func TestSecretForms(t *testing.T) {
	archive := `
-- configuration.prod.yaml --
namedValues:
  - { name: opened, properties: { secret: false, value: s3cr3t } }
  - { name: closed, properties: { secret: yes, value: s3cr3t } }
  - { name: vaulted, properties: { keyVault: { secretIdentifier: "https://v" } } }
-- namedValues/opened/namedValueInformation.json --
{ "properties": { "displayName": "opened", "value": "s3cr3t", "secret": true } }
-- namedValues/closed/namedValueInformation.json --
{ "properties": { "displayName": "closed", "value": "x" } }
-- namedValues/vaulted/namedValueInformation.json --
{ "properties": { "displayName": "vaulted", "value": "s3cr3t" } }
-- namedValues/worded/namedValueInformation.json --
{ "properties": { "displayName": "worded", "value": "s3cr3t", "secret": "True" } }
-- namedValues/upper/namedValueInformation.json --
{ "properties": { "displayName": "upper", "value": "s3cr3t", "Secret": true } }
-- namedValues/vaultedupper/namedValueInformation.json --
{ "properties": { "displayName": "vaultedupper", "value": "s3cr3t", "KeyVault": { "secretIdentifier": "https://v" } } }
-- namedValues/torn/namedValueInformation.json --
{ "properties": { "displayName": "torn", "value": "s3cr3t", "secret" true } }
-- namedValues/cut/namedValueInformation.json --
{ "properties": { "displayName": "cut", "value": "s3cr3t"
`
	e := estateAt(t, archive, "", Options{Env: "prod"})
	if s := findString(reflect.ValueOf(e), "s3cr3t", map[uintptr]bool{}); s != "" {
		t.Errorf("a secret stands in %q", s)
	}
	if v := e.Service.NamedValue("VAULTED"); v == nil || !v.KeyVault {
		t.Errorf("vaulted: %+v", v)
	}
	if v := e.Service.NamedValue("nowhere"); v != nil {
		t.Errorf("nowhere: %+v", v)
	}
}

// A change of a policy leaves the estate as it is.
func TestReadDependsOnFactsOnly(t *testing.T) {
	files := filesOf(toolkit)
	want := only(t, files, "art", Options{})
	for i, f := range files {
		if strings.HasSuffix(f.Path, ".xml") {
			files[i] = text.NewFile(f.Path, "<changed>")
		}
	}
	if got := only(t, files, "art", Options{}); !reflect.DeepEqual(want, got) {
		t.Error("the estate differs")
	}
}

// findString looks for a text in everything that can be reached from a value.
func findString(v reflect.Value, s string, seen map[uintptr]bool) string {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), s) {
			return v.String()
		}
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return ""
		}
		seen[v.Pointer()] = true
		return findString(v.Elem(), s, seen)
	case reflect.Interface:
		return findString(v.Elem(), s, seen)
	case reflect.Struct:
		for i := range v.NumField() {
			if found := findString(v.Field(i), s, seen); found != "" {
				return found
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if found := findString(v.Index(i), s, seen); found != "" {
				return found
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if found := findString(k, s, seen) + findString(v.MapIndex(k), s, seen); found != "" {
				return found
			}
		}
	}
	return ""
}

// Files in UTF-16, as PowerShell writes them, have places in the file as it is.
func TestUTF16(t *testing.T) {
	src := "\xff\xfe"
	for _, c := range `{"properties":{"path":"ü","serviceUrl":"https://ü.example"}}` {
		src += string([]byte{byte(c), byte(c >> 8)})
	}
	files := []*text.File{text.NewFile("apis/a/apiInformation.json", src)}
	e := only(t, files, "", Options{})
	noProblems(t, e)
	f := e.Service.APIs[0].ServiceURL()
	if at := f.At().Span.Of(src); f.Text() != "https://ü.example" || !strings.HasPrefix(at, "h\x00t\x00") || !strings.HasSuffix(at, "l\x00e\x00") {
		t.Errorf("%q at %q", f.Text(), at)
	}
}

// The order of the files does not matter, and a cache of parsed files changes
// nothing.
func TestReadIsStable(t *testing.T) {
	files := filesOf(withEnvironments)
	want := only(t, files, "art", Options{Env: "prod"})
	for i, j := 0, len(files)-1; i < j; i, j = i+1, j-1 {
		files[i], files[j] = files[j], files[i]
	}
	cache := map[*text.File]*Source{}
	parse := func(f *text.File) *Source {
		if cache[f] == nil {
			cache[f] = Parse(f)
		}
		return cache[f]
	}
	for range 2 {
		if got := only(t, files, "art", Options{Env: "prod", Parse: parse}); !reflect.DeepEqual(want, got) {
			t.Error("the estate differs")
		}
	}
}
