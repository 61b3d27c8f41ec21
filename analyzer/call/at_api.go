package call

import "hairpin.example/hairpin/analyzer/gateway"

// AtAPI reports whether a request lands on an API of this gateway, if one has its path.
// The other endpoints behind the load balancer serve none, nor do other ports; and under
// an address the gateway answers to a Host header alone. That a call of loopback has none
// is reported as such.
// https://learn.microsoft.com/azure/api-management/configure-custom-domain
func (w *Way) AtAPI(g *gateway.Gateway) bool {
	switch {
	case w.Dead, w.Proxy, !w.DefaultPort():
		return false
	case w.Kind == gateway.PrivateAddress:
		return HostStateOf(g, w) == HostGood
	}
	return w.IsLoopback() || w.Self == gateway.Yes && (w.Kind == gateway.GatewayHost || w.Kind == gateway.RegionalHost)
}
