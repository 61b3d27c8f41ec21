package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
)

// TestMembers evaluates members of .NET, each as the documentation of .NET
// describes it. Symbols are in braces.
func TestMembers(t *testing.T) {
	const host = "context.Request.OriginalUrl.Host"
	const gw = "{the caller's hostname}"
	tests := []struct{ src, want string }{
		// Strings.
		{`"a-b-a".Replace("a", "x")`, "x-b-x"},
		{`("https://" + ` + host + ` + "/a").Replace("https://", "http://")`, "http://" + gw + "/a"},
		{`("https://" + ` + host + ` + "/a").Replace(".com", "")`, "https://{a hostname in which something is replaced}/a"},
		{`"abcdef".Substring(2)`, "cdef"},
		{`"abcdef".Substring(1, 3)`, "bcd"},
		{`("https://" + ` + host + `).Substring(8)`, gw},
		{`("https://" + ` + host + `).Substring(0, 5)`, "https"},
		{`"a,b,c".Split(',')[1]`, "b"},
		{`("x/" + ` + host + ` + "/y").Split('/')[1]`, gw},
		{`"a, b".Split(new[] { ", " }, StringSplitOptions.None)[1]`, "b"},
		{`"/a//b/".Split(new char[] { '/' }, StringSplitOptions.RemoveEmptyEntries)[1]`, "b"},
		{`"a.b".Split('.').Last()`, "b"},
		{`"a.b".Split('.').Length`, "2"},
		{`"abc".StartsWith("ab") ? "y" : "n"`, "y"},
		{`("https://" + context.Request.Method).StartsWith("http:") ? "y" : "n"`, "n"},
		{`"abc".EndsWith("bc", StringComparison.OrdinalIgnoreCase) ? "y" : "n"`, "y"},
		{`"abc".Contains("x") ? "y" : "n"`, "n"},
		{`"abc".IndexOf("c").ToString()`, "2"},
		{`"aBc".IndexOf("BC", StringComparison.OrdinalIgnoreCase).ToString()`, "1"},
		{`"aBc".IndexOf("BC", StringComparison.Ordinal).ToString()`, "-1"},
		{`"abca".LastIndexOf('a') + "!"`, "3!"},
		{`"5".PadLeft(3, '0')`, "005"},
		{`"5".PadRight(3) + "|"`, "5  |"},
		{`"ac".Insert(1, "b")`, "abc"},
		{`"abc".Remove(1)`, "a"},
		{`"abc".Remove(1, 1)`, "ac"},
		{`"//a/".Trim('/')`, "a"},
		{`("https://" + ` + host + ` + "/").TrimEnd('/')`, "https://" + gw},
		{`" a ".TrimStart() + "|"`, "a |"},
		{`"abc"[1].ToString()`, "b"},
		{`"abc".Length`, "3"},
		{`"A".Equals("a", StringComparison.OrdinalIgnoreCase) ? "y" : "n"`, "y"},
		{`string.IsNullOrEmpty("") ? "y" : "n"`, "y"},
		{`string.IsNullOrWhiteSpace(" ") ? "y" : "n"`, "y"},
		{`string.IsNullOrEmpty(` + host + `) ? "y" : "n"`, "n"},
		{`string.Join("/", "a", "b", "c")`, "a/b/c"},
		{`string.Join(",", new[] { "a", "b" })`, "a,b"},
		{`string.Join(",", new List<string> { "a", ` + host + ` })`, "a," + gw},
		{`string.Concat(new[] { "a", "b" })`, "ab"},
		{`string.Format("{0:D3}|{1,-3}|{2}", 7, "a", true)`, "007|a  |True"},
		{`string.Format("https://{0}/{1}", ` + host + `, "x")`, "https://" + gw + "/x"},
		// Numbers, booleans, characters.
		{`1 + 2`, "3"},
		{`1 + 2 + "a" + 1 + 2`, "3a12"},
		{`7 / 2`, "3"},
		{`(5 - 7) * 2`, "-4"},
		{`2147483647 + 1`, "{the result of 2147483647 + 1}"},
		{`'a' + "b"`, "ab"},
		{`'a' + 1`, "98"},
		{`0x1F`, "31"},
		{`Convert.ToString(5)`, "5"},
		{`int.Parse("12") + 1`, "13"},
		{`true.ToString()`, "True"},
		{`3 > 2 ? "y" : "n"`, "y"},
		// Encodings.
		{`Uri.EscapeDataString("a b/c")`, "a%20b%2Fc"},
		{`Uri.UnescapeDataString("a%20b")`, "a b"},
		{`WebUtility.UrlEncode("a b/c")`, "a+b%2Fc"},
		{`System.Net.WebUtility.HtmlEncode("<a>")`, "&lt;a&gt;"},
		{`Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass"))`, "dXNlcjpwYXNz"},
		{`Encoding.UTF8.GetString(Convert.FromBase64String("YXBpLmNvbnRvc28uY29t"))`, "api.contoso.com"},
		// Uri.
		{`new Uri("https://API.contoso.com:443/a?b=c").Host`, "api.contoso.com"},
		{`new Uri("https://api.contoso.com").ToString()`, "https://api.contoso.com/"},
		{`new Uri("https://" + ` + host + ` + "/a").Host`, gw},
		{`new Uri("https://api.contoso.com:8443/a").Authority`, "api.contoso.com:8443"},
		{`new Uri("https://api.contoso.com:8443/a?x=1").PathAndQuery`, "/a?x=1"},
		{`new Uri("https://api.contoso.com/a?x=1").AbsolutePath`, "/a"},
		{`new Uri("http://api.contoso.com/a").Port`, "80"},
		{`new Uri(new Uri("https://api.contoso.com/x/"), "/y").ToString()`, "https://api.contoso.com/y"},
		{`new Uri("https://api.contoso.com/a/b").GetLeftPart(UriPartial.Authority)`, "https://api.contoso.com"},
		{`new Uri("HTTPS://api.contoso.com/a").Scheme`, "https"},
		// Regular expressions.
		{`Regex.Replace("a1b2", "[0-9]", "")`, "ab"},
		{`Regex.Replace("https://x/", "/$", "")`, "https://x"},
		{`new Regex("^http").Replace("http://x", "ws")`, "ws://x"},
		// Lists, maps and JSON.
		{`new[] { "a", "b" }[1]`, "b"},
		{`new string[] { "a", "b" }.First(x => x != "a")`, "b"},
		{`new List<string> { "a", "b" }.Where(x => x == "b").FirstOrDefault()`, "b"},
		{`string.Join(",", new[] { "a", "b" }.Select(x => x + "!"))`, "a!,b!"},
		{`new[] { "a" }.Any(x => x == "b") ? "y" : "n"`, "n"},
		{`new Dictionary<string, string> { { "k", "v" } }["k"]`, "v"},
		{`new Dictionary<string, string> { ["k"] = "v" }["k"]`, "v"},
		{`new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["k"] = "v" }["K"]`, "v"},
		{`(string)JObject.Parse("{\"a\": {\"b\": \"v\"}}")["a"]["b"]`, "v"},
		{`JObject.Parse("{\"a\": [\"x\", \"y\"]}")["a"][1].ToString()`, "y"},
		{`(string)JObject.Parse("{\"a\": {\"b\": \"v\"}}").SelectToken("a.b")`, "v"},
		{`(string)new JObject(new JProperty("url", "u"), new JProperty("n", 1))["url"]`, "u"},
		{`new JObject { ["url"] = "u" }.Value<string>("url")`, "u"},
		{`(string)JObject.Parse("{\"a\": \"https://{{gw}}/\"}")["a"]`, "https://api.contoso.com/"},
		{`(string)JObject.Parse("{\"h\": \"" + ` + host + ` + "\"}")["h"]`, gw},
		{`((string)JObject.Parse("{\"a\": \"v\"}")["x"]) ?? "none"`, "none"},
		{`new { a = "x" }.a`, "x"},
		{`new StringBuilder("a").Append("b").Append(1).ToString()`, "ab1"},
		// Null.
		{`((string)null)?.ToLower() ?? "n"`, "n"},
		{`((string)null).ToLower()`, ""},
		{`"a"?.ToUpper()`, "A"},
		// The context under another name is in TestEvalBlock.
		{`context.Request.Url.Path.Replace("a", "b")`, "{the path of the request}"},
		{`context.Request.Headers.GetValueOrDefault("X-A").Split(',')[0]`, "{the header X-A of the request}"},
	}
	for _, tt := range tests {
		evaluates(t, expr.ParseExpr, tt.src, tt.want)
	}
}

// TestStatements runs blocks whose objects, loops and functions matter.
func TestStatements(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"alias of the context", `var r = context.Request; var u = r.OriginalUrl; return "https://" + u.Host;`, "https://{the caller's hostname}"},
		{"builder", `var b = new StringBuilder(); b.Append("a"); var c = b; c.Append("b"); return b.ToString();`, "ab"},
		{"builder in a branch", `var b = new StringBuilder("x"); if (q) { b.Append("a"); } return b.ToString();`, "xa | x"},
		{"list in a loop", `var xs = new List<string> { "a", "b" }; var s = ""; foreach (var x in xs) { s += x; } return s;`, "ab"},
		{"break", `var s = ""; for (var i = 0; ; i++) { if (i == 2) break; s += i; } return s;`, "01"},
		{"continue", `var s = ""; for (var i = 0; i < 3; i++) { if (i == 1) continue; s += i; } return s;`, "02"},
		{"while", `var i = 0; while (i < 2) { i++; } return "n" + i;`, "n2"},
		{"do", `var i = 5; do { i++; } while (i < 3); return "n" + i;`, "n6"},
		{"unknown rounds", `var s = "a"; foreach (var x in q) { s = "b"; } return s;`, "a | b"},
		{"unknown rounds that leave", `foreach (var x in new[] { "a", q }) { if (x == "b") return "b"; } return "c";`, "b | c"},
		{"map", `var d = new Dictionary<string, string>(); d["a"] = "x"; d.Add("b", "y"); return d["a"] + d["b"];`, "xy"},
		{"map on some paths", `var d = new JObject(); d["a"] = "x"; if (q) { d["a"] = "y"; } return (string)d["a"];`, "y | x"},
		{"map that is given away", `var d = new JObject(); d["a"] = "x"; F(d); return (string)d["a"];`, "{the content of an object that changes}"},
		{"TryGetValue", `var d = new Dictionary<string, string> { { "a", "x" } }; string v; if (d.TryGetValue("a", out v)) { return v; } return "none";`, "x"},
		{"out var", `if (int.TryParse("7", out var n)) { return "n" + n; } return "none";`, "n7"},
		{"local function", `string Url(string p) { return "https://x/" + p; } return Url("a");`, "https://x/a"},
		{"lambda", `Func<string, string> f = p => "https://x/" + p; return f("a");`, "https://x/a"},
		{"switch", `switch ("b") { case "a": return "1"; case "b": return "2"; default: return "3"; }`, "2"},
		{"switch without default", `var s = "x"; switch ("c") { case "a": s = "1"; break; } return s;`, "x"},
		{"refined by a branch", `string e = context.Request.Headers.GetValueOrDefault("E"); if (e == "p") { return "https://" + e; } return "n";`, "https://p | n"},
		{"refined away", `var e = q ? "a" : "b"; if (e != "a") { return e; } return "n";`, "b | n"},
		{"try", `string s; try { s = "a"; } catch (Exception) { s = "b"; } return s;`, "a | b"},
		{"finally", `var s = "a"; try { s = "b"; } finally { s += "c"; } return s;`, "bc"},
		{"throws", `string s = null; s.Trim(); return "never";`, ""},
		{"is", `object o = "a"; if (o is string s) { return s; } return "n";`, "a | n"},
		{"goto", `a: goto a;`, "{a block that jumps}"},
		{"table of backends", `var t = new JObject(new JProperty("a", "https://a"), new JProperty("b", "https://b")); var i = context.Request.Method; return (string)t[i];`, "https://a | https://b | null"},
		{"closure that changes", `var d = new List<string>(); Action f = () => { d.Add("x"); }; d.Add("a"); f(); return d[0];`, "a"},
		{"endless", `while (true) { var x = 1; } return "never";`, ""},
		{"array of parts", `var p = "a/b/c".Split('/'); return p[0] + p[p.Length - 1];`, "ac"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { evaluates(t, expr.ParseBlock, tt.src, tt.want) })
	}
}
