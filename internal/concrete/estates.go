package concrete

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Self is a hostname of the gateway of generated estates, which is also the one
// that the caller used.
var Self = Example.Host

// Estate makes a random small estate: the files, and a gateway that runs one
// operation of it.
func Estate(seed uint64) ([]*text.File, *Gateway) {
	w := &writer{generator: newGenerator(seed)}
	w.narrow, w.shaped = seed%4 == 0, seed%2 == 1
	g := &Gateway{
		Backends:    map[string]string{"b0": "https://" + Self + "/b0", "b1": "https://b1.fabrikam.com/p", "b2": "https://127.0.0.1/b2"},
		NamedValues: map[string]string{"gw": Self, "url": "https://" + Self + "/nv", "path": "/p/q"},
		Fragments:   map[string]Document{},
		ServiceURL:  w.pick("https://"+Self+"/s", "https://service.fabrikam.com/s", "https://127.0.0.1/s"),
		Service:     "apis/a/apiInformation.json",
		Context:     Context{Host: Self, Headers: Example.Headers, SelfHosted: seed%3 == 0},
		Rand:        rand.New(rand.NewPCG(seed, 11)),
	}
	if w.r.IntN(2) == 0 {
		g.Context.Headers = map[string]string{"X-A": Example.Headers["X-A"], "X-C": w.pick("a", "b", "c", "")}
	}
	files := []*text.File{
		text.NewFile("hairpin.yaml", "instance:\n  name: gw\n  hostnames: ["+Self+"]\n  virtualNetwork: internal\n  sku: Developer\n"),
		text.NewFile(g.Service, fmt.Sprintf(`{ "properties": { "displayName": "A", "path": "a", "serviceUrl": %q } }`, g.ServiceURL)),
	}
	for name, url := range g.Backends {
		files = append(files, text.NewFile("backends/"+name+"/backendInformation.json", fmt.Sprintf(`{ "properties": { "url": %q, "protocol": "http" } }`, url)))
	}
	for name, v := range g.NamedValues {
		files = append(files, text.NewFile("named values/"+name+"/namedValueInformation.json", fmt.Sprintf(`{ "properties": { "displayName": %q, "value": %q } }`, name, v)))
	}
	add := func(path, src string) Document {
		f := text.NewFile(path, src)
		files = append(files, f)
		root, _ := policy.Parse(text.NewView(src))
		return Document{path, root}
	}
	for i := range 2 {
		name := fmt.Sprintf("f%d", i)
		w.fragment = true
		g.Fragments[name] = add("policy fragments/"+name+"/policy.xml", "<fragment>\n"+w.statements(2)+"</fragment>\n")
	}
	w.fragment = false
	for _, path := range []string{"apis/a/operations/o/policy.xml", "apis/a/policy.xml", "policy.xml"} {
		g.Chain = append(g.Chain, add(path, w.document()))
	}
	return files, g
}

// writer writes random policies.
type writer struct {
	*generator
	fragment bool     // that may include none
	asked    []string // the conditions so far
	narrow   bool     // to what makes one branch depend on another
	shaped   bool     // narrow, to conditions of every shape on the same variables
}

// document is a policy of some scope.
func (w *writer) document() string {
	section := func(name string, body string) string {
		base := "<base />\n"
		if w.r.IntN(8) == 0 {
			base = ""
		}
		if w.r.IntN(2) == 0 {
			body = base + body
		} else {
			body += base
		}
		return "<" + name + ">\n" + body + "</" + name + ">\n"
	}
	return "<policies>\n" + section("inbound", w.statements(3)) + section("backend", w.pick("", "", "", "<forward-request />\n", w.statement(1))) +
		section("outbound", w.pick("", w.statement(1))) + "</policies>\n"
}

func (w *writer) statements(depth int) string {
	var b strings.Builder
	for range w.r.IntN(4) {
		b.WriteString(w.statement(depth))
	}
	return b.String()
}

func (w *writer) statement(depth int) string {
	switch {
	case w.narrow:
		return w.narrowStatement(depth)
	case w.shaped:
		return w.shapedStatement(depth)
	}
	switch n := w.r.IntN(17); {
	case n < 4:
		return fmt.Sprintf("<set-variable name=\"v%d\" value=%s />\n", w.r.IntN(4), w.quoted())
	case n < 6:
		return "<set-backend-service base-url=" + w.quotedURL() + " />\n"
	case n < 7:
		return "<set-backend-service backend-id=\"" + w.pick("b0", "b1", "b2") + "\" />\n"
	case n < 9:
		return w.setHost()
	case n < 11:
		host := ""
		if w.r.IntN(2) == 0 {
			host = w.setHost()
		}
		return "<send-request mode=\"new\" response-variable-name=\"r\">\n<set-url>" + w.urlText() + "</set-url>\n" + host + "</send-request>\n"
	case n < 12 && !w.fragment:
		return "<include-fragment fragment-id=\"" + w.pick("f0", "f1") + "\" />\n"
	case n < 13 && depth > 0:
		return "<retry condition=\"@(true)\" count=\"2\" interval=\"0\">\n" + w.statements(depth-1) + "</retry>\n"
	case n < 14 && depth < 3:
		return "<return-response />\n"
	case depth > 0:
		return w.choose(depth)
	}
	return ""
}

// narrowStatement sets a flag, a base or a Host header, mostly under a condition
// on a flag.
func (w *writer) narrowStatement(depth int) string {
	switch n := w.r.IntN(10); {
	case n < 2:
		return fmt.Sprintf("<set-variable name=\"v%d\" value=\"%s\" />\n", w.r.IntN(2), w.pick("a", "b", `@(context.Request.Headers.GetValueOrDefault("X-C", "a"))`))
	case n < 4:
		return "<set-backend-service base-url=\"" + w.pick("https://127.0.0.1/x", "https://h.fabrikam.com/x", "https://"+Self+"/x") + "\" />\n"
	case n < 6:
		return "<set-header name=\"Host\" exists-action=\"override\">\n<value>" + w.pick(Self, "h.fabrikam.com") + "</value>\n</set-header>\n"
	case n < 7 && depth > 0:
		return "<retry condition=\"@(true)\" count=\"2\" interval=\"0\">\n" + w.statements(depth-1) + "</retry>\n"
	case depth > 0:
		return w.choose(depth)
	}
	return ""
}

// shapedStatement sets one of three variables, or reads them in an address, mostly under
// a condition on them.
func (w *writer) shapedStatement(depth int) string {
	switch n := w.r.IntN(12); {
	case n < 4:
		return fmt.Sprintf("<set-variable name=\"v%d\" value=\"%s\" />\n", w.r.IntN(3), w.shapedValue())
	case n < 5:
		return "<set-backend-service base-url=\"" + w.shapedURL() + "\" />\n"
	case n < 6:
		return "<send-request mode=\"new\" response-variable-name=\"r\">\n<set-url>" + w.shapedURL() + "</set-url>\n</send-request>\n"
	case n < 7:
		return "<set-header name=\"Host\" exists-action=\"override\">\n<value>" + w.pick(Self, "@("+w.condition()+" ? \""+Self+"\" : \"h.fabrikam.com\")") + "</value>\n</set-header>\n"
	case n < 8 && depth > 0:
		return "<retry condition=\"@(true)\" count=\"2\" interval=\"0\">\n" + w.statements(depth-1) + "</retry>\n"
	case n < 9 && depth < 3 && w.r.IntN(2) == 0:
		return "<return-response />\n"
	case n < 10:
		return w.pair()
	case depth > 0:
		return w.choose(depth)
	}
	return ""
}

// pair sets two variables in each of three branches, so that one tells of the other,
// and mostly makes a call to one under a condition on the other.
func (w *writer) pair() string {
	var b strings.Builder
	first := w.r.IntN(3)
	set := func() {
		fmt.Fprintf(&b, "<set-variable name=\"v%d\" value=\"%s\" />\n<set-variable name=\"v%d\" value=\"%s\" />\n", first, w.pick("a", "b", "h.fabrikam.com"), (first+1)%3, w.pick("b", Self, w.shapedValue()))
	}
	b.WriteString("<choose>\n")
	for range 2 {
		b.WriteString("<when condition=\"@(" + w.condition() + ")\">\n")
		set()
		b.WriteString("</when>\n")
	}
	b.WriteString("<otherwise>\n")
	set()
	b.WriteString("</otherwise>\n</choose>\n")
	if w.r.IntN(4) > 0 {
		of := func(n int) string { return fmt.Sprintf(`context.Variables.GetValueOrDefault<string>("v%d", "")`, n%3) }
		fmt.Fprintf(&b, "<choose>\n<when condition=\"@(%s)\">\n<send-request mode=\"new\" response-variable-name=\"r\">\n<set-url>@(\"https://\" + %s)</set-url>\n</send-request>\n</when>\n</choose>\n",
			w.shape(of(first)), of(first+1))
	}
	return b.String()
}

// shapedValue is what a variable is set to.
func (w *writer) shapedValue() string {
	return w.pick("a", "b", "", Self, "h.fabrikam.com",
		`@(`+w.condition()+` ? "`+w.pick("a", Self)+`" : "`+w.pick("b", "h.fabrikam.com", "")+`")`,
		`@(`+w.read()+` + "`+w.pick("", "a")+`")`,
		`@{ string h = `+w.read()+`; if (`+w.shape("h")+`) { h = "`+w.pick("a", "b", Self)+`"; } return h; }`,
		`@(context.Request.Headers.GetValueOrDefault("X-C", "a"))`,
	)
}

// shapedURL is an address of a variable, in a branch that a condition on it may choose.
func (w *writer) shapedURL() string {
	read := w.read()
	return w.pick(
		`@("https://" + `+read+` + "/x")`,
		`@(`+w.shape(read)+` ? "https://" + `+read+` + "/x" : "https://h.fabrikam.com/y")`,
		`@(`+w.condition()+` ? "https://h.fabrikam.com/y" : "https://" + `+read+` + "/x")`,
		`@{ string h = `+read+`; if (`+w.shape("h")+`) { return "https://" + h + "/x"; } return "https://h.fabrikam.com/" + h; }`,
		`@{ string h = `+read+`; string k = `+w.read()+`; if (`+w.shape("h")+` && h != k) { return "https://" + h + "/x"; } else { k = k + h; } return "https://h.fabrikam.com/" + k; }`,
		`@{ string h = `+read+`; for (int i = 0; i < 2; i++) { if (`+w.shape("h")+`) { h = "`+w.pick("a", "b", Self)+`"; } } return "https://" + h + "/x"; }`,
	)
}

// read is the text of one of three variables.
func (w *writer) read() string {
	return fmt.Sprintf(w.pick(`context.Variables.GetValueOrDefault<string>("v%d", "")`, `context.Variables.GetValueOrDefault<string>("v%d", "a")`,
		`context.Variables.GetValueOrDefault<string>("v%d", "h.fabrikam.com")`, `(string)context.Variables["v%d"]`), w.r.IntN(3))
}

// shape is a condition on a text.
func (w *writer) shape(x string) string {
	if strings.HasPrefix(x, "(") {
		x = "(" + x + ")"
	}
	return strings.NewReplacer("X", x, "Y", w.read()).Replace(w.pick(
		`X == "a"`, `X != "a"`, `"b" != X`, `!(X == "`+Self+`")`, `X != "`+Self+`"`, `X.StartsWith("gw")`, `!X.StartsWith("h.")`, `X.EndsWith(".com")`, `X.Contains("fabrikam")`,
		`X.Length > 1`, `X.Length == 0`, `string.IsNullOrEmpty(X)`, `!string.IsNullOrWhiteSpace(X)`, `X.Equals("b")`, `string.Equals(X, "a")`, `!X.Equals("A", StringComparison.OrdinalIgnoreCase)`,
		`string.Equals(X, "GW.contoso.com", StringComparison.OrdinalIgnoreCase)`, `X.ToUpper() == "B"`, `X.IndexOf("a") >= 0`, `X.Substring(0, 1) == "a"`, `X.Replace("a", "b") == "b"`, `(X ?? "") == "a"`,
		`new[] { "a", "b" }.Contains(X)`, `(X == "a" ? false : true)`, `X + "x" != "ax"`, `X.Split('.')[0] == "h"`, `X == Y`, `X != Y`, `X + Y == "ab"`, `X.StartsWith(Y)`,
		`X == "a" || X == "b"`, `X != "" && X.Substring(0, 1) == "h"`, `!(X == "a" || Y == "b")`, `X == "a" && Y != "a"`,
	))
}

func (w *writer) choose(depth int) string {
	var b strings.Builder
	b.WriteString("<choose>\n")
	for range 1 + w.r.IntN(2) {
		b.WriteString("<when condition=\"@(" + w.condition() + ")\">\n" + w.statements(depth-1) + "</when>\n")
	}
	if w.r.IntN(2) == 0 {
		b.WriteString("<otherwise>\n" + w.statements(depth-1) + "</otherwise>\n")
	}
	return b.String() + "</choose>\n"
}

func (w *writer) setHost() string {
	return "<set-header name=\"" + w.pick("Host", "host", "X-B") + "\" exists-action=\"" + w.pick("override", "override", "skip", "append", "delete") + "\">\n<value>" +
		w.pick(Self, "{{gw}}", "@(context.Request.OriginalUrl.Host)", w.variable(), "other.fabrikam.com") + "</value>\n</set-header>\n"
}

func (w *writer) variable() string {
	return fmt.Sprintf(w.pick(`@((string)context.Variables["v%d"])`, `@(context.Variables.GetValueOrDefault<string>("v%d", "d.fabrikam.com"))`), w.r.IntN(4))
}

// urlText is an address, as the text of an element or of an attribute.
func (w *writer) urlText() string {
	return w.pick(
		"https://"+Self+"/x", "https://127.0.0.1/x", "https://{{gw}}/x", "{{url}}", "https://127.0.0.1{{path}}", "https://h.fabrikam.com/x",
		w.variable(), w.variable(),
		`@("https://" + (string)context.Variables["v0"] + "/x")`,
		`@($"https://{context.Request.OriginalUrl.Host}/x")`,
		`@("https://" + context.Request.Headers.GetValueOrDefault("X-A", "h") + "/x")`,
		`@(`+w.condition()+` ? "https://`+Self+`/y" : "https://127.0.0.1/y")`,
		`@("{{url}}" + "/x")`,
	)
}

func (w *writer) quotedURL() string { return `"` + w.urlText() + `"` }

func (w *writer) quoted() string {
	return `"` + w.pick(w.urlText(), w.urlText(), Self, "{{gw}}", "a", "a", "b", "b", `@((string)context.Variables["v1"] + "a")`, `@(context.Request.OriginalUrl.Host)`,
		`@(context.Request.Headers.GetValueOrDefault("X-A", ""))`, `@(context.Request.Headers.GetValueOrDefault("X-C", ""))`) + `"`
}

// condition is often made of those before it, whose answers may be other ones by
// now.
func (w *writer) condition() string {
	if len(w.asked) > 0 && w.r.IntN(2) == 0 {
		return w.again()
	}
	n := w.r.IntN(4)
	if w.narrow {
		n %= 2
	}
	c := w.shape(w.read())
	if !w.shaped || w.r.IntN(4) == 0 {
		c = w.other(n)
	}
	w.asked = append(w.asked, c)
	return c
}

// other is a condition on the request, the gateway, or the variable of a number.
func (w *writer) other(n int) string {
	return w.pick(
		"true", "false",
		`context.Request.Headers.GetValueOrDefault("X-A", "") == "`+Example.Headers["X-A"]+`"`,
		`context.Request.Headers.GetValueOrDefault("X-C", "none") == "c"`,
		`"none" != context.Request.Headers.GetValueOrDefault("x-c", "none")`,
		`context.Request.Headers.GetValueOrDefault("X-B", "") == "`+Self+`"`,
		fmt.Sprintf(`context.Variables.ContainsKey("v%d")`, n),
		fmt.Sprintf(`context.Variables.GetValueOrDefault<string>("v%d", "") == "`+Example.Headers["X-A"]+`"`, n),
		fmt.Sprintf(`(string)context.Variables["v%d"] == "a"`, n),
		fmt.Sprintf(`context.Variables.GetValueOrDefault<string>("v%d") == "b"`, n),
		fmt.Sprintf(`context.Variables.GetValueOrDefault<string>("v%d", "") == "b"`, n),
		fmt.Sprintf(`context.Variables.GetValueOrDefault<string>("v%d", "a") != "a"`, n),
		fmt.Sprintf(`((string)context.Variables["v%d"]).Equals("b")`, n),
		fmt.Sprintf(`context.Variables.GetValueOrDefault<string>("v%d", "").StartsWith("https")`, n),
		`context.Request.OriginalUrl.Host == "`+Self+`"`,
		`context.Request.Headers.ContainsKey("X-C")`,
		`new[] { "a", "b" }.Contains(context.Request.Headers.GetValueOrDefault("X-C", ""))`,
		`context.Deployment.Gateway.IsManaged`,
		`context.Deployment.Gateway.IsManaged == false`,
		`context.Deployment.Gateway.Id == "managed"`,
		`context.Deployment.GatewayId != "edge"`,
		`"managed".Equals(context.Deployment.GatewayId.ToLower())`,
	)
}

// again is an earlier condition, turned round or joined with another one.
func (w *writer) again() string {
	c := w.pick(w.asked...)
	switch w.r.IntN(8) {
	case 0:
		return "!(" + c + ")"
	case 1:
		return "(" + c + ") == false"
	case 2:
		return c + " && " + w.pick(w.asked...)
	case 3:
		return "!(" + c + " || !(" + w.pick(w.asked...) + "))"
	}
	return c
}
