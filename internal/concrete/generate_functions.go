package concrete

// function declares a function of texts that gives one.
func (g *generator) function() string {
	n := g.name()
	f := callable{name: n, params: 1}
	s := "Func<string, string> " + n + " = " + g.lambda() + ";\n"
	if g.r.IntN(3) == 0 {
		a, b := g.name(), g.name()
		f.params, s = 2, "Func<string, string, string> "+n+" = ("+a+", "+b+") => "+g.in(func() string { return g.total(a, 1) + " + " + g.total(b, 1) })+";\n"
	}
	g.funcs = append(g.funcs[:len(g.funcs):len(g.funcs)], f)
	return s
}

// lambda gives text of text, and never throws: some of them are run later than
// they stand, or not at all.
func (g *generator) lambda() string {
	p := g.param()
	if f := g.unary(); f != "" && g.r.IntN(5) == 0 {
		return f
	}
	return p + " => " + g.in(func() string {
		switch g.r.IntN(5) {
		case 0:
			return "{ if (" + g.holds(p, 1) + ") { return " + g.total(p, 1) + "; } return " + g.total(p, 1) + "; }"
		case 1:
			return "{ " + g.effect() + "return " + g.total(p, 1) + "; }"
		case 2:
			return "{ if (" + g.holds(p, 1) + ") { " + g.effect() + "return " + g.total(p, 1) + "; } " + g.effect() + "return " + g.total(p, 1) + "; }"
		}
		return g.total(p, 2)
	})
}

// unary is the name of a function of one text, "" if there is none.
func (g *generator) unary() string {
	for _, f := range g.funcs {
		if f.params == 1 && !f.counts {
			return f.name
		}
	}
	return ""
}

// effect is a change that never throws.
func (g *generator) effect() string {
	var options []string
	for _, s := range g.strs {
		options = append(options, s+` += "!"; `, s+" = "+g.lit()+"; ")
	}
	for _, i := range g.ints {
		options = append(options, i+"++; ")
	}
	for _, l := range g.lists {
		options = append(options, l+".Add("+g.lit()+"); ", l+".Clear(); ")
	}
	for _, s := range g.sbs {
		options = append(options, s+".Append("+g.lit()+"); ", s+".Clear(); ")
	}
	for _, m := range g.maps {
		options = append(options, m+`["k"] = `+g.lit()+"; ")
	}
	for _, o := range g.objects {
		options = append(options, o+`["a"] = `+g.lit()+"; ")
	}
	if len(options) == 0 {
		return ""
	}
	return options[g.r.IntN(len(options))]
}

// captured is a text made of what stands around a lambda, and never throws.
func (g *generator) captured(p string) string {
	var options []string
	for _, s := range g.sbs {
		options = append(options, "("+p+" + "+s+".ToString())")
	}
	for _, l := range g.lists {
		options = append(options, "("+p+" + "+l+".Count)", "("+p+" + string.Join(\"\", "+l+"))")
	}
	for _, m := range g.maps {
		options = append(options, "("+m+".ContainsKey(\"k\") ? "+p+" : "+g.lit()+")")
	}
	for _, o := range g.objects {
		options = append(options, "("+p+" + ("+o+`["a"] == null ? "" : "j"))`)
	}
	for _, f := range g.funcs {
		if f.params == 1 && !f.counts {
			options = append(options, f.name+"("+p+")")
		}
	}
	if len(options) == 0 {
		return p
	}
	return options[g.r.IntN(len(options))]
}

func (g *generator) predicate() string {
	p := g.param()
	return p + " => " + g.in(func() string { return g.holds(p, 2) })
}

// action declares a function that takes nothing and gives nothing. It may end in its
// middle.
func (g *generator) action(depth int) string {
	n := g.name()
	body := g.in(func() string {
		return g.scope(func() string {
			s := g.change()
			if depth > 1 && g.r.IntN(3) == 0 {
				s += "if (" + g.boolean(1) + ") { " + g.change() + "return; }\n" + g.change()
			}
			if depth > 1 {
				s += g.stmt(g.r.IntN(2))
			}
			return s
		})
	})
	s := "Action " + n + " = () => {\n" + body + "};\n"
	if !g.lambdasOnly && g.r.IntN(2) == 0 {
		s = "void " + n + "() {\n" + body + "}\n"
	}
	g.actions = append(g.actions[:len(g.actions):len(g.actions)], n)
	return s
}

// otherChanges run actions, and put something else into what else there is.
func (g *generator) otherChanges() (options []func() string) {
	for _, a := range g.actions {
		options = append(options, func() string {
			p := g.param()
			return g.pick(a+"();\n", a+"();\n", a+".Invoke();\n", g.sequence(0)+".ToList().ForEach("+p+" => "+a+"());\n",
				"new List<Action> { "+a+" }.ForEach("+p+" => "+p+"());\n")
		})
	}
	for _, t := range g.pools.pairs {
		options = append(options, func() string {
			return g.pick(t+".Item1 = "+g.str(1)+";\n", t+" = ("+g.str(0)+", "+t+".Item1);\n")
		})
	}
	if len(g.strs) > 1 {
		options = append(options, func() string {
			a, b := g.strs[0], g.strs[len(g.strs)-1]
			if g.r.IntN(2) == 0 {
				return "(" + a + ", " + b + ") = (" + b + ", " + g.str(0) + ");\n"
			}
			return "(" + a + ", " + b + ") = (" + b + ", " + a + ");\n"
		})
	}
	return options
}

// pairs declares a tuple, a URL, a match, or a condition.
func (g *generator) pairs() string {
	switch g.r.IntN(6) {
	case 0:
		return g.local(&g.tuples, "var", g.pick("Tuple.Create("+g.str(1)+", "+g.str(0)+")", "new Tuple<string, string>("+g.str(0)+", "+g.str(1)+")"))
	case 1:
		return g.local(&g.pools.pairs, "var", "("+g.str(1)+", "+g.str(0)+")")
	case 2:
		return g.local(&g.uris, "var", g.uri())
	case 3:
		return g.local(&g.matches, "var", g.match())
	case 4:
		a, b := g.name(), g.name()
		s := "var (" + a + ", " + b + ") = " + "(" + g.str(1) + ", " + g.str(0) + ");\n"
		g.strs = append(g.strs[:len(g.strs):len(g.strs)], a, b)
		return s
	}
	return g.local(&g.bools, "bool", g.boolean(2))
}

// alias gives something that is there another name.
func (g *generator) alias() string {
	for range 6 {
		pool := [...]*[]string{&g.lists, &g.maps, &g.sbs, &g.objects, &g.jarrays, &g.arrays, &g.queries, &g.sets, &g.pools.pairs, &g.lists, &g.sbs}[g.r.IntN(11)]
		a, ok := g.one(*pool)
		if !ok {
			continue
		}
		b, _ := g.one(*pool)
		if pool == &g.lists {
			if nest, ok := g.one(g.nests); ok && g.r.IntN(2) == 0 {
				return g.local(pool, "var", nest+"["+g.small()+"]")
			}
		}
		n := g.param()
		return g.local(pool, "var", g.pick(a, "new[] { 1 }.Select("+n+" => "+a+").First()", "new Dictionary<string, object> { { \"k\", 1 } }.Count == 1 ? "+a+" : "+b, "("+g.boolean(1)+" ? "+a+" : "+b+")", "new[] { "+a+", "+b+" }["+g.pick("0", "1")+"]", "Tuple.Create("+a+", 1).Item1"))
	}
	return g.change()
}

// uri is an expression of type Uri.
func (g *generator) uri() string {
	base := g.pick(`"https://Api.Contoso.com:443/a/b?c=d"`, `"http://h:8080"`, `"https://" + context.Request.OriginalUrl.Host + "/x"`, g.str(0))
	if u, ok := g.one(g.uris); ok && g.r.IntN(2) == 0 {
		return "new Uri(" + u + ", " + g.pick(`"//other.contoso.com/x"`, `"/y"`, `"z?q"`, `"?q=1"`, `""`, `"https://third.contoso.com"`, g.str(0)) + ")"
	}
	return "new Uri(" + base + ")"
}

// match is an expression of type Match.
func (g *generator) match() string {
	return "Regex.Match(" + g.str(1) + `, "` + g.pick("^https://([^/]+)(/.*)?$", "([a-z]+)/([0-9])", "(?<h>[a-z]+)", "a(b)?", "//(.*)$") + `"` + g.pick("", ", RegexOptions.IgnoreCase") + ")"
}

// regex is Regex.Replace.
func (g *generator) regex(d int) string {
	return `Regex.Replace(` + g.str(d) + `, ` + g.pick(`"[0-9]+", `+g.lit(), `"a", `+g.lit(), `"^https", `+g.lit(), `"/$", `+g.lit(), `"x.y", `+g.lit(),
		`"^(https?)://([^/]+)", "$1://x.$2"`, `"^https://[^/]+", "https://api.contoso.com"`, `"/v1/", "/v2/"`, `"(/)(v)", "$2$1"`, `"[?].*$", ""`) + g.pick("", "", ", RegexOptions.IgnoreCase") + `)`
}
