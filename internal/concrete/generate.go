package concrete

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Example is the context that generated programs are written for.
var Example = Context{
	Host:      "gw.contoso.com",
	Headers:   map[string]string{"X-A": "hv/1?x=y"},
	Variables: map[string]string{"Known": "https://api.contoso.com/v1", "Hidden": "hidden, value"},
}

// Program is a random statement block that returns a string. Most of them are
// valid C#.
func Program(seed uint64) string { return newGenerator(seed).program() }

// WithoutLocalFunctions is Program for a compiler that does not know them, such as
// mono's.
func WithoutLocalFunctions(seed uint64) string {
	g := newGenerator(seed)
	g.lambdasOnly = true
	return g.program()
}

// callable is a function of a program: how many texts it takes, and whether a
// number comes behind them, of how often it calls itself.
type callable struct {
	name   string
	params int
	counts bool
}

// generator writes random programs of the C# subset. Most of them compile; what
// does not is dropped by its caller.
type generator struct {
	r     *rand.Rand
	strs  []string // locals by type
	ints  []string
	lists []string
	maps  []string
	sbs   []string
	funcs []callable // of strings, that give one

	lambdasOnly bool // no local functions
	locals      int
}

func newGenerator(seed uint64) *generator {
	return &generator{r: rand.New(rand.NewPCG(seed, 7))}
}

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *generator) name() string {
	g.locals++
	return fmt.Sprintf("v%d", g.locals)
}

// program is a statement block that returns a string.
func (g *generator) program() string {
	if g.r.IntN(3) == 0 {
		return "return " + g.str(4) + ";"
	}
	var b strings.Builder
	for range 1 + g.r.IntN(6) {
		b.WriteString(g.stmt(3))
	}
	b.WriteString("return " + g.str(2) + ";")
	return b.String()
}

var words = []string{"", "a", "ab", "api", "A-b_C", "https://api.contoso.com/x?y=1", " x ", "a,b,,c", "/p/q/", "12", "x.y.z", "true"}

func (g *generator) lit() string { return `"` + words[g.r.IntN(len(words))] + `"` }

func (g *generator) char() string { return g.pick(`'a'`, `'/'`, `','`, `'.'`, `'x'`, `' '`) }

// str is an expression of type string.
func (g *generator) str(depth int) string {
	if depth <= 0 {
		if len(g.strs) > 0 && g.r.IntN(2) == 0 {
			return g.strs[g.r.IntN(len(g.strs))]
		}
		return g.pick(g.lit(), g.lit(), g.lit(), "context.Request.OriginalUrl.Host", `context.Request.Headers.GetValueOrDefault("X-A", "")`,
			`(string)context.Variables["Known"]`, `context.Variables.GetValueOrDefault<string>("Hidden", "d")`, `context.Variables.GetValueOrDefault<string>("Known")`)
	}
	d := depth - 1
	switch g.r.IntN(43) {
	case 0, 1, 2:
		return "(" + g.str(d) + " + " + g.str(d) + ")"
	case 3:
		return "(" + g.str(d) + " + " + g.num(d) + ")"
	case 4:
		return "(" + g.str(d) + " + " + g.char() + ")"
	case 5:
		return "(" + g.str(d) + " + (" + g.boolean(d) + "))"
	case 6:
		return `$"` + g.pick("", "a", "https://") + `{` + g.str(d) + `}` + g.pick("", "/b") + `{` + g.num(d) + `}"`
	case 7:
		return "(" + g.boolean(d) + " ? " + g.str(d) + " : " + g.str(d) + ")"
	case 8:
		return g.str(d) + ".Replace(" + g.lit2() + ", " + g.lit() + ")"
	case 9:
		return g.str(d) + ".Substring(" + g.small() + ")"
	case 10:
		return g.str(d) + ".Substring(" + g.small() + ", " + g.small() + ")"
	case 11:
		return g.str(d) + ".ToUpper()"
	case 12:
		return g.str(d) + ".ToLowerInvariant()"
	case 13:
		return g.str(d) + "." + g.pick("Trim", "TrimStart", "TrimEnd") + "(" + g.pick("", g.char(), g.char()+", "+g.char()) + ")"
	case 14:
		return g.str(d) + ".Split(" + g.char() + ")[" + g.small() + "]"
	case 15:
		return `string.Format("` + g.pick("{0}-{1}", "{1}{0}", "{0,5}|{1,-4}|", "{{{0}}}{1}", "https://{0}/{1}") + `", ` + g.str(d) + ", " + g.pick(g.str(d), g.num(d)) + ")"
	case 16:
		return "string.Concat(" + g.str(d) + ", " + g.str(d) + ", " + g.num(d) + ")"
	case 17:
		return `string.Join(` + g.lit() + `, ` + g.list(d) + `)`
	case 18:
		return g.list(d) + "[" + g.small() + "]"
	case 19:
		return g.list(d) + "." + g.pick("First()", "Last()", `FirstOrDefault(x => x == `+g.lit()+`) + ""`, `First(x => x.Length > 1)`, `Where(x => x != "a").Last()`)
	case 20:
		return `string.Join("|", ` + g.list(d) + "." + g.pick(`Select(x => x + "!")`, `Where(x => x.StartsWith("a"))`, `Skip(1)`, `Take(2)`, `Concat(new[] { "q" })`) + ")"
	case 21:
		return g.str(d) + ".PadLeft(" + g.small() + ", " + g.char() + ")"
	case 22:
		return g.str(d) + ".Insert(" + g.small() + ", " + g.lit() + ")"
	case 23:
		return g.str(d) + ".Remove(" + g.small() + ")"
	case 24:
		return `(` + g.num(d) + `).ToString("` + g.pick("D3", "00", "X", "D") + `")`
	case 25:
		return `Uri.EscapeDataString(` + g.str(d) + `)`
	case 26:
		return `new Uri(` + g.pick(`"https://Api.Contoso.com:443/a/b?c=d"`, `"http://h:8080"`, `"https://" + context.Request.OriginalUrl.Host + "/x"`, g.str(d)) + `).` + g.pick("Host", "Scheme", "Authority", "AbsolutePath", "PathAndQuery", "ToString()", "AbsoluteUri", "Query", `Port.ToString()`)
	case 27:
		return `Encoding.UTF8.GetString(Convert.FromBase64String(Convert.ToBase64String(Encoding.UTF8.GetBytes(` + g.str(d) + `))))`
	case 28:
		return "(" + g.pick("(string)null", g.str(d)) + " ?? " + g.str(d) + ")"
	case 29:
		if len(g.maps) > 0 {
			return g.maps[g.r.IntN(len(g.maps))] + "[" + g.pick(`"k"`, `"a"`, g.str(0)) + "]"
		}
		return `new Dictionary<string, string> { { "k", ` + g.str(d) + ` }, { "a", "b" } }[` + g.pick(`"k"`, `"a"`) + `]`
	}
	switch g.r.IntN(12) {
	case 0, 1, 2:
		return g.replacement()
	case 3, 4, 5, 6:
		return g.linq(d)
	case 7, 8:
		if len(g.funcs) > 0 {
			f := g.funcs[g.r.IntN(len(g.funcs))]
			args := []string{g.str(d)}
			for range f.params - 1 {
				args = append(args, g.str(0))
			}
			if f.counts {
				args = append(args, g.pick("0", "1", "6", "7", "8", "9"))
			}
			return f.name + "(" + strings.Join(args, ", ") + ")"
		}
		return g.linq(d)
	case 9, 10:
		if len(g.sbs) > 0 {
			return g.sbs[g.r.IntN(len(g.sbs))] + ".ToString()"
		}
	}
	return `Regex.Replace(` + g.str(d) + `, "` + g.pick("[0-9]+", "a", "^https", "/$", "x.y") + `", ` + g.lit() + `)`
}

// replacement replaces something that begins in one piece of a text and ends in
// another one.
func (g *generator) replacement() string {
	pieces := [][2]string{ // the code and the text of each
		{"context.Request.OriginalUrl.Host", Example.Host}, {"context.Request.OriginalUrl.Host", Example.Host},
		{`context.Variables.GetValueOrDefault<string>("Hidden", "d")`, Example.Variables["Hidden"]},
		{`context.Request.Headers.GetValueOrDefault("X-A", "")`, Example.Headers["X-A"]},
	}
	for _, s := range []string{"/", ".", "m", "/gw", "om/q", "https://", "/v1/x"} {
		pieces = append(pieces, [2]string{`"` + s + `"`, s})
	}
	var code []string
	whole, edge := "", 0
	for i := range 2 + g.r.IntN(3) {
		p := pieces[g.r.IntN(len(pieces))]
		if i == 1 || i > 1 && g.r.IntN(2) == 0 {
			edge = len(whole)
		}
		code, whole = append(code, p[0]), whole+p[1]
	}
	from, to := max(0, edge-1-g.r.IntN(4)), min(len(whole), edge+1+g.r.IntN(4))
	return "(" + strings.Join(code, " + ") + `).Replace("` + whole[from:to] + `", ` + g.pick(`""`, `"/v2/"`, `"."`, `"a"`, "context.Request.OriginalUrl.Host") + ")"
}

// linq is an expression of type string with a lambda in it.
func (g *generator) linq(d int) string {
	list := g.list(d)
	switch g.r.IntN(8) {
	case 0:
		return list + ".Select(" + g.lambda() + ")" + g.pick(".First()", ".Last()", ".ToList()[0]")
	case 1:
		return `string.Join("|", ` + list + ".Select(" + g.lambda() + "))"
	case 2:
		return `string.Join("|", ` + list + ".Where(" + g.predicate() + ").Select(" + g.lambda() + "))"
	case 3:
		return list + "." + g.pick("First", "Last") + "(" + g.predicate() + ")"
	case 4:
		return "(" + list + "." + g.pick("FirstOrDefault", "LastOrDefault") + "(" + g.predicate() + ") ?? " + g.lit() + ")"
	case 5:
		return "(" + list + "." + g.pick("Any", "All") + "(" + g.predicate() + ") ? " + g.str(0) + " : " + g.str(0) + ")"
	case 6:
		return `("n" + ` + list + ".Count(" + g.predicate() + "))"
	}
	a, b := g.name(), g.name()
	return list + ".Aggregate((" + a + ", " + b + ") => " + a + " + " + g.total(b, 1) + ")"
}

// lambda gives text of text, and never throws: some of them are run later than
// they stand, or not at all.
func (g *generator) lambda() string {
	p := g.name()
	if g.r.IntN(4) == 0 {
		return p + " => { if (" + g.holds(p, 1) + ") { return " + g.total(p, 1) + "; } return " + g.total(p, 1) + "; }"
	}
	return p + " => " + g.total(p, 2)
}

func (g *generator) predicate() string {
	p := g.name()
	return p + " => " + g.holds(p, 2)
}

// total is an expression of type string about a local that never throws.
func (g *generator) total(p string, depth int) string {
	if depth <= 0 {
		if len(g.strs) > 0 && g.r.IntN(4) == 0 {
			return g.strs[g.r.IntN(len(g.strs))]
		}
		return g.pick(p, p, p, g.lit(), "context.Request.OriginalUrl.Host")
	}
	d := depth - 1
	switch g.r.IntN(8) {
	case 0, 1:
		return "(" + g.total(p, d) + " + " + g.total(p, d) + ")"
	case 2:
		return "(" + g.holds(p, d) + " ? " + g.total(p, d) + " : " + g.total(p, d) + ")"
	case 3:
		return g.total(p, d) + ".Replace(" + g.lit2() + ", " + g.lit() + ")"
	case 4:
		return g.total(p, d) + "." + g.pick("ToUpper()", "ToLowerInvariant()", "Trim('/')")
	case 5:
		q := g.name()
		return `string.Join(",", new[] { ` + p + `, "b" }.Select(` + q + " => " + g.total(q, d) + " + " + p + "))"
	}
	return g.total(p, 0)
}

// holds is an expression of type bool about a local that never throws.
func (g *generator) holds(p string, depth int) string {
	switch g.r.IntN(6) {
	case 0:
		return p + g.pick(" == ", " != ") + g.total(p, 0)
	case 1:
		return p + "." + g.pick("StartsWith", "EndsWith", "Contains") + "(" + g.pick(`"a"`, `"https://"`, `"/"`, `".com"`) + ")"
	case 2:
		return p + ".Length" + g.pick(" > ", " <= ") + g.small()
	case 3:
		if depth > 0 {
			return "(" + g.holds(p, depth-1) + g.pick(" && ", " || ") + g.holds(p, depth-1) + ")"
		}
	case 4:
		if depth > 0 {
			q := g.name()
			return `new[] { "a", ` + g.total(p, 0) + " }." + g.pick("Any", "All") + "(" + q + " => " + q + " == " + p + ")"
		}
	}
	return p + ` != ` + g.lit()
}

func (g *generator) lit2() string {
	return g.pick(`"a"`, `"/"`, `"ab"`, `"https://"`, `"contoso"`, `"x.y"`)
}

func (g *generator) small() string { return g.pick("0", "1", "2", "3") }

// num is an expression of type int.
func (g *generator) num(depth int) string {
	if depth <= 0 {
		if len(g.ints) > 0 && g.r.IntN(2) == 0 {
			return g.ints[g.r.IntN(len(g.ints))]
		}
		return g.pick("0", "1", "2", "7", "(-3)")
	}
	d := depth - 1
	switch g.r.IntN(6) {
	case 0:
		return "(" + g.num(d) + g.pick(" + ", " - ", " * ", " / ", " % ") + g.num(d) + ")"
	case 1:
		return g.str(d) + ".Length"
	case 2:
		return g.str(d) + ".IndexOf(" + g.pick(g.char(), `"a"`, `"/"`) + ")"
	case 3:
		return g.list(d) + ".Count()"
	case 4:
		return "(" + g.boolean(d) + " ? " + g.num(d) + " : " + g.num(d) + ")"
	}
	return g.num(0)
}

// boolean is an expression of type bool.
func (g *generator) boolean(depth int) string {
	if depth <= 0 {
		return g.pick("true", "false", `context.Variables.ContainsKey("Known")`, `context.Variables.ContainsKey("Hidden")`)
	}
	d := depth - 1
	switch g.r.IntN(10) {
	case 0:
		return g.str(d) + g.pick(" == ", " != ") + g.str(d)
	case 1:
		return g.num(d) + g.pick(" < ", " >= ", " == ", " > ") + g.num(d)
	case 2:
		return g.str(d) + "." + g.pick("StartsWith", "EndsWith", "Contains") + "(" + g.pick(`"a"`, `"https://"`, `"/"`, `".com"`) + ")"
	case 3:
		return "(" + g.boolean(d) + g.pick(" && ", " || ") + g.boolean(d) + ")"
	case 4:
		return "!(" + g.boolean(d) + ")"
	case 5:
		return "string.IsNullOrEmpty(" + g.str(d) + ")"
	case 6:
		return g.list(d) + "." + g.pick(`Any(x => x == "a")`, `All(x => x.Length > 0)`, `Contains("a")`)
	case 7:
		return g.str(d) + `.Equals(` + g.str(d) + `, StringComparison.OrdinalIgnoreCase)`
	case 8:
		return g.char() + " == " + g.char()
	}
	return g.boolean(0)
}

// list is an expression of type string[] or List<string>.
func (g *generator) list(depth int) string {
	if len(g.lists) > 0 && g.r.IntN(2) == 0 {
		return g.lists[g.r.IntN(len(g.lists))]
	}
	d := max(depth-1, 0)
	switch g.r.IntN(3) {
	case 0:
		return "new[] { " + g.str(d) + ", " + g.str(d) + ", " + g.lit() + " }"
	case 1:
		return "new List<string> { " + g.str(d) + ", " + g.lit() + " }"
	}
	return g.str(d) + ".Split(" + g.char() + ")"
}

// stmt is a statement.
func (g *generator) stmt(depth int) string {
	kind := g.r.IntN(19)
	if kind == 18 && g.lambdasOnly {
		kind = 17
	}
	switch kind {
	case 16, 17:
		n := g.name()
		f := callable{name: n, params: 1}
		s := "Func<string, string> " + n + " = " + g.lambda() + ";\n"
		if g.r.IntN(3) == 0 {
			a, b := g.name(), g.name()
			f.params, s = 2, "Func<string, string, string> "+n+" = ("+a+", "+b+") => "+g.total(a, 1)+" + "+g.total(b, 1)+";\n"
		}
		g.funcs = append(g.funcs, f)
		return s
	case 18:
		n, p, k := g.name(), g.name(), g.name()
		s := "string " + n + "(string " + p + ", int " + k + ") { if (" + k + " <= 0) { return " + g.total(p, 1) + "; } return " + n + "(" + p + " + " + g.lit() + ", " + k + " - 1); }\n"
		g.funcs = append(g.funcs, callable{name: n, params: 1, counts: true})
		return s
	case 0, 1, 2:
		s := g.str(2)
		n := g.name()
		g.strs = append(g.strs, n)
		return g.pick("var ", "string ") + n + " = " + s + ";\n"
	case 3:
		s := g.num(2)
		n := g.name()
		g.ints = append(g.ints, n)
		return "int " + n + " = " + s + ";\n"
	case 4:
		s := g.str(1)
		n := g.name()
		g.lists = append(g.lists, n)
		return "var " + n + " = new List<string> { " + s + ", " + g.lit() + " };\n"
	case 5:
		s := g.str(1)
		n := g.name()
		g.maps = append(g.maps, n)
		return "var " + n + ` = new Dictionary<string, string> { { "k", ` + s + ` } };` + "\n"
	case 6:
		n := g.name()
		s := g.str(1)
		g.sbs = append(g.sbs, n)
		return "var " + n + " = new StringBuilder(" + s + ");\n"
	}
	if depth <= 0 {
		return g.change()
	}
	switch g.r.IntN(9) {
	case 0, 1:
		return g.change()
	case 2:
		return "if (" + g.boolean(2) + ") {\n" + g.scoped(depth) + "} else {\n" + g.scoped(depth) + "}\n"
	case 3:
		return "if (" + g.boolean(2) + ") { return " + g.str(1) + "; }\n"
	case 4:
		n := g.name()
		return "foreach (var " + n + " in " + g.list(1) + ") {\n" + g.within(depth, n) + "}\n"
	case 5:
		n := g.name()
		return "for (int " + n + " = 0; " + n + " < " + g.small() + "; " + n + "++) {\n" + g.scoped(depth) + g.pick("", "if ("+n+" == 1) break;\n", "if ("+n+" == 0) continue;\n") + g.change() + "}\n"
	case 6:
		return "try {\n" + g.scoped(depth) + "} catch (Exception) {\n" + g.change() + "}\n"
	case 7:
		return "switch (" + g.str(1) + ") {\ncase \"a\":\n" + g.change() + "break;\ncase \"ab\": case \"\":\n" + g.change() + "break;\ndefault:\n" + g.change() + "break;\n}\n"
	}
	if len(g.strs) == 0 {
		return ""
	}
	// What is known of a local that can be one of two texts, under a condition on it.
	s, n := g.strs[g.r.IntN(len(g.strs))], g.name()
	return "string " + n + " = " + g.boolean(1) + " ? " + s + " : " + g.lit() + ";\nif (" + g.holds(n, 2) + ") {\n" + s + " = " + n + " + " + s + ";\n} else if (" + g.holds(n, 1) + ") { " + g.change() + "} else { " + s + " = " + n + "; }\n"
}

// change assigns or changes something that is there.
func (g *generator) change() string {
	var options []string
	for _, s := range g.strs {
		options = append(options, s+" = "+g.str(1)+";\n", s+" += "+g.str(1)+";\n")
	}
	for _, i := range g.ints {
		options = append(options, i+"++;\n", i+" += 2;\n")
	}
	for _, l := range g.lists {
		options = append(options, l+".Add("+g.str(1)+");\n", l+"[0] = "+g.str(1)+";\n")
	}
	for _, m := range g.maps {
		options = append(options, m+`["`+g.pick("k", "a")+`"] = `+g.str(1)+";\n")
	}
	for _, s := range g.sbs {
		options = append(options, s+".Append("+g.pick(g.str(1), g.num(1), g.char())+");\n")
	}
	if len(options) == 0 {
		return ""
	}
	return options[g.r.IntN(len(options))]
}

// scoped writes statements whose locals end with them.
func (g *generator) scoped(depth int) string {
	saved := *g
	out := ""
	for range 1 + g.r.IntN(2) {
		out += g.stmt(depth - 1)
	}
	saved.locals = g.locals
	*g = saved
	return out
}

// within is scoped with one more local.
func (g *generator) within(depth int, local string) string {
	saved := *g
	g.strs = append(g.strs[:len(g.strs):len(g.strs)], local+"_")
	out := "string " + local + "_ = " + local + ";\n" + g.change() + g.stmt(depth-1)
	saved.locals = g.locals
	*g = saved
	return out
}
