package view

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/gateway"
)

// Section is the name under which an editor keeps the settings.
const Section = "hairpin"

// settings are what the editor knows of the instance. They outrank the files, as
// the flags of the command line do.
type settings struct {
	// Environment is the environment to judge, "all" for all of them, "" for the base
	// instance.
	Environment    string            `json:"environment"`
	GatewayHosts   []string          `json:"gatewayHosts"`
	VirtualNetwork string            `json:"virtualNetwork"`
	SKU            string            `json:"sku"`
	Units          int               `json:"units"`
	PrivateIPs     []string          `json:"privateIPs"`
	Rules          map[string]string `json:"rules"`
}

// ReadSettings reads the settings, bare or under their section. Values that cannot
// be read are left out, each with a sentence that says so.
func ReadSettings(raw []byte) (analyzer.Config, []string) {
	var whole struct {
		settings
		Hairpin *settings `json:"hairpin"`
	}
	var problems []string
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &whole); err != nil {
			problems = append(problems, err.Error())
		}
	}
	in := whole.settings
	if whole.Hairpin != nil {
		in = *whole.Hairpin
	}
	wrong := func(key, value, want string) {
		problems = append(problems, fmt.Sprintf("%s.%s is %q; it must be %s", Section, key, value, want))
	}
	out := analyzer.Config{Env: in.Environment, Flags: gateway.Facts{Units: max(in.Units, 0)}}
	for _, h := range in.GatewayHosts {
		if h == "" || strings.ContainsAny(h, "/: \t") {
			wrong("gatewayHosts", h, "a hostname without a scheme, port or path")
			continue
		}
		out.Flags.Hosts = append(out.Flags.Hosts, gateway.Host{Name: h, Kind: gateway.GatewayHost})
	}
	if out.Flags.VNet = gateway.ParseVNet(in.VirtualNetwork); in.VirtualNetwork != "" && out.Flags.VNet == gateway.UnknownVNet {
		wrong("virtualNetwork", in.VirtualNetwork, "internal, external or none")
	}
	if in.SKU != "" {
		sku, units := gateway.ParseSKU(in.SKU)
		if sku == gateway.UnknownSKU {
			wrong("sku", in.SKU, "a tier, such as Developer or Premium_2")
		}
		out.Flags.SKU = sku
		if out.Flags.Units == 0 {
			out.Flags.Units = units
		}
	}
	for _, a := range in.PrivateIPs {
		addr, err := netip.ParseAddr(a)
		if err != nil {
			wrong("privateIPs", a, "an IP address")
			continue
		}
		out.Flags.PrivateIPs = append(out.Flags.PrivateIPs, addr)
	}
	for id, word := range in.Rules {
		s, ok := analyzer.ParseSeverity(word)
		if !ok {
			wrong("rules."+id, word, "error, warning, info, hint or off")
			continue
		}
		if out.Rules == nil {
			out.Rules = map[string]analyzer.Severity{}
		}
		out.Rules[strings.ToUpper(id)] = s
	}
	slices.Sort(problems)
	return out, problems
}
