package analyzer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
)

// own is a rule of a caller's that reports every call, with what look says.
func own(id string, look func(*analyzer.Pass) string) *analyzer.Rule {
	return &analyzer.Rule{Rule: analyzer.Page{ID: id, Name: "own"}, Check: func(p *analyzer.Pass) {
		for c := range p.Calls() {
			p.Report(analyzer.Finding{Severity: analyzer.Warning, At: c.At, Message: look(p)}, c.Element, "")
		}
	}}
}

func plainly(*analyzer.Pass) string { return "a call" }

// ownRules are some that look at all that a rule can see: calls, the documents
// that come with them, a document elsewhere, and what several APIs do together.
func ownRules() []*analyzer.Rule {
	across := own("HP799", func(p *analyzer.Pass) string { return fmt.Sprint(len(p.Edges()), " edges") })
	across.Check, across.CheckAcross = nil, across.Check
	documents := &analyzer.Rule{Rule: analyzer.Page{ID: "HP701", Name: "documents"}, Check: func(p *analyzer.Pass) {
		for d := range p.Documents() {
			p.Report(analyzer.Finding{Severity: analyzer.Info, At: d.Place(text.Span{}), Message: fmt.Sprint(len(d.File.Src), " bytes")}, nil, "")
		}
	}}
	shared := own("HP710", func(p *analyzer.Pass) string {
		if d := p.DocAt(text.Loc{Path: "policy.xml"}); d != nil {
			return fmt.Sprint("beside ", len(d.File.Src), " bytes for all APIs")
		}
		return "alone"
	})
	return []*analyzer.Rule{own("HP700", plainly), documents, shared, across}
}

// TestOwnMemory: a check with rules of one's own that follows another check, with
// the same rules, others or none, gives what a check from nothing gives.
func TestOwnMemory(t *testing.T) {
	series := 30
	if testing.Short() {
		series = 5
	}
	all := ownRules()
	sets := [][]*analyzer.Rule{nil, all, all[2:], {own("HP700", func(*analyzer.Pass) string { return "the same ID, another rule" })}}
	configs := make([]analyzer.Config, len(sets))
	for i := range sets {
		configs[i].Own = sets[i]
	}
	files := sharedEstate()
	for i := range series {
		edit(t, files, rand.New(rand.NewPCG(uint64(i), 11)), configs...)
	}
}

// TestOwnSettings: what one's own rules find obeys what others do.
func TestOwnSettings(t *testing.T) {
	const call = `<send-request mode="new" response-variable-name="r"><set-url>https://stock.fabrikam.com/</set-url></send-request>`
	ignored := strings.Replace(call, "<send", "<!-- hairpin:ignore HP700 seen by us --><send", 1)
	unused := strings.Replace(call, "<send", "<!-- hairpin:ignore HP701 seen by us --><send", 1)
	for _, c := range []struct {
		name, statement, settings string
		config                    analyzer.Config
		want                      string // IDs with severities; what is suppressed in parentheses
	}{
		{name: "nothing said", statement: call, want: "HP700 warning"},
		{name: "suppressed by a comment", statement: ignored, want: "(HP700 warning)"},
		{name: "a comment for another rule", statement: unused, want: "HP902 info, HP700 warning"},
		{name: "suppressed in hairpin.yaml", statement: call, settings: "ignore: [{ rule: HP700, path: p.xml, reason: seen by us }]", want: "(HP700 warning)"},
		{name: "off in hairpin.yaml", statement: call, settings: "rules: { HP700: off }", want: ""},
		{name: "level in hairpin.yaml", statement: call, settings: "rules: { HP700: error }", want: "HP700 error"},
		{name: "level of the caller", statement: call, settings: "rules: { HP700: error }", config: analyzer.Config{Rules: map[string]analyzer.Severity{"HP700": analyzer.Hint}}, want: "HP700 hint"},
		{name: "not wanted", statement: call, config: analyzer.Config{Report: []string{"other"}}, want: ""},
		{name: "a rule that nobody has", statement: call, settings: "rules: { HP702: off }", want: "HP700 warning, hairpin.yaml: there is no rule HP702; did you mean HP102?"},
	} {
		files := []*text.File{text.NewFile("p.xml", "<policies><inbound>"+c.statement+"</inbound></policies>"), text.NewFile("hairpin.yaml", c.settings)}
		c.config.Own = []*analyzer.Rule{own("HP700", plainly), own("HP701", plainly)}
		c.config.Own[1].Check = nil
		res, err := analyzer.NewSnapshot(files).Check(context.Background(), c.config)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range res.Findings {
			got = append(got, f.Rule.ID+" "+f.Severity.String())
		}
		for _, s := range res.Suppressed {
			got = append(got, "("+s.Rule.ID+" "+s.Severity.String()+")")
		}
		for _, p := range res.Problems {
			got = append(got, p.At.Path+": "+p.Message)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, s, c.want)
		}
	}
}

// TestOwnEnvironments: one's own rules are asked in each environment, and what
// they find is told once.
func TestOwnEnvironments(t *testing.T) {
	files := []*text.File{
		text.NewFile("p.xml", `<policies><inbound><send-request mode="new" response-variable-name="r"><set-url>https://stock.fabrikam.com/</set-url></send-request></inbound></policies>`),
		text.NewFile("hairpin.yaml", "instance: { name: contoso }\nenvironments: { prod: { instance: { name: fabrikam } } }\n"),
	}
	res, err := analyzer.NewSnapshot(files).Check(context.Background(), analyzer.Config{Env: "all", Own: []*analyzer.Rule{own("HP700", plainly)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Findings) != 1 || len(res.Findings[0].Environments) != 2 {
		t.Errorf("%s", summary(res))
	}
}

// TestOwnSeverity: what a rule reports without a severity is as bad as its page says.
func TestOwnSeverity(t *testing.T) {
	r := &analyzer.Rule{
		Rule: analyzer.Page{ID: "HP700", Name: "any-call", Severity: analyzer.Warning, Summary: "a call"},
		Check: func(p *analyzer.Pass) {
			for c := range p.Calls() {
				p.Report(analyzer.Finding{At: c.At, Message: "a call"}, c.Element, "")
			}
		},
	}
	files := []*text.File{text.NewFile("p.xml", `<policies><inbound><send-request mode="new" response-variable-name="r"><set-url>https://stock.fabrikam.com/</set-url></send-request></inbound></policies>`)}
	res, err := analyzer.NewSnapshot(files).Check(t.Context(), analyzer.Config{Own: []*analyzer.Rule{r}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Findings) != 1 || res.Findings[0].Severity != analyzer.Warning {
		t.Errorf("%s", summary(res))
	}
}

// TestEstateOf: the estate of a file is that of the environment that is asked for,
// whatever was checked before.
func TestEstateOf(t *testing.T) {
	s := analyzer.NewSnapshot([]*text.File{
		text.NewFile("p.xml", "<policies/>"),
		text.NewFile("hairpin.yaml", "instance: { name: contoso }\nenvironments: { prod: { instance: { name: fabrikam } } }\n"),
	})
	for range 2 {
		for env, want := range map[string]string{"": "contoso", "prod": "fabrikam", "all": "contoso"} {
			if got := s.EstateOf("p.xml", analyzer.Config{Env: env}).Gateway.Name; got != want {
				t.Errorf("in %q the instance is %s, want %s", env, got, want)
			}
			if _, err := s.Check(t.Context(), analyzer.Config{Env: env}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestOwnIDs: the IDs of one's own rules are none that a built-in rule has or may
// get.
func TestOwnIDs(t *testing.T) {
	for _, r := range analyzer.Rules() {
		if r.ID >= "HP700" && r.ID <= "HP799" {
			t.Errorf("%s is an ID for rules of one's own", r.ID)
		}
	}
	s := analyzer.NewSnapshot(nil)
	for ids, want := range map[string]string{
		"HP700 HP799": "", "HP101": `rule "HP101": the ID`, "HP800": `rule "HP800": the ID`, "": `rule "": the ID`, "HP7000": `rule "HP7000": the ID`,
		"HP70x": `rule "HP70x": the ID`, "hp700": `rule "hp700": the ID`, "HP700 HP701 HP700": "rule HP700: two rules have this ID",
	} {
		var c analyzer.Config
		for _, id := range strings.Split(ids, " ") {
			c.Own = append(c.Own, own(id, plainly))
		}
		_, err := s.Check(context.Background(), c)
		_, fix := s.Fix(context.Background(), c, analyzer.FixOptions{})
		_, list := s.ListCalls(context.Background(), c)
		if fmt.Sprint(fix, list) != fmt.Sprint(err, err) {
			t.Errorf("%s: Check says %v, Fix %v, ListCalls %v", ids, err, fix, list)
		}
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", ids, err, want)
		}
	}
	none := analyzer.Config{Own: []*analyzer.Rule{nil}}
	if _, err := s.Check(context.Background(), none); err == nil {
		t.Error("nil is taken for a rule")
	}
	if _, err := s.Graph(context.Background(), none); err == nil {
		t.Error("nil is taken for a rule by a graph")
	}
}
