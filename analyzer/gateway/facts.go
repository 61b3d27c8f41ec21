package gateway

import (
	"net/netip"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// SKUNames are the tiers as Azure writes them.
// https://learn.microsoft.com/javascript/api/@azure/arm-apimanagement/skutype
var SKUNames = [...]string{
	Developer: "Developer", Basic: "Basic", Standard: "Standard", Premium: "Premium", Consumption: "Consumption",
	Isolated: "Isolated", BasicV2: "BasicV2", StandardV2: "StandardV2", PremiumV2: "PremiumV2",
}

// String is the tier as Azure writes it, "" for UnknownSKU.
func (s SKU) String() string { return SKUNames[s] }

// ParseSKU reads a tier, without regard to case, and the number of units after
// it if there is one, as in Terraform's Premium_2. An unknown tier is
// UnknownSKU. Units are 0 if not said.
// https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/api_management
func ParseSKU(s string) (sku SKU, units int) {
	name, count, found := strings.Cut(s, "_")
	for i, n := range SKUNames {
		if n != "" && strings.EqualFold(n, name) {
			sku = SKU(i)
		}
	}
	if found {
		n, ok := text.SmallInt(count)
		if !ok {
			return UnknownSKU, 0
		}
		units = n
	}
	return sku, units
}

// vnetNames are the network modes in the words of hairpin.yaml. ARM writes them
// with a capital letter.
var vnetNames = [...]string{NoVNet: "none", External: "external", Internal: "internal"}

// String is the mode as in hairpin.yaml, "" for UnknownVNet.
func (v VNet) String() string { return vnetNames[v] }

// ParseVNet reads a network mode (virtualNetworkType), without regard to case.
// Anything else is UnknownVNet.
func ParseVNet(s string) VNet {
	for i, n := range vnetNames {
		if n != "" && strings.EqualFold(n, s) {
			return VNet(i)
		}
	}
	return UnknownVNet
}

// Merge unites what several sources say about one instance, nearest first. Of
// single facts the nearest source that gives one wins; hostnames and addresses
// are united. Every name adds its default hostnames, and a default gateway
// host gives the name if nothing else does.
func Merge(sources ...Facts) Gateway {
	out := Facts{}
	for i := range sources {
		f := &sources[i]
		if out.Name == "" {
			out.Name = f.Name
		}
		if out.Suffix == "" {
			out.Suffix = f.Suffix
		}
		if out.VNet == UnknownVNet {
			out.VNet = f.VNet
		}
		if out.SKU == UnknownSKU {
			out.SKU = f.SKU
		}
		if out.Units == 0 {
			out.Units = f.Units
		}
		if out.RegionUnits == nil {
			out.RegionUnits = slices.Clone(f.RegionUnits)
		}
		out.Complete = out.Complete || f.Complete
	}
	if out.Suffix == "" {
		out.Suffix = CloudSuffixes[0]
	}
	for i := range sources {
		f := &sources[i]
		for _, h := range f.Hosts {
			h.Name = NormalHost(h.Name)
			out.Hosts = AddHost(out.Hosts, h)
		}
		for _, a := range f.PrivateIPs {
			if a = a.Unmap().WithZone(""); a.IsValid() && !slices.Contains(out.PrivateIPs, a) {
				out.PrivateIPs = append(out.PrivateIPs, a)
			}
		}
		for _, n := range f.NotViaLB {
			if n = NormalHost(n); n != "" && !slices.Contains(out.NotViaLB, n) {
				out.NotViaLB = append(out.NotViaLB, n)
			}
		}
	}
	var done []string // instances whose default hosts are there
	for i := range sources {
		suffix := sources[i].Suffix
		if suffix == "" {
			suffix = out.Suffix
		}
		out.addDefaults(sources[i].Name, suffix, &done)
	}
	for _, h := range slices.Clone(out.Hosts) {
		if name, ok := InstanceOf(h.Name, ""); ok && h.Kind == GatewayHost {
			out.addDefaults(name, SuffixOf(h.Name), &done)
			if out.Name == "" {
				out.Name = name
			}
		}
	}
	slices.SortFunc(out.Hosts, func(a, b Host) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return strings.Compare(a.Name, b.Name)
	})
	slices.SortFunc(out.PrivateIPs, netip.Addr.Compare)
	slices.Sort(out.NotViaLB)
	return Gateway{Facts: out}
}

// addDefaults adds the default hosts of an instance, unless that has been done.
func (f *Facts) addDefaults(name, suffix string, done *[]string) {
	if name == "" || slices.Contains(*done, name+"."+suffix) {
		return
	}
	*done = append(*done, name+"."+suffix)
	for _, h := range hostsOf(name, suffix) {
		f.Hosts = AddHost(f.Hosts, h)
	}
}

// AddHost adds a host, or what is new about it.
func AddHost(list []Host, h Host) []Host {
	if h.Name == "" {
		return list
	}
	for i := range list {
		if list[i].Name == h.Name {
			list[i].Default = list[i].Default || h.Default
			return list
		}
	}
	return append(list, h)
}

// AddressOf reads an address as people write it into a configuration: in full.
func AddressOf(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	return a.Unmap().WithZone(""), err == nil
}
