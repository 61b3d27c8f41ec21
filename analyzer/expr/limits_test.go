package expr_test

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// repeats are pieces that nest or chain when repeated.
var repeats = []string{
	"(", "((", "{", "{{", "[", "<", ">", ")", "}", "]", "a<", "a<b,", "a<(", "(a<", "(a,", "(a b,", "(a)", "(int)", "((a)", "new{", "new[]{", "new a{{",
	"$\"{", "$@\"{", "$\"{a(", "$\"{{", "\"", "\"\"\"", "'", "'a", "/*", "//", "/", "@", "@\"", "$", "${", "#{", "#", "%{", "__A", "\\", "\"\\",
	"a.", "a?.", "a[", "a(", "a?[", "a!", "a++", "-", "!", "~", "^", "&", "*", "+", "a+", "a-", "a*", "a/", "a%", "a&", "a|", "a^", "a&&", "a||", "a??", "a?", "a?b:", "a=", "a==", "a<<", "a>>", "a>", "a=>", "x=>{",
	"a is ", "a as b ", "a as b?", "a is b and ", "a is not ", "not ", "a is{", "a switch{", "a with{", "..", "a..", "throw ", "await ", "await a ", "async ", "async(", "ref ", "out ", "(x)=>", "(x,y)=>", "()=>", "delegate{", "delegate(a b){",
	"from a in ", "from a in b select ", "var(a,", "(var a,", "var (", "if(a)", "if(a){", "else ", "if(a)b;else ", "while(a)", "do ", "for(", "for(;;)", "foreach(var a in b)", "foreach(", "foreach(var(", "switch(a){case ", "case a:", "switch(a){case 1:",
	"try{", "try{}catch{", "catch(", "using(a)", "using(var a=b)", "lock(a)", "checked{", "checked(", "unchecked(", "a:", "a b(){", "a b(c d){", "a b;", "a;", ";", ",", ":", "::", "a::", "?", "??", "?a:", "a ${b} ", "${a}", "{{a}}", "a{{b}}", "{{a}} {{b}}",
	"typeof(", "default(", "nameof(", "new ", "new a[", "new a(", "a<b>", "a<b>.c", "goto ", "return ", "yield return ", "const a b=", "static ", "static a b(){", "int ", "int[", "int?", "a[]", "a<a>>", "\u201c", "é", "\xff", "0", "1.", "1e", "0x", "'\\u", "\"\\u", "\n", "\"a\"", "$\"a\"", "$\"{a\"", "$\"{a:", "$\"{a:}}", "$\"{a,", "{#", "{#[",
}

// TestLimits: a megabyte of anything ends without a panic, and with a tree that
// can be walked. A quadratic reader would not come back before the test binary's
// own time is up.
func TestLimits(t *testing.T) {
	size := 1 << 20
	if testing.Short() {
		size = 1 << 16
	}
	for _, r := range repeats {
		src := strings.Repeat(r, size/len(r))
		for _, block := range []bool{false, true} {
			b, errs := expr.Parse(text.NewView(src), block)
			nodes := 0
			expr.Walk(b, func(expr.Node) bool { nodes++; return true })
			if nodes > 2*len(src)+10 || len(errs) > len(src)+1 {
				t.Errorf("%q (block %v): %d nodes, %d errors", r, block, nodes, len(errs))
			}
		}
	}
}

// TestDepth: 12,000 levels give one error, and what stands in front is read.
func TestDepth(t *testing.T) {
	for _, r := range []string{"(", "f(", "a<", "((a)", "x=>", "!", "new{", "a??", "a?b:", "a=", "$\"{"} {
		src := "f(g, " + strings.Repeat(r, 12_000)
		b, errs := expr.ParseExpr(text.NewView(src))
		checkTree(t, text.NewView(src), b, errs)
		if len(errs) > 2 {
			t.Errorf("%q: %d errors", r, len(errs))
		}
		if c, ok := b.Stmts[0].(*expr.Return).X.(*expr.Call); !ok || len(c.Args) < 2 {
			t.Errorf("%q: f(g, ...) is not read", r)
		}
	}
	src := strings.Repeat("a + ", 5000) + "a"
	if _, errs := expr.ParseExpr(text.NewView(src)); len(errs) > 0 {
		t.Errorf("5,000 operands: %v", errs)
	}
}
