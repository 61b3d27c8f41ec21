package oracle

import (
	_ "embed"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
	"hairpin.example/hairpin/internal/concrete"
)

// gateway is a stand-in for the gateway's context, with one request.
//
//go:embed gateway.cs
var gateway string

// newtonsoft is where Debian's libnewtonsoft-json5.0-cil puts the library.
const newtonsoft = "/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll"

// kinds are what the variables of the stand-in hold; the gateway's own types
// decide what an expression makes of them.
var kinds = []string{"text", "truth", "json", "response"}

// TestCorpusOracle compiles the expressions of real policies, runs them against
// the stand-in, and looks for each result among the alternatives.
func TestCorpusOracle(t *testing.T) {
	needMono(t)
	dir := os.Getenv("HAIRPIN_CORPUS")
	if dir == "" {
		t.Skip("HAIRPIN_CORPUS is not set: the expressions of real policies are not compiled")
	}
	needNewtonsoft(t)
	samples := readSamples(t, dir)
	w := world{classes: gateway, signature: "  static object F%d(IContext context)", options: []string{"-r:" + newtonsoft, "-r:System.Xml.Linq.dll", "-r:System.Xml.dll"}, libraries: filepath.Dir(newtonsoft)}
	programs := make([]string, len(samples))
	for i, s := range samples {
		programs[i] = s.program
	}
	wrong, compared, thrown, exact := 0, map[int]bool{}, map[int]bool{}, 0
	var rejected map[int]string
	for _, kind := range kinds {
		var results map[int]outcome
		kindly := w
		kindly.classes = strings.NewReplacer("KIND", kind, "GATEWAY", concrete.Example.Host).Replace(w.classes)
		results, rejected = runAll(t, kindly, programs)
		for i, s := range samples {
			o, ok := results[i]
			switch {
			case !ok, o.Kind == "other":
			case o.Kind == "throws":
				thrown[i] = true
			default:
				v := value.Text(eval.Eval(s.block, &eval.Env{Path: s.file, Request: request{kind}}))
				if !concrete.Among(v, o.Text, o.Kind == "value") {
					wrong++
					t.Errorf("%s, variables are %s: mono gives %s %q, which is not among %d alternatives:\n%s", s.file, kind, o.Kind, o.Text, len(v.Alts), s.program)
				}
				if _, only := v.Only(); only && !compared[i] {
					exact++
				}
				compared[i] = true
			}
		}
	}
	for i := range compared {
		delete(thrown, i)
	}
	for i, why := range rejected {
		t.Logf("not compiled: %s: %s", samples[i].file, why)
	}
	t.Logf("%d different expressions: %d do not compile with mono, %d only throw, %d compared, %d of them known exactly, %d wrong",
		len(samples), len(rejected), len(thrown), len(compared), exact, wrong)
	if len(compared) < len(samples)/3 {
		t.Errorf("only %d of %d expressions were compared", len(compared), len(samples))
	}
}

// request is what the evaluation knows of the stand-in's request: its variables
// where they are text, and of the rest nothing.
type request struct{ kind string }

func (r request) Variable(name string) value.Value {
	switch {
	case strings.HasPrefix(name, "no"):
		return value.Value{}
	case r.kind == "text":
		return value.TextOf("p", text.NewView("https://contoso.example/a/b?c=d"), value.PlainText)
	}
	return value.UnknownOf("the variable "+name, text.Loc{})
}

func (request) NamedValue(string) eval.NamedValue { return eval.NamedValue{} }

func (request) Header(string) value.Value { return value.Value{} }

func (request) HostHeader() value.Value { return value.UnknownOf("Host", text.Loc{}) }

func (request) URL() value.Value { return value.Value{} }

func (request) ServiceURL() value.Value { return value.Value{} }

type sample struct {
	file    string
	block   *expr.Block
	program string
}

// readSamples is the different expressions of the policies under dir that can be
// read without an error and hold no reference to a named value, which the
// compiler never sees.
func readSamples(t *testing.T, dir string) []sample {
	t.Helper()
	var all []sample
	seen := map[string]bool{}
	add := func(file string, p policy.Part) {
		program := p.View.Src
		if p.Unclosed || strings.Contains(program, "{{") || seen[program] {
			return
		}
		seen[program] = true
		parse := expr.ParseExpr
		if p.Block {
			parse = expr.ParseBlock
		} else {
			program = "return (" + program + "\n);"
		}
		if b, errs := parse(p.View); len(errs) == 0 {
			all = append(all, sample{file, b, program})
		}
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		root, _ := policy.Parse(text.NewView(string(data)))
		for _, p := range parts(root) {
			add(filepath.Base(path), p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// parts are the expressions of an element and of everything in it.
func parts(e *policy.Element) (all []policy.Part) {
	add := func(v policy.Value) {
		for _, p := range v.Parts {
			if p.Kind == policy.Expression {
				all = append(all, p)
			}
		}
	}
	for _, a := range e.Attrs {
		add(a.Value)
	}
	for _, n := range e.Children {
		switch n := n.(type) {
		case *policy.Element:
			all = append(all, parts(n)...)
		case *policy.Text:
			add(n.Value)
		}
	}
	return slices.Clip(all)
}
