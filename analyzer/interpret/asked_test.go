package interpret

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// world is one request, as far as the conditions of FuzzConditions ask.
type world struct {
	flag   int  // of the variable flag: of flags
	mode   int  // of the variable mode: of modes
	same   bool // the variable mode holds the object of the constant that it is compared with
	number int  // of the variable number: of numbers
	header int  // of the header X-Mode: of headers
	get    bool // the method is GET
	free   uint // what changes by itself, a bit for each time it is asked for
}

const (
	flagUnset = iota
	flagTrue
	flagFalse
	flags
)

// modes are the values of the variable mode. The first is none at all, and no
// condition asks for the last.
var modes = []string{"", "x", "X", "y", "z"}

// headers and numbers are those of the header and of the other variable, in the
// same way.
var (
	headers = []string{"", "v", "w", "u"}
	numbers = []string{"", "0", "7", "70"}
)

// about is what a condition asks about.
type about uint8

const (
	aboutFlag about = 1 << iota
	aboutMode
	aboutNumber
	aboutHeader
	aboutMethod
)

// worlds are all requests that differ in what is asked about, and in some bits
// that are free.
func worlds(asked about, free int) []world {
	out := []world{{}}
	vary := func(n int, set func(*world, int)) {
		var more []world
		for _, w := range out {
			for i := range n {
				set(&w, i)
				more = append(more, w)
			}
		}
		out = more
	}
	if asked&aboutFlag != 0 {
		vary(flags, func(w *world, i int) { w.flag = i })
	}
	if asked&aboutMode != 0 {
		vary(2*len(modes), func(w *world, i int) { w.mode, w.same = i/2, i%2 == 1 })
	}
	if asked&aboutNumber != 0 {
		vary(len(numbers), func(w *world, i int) { w.number = i })
	}
	if asked&aboutHeader != 0 {
		vary(len(headers), func(w *world, i int) { w.header = i })
	}
	if asked&aboutMethod != 0 {
		vary(2, func(w *world, i int) { w.get = i == 1 })
	}
	vary(1<<free, func(w *world, i int) { w.free = uint(i) })
	return out
}

// outcome is what a condition gives: an answer, or an exception.
type outcome uint8

const (
	isFalse outcome = iota
	isTrue
	threw
)

func is(b bool) outcome {
	if b {
		return isTrue
	}
	return isFalse
}

// oracle is a condition and what it is in each world.
type oracle struct {
	src     string
	about   about
	in      func(world) outcome
	literal bool // it compares one thing with one constant, in a way that others can be told from
	op      string
	of      []oracle // the parts of a condition with an operator
	first   int      // of the free bits that it reads
	free    int      // the number of these
}

// among is what the condition can be in some worlds.
func (c oracle) among(list []world) value.Truth {
	var out value.Truth
	for _, w := range list {
		v := c.in(w)
		out.Yes, out.No = out.Yes || v == isTrue, out.No || v == isFalse
	}
	return out
}

// known is what has to be known of a condition that is asked in some worlds, if all
// that is known of them came from literals: what follows from its parts alone.
func (c oracle) known(list []world) value.Truth {
	switch {
	case c.literal:
		return c.among(list)
	case c.op == "!":
		part := c.of[0].known(list)
		return value.Truth{Yes: part.No, No: part.Yes}
	case c.op != "":
		a, b := c.of[0].known(list), c.of[1].known(list)
		if c.op == "&&" {
			return value.Truth{Yes: a.Yes && b.Yes, No: a.No || b.No}
		}
		return value.Truth{Yes: a.Yes || b.Yes, No: a.No && b.No}
	}
	return value.Truth{Yes: true, No: true}
}

// settles reports whether all that follows from an answer is answers to literals.
func (c oracle) settles(list []world, yes bool) bool {
	switch {
	case c.op == "!":
		return c.of[0].settles(list, !yes)
	case c.op != "" && yes == (c.op == "&&"):
		return c.of[0].settles(list, yes) && c.of[1].settles(list, yes)
	case c.op != "": // one part has the answer; it settles which if the other cannot
		for i, part := range c.of {
			if can := part.known(list); yes && !can.Yes || !yes && !can.No {
				return c.of[1-i].settles(list, yes)
			}
		}
		return false
	}
	return c.literal
}

// atoms are conditions without parts; those of the first list are literals.
func atoms() (literals, others []oracle) {
	add := func(list *[]oracle, what about, in func(world) outcome, forms ...string) {
		for _, src := range forms {
			*list = append(*list, oracle{src: src, about: what, in: in})
		}
	}
	flag := func(null outcome, of int) func(world) outcome {
		return func(w world) outcome {
			if w.flag == flagUnset {
				return null
			}
			return is(w.flag == of)
		}
	}
	add(&literals, aboutFlag, flag(threw, flagTrue), `(bool)context.Variables["flag"]`, `((bool)context.Variables["flag"]) == true`,
		`(Boolean)(context.Variables["flag"])`, `false != (bool)context.Variables["flag"]`)
	add(&literals, aboutFlag, flag(threw, flagFalse), `(bool)context.Variables["flag"] == false`, `true != (bool)context.Variables["flag"]`)
	add(&literals, aboutFlag, flag(isFalse, flagTrue), `context.Variables.GetValueOrDefault<bool>("flag")`, `context.Variables.GetValueOrDefault("flag", false)`,
		`context.Variables.GetValueOrDefault<Boolean>("flag", (false))`)
	add(&others, aboutFlag, flag(isTrue, flagTrue), `context.Variables.GetValueOrDefault("flag", true)`)
	// A value that may be null is neither true nor false.
	add(&others, aboutFlag, flag(isFalse, flagTrue), `context.Variables.GetValueOrDefault<bool?>("flag") == true`)
	add(&others, aboutFlag, flag(isFalse, flagFalse), `context.Variables.GetValueOrDefault<bool?>("flag") == false`)
	add(&others, aboutFlag, flag(isTrue, flagFalse), `context.Variables.GetValueOrDefault<bool?>("flag") != true`)
	add(&others, aboutFlag, flag(threw, flagTrue), `(bool?)context.Variables["flag"] != false`)
	add(&others, aboutFlag, func(w world) outcome { return is(w.flag == flagUnset) }, `context.Variables.GetValueOrDefault<bool?>("flag") == null`, `!context.Variables.ContainsKey("flag")`)

	mode := func(null outcome, equal func(string) bool) func(world) outcome {
		return func(w world) outcome {
			if w.mode == 0 {
				return null
			}
			return is(equal(modes[w.mode]))
		}
	}
	for _, c := range []string{"x", "X", "y"} {
		form := func(src string) string { return strings.ReplaceAll(src, "?", c) }
		equal, fold := func(s string) bool { return s == c }, func(s string) bool { return strings.EqualFold(s, c) }
		add(&literals, aboutMode, mode(threw, equal), form(`(string)context.Variables["mode"] == "?"`), form(`"?" == (string)context.Variables["mode"]`),
			form(`((string)context.Variables["mode"]).Equals("?")`), form(`string.Equals((string)context.Variables["mode"], "?")`),
			form(`"?".Equals((string)context.Variables["mode"])`), form(`string.Equals("?", (String)context.Variables["mode"], StringComparison.Ordinal)`))
		add(&literals, aboutMode, mode(isFalse, equal), form(`context.Variables.GetValueOrDefault<string>("mode") == "?"`), form(`context.Variables.GetValueOrDefault<string>("mode", null) == @"?"`))
		add(&literals, aboutMode, mode(threw, func(s string) bool { return s != c }), form(`"?" != (string)context.Variables["mode"]`))
		// Another value where the variable is not set.
		add(&others, aboutMode, mode(is(c == "y"), equal), form(`context.Variables.GetValueOrDefault("mode", "y") == "?"`))
		add(&others, aboutMode, mode(is(c == "x"), equal), form(`context.Variables.GetValueOrDefault<string>("mode", "x").Equals("?")`))
		// Other questions about the same.
		add(&others, aboutMode, mode(threw, func(s string) bool { return strings.HasPrefix(s, c) }), form(`((string)context.Variables["mode"]).StartsWith("?")`))
		add(&others, aboutMode, mode(threw, fold), form(`((string)context.Variables["mode"]).Equals("?", StringComparison.OrdinalIgnoreCase)`),
			form(`((string)context.Variables["mode"]).Equals("?", StringComparison.InvariantCultureIgnoreCase)`), form(`string.Equals("?", (string)context.Variables["mode"], StringComparison.OrdinalIgnoreCase)`))
		add(&others, aboutMode, mode(threw, func(s string) bool { return strings.ToLower(s) == c }), form(`((string)context.Variables["mode"]).ToLower() == "?"`))
		// Of an object, Equals compares the text, and == asks whether it is the same object.
		add(&others, aboutMode, mode(threw, equal), form(`context.Variables["mode"].Equals("?")`), form(`"?".Equals(context.Variables["mode"])`))
		add(&others, aboutMode, func(w world) outcome {
			if w.mode == 0 {
				return threw
			}
			return is(w.same && modes[w.mode] == c)
		}, form(`context.Variables["mode"] == "?"`))
	}
	add(&others, aboutMode, func(w world) outcome { return is(w.mode == 0) }, `context.Variables.GetValueOrDefault<string>("mode") == null`, `context.Variables.ContainsKey("mode") == false`)

	number := func(null outcome, c string) func(world) outcome {
		return func(w world) outcome {
			if w.number == 0 {
				return null
			}
			return is(numbers[w.number] == c)
		}
	}
	for _, c := range []string{"0", "7"} {
		form := func(src string) string { return strings.ReplaceAll(src, "?", c) }
		add(&literals, aboutNumber, number(threw, c), form(`(int)context.Variables["number"] == ?`), form(`? == (Int32)context.Variables["number"]`))
		add(&literals, aboutNumber, number(is(c == "0"), c), form(`context.Variables.GetValueOrDefault<int>("number") == ?`), form(`context.Variables.GetValueOrDefault("number", 0) == ?`))
		add(&others, aboutNumber, number(is(c == "7"), c), form(`context.Variables.GetValueOrDefault("number", 7) == ?`))
		add(&others, aboutNumber, number(threw, c), form(`(int)context.Variables["number"] == 0?`), form(`(int)context.Variables["number"] == -(-?)`))
	}
	add(&others, aboutNumber, func(w world) outcome {
		if w.number == 0 {
			return threw
		}
		return is(len(numbers[w.number]) > 1)
	}, `(int)context.Variables["number"] > 7`)

	for _, c := range []string{"v", "w"} {
		form := func(src string) string { return strings.ReplaceAll(src, "?", c) }
		add(&literals, aboutHeader, func(w world) outcome { return is(headers[w.header] == c) }, form(`context.Request.Headers.GetValueOrDefault("X-Mode", "") == "?"`),
			form(`"?" == context.Request.Headers.GetValueOrDefault("x-mode", "")`), form(`context.Request.Headers.GetValueOrDefault("X-MODE","").Equals("?")`))
		add(&others, aboutHeader, func(w world) outcome { return is(headers[w.header] == c || w.header == 0 && c == "w") }, form(`context.Request.Headers.GetValueOrDefault("X-Mode", "w") == "?"`))
	}
	add(&others, aboutHeader, func(w world) outcome { return is(w.header != 0) }, `context.Request.Headers.ContainsKey("X-Mode")`)

	add(&literals, aboutMethod, func(w world) outcome { return is(w.get) }, `context.Request.Method == "GET"`, `"GET" == (context.Request.Method)`, `context.Request.Method.Equals("GET")`)
	add(&literals, aboutMethod, func(w world) outcome { return is(!w.get) }, `context.Request.Method != "GET"`)
	add(&others, aboutMethod, func(w world) outcome { return is(w.get) }, `context.Request.Method.StartsWith("G")`, `context.Request.Method.ToLower() == "get"`)
	return literals, others
}

// writer writes random conditions.
type writer struct {
	steps            []byte
	literals, others []oracle
	free             int // times that something was asked for that changes by itself
}

// most bounds what is free: every bit of it doubles the worlds.
const most = 2

func (g *writer) choose(n int) int {
	if len(g.steps) == 0 {
		return 0
	}
	k := int(g.steps[0]) % n
	g.steps = g.steps[1:]
	return k
}

func (g *writer) atom() oracle {
	switch k := g.choose(16); {
	case k < 8:
		c := g.literals[g.choose(len(g.literals))]
		c.literal = true
		return c
	case len(g.others) > 0 && (k < 14 || g.free >= most):
		return g.others[g.choose(len(g.others))]
	case g.free >= most:
		return g.literals[g.choose(len(g.literals))]
	}
	bit := uint(1) << g.free
	g.free++
	src := []string{`DateTime.UtcNow.Second == 0`, `Guid.NewGuid().ToString() == "x"`, `context.Request.Method.Contains(Guid.NewGuid().ToString())`,
		`context.Request.Body.As<string>() == "x"`, `(bool)context.Variables[Guid.NewGuid().ToString()]`, `(bool)context.Variables["flag" + DateTime.Now]`}[g.choose(6)]
	return oracle{src: src, in: func(w world) outcome { return is(w.free&bit != 0) }}
}

// condition is a random one.
func (g *writer) condition(depth int) oracle {
	if depth == 0 {
		return g.atom()
	}
	switch g.choose(8) {
	case 0, 1:
		return g.joined(g.condition(depth-1), "&&", g.condition(depth-1))
	case 2, 3:
		return g.joined(g.condition(depth-1), "||", g.condition(depth-1))
	case 4:
		c := g.condition(depth - 1)
		return oracle{src: "!(" + c.src + ")", about: c.about, op: "!", of: []oracle{c}, in: func(w world) outcome {
			if v := c.in(w); v != threw {
				return is(v == isFalse)
			}
			return threw
		}}
	case 5:
		c := g.condition(depth - 1)
		c.src = "(" + c.src + ")"
		return c
	}
	return g.atom()
}

func (g *writer) joined(a oracle, op string, b oracle) oracle {
	stop := is(op == "||") // the answer that the first part gives for both
	return oracle{src: "(" + a.src + ") " + op + " (" + b.src + ")", about: a.about | b.about, op: op, of: []oracle{a, b}, in: func(w world) outcome {
		if v := a.in(w); v == stop || v == threw {
			return v
		}
		return b.in(w)
	}}
}

// again is a condition asked once more: what changes by itself may then have
// another value.
func (g *writer) again(c oracle) oracle {
	if c.free == 0 {
		return c
	}
	first, was := g.free, c.in
	back := first - c.first
	c.first, c.in = first, func(w world) outcome {
		w.free >>= back
		return was(w)
	}
	g.free += c.free
	return c
}

// readCondition is what a condition asks, where nothing that it asks about changes
// except a header, if that does.
func readCondition(t *testing.T, src string, headerChanges bool) asked {
	t.Helper()
	block, errs := expr.ParseExpr(text.NewView(src))
	if len(errs) > 0 {
		t.Fatalf("%s: %v", src, errs)
	}
	c := document.Code{Block: block}
	out := asked{Condition: c.Asks()}
	for _, q := range out.Questions {
		subject := q.Text
		if headerChanges && len(q.Headers) > 0 {
			subject = ""
		}
		out.subjects = append(out.subjects, subject)
	}
	return out
}

// FuzzConditions asks some conditions one after the other, each answered in a
// way that is possible, and holds what is known of the next one against a table
// of all requests: no answer that one of them gives is ruled out, and where all
// that was answered is literals, so is what follows of them.
func FuzzConditions(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(randomSteps(seed), seed%4 == 0)
	}
	f.Fuzz(askConditions)
}

// TestConditions does the same with some thousand lists of fixed seeds.
func TestConditions(t *testing.T) {
	for seed := range uint64(3000) {
		askConditions(t, randomSteps(seed), seed%4 == 0)
	}
}

func randomSteps(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	steps := make([]byte, 60)
	for i := range steps {
		steps[i] = byte(r.Uint32())
	}
	return steps
}

func askConditions(t *testing.T, steps []byte, headerChanges bool) {
	g := &writer{steps: steps[:min(len(steps), 60)]}
	g.literals, g.others = atoms()
	if topic := about(1) << g.choose(8); topic <= aboutMethod { // conditions about one thing have more to do with each other
		other := func(c oracle) bool { return c.about != topic }
		g.literals, g.others = slices.DeleteFunc(g.literals, other), slices.DeleteFunc(g.others, other)
	}
	var list []oracle
	for range 2 + g.choose(3) {
		if k := len(list); k > 0 && g.choose(4) == 0 && g.free <= most {
			list = append(list, g.again(list[g.choose(k)]))
			continue
		}
		first := g.free
		c := g.condition(g.choose(3))
		c.first, c.free = first, g.free-first
		list = append(list, c)
	}
	var what about
	for _, c := range list {
		what |= c.about
	}
	left, exact := worlds(what, g.free), true
	var facts *fact
	var told []string
	for _, c := range list {
		a := readCondition(t, c.src, headerChanges)
		can := c.among(left)
		if !can.Yes && !can.No {
			return // it throws, and so nothing is asked behind it
		}
		got := a.truth(a.Root, facts)
		if can.Yes && !got.Yes || can.No && !got.No {
			t.Fatalf("%s can be %+v, not only %+v, after\n%s", c.src, can, got, strings.Join(told, "\n"))
		}
		if !headerChanges && c.free == 0 {
			want := value.Truth{Yes: true, No: true}
			if exact {
				want = c.known(left)
			}
			if slices.Contains(told, c.src+" is true") || slices.Contains(told, c.src+" is false") {
				want = can
			}
			if got.Yes && !want.Yes || got.No && !want.No {
				t.Fatalf("%s is %+v, and known as %+v, after\n%s", c.src, want, got, strings.Join(told, "\n"))
			}
		}
		yes := can.Yes && (!can.No || g.choose(2) == 0)
		facts = a.learn(a.Root, yes, facts)
		told = append(told, fmt.Sprint(c.src, " is ", yes))
		exact = exact && c.settles(left, yes)
		left = answering(left, c, yes, headerChanges)
	}
}

// answering are the worlds in which a condition has an answer; a header that
// changes is then any.
func answering(list []world, c oracle, yes, headerChanges bool) []world {
	seen := map[world]bool{}
	var out []world
	for _, w := range list {
		if c.in(w) != is(yes) {
			continue
		}
		if !headerChanges {
			out = append(out, w)
			continue
		}
		for w.header = range headers {
			if !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	return out
}

// TestAnswersFollow: what one answer says of another condition, where the words
// differ.
func TestAnswersFollow(t *testing.T) {
	const yes, no, either = "yes", "no", "either"
	for _, c := range []struct {
		asked  string
		answer bool
		then   string
		want   string
	}{
		{`context.Api.Id.Equals("A", StringComparison.OrdinalIgnoreCase)`, true, `context.Api.Id.Equals("a", StringComparison.OrdinalIgnoreCase)`, yes},
		{`context.Api.Id.Equals("A", StringComparison.OrdinalIgnoreCase)`, true, `string.Equals(context.Api.Id, "b", StringComparison.OrdinalIgnoreCase)`, no},
		{`context.Api.Id.Equals("A", StringComparison.OrdinalIgnoreCase)`, true, `context.Api.Id == "A"`, either},
		// The Kelvin sign is a k to some, and to this comparison none.
		{"context.Api.Id.Equals(\"\u212a\", StringComparison.OrdinalIgnoreCase)", true, `context.Api.Id.Equals("k", StringComparison.OrdinalIgnoreCase)`, either},
		{`context.Api.Id.Equals("x", StringComparison.InvariantCultureIgnoreCase)`, true, `context.Api.Id.Equals("X", StringComparison.InvariantCultureIgnoreCase)`, either},
		{`context.Api.Id.Equals("x", StringComparison.InvariantCultureIgnoreCase)`, true, `context.Api.Id.Equals("x", StringComparison.InvariantCultureIgnoreCase)`, yes},
		// Equals and == are the same of a string, and of nothing else.
		{`context.Variables.GetValueOrDefault<string>("a").Equals("x")`, true, `context.Variables.GetValueOrDefault<string>("a") == "y"`, no},
		{`context.Variables.GetValueOrDefault("a", "z").Equals("x")`, true, `context.Variables.GetValueOrDefault("a", "z") == "y"`, no},
		{`context.Request.Headers.GetValueOrDefault("a", "").Equals("x")`, true, `context.Request.Headers.GetValueOrDefault("a", "") == "y"`, no},
		{`context.Api.Id.Trim().Equals("x")`, true, `context.Api.Id.Trim() == "y"`, no},
		{`context.Request.Method.Equals("GET")`, true, `context.Request.Method == "PUT"`, no},
		{`context.Variables["a"].Equals("x")`, true, `context.Variables["a"] == "x"`, either},
		{`context.Request.Certificate.Equals("x")`, true, `context.Request.Certificate == "x"`, either},
		{`context.Variables.GetValueOrDefault<object>("a", null).Equals("x")`, true, `context.Variables.GetValueOrDefault<object>("a", null) == "x"`, either},
		{`context.Variables.GetValueOrDefault<int>("a").Equals("x")`, true, `context.Variables.GetValueOrDefault<int>("a") == "y"`, either},
		// Constants are the same if they are of one type.
		{`context.User.Id == null`, true, `context.User.Id == "null"`, no},
		{`context.User.Id == "1"`, true, `context.User.Id == 1`, no},
		{`context.User.Id == "x"`, false, `context.User.Id == "y"`, either},
		{`(int)context.Variables["a"] == 7`, true, `(int)context.Variables["a"] == 07`, either},
		// What may be null need not be true or false.
		{`context.User?.Id.Contains("a") == true`, false, `context.User?.Id.Contains("a") == false`, either},
		{`context.User?.Id.Contains("a") == true`, true, `context.User?.Id.Contains("a") == false`, no},
		{`(bool?)context.Variables["a"] == true`, false, `(bool?)context.Variables["a"] == false`, either},
		{`context.User.Groups?[0].Equals("a") == true`, false, `context.User.Groups?[0].Equals("a") == false`, either},
		{`(bool)context.Variables["a"] == true`, false, `(bool)context.Variables["a"] == false`, yes},
		// The parts of a condition follow from the whole, and the whole from its parts.
		{`context.Api.Id == "a" && context.User.Id == "b"`, true, `context.User.Id != "b"`, no},
		{`context.Api.Id == "a" && context.User.Id == "b"`, false, `context.User.Id == "b"`, either},
		{`context.Api.Id == "a" && DateTime.Now.Second == 0`, true, `context.Api.Id == "a"`, yes},
		{`context.Api.Id == "a" && DateTime.Now.Second == 0`, true, `context.Api.Id == "a" && DateTime.Now.Second == 0`, either},
		{`context.Api.Id == "a" || context.User.Id == "b"`, false, `context.User.Id == "b"`, no},
		{`context.Api.Id == "a"`, true, `context.Api.Id == "a" || DateTime.Now.Second == 0`, yes},
		{`context.Api.Id == "a"`, false, `DateTime.Now.Second == 0 && context.Api.Id == "a"`, no},
		{`context.Api.Id == "a"`, true, `DateTime.Now.Second == 0 && context.Api.Id == "a"`, either},
		{`(context.Api.Id == "a" || context.User.Id == "b") && context.Api.Id != "a"`, true, `context.User.Id == "b"`, either},
		{`context.Api.Id != "a" && (context.Api.Id == "a" || context.User.Id == "b")`, true, `context.User.Id == "b"`, yes},
		{`context.Api.Id != "a" && (context.Api.Id == "a" || context.User.Id == "b" || context.User.Id == "c")`, true, `context.User.Id == "b"`, either},
		{`context.Api.Id == "a" && !(context.Api.Id == "a" && context.User.Id == "b")`, true, `context.User.Id == "b"`, no},
	} {
		first, second := readCondition(t, c.asked, false), readCondition(t, c.then, false)
		can := second.truth(second.Root, first.learn(first.Root, c.answer, nil))
		got := map[value.Truth]string{{Yes: true}: yes, {No: true}: no, {Yes: true, No: true}: either}[can]
		if got != c.want {
			t.Errorf("after %s is %v, %s is %q, want %q", c.asked, c.answer, c.then, got, c.want)
		}
	}
}
