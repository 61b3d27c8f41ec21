package analyzer_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
)

// unrelated is a fragment that nobody includes, with code that changes whatever it can
// reach.
const unrelated = `<fragment>
  <set-variable name="one" value="@(((string)context.Variables["two"]).Replace("b", "c"))" />
  <set-variable name="two" value="@{
    ((JObject)context.Variables[context.Request.Method]).Remove("url");
    ((List<string>)context.Variables["urls"]).Clear();
    foreach (var v in context.Variables) { ((StringBuilder)v.Value).Clear(); }
    return ((JObject)context.Variables["one"])["url"];
  }" />
  <set-header name="Host" exists-action="delete" />
</fragment>
`

// TestUnrelatedDocument: a fragment that nobody includes changes nothing of what is found
// elsewhere.
func TestUnrelatedDocument(t *testing.T) {
	const at = "zz-unrelated/unrelated.xml"
	for _, a := range archives(t) {
		t.Run(a.Name, func(t *testing.T) {
			want := shownWithout(check(t, a.Files, a.Env), at)
			files := append(a.Files[:len(a.Files):len(a.Files)], &text.File{Path: at, Src: unrelated})
			if d := cmp.Diff(want, shownWithout(check(t, files, a.Env), at)); d != "" {
				t.Errorf("with another document (-without +with):\n%s", d)
			}
		})
	}
}

// shownWithout lists findings as a user sees them, but for those in a file.
func shownWithout(res *analyzer.Result, file string) []string {
	out := []string{}
	for i := range res.Findings {
		if f := &res.Findings[i]; f.At.Path != file {
			out = append(out, shown(f, f.At.Path))
		}
	}
	return out
}

// shown is a finding with its notes, in a file that is called as given. How safe its fixes
// are is another question: that depends on who else reads what they change.
func shown(f *analyzer.Finding, file string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %v %s %s %s", file, f.At.Span, f.Rule.ID, f.Severity, f.Message)
	for _, n := range f.Related {
		fmt.Fprintf(&b, "\n\t%v %s", n.At.Span, n.Message)
	}
	return b.String()
}

// TestAloneAndTogether: what is found in a published policy is the same whether it is
// checked alone or beside all others.
func TestAloneAndTogether(t *testing.T) {
	facts := &text.File{Path: "hairpin.yaml", Src: "instance: { name: contoso, hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n"}
	files := []*text.File{facts}
	alone := map[string][]string{}
	repos := analyzertest.Corpus(t)
	for _, repo := range slices.Sorted(maps.Keys(repos)) {
		for _, p := range repos[repo] {
			if !analyzer.IsPolicy(p.Src) {
				continue
			}
			f := &text.File{Path: fmt.Sprintf("%03d.xml", len(files)), Src: p.Src}
			files = append(files, f)
			alone[f.Path] = shownIn(check(t, []*text.File{facts, f}), f.Path)
		}
	}
	together := check(t, files)
	for file, want := range alone {
		if d := cmp.Diff(want, shownIn(together, file)); d != "" {
			t.Errorf("%s, alone and together (-alone +together):\n%s", file, d)
		}
	}
}

// shownIn lists the findings in a file.
func shownIn(res *analyzer.Result, file string) []string {
	out := []string{}
	for i := range res.Findings {
		if f := &res.Findings[i]; f.At.Path == file {
			out = append(out, shown(f, file))
		}
	}
	return out
}
