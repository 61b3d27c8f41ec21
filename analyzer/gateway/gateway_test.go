package gateway

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func contoso() Gateway {
	return Merge(Facts{
		Name:       "contoso",
		Hosts:      []Host{{Name: "api.contoso.com", Kind: GatewayHost, Default: true}, {Name: "*.apps.contoso.com", Kind: GatewayHost}, {Name: "bücher.example", Kind: GatewayHost}},
		PrivateIPs: []netip.Addr{netip.MustParseAddr("10.1.0.5")},
		NotViaLB:   []string{"www.apps.contoso.com"},
		VNet:       Internal, SKU: Developer, Complete: true,
	})
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		host string
		self Answer
		kind HostKind
	}{
		{"api.contoso.com", Yes, GatewayHost},
		{"API.Contoso.Com.", Yes, GatewayHost},
		{"api.contoso.com:443", Yes, GatewayHost},
		{"api.contoso.com:8443", No, OtherHost},
		{"contoso.azure-api.net", Yes, GatewayHost},
		{"CONTOSO.Azure-API.net.", Yes, GatewayHost},
		{"contoso.developer.azure-api.net", Yes, PortalHost},
		{"contoso.portal.azure-api.net", Yes, PortalHost},
		{"contoso.management.azure-api.net", Yes, ManagementHost},
		{"contoso.scm.azure-api.net", Yes, ScmHost},
		{"contoso.configuration.azure-api.net", Yes, ConfigurationHost},
		{"contoso-westeurope-01.regional.azure-api.net", Yes, RegionalHost},
		{"contoso-westeurope-1.regional.azure-api.net", No, OtherHost},
		{"contoso-01.regional.azure-api.net", No, OtherHost},
		{"other-westeurope-01.regional.azure-api.net", No, OtherHost},
		{"contoso-x.y-01.regional.azure-api.net", No, OtherHost},
		{"fabrikam.azure-api.net", No, OtherHost},
		{"contoso.azure-api.us", No, OtherHost},
		{"contoso.azure-api.net.evil.example", No, OtherHost},
		{"xcontoso.azure-api.net", No, OtherHost},
		{"echo.playground.azure-api.net", No, OtherHost},
		{"shop.apps.contoso.com", Yes, GatewayHost},
		{"a.shop.apps.contoso.com", Unknown, OtherHost},
		{"apps.contoso.com", No, OtherHost},
		{".apps.contoso.com", No, OtherHost},
		{"www.apps.contoso.com", No, ElsewhereHost},
		{"bücher.example", Yes, GatewayHost},
		{"BÜCHER.example", Yes, GatewayHost},
		{"xn--bcher-kva.example", Yes, GatewayHost},
		{"127.0.0.1", No, Loopback},
		{"127.8.9.1", No, Loopback},
		{"localhost", No, Loopback},
		{"LOCALHOST.", No, Loopback},
		{"localhost.contoso.com", No, OtherHost},
		{"[::1]", No, Loopback},
		{"[::1]:443", No, Loopback},
		{"::1", No, Loopback},
		{"::ffff:127.0.0.1", No, Loopback},
		{"10.1.0.5", Yes, PrivateAddress},
		{"[::ffff:10.1.0.5]", Yes, PrivateAddress},
		{"10.1.0.6", No, OtherHost},
		{"20.1.0.6", No, OtherHost},
		{"", Unknown, OtherHost},
	} {
		g := contoso()
		if m := g.Match(c.host); m.Self != c.self || m.Kind != c.kind {
			t.Errorf("Match(%q) = %+v, want self %v, kind %v", c.host, m, c.self, c.kind)
		}
	}
}

// Without a complete list a custom hostname may still be this gateway's.
func TestMatchIncomplete(t *testing.T) {
	named := Merge(Facts{Name: "contoso"})
	nothing := Merge()
	for _, c := range []struct {
		g    Gateway
		host string
		want Answer
	}{
		{named, "contoso.azure-api.net", Yes},
		{named, "api.contoso.com", Unknown},
		{named, "fabrikam.azure-api.net", No},
		{named, "team-123456abcdef.gateway.uksouth-01.azure-api.net", Unknown},
		{named, "10.1.0.5", Unknown},
		{nothing, "fabrikam.azure-api.net", Unknown},
		{nothing, "echo.playground.azure-api.net", No},
		{nothing, "127.0.0.1", No},
		{nothing, "8.8.8.8", No},
		// No list of custom names holds the default one.
		{Merge(Facts{Hosts: []Host{NewHost("api.contoso.com")}, Complete: true}), "contoso.azure-api.net", Unknown},
		{Merge(Facts{Hosts: []Host{NewHost("api.contoso.com")}, Complete: true}), "www.contoso.com", No},
	} {
		if got := c.g.IsSelf(c.host); got != c.want {
			t.Errorf("IsSelf(%q) with name %q = %v, want %v", c.host, c.g.Name, got, c.want)
		}
	}
}

func TestMatchWildcardNamesItself(t *testing.T) {
	g := contoso()
	if m := g.Match("shop.apps.contoso.com"); m.Host != "*.apps.contoso.com" {
		t.Errorf("Match gives the entry %q", m.Host)
	}
}

func TestMergeSources(t *testing.T) {
	g := Merge(
		Facts{VNet: Internal},
		Facts{Name: "contoso", SKU: Premium, Units: 2, VNet: External, Hosts: []Host{{Name: "A.example.", Kind: GatewayHost}}},
		Facts{Name: "old", SKU: Developer, Suffix: "azure-api.us", Hosts: []Host{{Name: "a.example", Kind: GatewayHost, Default: true}}, Complete: true},
	)
	if g.Name != "contoso" || g.SKU != Premium || g.VNet != Internal || g.Units != 2 || g.Suffix != "azure-api.us" || !g.Complete {
		t.Errorf("scalars: %+v", g.Facts)
	}
	for _, h := range []string{"a.example", "contoso.azure-api.us", "old.azure-api.us"} {
		if g.IsSelf(h) != Yes {
			t.Errorf("%s is not self", h)
		}
	}
	n := 0
	for _, h := range g.Hosts {
		if h.Name == "a.example" {
			if n++; !h.Default {
				t.Error("the default binding got lost")
			}
		}
	}
	if n != 1 {
		t.Errorf("a.example is listed %d times", n)
	}
}

// A default hostname says what the instance is called.
func TestMergeFindsName(t *testing.T) {
	g := Merge(Facts{Hosts: []Host{{Name: "contoso.azure-api.cn", Kind: GatewayHost}}})
	if g.Name != "contoso" || g.IsSelf("contoso.management.azure-api.cn") != Yes || g.IsSelf("contoso-chinaeast2-01.regional.azure-api.cn") != Yes {
		t.Errorf("%+v", g.Facts)
	}
}

func TestPrivateCloudSuffix(t *testing.T) {
	g := Merge(Facts{Name: "contoso", Suffix: "apim.cloud.example"})
	if g.IsSelf("contoso.apim.cloud.example") != Yes || g.IsSelf("contoso-north-01.regional.apim.cloud.example") != Yes {
		t.Errorf("%+v", g.Facts)
	}
}

func TestHairpins(t *testing.T) {
	for _, c := range []struct {
		sku     SKU
		vnet    VNet
		units   int
		outcome Outcome
		failure Probability
		words   string
	}{
		{Developer, Internal, 1, Always, Probability{100, 100}, "in an internal network on Developer, the call always times out after 21 s (BackendConnectionFailure)"},
		{Premium, Internal, 1, Sometimes, Probability{50, 50}, "in an internal network on Premium, 50% of new connections time out after 21 s (BackendConnectionFailure)"},
		{Premium, Internal, 2, Sometimes, Probability{25, 50}, "25 to 50% of new connections"},
		{Premium, Internal, 4, Sometimes, Probability{12, 25}, "12 to 25%"},
		{Premium, Internal, 10, Sometimes, Probability{5, 10}, "5 to 10%"},
		{Premium, Internal, 0, Sometimes, Probability{0, 50}, "up to 50%"},
		{UnknownSKU, Internal, 0, Sometimes, Probability{0, 100}, "always on Developer"},
		{Isolated, Internal, 0, NotKnown, Probability{}, "not published"},
		{PremiumV2, Internal, 0, NotKnown, Probability{}, "injected on PremiumV2"},
		{PremiumV2, UnknownVNet, 0, NotKnown, Probability{}, "network mode not given"},
		{PremiumV2, External, 0, Never, Probability{}, "PremiumV2"},
		{StandardV2, External, 0, Never, Probability{}, "StandardV2"},
		{StandardV2, UnknownVNet, 0, Never, Probability{}, "StandardV2"},
		{Basic, Internal, 0, Never, Probability{}, "the Basic tier"},
		{Standard, UnknownVNet, 0, Never, Probability{}, "Standard"},
		{Consumption, UnknownVNet, 0, Never, Probability{}, "Consumption"},
		{BasicV2, UnknownVNet, 0, Never, Probability{}, "BasicV2"},
		{Developer, NoVNet, 0, Never, Probability{}, "without a virtual network"},
		{UnknownSKU, NoVNet, 0, Never, Probability{}, "without a virtual network"},
		{Developer, External, 0, Depends, Probability{}, "in an external network"},
		{UnknownSKU, External, 0, Depends, Probability{}, "in an external network"},
		{Developer, UnknownVNet, 0, NotKnown, Probability{}, "if this gateway is in an internal network"},
		{UnknownSKU, UnknownVNet, 0, NotKnown, Probability{}, "if this gateway is in an internal network"},
	} {
		g := Gateway{Facts: Facts{SKU: c.sku, VNet: c.vnet, Units: c.units}}
		v := g.Hairpins()
		if v.Outcome != c.outcome || v.Failure != c.failure || !strings.Contains(v.Words(), c.words) {
			t.Errorf("%v %v %d units: %v %v %q", c.sku, c.vnet, c.units, v.Outcome, v.Failure, v.Words())
		}
		if v.Why == "" || strings.ContainsAny(v.Words()+v.Why, "{}") || strings.HasSuffix(v.Words(), ".") {
			t.Errorf("%v %v: words %q, why %q", c.sku, c.vnet, v.Words(), v.Why)
		}
	}
}

// The region with the fewest machines fails most often.
func TestHairpinsRegions(t *testing.T) {
	g := Gateway{Facts: Facts{SKU: Premium, VNet: Internal, Units: 4, RegionUnits: []int{1}}}
	if p := g.Hairpins().Failure; p != (Probability{12, 50}) {
		t.Errorf("%+v", p)
	}
}

func TestHairpinsInWorkspace(t *testing.T) {
	g := Gateway{Facts: Facts{SKU: Premium, VNet: Internal}}
	if v := g.HairpinsIn("team"); v.Outcome != NotKnown || !strings.Contains(v.Words(), "workspace gateway") {
		t.Errorf("%+v", v)
	}
	if v := g.HairpinsIn(""); v.Outcome != Sometimes {
		t.Errorf("%+v", v)
	}
}

func TestMissingFacts(t *testing.T) {
	words := func(g Gateway) []string {
		var out []string
		for _, s := range g.MissingFacts(Need{Hosts: true, Network: true}) {
			before, _, _ := strings.Cut(s, ":")
			out = append(out, before)
		}
		return out
	}
	for _, c := range []struct {
		facts Facts
		want  []string
	}{
		{Facts{}, []string{"the hostnames of the gateway are not known", "the network mode is not known", "the tier is not known"}},
		{Facts{Name: "contoso", SKU: Premium, VNet: Internal}, []string{"the gateway may have custom hostnames", "the number of units is not known"}},
		{Facts{Name: "contoso", SKU: Standard}, []string{"the gateway may have custom hostnames"}},
		{Facts{Name: "contoso", Complete: true, VNet: NoVNet}, nil},
		{contoso().Facts, nil},
	} {
		if diff := cmp.Diff(c.want, words(Merge(c.facts))); diff != "" {
			t.Errorf("%+v: %s", c.facts, diff)
		}
	}
}

func TestParseSKU(t *testing.T) {
	for _, c := range []struct {
		in    string
		sku   SKU
		units int
	}{
		{"Developer", Developer, 0}, {"premium_2", Premium, 2}, {"Consumption_0", Consumption, 0}, {"PremiumV2", PremiumV2, 0},
		{"Premium_", UnknownSKU, 0}, {"Premium_x", UnknownSKU, 0}, {"Gold", UnknownSKU, 0}, {"", UnknownSKU, 0},
	} {
		if sku, units := ParseSKU(c.in); sku != c.sku || units != c.units {
			t.Errorf("ParseSKU(%q) = %v, %d", c.in, sku, units)
		}
	}
}
