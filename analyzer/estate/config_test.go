package estate

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

const fullConfig = `instance:
  name: Contoso
  suffix: azure-api.us
  hostnames: [api.contoso.com, "*.apps.contoso.com"]
  virtualNetwork: internal
  sku: Premium_2
  privateIPs:
    - 10.1.0.5
    - fd00::5
  notViaLoadBalancer: [www.contoso.com]
environments:
  prod: { overrides: env/configuration.prod.yaml, instance: { name: contoso-prod, units: 4 } }
  dev:
    tokens: { gateway: api-dev.contoso.com }
    terraform: { variables: dev.tfvars.json }
tokens: { gateway: api.contoso.com, port: 443, "is live": true, empty: '' }
terraform:
  variables: ../terraform/common.tfvars
rules: { HP303: off, HP401: info, HP302: false }
ignore:
  - { rule: HP101, path: apis/a/apiInformation.json, reason: known and accepted }
`

func readConfigText(src string) (config, []Problem) {
	return readConfig(Parse(text.NewFile("infra/hairpin.yaml", src)))
}

func TestConfig(t *testing.T) {
	c, problems := readConfigText(fullConfig)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	f := c.instance.facts
	if f.Name != "contoso" || f.Suffix != "azure-api.us" || f.VNet != gateway.Internal || f.SKU != gateway.Premium || f.Units != 2 || !f.Complete || len(f.Hosts) != 2 || len(f.PrivateIPs) != 2 || len(f.NotViaLB) != 1 {
		t.Errorf("facts: %+v", f)
	}
	if len(c.envs) != 2 || c.envs[0].name != "dev" || c.envs[1].overrides.path != "infra/env/configuration.prod.yaml" || c.envs[1].instance.facts.Units != 4 {
		t.Errorf("environments: %+v", c.envs)
	}
	if f := c.tokens["gateway"]; len(c.tokens) != 4 || f.Text() != "api.contoso.com" || f.Path != "infra/hairpin.yaml" || f.At().Span.Of(fullConfig) != "api.contoso.com" ||
		c.tokens["port"].Text() != "443" || c.tokens["is live"].Text() != "true" || !c.tokens["empty"].Present() {
		t.Errorf("tokens: %+v", c.tokens)
	}
	if c.variables.path != "terraform/common.tfvars" || c.envs[0].variables.path != "infra/dev.tfvars.json" || c.envs[0].tokens["gateway"].Text() != "api-dev.contoso.com" {
		t.Errorf("variables: %+v, %+v", c.variables, c.envs[0])
	}
	if diff := cmp.Diff(map[string]string{"HP303": "off", "HP401": "info", "HP302": "off"}, c.rules); diff != "" {
		t.Error(diff)
	}
	if len(c.ignore) != 1 || c.ignore[0].Path != "infra/apis/a/apiInformation.json" || c.ignore[0].Reason != "known and accepted" {
		t.Errorf("ignore: %+v", c.ignore)
	}
}

// Each mistake is one problem at the wrong word.
func TestConfigMistakes(t *testing.T) {
	for _, c := range []struct{ src, at, message string }{
		{"instanze:\n", "instanze", `unknown key "instanze"; did you mean "instance"?`},
		{"instance:\n  hostname: [a.b]\n", "hostname", `unknown key "hostname"; did you mean "hostnames"?`},
		{"instance:\n  color: red\n", "color", `unknown key "color"; the known ones are name, suffix, hostnames, virtualNetwork, sku, units, privateIPs, notViaLoadBalancer, from`},
		{"instance: [a]\n", "[", "instance must be a map, not a list"},
		{"- a\n", "-", "the file must be a map, not a list"},
		{"instance:\n  hostnames: api.contoso.com\n", "api.contoso.com", "hostnames must be a list, not a string"},
		{"instance:\n  hostnames:\n  - https://api.contoso.com/\n", "https://api.contoso.com/", `"https://api.contoso.com/" is not a hostname; write it without a scheme, port or path`},
		{"instance:\n  hostnames: [5]\n", "5", "an entry of hostnames must be a string, not a number"},
		{"instance:\n  name: https://contoso\n", "https://contoso", `"https://contoso" is not the name of an instance, such as contoso for contoso.azure-api.net`},
		{"instance:\n  virtualNetwork: privat\n", "privat", `unknown network mode "privat"; use internal, external or none`},
		{"instance:\n  sku: Premum\n", "Premum", `unknown tier "Premum"; did you mean "Premium"?`},
		{"instance:\n  units: 0\n", "0", "units must be a whole number of at least 1, not 0"},
		{"instance:\n  units: two\n", "two", "units must be a number, not a string"},
		{"instance:\n  privateIPs: [10.1.0]\n", "10.1.0", `"10.1.0" is not an IP address`},
		{"rules:\n  HP101: eror\n", "eror", `unknown severity "eror"; did you mean "error"?`},
		{"rules:\n  HP101: true\n", "true", `unknown severity "true"; the known ones are error, warning, info, hint, off`},
		{"rules:\n  HP101:\n", "HP101", "the rule HP101 has no severity; use error, warning, info, hint or off"},
		{"rules:\n  self-chained: off\n", "self-chained", `"self-chained" is not the ID of a rule, such as HP101`},
		{"ignore:\n- rule: HP101\n  path: a\n", "rule", "an entry of ignore needs rule, path and reason; reason is missing"},
		{"environments:\n  prod:\n    override: a.yaml\n", "override", `unknown key "override"; did you mean "overrides"?`},
		{"instance:\n  sku: Basic\n  sku: Premium\n", "sku", `the key "sku" appears twice`},
		{"environments:\n  all:\n    instance: { sku: Basic }\n", "all", `"all" means all environments; give the environment another name`},
		{"environments:\n  base:\n", "base", `"base" means the base instance; give the environment another name`},
		{"token:\n  a: b\n", "token", `unknown key "token"; did you mean "tokens"?`},
		{"environments:\n  prod:\n    teraform:\n", "teraform", `unknown key "teraform"; did you mean "terraform"?`},
		{"tokens: [a]\n", "[", "tokens must be a map, not a list"},
		{"tokens:\n  __a__: b\n", "__a__", `"__a__" is not the name of a token; write it without the marks around it`},
		{"tokens:\n  \"#{a}#\": b\n", "#{a}#", `"#{a}#" is not the name of a token; write it without the marks around it`},
		{"tokens:\n  a: b\n  a: c\n", "a", `the token "a" appears twice`},
		{"tokens:\n  a:\n", "a", `the token "a" has no value`},
		{"tokens:\n  a: [b]\n", "[", "the value of a token must be a string, not a list"},
		{"terraform: prod.tfvars\n", "prod.tfvars", "terraform must be a map, not a string"},
		{"terraform:\n  variable: prod.tfvars\n", "variable", `unknown key "variable"; did you mean "variables"?`},
		{"terraform:\n  variables: prod.tf\n", "prod.tf", `"infra/prod.tf" is not a variables file; its name must end in .tfvars or .tfvars.json`},
		{"instance: {\n", "", "the file is not valid YAML: "},
	} {
		_, problems := readConfigText(c.src)
		if len(problems) != 1 {
			t.Errorf("%q: %d problems: %v", c.src, len(problems), problems)
			continue
		}
		p := problems[0]
		if at := p.At.Span.Of(c.src); c.at != "" && at != c.at || p.At.Path != "infra/hairpin.yaml" {
			t.Errorf("%q: at %q, want %q", c.src, at, c.at)
		}
		if !strings.HasPrefix(p.Message, c.message) {
			t.Errorf("%q:\n got %s\nwant %s", c.src, p.Message, c.message)
		}
	}
}

// A mistake hides nothing else.
func TestConfigGoesOn(t *testing.T) {
	c, problems := readConfigText("instance:\n  hostnams: [a.b]\n  sku: Developer\nrules: { HP101: info }\n")
	if len(problems) != 1 || c.instance.facts.SKU != gateway.Developer || c.rules["HP101"] != "info" {
		t.Errorf("%v %+v", problems, c)
	}
}

func TestConfigKinds(t *testing.T) {
	c, _ := readConfigText("instance:\n  hostnames: [c.developer.azure-api.net, c-west-01.regional.azure-api.net, api.c.com]\n")
	var kinds []gateway.HostKind
	for _, h := range c.instance.facts.Hosts {
		kinds = append(kinds, h.Kind)
	}
	if diff := cmp.Diff([]gateway.HostKind{gateway.PortalHost, gateway.RegionalHost, gateway.GatewayHost}, kinds); diff != "" {
		t.Error(diff)
	}
}

// The published schema and the reader agree on what is right.
func TestSchema(t *testing.T) {
	published, err := os.ReadFile("hairpin.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("hairpin.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("hairpin.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	samples := []string{
		fullConfig, "", "instance:\n", "environments: { prod: }\n", "rules: {}\nignore: []\n",
		"instance: { sku: developer }", "instance: { sku: Developer_1 }", "instance: { sku: DEVELOPER }", "instance: { sku: Premium_x }", "instance: { sku: premiumv2 }", "instance: { sku: PremiumV2 }",
		"instance: { virtualNetwork: Internal }", "instance: { virtualNetwork: INTERNAL }", "instance: { virtualNetwork: none }", "instance: { virtualNetwork: null }",
		"instance: { units: 3 }", "instance: { units: 0 }", "instance: { units: -1 }", "instance: { units: 1.5 }", "instance: { units: '3' }",
		"instance: { name: 5 }", "instance: { name: a b }", "instance: { name: -a }", "instance: { name: contoso }",
		"instance: { hostnames: [] }", "instance: { hostnames: a.b }", "instance: { hostnames: [a.b] }", "instance: { hostnames: ['a.b:443'] }", "instance: { hostnames: [null] }",
		"instance: { privateIPs: [10.0.0.1, '::1'] }", "instance: { privateIPs: [x] }",
		"instance: { notViaLoadBalancer: [https://x] }", "instance: { from: a.json }", "instance: { from: [a.json] }", "instance: []",
		"environments: { all: {} }", "environments: { base: }", "environments: { All: }",
		"tokens:", "tokens: { a: b }", "tokens: { a: 1 }", "tokens: { a: 1.5 }", "tokens: { a: true }", "tokens: { a: null }", "tokens: { a: '' }", "tokens: { a: [b] }", "tokens: { a: { b: c } }", "tokens: [a]",
		"tokens: { '': b }", "tokens: { 'a b': c }", "tokens: { ' a': b }", "tokens: { 'a ': b }", "tokens: { '#{a}#': b }", "tokens: { var.x: b }", "tokens: { '${a}': b }", "tokens: { é: b }",
		"terraform:", "terraform: {}", "terraform: { variables: }", "terraform: { variables: a.tfvars }", "terraform: { variables: a/b.tfvars.json }", "terraform: { variables: a.json }", "terraform: { variables: [a.tfvars] }",
		"terraform: { vars: a.tfvars }", "environments: { prod: { tokens: { a: b }, terraform: { variables: a.tfvars } } }", "environments: { prod: { tokens: [] } }",
		"environments: []", "environments: { '': {} }", "environments: { prod: { instance: { sku: Premium } } }", "environments: { prod: { x: 1 } }",
		"rules: { HP101: error }", "rules: { HP101: false }", "rules: { HP101: off }", "rules: { HP101: true }", "rules: { HP101: Error }", "rules: { hp101: error }", "rules: [HP101]",
		"ignore: [{ rule: HP101, path: a, reason: b }]", "ignore: [{ rule: HP101, path: a, reason: ' ' }]", "ignore: [{ rule: HP101, path: a }]", "ignore: [{ rule: x, path: a, reason: b }]",
		"ignore: [{ rule: HP101, path: a, reason: b, why: c }]", "ignore: { rule: HP101 }", "ignore: [null]", "unknown: 1",
	}
	for _, s := range samples {
		_, problems := readConfigText(s)
		var value any
		if err := yaml.Unmarshal([]byte(s), &value); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		err := schema.Validate(value)
		if (len(problems) == 0) != (err == nil) {
			t.Errorf("%q:\nreader: %v\nschema: %v", s, problems, err)
		}
	}
}
