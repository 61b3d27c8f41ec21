package analyzer

import (
	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"strings"
)

// hostState is what the Host header does to a call of the loopback address.
type hostState uint8

const (
	// hostUnclear is the zero value: it cannot be told what the header is.
	hostUnclear hostState = iota
	hostMissing           // none is set
	hostGood              // it names this gateway
	hostWeak              // it is there, but does not override
	hostWrong             // it overrides with a name that is not this gateway's
)

// hostStateOf judges the Host header of a way.
func hostStateOf(g *estate.Gateway, j *Way) hostState {
	switch j.Host.Action {
	case HostDefault:
		return hostMissing
	case HostDeleted, HostSkipped, HostAdded:
		return hostWeak
	case HostSet:
		switch {
		case namesGateway(g, j.Host.Value):
			return hostGood
		case namesOther(g, j.Host.Value) != estate.No:
			return hostWrong
		}
	}
	return hostUnclear
}

// namesOther reports whether a Host value is no name of this gateway: Yes for
// certain, Unknown if it may be a name that the facts do not list, and No if it
// is one or cannot be told.
func namesOther(g *estate.Gateway, v eval.Value) estate.Answer {
	if len(g.Hosts) == 0 || v.Cut || len(v.Alts) == 0 {
		return estate.No
	}
	out := estate.Yes
	for _, s := range v.Alts {
		name, known := s.Literal()
		if !known || s.IsNull() || strings.ContainsAny(name, "{}#$_ ") {
			return estate.No
		}
		m := g.Match(eval.FoldHost(name))
		switch {
		case m.Kind == estate.Loopback, m.Kind == estate.PrivateAddress: // the gateway answers to names only
		case m.Self == estate.Yes, m.Kind == estate.ElsewhereHost:
			return estate.No
		case m.Self == estate.Unknown:
			out = estate.Unknown
		}
	}
	return out
}

// namesGateway reports whether a Host value is certainly a name of this gateway.
func namesGateway(g *estate.Gateway, v eval.Value) bool {
	for _, s := range v.Alts {
		name, known := s.Literal()
		gateway := len(s.Parts) == 1 && s.Parts[0].Kind == eval.GatewayHost
		if !gateway && !(known && g.Match(name).Kind == estate.GatewayHost) {
			return false
		}
	}
	return len(v.Alts) > 0
}
