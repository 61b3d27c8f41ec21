// Package estategen makes synthetic estates for benchmarks and tests: APIs with
// operations, products, fragments, backends and named values, in the layout of
// APIOps. The same options give the same files.
package estategen

import (
	"fmt"
	"math/rand/v2"

	"hairpin.example/hairpin/analyzer/text"
)

// Options say how large an estate is.
type Options struct {
	APIs       int
	Operations int // of each API
	Seed       uint64
	// SelfCalls is one in how many operations that call this gateway; 0 for none.
	SelfCalls int
}

// Host is a hostname of the instance that the estate belongs to.
const Host = "api.contoso.com"

// Generate makes the files of an estate.
func Generate(o Options) []*text.File {
	g := &generator{rand: rand.New(rand.NewPCG(o.Seed, 1)), options: o}
	g.add("hairpin.yaml", "instance:\n  name: contoso\n  hostnames: ["+Host+"]\n  virtualNetwork: internal\n  sku: Developer\n")
	g.add("policy.xml", globalPolicy)
	shared := max(o.APIs/50, 1)
	for i := range shared {
		g.add(fmt.Sprintf("policy fragments/fragment%d/policy.xml", i), fmt.Sprintf(fragment, i))
		g.add(fmt.Sprintf("backends/backend%d/backendInformation.json", i), fmt.Sprintf(`{ "properties": { "url": "https://backend%d.fabrikam.com/v1", "protocol": "http" } }`, i))
		g.add(fmt.Sprintf("named values/value%d/namedValueInformation.json", i), fmt.Sprintf(`{ "properties": { "displayName": "value%d", "value": "host%d.fabrikam.com" } }`, i, i))
	}
	for i := range o.APIs {
		g.api(i, shared)
	}
	for i := range shared {
		g.add(fmt.Sprintf("products/product%d/productInformation.json", i), fmt.Sprintf(`{ "properties": { "displayName": "Product %d" } }`, i))
		for k := range 5 {
			g.add(fmt.Sprintf("products/product%d/apis/api%d/productApiInformation.json", i, (i*50+k)%o.APIs), "{}")
		}
	}
	return g.files
}

type generator struct {
	rand    *rand.Rand
	options Options
	files   []*text.File
	ops     int
}

func (g *generator) add(path, src string) { g.files = append(g.files, text.NewFile(path, src)) }

func (g *generator) api(i, shared int) {
	dir := fmt.Sprintf("apis/api%d/", i)
	g.add(dir+"apiInformation.json", fmt.Sprintf(`{
  "properties": {
    "displayName": "API %d",
    "path": "area%d/api%d",
    "protocols": [ "https" ],
    "serviceUrl": "https://service%d.fabrikam.com/v1",
    "subscriptionRequired": false
  }
}
`, i, i%20, i, i))
	g.add(dir+"policy.xml", fmt.Sprintf(apiPolicy, g.rand.IntN(shared), g.rand.IntN(shared), i))
	for k := range g.options.Operations {
		g.ops++
		url := fmt.Sprintf("https://{{value%d}}/items/%d", g.rand.IntN(shared), k)
		if g.options.SelfCalls > 0 && g.ops%g.options.SelfCalls == 0 {
			to := g.rand.IntN(g.options.APIs)
			url = fmt.Sprintf("https://%s/area%d/api%d/items", Host, to%20, to)
		}
		g.add(fmt.Sprintf("%soperations/op%d/policy.xml", dir, k), fmt.Sprintf(operationPolicy, k, url))
	}
}

const globalPolicy = `<policies>
    <inbound>
        <cors>
            <allowed-origins>
                <origin>https://www.contoso.com</origin>
            </allowed-origins>
        </cors>
        <set-variable name="started" value="@(DateTime.UtcNow.ToString("o"))" />
    </inbound>
    <backend>
        <forward-request timeout="60" />
    </backend>
    <outbound>
        <set-header name="X-Powered-By" exists-action="delete" />
    </outbound>
    <on-error />
</policies>
`

const fragment = `<fragment>
    <set-header name="X-Fragment" exists-action="override">
        <value>%d</value>
    </set-header>
    <set-variable name="caller" value="@(context.Request.Headers.GetValueOrDefault("X-Caller", "unknown"))" />
</fragment>
`

const apiPolicy = `<policies>
    <inbound>
        <base />
        <include-fragment fragment-id="fragment%d" />
        <choose>
            <when condition="@(context.Request.Headers.GetValueOrDefault("X-Version", "1") == "2")">
                <set-backend-service backend-id="backend%d" />
            </when>
        </choose>
        <set-variable name="api" value="@($"api%d/{context.Operation.Id}")" />
    </inbound>
    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`

const operationPolicy = `<policies>
    <inbound>
        <base />
        <set-variable name="id" value="@(context.Request.MatchedParameters.GetValueOrDefault("id%d", "0"))" />
        <send-request mode="new" response-variable-name="item" timeout="10" ignore-error="true">
            <set-url>%s</set-url>
            <set-method>GET</set-method>
        </send-request>
        <choose>
            <when condition="@(((IResponse)context.Variables["item"]).StatusCode == 404)">
                <return-response>
                    <set-status code="404" reason="Not Found" />
                </return-response>
            </when>
        </choose>
        <rewrite-uri template="@("/items/" + (string)context.Variables["id"])" />
    </inbound>
    <backend>
        <base />
    </backend>
    <outbound>
        <base />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`
