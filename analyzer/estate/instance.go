package estate

import (
	"fmt"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// hostTypes are the types of hostnameConfigurations.
// https://learn.microsoft.com/rest/api/apimanagement/api-management-service/get#hostnametype
var hostTypes = map[string]gateway.HostKind{
	"proxy":            gateway.GatewayHost,
	"portal":           gateway.PortalHost,
	"developerportal":  gateway.PortalHost,
	"management":       gateway.ManagementHost,
	"scm":              gateway.ScmHost,
	"configurationapi": gateway.ConfigurationHost,
}

// instanceURLs are the properties that hold the URL of an endpoint. They are
// those of the page above.
var instanceURLs = [...]struct {
	key  string
	kind gateway.HostKind
}{
	{"gatewayUrl", gateway.GatewayHost},
	{"gatewayRegionalUrl", gateway.RegionalHost},
	{"portalUrl", gateway.PortalHost},
	{"developerPortalUrl", gateway.PortalHost},
	{"managementApiUrl", gateway.ManagementHost},
	{"scmUrl", gateway.ScmHost},
}

// readInstance reads the facts out of the JSON of an instance: what az apim
// show prints, which has the properties at the top, or the ARM resource, which
// has them under "properties", or a list of either. Of several instances the one
// with the wanted name is taken.
//
// Fields that are missing, or hold what is not known, are unknown facts. A file
// that describes no instance is a problem.
func readInstance(src *Source, wanted string) (gateway.Facts, []Problem) {
	if problems := src.problems(); len(problems) > 0 || src.root == nil {
		if len(problems) == 0 {
			problems = []Problem{src.problem(text.Span{}, "is empty; save the output of az apim show in it")}
		}
		return gateway.Facts{}, problems
	}
	root, problems := src.oneInstance(wanted)
	if root == nil {
		return gateway.Facts{}, problems
	}
	in := instanceReader{root: root, properties: root.Fold("properties")}
	if !in.recognised() {
		return gateway.Facts{}, []Problem{src.problem(root.Span(),
			"describes no API Management instance: it has none of sku, virtualNetworkType, gatewayUrl and hostnameConfigurations; save the output of az apim show in it")}
	}
	return in.facts(), nil
}

func (s *Source) problem(at text.Span, message string) Problem {
	return Problem{At: text.Loc{Path: s.path, Span: at}, Message: "the file " + message}
}

// oneInstance picks the instance out of the forms that a file can have.
func (s *Source) oneInstance(wanted string) (*tree.Node, []Problem) {
	root := s.root
	if root.Is(tree.Map) && root.Get("value").Is(tree.List) {
		root = root.Get("value") // the answer of the REST API to a list
	}
	switch {
	case root.Is(tree.Map):
		return root, nil
	case !root.Is(tree.List):
		return nil, []Problem{s.problem(root.Span(), "must contain an object, the output of az apim show, not "+tree.Words[root.Kind])}
	}
	var names []string
	for _, n := range root.Items {
		name := n.Fold("name").Text()
		if len(root.Items) == 1 && n.Is(tree.Map) || name != "" && strings.EqualFold(name, wanted) {
			return n, nil
		}
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	switch {
	case len(root.Items) == 0:
		return nil, []Problem{s.problem(root.Span(), "is an empty list; save the output of az apim show in it")}
	case wanted == "":
		return nil, []Problem{s.problem(root.Span(), fmt.Sprintf("lists %d instances; choose one with instance.name in hairpin.yaml", len(root.Items)))}
	}
	return nil, []Problem{s.problem(root.Span(), fmt.Sprintf("does not list the instance %q, but %s", wanted, strings.Join(names, ", ")))}
}

type instanceReader struct{ root, properties *tree.Node }

// get is a property, wherever it stands.
func (in *instanceReader) get(key string) *tree.Node {
	if v := in.properties.Fold(key); v.Present() {
		return v
	}
	return in.root.Fold(key)
}

func (in *instanceReader) recognised() bool {
	for _, key := range [...]string{"sku", "virtualNetworkType", "gatewayUrl", "hostnameConfigurations"} {
		if in.get(key).Present() {
			return true
		}
	}
	return false
}

func (in *instanceReader) facts() gateway.Facts {
	f := gateway.Facts{VNet: gateway.ParseVNet(in.get("virtualNetworkType").Text())}
	if name := in.root.Fold("name").Text(); isInstanceName(name) {
		f.Name = strings.ToLower(name)
	}
	f.SKU, f.Units = skuOf(in.get("sku"))
	known := in.get("hostnameConfigurations").Is(tree.List)
	for _, h := range in.get("hostnameConfigurations").List() {
		kind := hostTypes[strings.ToLower(h.Fold("type").Text())]
		known = addName(&f, h.Fold("hostName").Text(), kind, h.Fold("defaultSslBinding").Text() == "true") && known
	}
	for _, u := range instanceURLs {
		addName(&f, gateway.HostOfURL(in.get(u.key).Text()), u.kind, false)
	}
	f.Complete = known && slices.ContainsFunc(f.Hosts, func(h gateway.Host) bool { return h.Kind == gateway.GatewayHost })
	addAddresses(&f, in.get("privateIPAddresses"))
	for _, l := range in.get("additionalLocations").List() {
		addName(&f, gateway.HostOfURL(l.Fold("gatewayRegionalUrl").Text()), gateway.RegionalHost, false)
		addAddresses(&f, l.Fold("privateIPAddresses"))
		if _, units := skuOf(l.Fold("sku")); units > 0 {
			f.RegionUnits = append(f.RegionUnits, units)
		}
	}
	for _, h := range f.Hosts {
		if name, ok := gateway.InstanceOf(h.Name, ""); ok && h.Kind == gateway.GatewayHost && strings.EqualFold(name, f.Name) {
			f.Suffix = gateway.SuffixOf(h.Name)
		} else if rest, ok := strings.CutPrefix(h.Name, f.Name+"."); ok && h.Kind == gateway.GatewayHost && f.Suffix == "" && f.Name != "" && strings.HasPrefix(rest, "azure-api.") {
			f.Suffix = rest // a cloud that is not in the table
		}
	}
	return f
}

// addName notes a hostname. What has not the form of one, such as an expression of
// a template, says nothing.
func addName(f *gateway.Facts, name string, kind gateway.HostKind, isDefault bool) bool {
	name = gateway.NormalHost(name)
	if name == "" || strings.Trim(name, hostCharacters) != "" {
		return false
	}
	f.Hosts = gateway.AddHost(f.Hosts, gateway.Host{Name: name, Kind: kind, Default: isDefault})
	return true
}

const hostCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-._*"

func addAddresses(f *gateway.Facts, list *tree.Node) {
	for _, n := range list.List() {
		if a, ok := gateway.AddressOf(n.Text()); ok && !slices.Contains(f.PrivateIPs, a) {
			f.PrivateIPs = append(f.PrivateIPs, a)
		}
	}
}

// skuOf reads {"name": "Premium", "capacity": 2}, or the plain name.
func skuOf(n *tree.Node) (gateway.SKU, int) {
	if n.Is(tree.Map) {
		sku, _ := gateway.ParseSKU(n.Fold("name").Text())
		units, _ := n.Fold("capacity").Number()
		return sku, units
	}
	return gateway.ParseSKU(n.Text())
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
