package analyzertest

import (
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/estategen"
)

// WellFormed makes a policy document of about n bytes that an XML reader
// accepts: expressions are written with entities. It has two to three entities
// and 15 % of C# per kilobyte; in the well-formed documents of public
// repositories it is one entity, and 8 %.
func WellFormed(n int) string {
	var b strings.Builder
	b.WriteString("<!-- Orders: looks the customer up and forwards to the stock service. -->\n<policies>\n    <inbound>\n        <base />\n")
	for i := 0; b.Len() < n-160 || i == 0; i++ {
		fmt.Fprintf(&b, `        <choose>
            <!-- Only orders of the shop have a basket. -->
            <when condition="@(context.Request.MatchedParameters.ContainsKey(&quot;basket%d&quot;))">
                <send-request mode="new" response-variable-name="stock%d" timeout="20" ignore-error="true">
                    <set-url>https://backend%d.fabrikam.com/stock/v1/items?limit=20</set-url>
                    <set-method>GET</set-method>
                    <set-header name="Ocp-Apim-Subscription-Key" exists-action="override">
                        <value>{{stock-key}}</value>
                    </set-header>
                </send-request>
                <set-variable name="count%d" value="@(((IResponse)context.Variables[&quot;stock%d&quot;]).StatusCode)" />
            </when>
            <otherwise>
                <set-backend-service base-url="https://{{backend-host}}/orders/%d" />
            </otherwise>
        </choose>
        <set-header name="X-Request-Source" exists-action="skip">
            <value>orders</value>
        </set-header>
`, i, i, i, i, i, i)
	}
	b.WriteString("    </inbound>\n    <backend>\n        <base />\n    </backend>\n</policies>\n")
	return b.String()
}

// EstateOf is an estate of n APIs with ten operations each.
func EstateOf(n int) []*text.File {
	return estategen.Generate(estategen.Options{APIs: n, Operations: 10, Seed: 1, SelfCalls: 100})
}
