package estate

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"hairpin/analyzer/text"
)

// hostTypes are the types of hostnameConfigurations.
// https://learn.microsoft.com/rest/api/apimanagement/api-management-service/get#hostnametype
var hostTypes = map[string]HostKind{
	"proxy":            GatewayHost,
	"portal":           PortalHost,
	"developerportal":  PortalHost,
	"management":       ManagementHost,
	"scm":              ScmHost,
	"configurationapi": ConfigurationHost,
}

// instanceURLs are the properties that hold the URL of an endpoint. They are
// those of the page above.
var instanceURLs = [...]struct {
	key  string
	kind HostKind
}{
	{"gatewayUrl", GatewayHost},
	{"gatewayRegionalUrl", RegionalHost},
	{"portalUrl", PortalHost},
	{"developerPortalUrl", PortalHost},
	{"managementApiUrl", ManagementHost},
	{"scmUrl", ScmHost},
}

// readInstance reads the facts out of the JSON of an instance: what az apim
// show prints, which has the properties at the top, or the ARM resource, which
// has them under "properties", or a list of either. Of several instances the one
// with the wanted name is taken.
//
// Fields that are missing, or hold what is not known, are unknown facts. A file
// that describes no instance is a problem.
func readInstance(src *Source, wanted string) (Facts, []Problem) {
	if problems := src.problems(); len(problems) > 0 || src.root == nil {
		if len(problems) == 0 {
			problems = []Problem{src.problem(text.Span{}, "is empty; save the output of az apim show in it")}
		}
		return Facts{}, problems
	}
	root, problems := src.oneInstance(wanted)
	if root == nil {
		return Facts{}, problems
	}
	in := instanceReader{root: root, properties: root.fold("properties")}
	if !in.recognised() {
		return Facts{}, []Problem{src.problem(root.span(),
			"describes no API Management instance: it has none of sku, virtualNetworkType, gatewayUrl and hostnameConfigurations; save the output of az apim show in it")}
	}
	return in.facts(), nil
}

func (s *Source) problem(at text.Span, message string) Problem {
	return Problem{At: text.Loc{Path: s.path, Span: at}, Message: path.Base(s.path) + " " + message}
}

// oneInstance picks the instance out of the forms that a file can have.
func (s *Source) oneInstance(wanted string) (*node, []Problem) {
	root := s.root
	if root.is(mapNode) && root.get("value").is(listNode) {
		root = root.get("value") // the answer of the REST API to a list
	}
	switch {
	case root.is(mapNode):
		return root, nil
	case !root.is(listNode):
		return nil, []Problem{s.problem(root.span(), "must hold an object, the output of az apim show, not "+words[root.kind])}
	}
	var names []string
	for _, n := range root.items {
		name := n.fold("name").str()
		if len(root.items) == 1 && n.is(mapNode) || name != "" && strings.EqualFold(name, wanted) {
			return n, nil
		}
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	switch {
	case len(root.items) == 0:
		return nil, []Problem{s.problem(root.span(), "is an empty list; save the output of az apim show in it")}
	case wanted == "":
		return nil, []Problem{s.problem(root.span(), fmt.Sprintf("lists %d instances; say which one with instance.name in hairpin.yaml", len(root.items)))}
	}
	return nil, []Problem{s.problem(root.span(), fmt.Sprintf("does not list the instance %q, but %s", wanted, strings.Join(names, ", ")))}
}

type instanceReader struct{ root, properties *node }

// get is a property, wherever it stands.
func (in *instanceReader) get(key string) *node {
	if v := in.properties.fold(key); v.present() {
		return v
	}
	return in.root.fold(key)
}

func (in *instanceReader) recognised() bool {
	for _, key := range [...]string{"sku", "virtualNetworkType", "gatewayUrl", "hostnameConfigurations"} {
		if in.get(key).present() {
			return true
		}
	}
	return false
}

func (in *instanceReader) facts() Facts {
	f := Facts{VNet: ParseVNet(in.get("virtualNetworkType").str())}
	if name := in.root.fold("name").str(); isInstanceName(name) {
		f.Name = strings.ToLower(name)
	}
	f.SKU, f.Units = skuOf(in.get("sku"))
	known := in.get("hostnameConfigurations").is(listNode)
	for _, h := range in.get("hostnameConfigurations").list() {
		kind := hostTypes[strings.ToLower(h.fold("type").str())]
		known = addName(&f, h.fold("hostName").str(), kind, h.fold("defaultSslBinding").str() == "true") && known
	}
	for _, u := range instanceURLs {
		addName(&f, hostOfURL(in.get(u.key).str()), u.kind, false)
	}
	f.Complete = known && slices.ContainsFunc(f.Hosts, func(h Host) bool { return h.Kind == GatewayHost })
	addAddresses(&f, in.get("privateIPAddresses"))
	for _, l := range in.get("additionalLocations").list() {
		addName(&f, hostOfURL(l.fold("gatewayRegionalUrl").str()), RegionalHost, false)
		addAddresses(&f, l.fold("privateIPAddresses"))
		if _, units := skuOf(l.fold("sku")); units > 0 {
			f.RegionUnits = append(f.RegionUnits, units)
		}
	}
	for _, h := range f.Hosts {
		if name, ok := instanceOf(h.Name, ""); ok && h.Kind == GatewayHost && strings.EqualFold(name, f.Name) {
			f.Suffix = suffixOf(h.Name)
		} else if rest, ok := strings.CutPrefix(h.Name, f.Name+"."); ok && h.Kind == GatewayHost && f.Suffix == "" && f.Name != "" && strings.HasPrefix(rest, "azure-api.") {
			f.Suffix = rest // a cloud that is not in the table
		}
	}
	return f
}

// addName notes a host name. What has not the form of one, such as an expression of
// a template, says nothing.
func addName(f *Facts, name string, kind HostKind, isDefault bool) bool {
	name = normalHost(name)
	if name == "" || strings.Trim(name, hostCharacters) != "" {
		return false
	}
	f.Hosts = addHost(f.Hosts, Host{Name: name, Kind: kind, Default: isDefault})
	return true
}

const hostCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-._*"

func addAddresses(f *Facts, list *node) {
	for _, n := range list.list() {
		if a, ok := addressOf(n.str()); ok && !slices.Contains(f.PrivateIPs, a) {
			f.PrivateIPs = append(f.PrivateIPs, a)
		}
	}
}

// skuOf reads {"name": "Premium", "capacity": 2}, or the plain name.
func skuOf(n *node) (SKU, int) {
	if n.is(mapNode) {
		sku, _ := ParseSKU(n.fold("name").str())
		units, _ := n.fold("capacity").number()
		return sku, units
	}
	return ParseSKU(n.str())
}

// isInstanceName reports whether a name can be that of an instance. In a
// template it may be an expression, which says nothing.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftapimanagement
func isInstanceName(s string) bool {
	if s == "" || len(s) > 50 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; !(c >= 'a' && c <= 'z' || s[i] >= '0' && s[i] <= '9' || s[i] == '-') {
			return false
		}
	}
	return true
}
