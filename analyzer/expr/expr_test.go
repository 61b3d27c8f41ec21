package expr_test

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// A construct and the tree it gives. None of these is an error.
type construct struct{ src, want string }

func dumpExpr(t *testing.T, src string) (string, []text.Error) {
	t.Helper()
	b, errs := expr.ParseExpr(text.NewView(src))
	checkTree(t, text.NewView(src), b, errs)
	if len(b.Stmts) != 1 {
		t.Fatalf("%q: %d statements", src, len(b.Stmts))
	}
	return expr.Dump(b.Stmts[0].(*expr.Return).X), errs
}

func dumpBlock(t *testing.T, src string) (string, []text.Error) {
	t.Helper()
	b, errs := expr.ParseBlock(text.NewView(src))
	checkTree(t, text.NewView(src), b, errs)
	out := ""
	for i, s := range b.Stmts {
		if i > 0 {
			out += " "
		}
		out += expr.Dump(s)
	}
	return out, errs
}

func runConstructs(t *testing.T, table []construct, dump func(*testing.T, string) (string, []text.Error)) {
	for _, c := range table {
		got, errs := dump(t, c.src)
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
		for _, e := range errs {
			t.Errorf("%s: %v %s", c.src, e.Span, e.Message)
		}
	}
}

func TestExpressions(t *testing.T) { runConstructs(t, constructs, dumpExpr) }
func TestStatements(t *testing.T)  { runConstructs(t, statements, dumpBlock) }

var constructs = []construct{
	// Chains and calls.
	{`context.Request.Url.Host`, `(. (. (. context Request) Url) Host)`},
	{`context.Variables["x"]`, `(index (. context Variables) "x")`},
	{`a?.B?["c"]?.D()`, `(call (?. (?index (?. a B) "c") D))`},
	{`h.GetValueOrDefault("Host", "")`, `(call (. h GetValueOrDefault) "Host" "")`},
	{`f(x: 1, ref y, out var z, out int n, out _)`, `(call f x:1 ref y out (declare var z) out (declare int n) out _)`},
	{`int.Parse("1")`, `(call (. int Parse) "1")`},
	{`global::System.Math.Max(1, 2)`, `(call (. (. (. global System) Math) Max) 1 2)`},
	{`a!.B! ?? c`, `(?? (post! (. (post! a) B)) c)`},
	{`@class.@if`, `(. class if)`},
	{`größe.Länge + @éa`, `(+ (. größe Länge) éa)`},
	// Literals.
	{`1_000L + 0x1Fu - 1.5e-3m * .5f`, `(- (+ 1_000L 0x1Fu) (* 1.5e-3m .5f))`},
	{`1.ToString()`, `(call (. 1 ToString))`},
	{`'a' + '\'' + '\u0041' + '"'`, `(+ (+ (+ 'a' '\'') '\u0041') '"')`},
	{`true == false || null != default`, `(|| (== true false) (!= null default))`},
	{`@"C:\a""b" + "c\"d"`, `(+ @"C:\a""b" "c\"d")`},
	// Operators.
	{`a + b * c - d`, `(- (+ a (* b c)) d)`},
	{`a || b && c | d ^ e & f == g < h << i + j * k`, `(|| a (&& b (| c (^ d (& e (== f (< g (<< h (+ i (* j k))))))))))`},
	{`a ?? b ?? c`, `(?? a (?? b c))`},
	{`a ? b : c ? d : e`, `(? a b (? c d e))`},
	{`a = b += c ??= d`, `(= a (+= b (??= c d)))`},
	{`a >> b >= c`, `(>= (>> a b) c)`},
	{`a >>= b >>> c`, `(>>= a (>>> b c))`},
	{`-a + !b - ~c++ - --d`, `(- (- (+ (- a) (! b)) (~ (post++ c))) (-- d))`},
	{`await t`, `(await t)`},
	{`await(t)`, `(call await t)`},
	{`x ?? throw new Exception("e")`, `(?? x (throw (new Exception "e")))`},
	{`a ?.5:b`, `(? a .5 b)`},
	// Generics and comparisons.
	{`body.As<JObject>(true)`, `(call (. body As<JObject>) true)`},
	{`f<int>(x)`, `(call f<int> x)`},
	{`a < b`, `(< a b)`},
	{`a < b && c > d`, `(&& (< a b) (> c d))`},
	{`f(a < b, c > d)`, `(call f (< a b) (> c d))`},
	{`f(a < b, c > (d))`, `(call f (call a<b, c> d))`},
	{`d<string, List<int[]>>.Empty`, `(. d<string, List<int[]>> Empty)`},
	{`(a < b) && c`, `(&& (paren (< a b)) c)`},
	{`i < n ? x > (1) : y`, `(? (< i n) (> x (paren 1)) y)`},
	{`typeof(Dictionary<,>)`, `(typeof Dictionary)`},
	// Casts and parentheses.
	{`(string)context.Variables["x"]`, `(cast string (index (. context Variables) "x"))`},
	{`((IResponse)context.Variables["r"]).Body`, `(. (paren (cast IResponse (index (. context Variables) "r"))) Body)`},
	{`(int)-1`, `(cast int (- 1))`},
	{`(a)-1`, `(- (paren a) 1)`},
	{`(a)(b)`, `(cast a (paren b))`},
	{`(a) + b`, `(+ (paren a) b)`},
	{`(List<int>)x`, `(cast List<int> x)`},
	{`(int?)x ?? 0`, `(?? (cast int? x) 0)`},
	{`(string[])x`, `(cast string[] x)`},
	{`(x)!.Y`, `(. (post! (paren x)) Y)`},
	{`(T)!b`, `(cast T (! b))`},
	{`(a) is B`, `(is (paren a) type B)`},
	{`(a.b.C)"x"`, `(cast a.b.C "x")`},
	{`checked((int)x)`, `(paren (paren (cast int x)))`},
	{`(a ? b : c) + (a ? b.C : d(e))`, `(+ (paren (? a b c)) (paren (? a (. b C) (call d e))))`},
	// Tuples.
	{`(1, name: "x")`, `(tuple 1 name:"x")`},
	{`((int, string))x`, `(cast <int, string> x)`},
	{`(int a, var b) = t`, `(= (tuple (declare int a) (declare var b)) t)`},
	// Lambdas.
	{`x => x.Y`, `(=> (x) (. x Y))`},
	{`() => 1`, `(=> () 1)`},
	{`(x, y) => x + y`, `(=> (x, y) (+ x y))`},
	{`(int x, List<string> y) => { return x; }`, `(=> (int x, List<string> y) (block (return x)))`},
	{`async (ref int x) => await y`, `(=> (int x) (await y))`},
	{`async x => x`, `(=> (x) x)`},
	{`async + 1`, `(+ async 1)`},
	{`_ => null`, `(=> (_) null)`},
	{`(_, _) => 0`, `(=> (_, _) 0)`},
	{`delegate (int x) { return x; }`, `(=> (int x) (block (return x)))`},
	{`xs.Where(x => x.A == "b").Select((x, i) => new { x, i })`,
		`(call (. (call (. xs Where) (=> (x) (== (. x A) "b"))) Select) (=> (x, i) (new (init x i))))`},
	{`a => b => c`, `(=> (a) (=> (b) c))`},
	{`static x => x`, `(=> (x) x)`},
	// Objects and arrays.
	{`new JObject()`, `(new JObject)`},
	{`new Dictionary<string,string> { {"a","b"}, ["k"] = "v" }`,
		`(new Dictionary<string, string> (init (init "a" "b") (= (index <missing> "k") "v")))`},
	{`new Dictionary<string,int>{{"a",1},{"b",2}}`, `(new Dictionary<string, int> (init (init "a" 1) (init "b" 2)))`},
	{`new P { A = 1, B = { C = 2 }, }`, `(new P (init (= A 1) (= B (init (= C 2)))))`},
	{`new { a.B, c = 1 }`, `(new (init (. a B) (= c 1)))`},
	{`new[] { "a", "b" }`, `(array (init "a" "b"))`},
	{`new [] {"a"}.Contains(x)`, `(call (. (array (init "a")) Contains) x)`},
	{`new string[] { }`, `(array string (init))`},
	{`new int[3][]`, `(array int[] 3)`},
	{`new int[2, 3]`, `(array int 2 3)`},
	{`new char[] {','}`, `(array char (init ','))`},
	{`new()`, `(new)`},
	{`new JObject(new JProperty("a", 1)).ToString()`, `(call (. (new JObject (new JProperty "a" 1)) ToString))`},
	{`stackalloc int[4]`, `(array int 4)`},
	// Types in expressions.
	{`x is string`, `(is x type string)`},
	{`x is string s && s != ""`, `(&& (is x type string s) (!= s ""))`},
	{`x is null`, `(is x null)`},
	{`x is var y`, `(is x type var y)`},
	{`x is _`, `(is x _)`},
	{`x is not null`, `(is x not null)`},
	{`x is int ? a : b`, `(? (is x type int) a b)`},
	{`x is T ? 1 : 2`, `(? (is x type T) 1 2)`},
	{`x as string ?? ""`, `(?? (as x string) "")`},
	{`x as int? ?? 0`, `(?? (as x int?) 0)`},
	{`x as T ? y : z`, `(? (as x T) y z)`},
	{`x is 5`, `(is x 5)`},
	{`x is List<string> list`, `(is x type List<string> list)`},
	{`nameof(a.B) + typeof(int[]) + default(T)`, `(+ (+ (nameof (. a B)) (typeof int[])) (default T))`},
	// Queries.
	{`from x in xs where x.A > 1 orderby x.B descending, x.C select x.D`,
		`(query (from x xs) (where (> (. x A) 1)) (orderby (. x B) (. x C)) (select (. x D)))`},
	{`(from JObject x in xs join y in ys on x.A equals y.B into g let z = g.Count() group x by x.C into q select (z) ).First()`,
		`(call (. (paren (query (from x xs) (join y ys (. x A) (. y B)) (into g) (let z (call (. g Count))) (group x (. x C)) (into q) (select (paren z)))) First))`},
	{`from.Host`, `(. from Host)`},
	// Interpolated strings.
	{`$"https://{host}/{path,-10:N2}"`, "($ `https://` {host} `/` {path,(- 10):N2})"},
	{`$"a{{b}}c"`, "($ `a{{b}}c`)"},
	{`$"{(a ? "x" : "y")}"`, `($ {(paren (? a "x" "y"))})`},
	{`$"{d["k"]}{$"{n}"}"`, `($ {(index d "k")} {($ {n})})`},
	{`$@"a""{b}\" + @$"{c}"`, "(+ ($ `a\"\"` {b} `\\`) ($ {c}))"},
	{`$"{t:yyyy-MM-ddTHH:mm:ss}"`, `($ {t:yyyy-MM-ddTHH:mm:ss})`},
	{`$"{t:a}}b{{c}"`, `($ {t:a}}b{{c})`},
	{`$"${host}/x"`, "($ `${host}` `/x`)"},
	{`$"${context.A}/x"`, "($ `$` {(. context A)} `/x`)"},
	{`$"{{{a}}}"`, "($ `{{` {a} `}}`)"},
	{`$"{{name}}/{x}"`, "($ `{{name}}/` {x})"},
	{`$"{new[] { 1 }.Length}"`, `($ {(. (array (init 1)) Length)})`},
	{`$"${a ? b : c}"`, "($ `${a ? b : c}`)"},
	// Comments.
	{"a /* b */ + // c\n d", `(+ a d)`},
	// Placeholders.
	{`{{limit}} + 1`, `(+ {{limit}} 1)`},
	{`f({{a}}, ${b}, #{c}#, #d#, {#[e]#}, __F__)`, `(call f {{a}} #b# #c# #d# #e# #F#)`},
	{`${env}Service.Get()`, `(call (. #env# Get))`},
	{`context.${name}.X`, `(. (. context ${name}) X)`},
	{`prefix{{x}}suffix`, `{{x}}`},
	{`a ${op} b`, `<bad>`},
	{`a {{op}} b`, `<bad>`},
	{`{{a}}"b"`, `<bad>`},
	{`f({{a}} "b", c)`, `(call f <bad> c)`},
	{`%{ if x }a%{ endif } b)`, `<bad>`},
	{`f(a ${more})`, `(call f <bad>)`},
	{`(${t})x`, `(cast ${t} x)`},
	{`"${replace(h, "a", "b")}" + x`, `(+ "${replace(h, "a", "b")}" x)`},
	{`"${" + x + "}"`, `(+ (+ "${" x) "}")`},
	{`%{ if x }"a"%{ else }"b"%{ endif }`, `<bad>`},
	{`new[] { {{list}} }`, `(array (init {{list}}))`},
	// Newer than C# 7: known, not read.
	{`x switch { 1 => "a", _ => $"b{y}" }`, `<bad>`},
	{`r with { A = 1 }`, `<bad>`},
	{`x is { A: 1 } y && b`, `(&& (is x <bad>) b)`},
	{`x is > 1 and < 5 or 7`, `(is x <bad>)`},
	{`x is not (A or B)`, `(is x not <bad>)`},
	{`xs[^1]`, `(index xs (^ 1))`},
	{`xs[1..^2]`, `(index xs <bad>)`},
	{`[1, 2]`, `<bad>`},
	{`"""a "b" c"""`, `"""a "b" c"""`},
	{`"x"u8`, `<bad>`},
	{`f('Retry-After')`, `(call f <bad>)`},
}

var statements = []construct{
	{`return;`, `(return)`},
	{`;`, `(empty)`},
	{`var x = 1; string a, b = "";`, `(var var ( x 1)) (var string ( a) ( b ""))`},
	{`const int n = 2;`, `(const int ( n 2))`},
	{`int? x = null; List<string>[] y; a.B<c>.D z = w;`, `(var int? ( x null)) (var List<string>[] ( y)) (var a.B.D<c> ( z w))`},
	{`int[] a = { 1, 2 };`, `(var int[] ( a (init 1 2)))`},
	{`(int a, string b) t = u;`, `(var <int, string> ( t u))`},
	{`var (a, b) = t;`, `(= (tuple (declare a) (declare b)) t)`},
	{`var (a, (b, c)) = t;`, `(= (tuple (declare a) (tuple (declare b) (declare c))) t)`},
	{`(a, b) = (b, a);`, `(= (tuple a b) (tuple b a))`},
	{`x.Y = 5; a[0]++; f();`, `(= (. x Y) 5) (post++ (index a 0)) (call f)`},
	{`a < b;`, `(< a b)`},
	{`var(x);`, `(call var x)`},
	{`if (a) b(); else if (c) { d(); } else return e;`, `(if a (call b) (if c (block (call d)) (return e)))`},
	{`while (a) b(); do c(); while (d);`, `(while a (call b)) (do (call c) d)`},
	{`for (int i = 0, j = 1; i < n; i++, j--) f(i);`, `(for (var int ( i 0) ( j 1)) (< i n) (post++ i) (post-- j) (call f i))`},
	{`for (;;) break;`, `(for (break))`},
	{`for (i = 0; ; ) continue;`, `(for (= i 0) (continue))`},
	{`foreach (var x in xs) f(x);`, `(foreach var x xs (call f x))`},
	{`foreach (var (k, v) in d) { }`, `(foreach (tuple (declare k) (declare v)) d (block))`},
	{`foreach (KeyValuePair<string, string[]> h in hs) { }`, `(foreach KeyValuePair<string, string[]> h hs (block))`},
	{`switch (x) { case 1: case "a": f(); break; case int n when n > 1: return n; case Color.Red: default: return 0; }`,
		`(switch x) case 1: case "a": (call f) (break) case type int n when (> n 1): (return n) case (. Color Red): default: (return 0)`},
	{`switch (x) { case null: break; case string s: break; case var o: break; case -1: goto case 1; }`,
		`(switch x) case null: (break) case type string s: (break) case type var o: (break) case (- 1): (goto 1)`},
	{`try { a(); } catch (E e) when (e.X) { b(); } catch { c(); } finally { d(); }`,
		`(try (block (call a))) (catch E e (. e X) (block (call b))) (catch (block (call c)))(finally (block (call d)))`},
	{`throw; throw x;`, `(throw) (throw x)`},
	{`using (var s = f()) { } using (x) y(); lock (z) { }`, `(using (var var ( s (call f))) (block)) (using x (call y)) (lock z (block))`},
	{`using var s = f(); g();`, `(using (var var ( s (call f))) (empty)) (call g)`},
	{`checked { a(); } unchecked { }`, `(checked (block (call a))) (unchecked (block))`},
	{`top: a(); goto top;`, `(label top (call a)) (goto)`},
	{`yield return 1; yield break;`, `(yield return 1) (yield break)`},
	{`int f(int x, string y = "a") { return x; } int g() => 1;`, `(func int f (int x, string y) (block (return x))) (func int g () 1)`},
	{`T id<T>(T x) where T : class { return x; }`, `(func T id (T x) (block (return x)))`},
	{`static bool Ok(string s) => s != null;`, `(func bool Ok (string s) (!= s null))`},
	{`async Task F() { await x; }`, `(func Task F () (block (await x)))`},
	{`Func<int, int> f = x => { return x; }; return f(1);`, `(var Func<int, int> ( f (=> (x) (block (return x))))) (return (call f 1))`},
	{`a ??= b;`, `(??= a b)`},
	{`ref int r = ref x;`, `(var int ( r (ref x)))`},
	{`{ { } }`, `(block (block))`},
	{`if (dict.TryGetValue("a", out var v)) return v;`, `(if (call (. dict TryGetValue) "a" out (declare var v)) (return v))`},
	// Placeholders.
	{"${setup}\nvar x = 1;", `#setup# (var var ( x 1))`},
	{"${setup} var x = 1;", `#setup# (var var ( x 1))`},
	{"${t} x = 1; return ${a} b;", `#t# (= x 1) (return <bad>)`},
	{"{{code}}\nreturn x;", `{{code}} (return x)`},
	{"return {{x}};", `(return {{x}})`},
	{"%{ if a }\nvar x = 1;\n%{ endif }\nreturn x;", `(var var ( x 1)) (return x)`},
	{`if (x) ${stmt} return 1;`, `(if x #stmt#) (return 1)`},
	{`switch (x) { ${cases} default: return 1; }`, `(switch x) #cases# default: (return 1)`},
}

// A mistake: the only error, the text it stands at, and what is read around it.
var mistakes = []struct {
	block              bool
	src, at, msg, tree string
}{
	{false, `f.Equals("patch=""",x)`, `"patch="""`, `two string literals stand next to each other`, `(call (. f Equals) <bad> x)`},
	{false, `new [] {"post=""", "put"}`, `"post="""`, `two string literals stand next to each other`, `(array (init <bad> "put"))`},
	{false, `f("a`, `"a`, `the string is not closed`, `(call f "a)`},
	{true, "var x = \"abc;\nreturn x;", `"abc;`, `the string is not closed`, `(var var ( x "abc;)) (return x)`},
	{false, `@"abc`, `@"abc`, `the string is not closed`, `@"abc`},
	{false, `$"abc{x}`, `$"abc{x}`, `the string is not closed`, "($ `abc` {x})"},
	{false, `f($"a{x")`, `{`, `"}" is missing`, "(call f ($ `a` {x}))"},
	{false, `f(g(x)`, `(`, `")" is missing`, `(call f (call g x))`},
	{false, `(a + b`, `(`, `")" is missing`, `(paren (+ a b))`},
	{false, `a[0`, `[`, `"]" is missing`, `(index a 0)`},
	{false, ``, ``, `an expression is missing`, `<missing>`},
	{false, `a +`, ``, `an expression is missing`, `(+ a <missing>)`},
	{false, `f(a, )`, ``, `an expression is missing`, `(call f a)`},
	{false, `f(, a)`, ``, `an expression is missing`, `(call f <missing> a)`},
	{false, `f(a b)`, `b`, `"b" cannot stand here, "," or ")" is missing`, `(call f a b)`},
	{false, `a b`, `b`, `"b" cannot stand here`, `a`},
	{false, `a + switch`, ``, `an expression is missing`, `(+ a <missing>)`},
	{false, `return x;`, `return`, `"return" cannot stand here`, `<bad>`},
	{false, ` ) a`, `)`, `")" cannot stand here`, `<bad>`},
	{false, `== a`, ``, `an expression is missing`, `(== <missing> a)`},
	{false, `a;`, `;`, `";" cannot stand here`, `a`},
	{false, `context.`, ``, `a name is missing`, `(. context)`},
	{false, `f(context.)`, ``, `a name is missing`, `(call f (. context))`},
	{false, `a ? b`, ``, `":" is missing`, `(? a b <missing>)`},
	{false, `new Foo`, ``, `"(" is missing`, `(new Foo)`},
	{false, `"\d"`, `\d`, `\d is not an escape sequence`, `"\d"`},
	{false, `''`, `''`, `the character literal is empty`, `''`},
	{false, `f('x)`, `'x`, `the character literal is not closed`, `(call f 'x)`},
	{false, `f(“a”)`, `“a”`, `"“a”" cannot stand here`, `(call f <bad>)`},
	{false, `$"{}"`, ``, `an expression is missing`, `($ {<missing>})`},
	{false, `$"a}b"`, `}`, `"}" in an interpolated string has to be doubled`, "($ `a}b`)"},
	{false, `$"{a ? b : c}"`, `a ? b : c`, `a conditional in an interpolated string has to be in parentheses`, `($ {(? a b c)})`},
	{false, `a /* b`, `/*`, `the comment is not closed`, `a`},
	{false, `x as`, ``, `a type is missing`, `(as x <none>)`},
	{true, `var x = 1 return x;`, `return`, `"return" cannot stand here, ";" is missing`, `(var var ( x 1))`},
	{true, "var x = 1\nreturn x;", ``, `";" is missing`, `(var var ( x 1)) (return x)`},
	{true, "f.X\nvar x = 1;", ``, `";" is missing`, `(. f X) (var var ( x 1))`},
	{true, "var x = a.\nvar y = 1;", ``, `a name is missing`, `(var var ( x (. a))) (var var ( y 1))`},
	{true, "var x = f(\nvar y = 1;", `(`, `")" is missing`, `(var var ( x (call f))) (var var ( y 1))`},
	{true, "var x = f(a\nvar y = 1;", `(`, `")" is missing`, `(var var ( x (call f a))) (var var ( y 1))`},
	{true, "return new P { a = 1; };", `;`, `";" cannot stand here`, `(return (new P (init (= a 1))))`},
	{true, "f(\nreturn x;", ``, `an expression is missing`, `(call f <missing>) (return x)`},
	{true, `if (a { b(); } return c;`, `{`, `"{" cannot stand here, ")" is missing`, `(if a (block (call b))) (return c)`},
	{true, `{ a();`, `{`, `"}" is missing`, `(block (call a))`},
	{true, `a(); } b();`, `}`, `"}" cannot stand here`, `(call a) <bad> (call b)`},
	{true, `else { a(); } b();`, `else`, `"else" cannot stand here`, `<bad> (call b)`},
	{true, `try { } a();`, `try`, `"catch" or "finally" is missing`, `(try (block)) (call a)`},
	{true, `class X { } return 1;`, `class`, `"class" cannot stand here`, `<bad> (return 1)`},
	{true, `return f(;`, ``, `an expression is missing`, `(return (call f <missing>))`},
	{true, `foreach (var x xs) { } return 1;`, ``, `"in" is missing`, `(foreach var x xs (block)) (return 1)`},
}

func TestMistakes(t *testing.T) {
	for _, m := range mistakes {
		dump := dumpExpr
		if m.block {
			dump = dumpBlock
		}
		tree, errs := dump(t, m.src)
		if tree != m.tree {
			t.Errorf("%s\n got %s\nwant %s", m.src, tree, m.tree)
		}
		if len(errs) != 1 || errs[0].Message != m.msg || errs[0].Span.Of(m.src) != m.at {
			t.Errorf("%s: want one error %q at %q, got", m.src, m.msg, m.at)
			for _, e := range errs {
				t.Errorf("   %q at %v %q", e.Message, e.Span, e.Span.Of(m.src))
			}
		}
	}
}
