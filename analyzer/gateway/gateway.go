package gateway

import "net/netip"

// Answer is yes, no, or not known.
type Answer uint8

// The answers. Unknown is the zero value: it cannot be determined.
const (
	Unknown Answer = iota
	No
	Yes
)

// SKU is the pricing tier of the instance.
type SKU uint8

// The tiers, named as Azure names them. UnknownSKU is the zero value: not said,
// or a tier that is not known here.
const (
	UnknownSKU SKU = iota
	Developer
	Basic
	Standard
	Premium
	Consumption
	Isolated
	BasicV2
	StandardV2
	PremiumV2
)

// VNet is the virtual network mode of the instance (virtualNetworkType).
type VNet uint8

const (
	// UnknownVNet is the zero value: not said.
	UnknownVNet VNet = iota
	// NoVNet is an instance outside any network.
	NoVNet
	// External is an instance in a network that is reached from the internet.
	External
	// Internal is an instance that is reached from inside its network only.
	Internal
)

// HostKind says what a hostname is to this instance.
type HostKind uint8

const (
	// OtherHost is the zero value: no host of this instance.
	OtherHost HostKind = iota
	// GatewayHost is the default gateway host or a custom one (type Proxy).
	GatewayHost
	// RegionalHost is <name>-<region>-01.regional.azure-api.net.
	RegionalHost
	// PortalHost is the developer portal, or the legacy one. It and the following are
	// other endpoints behind the same load balancer.
	PortalHost
	// ManagementHost is the direct management API.
	ManagementHost
	// ScmHost is the Git endpoint.
	ScmHost
	// ConfigurationHost is what self-hosted gateways read their configuration from.
	ConfigurationHost
	// PrivateAddress is a private VIP of the instance: the load balancer itself.
	PrivateAddress
	// Loopback is 127.0.0.0/8, localhost or [::1]: it never leaves the machine.
	Loopback
	// ElsewhereHost is a host of this gateway that resolves to something else in the
	// network (notViaLoadBalancer).
	ElsewhereHost
)

// Host is one name of the instance, lower-case ASCII, without trailing dot. A
// leading "*." stands for exactly one label.
type Host struct {
	Name    string
	Kind    HostKind
	Default bool // the default SSL binding, used where a caller sends no SNI
}

// Facts is what one source says about the instance. Zero fields are not said.
type Facts struct {
	Name       string // of the instance; adds <name>.azure-api.net and its siblings
	Suffix     string // DNS suffix of the cloud, "" for azure-api.net
	Hosts      []Host
	PrivateIPs []netip.Addr
	NotViaLB   []string
	VNet       VNet
	SKU        SKU
	Units      int
	// RegionUnits are the units of the additional regions; each region has a load
	// balancer of its own.
	RegionUnits []int
	// Complete is true if the source lists all hostnames: instance.json does, and
	// hostnames: in hairpin.yaml.
	Complete bool
}

// Gateway is the merged facts, ready for questions.
type Gateway struct {
	Facts
	// apart is true for the gateway that a workspace has for itself; the facts are still
	// those of the instance.
	apart bool
}

// Match is the answer to "what is this host to the instance?".
type Match struct {
	// Self is Yes for a host whose connections end at this gateway's own load
	// balancer, No for any other host and for Loopback, Unknown if it cannot be determined.
	Self Answer
	Kind HostKind
	// Host is the matched entry, for messages; a wildcard stays a wildcard.
	Host string
}

// Probability is how often a new connection to the own load balancer fails, in
// percent: from Min to Max. Units of the pool decide.
type Probability struct{ Min, Max int }
