package analyzer_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// Two policies in one file: the first without an escape, the second with many.
const (
	plainPolicy = `<policies><inbound><base /><set-backend-service base-url='https://api.contoso.com/stock' /></inbound></policies>`
	richPolicy  = `<policies>
	<inbound>
		<base />
		<set-variable name="host" value="@("api." + "contoso.com")" />
		<send-request mode="new" response-variable-name="stock">
			<set-url>@("https://" + (string)context.Variables["host"] + "/stock\\é")</set-url>
			<set-method>GET</set-method>
		</send-request>
		<!-- hairpin:ignore HP102 the "other" one is tested -->
		<send-one-way-request mode="new">
			<set-url>https://api.contoso.com/other</set-url>
			<set-method>GET</set-method>
		</send-one-way-request>
	</inbound>
</policies>`
)

func hosted(policies ...string) (*analyzer.Snapshot, *text.File, analyzer.Config) {
	f := analyzertest.HostJSON("export.policies.json", policies...)
	facts := gateway.Facts{Name: "contoso", VNet: gateway.Internal, SKU: gateway.Developer, Hosts: []gateway.Host{gateway.NewHost("api.contoso.com")}}
	return analyzer.NewSnapshot([]*text.File{f}, analyzertest.InJSON), f, analyzer.Config{Flags: facts}
}

// decoded are the policies in a file, which has to be JSON.
func decoded(t *testing.T, f *text.File) map[string]string {
	t.Helper()
	var out map[string]string
	if err := json.Unmarshal([]byte(f.Src), &out); err != nil {
		t.Fatalf("the file is not JSON any more: %v\n%s", err, f.Src)
	}
	return out
}

// TestHostedFindings: findings in policies of a host file stand at the host's bytes,
// each in its own policy, and a suppression holds where it stands.
func TestHostedFindings(t *testing.T) {
	s, f, c := hosted(plainPolicy, richPolicy)
	res, err := s.Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range res.Findings {
		got = append(got, x.Rule.ID+" "+x.At.Span.Of(f.Src))
		for _, n := range x.Related {
			got = append(got, "  "+n.Message+": "+n.At.Span.Of(f.Src))
		}
	}
	want := []string{
		"HP101 api.contoso.com",
		`HP102 (string)context.Variables[\"host\"]`,
		`  the variable "host" is set here: @(\"api.\" + \"contoso.com\")`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
	if len(res.Suppressed) != 1 || res.Suppressed[0].Reason != `the "other" one is tested` ||
		!strings.HasPrefix(res.Suppressed[0].By.Span.Of(f.Src), `<!-- hairpin:ignore HP102 the \"other\"`) {
		t.Errorf("suppressed is %+v", res.Suppressed)
	}
	if res.Files != 1 {
		t.Errorf("%d files, want the one that holds both", res.Files)
	}
}

// TestHostedFixes: a fix is written as the host writes, and in the policy it is the
// fix that the policy would get in a file of its own.
func TestHostedFixes(t *testing.T) {
	s, f, c := hosted(plainPolicy, richPolicy)
	fixed, err := s.Fix(context.Background(), c, analyzer.FixOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(fixed.Files) != 1 || len(fixed.Applied) != 2 || len(fixed.Left.Findings) != 0 {
		t.Fatalf("%d files, %d applied, %d left", len(fixed.Files), len(fixed.Applied), len(fixed.Left.Findings))
	}
	got := decoded(t, fixed.Files[0])
	for name, policy := range map[string]string{"policyA": plainPolicy, "policyB": richPolicy} {
		alone, err := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", policy)}).Fix(context.Background(), c, analyzer.FixOptions{})
		if err != nil || len(alone.Files) != 1 {
			t.Fatalf("%s alone: %v", name, err)
		}
		if d := cmp.Diff(alone.Files[0].Src, got[name]); d != "" {
			t.Errorf("%s (-alone +hosted):\n%s", name, d)
		}
	}
	if before, _, _ := strings.Cut(f.Src, "<inbound>"); !strings.HasPrefix(fixed.Files[0].Src, before) {
		t.Errorf("the host around the policies has changed:\n%s", fixed.Files[0].Src)
	}
}

// TestHostedEditor: what stands under an offset of the host file is that of the
// policy there, and the names of one policy are not those of the other.
func TestHostedEditor(t *testing.T) {
	s, f, c := hosted(richPolicy, richPolicy)
	second := strings.LastIndex(f.Src, "<send-request")
	if said, at := editor.ExplainTag(s, f.Path, second+3); !strings.Contains(said, "send-request") || at.Start != second+1 {
		t.Errorf("explained is %q at %v, want send-request at %d", said, at, second+1)
	}
	read := strings.LastIndex(f.Src, `\"host\"]`) + len(`\"`)
	if said, _ := editor.ExplainCode(s, f.Path, strings.LastIndex(f.Src, "Variables[")); !strings.Contains(said, "Variables") {
		t.Errorf("Variables is explained as %q", said)
	}
	x, err := editor.NewIndex(context.Background(), s, c)
	if err != nil {
		t.Fatal(err)
	}
	name, ok := x.NameAt(f.Path, read)
	if !ok || name.Text != "host" {
		t.Fatalf("the name at %d is %+v", read, name)
	}
	for _, r := range x.References(name) {
		if r.At.Span.Start < len(f.Src)/2 || r.At.Span.Of(f.Src) != "host" {
			t.Errorf("%q at %v is a reference", r.At.Span.Of(f.Src), r.At.Span)
		}
	}
	if n := len(x.References(name)); n != 2 {
		t.Errorf("%d references, want the write and the read of the same policy", n)
	}
	if edits := editor.Format(s, f.Path, "  "); len(edits) > 0 {
		t.Errorf("a file of another format is formatted: %v", edits)
	}
}

// TestHostedChange: after a change of one policy in a file, and of their number, a
// check finds what a fresh one does.
func TestHostedChange(t *testing.T) {
	s, f, c := hosted(plainPolicy, richPolicy)
	for _, policies := range [][]string{
		{plainPolicy, strings.ReplaceAll(richPolicy, "contoso.com/other", "fabrikam.com/other")},
		{richPolicy, plainPolicy},
		{plainPolicy},
		{plainPolicy, richPolicy, "<fragment><set-variable name='a' value='b' /></fragment>"},
		{},
	} {
		if _, err := s.Check(context.Background(), c); err != nil {
			t.Fatal(err)
		}
		s = s.With(analyzertest.HostJSON(f.Path, policies...))
		again, err := s.Check(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		fresh, _, _ := hosted(policies...)
		want, err := fresh.Check(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(render(want), render(again)); d != "" {
			t.Errorf("%d policies (-fresh +again):\n%s", len(policies), d)
		}
	}
}

// hosts are the formats of files that hold policies: the name of a file, its reader, a
// writer, and what reads the policies back without the reader, in file order.
var hosts = []struct {
	file  string
	read  document.Reader
	write func(name string, policies ...string) *text.File
	back  func(t *testing.T, f *text.File) []string
}{
	{"a.policies.json", analyzertest.InJSON, analyzertest.HostJSON, func(t *testing.T, f *text.File) []string {
		byName := decoded(t, f)
		var out []string
		for _, name := range slices.Sorted(maps.Keys(byName)) {
			out = append(out, byName[name])
		}
		return out
	}},
}

// TestHostedArchives puts the policies of all archives that stand alone into a host
// file of each format, between two others: the findings are the same, and so are the
// fixes, once they are read as the host writes them.
func TestHostedArchives(t *testing.T) {
	for _, h := range hosts {
		tried := 0
		for _, a := range archives(t) {
			policy, rest := alone(a)
			if policy == nil {
				continue
			}
			tried++
			t.Run(h.file+"/"+a.Name, func(t *testing.T) {
				c := analyzer.Config{Env: a.Env}
				other := "<fragment><set-variable name='a' value='b' /></fragment>"
				host := h.write(h.file, other, policy.Src, other)
				in := analyzer.NewSnapshot(append([]*text.File{host}, rest...), h.read)
				alone := analyzer.NewSnapshot(append([]*text.File{text.NewFile("a.xml", policy.Src)}, rest...))
				if d := cmp.Diff(said(t, alone, c, "a.xml"), said(t, in, c, h.file)); d != "" {
					t.Errorf("findings (-alone +hosted):\n%s", d)
				}
				want := fixedFile(t, alone, c, "a.xml").Src
				if got := h.back(t, fixedFile(t, in, c, h.file)); len(got) != 3 || got[0] != other || got[1] != want || got[2] != other {
					t.Errorf("fixed policies (-alone +hosted):\n%s", cmp.Diff([]string{other, want, other}, got))
				}
			})
		}
		if tried < 100 {
			t.Errorf("only %d archives have a policy that stands alone", tried)
		}
	}
}

// alone is the policy of an archive whose only one it is, with the files beside it; nil
// if it has several, or one in a folder, or one that cannot stand in another file.
func alone(a *analyzertest.Archive) (policy *text.File, rest []*text.File) {
	for _, f := range a.Files {
		switch {
		case strings.Contains(f.Path, "/"):
			return nil, nil
		case !strings.HasSuffix(f.Path, ".xml"):
			rest = append(rest, f)
		case policy != nil:
			return nil, nil
		default:
			policy = f
		}
	}
	if policy == nil || !analyzer.IsPolicy(policy.Src) || !text.IsText(policy.Src) || strings.HasPrefix(policy.Src, text.BOM) {
		return nil, nil
	}
	return policy, rest
}

// fixedFile is a file with all fixes, also those that need review.
func fixedFile(t *testing.T, s *analyzer.Snapshot, c analyzer.Config, path string) *text.File {
	t.Helper()
	fixed, err := s.Fix(context.Background(), c, analyzer.FixOptions{Review: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fixed.Files {
		if f.Path == path {
			return f
		}
	}
	return s.File(path)
}

// said is what is found in the file at a path, without places.
func said(t *testing.T, s *analyzer.Snapshot, c analyzer.Config, path string) []string {
	t.Helper()
	res, err := s.Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range res.Findings {
		if f.At.Path != path {
			continue
		}
		line := f.Rule.ID + " " + f.Severity.String() + " " + f.Message + " " + f.NoFix
		for _, x := range f.Fixes {
			line += "; " + x.Title + " " + strings.ReplaceAll(x.SafetyReason, path, "the file")
		}
		out = append(out, line)
	}
	return out
}
