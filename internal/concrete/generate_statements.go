package concrete

import "strings"

// hiddenText is a text that only the run knows.
const hiddenText = `context.Variables.GetValueOrDefault<string>("Hidden", "d")`

// stmt is a statement.
func (g *generator) stmt(depth int) string {
	kind := g.r.IntN(34)
	if kind == 18 && g.lambdasOnly {
		kind = 17
	}
	switch kind {
	case 16, 17:
		return g.function()
	case 18:
		n, p, k := g.name(), g.name(), g.name()
		s := g.in(func() string {
			return "string " + n + "(string " + p + ", int " + k + ") { if (" + k + " <= 0) { return " + g.total(p, 1) + "; } return " + n + "(" + p + " + " + g.lit() + ", " + k + " - 1); }\n"
		})
		g.funcs = append(g.funcs[:len(g.funcs):len(g.funcs)], callable{name: n, params: 1, counts: true})
		return s
	case 0, 1, 2:
		return g.local(&g.strs, g.pick("var", "string"), g.str(2))
	case 3:
		return g.local(&g.ints, "int", g.num(2))
	case 4:
		return g.local(&g.lists, "var", "new List<string> { "+g.str(1)+", "+g.lit()+" }")
	case 5:
		return g.local(&g.maps, "var", `new Dictionary<string, string>`+g.pick("", "", "(StringComparer.OrdinalIgnoreCase)")+` { { "k", `+g.str(1)+` } }`)
	case 6:
		return g.local(&g.sbs, "var", "new StringBuilder("+g.str(1)+")")
	case 19, 20:
		return g.collection()
	case 21, 22:
		return g.json()
	case 23:
		return g.pairs()
	case 24, 25:
		return g.alias()
	case 26:
		return g.action(depth)
	case 27, 28:
		return g.local(&g.queries, g.pick("var", "IEnumerable<string>"), g.query(1))
	case 29:
		return g.tries()
	}
	if depth <= 0 {
		return g.change()
	}
	if kind >= 30 {
		return g.loop(depth)
	}
	return g.flow(depth)
}

// flow is a statement with others in it.
func (g *generator) flow(depth int) string {
	switch g.r.IntN(10) {
	case 0, 1:
		return g.change()
	case 2:
		return "if (" + g.boolean(2) + ") {\n" + g.scoped(depth) + "} else {\n" + g.scoped(depth) + "}\n"
	case 3:
		if g.nested > 0 {
			return ""
		}
		return "if (" + g.boolean(2) + ") { return " + g.str(1) + "; }\n"
	case 4:
		n := g.name()
		return "foreach (var " + n + " in " + g.sequence(1) + ") {\n" + g.within(depth, n) + "}\n"
	case 5:
		n := g.name()
		return "for (int " + n + " = 0; " + n + " < " + g.small() + "; " + n + "++) {\n" + g.scoped(depth) + g.pick("", "if ("+n+" == 1) break;\n", "if ("+n+" == 0) continue;\n") + g.change() + "}\n"
	case 6:
		s := "try {\n" + g.scoped(depth) + "} catch (Exception) {\n" + g.change() + "}\n"
		if g.r.IntN(4) == 0 {
			s += "finally {\n" + g.change() + "}\n"
		}
		return s
	case 7:
		loops := g.loops
		g.loops = 0
		s := "switch (" + g.str(1) + ") {\ncase \"a\":\n" + g.change() + "break;\ncase \"ab\": case \"\":\n" + g.change() + "break;\ndefault:\n" + g.change() + "break;\n}\n"
		g.loops = loops
		return s
	case 8:
		if g.loops > 0 {
			return "if (" + g.boolean(1) + ") { " + g.change() + g.pick("break", "continue") + "; }\n"
		}
	}
	if len(g.strs) == 0 {
		return ""
	}
	// What is known of a local that can be one of two texts, under a condition on it.
	s, n := g.strs[g.r.IntN(len(g.strs))], g.name()
	return "string " + n + " = " + g.boolean(1) + " ? " + s + " : " + g.lit() + ";\nif (" + g.holds(n, 2) + ") {\n" + s + " = " + n + " + " + s + ";\n} else if (" + g.holds(n, 1) + ") { " + g.change() + "} else { " + s + " = " + n + "; }\n"
}

// loop is a loop of which only the run knows how often it goes round, or that it builds
// its own end.
func (g *generator) loop(depth int) string {
	n := g.name()
	hidden := g.pick(hiddenText, hiddenText, `context.Request.Headers.GetValueOrDefault("X-A", "")`)
	body := func() string {
		g.loops++
		s := g.scoped(depth) + g.change()
		g.loops--
		return s
	}
	switch g.r.IntN(8) {
	case 0, 1, 2:
		return "foreach (var " + n + " in " + hidden + ".Split(" + g.pick("','", "'/'", "'d'", "'='") + ")) {\n" + g.within(depth, n) + "}\n"
	case 3:
		return "for (int " + n + " = 0; " + n + " < " + hidden + ".Length; " + n + "++) {\n" + body() + "}\n"
	case 4:
		return "int " + n + " = " + hidden + ".Length;\nwhile (" + n + " > " + g.small() + ") {\n" + n + "--;\n" + body() + "}\n"
	case 5:
		return "int " + n + " = 0;\ndo {\n" + n + "++;\n" + body() + "} while (" + n + " < " + hidden + ".Length);\n"
	case 6:
		return "int " + n + " = 0;\nwhile (true) {\nif (" + n + "++ > " + hidden + ".Length) break;\n" + body() + "}\n"
	}
	if q, ok := g.one(g.queues); ok {
		return "for (int " + n + " = 0; " + n + " < 9 && " + q + ".Count > 0; " + n + "++) {\n" + g.pick("", g.change()) + g.pick(q+".Dequeue();\n", g.setString(q+".Dequeue()")) + body() + "}\n"
	}
	return "foreach (char " + n + " in " + hidden + ") {\n" + body() + "}\n"
}

// setString assigns a text to a local, if there is one.
func (g *generator) setString(x string) string {
	s, ok := g.one(g.strs)
	if !ok {
		return ""
	}
	return s + g.pick(" = ", " += ") + x + ";\n"
}

// tries is a use of a method with an out argument.
func (g *generator) tries() string {
	n := g.name()
	declared, given := "", "out "+n
	typ, call, read := "object", `context.Variables.TryGetValue(`+g.pick(`"Known"`, `"Hidden"`, `"None"`)+", ", "(string)"+n
	switch g.r.IntN(4) {
	case 0:
		typ, call, read = "string[]", `context.Request.Headers.TryGetValue(`+g.pick(`"X-A"`, `"X-None"`)+", ", n+"[0]"
	case 1:
		if m, ok := g.one(g.maps); ok {
			typ, call, read = "string", m+".TryGetValue("+g.pick(`"k"`, `"a"`, g.str(0))+", ", n
		}
	case 2:
		typ, call, read = "Uri", "Uri.TryCreate("+g.pick(`"https://a.contoso.com/x"`, `"https://" + context.Request.OriginalUrl.Host + "/x"`, `"none"`, "(string)null")+", UriKind.Absolute, ", n+"."+g.pick("Host", "AbsolutePath", "Authority")
	}
	if g.r.IntN(2) == 0 {
		declared = typ + " " + n + ";\n"
	} else {
		given = "out " + g.pick("var", typ) + " " + n
	}
	yes, no := g.setString(read), g.change()
	if g.r.IntN(3) == 0 {
		return declared + call + given + ");\n" + g.setString(read)
	}
	return declared + "if (" + g.pick("", "", "!") + call + given + ")) {\n" + yes + "} else {\n" + no + "}\n"
}

// change assigns or changes something that is there.
func (g *generator) change() string {
	var options []func() string
	add := func(f func() string) { options = append(options, f) }
	for _, s := range g.strs {
		add(func() string { return s + g.pick(" = ", " += ") + g.str(1) + ";\n" })
	}
	for _, i := range g.ints {
		add(func() string { return i + g.pick("++", " += 2", "--", " = "+g.num(1)) + ";\n" })
	}
	for _, b := range g.bools {
		add(func() string { return b + " = " + g.pick("!"+b, g.boolean(1)) + ";\n" })
	}
	for _, m := range g.maps {
		add(func() string { return g.changeMap(m) })
	}
	for _, s := range g.sbs {
		add(func() string { return g.changeBuilder(s) })
	}
	options = append(options, g.listChanges()...)
	options = append(options, g.jsonChanges()...)
	options = append(options, g.otherChanges()...)
	if len(options) == 0 {
		return ""
	}
	return options[g.r.IntN(len(options))]()
}

func (g *generator) changeMap(m string) string {
	key := g.pick(`"k"`, `"k"`, `"a"`, `"K"`, g.str(0))
	switch g.r.IntN(8) {
	case 0:
		return m + ".Remove(" + key + ");\n"
	case 1:
		return m + ".Add(" + key + ", " + g.str(1) + ");\n"
	case 2:
		return m + ".Clear();\n"
	}
	return m + "[" + key + "] = " + g.str(1) + ";\n"
}

func (g *generator) changeBuilder(s string) string {
	if !g.forMono && g.r.IntN(9) == 0 {
		return s + ".AppendLine(" + g.pick("", g.str(1)) + ");\n"
	}
	switch g.r.IntN(9) {
	case 0:
		return s + ".Insert(" + g.small() + ", " + g.str(1) + ");\n"
	case 1:
		return s + ".Remove(" + g.small() + ", " + g.small() + ");\n"
	case 2:
		return s + ".Length" + g.pick(" = ", " -= ") + g.small() + ";\n"
	case 3:
		return s + ".Clear();\n"
	case 4:
		return s + ".Replace(" + g.lit2() + ", " + g.str(0) + ");\n"
	}
	return s + ".Append(" + g.pick(g.str(1), g.num(1), g.char(), "'x', "+g.small(), s+".ToString()") + ")" + g.pick("", ".Append("+g.str(0)+")") + ";\n"
}

// scoped writes statements whose locals end with them.
func (g *generator) scoped(depth int) string {
	return g.scope(func() string {
		out := ""
		for range 1 + g.r.IntN(2) {
			out += g.stmt(depth - 1)
		}
		return out
	})
}

// within is scoped with one more local.
func (g *generator) within(depth int, local string) string {
	g.loops++
	out := g.scope(func() string {
		n := g.name()
		g.strs = append(g.strs[:len(g.strs):len(g.strs)], n)
		return "string " + n + " = " + local + ";\n" + g.change() + g.stmt(depth-1)
	})
	g.loops--
	return out
}

// scope writes a scope. Its names are those of its level: another one beside it may use
// them again.
func (g *generator) scope(body func() string) string {
	saved := *g
	g.level++
	g.locals = g.serial
	if g.r.IntN(2) == 0 {
		g.locals = 0
	}
	out := body()
	saved.serial = g.serial
	*g = saved
	return strings.TrimLeft(out, "\n")
}
