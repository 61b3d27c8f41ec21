package eval_test

import (
	"testing"

	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
	"hairpin.example/hairpin/internal/concrete"
)

// hiddenText is a text that only the run knows.
const hiddenText = `context.Variables.GetValueOrDefault<string>("Hidden", "d")`

// programs are small programs with what mono makes of them: each was once given
// alternatives among which that was not.
var programs = map[string][]struct{ src, gives string }{
	"queries run late": {
		{`string U = "a"; Func<string, string> f = x => U + x; var q = new[] { "1" }.Select(f); U = "z"; return q.First();`, "z1"},
		{`string u = "a"; Func<string, string> f = x => u + x; var q = new[] { "1" }.Select(x => f(x)); u = "z"; return q.First();`, "z1"},
		{`var sb = new StringBuilder("a"); Func<string, string> f = x => sb + x; var q = new[] { "1" }.Select(x => f(x)); sb.Append("z"); return q.First();`, "az1"},
	},
	"what changes while a loop goes over it": {
		{`string s = "a"; var q = new[] { "1", "2" }.Select(x => s + x); foreach (var e in q) { s = e; } return s;`, "a12"},
		{`string r = ""; var a = new[] { "x", "y" }; foreach (var s in a) { r += s; a[1] = "z"; } return r;`, "xz"},
		{`string R = ""; var l = new List<string> { "x", "y" }; var q = l.Where(x => x != R); foreach (var e in q) { R = "y"; } return R + q.Count();`, "y1"},
	},
	"a function gives the object itself": {
		{`StringBuilder Add(StringBuilder b, string s) { b.Append(s); return b; } var sb = new StringBuilder(); Add(Add(sb, "x"), "y"); return sb.ToString();`, "xy"},
		{`var l = new List<string> { "a" }; Func<List<string>> all = () => { return l; }; all().Add("b"); return string.Join(",", l);`, "a,b"},
	},
	"a function goes on from any of its returns": {
		{`string s = "a"; string F(string x) { if (` + hiddenText + ` != x) { s = "b"; return "1"; } return "2"; } F("q"); return s;`, "b"},
		{`var L = new List<string> { "a", "b" }; L.ForEach(x => { if (x == "a") { return; } L = new List<string>(); }); return L.Count.ToString();`, "0"},
		{`var sb = new StringBuilder("a"); Action f = () => { try { if (` + hiddenText + ` != "") { return; } sb.Append("x"); } finally { sb.Append("y"); } }; f(); return sb.ToString();`, "ay"},
	},
	"a method stands for a function": {
		{`var l = new List<string> { "a" }; new List<string> { "b", "c" }.ForEach(l.Add); return string.Join(",", l);`, "a,b,c"},
		{`var S = new HashSet<string>(); var r = new[] { "a", "a", "b" }.Where(S.Add).ToList(); return r.Count + "" + S.Count;`, "22"},
		{`var sb = new StringBuilder("a"); Func<string, StringBuilder> f = sb.Append; f("b"); return sb.ToString();`, "ab"},
	},
	"a tuple is copied": {
		{`var t = (a: "x", b: "y"); var u = t; u.Item1 = "z"; return t.Item1;`, "x"},
		{`var T = (Host: "x", Port: "y"); T.Host = "z"; return T.Item1;`, "z"},
		{`var t = ("x", "y"); var l = new[] { t }; t.Item2 = "z"; return l[0].Item2 + t.Item2;`, "yz"},
	},
	"which entries there are": {
		{`var d = new Dictionary<string, string> { { "k", "x" } }; if (` + hiddenText + ` == "a") { d["a"] = "y"; } return string.Join(";", d.Select(p => p.Key));`, "k"},
		{`var d = new Dictionary<string, string> { { "k", "x" } }; if (` + hiddenText + ` != "a") { d.Clear(); } return d.Count.ToString();`, "0"},
		{`var d = new[] { ` + hiddenText + `, "b" }.ToDictionary(x => x); return d.Keys.First();`, "hidden, value"},
		{`var d = new Dictionary<string, string> { { "k", "x" }, { "a", "y" } }; d.Remove("k"); d["z"] = "v"; return d.First().Key;`, "z"},
		{`var d = new SortedDictionary<string, string> { { "b", "x" }, { "a", "y" } }; return d.First().Key;`, "a"},
		{`var s = new SortedSet<string> { "b" }; s.Add("a"); return s.First();`, "a"},
		{`var s = new HashSet<string> { "b", "a" }; s.Remove("b"); s.Add("c"); return string.Join(",", s);`, "c,a"},
	},
	"null in JSON is a token": {
		{`var o = JObject.Parse("{'a':null}"); return o["a"].ToString() + "x";`, "x"},
		{`var o = JObject.Parse("{'a':null}"); return (o["a"] == null) + "" + (o["b"] == null);`, "FalseTrue"},
		{`var o = new JObject { { "a", (string)null } }; return o["a"] != null ? "token" : "null";`, "token"},
		{`var O = new JObject(); O["a"] = null; return O["a"] == null ? "null" : (string)O["a"] ?? "none";`, "none"},
	},
	"a token stands in one other": {
		{`var o = JObject.Parse("{'b':{'c':'d'}}"); o["e"] = o["b"]; o["b"]["c"] = "z"; return (string)o["e"]["c"];`, "d"},
		{`var o = new JObject(); var N = new JObject(); o["d"] = N; o["e"] = N; N["a"] = "2"; return ((string)o["d"]["a"]) + ((string)o["e"]["a"] ?? "none");`, "2none"},
		{`var b = new JObject { { "c", "d" } }; var t = new JArray { b, b }; t[0]["c"] = "z"; return (string)t[1]["c"];`, "d"},
		{`var o = JObject.Parse("{'b':{'c':'d'}}"); var t = new JArray(o["b"]); t[0]["c"] = "z"; return (string)o["b"]["c"];`, "d"},
		{`var o = JObject.Parse("{'a':'x'}"); var t = JObject.FromObject(o); t["a"] = "z"; return (string)o["a"];`, "x"},
		{`var o = JObject.Parse("{'b':{'c':'d'}}"); var b = o["b"]; o.Remove("b"); var p = new JObject(); p["q"] = b; b["c"] = "z"; return (string)p["q"]["c"];`, "d"},
		{`var o = JObject.Parse("{'a':'x'}"); return o["a"].Equals("x") ? "text" : "token";`, "token"},
	},
	"what was not found": {
		{`string[] h; context.Request.Headers.TryGetValue("X-None", out h); return h == null ? "null" : "some";`, "null"},
		{`Uri u; Uri.TryCreate("none", UriKind.Absolute, out u); return u == null ? "null" : "some";`, "null"},
		{`var m = Regex.Match("ab", "(a)"); return "[" + m.Groups["h"].Value + m.Groups[7].Success + "]";`, "[False]"},
	},
	"what is unknown can be empty": {
		{`return ("x." + string.Join("", ` + hiddenText + `.Split('!').Skip(1))).Trim('.');`, "x"},
		{`return (string.Join("", ` + hiddenText + `.Split('!').Skip(1)) + "/y").TrimStart('/');`, "y"},
		{`return ("https://api.contoso.com/" + string.Join("", ` + hiddenText + `.Split('!').Skip(1))).TrimEnd('/');`, "https://api.contoso.com"},
	},
	"a list that doubles": {
		{`var l = new List<string> { "a" }; for (int i = 0; i < 40 && l.Count < 1000; i++) { l.AddRange(l); } return l[0];`, "a"},
	},
}

// TestPrograms: what a program gives is among the alternatives.
func TestPrograms(t *testing.T) {
	for kind, list := range programs {
		for _, p := range list {
			b, errs := expr.ParseBlock(text.NewView(p.src))
			if len(errs) > 0 {
				t.Fatalf("%s: %v\n%s", kind, errs, p.src)
			}
			if s, _, how := concrete.Run(b, concrete.Example); how == concrete.Threw || how == concrete.Returned && s != p.gives {
				t.Errorf("%s: the interpreter of the tests gives %q, not %q:\n%s", kind, s, p.gives, p.src)
			}
			if v := value.Text(eval.Eval(b, concrete.Env())); !concrete.Among(v, p.gives, true) {
				t.Errorf("%s: %q is not among %d alternatives:\n%s", kind, p.gives, len(v.Alts), p.src)
			}
		}
	}
}
