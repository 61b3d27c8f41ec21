package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// inputFlags say what is read, and what is known about the instance.
type inputFlags struct {
	serverFlags
	Paths []string `arg:"" optional:"" name:"path" help:"Files, folders, globs, or - for standard input. Default: the working directory."`

	StdinFilename string `placeholder:"PATH" help:"The path that standard input stands for."`

	GatewayHost []string `sep:"none" placeholder:"HOST" help:"A hostname of the gateway; may be repeated." group:"The instance (overrides hairpin.yaml and instance.json):"`
	Vnet        string   `name:"vnet" placeholder:"MODE" help:"Its virtual network: internal, external or none." group:"The instance (overrides hairpin.yaml and instance.json):"`
	SKU         string   `name:"sku" placeholder:"TIER" help:"Its tier, such as Developer or Premium_2." group:"The instance (overrides hairpin.yaml and instance.json):"`
	Units       uint32   `placeholder:"N" help:"Its scale units." group:"The instance (overrides hairpin.yaml and instance.json):"`
	PrivateIP   []string `name:"private-ip" sep:"none" placeholder:"IP" help:"A private address of its load balancer; may be repeated." group:"The instance (overrides hairpin.yaml and instance.json):"`
	Instance    string   `placeholder:"FILE" help:"The output of \"az apim show\"." group:"The instance (overrides hairpin.yaml and instance.json):"`
	Env         string   `placeholder:"NAME" help:"The environment to judge, or all; default: the base instance." group:"The instance (overrides hairpin.yaml and instance.json):"`
}

// config reads the flags; only what is wrong with their form is an error.
func (f *inputFlags) config() (*hairpinv1.Config, error) {
	in := &hairpinv1.Instance{Units: f.Units, PrivateIpAddresses: f.PrivateIP}
	for _, h := range f.GatewayHost {
		for _, h := range strings.Split(h, ",") {
			if h = strings.TrimSpace(h); h == "" || strings.ContainsAny(h, "/: \t") {
				return nil, fmt.Errorf("--gateway-host %q: write the hostname without a scheme, port or path", h)
			}
			in.GatewayHosts = append(in.GatewayHosts, h)
		}
	}
	for _, a := range f.PrivateIP {
		if _, err := netip.ParseAddr(a); err != nil {
			return nil, fmt.Errorf("--private-ip %q: that is not an IP address", a)
		}
	}
	if f.Vnet != "" {
		mode, ok := networkModes[strings.ToLower(f.Vnet)]
		if !ok {
			return nil, fmt.Errorf("--vnet %q: use internal, external or none", f.Vnet)
		}
		in.VirtualNetwork = mode
	}
	if f.SKU != "" {
		sku, units, err := parseSKU(f.SKU)
		if err != nil {
			return nil, err
		}
		in.Sku = sku
		if in.Units == 0 {
			in.Units = units
		}
	}
	return &hairpinv1.Config{Instance: in, Environment: f.Env, Rules: map[string]hairpinv1.Severity{}}, nil
}

var networkModes = map[string]hairpinv1.VirtualNetwork{
	"internal": hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL,
	"external": hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_EXTERNAL,
	"none":     hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_NONE,
}

// tiers are the tiers as Azure writes them.
var tiers = []struct {
	name string
	sku  hairpinv1.Sku
}{
	{"Developer", hairpinv1.Sku_SKU_DEVELOPER}, {"Basic", hairpinv1.Sku_SKU_BASIC}, {"Standard", hairpinv1.Sku_SKU_STANDARD},
	{"Premium", hairpinv1.Sku_SKU_PREMIUM}, {"Consumption", hairpinv1.Sku_SKU_CONSUMPTION}, {"Isolated", hairpinv1.Sku_SKU_ISOLATED},
	{"BasicV2", hairpinv1.Sku_SKU_BASIC_V2}, {"StandardV2", hairpinv1.Sku_SKU_STANDARD_V2}, {"PremiumV2", hairpinv1.Sku_SKU_PREMIUM_V2},
}

// parseSKU reads a tier, with the number of units after it if there is one:
// Developer, Premium_2.
func parseSKU(s string) (hairpinv1.Sku, uint32, error) {
	name, count, counted := strings.Cut(s, "_")
	var units uint64
	if counted {
		var err error
		if units, err = strconv.ParseUint(count, 10, 16); err != nil {
			return 0, 0, fmt.Errorf("--sku %q: the tier must be followed by its number of units, as in Premium_2", s)
		}
	}
	known := make([]string, 0, len(tiers))
	for _, t := range tiers {
		if strings.EqualFold(t.name, name) {
			return t.sku, uint32(units), nil
		}
		known = append(known, t.name)
	}
	return 0, 0, fmt.Errorf("--sku %q: there is no such tier%s", s, cmp.Or(didYouMean(name, known), "; the tiers are "+strings.Join(known, ", ")))
}

// severityWords are the words for severities, worst first, and off.
var severityWords = []string{"error", "warning", "info", "hint", "off"}

// parseSeverity reads one of severityWords.
func parseSeverity(word string) (hairpinv1.Severity, bool) {
	n, ok := hairpinv1.Severity_value["SEVERITY_"+strings.ToUpper(word)]
	return hairpinv1.Severity(n), ok && n != 0
}

// setRule reads HP101=info.
func setRule(c *hairpinv1.Config, flag string) error {
	name, word, ok := strings.Cut(flag, "=")
	r, err := findRule(name)
	switch {
	case err != nil:
		return fmt.Errorf("--rule %q: %w", flag, err)
	case !ok:
		return fmt.Errorf("--rule %q: write it as %s=info; severities are %s", flag, name, strings.Join(severityWords, ", "))
	}
	s, ok := parseSeverity(word)
	if !ok {
		return fmt.Errorf("--rule %q: severities are %s", flag, strings.Join(severityWords, ", "))
	}
	c.Rules[r.ID] = s
	return nil
}

// findRule finds a rule by ID or name, without regard to case.
func findRule(name string) (*analyzer.Rule, error) {
	var known []string
	for _, r := range analyzer.Rules() {
		if strings.EqualFold(r.ID, name) || strings.EqualFold(r.Name, name) {
			return r, nil
		}
		known = append(known, r.ID, r.Name)
	}
	return nil, noRule(name, known)
}

// noRule is the error for a rule that does not exist.
func noRule(name string, known []string) error {
	return fmt.Errorf("there is no rule %q%s", name, cmp.Or(didYouMean(name, known), "; hairpin rules lists them"))
}
