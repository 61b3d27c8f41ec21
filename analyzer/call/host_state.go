package call

import (
	"strings"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/value"
)

// HostState is what the Host header does to a call of the loopback address.
type HostState uint8

const (
	// HostUnclear is the zero value: it cannot be determined what the header is.
	HostUnclear HostState = iota
	HostMissing           // none is set
	HostGood              // it names this gateway
	HostWeak              // it is there, but does not override
	HostWrong             // it overrides with a name that is not this gateway's
)

// HostStateOf judges the Host header of a way.
func HostStateOf(g *gateway.Gateway, j *Way) HostState {
	g = g.Of(j.Scope.Workspace.String())
	switch j.Host.Action {
	case HostDefault:
		return HostMissing
	case HostDeleted, HostSkipped, HostAdded:
		return HostWeak
	case HostSet:
		switch {
		case NamesGateway(g, j.Host.Value):
			return HostGood
		case NamesOther(g, j.Host.Value) != gateway.No:
			return HostWrong
		}
	}
	return HostUnclear
}

// NamesOther reports whether a Host value is no name of this gateway: Yes for
// certain, Unknown if it may be a name that the facts do not list, and No if it
// is one or cannot be determined.
func NamesOther(g *gateway.Gateway, v value.Value) gateway.Answer {
	if len(g.Hosts) == 0 && !g.IsApart() || v.Cut || len(v.Alts) == 0 {
		return gateway.No
	}
	out := gateway.Yes
	for _, s := range v.Alts {
		name, known := s.Literal()
		if !known || s.IsNull() || strings.ContainsAny(name, "#_") || !value.CanBeHost(name) {
			return gateway.No
		}
		m := g.Match(value.FoldHost(name))
		switch {
		case m.Kind == gateway.Loopback, m.Kind == gateway.PrivateAddress: // the gateway answers to names only
		case m.Self == gateway.Yes, m.Kind == gateway.ElsewhereHost:
			return gateway.No
		case g.IsApart() && m.Self == gateway.Unknown: // may be its own name, which no artifact has
			return gateway.No
		case m.Self == gateway.Unknown:
			out = gateway.Unknown
		}
	}
	return out
}

// NamesGateway reports whether a Host value is certainly a name of this gateway.
func NamesGateway(g *gateway.Gateway, v value.Value) bool {
	for _, s := range v.Alts {
		name, known := s.Literal()
		own := len(s.Parts) == 1 && s.Parts[0].Kind == value.GatewayHost
		if !own && !(known && g.Match(name).Kind == gateway.GatewayHost) {
			return false
		}
	}
	return len(v.Alts) > 0
}
