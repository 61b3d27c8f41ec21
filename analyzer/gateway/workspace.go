package gateway

import "strings"

// Of is the gateway that runs the policies of a workspace, by the workspace's ID; the
// instance itself for "".
//
// The default gateway of an instance serves workspaces in the v2 tiers only. On classic
// Premium a workspace runs on a gateway of its own, which takes no custom hostname: the
// hostnames of the instance are those of another gateway there.
// https://learn.microsoft.com/azure/api-management/workspaces-overview#workspace-gateway
func (g *Gateway) Of(workspace string) *Gateway {
	if workspace == "" || g.SKU != Premium || g.apart {
		return g
	}
	out := *g
	out.apart = true
	return &out
}

// IsApart reports whether it is a gateway that a workspace has for itself.
func (g *Gateway) IsApart() bool { return g.apart }

// matchApart is Match for a name, on the gateway of a workspace. Which hash is in its own
// name is not in any artifact.
func (g *Gateway) matchApart(host string) Match {
	if IsWorkspaceName(host) {
		return Match{}
	}
	return Match{Self: No}
}

// IsWorkspaceName reports whether a host is named like a workspace gateway:
// <gateway>-<hash>.gateway.<region>.azure-api.net. The name does not show whose it is.
// https://learn.microsoft.com/azure/api-management/virtual-network-workspaces-resources
func IsWorkspaceName(host string) bool {
	host = NormalHost(host)
	return SuffixOf(host) != "" && strings.Contains(host, ".gateway.")
}
