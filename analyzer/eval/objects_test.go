package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
)

// TestBuilders: what a StringBuilder holds behind each of its methods. Where it
// cannot be told, what is kept is certain.
// https://learn.microsoft.com/dotnet/api/system.text.stringbuilder
func TestBuilders(t *testing.T) {
	for src, want := range map[string]string{
		`return new StringBuilder("a").Append('b', 3).ToString();`:                                                                          "abbb",
		`return new StringBuilder("a").Append('b', 0).ToString();`:                                                                          "a",
		`return new StringBuilder("a").Append("b", 0, 1).ToString();`:                                                                       "a{the result of new StringBuilder.Append(...)}",
		`return new StringBuilder("a").Append(new[] { 'b', 'c' }).ToString();`:                                                              "a{the result of new StringBuilder.Append(...)}",
		`char c = context.Request.Method[0]; return new StringBuilder("a").Append(c, 3).ToString();`:                                        "a{the method of the request}",
		`var c = 'b'; if (context.Request.Method == "GET") { c = 'c'; } return new StringBuilder("a").Append(c, 3).ToString();`:             "a{the result of new StringBuilder.Append(...)}",
		`return new StringBuilder("a").AppendFormat("{0}/{1}", "b", 1).ToString();`:                                                         "ab/1",
		`return new StringBuilder("a").AppendFormat(context.Request.Method, "b").ToString();`:                                               "a{the method of the request}",
		`var b = new StringBuilder("a"); b.Clear(); b.Append("c"); return b.ToString();`:                                                    "c",
		`return new StringBuilder("b").Insert(0, "a").ToString();`:                                                                          "ab",
		`return new StringBuilder("b").Insert(1, "a").ToString();`:                                                                          "ba",
		`return new StringBuilder("b").Insert(0, new[] { 'a' }).ToString();`:                                                                "{the result of new StringBuilder.Insert(...)}",
		`return new StringBuilder("a.b").Replace(".b", ".c").ToString();`:                                                                   "a.c",
		`return new StringBuilder("https://").Append(context.Request.OriginalUrl.Host).Append("/v1/a").Replace("/v1/", "/v2/").ToString();`: "https://{the caller's hostname}/v2/a",
		`return new StringBuilder("a.b").Replace(context.Request.Method, "x").ToString();`:                                                  "{the result of new StringBuilder.Replace(...)}",
		`return new StringBuilder("abab").Replace("a", "x", 0, 1).ToString();`:                                                              "{the result of new StringBuilder.Replace(...)}",
		`return new StringBuilder("abc").Length.ToString();`:                                                                                "3",
		`return new StringBuilder(context.Request.Method).Length + "";`:                                                                     "{the length of new StringBuilder}",
		`var b = new StringBuilder("a"); b.AppendLine("b"); return b.ToString();`:                                                           "ab\r\n",
		`var b = new StringBuilder("a"); var s = b.ToString(); b.Append("c"); return s + b;`:                                                "aac",
	} {
		evaluates(t, expr.ParseBlock, src, want)
	}
}

// TestLists: what the methods of lists and of LINQ give.
// https://learn.microsoft.com/dotnet/api/system.linq.enumerable
func TestLists(t *testing.T) {
	const method = "context.Request.Method"
	for src, want := range map[string]string{
		`new[] { "a", "b" }.ElementAt(1)`:                                  "b",
		`new[] { "a", "b" }.ElementAt(7)`:                                  "", // it throws
		`new[] { "a", "b" }.GetValue(0).ToString()`:                        "a",
		`new List<string> { "a", "b" }.ToArray()[1]`:                       "b",
		`new[] { "a", "b" }.ToList().Count.ToString()`:                     "2",
		`new[] { "a", "b" }.Reverse().First()`:                             "b",
		`new[] { "a", "b" }.Append("c").Last()`:                            "c",
		`new[] { "a", "b" }.Skip(1).First()`:                               "b",
		`new[] { "a", "b" }.Skip(-1).First()`:                              "a",
		`new[] { "a", "b" }.Skip(5).FirstOrDefault() ?? "none"`:            "none",
		`new[] { "a", "b" }.Take(1).Last()`:                                "a",
		`new[] { "a", "b" }.Take(2).Last()`:                                "b",
		`new[] { "a", "b" }.Take(9).Last()`:                                "b",
		`new[] { "a", "b" }.Take(0).LastOrDefault() ?? "none"`:             "none",
		`new[] { "a", "b" }.Take(-2).LastOrDefault() ?? "none"`:            "none",
		`new[] { "a", "b" }.First(x => x == "c")`:                          "",
		`new[] { "a", "b" }.Single(x => x == "b")`:                         "b",
		`new[] { "a", "b" }.SingleOrDefault(x => x == "c") ?? "none"`:      "none",
		`new[] { "a", "b" }.Last(x => x != "b")`:                           "a",
		`new[] { "a", "b" }.LastOrDefault(x => x == "c") ?? "none"`:        "none",
		`new[] { "a", "b" }.Count(x => x == "a").ToString()`:               "1",
		`new[] { "a", "b" }.Count(x => x != "").ToString()`:                "2",
		`new[] { "a", ` + method + ` }.Count(x => x == "a").ToString()`:    "{the method of the request}",
		`new[] { "a", "b" }.All(x => x != "c") ? "y" : "n"`:                "y",
		`new[] { "a", "b" }.All(x => x != "b") ? "y" : "n"`:                "n",
		`new[] { "a", ` + method + ` }.All(x => x == "a") ? "y" : "n"`:     "y | n",
		`new[] { "b", ` + method + ` }.All(x => x == "a") ? "y" : "n"`:     "n",
		`new[] { "a", ` + method + ` }.Any(x => x == "a") ? "y" : "n"`:     "y",
		`new[] { "b", ` + method + ` }.Any(x => x == "a") ? "y" : "n"`:     "y | n",
		`new[] { "a" }.Any() ? "y" : "n"`:                                  "y",
		`new List<string>().Any() ? "y" : "n"`:                             "n",
		`context.Request.Headers["X"].Any(x => x == "a") ? "y" : "n"`:      "y | n",
		`new[] { "a", "b" }.Contains("b") ? "y" : "n"`:                     "y",
		`new[] { "a", "b" }.Contains("c") ? "y" : "n"`:                     "n",
		`new[] { "a", ` + method + ` }.Contains("b") ? "y" : "n"`:          "y | n",
		`new[] { "a" }.Contains("A", StringComparer.Ordinal) ? "y" : "n"`:  "y | n",
		`string.Join(",", new[] { "a" }.Concat(new[] { "b", "c" }))`:       "a,b,c",
		`string.Join(",", new[] { "a", "b" }.Select(x => x + "!"))`:        "a!,b!",
		`string.Join(",", new[] { "a" }.Select(x => { return x + "!"; }))`: "a!",
		`string.Join(",", new[] { "a", "b" }.Select((x, i) => x + i))`:     "{the result of an expression.Select(...)}",
		`new[] { "a", ` + method + `, "c" }.Where(x => x != "G").First()`:  "a",
		`new[] { ` + method + `, "c", "d" }.Where(x => x != "G").First()`:  "{the method of the request} | c | d",
		`new[] { ` + method + `, "c", "G" }.First(x => x != "G")`:          "{the method of the request} | c",
		`new[] { "a", "b" }.First((x, i) => true)`:                         "{the result of an expression.First(...)}",
		`new[] { "b", "a" }.OrderBy(x => x).First()`:                       "b | a",
		`new[] { "b", "a" }.Aggregate((x, y) => x + y)`:                    "ba",
		`context.Request.Headers["X"].First()`:                             "{the header X of the request}",
		`context.Request.Headers["X"].Skip(3).First()`:                     "{another value of a header}",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
	for src, want := range map[string]string{
		`var l = new List<string> { "a" }; l.Add("b"); return l[1];`:                                    "b",
		`var l = new List<string> { "a" }; var c = l.ToList(); l.Add("b"); return string.Join(",", c);`: "a",
		`var l = new List<string> { "a", "b" }; l.Reverse(); return l[0];`:                              "{the content of an object that changes}",
		`var l = new List<string> { "a" }; l.AddRange(new[] { "b" }); return l[0];`:                     "a",
		`var l = new List<string> { "a" }; l.Insert(0, "b"); return l[0];`:                              "b",
	} {
		evaluates(t, expr.ParseBlock, src, want)
	}
}

// TestMaps: what dictionaries and JSON objects give.
// https://learn.microsoft.com/dotnet/api/system.collections.generic.dictionary-2
// https://www.newtonsoft.com/json/help/html/T_Newtonsoft_Json_Linq_JObject.htm
func TestMaps(t *testing.T) {
	const one, two, method = `new Dictionary<string, string> { { "a", "x" } }`, `new Dictionary<string, string> { { "a", "x" }, { "b", "y" } }`, "context.Request.Method"
	for src, want := range map[string]string{
		one + `.ContainsKey("a") ? "y" : "n"`:                                           "y",
		one + `.ContainsKey("b") ? "y" : "n"`:                                           "n",
		one + `.ContainsKey(` + method + `) ? "y" : "n"`:                                "y | n",
		`new Dictionary<string, string> { { "a", null } }.ContainsKey("a") ? "y" : "n"`: "y | n",
		two + `.Count.ToString()`:                                                       "2",
		`string.Join(",", ` + two + `.Keys)`:                                            "a,b",
		`string.Join(",", ` + two + `.Values)`:                                          "x,y",
		one + `.GetValueOrDefault("a", "d")`:                                            "x",
		one + `.GetValueOrDefault("b", "d")`:                                            "d",
		one + `.GetValueOrDefault(` + method + `, "d")`:                                 "x | d",
		one + `.GetValueOrDefault(` + method + `)`:                                      "x | null",
		two + `.First().Value`:                                                          "x",
		two + `.FirstOrDefault(p => p.Key == "b").Value`:                                "y",
		`new JObject(new JProperty("a", "x")).Property("a").Name`:                       "a",
		`(string)new JObject(new JProperty("a", "x")).Property("a").Value`:              "x",
		`new JObject(new JProperty("a", "x")).Property("b") == null ? "n" : "y"`:        "n",
		`string.Join(",", new JObject(new JProperty("a", "x"), new JProperty("b", "y")).Properties().Select(p => p.Name))`: "a,b",
		`new JObject(new JProperty("a", "x")).a`: "x",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
	for src, want := range map[string]string{
		`var d = ` + two + `; d.Remove("a"); return d.First().Value;`:                                                                   "y",
		`var d = ` + two + `; d.Remove("a"); return d.ContainsKey("a") ? "y" : "n";`:                                                    "n",
		`var d = ` + two + `; d.Remove("z"); return d["a"];`:                                                                            "x",
		`var d = ` + one + `; d.Remove(` + method + `); return d["a"];`:                                                                 "{the content of an object that changes}",
		`var d = ` + one + `; d.Add("b", "y"); return d["a"] + d["b"];`:                                                                 "xy",
		`var d = ` + one + `; d.Add(` + method + `, "z"); return d["a"];`:                                                               "{the content of an object that changes}",
		`var o = new JObject(); o.Add(new JProperty("a", "x")); return (string)o["a"];`:                                                 "x",
		`var o = new JObject(); o.Add("a", "x"); return o.GetValue("a").ToString();`:                                                    "x",
		`string v; return ` + one + `.TryGetValue("a", out v) ? v : "none";`:                                                            "x",
		`string v; return ` + one + `.TryGetValue("b", out v) ? v : "none";`:                                                            "none",
		`string v; return ` + one + `.TryGetValue(` + method + `, out v) ? v : "none";`:                                                 "x | none",
		`string v; if (!` + one + `.TryGetValue(` + method + `, out v)) { v = "d"; } return v;`:                                         "d | x",
		`if (` + one + `.TryGetValue(` + method + `, out var v) && v != "y") { return v; } return "none";`:                              "x | none",
		`var d = new Dictionary<string, string> { { "a", null } }; string v; return d.TryGetValue(` + method + `, out v) ? v : "none";`: "null | none",
		`var o = JObject.Parse("{'a':'x'}"); return (string)o[` + method + `];`:                                                         "x | null",
		`var d = ` + two + `; var k = ` + method + `; if (!d.ContainsKey(k)) { k = "a"; } return d[k];`:                                 "x | y",
		`string v; return new Dictionary<string, string>().TryGetValue(` + method + `, out v) ? v : "none";`:                            "none",
		`var d = new Dictionary<string, string>(); try { return d[` + method + `]; } catch { return "none"; }`:                          "none",
		`return new Regex("^http").IsMatch("http://x") ? "y" : "n";`:                                                                    "y",
		`return new Regex("^http").IsMatch("ws://x") ? "y" : "n";`:                                                                      "n",
		`return new Regex("b").Replace("abc", m => "x");`:                                                                               "{the result of new Regex.Replace(...)}",
	} {
		evaluates(t, expr.ParseBlock, src, want)
	}
}
