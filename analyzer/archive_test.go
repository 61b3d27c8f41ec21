package analyzer_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
)

var update = flag.Bool("update", false, "rewrite the expectations of the archives")

// check checks files in one environment, the base instance if none is given.
func check(t *testing.T, files []*text.File, env ...string) *analyzer.Result {
	t.Helper()
	res, err := analyzer.NewSnapshot(files).Check(context.Background(), analyzer.Config{Env: strings.Join(env, "")})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func fixAll(t *testing.T, files []*text.File, env ...string) *analyzer.FixResult {
	t.Helper()
	res, err := analyzer.NewSnapshot(files).Fix(context.Background(), analyzer.Config{Env: strings.Join(env, "")}, analyzer.FixOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// TestArchives holds the findings and the fixes of every archive against its
// markers and its fixed files.
func TestArchives(t *testing.T) {
	for _, a := range archives(t) {
		t.Run(a.Name, func(t *testing.T) {
			if a.Why == "" {
				t.Error("the archive does not say why its expectation is right")
			}
			res := check(t, a.Files, a.Env)
			fixed := map[string]string{}
			for _, f := range fixAll(t, a.Files, a.Env).Files {
				fixed[f.Path] = f.Src
			}
			single := singleFixes(t, a, res)
			if *update {
				if err := a.Rewrite(analyzertest.Markers(res.Findings), fixed, single); err != nil {
					t.Fatal(err)
				}
				return
			}
			for _, line := range a.Diff(res.Findings) {
				t.Error(line)
			}
			if d := cmp.Diff(a.Fixed, fixed); d != "" {
				t.Errorf("fixed files (-want +got):\n%s", d)
			}
			for _, p := range res.Problems {
				t.Errorf("problem: %s: %s", p.At.Path, p.Message)
			}
			for title, want := range a.Single {
				if d := cmp.Diff(want, single[title]); d != "" {
					t.Errorf("fix %q (-want +got; nothing is got if no finding has a fix of this title):\n%s", title, d)
				}
			}
		})
	}
}

// singleFixes applies each alternative that the archive names, and gives its files.
func singleFixes(t *testing.T, a *analyzertest.Archive, res *analyzer.Result) map[string]map[string]string {
	out := map[string]map[string]string{}
	for title, want := range a.Single {
		got := map[string]string{}
		for _, f := range res.Findings {
			for _, fix := range f.Fixes {
				if fix.Title != title {
					continue
				}
				s, err := analyzer.NewSnapshot(a.Files).Apply(fix)
				if err != nil {
					t.Fatal(err)
				}
				for path := range want {
					if f := s.File(path); f != nil {
						got[path] = f.Src
					}
				}
			}
		}
		out[title] = got
	}
	return out
}

// TestFixedIsClean holds what every fix promises: nothing left to fix safely,
// and nothing new that cannot be read.
func TestFixedIsClean(t *testing.T) {
	for _, a := range archives(t) {
		t.Run(a.Name, func(t *testing.T) {
			before := malformed(check(t, a.Files, a.Env))
			res := fixAll(t, a.Files, a.Env)
			for _, f := range res.Left.Findings {
				for _, fix := range f.Fixes {
					if fix.Safety == analyzer.Safe {
						t.Errorf("%s still has the safe fix %q", f.Message, fix.Title)
					}
				}
			}
			if after := malformed(res.Left); after > before {
				t.Errorf("the fixed text has %d malformed places, %d before", after, before)
			}
		})
	}
}

func malformed(res *analyzer.Result) int {
	n := 0
	for _, f := range res.Findings {
		if f.Rule.ID == "HP901" {
			n++
		}
	}
	return n
}

// TestShifted changes what must not matter: the findings move, and stay the
// same; the fixes come in the file's own line ends.
func TestShifted(t *testing.T) {
	for _, a := range archives(t) {
		for _, s := range analyzertest.Shifts() {
			t.Run(a.Name+"/"+s.Name, func(t *testing.T) {
				old := map[string]string{}
				var files []*text.File
				for _, f := range a.Files {
					old[f.Path] = f.Src
					files = append(files, text.NewFile(f.Path, s.Text(f.Path, f.Src)))
				}
				move := func(at text.Loc) text.Loc {
					if src, ok := old[at.Path]; ok {
						at.Span.Start = s.Offset(at.Path, src, at.Span.Start)
						at.Span.End = s.Offset(at.Path, src, at.Span.End)
					}
					return at
				}
				var want, got []string
				for _, f := range check(t, a.Files, a.Env).Findings {
					want = append(want, show(&f, move(f.At)))
				}
				for _, f := range check(t, files, a.Env).Findings {
					got = append(got, show(&f, f.At))
				}
				slices.Sort(want)
				slices.Sort(got)
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("findings (-want +got):\n%s", d)
				}
				fixed := map[string]string{}
				for _, f := range fixAll(t, a.Files, a.Env).Files {
					if _, ok := old[f.Path]; ok {
						fixed[f.Path] = s.Text(f.Path, f.Src)
					}
				}
				shifted := map[string]string{}
				for _, f := range fixAll(t, files, a.Env).Files {
					if _, ok := old[f.Path]; ok {
						shifted[f.Path] = f.Src
					}
				}
				if d := cmp.Diff(fixed, shifted); d != "" {
					t.Errorf("fixed files (-want +got):\n%s", d)
				}
			})
		}
	}
}

func show(f *analyzer.Finding, at text.Loc) string {
	return strings.Join([]string{at.Path, itoa(at.Span.Start), itoa(at.Span.End), f.Rule.ID, f.Severity.String(), f.Message, strings.Join(f.Environments, ",")}, " ")
}

// TestOrder checks every archive twice, the second time with its files
// shuffled: the result is the same to the byte.
func TestOrder(t *testing.T) {
	for _, a := range archives(t) {
		t.Run(a.Name, func(t *testing.T) {
			want := check(t, a.Files, a.Env)
			for seed := range uint64(3) {
				files := slices.Clone(a.Files)
				rand.New(rand.NewPCG(seed, seed)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
				got := check(t, files, a.Env)
				if d := cmp.Diff(render(want), render(got)); d != "" {
					t.Errorf("shuffled (-want +got):\n%s", d)
				}
			}
		})
	}
}

// TestOnce: no finding is reported twice, whatever its words are, and findings
// come by place and rule.
func TestOnce(t *testing.T) {
	for _, a := range archives(t) {
		t.Run(a.Name, func(t *testing.T) {
			once(t, check(t, a.Files, a.Env))
		})
	}
}

// once reports findings that stand at the place of another one with the same
// rule, or out of order. Names that are not defined may share a place: a backend
// pool can lack several members.
func once(t *testing.T, res *analyzer.Result) {
	t.Helper()
	for i := 1; i < len(res.Findings); i++ {
		before, f := &res.Findings[i-1], &res.Findings[i]
		switch {
		case f.At.Compare(before.At) < 0, f.At == before.At && f.Rule.ID < before.Rule.ID:
			t.Errorf("%s comes behind %s", show(f, f.At), show(before, before.At))
		case f.At == before.At && f.Rule == before.Rule && (f.Rule.ID != "HP403" || f.Message == before.Message):
			t.Errorf("twice: %s\n%s", show(before, before.At), show(f, f.At))
		}
	}
}

// render writes everything that a result says.
func render(res *analyzer.Result) string {
	var b strings.Builder
	for _, f := range res.Findings {
		b.WriteString(show(&f, f.At) + " " + f.NoFix + " " + f.Fingerprint + "\n")
		for _, n := range f.Related {
			b.WriteString("  " + n.Message + " " + n.At.Path + " " + itoa(n.At.Span.Start) + "\n")
		}
		for _, fix := range f.Fixes {
			b.WriteString("  " + fix.Title + " " + fix.SafetyReason + "\n")
			for _, e := range fix.Edits {
				b.WriteString("    " + e.Path + " " + itoa(e.Span.Start) + " " + itoa(e.Span.End) + " " + e.New + "\n")
			}
		}
	}
	return b.String() + strings.Join(res.Missing, "\n")
}
