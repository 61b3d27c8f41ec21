package editor_test

import (
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
)

// completions are what can be written at the mark | of a document, in an estate
// with a fragment, backends and named values.
func completions(t testing.TB, marked string) (src string, list []editor.Completion) {
	t.Helper()
	off := strings.Index(marked, "|")
	if off < 0 {
		t.Fatalf("no mark in %q", marked)
	}
	src = marked[:off] + marked[off+1:]
	files := []*text.File{
		text.NewFile("hairpin.yaml", "instance: { name: contoso, hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n"),
		text.NewFile("policy.xml", src),
		text.NewFile("policy fragments/add-key/policy.xml", `<fragment><set-variable name="of-the-fragment" value="1" /></fragment>`),
		text.NewFile("policy fragments/add-key/policyFragmentInformation.json", `{"properties":{}}`),
		text.NewFile("backends/orders/backendInformation.json", `{"properties":{"url":"https://orders.contoso.com","protocol":"http"}}`),
		text.NewFile("named values/base/namedValueInformation.json", `{"properties":{"displayName":"base-url","value":"https://x"}}`),
		text.NewFile("named values/key/namedValueInformation.json", `{"properties":{"displayName":"the-key","value":"hunter2","secret":true}}`),
	}
	return src, editor.Complete(analyzer.NewSnapshot(files), "policy.xml", off, analyzer.Config{})
}

func labels(list []editor.Completion) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Label)
	}
	return out
}

// in is a document with something in its inbound section; nothing after it is
// closed, as while one types.
func in(s string) string { return "<policies>\n  <inbound>\n    <base />\n    " + s }

// TestComplete: what is offered at a place, and what is not.
func TestComplete(t *testing.T) {
	for _, c := range []struct{ src, has, hasNot string }{
		// Elements, by section and position.
		{"<|", "policies fragment http-data-source", "set-header inbound"},
		{"|", "", "policies"},
		{"<pol|", "policies fragment", ""},
		{"<project><|", "", "/project> policies"},
		{"<policies><|", "inbound backend outbound on-error", "set-header policies"},
		{"<policies><inbound></inbound><|", "backend outbound", "inbound"},
		{"<policies><|<outbound></outbound></policies>", "inbound", "outbound"},
		{in("<|"), "set-header send-request choose base rewrite-uri", "forward-request cache-store when set-url"},
		{in("<set-he|\n  </inbound>\n</policies>"), "set-header", ""},
		{"<policies><backend><|", "forward-request base", "rewrite-uri jsonp"},
		{"<policies><outbound><choose><when condition=\"@(true)\"><|", "jsonp set-header", "rewrite-uri when"},
		{"<fragment><|", "rewrite-uri jsonp forward-request", "inbound"},
		{in("<choose><|"), "when otherwise", "set-header"},
		{in("<choose><otherwise></otherwise><|"), "", "when otherwise"},
		{in(`<send-request mode="new" response-variable-name="r"><|`), "set-url set-method set-header set-body proxy", "choose"},
		{in(`<send-request mode="new" response-variable-name="r"><set-url>x</set-url><set-body>y</set-body><|`), "authentication-basic proxy", "set-url set-header set-body"},
		{in(`<send-request mode="new" response-variable-name="r"><|<set-method>GET</set-method></send-request>`), "set-url", "set-header set-method"},
		{in(`<wait for="all"><|`), "send-request choose cache-lookup-value", "set-header"},
		{in("<!-- <|"), "", "set-header"},
		{in("<unknown><|"), "/unknown>", "set-header"},
		{"<policies><outbound><llm-|", "llm-content-safety llm-semantic-cache-store", "llm-token-limit"},
		{"<policies><outbound><llm-content-safety w|", "window-size window-overlap-size", ""},
		{in(`<cache-remove-value fail-on-cache-removal-error="|`), "true false", ""},
		{in(`<validate-jwt><openid-config validate-connectivity="|`), "true false", ""},
		{in(`<trace source="@(context.|`), "Backend Deployment", ""},
		{in(`<trace source="@(context.Backend.|`), "AzureRegion Id Type", ""},
		{in(`<trace source="@(context.Request.Foundry.|`), "Deployment", ""},
		{in(`<trace source="@(context.Deployment.SustainabilityInfo.|`), "CurrentCarbonIntensity", ""},
		// End tags.
		{in("<choose></|"), "choose>", "inbound>"},
		{in("<choose><when condition=\"@(a < b)\"></w|"), "when>", ""},
		{in("<choose>|</choose>"), "", "</choose>"},
		{in("<base />|"), "", "</inbound> </base>"},
		// Attributes.
		{in("<set-header |"), "name exists-action", "value id"},
		{in(`<set-header name="a" |></set-header>`), "exists-action", "name"},
		{in(`<set-header | name="a"></set-header>`), "exists-action", "name"},
		{in(`<set-header name="a" ex|`), "exists-action", "name"},
		{in(`<set-header name="a"|`), "", "exists-action"},
		// Values.
		{in(`<set-header name="a" exists-action="|`), "override skip append delete", "true"},
		{in(`<set-header name="a" exists-action="o|" />`), "override", ""},
		{in(`<send-request mode="|" ignore-error="true"`), "new copy", ""},
		{in(`<include-fragment fragment-id="|`), "add-key", "orders"},
		{in(`<set-backend-service backend-id="|" />`), "orders", "add-key"},
		{in("<set-method>|</set-method>"), "GET POST", ""},
		{in(`<set-header name="host"><value>|`), "api.contoso.com contoso.azure-api.net", ""},
		{in(`<set-header name="Accept"><value>|`), "", "api.contoso.com"},
		{in(`<set-backend-service base-url="{{|`), "base-url the-key", ""},
		{in(`<set-backend-service base-url="{{ba|}}/v1" />`), "base-url", ""},
		{in(`<set-url>https://{{b|`), "base-url", ""},
		{in(`<set-body template="liquid">{{b|`), "", "base-url"},
		// Expressions.
		{in(`<set-header name="a"><value>@(con|`), "context string", ""},
		{in(`<set-header name="a"><value>@(context.|`), "Request Response Variables Api", "Host GetValueOrDefault"},
		{in(`<set-header name="a"><value>@(context.Request.|)</value></set-header>`), "OriginalUrl Headers Method", "StatusCode"},
		{in(`<when condition="@(context.Request.OriginalUrl.|`), "Host Path Scheme", ""},
		{in(`<set-url>https://@(context.Request.Url.|`), "Host Path", ""},
		{in(`<set-url>@($"https://{context.Request.Url.|`), "Host Path", ""},
		{in(`<set-url>@(context.Request.Url.Host.|`), "ToLower Replace Length AsJwt", "Host"},
		{in(`<set-url>@(context.Request.Headers.GetValueOrDefault("a", "b").|`), "ToUpper Split", "GetValueOrDefault2"},
		{in(`<set-url>@(context.Request.Headers["a"].|`), "First Length", "ToLower"},
		{in(`<set-url>@(((string)context.Variables["a"]).|`), "ToLower", ""},
		{in(`<set-url>@(string.|`), "IsNullOrEmpty Join Empty", "ToLower"},
		{in(`<set-url>@(System.|`), "", "ToLower"},
		{in(`<set-url>@(Encoding.UTF8.|`), "GetBytes GetString", "UTF8"},
		{in(`<set-body>@{ var jwt = context.Request.Headers.GetValueOrDefault("Authorization","").AsJwt(); return jwt?.|`), "Subject Claims", "Host"},
		{in(`<set-body>@{ var body = context.Request.Body.As<JObject>(); foreach (var h in context.Request.Headers) { } return body.|`), "SelectToken ContainsKey", "Host"},
		{in(`<set-body>@{ string s = ""; return |`), "context s", ""},
		{in(`<set-variable name="when-it-began" value="1" /><set-url>@((string)context.Variables["|"])</set-url>`), "when-it-began", "context"},
		{in(`<set-variable name="when-it-began" value="1" /><set-url>@((string)(context).Variables["|"])</set-url>`), "when-it-began", "context"},
		{in(`<include-fragment fragment-id="add-key" /><set-url>@((string)context.Variables["|"])</set-url>`), "of-the-fragment", "context"},
		{in(`<set-url>@((string)context.Variables.GetValueOrDefault<string>("|"))</set-url>`), "", "of-the-fragment"},
		{in(`<set-url>@(context.Request.Headers.GetValueOrDefault("|", ""))</set-url>`), "Authorization Host", "context"},
		{in(`<set-url>@("context.|")</set-url>`), "", "Request"},
		{in(`<when condition="@(context.Variables.ContainsKey(&quot;a&quot;) &amp;&amp; context.Request.|`), "Method", "Response"},
		{in(`<set-url><![CDATA[@(context.Request.|`), "Method", "Response"},
		{in(`<set-url>@("https://{{|`), "base-url", "context"},
		{"<set-header name=\"a\" /><|", "set-body", "policies"},
		{in(`<set-url>@(context.Request.Url.Host == "a" /* context.| */)</set-url>`), "", "Request"},
	} {
		src, list := completions(t, c.src)
		got := labels(list)
		for _, want := range strings.Fields(c.has) {
			if !slices.Contains(got, want) {
				t.Errorf("%s\n  lacks %s of %s", c.src, want, got)
			}
		}
		for _, not := range strings.Fields(c.hasNot) {
			if slices.Contains(got, not) {
				t.Errorf("%s\n  has %s", c.src, not)
			}
		}
		off := strings.Index(c.src, "|")
		for _, x := range list {
			if x.At.Start > off || x.At.End < off || strings.ContainsAny(x.At.Of(src), "\r\n") {
				t.Errorf("%s: %s replaces %q", c.src, x.Label, x.At.Of(src))
			}
		}
	}
}

// TestCompleteInserts: what is written where something is chosen.
func TestCompleteInserts(t *testing.T) {
	for _, c := range []struct{ src, label, want string }{
		{in("<set-he|"), "set-header", in(`<set-header name="$1" exists-action="${2|override,skip,append,delete|}">` + "\n\t<value>$3</value>\n</set-header>")},
		{in("<set-he| name=\"a\">"), "set-header", in("<set-header name=\"a\">")},
		{in("<ret|"), "retry", in(`<retry condition="@($1)" count="$2" interval="$3">` + "\n\t$4\n</retry>")},
		{in("<cho|"), "choose", in("<choose>\n\t<when condition=\"@($1)\">\n\t\t$2\n\t</when>\n</choose>")},
		{in("<bas|"), "base", in("<base />")},
		{in(`<set-header name="a" ex|`), "exists-action", in(`<set-header name="a" exists-action="${1|override,skip,append,delete|}"`)},
		{in(`<set-header name="a" ex|="skip">`), "exists-action", in(`<set-header name="a" exists-action="skip">`)},
		{in(`<set-header name="a" exists-action="ov|erride">`), "skip", in(`<set-header name="a" exists-action="skip">`)},
		{in(`<set-url>{{ba|`), "base-url", in(`<set-url>{{base-url\}\}`)},
		{in(`<set-url>{{ba|x}}`), "base-url", in(`<set-url>{{base-url}}`)},
		{in("<choose></|"), "choose>", in("<choose></choose>")},
		{in("<choose></|>"), "choose>", in("<choose></choose>")},
		{in("<choose><|"), "/choose>", in("<choose></choose>")},
		{in("<choose>|"), "</choose>", in("<choose>$0</choose>")},
		{in(`<set-url>@(context.Request.Hea|.First())`), "Headers", in(`<set-url>@(context.Request.Headers.First())`)},
		{in(`<set-url>@(context.Request.Headers.Get|`), "GetValueOrDefault", in(`<set-url>@(context.Request.Headers.GetValueOrDefault("$1", "$2")`)},
		{in(`<set-url>@(context.Request.Headers.Get|("a",""))`), "GetValueOrDefault", in(`<set-url>@(context.Request.Headers.GetValueOrDefault("a",""))`)},
	} {
		src, list := completions(t, c.src)
		i := slices.IndexFunc(list, func(x editor.Completion) bool { return x.Label == c.label })
		if i < 0 {
			t.Errorf("%s lacks %s", c.src, c.label)
			continue
		}
		at := list[i].At
		if got := src[:at.Start] + list[i].Insert + src[at.End:]; got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.src, got, c.want)
		}
	}
}

// TestCompleteSecret: a secret is not told.
func TestCompleteSecret(t *testing.T) {
	_, list := completions(t, in(`<set-url>{{|`))
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	for _, c := range list {
		if strings.Contains(c.Detail+c.Doc+c.Insert, "hunter2") {
			t.Errorf("%+v", c)
		}
	}
}

// TestCompletePlain: an editor that knows no snippets gets text that can stand.
func TestCompletePlain(t *testing.T) {
	for _, c := range []struct{ insert, want string }{
		{`set-header name="$1" exists-action="${2|override,skip|}" t="${3:60}"`, `set-header name="" exists-action="override" t="60"`},
		{`base-url\}\}`, "base-url}}"},
		{`a\$b$12`, "a$b"},
	} {
		if got := (editor.Completion{Insert: c.insert}).Plain(); got != c.want {
			t.Errorf("%s: %s", c.insert, got)
		}
	}
}

// TestCompleteChanges: what is defined elsewhere is known as soon as it changes,
// and a change of the policy itself takes nothing away.
func TestCompleteChanges(t *testing.T) {
	const src = `<fragment><set-backend-service backend-id="" />`
	off := strings.Index(src, `""`) + 1
	backend := func(id string) *text.File {
		return text.NewFile("backends/"+id+"/backendInformation.json", `{"properties":{"url":"https://x.contoso.com"}}`)
	}
	s := analyzer.NewSnapshot([]*text.File{text.NewFile("apis/a/policy.xml", src), backend("one")})
	want := func(ids ...string) {
		t.Helper()
		if got := labels(editor.Complete(s, "apis/a/policy.xml", off, analyzer.Config{})); !slices.Equal(got, ids) {
			t.Errorf("%q, want %q", got, ids)
		}
	}
	want("one")
	s = s.With(text.NewFile("apis/a/policy.xml", src+"<base />"))
	want("one")
	s = s.With(backend("two"))
	want("one", "two")
	s = s.Without("backends/one/backendInformation.json")
	want("two")
}
