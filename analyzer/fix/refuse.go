package fix

import (
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/gateway"
)

// unfixable lists the hosts that loopback is not known to serve.
var unfixable = map[gateway.HostKind]string{
	gateway.RegionalHost:      "a regional hostname picks a region, which loopback would not do; if any region will do, call the gateway by its own hostname",
	gateway.PortalHost:        "it is not known whether loopback serves the developer portal; let the client fetch that itself",
	gateway.ManagementHost:    "it is not known whether loopback serves the management endpoint; https://management.azure.com does the same",
	gateway.ScmHost:           "it is not known whether loopback serves the Git endpoint; let a pipeline call it",
	gateway.ConfigurationHost: "it is not known whether loopback serves the configuration endpoint, which is for self-hosted gateways",
}

// noPlace lists the constructs that send no Host header of the policy's choice,
// with what to use instead.
var noPlace = map[string]string{
	"openid-config":                      "use the identity provider's own address, or give the keys under <issuer-signing-keys>",
	"llm-content-safety":                 "name a backend that is the content safety service itself",
	"llm-semantic-cache-lookup":          "name a backend that is the embeddings service itself",
	"azure-openai-semantic-cache-lookup": "name a backend that is the embeddings service itself",
	"a2aProperties.agentCardBackendUrl":  "give the agent's own address",
}

// unreplaced lists the addresses of APIs that no policy is known to replace, with what to
// do instead.
var unreplaced = map[string]string{
	"jsonRpcProperties.backendUrl": "it is not documented that a policy replaces the address of an A2A agent; give the agent's own address",
	"backendId":                    "it is not documented that a policy replaces the backend of an MCP server; name a backend that is the server itself",
}

// unreplacedOf are the types of APIs whose requests no policy is known to send elsewhere,
// by the address that requests of the type go to.
var unreplacedOf = map[string]string{"a2a": "jsonRpcProperties.backendUrl", "mcp": "backendId"}

// unreplacedBy is the reason why no policy is known to replace the address of a call.
func unreplacedBy(c *call.Call) string {
	if reason := unreplaced[c.Sink.Element]; reason != "" || c.API == nil || c.Sink != call.ServiceSink() {
		return reason
	}
	return unreplaced[unreplacedOf[c.API.Type]]
}

// named is a construct as a message names it.
func named(s *call.Sink) string {
	if s.Property {
		return s.What
	}
	return "<" + s.Element + ">"
}

// tornReason says why a document with mistakes in its markup is not edited.
const tornReason = "the document cannot be read completely; correct that first (HP901)"

// handshakeReason says why loopback does not work for a WebSocket.
// https://learn.microsoft.com/azure/api-management/websocket-api#limitations
const handshakeReason = "a WebSocket handshake takes no Host header of a policy, and its TLS wants the name in the certificate, which 127.0.0.1 is not; use the address of the real backend"

// noLoopback is the reason why a call cannot be turned into one of loopback.
func (b *Builder) noLoopback(c *call.Call, hits []call.Way) string {
	if c.Doc != nil && c.Doc.Torn {
		return tornReason
	}
	if reason := unreplacedBy(c); reason != "" {
		return reason
	}
	if instead, none := noPlace[c.Sink.Element]; none {
		return named(c.Sink) + " has no place for a Host header; " + instead
	}
	for i := range hits {
		j := &hits[i]
		switch {
		case j.Dead:
			return "this path cannot run"
		case j.Proxy:
			return "through a proxy, loopback would be the proxy itself; call loopback without it"
		}
		if reason := unfixable[j.Kind]; reason != "" {
			return reason
		}
		if j.Handshake {
			return handshakeReason
		}
		if !j.DefaultPort() {
			return "loopback is known to serve only ports 443 and 80; use one of them"
		}
		if j.Hosted {
			return "only self-hosted gateways make this call, and there loopback is another machine and port"
		}
		if selfHosted(c) {
			return "the API also runs on a self-hosted gateway, where loopback is another machine and port; choose the address by context.Deployment.Gateway.IsManaged"
		}
		if (c.Sink.Host == call.PipelineHost || !j.AtAPI(&b.Estate().Gateway)) && b.isOwnPath(j) {
			return "the URL is the API's own, so loopback would only create an endless loop; point it at the real backend"
		}
	}
	for i := range c.Ways {
		if j := &c.Ways[i]; !j.Dead && !j.IsSelf() && b.gatewayOf(j).IsApart() {
			return "the policy also runs for workspaces, on gateways of their own, where loopback is another gateway"
		}
	}
	if hits[0].PoolShare {
		return "the pool also has other members, which a Host header would break; take this one out of the pool and choose it in a branch of the policy that sets the Host header"
	}
	return ""
}

// selfHosted reports whether a self-hosted gateway may make a call, or runs the API
// whose service URL it is.
func selfHosted(c *call.Call) bool {
	return slices.ContainsFunc(c.Ways, func(w call.Way) bool {
		return !w.Dead && w.SelfHosted() || c.API != nil && c.API.SelfHosted
	})
}

// isOwnPath reports whether a request would come back to its own API on loopback. Where it
// is one that arrives already, HP301 tells of it.
func (b *Builder) isOwnPath(j *call.Way) bool {
	api := j.Scope.API
	path, ok := j.Address.Path().Literal()
	return api != nil && ok && api.Owns(path)
}
