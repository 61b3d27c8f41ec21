package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
)

// TestCreate: what a new object holds.
func TestCreate(t *testing.T) {
	const method = "context.Request.Method"
	for src, want := range map[string]string{
		// https://learn.microsoft.com/dotnet/api/system.string.-ctor
		`new string('a', 3)`:                                    "aaa",
		`new String('a', 0)`:                                    "",
		`new string(` + method + `[0], 3)`:                      "{the method of the request}",
		`new string(new[] { 'a', 'b' })`:                        "ab",
		`new StringBuilder(16) + "a"`:                           "a",
		`new StringBuilder("a", 16) + ""`:                       "a",
		`new System.Text.StringBuilder("a") + ""`:               "a",
		`new System.Uri("https://a/b").Host`:                    "a",
		`new JValue("x").ToString()`:                            "x",
		`new JValue().ToString()`:                               "{the result of new JValue}",
		`new KeyValuePair<string, string>("a", "x").Key`:        "a",
		`new KeyValuePair<string, string>("a", "x").Value`:      "x",
		`new KeyValuePair<string, string>("a").Value`:           "{the result of new KeyValuePair}",
		`new Regex("b", RegexOptions.None).Replace("abc", "x")`: "axc",
		// Lists.
		`new JArray("a", "b")[1].ToString()`:                "b",
		`new JArray { "a", "b" }.Count.ToString()`:          "2",
		`new JArray(new[] { "a", "b" }).Count.ToString()`:   "2",
		`new List<string>(new[] { "a", "b" })[1]`:           "b",
		`new List<string>(new[] { "a" }) { "b" }[1]`:        "b",
		`new List<string>(8) { "a" }[0]`:                    "a",
		`new List<string>(context.Request.Headers["X"])[0]`: "{the header X of the request}",
		`new List<string>(Guid.NewGuid().ToByteArray())[0]`: "{an element of a list that is copied}",
		`new List<string> { null, "a" }.First() ?? "none"`:  "none",
		`new string[] { "a", "b" }.Length.ToString()`:       "2",
		`new string[2].Length.ToString()`:                   "2",
		`new string[0].Any() ? "y" : "n"`:                   "n",
		`new[,] { { "a", "b" } }[0, 1]`:                     "{the value of an expression[...]}",
		// Maps. An entry whose key is not known may be any, and comes before those behind it.
		`new Dictionary<string, string>(new Dictionary<string, string> { { "a", "x" } })["a"]`:                          "x",
		`new Dictionary<string, string>(4) { ["k"] = "v" }["k"]`:                                                        "v",
		`new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" }.ContainsKey("K") ? "y" : "n"`:           "n",
		`new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["k"] = "v" }.ContainsKey("K") ? "y" : "n"`: "y",
		`new Dictionary<string, string>(Other()) { ["k"] = "v" }.ContainsKey("K") ? "y" : "n"`:                          "y | n",
		`new Dictionary<string, string> { [` + method + `] = "v" }["k"]`:                                                "{an entry of an object whose key is computed}",
		`new Dictionary<string, string> { ["k"] = "w", [` + method + `] = "v" }["k"]`:                                   "{an entry of an object whose key is computed}",
		`new Dictionary<string, string> { [` + method + `] = "v", ["k"] = "w" }["k"]`:                                   "w",
		`new Dictionary<string, string> { { "k" } }["k"]`:                                                               "{an entry of an object whose key is computed}",
		`new JObject(new JObject(new JProperty("a", "x")))["a"].ToString()`:                                             "x",
		`new JObject { { "a", "x" } }["a"].ToString()`:                                                                  "x",
		`new JObject { new JProperty("a", "x") }["a"].ToString()`:                                                       "x",
		`new JObject { { "a", new JObject { { "b", "y" } } } }["a"]["b"].ToString()`:                                    "y",
		`new JObject(Other())["a"].ToString()`:                                                                          "{an entry of an object that is copied}",
		// Anonymous types and types that are not known.
		`new { context.Request.OriginalUrl.Host, b = "y" }.Host`: "{the caller's hostname}",
		`new { context.Request.OriginalUrl.Host, b = "y" }.b`:    "y",
		`new { a = "x" }.b`:           "{the result of an expression.b}",
		`new Foo("a")`:                "{the result of new Foo}",
		`new Foo { A = "x" }.A`:       "{the result of new Foo}",
		`new Uri("a", "b", "c").Host`: "{the result of new Uri}",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
	for src, want := range map[string]string{
		`var host = "h"; return new { host, p = 1 }.host;`:                                  "h",
		`var l = new List<string> { "a" }; new Foo(l); return l[0];`:                        "{the content of an object that changes}",
		`var l = new List<string> { "a" }; var f = new Foo { L = l.Clear() }; return l[0];`: "{the content of an object that changes}",
		`string s = null; new List<string> { s.Trim() }; return "never";`:                   "",
		`string s = null; new JObject { { "a", s.Trim() } }; return "never";`:               "",
		`string s = null; new { a = s.Trim() }; return "never";`:                            "",
		`string s = null; new[] { s.Trim() }; return "never";`:                              "",
		`string s = null; new StringBuilder(s.Trim()); return "never";`:                     "",
	} {
		evaluates(t, expr.ParseBlock, src, want)
	}
}
