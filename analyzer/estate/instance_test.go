package estate

import (
	"net/netip"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

const armInstance = `{
  "name": "Contoso", "type": "Microsoft.ApiManagement/service", "location": "West Europe",
  "sku": { "name": "Premium", "capacity": 2 },
  "properties": {
    "gatewayUrl": "https://contoso.azure-api.us",
    "gatewayRegionalUrl": "https://contoso-westeurope-01.regional.azure-api.us",
    "developerPortalUrl": "https://contoso.developer.azure-api.us",
    "managementApiUrl": "https://contoso.management.azure-api.us",
    "scmUrl": "https://contoso.scm.azure-api.us",
    "portalUrl": null,
    "hostnameConfigurations": [
      { "type": "Proxy", "hostName": "Contoso.azure-api.us", "defaultSslBinding": false },
      { "type": "Proxy", "hostName": "API.contoso.com", "defaultSslBinding": true, "keyVaultId": "https://vault.azure.net/x" },
      { "type": "DeveloperPortal", "hostName": "portal.contoso.com" },
      { "type": "Telepathy", "hostName": "mind.contoso.com" }
    ],
    "virtualNetworkType": "Internal",
    "privateIPAddresses": [ "10.1.0.5" ],
    "additionalLocations": [
      { "location": "East US", "sku": { "name": "Premium", "capacity": 1 }, "privateIPAddresses": [ "10.2.0.5" ], "gatewayRegionalUrl": "https://contoso-eastus-01.regional.azure-api.us" }
    ]
  }
}`

// addresses lets cmp compare addresses.
var addresses = cmp.Comparer(func(a, b netip.Addr) bool { return a == b })

func factsOf(t *testing.T, src, wanted string) gateway.Facts {
	t.Helper()
	f, problems := readInstance(Parse(text.NewFile("instance.json", src)), wanted)
	if len(problems) > 0 {
		t.Errorf("%.60q: %v", src, problems)
	}
	return f
}

func TestInstance(t *testing.T) {
	f := factsOf(t, armInstance, "")
	if f.Name != "contoso" || f.SKU != gateway.Premium || f.Units != 2 || f.VNet != gateway.Internal || f.Suffix != "azure-api.us" || !f.Complete || len(f.PrivateIPs) != 2 || !cmp.Equal(f.RegionUnits, []int{1}) {
		t.Errorf("%+v", f)
	}
	g := gateway.Merge(f)
	for host, want := range map[string]gateway.HostKind{
		"contoso.azure-api.us": gateway.GatewayHost, "api.contoso.com": gateway.GatewayHost, "portal.contoso.com": gateway.PortalHost,
		"contoso-eastus-01.regional.azure-api.us": gateway.RegionalHost, "contoso.scm.azure-api.us": gateway.ScmHost, "10.2.0.5": gateway.PrivateAddress,
	} {
		if m := g.Match(host); m.Self != gateway.Yes || m.Kind != want {
			t.Errorf("%s: %+v", host, m)
		}
	}
	if got := g.IsSelf("mind.contoso.com"); got != gateway.Unknown {
		t.Errorf("a host of an unknown type is %v", got)
	}
	for _, h := range g.Hosts {
		if h.Default != (h.Name == "api.contoso.com") {
			t.Errorf("default binding: %+v", h)
		}
	}
}

// The forms of one file say the same.
func TestInstanceForms(t *testing.T) {
	want := factsOf(t, armInstance, "")
	flat := strings.Replace(strings.TrimSuffix(armInstance, "}"), `"properties": {`, "", 1)
	utf := "\xff\xfe"
	for _, u := range utf16.Encode([]rune(armInstance)) {
		utf += string([]byte{byte(u), byte(u >> 8)})
	}
	for name, src := range map[string]string{
		"flattened": flat, "list": "[" + armInstance + "]", "REST list": `{"value": [` + armInstance + `]}`,
		"BOM": text.BOM + armInstance, "CRLF": strings.ReplaceAll(armInstance, "\n", "\r\n"), "UTF-16": utf,
	} {
		if diff := cmp.Diff(want, factsOf(t, src, ""), addresses); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	two := `[{"name": "fabrikam", "sku": {"name": "Basic"}}, ` + armInstance + `]`
	if diff := cmp.Diff(want, factsOf(t, two, "contoso"), addresses); diff != "" {
		t.Error(diff)
	}
}

// What is missing or not known is an unknown fact.
func TestInstanceTolerant(t *testing.T) {
	f := factsOf(t, `{"name": "[parameters('apim')]", "sku": {"name": "Galactic", "capacity": "x"}, "virtualNetworkType": "Sideways", "hostnameConfigurations": null, "privateIPAddresses": [7, "x"], "gatewayUrl": 5}`, "")
	if diff := cmp.Diff(gateway.Facts{}, f, addresses); diff != "" {
		t.Error(diff)
	}
}

// A list of hostnames of which one cannot be read is not complete: another one
// may be this gateway's.
func TestInstanceUnreadableHost(t *testing.T) {
	for name, want := range map[string]bool{"api.contoso.com": true, "*.contoso.com": true, "[parameters('host')]": false, "api contoso": false, "": false} {
		f := factsOf(t, `{"name": "contoso", "gatewayUrl": "https://contoso.azure-api.net", "hostnameConfigurations": [{"type": "Proxy", "hostName": "`+name+`"}]}`, "")
		if f.Complete != want || len(f.Hosts) != map[bool]int{true: 2, false: 1}[want] {
			t.Errorf("%q: complete %v with %v", name, f.Complete, f.Hosts)
		}
	}
}

func TestInstanceMistakes(t *testing.T) {
	for _, c := range []struct{ src, wanted, at, message string }{
		{`{}`, "", `{}`, "the file describes no API Management instance: it has none of"},
		{`{"kind": "vm"}`, "", `{"kind": "vm"}`, "the file describes no API Management instance"},
		{`"contoso"`, "", `contoso`, "the file must contain an object, the output of az apim show, not a string"},
		{`[]`, "", `[]`, "the file is an empty list"},
		{`[{"name":"a"},{"name":"b"}]`, "", "", "the file lists 2 instances; choose one with instance.name in hairpin.yaml"},
		{`[{"name":"a"},{"name":"b"}]`, "c", "", `the file does not list the instance "c", but a, b`},
		{`{"name": "contoso",}`, "", `,`, "the file is not valid JSON: "},
		{`{"name": `, "", ``, "the file is not valid JSON: it ends too early"},
		{`{"sku": "Basic"} x`, "", `x`, "the file has text after its value"},
		{"", "", "", "the file is "},
		{"{\"a\": \"\xff\"}", "", "\xff", "the file is not valid UTF-8 from here on"},
	} {
		f, problems := readInstance(Parse(text.NewFile("instance.json", c.src)), c.wanted)
		if len(problems) != 1 || !strings.HasPrefix(problems[0].Message, c.message) || c.at != "" && problems[0].At.Span.Of(c.src) != c.at {
			t.Errorf("%q: %+v", c.src, problems)
		}
		if !cmp.Equal(f, gateway.Facts{}, addresses) {
			t.Errorf("%q: facts %+v", c.src, f)
		}
	}
}
