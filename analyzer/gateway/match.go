package gateway

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Match says what a host is to this instance. The host is compared without
// regard to case, trailing dot, default port and Unicode form.
//
// A name of another instance is a plain No. A name that could be a custom host
// name of this one is Unknown as long as the list of hostnames is not
// complete.
func (g *Gateway) Match(host string) Match {
	host = NormalHost(host)
	if host == "" {
		return Match{}
	}
	if m, ok := g.matchAddress(host); ok {
		return m
	}
	if g.apart {
		return g.matchApart(host)
	}
	if n := g.elsewhere(host); n != "" {
		return Match{Self: No, Kind: ElsewhereHost, Host: n}
	}
	if host == publicEcho {
		return Match{Self: No}
	}
	maybe := Match{}
	for _, h := range g.Hosts {
		switch wildcard(h.Name, host) {
		case Yes:
			if h.Kind == OtherHost { // a type of endpoint that is not known here
				return Match{Host: h.Name}
			}
			return Match{Self: Yes, Kind: h.Kind, Host: h.Name}
		case Unknown:
			// Which names a wildcard covers beyond one label is not documented:
			// https://learn.microsoft.com/azure/api-management/configure-custom-domain
			maybe = Match{Host: h.Name}
		}
	}
	for _, in := range g.instances() {
		if isRegional(host, in.name, in.suffix) {
			return Match{Self: Yes, Kind: RegionalHost, Host: in.name + "-*-01.regional." + in.suffix}
		}
	}
	if maybe.Host != "" {
		return maybe
	}
	return Match{Self: g.otherHost(host)}
}

// elsewhere is the entry of notViaLoadBalancer that covers a host, "" if none does.
func (g *Gateway) elsewhere(host string) string {
	for _, n := range g.NotViaLB {
		if wildcard(n, host) == Yes {
			return n
		}
	}
	return ""
}

// Caller says what the hostname is under which a caller reached this gateway: one of its
// own, of which some may resolve to something else in the network. These are listed; if
// they are all that there can be, a connection to the name never ends at the load balancer.
func (g *Gateway) Caller() (m Match, elsewhere []string) {
	m = Match{Self: Yes, Kind: GatewayHost}
	if g.apart {
		return m, nil
	}
	all := g.Complete
	for _, h := range g.Hosts {
		switch n := g.elsewhere(h.Name); {
		case h.Kind != GatewayHost:
		case n == "":
			all = false
		default:
			elsewhere = append(elsewhere, h.Name)
		}
	}
	if all && len(elsewhere) > 0 {
		m = Match{Self: No, Kind: ElsewhereHost}
	}
	return m, elsewhere
}

// IsSelf reports whether a connection to host ends at this gateway's own load
// balancer.
func (g *Gateway) IsSelf(host string) Answer { return g.Match(host).Self }

// matchAddress judges what is no DNS name: IP literals and localhost.
func (g *Gateway) matchAddress(host string) (Match, bool) {
	if host == "localhost" {
		return Match{Self: No, Kind: Loopback, Host: host}, true
	}
	a, ok := text.Address(host)
	if !ok {
		return Match{}, false
	}
	if a.IsLoopback() {
		return Match{Self: No, Kind: Loopback, Host: host}, true
	}
	for _, p := range g.PrivateIPs {
		if p.Unmap() == a && g.apart {
			return Match{Self: No}, true
		} else if p.Unmap() == a {
			return Match{Self: Yes, Kind: PrivateAddress, Host: a.String()}, true
		}
	}
	if a.IsPrivate() && (len(g.PrivateIPs) == 0 || g.apart) && g.VNet != NoVNet && g.VNet != External {
		return Match{}, true
	}
	return Match{Self: No}, true
}

// otherHost is the answer for a name that matches no known host.
func (g *Gateway) otherHost(host string) Answer {
	if SuffixOf(host) != "" {
		// A name under the suffix of a cloud belongs to the instance that it names, and no
		// list of custom hostnames holds the default one.
		if g.Name == "" || IsWorkspaceName(host) {
			return Unknown
		}
		return No
	}
	if g.Complete {
		return No
	}
	return Unknown
}

// instance is one name of the instance under one suffix.
type instance struct{ name, suffix string }

// instances lists the names that the default gateway hosts show. A merge of
// several sources can have more than one.
func (g *Gateway) instances() []instance {
	var out []instance
	for _, h := range g.Hosts {
		if h.Kind != GatewayHost {
			continue
		}
		if name, ok := InstanceOf(h.Name, ""); ok {
			out = append(out, instance{name, SuffixOf(h.Name)})
		} else if name, ok := InstanceOf(h.Name, g.Suffix); ok {
			out = append(out, instance{name, g.Suffix})
		}
	}
	return out
}

// wildcard compares a host with a name that may begin with "*.". The star
// stands for one label; whether it covers more is Unknown.
func wildcard(name, host string) Answer {
	if name == host {
		return Yes
	}
	rest, ok := strings.CutPrefix(name, "*")
	if !ok || !strings.HasPrefix(rest, ".") {
		return No
	}
	label, ok := strings.CutSuffix(host, rest)
	switch {
	case !ok || label == "" || strings.HasPrefix(label, ".") || strings.HasSuffix(label, "."):
		return No
	case strings.Contains(label, "."):
		return Unknown
	}
	return Yes
}

// Words says what a host of the kind is to this gateway: "a hostname of this
// gateway"; "" for one that is none of its own.
func (k HostKind) Words() string { return hostWords[k] }

// hostWords names what a host is to this gateway.
var hostWords = map[HostKind]string{
	GatewayHost:       "a hostname of this gateway",
	RegionalHost:      "the regional hostname of this gateway",
	PortalHost:        "the portal's hostname, which is behind the gateway's load balancer",
	ManagementHost:    "the management hostname, which is behind the gateway's load balancer",
	ScmHost:           "the Git hostname, which is behind the gateway's load balancer",
	ConfigurationHost: "the configuration hostname, which is behind the gateway's load balancer",
	PrivateAddress:    "the private address of this gateway's load balancer",
}
