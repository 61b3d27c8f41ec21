package eval

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// testEnv knows a service named contoso, the named values gw and code, and the
// variables host (set), maybe (set on some paths) and nothing else.
func testEnv() *Env {
	return &Env{Path: "p.xml", Service: "contoso", Request: testRequest{}}
}

type testRequest struct{}

func (testRequest) NamedValue(name string) NamedValue {
	v, ok := map[string]string{"gw": "api.contoso.com", "code": "context.Request.OriginalUrl.Host"}[name]
	return NamedValue{Known: ok, View: text.NewView(v), Path: "nv.json", Why: "the named value \"" + name + "\""}
}

func (testRequest) Variable(name string) value.Value {
	switch name {
	case "host":
		return value.TextOf("p.xml", text.NewView("api.contoso.com"), value.PlainText)
	case "empty":
		return value.Join(value.TextOf("p.xml", text.NewView("a"), value.PlainText), value.Of(value.Part{Kind: value.Null}))
	case "maybe":
		return value.Join(value.TextOf("p.xml", text.NewView("a"), value.PlainText), value.Unset())
	}
	return value.Value{}
}

func (testRequest) Header(name string) value.Value {
	switch name {
	case "X-Set":
		return value.TextOf("p", text.NewView("https://api.contoso.com"), value.PlainText)
	case "X-Maybe":
		return value.Join(value.TextOf("p", text.NewView("set"), value.PlainText), value.Unset())
	case "X-Gone":
		return value.Of(value.Part{Kind: value.Null})
	}
	return value.Value{}
}

func (testRequest) HostHeader() value.Value {
	return value.Of(value.Part{Kind: value.GatewayHost, Type: value.StringType})
}

func (testRequest) URL() value.Value { return value.Value{} }

func (testRequest) ServiceURL() value.Value { return value.Value{} }

func alternatives(v value.Value) string {
	var out []string
	for _, s := range value.Text(v).Alts {
		out = append(out, s.String())
	}
	return strings.Join(out, " | ")
}

// evaluates holds what a piece of C# can be against what is wanted.
func evaluates(t *testing.T, parse func(text.View) (*expr.Block, []text.Error), src, want string) {
	t.Helper()
	b, errs := parse(text.NewView(src))
	if len(errs) > 0 {
		t.Errorf("%s: %v", src, errs)
		return
	}
	if got := alternatives(Eval(b, testEnv())); got != want {
		t.Errorf("%s\n got %s\nwant %s", src, got, want)
	}
}

func TestEvalExpression(t *testing.T) {
	const host = "{the caller's hostname}"
	tests := []struct{ src, want string }{
		{`"a"`, "a"},
		{`@"a\b"`, `a\b`},
		{`"a\u0062\n"`, "ab\n"},
		{`"a" + "b" + 1 + true + null`, "ab1True"},
		{`("a") + (string)"b"`, "ab"},
		{`$"a{"b"}c{1}"`, "abc1"},
		{`$"{{\"a\": {1}}}"`, `{"a": 1}`},
		{`$"{{gw}}"`, "api.contoso.com"}, // the gateway replaces named values first
		{`$@"a\{"b"}"`, `a\b`},
		{`$"{1:N2}"`, "{the formatted value of 1}"},
		{`string.Format("{0}-{1}-{0}", "a", "b")`, "a-b-a"},
		{`String.Format("{{}}{0}", "a")`, "{}a"},
		{`string.Format("{0,5}", "a")`, "    a"},
		{`string.Format("{1}", "a")`, "{the result of string.Format(...) with too few arguments}"},
		{`string.Concat("a", "b", 1)`, "ab1"},
		{`context.Request.OriginalUrl.Host`, host},
		{`context.Request.OriginalUrl.Host.ToString().ToLower().Trim()`, host},
		{`context.Request.OriginalUrl`, "{the caller's scheme}://" + host + "{the path of the request}"},
		{`context.Request.OriginalUrl.ToString()`, "{the caller's scheme}://" + host + "{the path of the request}"},
		// Text between delimiters of the path cannot be in the host.
		{`context.Request.OriginalUrl.ToString().Replace("/o/", "/p/")`, "{the caller's scheme}://" + host + "{the path of the request}"},
		{`context.Request.OriginalUrl.ToString().TrimEnd('/') + "/x"`, "{the caller's scheme}://" + host + "{the path of the request}/x"},
		{`context.Request.OriginalUrl.ToString().Split('?')[0]`, "{the caller's scheme}://" + host + "{the path of the request}"},
		{`context.Request.Headers.GetValueOrDefault("HOST", "")`, host},
		{`context.Request.Headers["Host"][0]`, host},
		{`context.Request.Headers["Host"].First()`, host},
		{`context.Request.Headers.GetValueOrDefault("X-A", "d")`, "{the header X-A of the request} | d"},
		{`context.Deployment.ServiceName + ".azure-api.net"`, "contoso.azure-api.net"},
		{`"https://{{gw}}/x"`, "https://api.contoso.com/x"},
		{`"https://{{nope}}/x"`, `https://{the named value "nope"}/x`},
		{`"https://${gw}/x"`, `https://{the deployment token gw}/x`},
		{`{{code}}`, host},
		{`(string)context.Variables["host"]`, "api.contoso.com"},
		{`context.Variables.GetValueOrDefault<string>("host", "d")`, "api.contoso.com"},
		{`context.Variables.GetValueOrDefault<string>("maybe", "d")`, "a | d"},
		{`context.Variables.GetValueOrDefault<string>("none", "d")`, "d"},
		{`(string)context.Variables["none"]`, `{the variable "none", which is not set here}`},
		{`context.Variables.ContainsKey("host") ? "a" : "b"`, "a"},
		{`context.Variables.ContainsKey("none") ? "a" : "b"`, "b"},
		{`context.Variables.ContainsKey("maybe") ? "a" : "b"`, "a | b"},
		// A variable that is set to null is there all the same.
		{`context.Variables.ContainsKey("empty") ? "a" : "b"`, "a"},
		{`context.Variables.GetValueOrDefault<string>("empty", "d")`, "a | null | d"},
		{`Encoding.ASCII.GetString(Encoding.UTF8.GetBytes("e"))`, "e"},
		{`System.Text.Encoding.ASCII.GetString(Encoding.UTF8.GetBytes("é"))`, "{the result of System.Text.Encoding.ASCII.GetString(...)}"},
		{`1 == 1 ? "a" : "b"`, "a"},
		{`"a" != "a" || !("x" == "y") && "p".Equals("p") ? "yes" : "no"`, "yes"},
		{`context.Request.Method == "GET" ? "a" : "b"`, "a | b"},
		{`null ?? "b"`, "b"},
		{`"a" ?? "b"`, "a"},
		{`"A".ToLower()`, "a"},
		{`" a ".Trim()`, "a"},
		{`nameof(x)`, "x"},
		{`Foo("a")`, "{the result of Foo(...)}"},
		{`((IResponse)context.Variables["r"]).Body.As<string>()`, `{the variable "r", which is not set here}`},
		{`throw new Exception()`, ""},
	}
	for _, tt := range tests {
		evaluates(t, expr.ParseExpr, tt.src, tt.want)
	}
}

func TestEvalBlock(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"straight", `var a = "x"; string b = a + "y"; return b + a;`, "xyx"},
		{"assigned", `string a; a = "x"; a += "y"; return a;`, "xy"},
		{"branches", `var a = "x"; if (context.Request.Method == "GET") { a = "y"; } return a;`, "y | x"},
		{"both branches", `string a; if (c) a = "x"; else a = "y"; return a;`, "x | y"},
		{"branch returns", `if (c) return "x"; return "y";`, "x | y"},
		{"known branch", `var a = "x"; if ("p" == "p") { a = "y"; } else { return "z"; } return a;`, "y"},
		{"loop", `var a = "x"; for (int i = 0; i < 3; i++) { a = a + i; } return a;`, `x012`},
		{"loop that returns", `foreach (var x in xs) { if (x == "") return "a"; } return "b";`, "a | b"},
		{"try", `var a = "x"; try { a = "y"; F(); } catch { a = "z"; } return a;`, `y | z`},
		{"switch", `var a = "x"; switch (b) { case 1: a = "y"; break; default: break; } return a;`, `y | x`},
		{"out", `string a = "x"; F(out a); return a;`, `{the local "a", which changes}`},
		{"closure", `var a = "x"; xs.ForEach(x => { a = "y"; }); return a;`, "x | y"},
		{"nothing", `return;`, ""},
		{"dead code", `return "a"; return "b";`, "a"},
		{"shadowed context", `var context = new Foo(); return context.Request.OriginalUrl.Host;`, "{the result of new Foo}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { evaluates(t, expr.ParseBlock, tt.src, tt.want) })
	}
}

// TestPlaces holds where each piece stands: the span that a fix may change.
func TestPlaces(t *testing.T) {
	tests := []struct {
		src, want string
		form      value.Form
	}{
		{`"https://" + context.Request.OriginalUrl.Host + "/x"`, "context.Request.OriginalUrl.Host", value.Operand},
		{`"https://" + (string)(context.Request.OriginalUrl.Host) + "/x"`, "(string)(context.Request.OriginalUrl.Host)", value.Operand},
		{`"https://" + context.Request.OriginalUrl.Host.ToString() + "/x"`, "context.Request.OriginalUrl.Host.ToString()", value.Operand},
		{`$"https://{context.Request.OriginalUrl.Host}/x"`, "{context.Request.OriginalUrl.Host}", value.Hole},
		{`"https://a.b/x"`, "a.b", value.CSharpText},
		{`"https:\u002f/a.b/x"`, "a.b", value.CSharpText},
		{`string.Format("https://{0}/x", context.Request.OriginalUrl.Host)`, "context.Request.OriginalUrl.Host", value.Operand},
		{`"https://{{gw}}/x"`, "{{gw}}", value.Reference},
		{`"https://" + (string)context.Variables["host"] + "/x"`, `(string)context.Variables["host"]`, value.Operand},
	}
	for _, tt := range tests {
		b, _ := expr.ParseExpr(text.NewView(tt.src))
		v := Eval(b, testEnv())
		u := value.SplitURL(v.Alts[0])
		if len(u.Host.Parts) != 1 {
			t.Errorf("%s: the host has %d pieces", tt.src, len(u.Host.Parts))
			continue
		}
		p := u.Host.Parts[0]
		if got := p.At.Span.Of(tt.src); got != tt.want || p.Form != tt.form {
			t.Errorf("%s: the host stands at %q as %v, want %q as %v", tt.src, got, p.Form, tt.want, tt.form)
		}
	}
}

// TestBounded holds that alternatives stay few: what is cut becomes unknown.
func TestBounded(t *testing.T) {
	src := `(a ? "0" : "1")`
	for range 9 {
		src += ` + (a ? "0" : "1")`
	}
	b, _ := expr.ParseExpr(text.NewView(src))
	v := Eval(b, testEnv())
	if len(v.Alts) > value.MaxAlts || !v.Cut {
		t.Errorf("%d alternatives, cut %v", len(v.Alts), v.Cut)
	}
}
