package estate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name, paths string
		want        []string // root, config, instances, base, environments, number of paths
	}{
		{"a lone policy", "policy.xml", []string{"| | [] | | [] | 1"}},
		{"loose files", "a/x.xml b/y.xml", []string{"| | [] | | [] | 2"}},
		{"artifacts at the root", "apis/a/apiInformation.json policy.xml instance.json", []string{"*| | [instance.json] | | [] | 3"}},
		{"artifacts below", "art/apis/a/apiInformation.json art/policy.xml x.xml hairpin.yaml configuration.prod.yaml configuration.yaml",
			[]string{"| hairpin.yaml | [] | configuration.yaml | [prod] | 4", "*art| hairpin.yaml | [] | configuration.yaml | [prod] | 2"}},
		{"configuration beside and above", "configuration.dev.yaml a/configuration.dev.yml a/configuration.extractor.yaml a/named values/x/namedValueInformation.json a/instance.json instance.json",
			[]string{"| | [instance.json] | | [dev] | 2", "*a| | [a/instance.json instance.json] | | [dev] | 4"}},
		{"nearest configuration", "hairpin.yaml a/hairpin.yml a/b/x.xml a/backends/b/backendInformation.json c/x.xml",
			[]string{"| hairpin.yaml | [] | | [] | 2", "*a| a/hairpin.yml | [] | | [] | 3"}},
		{"camel case", "x/namedValues/n/namedValueInformation.json x/policyFragments/f/policy.xml x/versionSets/v/versionSetInformation.json",
			[]string{"*x| | [] | | [] | 3"}},
		{"workspaces", "art/workspaces/w/apis/a/apiInformation.json art/workspaces/v/policy.xml art/workspaces/w/team/x/products/p.policy.xml",
			[]string{"*art| | [] | | [] | 3"}},
		{"two estates", "dev/apis/a/policy.xml prod/apis/a/policy.xml prod/apis/a/operations/o/policy.xml",
			[]string{"*dev| | [] | | [] | 1", "*prod| | [] | | [] | 2"}},
		{"a folder called apis above", "src/apis/apim/apis/a/apiInformation.json", []string{"*src/apis/apim| | [] | | [] | 1"}},
		{"products of something else", "products/a.policy.xml products/list.json apis/openapi/specification.yaml", []string{"| | [] | | [] | 3"}},
	} {
		var got []string
		for _, g := range Split(fields(c.paths)) {
			got = append(got, show(g))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// fields splits at blanks, but not inside of "named values".
func fields(s string) []string {
	out := strings.Fields(strings.ReplaceAll(s, "named values", "named~values"))
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "~", " ")
	}
	return out
}

func show(g Group) string {
	mark := ""
	if g.Artifacts {
		mark = "*"
	}
	var envs []string
	for _, e := range g.Environments {
		envs = append(envs, e.Name)
	}
	s := fmt.Sprintf("%s%s| %s | %v | %s | %v | %d", mark, g.Root, g.Config, g.Instances, g.Base, envs, len(g.Paths))
	return strings.ReplaceAll(s, "  ", " ")
}

// Of two files for one environment the nearer counts.
func TestSplitNearest(t *testing.T) {
	for _, g := range Split([]string{"configuration.dev.yaml", "a/configuration.dev.yml", "a/apis/x/apiInformation.json"}) {
		if g.Root == "a" && (len(g.Environments) != 1 || g.Environments[0].Path != "a/configuration.dev.yml") {
			t.Errorf("%+v", g.Environments)
		}
	}
}

// Every path is in one group, in whatever order the paths come.
func TestSplitPartition(t *testing.T) {
	paths := fields("hairpin.yaml a/apis/x/apiInformation.json a/x.xml b/c/hairpin.yaml b/c/policy.xml b/d.xml e/workspaces/w/backends/b/backendInformation.json instance.json")
	want := Split(paths)
	n := 0
	for _, g := range want {
		n += len(g.Paths)
		for _, p := range g.Paths {
			if g.Root != "" && !strings.HasPrefix(p, g.Root+"/") {
				t.Errorf("%s is not below %q", p, g.Root)
			}
		}
	}
	if n != len(paths) {
		t.Errorf("%d of %d paths", n, len(paths))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		mixed := slices.Clone(paths)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if diff := cmp.Diff(want, Split(mixed), cmp.AllowUnexported(Group{}, placed{}, layoutRow{})); diff != "" {
			t.Fatal(diff)
		}
	}
}
