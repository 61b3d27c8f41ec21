package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
)

// TestFunctions: a function is run with its own arguments, as deep as it is
// bounded; with others, or deeper, its result is not known.
func TestFunctions(t *testing.T) {
	const recursive = `string F(string x, int n) { if (n == 0) { return x; } return F(x + "a", n - 1); } return F("b", `
	for src, want := range map[string]string{
		recursive + `0);`: "b",
		recursive + `3);`: "baaa",
		recursive + `7);`: "baaaaaaa",
		recursive + `8);`: "{the result of F(...)}",
		`Func<string, string> f = x => x; return f("a", "b");`:                                                     "{the result of f(...)}",
		`Func<string, string, string> f = (x, y) => x + y; return f("a");`:                                         "{the result of f(...)}",
		`Func<string, string, string> f = (x, y) => x + y; return f("a", "b") + f("c", "d");`:                      "abcd",
		`string F(string x) { x = x + "a"; return x; } var y = F("b"); return y + F(y);`:                           "babaa",
		`return string.Join("", "a,b,c,d,e,f,g,h,i,j".Split(',').Select(x => x + "!"));`:                           "a!b!c!d!e!f!g!h!i!j!", // one after the other is not deep
		`Func<string> f = () => "a"; return f();`:                                                                  "a",
		`Func<string> f = () => "a"; return f("b");`:                                                               "{the result of f(...)}",
		`string F(string x, string y = "d") { return x + y; } return F("a");`:                                      "{the result of F(...)}",
		`string F(string x, string y = "d") { return x + y; } return F("a", "b");`:                                 "ab",
		`string F(string x, string y) { return x + y; } return F(y: "a", x: "b");`:                                 "ba",
		`var x = "o"; Func<string, string> f = y => y + x; x = "p"; return f("a");`:                                "ap",
		`var y = "o"; Func<string, string> f = x => x + "1"; Func<string, string> g = x => f(x) + x; return g(y);`: "o1o",
		`var x = "o"; string F(string z) { return z + x; } return F("a") + x;`:                                     "aoo",
		`string F(string x) { if (x == "b") { return "1"; } return "none"; } return F("b") + F("c");`:              "1none",
	} {
		evaluates(t, expr.ParseBlock, src, want)
	}
	// A parameter hides nothing behind its function.
	for src, want := range map[string]string{
		`new[] { "a", "b" }.Select(x => new[] { "c" }.Select(y => x + y).First()).Last()`: "bc",
		`new[] { "a", "b" }.Where(x => new[] { "b", "c" }.Any(y => y == x)).First()`:      "b",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
}

// TestNull: text is not null, and what the gateway always has neither; of all
// else it is not known.
func TestNull(t *testing.T) {
	for src, want := range map[string]string{
		`context.Request.OriginalUrl.Host == null ? "y" : "n"`:           "n",
		`null != context.Request.OriginalUrl.Host ? "y" : "n"`:           "y",
		`("a" + context.Request.Method) == null ? "y" : "n"`:             "n",
		`context.Request.Method == null ? "y" : "n"`:                     "y | n",
		`context.Variables["maybe"] == null ? "y" : "n"`:                 "y | n",
		`new List<string>() == null ? "y" : "n"`:                         "n",
		`null == new List<string>() ? "y" : "n"`:                         "n",
		`null == ("a" + context.Request.Method) ? "y" : "n"`:             "n",
		`context.Request.MatchedParameters.ContainsKey("a").ToString()`:  "{a condition}",
		`(string)null == null ? "y" : "n"`:                               "y",
		`context.Request.OriginalUrl.Host ?? "d"`:                        "{the caller's hostname}",
		`("a" + context.Request.Method) ?? "d"`:                          "a{the method of the request}",
		`context.Request.Method ?? "d"`:                                  "{the method of the request} | d",
		`context.Request.Headers.ContainsKey("X-A").ToString()`:          "{a condition}",
		`context.Response.Headers.ContainsKey("X-A").ToString()`:         "{a condition}",
		`context.Request.MatchedParameters.ContainsKey("a") ? "y" : "n"`: "y | n",
		`context.Variables.ContainsKey("host") ? "y" : "n"`:              "y",
		`context.Variables.ContainsKey("maybe") ? "y" : "n"`:             "y | n",
		`context.Variables.ContainsKey("never") ? "y" : "n"`:             "n",
		`context.Variables.GetValueOrDefault("never", "d")`:              "d",
		`context.Request.MatchedParameters.GetValueOrDefault("a", "d")`:  "{the parameter a of the request} | d",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
	for _, owner := range []string{"Request.Headers", "Request.MatchedParameters", "Response.Headers", "Variables"} {
		evaluates(t, expr.ParseBlock, `var seen = ""; context.`+owner+`.ContainsKey(seen = "a"); return seen;`, "a")
	}
	unnamed := &Env{Path: "p.xml", Request: testRequest{}}
	b, _ := expr.ParseExpr(textView(`context.Deployment.ServiceName == null ? "y" : "n"`))
	if got := alternatives(Eval(b, unnamed)); got != "n" {
		t.Errorf("the name of a service that is not known is null: %s", got)
	}
}

// TestReplacePieces: text in which something is replaced keeps its pieces where
// no occurrence can reach over one of their edges.
func TestReplacePieces(t *testing.T) {
	const host, method, gw = "context.Request.OriginalUrl.Host", "context.Request.Method", "{the caller's hostname}"
	unclear := func(of string) string { return "{the result of " + of + ".Replace(...)}" }
	for src, want := range map[string]string{
		`("ab" + ` + host + ` + "cd").Replace("bc", "x")`:  unclear(`"ab" + ` + host + ` + "cd"`),
		`("ab" + ` + host + ` + "cd").Replace("b/", "y")`:  "ab" + gw + "cd", // no hostname has a slash
		`("ab" + ` + host + ` + "cd").Replace("/c", "y")`:  "ab" + gw + "cd",
		`("ab" + ` + host + ` + "cd").Replace("b/c", "y")`: "ab" + gw + "cd",
		`("ab/" + ` + host + `).Replace("b/x", "y")`:       unclear(`"ab/" + ` + host),
		`(` + host + ` + "/cd").Replace("x/c", "y")`:       unclear(host + ` + "/cd"`),
		// A piece inside of an occurrence that begins and ends in its neighbours.
		`(` + host + ` + "/" + ` + host + `).Replace("a/b", "y")`:  unclear(host + ` + "/" + ` + host),
		`(` + host + ` + "/").Replace("a/b", "y")`:                 gw + "/",
		`("/" + ` + host + `).Replace("a/b", "y")`:                 "/" + gw,
		`(` + host + ` + "/a" + ` + host + `).Replace("/a", "/b")`: gw + "/b" + gw,
		// What is not known may hold a part of it, and the hostname beside it the other.
		`(` + host + ` + context.Request.Url.Path).Replace(".com/v1", ".net/v1")`:                  "{a hostname in which something is replaced}{the path of the request}",
		`(` + host + ` + context.Request.Url.Path).Replace(".com:v1", ".net:v1")`:                  gw + "{the path of the request}", // a path begins with a slash
		`(` + host + ` + context.Request.Url.Path).Replace("/v1", "/v2")`:                          gw + "{the path of the request}",
		`(context.Request.Headers.GetValueOrDefault("A", "x") + ` + host + `).Replace("/a", "/b")`: "{the header A of the request}{a hostname in which something is replaced} | x{the caller's hostname}",
		`(context.Request.Headers.GetValueOrDefault("A", "x") + ` + host + `).Replace("a/", "b/")`: "{the header A of the request}{the caller's hostname} | x{the caller's hostname}",
		`(` + method + ` + ` + host + `).Replace("/a", "/b")`:                                      "{the method of the request}" + gw, // a word has no slash
		// What is not known may hold anything.
		`("ab" + ` + method + ` + "cd").Replace("b/", "y")`: "{the method of the request}",
		`("ab" + ` + method + `).Replace("x", "y")`:         "ab{the method of the request}",
		// A path in which a part of it is replaced by another is a path; it is none without its beginning.
		`new Uri(("https://" + ` + host + ` + context.Request.Url.Path).Replace("/v1/", "/v2/")).Host`: gw,
		`new Uri(("https://" + ` + host + ` + context.Request.Url.Path).Replace("/v1/", "")).Host`:     gw + "{the path of the request}",
		// What replaces it, and how often.
		`(` + host + ` + "/v1/x/v1/").Replace("/v1/", "/v2/")`:        gw + "/v2/x/v2/",
		`("/v1/" + ` + host + ` + "/v1/").Replace("/v1/", "")`:        gw,
		`("/a:" + ` + host + `).Replace(":", ` + method + `)`:         "/a{the method of the request}" + gw,
		`"abc".Replace("b", null)`:                                    "ac",
		`"abab".Replace("ab", "")`:                                    "",
		`"aaa".Replace("aa", "b")`:                                    "ba",
		`("a" + ` + method + `).Replace("", "x")`:                     "{the method of the request}", // it throws
		`("a" + "b").Replace("ab", "c")`:                              "c",
		`(` + method + ` + "/" + ` + method + `).Replace("a/b", "y")`: "{the method of the request}",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
}
