package eval_test

import (
	"testing"

	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
	"hairpin.example/hairpin/internal/concrete"
)

// sound runs one program both ways: what really happens is among what can
// happen. It reports whether the program could be run, and whether its result was
// known exactly.
func sound(t *testing.T, src string) (ran, exact bool) {
	t.Helper()
	b, errs := expr.ParseBlock(text.NewView(src))
	if len(errs) > 0 {
		return false, false
	}
	result, notNull, how := concrete.Run(b, concrete.Example)
	if how != concrete.Returned {
		return false, false
	}
	v := value.Text(eval.Eval(b, concrete.Env()))
	if !concrete.Among(v, result, notNull) {
		var alts []string
		for _, s := range v.Alts {
			alts = append(alts, s.String())
		}
		t.Errorf("the program gives %q, which is not among %q:\n%s", result, alts, src)
	}
	_, exact = v.Only()
	return true, exact
}

// TestSound runs some thousand programs of fixed seeds.
func TestSound(t *testing.T) {
	ran, exact := 0, 0
	const programs = 4000
	for seed := range uint64(programs) {
		if r, e := sound(t, concrete.Program(seed)); r {
			ran++
			if e {
				exact++
			}
		}
	}
	if ran < programs/3 {
		t.Errorf("only %d of %d programs could be run", ran, programs)
	}
	t.Logf("%d of %d programs were run, %d results known exactly", ran, programs, exact)
}

// FuzzEval looks for programs that do what the evaluation rules out.
func FuzzEval(f *testing.F) {
	for seed := range uint64(16) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { sound(t, concrete.Program(seed)) })
}
