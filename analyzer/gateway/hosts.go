package gateway

import (
	"hairpin.example/hairpin/analyzer/text"
	"strings"

	"golang.org/x/net/idna"
)

// CloudSuffixes are the DNS suffixes of the Azure clouds: the default hostname
// of an instance is its name, a dot, and one of these. The first is the public
// cloud. Another suffix can be given in hairpin.yaml.
var CloudSuffixes = [...]string{
	// https://learn.microsoft.com/azure/api-management/configure-custom-domain
	"azure-api.net",
	// https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
	"azure-api.us",
	// https://docs.azure.cn/api-management/configure-custom-domain
	"azure-api.cn",
}

// defaultHosts are the names that every instance has: a label after its name,
// and what answers there.
// https://learn.microsoft.com/azure/api-management/api-management-using-with-internal-vnet#dns-configuration
var defaultHosts = [...]struct {
	label string
	kind  HostKind
}{
	{"", GatewayHost},
	{"portal.", PortalHost},    // the legacy portal
	{"developer.", PortalHost}, // the developer portal
	{"management.", ManagementHost},
	{"scm.", ScmHost},
	// The endpoint of self-hosted gateways:
	// https://learn.microsoft.com/azure/api-management/self-hosted-gateway-overview
	{"configuration.", ConfigurationHost},
}

// publicEcho is Microsoft's public echo service, which looks like a host of an
// instance called echo.playground and is none of ours.
// https://learn.microsoft.com/azure/api-management/add-api-manually
const publicEcho = "echo.playground.azure-api.net"

// hostsOf lists the default hostnames of an instance.
func hostsOf(name, suffix string) []Host {
	if name == "" || publicEcho == name+"."+suffix {
		return nil
	}
	front, back := name+".", suffix
	if isASCII(name) && isASCII(suffix) {
		front, back = strings.ToLower(front), strings.ToLower(strings.TrimSuffix(suffix, "."))
	}
	out := make([]Host, 0, len(defaultHosts))
	for _, d := range defaultHosts {
		host := front + d.label + back
		if !isASCII(host) {
			host = NormalHost(host)
		}
		out = append(out, Host{Name: host, Kind: d.kind})
	}
	return out
}

// NewHost is a host as a user lists it among those of the gateway. A default
// name of another endpoint is taken for that one: contoso.scm.azure-api.net is
// no GatewayHost.
func NewHost(name string) Host {
	h := Host{Name: NormalHost(name), Kind: GatewayHost}
	front, ok := strings.CutSuffix(h.Name, "."+SuffixOf(h.Name))
	if !ok || SuffixOf(h.Name) == "" {
		return h
	}
	if strings.HasSuffix(front, ".regional") {
		h.Kind = RegionalHost
	}
	for _, d := range defaultHosts {
		if label := strings.TrimSuffix(d.label, "."); label != "" && strings.HasSuffix(front, "."+label) {
			h.Kind = d.kind
		}
	}
	return h
}

// SuffixOf is the cloud suffix that a hostname ends with, "" if none.
func SuffixOf(host string) string {
	for _, s := range CloudSuffixes {
		if strings.HasSuffix(host, "."+s) {
			return s
		}
	}
	return ""
}

// InstanceOf takes a default gateway host apart: contoso.azure-api.net has the
// name contoso. Suffix may be one that CloudSuffixes does not list.
func InstanceOf(host, suffix string) (name string, ok bool) {
	if suffix == "" {
		suffix = SuffixOf(host)
	}
	name, ok = strings.CutSuffix(host, "."+suffix)
	return name, ok && suffix != "" && name != "" && !strings.Contains(name, ".")
}

// isRegional reports whether host is the regional name of an instance:
// contoso-westeurope-01.regional.azure-api.net. The region has no blanks; all
// published examples end in -01, and any two digits are accepted.
// https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region
func isRegional(host, name, suffix string) bool {
	rest, ok := strings.CutSuffix(host, ".regional."+suffix)
	if !ok {
		return false
	}
	region, ok := strings.CutPrefix(rest, name+"-")
	n := len(region)
	return ok && n > len("-01") && region[n-3] == '-' && text.IsDigits(region[n-2:]) && !strings.ContainsAny(region[:n-3], ".-")
}

// NormalHost is the form in which hosts are compared: ASCII (IDNA), lower case,
// without trailing dot, brackets and default port.
func NormalHost(host string) string {
	host = strings.TrimSpace(host)
	if strings.HasPrefix(host, "[") {
		if i := strings.IndexByte(host, ']'); i > 0 && (i+1 == len(host) || isDefaultPort(host[i+1:])) {
			host = host[1:i]
		}
	} else if i := strings.IndexByte(host, ':'); i > 0 && isDefaultPort(host[i:]) {
		host = host[:i]
	}
	if !isASCII(host) {
		// On failure the name is none of ours whatever it is called.
		if ascii, err := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false)).ToASCII(host); err == nil {
			host = ascii
		}
	}
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

func isDefaultPort(s string) bool { return s == ":443" || s == ":80" }

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// HostOfURL is the host of an absolute URL such as https://contoso.azure-api.net,
// "" if there is none.
func HostOfURL(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && text.IsDigits(rest[i+1:]) {
		rest = rest[:i]
	}
	return NormalHost(rest)
}
