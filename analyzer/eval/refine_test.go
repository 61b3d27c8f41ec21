package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
)

// TestRefined: inside of a branch, and after one that ended, what a condition reads is
// only what it can be there, in whatever words the condition is written.
func TestRefined(t *testing.T) {
	const either = `string h = context.Request.Method == "GET" ? "a.com" : ""; `
	const lists = `string h = context.Request.Method == "GET" ? "a.com" : context.Request.Method == "PUT" ? "b.com" : "c.org"; `
	tests := []struct{ src, want string }{
		{either + `if (h.Length > 0) { return h; } return "none";`, "a.com | none"},
		{either + `if (string.IsNullOrWhiteSpace(h)) { return "none"; } return h;`, "none | a.com"},
		{either + `if (!string.IsNullOrEmpty(h)) { return h; } else { return "none" + h; }`, "a.com | none"},
		{either + `return h == "" ? "none" : h;`, "none | a.com"},
		{either + `return h.Contains(".") ? h : "none";`, "a.com | none"},
		{either + `while (h.Length == 0) { h = "none"; } return h;`, "a.com | none"},
		{either + `for (; h == ""; ) { h = "none"; } return h;`, "a.com | none"},
		{either + `do { if (h == "") { h = "none"; } } while (h == ""); return h;`, "none | a.com"},
		{either + `if (h != "" && h.Substring(0, 1) == "a") { return h; } return "none";`, "a.com | none"},
		{lists + `if (h.EndsWith(".com") && !h.StartsWith("b")) { return h; } return "none";`, "a.com | none"},
		{lists + `if (h.EndsWith(".com")) { return "none"; } return h;`, "none | c.org"},
		{lists + `if (h.Equals("B.COM", StringComparison.OrdinalIgnoreCase)) { return h; } return "none";`, "b.com | none"},
		{lists + `if (string.Compare(h, "B.COM", true) == 0) { return "none"; } return h;`, "none | a.com | c.org"},
		{lists + `if (string.Compare(h, "b.com", StringComparison.OrdinalIgnoreCase) != 0) { return h; } return "none";`, "a.com | c.org | none"},
		{lists + `if (string.Compare(h, "B.COM") != 0) { return h; } return "none";`, "a.com | b.com | c.org | none"},
		{lists + `if (h.CompareTo("b.com") != 0) { return h; } return "none";`, "a.com | c.org | none"},
		{lists + `switch (h) { case "a.com": case "b.com": h = "none"; break; } return h;`, "c.org | none"},
		{lists + `switch (h.ToUpper()) { case "A.COM": return "none"; default: return h; }`, "none | b.com | c.org"},
		{lists + `switch (h.Substring(2)) { case "com": return h; case "org": return "none"; } return "never";`, "a.com | b.com | none"},
		{lists + `switch (h) { case string s when s.Length > 0: return h; } return "none";`, "a.com | b.com | c.org | none"},
		{`string h = context.Request.Headers.GetValueOrDefault("X-A", ""); switch (h) { case "a.com": return h; } return "none";`, "a.com | none"},
		{lists + `if (new[] { "a.com", "b.com" }.Contains(h)) { return h; } return "none";`, "a.com | b.com | none"},
		{lists + `if (h == "a.com" || h == "b.com") { return h; } return "none";`, "a.com | b.com | none"},
		// Two locals: an alternative is left out only if no combination allows it.
		{lists + `string k = context.Request.Method == "GET" ? "a.com" : "z.com"; if (h == k) { return h + k; } return "none";`, "a.coma.com | none"},
		{lists + `string k = context.Request.Method == "GET" ? "a.com" : "b.com"; if (h != k) { return h; } return "none";`, "a.com | b.com | c.org | none"},
		// What is not known becomes the constant that it is equal to.
		{`string h = context.Request.Headers.GetValueOrDefault("X-A", ""); if (h == "a.com") { return h; } return "none";`, "a.com | none"},
		{`string h = context.Request.Headers.GetValueOrDefault("X-A", ""); if (string.Equals(h, "a.com")) { return h; } return "none";`, "a.com | none"},
		{`string h = context.Request.Headers.GetValueOrDefault("X-A", "b"); if (h == "a.com" || h == "c.com") { return h; } return "none";`, "{the header X-A of the request} | none"},
		// Variables of the context, in a value.
		{`return context.Variables.GetValueOrDefault<string>("maybe", "") != "" ? (string)context.Variables["maybe"] : "none";`, "a | none"},
		{`return context.Variables.ContainsKey("maybe") ? context.Variables.GetValueOrDefault<string>("maybe", "d") : "none";`, "a | none"},
		{`if (!context.Variables.ContainsKey("maybe")) { return "none"; } return context.Variables.GetValueOrDefault<string>("maybe", "d");`, "none | a"},
		// A condition that changes what it asks about tells nothing.
		{either + `if ((h = "x.com") == "a.com") { return h; } return h;`, "x.com"},
		{either + `string k = h; if ((k = k + "x") == "x") { return k; } return "none";`, "a.comx | x | none"},
		// A lambda that changes it.
		{either + `Action f = () => { h = "b.com"; }; Later(f); if (h == "") { return "none"; } return h;`, `none | {the local "h", which a function changes}`},
		// After the branches it is what it was.
		{either + `if (h == "") { h = h + ""; } return h + "x";`, "x | a.comx"},
		{either + `string k = ""; if (h == "") { k = "1"; } else { k = "2"; } return k + h;`, "1 | 1a.com | 2 | 2a.com"},
		// A header that a policy compares with null may be there or not.
		{`return context.Request.Headers["X-A"] == null ? "none" : "some";`, "none | some"},
		{`return null != context.Request.Headers["X-A"] ? "some" : "none";`, "some | none"},
		{`return context.Request.Headers["X-A"] is null ? "none" : "some";`, "none | some"},
		{`return (context.Request.Headers["X-A"] ?? new[] { "none" })[0];`, "{the header X-A of the request} | none"},
		{`return context.Request.Headers["Host"] == null ? "none" : "some";`, "some"},
		{`return context.Response.Headers["X-A"] == null ? "none" : "some";`, "none | some"},
	}
	for _, test := range tests {
		evaluates(t, expr.ParseBlock, test.src, test.want)
	}
}
