package call

import (
	"strings"

	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/value"
)

// ownBase are the kinds of hosts under which a service URL is one of the gateway.
var ownBase = map[gateway.HostKind]bool{
	gateway.GatewayHost: true, gateway.RegionalHost: true, gateway.PrivateAddress: true, gateway.Loopback: true,
}

// BasePath is the path of the service URL of the API that makes a call, if that is a URL of
// this gateway; "" if it has none, or is another one.
func (w *Way) BasePath(e *estate.Estate) string {
	if w.Scope.API == nil {
		return ""
	}
	own := compose.Address(e, w.Scope.API.ServiceURL()).Alts
	if len(own) != 1 {
		return ""
	}
	url := value.SplitURL(own[0])
	path, known := url.Path().Literal()
	host := url.HostOf()
	if !known || !host.Known || !ownBase[e.Gateway.Of(w.Scope.Workspace.String()).Match(host.Name).Kind] {
		return ""
	}
	path, _, _ = strings.Cut(path, "?")
	return strings.TrimRight(path, "/")
}
