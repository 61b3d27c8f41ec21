package gateway

import (
	"fmt"
	"slices"
	"strings"
)

// Outcome is what becomes of a call that a gateway makes to itself.
type Outcome uint8

const (
	// NotKnown is the zero value: a fact is missing, or nobody has published what
	// happens on this kind of instance.
	NotKnown Outcome = iota
	// Never fails for this reason.
	Never
	// Depends on things outside the instance, such as routes.
	Depends
	// Sometimes fails, for a share of the new connections.
	Sometimes
	// Always fails.
	Always
)

// Verdict is the answer to "does this instance fail when it calls itself?".
type Verdict struct {
	Outcome Outcome
	// Failure is the share of new connections that fail; it counts for Always and
	// Sometimes.
	Failure Probability
	// Why is the reason for the outcome, one clause.
	Why string

	words string
}

// Words is the consequence of a call to the own gateway in the user's words, one
// clause: "in an internal network on Developer, the call always times out ...".
func (v Verdict) Words() string {
	if v.words != "" {
		return v.words
	}
	return v.Why
}

// String is the range in words: "50%", "25 to 50%", "up to 50%".
func (p Probability) String() string {
	switch p.Min {
	case p.Max:
		return fmt.Sprintf("%d%%", p.Max)
	case 0:
		return fmt.Sprintf("up to %d%%", p.Max)
	}
	return fmt.Sprintf("%d to %d%%", p.Min, p.Max)
}

// verdictRow is a fact about tiers in a network mode. Empty lists match all.
type verdictRow struct {
	tiers   []SKU
	modes   []VNet
	outcome Outcome
	// why is the reason, words the consequence if that is another sentence. {tier}
	// and {share} stand for the tier and the share of connections that fail.
	why, words string
}

// verdicts is the table of what happens where. The first row that matches
// holds.
var verdicts = [...]verdictRow{
	// Tiers without injection into a network:
	// https://learn.microsoft.com/azure/api-management/api-management-gateways-overview
	{tiers: []SKU{Basic, Standard, Consumption, BasicV2}, outcome: Never,
		why: "the {tier} tier cannot be placed in a virtual network"},
	// Integration of the v2 tiers is outbound only; inbound stays public:
	// https://learn.microsoft.com/azure/api-management/integrate-vnet-outbound
	{tiers: []SKU{StandardV2}, outcome: Never,
		why: "on {tier} only outbound calls use the virtual network"},
	{tiers: []SKU{PremiumV2}, modes: []VNet{External}, outcome: Never,
		why: "with outbound integration on {tier} the gateway is still reached at its public address"},
	// No private load balancer, no such fault:
	// https://learn.microsoft.com/azure/api-management/virtual-network-concepts
	{modes: []VNet{NoVNet}, outcome: Never,
		why: "without a virtual network the gateway is reached at its public address"},
	// Injection of PremiumV2 has a private load balancer of its own kind; no statement
	// says how it treats such flows:
	// https://learn.microsoft.com/azure/api-management/inject-vnet-v2
	{tiers: []SKU{PremiumV2}, modes: []VNet{Internal}, outcome: NotKnown,
		why: "it is not published whether a gateway injected on {tier} can call itself"},
	{tiers: []SKU{PremiumV2}, outcome: NotKnown,
		why: "network mode not given, and it is not published whether a gateway injected on {tier} can call itself"},
	// A public load balancer lets the flow return, unless routes or rules forbid it:
	// https://learn.microsoft.com/azure/load-balancer/load-balancer-troubleshoot-backend-traffic
	{modes: []VNet{External}, outcome: Depends,
		why: "in an external network the call leaves through the public load balancer and returns, unless a route or a security rule blocks it"},
	// One machine: every flow comes back to the one that opened it.
	// https://techcommunity.microsoft.com/blog/azurepaasblog/self-chained-apim-request-limitation-in-internal-virtual-network-mode-developer-/1940417
	{tiers: []SKU{Developer}, modes: []VNet{Internal}, outcome: Always,
		why:   "the load balancer does not return a flow to the machine that opened it, and {tier} has one machine",
		words: "in an internal network on {tier}, the call always times out after 21 s (BackendConnectionFailure)"},
	// At least two machines: the same page, and
	// https://learn.microsoft.com/azure/api-management/backends#limitation
	{tiers: []SKU{Premium}, modes: []VNet{Internal}, outcome: Sometimes,
		why:   "the load balancer does not return a flow to the machine that opened it",
		words: "in an internal network on {tier}, {share} of new connections time out after 21 s (BackendConnectionFailure)"},
	// Isolated is in the enumeration of tiers and nowhere in the documentation:
	// https://learn.microsoft.com/javascript/api/@azure/arm-apimanagement/skutype
	{tiers: []SKU{Isolated}, modes: []VNet{Internal}, outcome: NotKnown,
		why: "it is not published whether a gateway on the {tier} tier can call itself"},
	{modes: []VNet{Internal}, outcome: Sometimes,
		why:   "the load balancer does not return a flow to the machine that opened it, and the tier, which says how many machines there are, is not given",
		words: "in an internal network the call times out after 21 s (BackendConnectionFailure), always on Developer and for up to 50% of new connections on Premium"},
	{outcome: NotKnown,
		why: "if this gateway is in an internal network, the call times out after 21 s (BackendConnectionFailure)"},
}

// Hairpins says what becomes of a call that this instance makes to itself.
func (g *Gateway) Hairpins() Verdict {
	for _, r := range verdicts {
		if len(r.tiers) > 0 && !slices.Contains(r.tiers, g.SKU) || len(r.modes) > 0 && !slices.Contains(r.modes, g.VNet) {
			continue
		}
		v := Verdict{Outcome: r.outcome}
		switch r.outcome {
		case Always:
			v.Failure = Probability{100, 100}
		case Sometimes:
			v.Failure = g.failure()
		}
		fill := strings.NewReplacer("{tier}", g.SKU.String(), "{share}", v.Failure.String())
		v.Why, v.words = fill.Replace(r.why), fill.Replace(r.words)
		return v
	}
	return Verdict{}
}

// HairpinsIn is Hairpins for a policy of a workspace, by its ID. What runs there may run on
// a workspace gateway, which has a network and a load balancer of its own; no
// statement says how that one treats such flows.
// https://learn.microsoft.com/azure/api-management/virtual-network-workspaces-resources
func (g *Gateway) HairpinsIn(workspace string) Verdict {
	v := g.Hairpins()
	if workspace == "" || v.Outcome == Never {
		return v
	}
	return Verdict{Outcome: NotKnown, Why: "it is not published whether a workspace gateway, on which this may run, can call itself"}
}

// failure is the share of new connections that come back to the machine they
// started from: one in m, with m machines behind the load balancer. For u units
// of Premium m lies between max(2, u) and 2u: the documentation counts two
// addresses per unit, and at least two machines.
// https://learn.microsoft.com/azure/api-management/virtual-network-concepts
// Every region has a load balancer of its own.
func (g *Gateway) failure() Probability {
	if g.SKU == UnknownSKU {
		return Probability{0, 100}
	}
	out := Probability{}
	for i, u := range append([]int{g.Units}, g.RegionUnits...) {
		p := Probability{0, 50}
		if u > 0 {
			most := max(2, u)
			p = Probability{100 / (2 * u), (100 + most - 1) / most}
		}
		if i == 0 {
			out = p
		}
		out = Probability{min(out.Min, p.Min), max(out.Max, p.Max)}
	}
	return out
}

// Need says what a verdict depends on. The zero Need is nothing.
type Need struct {
	// Hosts: whether a known host is one of this gateway's.
	Hosts bool
	// Network: what becomes of a call to the gateway's own load balancer.
	Network bool
}

// Covers reports whether n has all that another need has.
func (n Need) Covers(other Need) bool {
	return (n.Hosts || !other.Hosts) && (n.Network || !other.Network)
}

// missing is a fact that sharpens verdicts: whose need it is, when it is absent,
// and how to give it.
var missing = [...]struct {
	needed   func(Need) bool
	absent   func(*Gateway) bool
	sentence string
}{
	{Need.hosts, func(g *Gateway) bool { return len(g.Hosts) == 0 },
		"the hostnames of the gateway are not known: set instance.name or instance.hostnames in hairpin.yaml, pass --gateway-host, or provide instance.json (az apim show)"},
	{Need.hosts, func(g *Gateway) bool { return len(g.Hosts) > 0 && !g.Complete },
		"the gateway may have custom hostnames: list them under instance.hostnames in hairpin.yaml, pass --gateway-host, or provide instance.json (az apim show)"},
	{Need.network, func(g *Gateway) bool { return g.VNet == UnknownVNet && g.mayHairpin() },
		"the network mode is not known: set instance.virtualNetwork in hairpin.yaml or pass --vnet (internal, external or none)"},
	{Need.network, func(g *Gateway) bool { return g.SKU == UnknownSKU && (g.VNet == Internal || g.VNet == UnknownVNet) },
		"the tier is not known: set instance.sku in hairpin.yaml or pass --sku (Developer, Premium, ...)"},
	{Need.network, func(g *Gateway) bool { return g.SKU == Premium && g.VNet == Internal && g.Units == 0 },
		"the number of units is not known: set instance.units in hairpin.yaml or pass --units"},
}

func (n Need) hosts() bool { return n.Hosts }

func (n Need) network() bool { return n.Network }

// MissingFacts lists the facts that would make verdicts sharper, one sentence
// each with how to give it.
func (g *Gateway) MissingFacts(n Need) []string {
	var out []string
	for _, m := range missing {
		if m.needed(n) && m.absent(g) {
			out = append(out, m.sentence)
		}
	}
	return out
}

// mayHairpin reports whether the tier can be in an internal network at all.
func (g *Gateway) mayHairpin() bool {
	probe := Gateway{Facts: Facts{SKU: g.SKU, VNet: Internal}}
	return probe.Hairpins().Outcome != Never
}
