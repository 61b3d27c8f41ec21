package effect

import (
	"fmt"
	"testing"
	"time"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

func touched(t *testing.T, src, sets string) *Touched {
	t.Helper()
	b, errs := expr.ParseBlock(text.NewView(src))
	if len(errs) > 0 {
		t.Fatalf("%v\n%s", errs, src)
	}
	return TouchedBy(b, sets)
}

// TestManyAliases: thousands of variables that are made of each other are looked through
// in a moment, and a change of the first is one of the last.
func TestManyAliases(t *testing.T) {
	const many, limit = 3000, 5 * time.Second
	begun := time.Now()
	all := &Touched{}
	for i := range many {
		all.Add(touched(t, fmt.Sprintf(`return context.Variables["v%d"];`, i), fmt.Sprintf("v%d", i+1)))
	}
	all.Add(touched(t, `((JObject)context.Variables["v0"])["a"] = "b"; return "";`, "z"))
	for i := range many {
		if any, keys := all.Changes(fmt.Sprintf("v%d", i)); any || len(keys) != 1 || keys[0] != "a" {
			t.Fatalf("v%d: %v %v, want a change of a", i, any, keys)
		}
	}
	if any, keys := all.Changes("other"); any || len(keys) > 0 {
		t.Errorf("a variable apart changes: %v %v", any, keys)
	}
	if took := time.Since(begun); took > limit {
		t.Errorf("it took %v", took)
	}
}

// TestManyKeys: more entries than are told apart are everything.
func TestManyKeys(t *testing.T) {
	all := &Touched{}
	for i := range maxKeys + 1 {
		all.Add(touched(t, fmt.Sprintf(`((JObject)context.Variables["v"])["k%d"] = "b"; return "";`, i), "z"))
	}
	if any, _ := all.Changes("v"); !any {
		t.Error("not everything changes")
	}
}
