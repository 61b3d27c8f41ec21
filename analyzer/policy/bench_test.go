package policy

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// operationPolicy is an ordinary policy of one operation that XML readers accept,
// so that they can be compared.
const operationPolicy = `<!-- Orders: looks the customer up and forwards to the stock service. -->
<policies>
    <inbound>
        <base />
        <set-variable name="customer" value="@(context.Request.Headers.GetValueOrDefault(&quot;X-Customer&quot;, &quot;none&quot;))" />
        <choose>
            <when condition="@(context.Request.Method == &quot;POST&quot; &amp;&amp; context.Request.Body != null)">
                <send-request mode="new" response-variable-name="stock" timeout="20" ignore-error="true">
                    <set-url>https://api.contoso.com/stock/v1/items?limit=20</set-url>
                    <set-method>GET</set-method>
                    <set-header name="Ocp-Apim-Subscription-Key" exists-action="override">
                        <value>{{stock-key}}</value>
                    </set-header>
                </send-request>
            </when>
            <otherwise>
                <set-backend-service base-url="https://{{backend-host}}/orders" />
            </otherwise>
        </choose>
    </inbound>
    <backend>
        <forward-request timeout="60" follow-redirects="false" />
    </backend>
    <outbound>
        <base />
        <set-header name="X-Powered-By" exists-action="delete" />
    </outbound>
    <on-error>
        <base />
    </on-error>
</policies>
`

func document(size int) string {
	n := max(1, size/len(operationPolicy))
	return "<estate>\n" + strings.Repeat(operationPolicy, n) + "</estate>\n"
}

// documents are what the benchmarks read: generated ones, and those real ones
// that XML readers accept, under one root.
func documents(b *testing.B) []struct{ name, src string } {
	docs := []struct{ name, src string }{
		{"1KB", operationPolicy},
		{"20KB", document(20 << 10)},
		{"512KB", document(512 << 10)},
	}
	if files := corpusIfAny(b); files != nil {
		var all strings.Builder
		for _, src := range files {
			if countTokens(src) >= 0 && !strings.HasPrefix(src, "<?") {
				all.WriteString(strings.TrimPrefix(src, text.BOM))
			}
		}
		docs = append(docs, struct{ name, src string }{"corpus", "<estate>" + all.String() + "</estate>"})
	}
	return docs
}

func BenchmarkParse(b *testing.B) {
	for _, d := range documents(b) {
		b.Run(d.name, func(b *testing.B) {
			b.SetBytes(int64(len(d.src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := Parse(text.NewView(d.src)); len(errs) > 0 {
					b.Fatal(errs[0])
				}
			}
		})
	}
}

func BenchmarkEncodingXMLToken(b *testing.B) {
	for _, d := range documents(b) {
		b.Run(d.name, func(b *testing.B) {
			b.SetBytes(int64(len(d.src)))
			b.ReportAllocs()
			for b.Loop() {
				if n := countTokens(d.src); n < 0 {
					b.Fatalf("%s is not well-formed", d.name)
				}
			}
		})
	}
}

// countTokens is the number of tokens that encoding/xml reads, -1 if it gives up.
func countTokens(src string) int {
	d := xml.NewDecoder(strings.NewReader(src))
	for n := 0; ; n++ {
		if _, err := d.Token(); err == io.EOF {
			return n
		} else if err != nil {
			return -1
		}
	}
}
