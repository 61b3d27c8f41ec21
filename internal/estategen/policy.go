package estategen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Policies makes n different policies of an operation, each of size bytes at least
// and less than 400 more: half of what is in them varies in names, hosts, paths
// and order. One in ten calls the gateway itself.
func Policies(n, size int) []string {
	r := rand.New(rand.NewPCG(uint64(n), uint64(size)))
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		fmt.Fprintf(&b, "<policies>\n    <!-- operation %d of area%d -->\n    <inbound>\n        <base />\n", i, r.IntN(50))
		self := r.IntN(10) == 0
		for k := 0; b.Len() < size-len(policyEnd); k++ {
			host := fmt.Sprintf("service%d.fabrikam.com", r.IntN(500))
			if self && k == 3 {
				host = Host
			}
			fmt.Fprintf(&b, policySteps[r.IntN(len(policySteps))], k, host, r.IntN(1000))
		}
		b.WriteString(policyEnd)
		out[i] = b.String()
	}
	return out
}

// policySteps are pieces of an inbound section: a number, a host, and another
// number.
var policySteps = []string{
	`        <set-variable name="id%[1]d" value="@(context.Request.MatchedParameters.GetValueOrDefault("id%[3]d", "0"))" />
`,
	`        <send-request mode="new" response-variable-name="item%[1]d" timeout="10" ignore-error="true">
            <set-url>https://%[2]s/items/%[3]d</set-url>
            <set-method>GET</set-method>
            <set-header name="X-Trace" exists-action="override">
                <value>@(context.RequestId.ToString())</value>
            </set-header>
        </send-request>
`,
	`        <choose>
            <when condition="@(context.Request.Headers.GetValueOrDefault("X-Version", "%[3]d") == "2")">
                <set-backend-service base-url="https://%[2]s/v%[1]d" />
            </when>
        </choose>
`,
	`        <set-header name="X-Area-%[1]d" exists-action="override">
            <value>area%[3]d.%[2]s</value>
        </set-header>
`,
	`        <rate-limit-by-key calls="%[3]d" renewal-period="60" counter-key="@(context.Subscription?.Id ?? "none%[1]d")" />
`,
	`        <set-variable name="url%[1]d" value="https://%[2]s" />
        <send-one-way-request mode="new">
            <set-url>@((string)context.Variables["url%[1]d"] + "/audit/%[3]d")</set-url>
            <set-method>POST</set-method>
        </send-one-way-request>
`,
}

const policyEnd = `    </inbound>
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
