package estate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/text"
)

// TestTokens: the nearest source that sets a name decides, even where it is not
// known to what.
func TestTokens(t *testing.T) {
	files := []*text.File{
		text.NewFile("hairpin.yaml", `tokens: { both: base, base: base, var.pinned: pinned }
terraform: { variables: base.tfvars }
environments:
  prod:
    tokens: { both: prod, prod: prod }
    terraform: { variables: prod.tfvars.json }
`),
		text.NewFile("base.tfvars", "both = \"base\"\nbase = 1\npinned = \"no\"\nlist = \"base\"\ntemplate = \"base\"\nnothing = \"base\"\nliteral = \"$${x}\"\n"),
		text.NewFile("prod.tfvars.json", `{"both": "prod", "list": ["a"], "template": "${a}", "nothing": null}`),
	}
	read := func(env string) *Estate {
		groups := Split([]string{"hairpin.yaml", "base.tfvars", "prod.tfvars.json"})
		if len(groups) != 1 {
			t.Fatal(groups)
		}
		e := Read(files, groups[0], Options{Env: env})
		if len(e.Problems) > 0 {
			t.Fatal(e.Problems)
		}
		return e
	}
	names := []string{"both", "base", "prod", "pinned", "var.both", "var.base", "var.pinned", "var.list", "var.template", "var.nothing", "var.literal", "var.", ""}
	values := func(e *Estate) map[string]string {
		out := map[string]string{}
		for _, n := range names {
			if f := e.Token(n); f.Present() {
				out[n] = f.Path + ": " + f.Text()
			}
		}
		return out
	}
	if d := cmp.Diff(map[string]string{
		"both": "hairpin.yaml: base", "base": "hairpin.yaml: base", "var.pinned": "hairpin.yaml: pinned",
		"var.both": "base.tfvars: base", "var.base": "base.tfvars: 1", "var.list": "base.tfvars: base", "var.template": "base.tfvars: base",
		"var.nothing": "base.tfvars: base", "var.literal": "base.tfvars: ${x}",
	}, values(read(""))); d != "" {
		t.Errorf("the base instance (-want +got):\n%s", d)
	}
	prod := read("prod")
	if d := cmp.Diff(map[string]string{
		"both": "hairpin.yaml: prod", "prod": "hairpin.yaml: prod", "base": "hairpin.yaml: base", "var.pinned": "hairpin.yaml: pinned",
		"var.both": "prod.tfvars.json: prod", "var.base": "base.tfvars: 1", "var.literal": "base.tfvars: ${x}",
	}, values(prod)); d != "" {
		t.Errorf("prod (-want +got):\n%s", d)
	}
	for name, want := range map[string]bool{"both": true, "prod": true, "base": false, "var.both": true, "var.base": false} {
		if got := prod.OfEnvironment(prod.Token(name).At()); got != want {
			t.Errorf("%s is of the environment: %v", name, got)
		}
	}
}

// TestTokensMissing: a file that is named and not there is a problem, whichever
// environment is read.
func TestTokensMissing(t *testing.T) {
	const src = "terraform: { variables: a.tfvars }\nenvironments: { prod: { terraform: { variables: b.tfvars } } }\n"
	e := Read([]*text.File{text.NewFile("hairpin.yaml", src)}, Group{Config: "hairpin.yaml"}, Options{})
	if len(e.Problems) != 2 || e.Problems[0].Message != `the file "a.tfvars" is missing; add it, or remove it from hairpin.yaml` || e.Problems[1].At.Span.Of(src) != "b.tfvars" {
		t.Errorf("%v", e.Problems)
	}
}
