package eval_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/concrete"
)

// times writes a piece for each number below n.
func times(n int, piece func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(piece(i))
	}
	return b.String()
}

// TestWorst: blocks that took minutes, or all memory, end. The limit tells a bound from none,
// on any machine.
func TestWorst(t *testing.T) {
	const limit = time.Minute
	for name, src := range map[string]string{
		"a list that doubles": `var l = new List<string> { "a" };` + strings.Repeat(`l.AddRange(l);`, 100) + `return l[0];`,
		"tries in tries": times(1000, func(i int) string { return fmt.Sprintf(`string v%d = "a";`, i) }) + strings.Repeat("try {", 150) +
			times(1000, func(i int) string { return fmt.Sprintf(`v%d = "b";`, i) }) + strings.Repeat("} catch (Exception) { }", 150) + `return v0;`,
		"a map that grows in branches": `var m = new Dictionary<string, string>();` +
			times(2000, func(i int) string { return fmt.Sprintf(`if (%s != "") m["k%d"] = "a";`, hiddenText, i) }) + `return m["k0"];`,
		"functions that call many": times(2000, func(i int) string {
			return fmt.Sprintf(`string f%d(string x) { return f%d(x) + f%d(x); }`, i, i+1, i*7%2000)
		}) + `string f2000(string x) { return x; } while (` + hiddenText + ` == "a") { f0("a"); f1("b"); } return f0("a");`,
		"long patterns": `string s = "a";` + strings.Repeat(`s += Regex.Match(s, "`+strings.Repeat("(a|b)*", 300)+`").Value;`, 300) + `return s;`,
		"objects in objects": `var l0 = new List<object>();` + times(200, func(i int) string {
			return fmt.Sprintf(`var l%d = new List<object> { l%d, l%d, l%d, l%d };`, i+1, i, i, i, i)
		}) + `l0.Add("b"); return l200;`,
	} {
		b, errs := expr.ParseBlock(text.NewView(src))
		if len(errs) > 0 {
			t.Fatalf("%s: %v", name, errs)
		}
		begun := time.Now()
		eval.Eval(b, concrete.Env())
		if took := time.Since(begun); took > limit {
			t.Errorf("%s: %v", name, took)
		}
	}
}
