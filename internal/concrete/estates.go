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
	w.narrow = seed%4 == 0
	g := &Gateway{
		Backends:    map[string]string{"b0": "https://" + Self + "/b0", "b1": "https://b1.fabrikam.com/p", "b2": "https://127.0.0.1/b2"},
		NamedValues: map[string]string{"gw": Self, "url": "https://" + Self + "/nv", "path": "/p/q"},
		Fragments:   map[string]Document{},
		ServiceURL:  w.pick("https://"+Self+"/s", "https://service.fabrikam.com/s", "https://127.0.0.1/s"),
		Service:     "apis/a/apiInformation.json",
		Context:     Context{Host: Self, Headers: Example.Headers},
		Rand:        rand.New(rand.NewPCG(seed, 11)),
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
	if w.narrow {
		return w.narrowStatement(depth)
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
	c := w.pick(
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
	)
	w.asked = append(w.asked, c)
	return c
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
