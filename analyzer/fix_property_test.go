package analyzer_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/estategen"
)

// judgement is what a fix has to leave as it was.
type judgement struct {
	files  []*text.File
	result *analyzer.Result
	before []sent
	clean  map[string]int // findings without the probe
}

// judge holds every fix of every self-call that a probe makes against what all
// fixes promise, and gives the number of fixes; safe ones count when they are
// first.
func judge(t testing.TB, files []*text.File, clean map[string]int) (fixes, safe int, reasons []string) {
	t.Helper()
	j := &judgement{files: files, clean: clean}
	j.result = analyzertest.CheckFiles(t, files, analyzer.Config{})
	j.before = probes(t, files)
	for _, f := range j.result.Findings {
		if f.Rule.ID != "HP101" && f.Rule.ID != "HP102" || j.clean[key(&f)] > 0 {
			continue
		}
		if len(f.Fixes) == 0 {
			reasons = append(reasons, f.NoFix)
			continue
		}
		if f.Fixes[0].Safety == analyzer.Safe {
			safe++
		}
		for i := range f.Fixes {
			fixes++
			if problem := j.fix(t, &f, &f.Fixes[i]); problem != "" {
				t.Errorf("%q: %s\n%s\n--- fixed\n%s", f.Fixes[i].Title, problem, show(&f, f.At), j.after(&f.Fixes[i]))
			}
		}
	}
	return fixes, safe, reasons
}

// key names a finding without its place.
func key(f *analyzer.Finding) string { return f.Rule.ID + " " + f.At.Path + " " + f.Message }

// all counts the findings, and grave those of warning and above.
func all(res *analyzer.Result) map[string]int { return counted(res, analyzer.Hint) }

func grave(res *analyzer.Result) map[string]int { return counted(res, analyzer.Warning) }

func counted(res *analyzer.Result, least analyzer.Severity) map[string]int {
	out := map[string]int{}
	for i := range res.Findings {
		if f := &res.Findings[i]; f.Severity >= least {
			out[key(f)]++
		}
	}
	return out
}

func (j *judgement) after(fix *analyzer.Fix) string {
	s, err := analyzer.NewSnapshot(j.files).Apply(*fix)
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for _, e := range fix.Edits {
		if f := s.File(e.Path); f != nil && !strings.Contains(b.String(), "-- "+e.Path+" --") {
			fmt.Fprintf(&b, "-- %s --\n%s", e.Path, f.Src)
		}
	}
	return b.String()
}

// applied is the workspace after one fix, and what is wrong with it; "" if
// nothing is.
func (j *judgement) applied(f *analyzer.Finding, fix *analyzer.Fix) ([]*text.File, string) {
	snapshot, err := analyzer.NewSnapshot(j.files).Apply(*fix)
	if err != nil {
		return nil, err.Error()
	}
	var fixed []*text.File
	for _, old := range j.files {
		fixed = append(fixed, snapshot.File(old.Path))
	}
	for _, e := range fix.Edits {
		if !slices.ContainsFunc(fixed, func(f *text.File) bool { return f.Path == e.Path }) {
			fixed = append(fixed, snapshot.File(e.Path))
		}
	}
	if fix.Safety == analyzer.NeedsReview && fix.SafetyReason == "" {
		return nil, "it does not say why it needs review"
	}
	if p := outside(j.files, fixed, fix.Edits); p != "" {
		return nil, p
	}
	res, err := snapshot.Check(context.Background(), analyzer.Config{})
	if err != nil {
		return nil, err.Error()
	}
	if all(res)[key(f)] >= all(j.result)[key(f)] {
		return nil, "the finding is still there"
	}
	was := grave(j.result)
	for k, n := range grave(res) {
		if n > was[k] {
			return nil, "there is a new finding: " + k
		}
	}
	return fixed, ""
}

// fix says what is wrong with one fix of a probe; "" if nothing is.
func (j *judgement) fix(t testing.TB, f *analyzer.Finding, fix *analyzer.Fix) string {
	fixed, problem := j.applied(f, fix)
	if problem != "" {
		return problem
	}
	after := probes(t, fixed)
	if len(after) != len(j.before) {
		return fmt.Sprintf("%d requests were sent, now %d", len(j.before), len(after))
	}
	changed := 0
	for i := range after {
		if after[i] == j.before[i] {
			continue
		}
		changed++
		if p := equivalent(j.before[i], after[i]); p != "" {
			return fmt.Sprintf("%s: %+v became %+v", p, j.before[i], after[i])
		}
	}
	if changed == 0 && !strings.HasPrefix(f.At.Path, "apis/other/") {
		return "no request has changed"
	}
	return ""
}

// outside says whether bytes outside the edits have changed.
func outside(old, fixed []*text.File, edits []text.Edit) string {
	for i, o := range old {
		var rest strings.Builder
		at := 0
		new := fixed[i].Src
		for _, e := range edits {
			if e.Path != o.Path {
				continue
			}
			gap := o.Src[at:e.Span.Start]
			if !strings.HasPrefix(new, gap+e.New) {
				return "bytes outside of the edits have changed in " + o.Path
			}
			new = new[len(gap)+len(e.New):]
			at = e.Span.End
			rest.WriteString(gap)
		}
		if new != o.Src[at:] {
			return "bytes outside of the edits have changed in " + o.Path
		}
	}
	return ""
}

// settled holds that all fixes together come to an end, after which another run
// changes nothing.
func settled(t testing.TB, c analyzer.Config, files []*text.File) {
	t.Helper()
	for _, review := range []bool{false, true} {
		o := analyzer.FixOptions{Review: review}
		once, err := analyzer.NewSnapshot(files).Fix(context.Background(), c, o)
		if err != nil {
			t.Fatal(err)
		}
		s := analyzer.NewSnapshot(files)
		for _, f := range once.Files {
			s = s.With(f)
		}
		twice, err := s.Fix(context.Background(), c, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(twice.Files) > 0 || len(twice.Applied) > 0 {
			t.Errorf("a second fix changes %s: %s", twice.Files[0].Path, twice.Applied[0].Fixes[0].Title)
		}
	}
}

// TestFixForms: in every form and every layout each fix of a self-call keeps
// what it promises, and the first one is safe where it can be.
func TestFixForms(t *testing.T) {
	for i := range forms {
		f := &forms[i]
		for _, l := range layouts {
			t.Run(f.name+"/"+l.name, func(t *testing.T) {
				for _, path := range []string{"policy.xml", "apis/a/policy.xml"} {
					if f.pipeline && path == "policy.xml" {
						continue // it has no backend section to forward in
					}
					files := append(f.beside(), text.NewFile(path, l.policy(f)))
					fixes, safe, reasons := judge(t, files, nil)
					if fixes == 0 || safe == 0 != f.review {
						t.Errorf("%d fixes, %d safe, no fix because %q\n%s", fixes, safe, reasons, l.policy(f))
					}
					settled(t, analyzer.Config{}, files)
				}
			})
		}
	}
}

// TestFixServiceURLs: the fixes of a service URL, and the one for all APIs,
// where several have the same cause.
func TestFixServiceURLs(t *testing.T) {
	const global = "<policies>\n\t<inbound>\n\t\t<set-variable name=\"x\" value=\"1\" />\n\t</inbound>\n\t<backend>\n\t\t<forward-request />\n\t</backend>\n</policies>\n"
	api := func(name, base string) []*text.File {
		return []*text.File{
			text.NewFile("apis/"+name+"/apiInformation.json", `{ "properties": { "path": "`+name+`", "serviceUrl": "`+base+`", "protocols": ["https"] } }`),
			text.NewFile("apis/"+name+"/policy.xml", "<policies>\n\t<inbound>\n\t\t<base />\n\t</inbound>\n\t<backend>\n\t\t<base />\n\t</backend>\n</policies>\n"),
		}
	}
	f := form{}
	one := append(append(f.beside(), text.NewFile("policy.xml", global)), api("probe", "https://api.contoso.com/core/v1")...)
	for name, c := range map[string]struct {
		files []*text.File
		fixes int
	}{
		"one API":           {one, 2},
		"without a policy":  {one[:len(one)-1], 2},
		"several APIs":      {append(slices.Clone(one), api("other", "https://api.contoso.com/more")...), 6},
		"http":              {append(slices.Clone(one[:2]), api("probe", "http://api.contoso.com/core")...), 2},
		"a private address": {append(slices.Clone(one[:2]), api("probe", "https://10.1.0.5/core")...), 2},
	} {
		t.Run(name, func(t *testing.T) {
			fixes, _, reasons := judge(t, c.files, nil)
			if fixes != c.fixes {
				t.Errorf("%d fixes, want %d; reasons %q", fixes, c.fixes, reasons)
			}
			settled(t, analyzer.Config{}, c.files)
		})
	}
}

// places are the elements that hold statements.
var places = map[string]bool{"inbound": true, "outbound": true, "on-error": true, "fragment": true, "when": true, "otherwise": true, "retry": true}

// inject puts a form into a document: at the start of one of the elements that
// hold statements or, for the forwarded request, at the end of the inbound
// section; ok is false if there is no place.
func inject(src string, f *form, which int) (out string, ok bool) {
	doc, errs := policy.Parse(text.NewView(src))
	if len(errs) > 0 || strings.Contains(src, "probe") {
		return "", false
	}
	var list []*policy.Element
	for e := range policy.All(doc) {
		if places[e.Tag] && !e.SelfClosing && (!f.pipeline || e.Tag == "inbound") {
			list = append(list, e)
		}
	}
	if len(list) == 0 {
		return "", false
	}
	e := list[which%len(list)]
	at := e.Open.End
	if f.pipeline {
		at = e.Close.Start
		for _, other := range []string{"set-backend-service", "Host", "return-response", "host", "forward-request", "include-fragment"} {
			if strings.Contains(src, other) {
				return "", false
			}
		}
	}
	l := layout{unit: "    ", newline: text.NewFile("", src).LineEnd()}
	return src[:at] + l.write(f, 2) + src[at:], true
}

// holds holds the fixes of a form in a document against what they promise, and
// gives how many there are.
func holds(t testing.TB, f *form, src string, which int) int {
	t.Helper()
	injected, ok := inject(src, f, which)
	if !ok {
		return 0
	}
	path := "apis/a/policy.xml"
	if strings.Contains(src, "<fragment") {
		path = "fragment.xml"
	}
	clean := all(analyzertest.CheckFiles(t, append(f.beside(), text.NewFile(path, src)), analyzer.Config{}))
	files := append(f.beside(), text.NewFile(path, injected))
	fixes, _, reasons := judge(t, files, clean)
	reasons = slices.DeleteFunc(reasons, func(r string) bool {
		return r == "this path cannot run" || strings.HasPrefix(r, "through a proxy, loopback would be the proxy") ||
			strings.HasPrefix(r, "only self-hosted gateways make this call")
	})
	if fixes == 0 && len(reasons) > 0 {
		t.Errorf("%s: no fix because %q\n%s", f.name, reasons, injected)
	}
	return fixes
}

// TestFixCorpus: the same in every document of the corpus.
func TestFixCorpus(t *testing.T) {
	n, documents, fixes := 0, 0, 0
	repos := analyzertest.Corpus(t)
	for _, repo := range slices.Sorted(maps.Keys(repos)) {
		for _, file := range repos[repo] {
			if !analyzer.IsPolicy(file.Src) {
				continue
			}
			before := fixes
			for i := range forms {
				if n++; testing.Short() && n%7 != 0 {
					continue // every form still meets many files
				}
				fixes += holds(t, &forms[i], file.Src, n/len(forms)+i)
			}
			if fixes > before {
				documents++
			}
		}
	}
	t.Logf("%d fixes in %d documents", fixes, documents)
	if documents < 100 {
		t.Errorf("only %d documents took a form", documents)
	}
}

// TestFixEstates: the same in generated estates, at every place that takes a
// form.
func TestFixEstates(t *testing.T) {
	for i := range forms {
		f := &forms[i]
		files := estategen.Generate(estategen.Options{APIs: 3, Operations: 2, Seed: uint64(i)})
		files = slices.DeleteFunc(files, func(f *text.File) bool { return f.Path == "hairpin.yaml" })
		clean := all(analyzertest.CheckFiles(t, append(f.beside(), files...), analyzer.Config{}))
		places := 0
		for k, file := range files {
			injected, ok := inject(file.Src, f, i)
			if !ok || !strings.HasSuffix(file.Path, ".xml") {
				continue
			}
			places++
			with := append(f.beside(), files...)
			with[len(with)-len(files)+k] = text.NewFile(file.Path, injected)
			if fixes, _, reasons := judge(t, with, clean); fixes == 0 {
				t.Errorf("%s in %s: no fix because %q", f.name, file.Path, reasons)
			}
			settled(t, analyzer.Config{}, with)
		}
		if places == 0 && !f.pipeline {
			t.Errorf("%s has no place", f.name)
		}
	}
}

// FuzzFix: the same in any document.
func FuzzFix(f *testing.F) {
	seeds := []string{layouts[0].policy(&forms[0])}
	if list, err := analyzertest.Load("testdata"); err == nil {
		for _, a := range list {
			for _, file := range a.Files {
				if strings.HasSuffix(file.Path, ".xml") && len(file.Src) < 2<<10 {
					seeds = append(seeds, file.Src)
				}
			}
		}
	}
	for i, src := range seeds {
		f.Add(src, uint8(i%len(forms)), uint8(i))
	}
	f.Fuzz(func(t *testing.T, src string, which, where uint8) {
		holds(t, &forms[int(which)%len(forms)], src, int(where))
	})
}
