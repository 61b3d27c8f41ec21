package analyzer_test

import "testing"

// TestEachFix applies every alternative of every finding of every archive alone:
// the finding goes, nothing new comes, and nothing outside the edits changes.
func TestEachFix(t *testing.T) {
	n := 0
	for _, a := range archives(t) {
		if a.Env != "" {
			continue // what is new in one environment may be old in another
		}
		t.Run(a.Name, func(t *testing.T) {
			j := &judgement{files: a.Files, result: check(t, a.Files)}
			for _, f := range j.result.Findings {
				titles := map[string]bool{}
				for i := range f.Fixes {
					fix := &f.Fixes[i]
					n++
					if titles[fix.Title] {
						t.Errorf("two fixes have the title %q", fix.Title)
					}
					titles[fix.Title] = true
					if _, problem := j.applied(&f, fix); problem != "" {
						t.Errorf("%q: %s\n%s\n--- fixed\n%s", fix.Title, problem, show(&f, f.At), j.after(fix))
					}
				}
			}
		})
	}
	if n < 100 {
		t.Errorf("only %d fixes", n)
	}
}
