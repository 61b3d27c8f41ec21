package effect

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

func read(t *testing.T, src string) *expr.Block {
	t.Helper()
	b, errs := expr.ParseBlock(text.NewView(src))
	if len(errs) > 0 {
		t.Fatalf("%s: %v", src, errs)
	}
	return b
}

// TestEffects: which locals code may assign, and of which names it may change objects.
func TestEffects(t *testing.T) {
	for src, want := range map[string]string{
		`var a = 1; a++; a = 2;`: "a =",
		// Names in scope decide, not how they are written.
		`var Hosts = new List<string>(); Hosts.Clear();`:              "Hosts *",
		`var hosts = new List<string>(); Hosts.Clear();`:              "",
		`xs.ForEach(X => X.Clear());`:                                 "X *",
		`var s = "a"; Regex.Replace(s, "a", "b");`:                    "",
		`Array.Sort(xs); JsonConvert.PopulateObject(s, y);`:           "",
		`var xs = new List<string>(); Array.Sort(xs);`:                "xs *",
		`var y = new JObject(); JsonConvert.PopulateObject("{}", y);`: "y *",
		// Text and numbers cannot be changed.
		`var s = "a"; s.Replace("a", "b"); s.Insert(0, "x"); s.Remove(1);`:                              "",
		`((string)context.Variables["p"]).Replace("b", "c");`:                                           "",
		`context.Variables.GetValueOrDefault<string>("p").Insert(0, "a");`:                              "",
		`context.Variables.GetValueOrDefault("p", "").Remove(0);`:                                       "",
		`var n = ((JObject)context.Variables["p"]).Count; n.Foo();`:                                     "",
		`var l = new List<string>(); l.OrderBy(x => x).ElementAtOrDefault(0); l.ToArray().GetValue(0);`: "",
		// Objects by their names, and by those that lead to them.
		`((JObject)context.Variables["p"]).Remove("a");`:                               "$p *",
		`var p = (JObject)context.Variables["p"]; var q = p["a"]; q.Replace("b");`:     "$p * p * q *",
		`var p = (JObject)context.Variables["p"]; p["a"] = "b";`:                       "$p [a] p [a]",
		`((JObject)context.Variables[context.Request.Method]).Remove("a");`:            "$ *",
		`foreach (var v in context.Variables) { ((JObject)v.Value).Remove("a"); }`:     "$ * v * v =",
		`var l = new List<JObject>(); var o = new JObject(); l.Add(o); o.Remove("a");`: "l * o *",
		`foreach (var e in (JArray)context.Variables["p"]) { e.Remove(); }`:            "$p * e * e =",
		`var o = new JObject(); void F() { o.Remove("a"); } F();`:                      "o *",
		`var f = (Action)(() => { }); f();`:                                            "",
		`if (context.Variables["p"] is JObject o) { o.Remove("a"); }`:                  "$p * o *",
		`var a = new JObject(); var b = a; var c = b; c.Remove("x");`:                  "a * b * c *",
		`var x = new { a = 1 }; x.Foo();`:                                              "x *",
		`new JObject { ["a"] = "b" }.ToString();`:                                      "",
		`dict.TryGetValue("a", out var v);`:                                            "v =",
	} {
		b := read(t, src)
		ns := NamesIn(b)
		e := Of(b, ns)
		got := map[string]bool{}
		for name := range e.Assigned {
			got[name+" ="] = true
		}
		note := func(roots map[Root]bool, what string) {
			for name := range ns.declared {
				if ns.Reaches(name, roots) {
					got[name+what] = true
				}
			}
			list, any := ns.Variables(roots)
			for _, name := range list {
				got["$"+name+what] = true
			}
			if any {
				got["$"+what] = true
			}
		}
		note(e.Objects, " *")
		for key, roots := range e.Entries {
			note(roots, " ["+key+"]")
		}
		if s := strings.Join(slices.Sorted(maps.Keys(got)), " "); s != want {
			t.Errorf("%s\n got %s\nwant %s", src, s, want)
		}
	}
}

// TestTouched: of which variables several expressions together may change the objects.
func TestTouched(t *testing.T) {
	type code struct{ sets, src string }
	const all = "everything"
	tests := []struct {
		name string
		code []code
		want map[string]string
	}{
		{"text", []code{{"", `return ((string)context.Variables["p"]).Replace("a", "b");`}}, map[string]string{"p": "", "q": ""}},
		{"one", []code{{"", `((JObject)context.Variables["p"]).Remove("a"); return "";`}}, map[string]string{"p": all, "q": ""}},
		{"entry", []code{{"", `((JObject)context.Variables["p"])["a"] = "x"; return "";`}}, map[string]string{"p": "a", "q": ""}},
		{"another name", []code{
			{"q", `return ((JObject)context.Variables["p"])["inner"];`},
			{"r", `return context.Variables["q"];`},
			{"", `((JObject)context.Variables["r"]).Remove("a"); return "";`},
		}, map[string]string{"p": all, "q": all, "r": all, "s": ""}},
		{"text of an object", []code{
			{"q", `return ((JObject)context.Variables["p"])["inner"].ToString();`},
			{"", `((JObject)context.Variables["q"]).Remove("a"); return "";`},
		}, map[string]string{"p": "", "q": all}},
		{"name that is computed", []code{{"", `((JObject)context.Variables[context.Request.Method]).Remove("a"); return "";`}}, map[string]string{"p": all}},
		{"nothing is read", []code{{"", `var o = new JObject(); o.Remove("a"); return "";`}}, map[string]string{"p": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var touched Touched
			for _, c := range tt.code {
				touched.Add(TouchedBy(read(t, c.src), c.sets))
			}
			for name, want := range tt.want {
				everything, keys := touched.Changes(name)
				got := strings.Join(keys, " ")
				if everything {
					got = all
				}
				if got != want {
					t.Errorf("of %s changes %q, want %q", name, got, want)
				}
			}
		})
	}
}
