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
	g.lambdasOnly, g.forMono = true, true
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
	r *rand.Rand
	pools
	funcs []callable // of strings, that give one

	plain       bool // values are mostly literals, so that much is known of them
	lambdasOnly bool // no local functions
	forMono     bool // nothing of which Linux and Windows differ
	level       int  // of the scope
	nested      int  // lambdas around
	loops       int  // around, up to the next lambda
	locals      int  // in the scope
	serial      int  // all names so far
}

// pools are the locals by type.
type pools struct {
	strs, ints, bools       []string
	lists, arrays, queries  []string // List<string>, string[], IEnumerable<string>
	sets, queues, stacks    []string
	maps, sbs               []string
	objects, jarrays, props []string // JObject, JArray, JProperty
	nests                   []string // List<List<string>>
	tuples, pairs           []string // Tuple<string, string>, (string, string)
	uris, matches           []string
	actions                 []string // that take nothing and give nothing
}

func newGenerator(seed uint64) *generator {
	return &generator{r: rand.New(rand.NewPCG(seed, 7))}
}

func (g *generator) pick(list ...string) string { return list[g.r.IntN(len(list))] }

// name is the name of a local. Scopes beside each other may use the same ones, and some
// look like those of types.
func (g *generator) name() string {
	g.locals++
	g.serial++
	return fmt.Sprintf("%s%s%d", g.pick("v", "v", "v", "Hosts", "Cfg", "X", "item"), strings.Repeat("_", g.level), g.locals)
}

// param is the name of a parameter of a lambda, which others beside it have, too.
func (g *generator) param() string {
	return fmt.Sprintf("%s%d", g.pick("p", "p", "P", "Host"), g.nested)
}

// in writes what stands in a lambda.
func (g *generator) in(body func() string) string {
	loops := g.loops
	g.nested, g.loops = g.nested+1, 0
	out := body()
	g.nested, g.loops = g.nested-1, loops
	return out
}

// one is one of some locals; ok is false if there are none.
func (g *generator) one(pool []string) (string, bool) {
	if len(pool) == 0 {
		return "", false
	}
	return pool[g.r.IntN(len(pool))], true
}

// local declares a local of a pool.
func (g *generator) local(pool *[]string, typ, init string) string {
	n := g.name()
	*pool = append((*pool)[:len(*pool):len(*pool)], n)
	return typ + " " + n + " = " + init + ";\n"
}

// program is a statement block that returns a string.
func (g *generator) program() string {
	if g.r.IntN(3) == 0 {
		return "return " + g.str(4) + ";"
	}
	var b strings.Builder
	most := 6
	if g.plain = g.r.IntN(2) == 0; g.plain {
		most = 12
	}
	for range 1 + g.r.IntN(most) {
		b.WriteString(g.stmt(3))
	}
	if s := g.seen(); s != "" && g.plain {
		return b.String() + "return " + s + ";"
	}
	return b.String() + "return " + g.str(2) + ";"
}

// seen is a text of what some locals hold in the end; it does not throw. It is "" if there
// are none.
func (g *generator) seen() string {
	var options []string
	for _, pool := range [...][]string{g.lists, g.arrays, g.queries, g.sets, g.queues, g.stacks, g.jarrays} {
		for _, s := range pool {
			options = append(options, `string.Join(",", `+s+`)`)
		}
	}
	for _, s := range g.sbs {
		options = append(options, s+".ToString()")
	}
	for _, pool := range [...][]string{g.strs, g.ints, g.bools} {
		options = append(options, pool...)
	}
	for _, m := range g.maps {
		options = append(options, `string.Join(";", `+m+`.Select(p0 => p0.Key + p0.Value))`)
	}
	for _, n := range g.nests {
		options = append(options, `string.Join(";", `+n+`.SelectMany(p0 => p0))`)
	}
	for _, t := range append(append([]string(nil), g.tuples...), g.pools.pairs...) {
		options = append(options, t+".Item1", t+".Item2")
	}
	for _, o := range g.objects {
		options = append(options, o+`["a"]`, o+`.SelectToken("b.a")`, o+".Count")
	}
	if len(options) == 0 {
		return ""
	}
	code := []string{`""`}
	for range 1 + g.r.IntN(3) {
		code = append(code, options[g.r.IntN(len(options))])
	}
	return strings.Join(code, " + ")
}

var words = []string{"", "a", "ab", "api", "A-b_C", "https://api.contoso.com/x?y=1", " x ", "a,b,,c", "/p/q/", "12", "x.y.z", "true"}

func (g *generator) lit() string { return `"` + words[g.r.IntN(len(words))] + `"` }

func (g *generator) char() string { return g.pick(`'a'`, `'/'`, `','`, `'.'`, `'x'`, `' '`) }

// str is an expression of type string.
func (g *generator) str(depth int) string {
	if g.plain && g.r.IntN(3) > 0 {
		depth = 0
	}
	if depth <= 0 {
		if len(g.strs) > 0 && g.r.IntN(2) == 0 {
			return g.strs[g.r.IntN(len(g.strs))]
		}
		return g.pick(g.lit(), g.lit(), g.lit(), "context.Request.OriginalUrl.Host", `context.Request.Headers.GetValueOrDefault("X-A", "")`,
			`((string)context.Variables["Known"])`, `context.Variables.GetValueOrDefault<string>("Hidden", "d")`, `context.Variables.GetValueOrDefault<string>("Known")`)
	}
	d := depth - 1
	if g.r.IntN(3) == 0 {
		if s := g.ofLocal(d); s != "" {
			return s
		}
	}
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
		return `string.Join(` + g.lit() + `, ` + g.sequence(d) + `)`
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
	return g.regex(d)
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
		q := g.param()
		return `string.Join(",", new[] { ` + p + `, "b" }.Select(` + q + " => " + g.in(func() string { return g.total(q, d) }) + " + " + p + "))"
	case 6:
		return g.captured(p)
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
			q := g.param()
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
		if len(g.bools) > 0 && g.r.IntN(2) == 0 {
			return g.bools[g.r.IntN(len(g.bools))]
		}
		return g.pick("true", "false", `context.Variables.ContainsKey("Known")`, `context.Variables.ContainsKey("Hidden")`, hiddenText+`.Length > 3`)
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
