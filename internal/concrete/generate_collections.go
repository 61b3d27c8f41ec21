package concrete

import "strings"

// list is an expression of type string[] or List<string>.
func (g *generator) list(depth int) string {
	pools := append(append([]string(nil), g.lists...), g.arrays...)
	if l, ok := g.one(pools); ok && g.r.IntN(2) == 0 {
		return l
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

// sequence is an expression of type IEnumerable<string>.
func (g *generator) sequence(depth int) string {
	var pools []string
	for _, pool := range [...][]string{g.queries, g.sets, g.queues, g.stacks} {
		pools = append(pools, pool...)
	}
	if s, ok := g.one(pools); ok && g.r.IntN(2) == 0 {
		return s
	}
	if m, ok := g.one(g.maps); ok && g.r.IntN(6) == 0 {
		return m + g.pick(".Values", ".Keys")
	}
	return g.list(depth)
}

// query is an expression of type IEnumerable<string> that LINQ gives.
func (g *generator) query(depth int) string {
	s := g.sequence(depth)
	switch g.r.IntN(13) {
	case 0:
		return s + ".Where(" + g.predicate() + ")"
	case 1:
		return s + g.pick(".Distinct()", ".Skip(1)", ".Take(2)", ".DefaultIfEmpty("+g.lit()+")")
	case 2:
		return s + g.pick(".Union(", ".Concat(", ".Except(", ".Intersect(") + g.sequence(0) + ")"
	case 3:
		return s + "." + g.pick("TakeWhile", "SkipWhile") + "(" + g.predicate() + ")"
	case 4:
		p := g.param()
		return s + ".SelectMany(" + p + " => " + p + ".Split(" + g.char() + "))"
	case 5:
		p := g.param()
		return s + "." + g.pick("OrderBy", "OrderByDescending") + "(" + p + " => " + p + ")"
	case 6:
		return s + g.pick(".Append(", ".Prepend(") + g.str(0) + ")"
	case 7:
		return s + ".Where(" + g.predicate() + ").Select(" + g.lambda() + ")"
	}
	return s + ".Select(" + g.lambda() + ")"
}

// collection declares an array, a set, a queue, a stack, or a list of lists.
func (g *generator) collection() string {
	switch g.r.IntN(9) {
	case 0:
		return g.local(&g.arrays, "string[]", "{ "+g.str(1)+", "+g.str(0)+" }")
	case 1:
		return g.local(&g.arrays, "var", "new string["+g.pick("1", "2", "3", hiddenText+".Length")+"]")
	case 2:
		return g.local(&g.sets, "var", "new HashSet<string> { "+g.str(1)+", "+g.str(0)+" }")
	case 3:
		return g.local(&g.queues, "var", g.pick("new Queue<string>()", "new Queue<string>("+g.sequence(1)+")"))
	case 4:
		return g.local(&g.stacks, "var", g.pick("new Stack<string>()", "new Stack<string>("+g.sequence(1)+")"))
	case 5:
		return g.local(&g.nests, "var", "new List<List<string>> { "+g.listLocal()+", new List<string> { "+g.str(0)+" } }")
	case 6:
		return g.local(&g.lists, "var", g.sequence(1)+g.pick(".ToList()", ".Where("+g.predicate()+").ToList()", ".Select("+g.lambda()+").ToList()"))
	case 7:
		p, q := g.param(), g.param()
		return g.local(&g.maps, "var", g.sequence(1)+".ToDictionary("+p+" => "+p+", "+q+" => "+g.in(func() string { return g.total(q, 1) })+")")
	}
	return g.local(&g.lists, "var", g.pick("new List<string>()", "new List<string>("+g.sequence(1)+")"))
}

func (g *generator) listLocal() string {
	if l, ok := g.one(g.lists); ok {
		return l
	}
	return "new List<string> { " + g.lit() + " }"
}

// listChanges change lists and their like.
func (g *generator) listChanges() (options []func() string) {
	add := func(f func() string) { options = append(options, f) }
	for _, l := range g.lists {
		add(func() string { return g.changeList(l) })
	}
	for _, a := range g.arrays {
		add(func() string {
			return a + "[" + g.pick("0", "1", hiddenText+".Length % 2", g.num(0)) + "] = " + g.str(1) + ";\n"
		})
	}
	for _, s := range g.sets {
		add(func() string {
			return g.pick(s+".Add("+g.str(1)+");\n", s+".Remove("+g.str(0)+");\n", s+".UnionWith("+g.sequence(0)+");\n", "if ("+s+".Add("+g.str(0)+")) { "+g.setString(g.lit())+" }\n")
		})
	}
	for _, q := range g.queues {
		add(func() string {
			return g.pick(q+".Enqueue("+g.str(1)+");\n", q+".Enqueue("+g.str(1)+");\n", q+".Dequeue();\n", g.setString(q+".Dequeue()"))
		})
	}
	for _, s := range g.stacks {
		add(func() string {
			return g.pick(s+".Push("+g.str(1)+");\n", s+".Push("+g.str(1)+");\n", s+".Pop();\n", g.setString(s+".Pop()"))
		})
	}
	for _, n := range g.nests {
		add(func() string {
			p := g.param()
			return g.pick(n+"["+g.small()+"].Add("+g.str(1)+");\n", n+".ForEach("+p+" => "+p+".Add("+g.lit()+"));\n", n+".Add("+g.listLocal()+");\n",
				n+"[1] = "+g.listLocal()+";\n", "foreach (var "+p+" in "+n+") { "+p+"[0] = "+g.str(0)+"; }\n")
		})
	}
	for _, q := range g.queries {
		add(func() string { return q + " = " + g.query(0) + ";\n" })
	}
	return options
}

func (g *generator) changeList(l string) string {
	switch g.r.IntN(14) {
	case 0:
		return l + ".Insert(" + g.small() + ", " + g.str(1) + ");\n"
	case 1:
		return l + ".AddRange(" + g.sequence(0) + ");\n"
	case 2:
		return l + ".RemoveAt(" + g.small() + ");\n"
	case 3:
		return l + ".Remove(" + g.str(0) + ");\n"
	case 4:
		return l + ".RemoveAll(" + g.predicate() + ");\n"
	case 5:
		return l + g.pick(".Clear();\n", ".Sort();\n", ".Reverse();\n")
	case 6:
		return l + ".RemoveRange(0, " + g.small() + ");\n"
	case 7:
		return l + " = " + g.pick("new List<string>()", "new List<string> { "+g.str(0)+" }", g.listLocal(), g.sequence(0)+".ToList()") + ";\n"
	case 8:
		p := g.param()
		return l + ".ToList().ForEach(" + p + " => " + g.in(func() string { return "{ " + g.effect() + strings.TrimSuffix(g.setString(p), "\n") + " }" }) + ");\n"
	case 10:
		return g.sequence(0) + ".ToList().ForEach(" + l + ".Add);\n"
	case 9:
		return l + "[" + g.pick("0", "1", "2", g.num(0), l+".Count - 1") + "] = " + g.str(1) + ";\n"
	}
	return l + ".Add(" + g.str(1) + ");\n"
}

// ofLocal is a text of a local that is none itself, "" if there is none.
func (g *generator) ofLocal(d int) string {
	if g.r.IntN(3) == 0 {
		return g.ofJSON(d)
	}
	var options []string
	if l, ok := g.one(append(append([]string(nil), g.lists...), g.arrays...)); ok {
		options = append(options, l+"["+g.small()+"]", l+".Count().ToString()")
	}
	for _, pool := range [...][]string{g.lists, g.arrays, g.queries, g.sets, g.queues, g.stacks} {
		if s, ok := g.one(pool); ok {
			options = append(options, `string.Join(",", `+s+")", s+"."+g.pick("First()", "Last()", "ElementAt(0)", `ElementAtOrDefault(1)`, "Count().ToString()", `FirstOrDefault()`))
		}
	}
	if n, ok := g.one(g.nests); ok {
		p := g.param()
		options = append(options, n+"[0][0]", n+"[1].Last()", `string.Join("|", `+n+`.SelectMany(`+p+` => `+p+`))`, n+".Count.ToString()")
	}
	if s, ok := g.one(g.sbs); ok {
		options = append(options, s+".ToString()", s+".ToString("+g.small()+", "+g.small()+")", s+".Length.ToString()")
	}
	if m, ok := g.one(g.maps); ok {
		p := g.param()
		options = append(options, m+`["k"]`, m+`["a"]`, m+".Count.ToString()", `string.Join(";", `+m+`.Select(`+p+` => `+p+`.Key + `+p+`.Value))`, `(`+m+`.ContainsKey("k") ? `+m+`["k"] : "none")`)
	}
	if t, ok := g.one(g.tuples); ok {
		options = append(options, t+".Item1", t+".Item2")
	}
	if t, ok := g.one(g.pools.pairs); ok {
		options = append(options, t+".Item1", t+".Item2")
	}
	if u, ok := g.one(g.uris); ok {
		options = append(options, u+"."+g.pick("Host", "Authority", "AbsolutePath", "ToString()", "PathAndQuery"))
	}
	if m, ok := g.one(g.matches); ok {
		options = append(options, m+".Value", m+".Groups[1].Value", m+`.Groups["h"].Value`, "("+m+".Success ? "+m+".Groups[1].Value : "+g.lit()+")")
	}
	if len(options) == 0 {
		return ""
	}
	return options[g.r.IntN(len(options))]
}

// linq is an expression of type string with a lambda in it.
func (g *generator) linq(d int) string {
	list := g.sequence(d)
	switch g.r.IntN(11) {
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
	case 7:
		return `string.Join("|", ` + g.query(d) + ")"
	case 8:
		return g.query(d) + g.pick(".First()", ".Last()", `.ElementAtOrDefault(1)`, ".FirstOrDefault()", `.Count().ToString()`)
	case 9:
		a, b := g.param()+"a", g.param()+"b"
		return list + ".Aggregate(" + g.pick(g.str(0), `"https:/"`) + ", (" + a + ", " + b + ") => " + g.in(func() string { return a + ` + "/" + ` + g.total(b, 1) }) + ")"
	}
	a, b := g.param()+"a", g.param()+"b"
	return list + ".Aggregate((" + a + ", " + b + ") => " + g.in(func() string { return a + " + " + g.total(b, 1) }) + ")"
}
