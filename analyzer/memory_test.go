package analyzer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/estategen"
)

// edits are changes that a policy may see, from what leaves it as it is to what
// makes it another kind of document.
var edits = []func(src string) string{
	func(src string) string { return src + " " },
	func(src string) string { return "\n" + src },
	func(src string) string { return src + "<x" },
	func(src string) string { return strings.Replace(src, "{{value0}}", "stock.fabrikam.com", 1) },
	func(src string) string {
		return strings.Replace(src, "<inbound>", "<inbound>\n<send-request mode=\"new\" response-variable-name=\"r\"><set-url>https://"+estategen.Host+"/area1/api1</set-url></send-request>", 1)
	},
	func(src string) string {
		return strings.Replace(src, "<inbound>", "<inbound>\n<set-backend-service base-url=\"https://127.0.0.1/area2/api2\" />", 1)
	},
	func(src string) string {
		return strings.Replace(src, "<inbound>", "<inbound>\n<set-header name=\"Host\" exists-action=\"override\"><value>"+estategen.Host+"</value></set-header>", 1)
	},
	func(src string) string {
		return strings.Replace(src, "<inbound>", "<inbound>\n<set-variable name=\"target\" value=\"https://"+estategen.Host+"/audit\" />", 1)
	},
	func(src string) string {
		return strings.Replace(src, "<inbound>", "<inbound>\n<!-- hairpin:ignore HP102 a test -->", 1)
	},
	func(src string) string {
		return strings.Replace(src, "<inbound>", "<inbound>\n<include-fragment fragment-id=\"spare\" />", 1)
	},
	func(src string) string { return strings.Replace(src, "<include-fragment", "<include-nothing", 1) },
	func(src string) string { return strings.Replace(src, "</inbound>", "", 1) },
	func(src string) string { return strings.ReplaceAll(src, "policies>", "fragment>") },
	func(src string) string {
		return strings.Replace(src, "</fragment>", "<send-request mode=\"new\" response-variable-name=\"r\"><set-url>@((string)context.Variables[\"target\"])</set-url></send-request></fragment>", 1)
	},
	func(src string) string { return "nothing" },
	func(src string) string { return "" },
}

// TestMemory: a check that follows another one gives what a check from nothing
// gives, whatever has changed between.
func TestMemory(t *testing.T) {
	series := 60
	if testing.Short() {
		series = 10
	}
	files := sharedEstate()
	for i := range series {
		edit(t, files, rand.New(rand.NewPCG(uint64(i), 7)))
	}
}

// sharedEstate is an estate in which much is shared.
func sharedEstate() []*text.File {
	files := estategen.Generate(estategen.Options{APIs: 4, Operations: 2, Seed: 3, SelfCalls: 5})
	for i, f := range files { // what every API runs calls what an operation says, and a shared value is this gateway
		if f.Path == "named values/value0/namedValueInformation.json" {
			files[i] = text.NewFile(f.Path, strings.Replace(f.Src, "host0.fabrikam.com", estategen.Host, 1))
		}
		if f.Path == "policy.xml" {
			files[i] = text.NewFile(f.Path, strings.Replace(f.Src, "<outbound>", "<outbound>\n<send-request mode=\"new\" response-variable-name=\"r\"><set-url>@((string)context.Variables[\"target\"])</set-url></send-request>", 1))
		}
	}
	return append(files, text.NewFile("policy fragments/spare/policy.xml",
		"<fragment><send-request mode=\"new\" response-variable-name=\"s\"><set-url>https://"+estategen.Host+"/spare</set-url></send-request></fragment>"))
}

// edit makes some changes one after the other, and checks in between: as one of
// some configurations says, or as none does.
func edit(t *testing.T, files []*text.File, r *rand.Rand, configs ...analyzer.Config) {
	s, now := analyzer.NewSnapshot(files), map[string]string{}
	for _, f := range files {
		now[f.Path] = f.Src
	}
	for round := range 12 {
		f := files[r.IntN(len(files))]
		if r.IntN(4) == 0 { // what all share is changed often
			shared := []string{"policy.xml", "policy fragments/fragment0/policy.xml"}[r.IntN(2)]
			f = text.NewFile(shared, original(files, shared))
		}
		src := edits[r.IntN(len(edits))](now[f.Path])
		switch {
		case strings.HasSuffix(f.Path, ".json"):
			src = strings.NewReplacer("host0.fabrikam.com", estategen.Host, "service1.fabrikam.com", estategen.Host, "fabrikam", "contoso").Replace(f.Src)
		case strings.HasSuffix(f.Path, ".yaml"):
			src = strings.ReplaceAll(f.Src, "Developer", "Premium")
		}
		how := r.IntN(12)
		if how < 2 {
			src = f.Src
		}
		if how == 2 {
			s = s.Without(f.Path)
			delete(now, f.Path)
		} else {
			s = s.With(text.NewFile(f.Path, src))
			now[f.Path] = src
		}
		if r.IntN(4) == 0 { // something else is asked in between
			if _, err := s.Graph(context.Background(), analyzer.Config{}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var fresh []*text.File
		for p, src := range now {
			fresh = append(fresh, text.NewFile(p, src))
		}
		var c analyzer.Config
		if len(configs) > 0 {
			c = configs[r.IntN(len(configs))]
		}
		same(t, fmt.Sprintf("round %d: %s", round, f.Path), c, s, analyzer.NewSnapshot(fresh))
	}
}

func original(files []*text.File, path string) string {
	for _, f := range files {
		if f.Path == path {
			return f.Src
		}
	}
	return ""
}

// same compares two snapshots in everything that can be asked of them.
func same(t *testing.T, what string, c analyzer.Config, a, b *analyzer.Snapshot) {
	t.Helper()
	ctx := context.Background()
	x, err := a.Check(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	y, err := b.Check(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(x, y) {
		t.Fatalf("%s:\n%s\nfrom nothing:\n%s", what, summary(x), summary(y))
	}
}

func summary(r *analyzer.Result) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s %v %s %q %d fixes, %v\n", f.Rule.ID, f.At, f.Severity, f.Message, len(f.Fixes), f.Related)
	}
	fmt.Fprintf(&b, "%d suppressed, %d files, %v, %v\n", len(r.Suppressed), r.Files, r.Missing, r.Problems)
	return b.String()
}

// TestMemoryOfEnvironments: questions about several environments in turn, while
// the text changes, are answered as by a workspace that knows nothing yet.
func TestMemoryOfEnvironments(t *testing.T) {
	files := estategen.Generate(estategen.Options{APIs: 3, Operations: 2, Seed: 5, SelfCalls: 3})
	for _, env := range []string{"dev", "prod"} {
		files = append(files, text.NewFile("configuration."+env+".yaml", "apimServiceName: contoso-"+env+"\nnamedValues:\n  - name: value0\n    properties: { value: contoso-"+env+".azure-api.net }\n"))
	}
	ctx := context.Background()
	describe := func(s *analyzer.Snapshot, env string) string {
		var b strings.Builder
		list, err := s.ListCalls(ctx, analyzer.Config{Env: env})
		if err != nil {
			t.Fatal(err)
		}
		for i := range list.Calls {
			c := &list.Calls[i]
			fmt.Fprintln(&b, c.At, c.End)
			for _, w := range c.Listed {
				fmt.Fprintln(&b, "  ", w.HostName, w.End, w.Scopes)
			}
		}
		return b.String()
	}
	r := rand.New(rand.NewPCG(3, 4))
	s := analyzer.NewSnapshot(files)
	for range 40 {
		i := r.IntN(len(files))
		if !strings.HasSuffix(files[i].Path, ".xml") {
			continue
		}
		files[i] = text.NewFile(files[i].Path, edits[r.IntN(len(edits))](files[i].Src))
		s = s.With(files[i])
		if r.IntN(2) == 0 {
			if _, err := s.Check(ctx, analyzer.Config{}); err != nil {
				t.Fatal(err)
			}
		}
		fresh := analyzer.NewSnapshot(files)
		for _, env := range []string{"", "dev", "prod"} {
			if got, want := describe(s, env), describe(fresh, env); got != want {
				t.Fatalf("in %q after %s:\n%s\nwant\n%s", env, files[i].Path, got, want)
			}
		}
	}
}
