package analyzer_test

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

const (
	probeHost    = "api.contoso.com"
	probeAddress = "10.1.0.5"
)

// form is one way in which an author writes a call of the own gateway.
type form struct {
	name string
	// statements go into the inbound section; URL is put into a send-request in place
	// of them if it is set.
	statements, url string
	files           map[string]string // beside the policy
	review          bool              // only fixes that need review are right
	pipeline        bool              // it is about the forwarded request
}

const probeValue = `{ "properties": { "displayName": "probe-host", "value": "api.contoso.com" } }`
const probeURL = `{ "properties": { "displayName": "probe-url", "value": "https://api.contoso.com/p/q?r=1" } }`

var sharedValues = map[string]string{
	"named values/h/namedValueInformation.json": probeValue,
	"named values/u/namedValueInformation.json": probeURL,
}

// forms are the ways to put a URL together.
var forms = []form{
	{name: "literal", url: `https://api.contoso.com/p/q?r=1&amp;s=2`},
	{name: "port and case", url: `https://API.Contoso.com:443/p`},
	{name: "http", url: `http://api.contoso.com:80/p`},
	{name: "string", url: `@("https://api.contoso.com/p")`},
	{name: "concatenation", url: `@("https://" + "api.contoso.com" + "/p?x=" + "y")`},
	{name: "callers host in a hole", url: `@($"https://{context.Request.OriginalUrl.Host}/p")`},
	{name: "callers host as operand", url: `@("https://" + context.Request.OriginalUrl.Host + "/p")`},
	{name: "callers header", url: `@("https://" + context.Request.Headers.GetValueOrDefault("Host", "") + "/p")`},
	{name: "service name", url: `@("https://" + context.Deployment.ServiceName + ".azure-api.net/p")`},
	{name: "service name in a hole", url: `@($"https://{context.Deployment.ServiceName}.azure-api.net/p")`},
	{name: "concat", url: `@(string.Concat("https://", "api.contoso.com", "/p"))`},
	{name: "block", url: `@{ var host = "api.contoso.com"; return "https://" + host + "/p"; }`},
	{name: "block with a whole URL", url: `@{ var u = "https://api.contoso.com/p"; return u + "?x=1"; }`},
	{name: "branches", url: `@(context.Request.Headers.GetValueOrDefault("X-Probe", "") == "" ? "https://api.contoso.com/a" : "https://api.contoso.com/b")`},
	{name: "branches with two names", url: `@(context.Request.Headers.GetValueOrDefault("X-Probe", "") == "" ? "https://api.contoso.com/a" : "https://contoso.azure-api.net/b")`, review: true},
	{name: "else operand", url: `@((context.Variables.GetValueOrDefault<string>("probeNone") ?? "https://api.contoso.com") + "/p")`, review: true},
	{name: "else operand of a host", url: `@("https://" + (context.Variables.GetValueOrDefault<string>("probeNone") ?? "api.contoso.com") + "/p")`, review: true},
	{name: "variable once", statements: `<set-variable name="probeUrl" value="https://api.contoso.com/p/q" />
SEND[@((string)context.Variables["probeUrl"])]`},
	{name: "variable once with a path", statements: `<set-variable name="probeUrl" value="@("https://" + "api.contoso.com")" />
SEND[@(context.Variables.GetValueOrDefault<string>("probeUrl") + "/p")]`},
	{name: "variable several times", statements: `<set-variable name="probeUrl" value="https://api.contoso.com/p/q" />
<set-variable name="probeLog" value="@((string)context.Variables["probeUrl"])" />
SEND[@((string)context.Variables["probeUrl"])]`},
	{name: "variable for two calls", statements: `<set-variable name="probeUrl" value="https://api.contoso.com/p" />
SEND[@(context.Variables["probeUrl"] + "/a")]
SEND[@($"{context.Variables["probeUrl"]}/b")]`},
	{name: "host variable", statements: `<set-variable name="probeGw" value="api.contoso.com" />
SEND[@("https://" + context.Variables["probeGw"] + "/p")]`},
	{name: "host variable in a hole", statements: `<set-variable name="probeGw" value="@(context.Request.OriginalUrl.Host)" />
SEND[@($"https://{(string)context.Variables["probeGw"]}/p")]`},
	{name: "callers host in a variable", statements: `<set-variable name="probeUrl" value="@($"https://{context.Request.OriginalUrl.Host}/p")" />
SEND[@((string)context.Variables["probeUrl"])]`},
	{name: "callers host in a variable, several times", statements: `<set-variable name="probeUrl" value="@("https://" + context.Request.OriginalUrl.Host + "/p")" />
<set-variable name="probeLog" value="@((string)context.Variables["probeUrl"])" />
SEND[@((string)context.Variables["probeUrl"])]`},
	{name: "named value as host", url: `https://{{probe-host}}/p`, files: sharedValues},
	{name: "named value as URL", url: `{{probe-url}}`, files: sharedValues},
	{name: "named value with a path", url: `{{probe-url}}&amp;s=2`, files: sharedValues},
	{name: "named value in a string", url: `@("https://{{probe-host}}/p")`, files: sharedValues},
	{name: "named value in a string as URL", url: `@("{{probe-url}}" + "&s=2")`, files: sharedValues},
	{name: "named value in a variable", statements: `<set-variable name="probeUrl" value="{{probe-url}}" />
SEND[@((string)context.Variables["probeUrl"])]`, files: sharedValues},
	{name: "private address", url: `https://10.1.0.5/p`, review: true},
	{name: "fragment", statements: `<include-fragment fragment-id="f" />`, files: map[string]string{
		"policy fragments/f/policy.xml": "<fragment>\n\t<send-one-way-request id=\"probe\">\n\t\t<set-url>https://api.contoso.com/p</set-url>\n\t</send-one-way-request>\n</fragment>\n"}},
	{name: "variable of a fragment", statements: `<include-fragment fragment-id="f" />
SEND[@((string)context.Variables["probeUrl"])]`, files: map[string]string{
		"policy fragments/f/policy.xml": "<fragment>\n\t<set-variable name=\"probeUrl\" value=\"https://api.contoso.com/p\" />\n</fragment>\n"}},
	{name: "value or this gateway", url: `@(context.Request.Headers.GetValueOrDefault("X-None", "") != "" ? context.Request.Headers.GetValueOrDefault("X-None", "") : "https://api.contoso.com/p")`, review: true},
	{name: "base-url", pipeline: true, statements: `<set-backend-service id="probe" base-url="https://api.contoso.com/p" />`},
	{name: "base-url of the caller", pipeline: true, statements: `<set-backend-service id="probe" base-url="@($"https://{context.Request.OriginalUrl.Host}/p")" />`},
	{name: "base-url of the caller, encoded", pipeline: true, statements: `<set-backend-service id="probe" base-url="@(&quot;https://&quot; + context.Request.OriginalUrl.Host + &quot;/p&quot;)" />`},
	{name: "base-url in apostrophes", pipeline: true, statements: `<set-backend-service id='probe' base-url='@("https://api.contoso.com" + "/p")' />`},
	{name: "base-url of a named value", pipeline: true, statements: `<set-backend-service id="probe" base-url="{{probe-url}}" />`, files: sharedValues},
	{name: "base-url of a variable", pipeline: true, statements: `<set-variable name="probeUrl" value="https://api.contoso.com/p" />
<set-backend-service id="probe" base-url="@((string)context.Variables["probeUrl"])" />`},
	{name: "base-url of a variable, several times", pipeline: true, statements: `<set-variable name="probeUrl" value="https://api.contoso.com/p" />
<set-variable name="probeLog" value="@((string)context.Variables["probeUrl"])" />
<set-backend-service id="probe" base-url="@((string)context.Variables["probeUrl"])" />`},
	{name: "backend entity", pipeline: true, statements: `<set-backend-service id="probe" backend-id="b" />`, files: map[string]string{
		"backends/b/backendInformation.json": `{ "properties": { "url": "https://api.contoso.com/p", "protocol": "http" } }`}},
}

// lines are the statements of a form, one or more lines without indentation.
func (f *form) lines() []string {
	s := f.statements
	if f.url != "" {
		s = "SEND[" + f.url + "]"
	}
	var out []string
	for _, line := range strings.Split(s, "\n") {
		url, ok := strings.CutPrefix(line, "SEND[")
		if !ok {
			out = append(out, line)
			continue
		}
		out = append(out, `<send-request id="probe" mode="new" response-variable-name="probe">`,
			"+<set-url>"+strings.TrimSuffix(url, "]")+"</set-url>", "+<set-method>GET</set-method>", "</send-request>")
	}
	return out
}

// layout is how a file is written.
type layout struct{ name, unit, newline string }

var layouts = []layout{
	{"two spaces", "  ", "\n"}, {"four spaces", "    ", "\n"}, {"tabs", "\t", "\n"}, {"CRLF", "  ", "\r\n"}, {"one line", "", ""},
}

// write lays the statements of a form out at a level.
func (l layout) write(f *form, level int) string {
	var b strings.Builder
	for _, line := range f.lines() {
		n := level
		if rest, ok := strings.CutPrefix(line, "+"); ok {
			line, n = rest, level+1
		}
		b.WriteString(l.newline + strings.Repeat(l.unit, n) + line)
	}
	return b.String()
}

// policy is a document that holds a form and little else.
func (l layout) policy(f *form) string {
	line := func(level int, s string) string { return l.newline + strings.Repeat(l.unit, level) + s }
	return "<policies>" + line(1, "<inbound>") + line(2, "<base />") + l.write(f, 2) + line(1, "</inbound>") +
		line(1, "<backend>") + line(2, "<base />") + line(1, "</backend>") + line(0, "</policies>") + l.newline
}

// beside are the files of a form beside its policy, and the facts.
func (f *form) beside() []*text.File {
	files := []*text.File{text.NewFile("hairpin.yaml", "instance:\n  name: contoso\n  hostnames: [api.contoso.com]\n  virtualNetwork: internal\n  sku: Developer\n  privateIPs: [10.1.0.5]\n")}
	for path, src := range f.files {
		files = append(files, text.NewFile(path, src))
	}
	return files
}
