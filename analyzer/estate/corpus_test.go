package estate

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// corpus reads a folder of real repositories.
func corpus(t testing.TB, dir string) []*text.File {
	t.Helper()
	root := os.Getenv("HAIRPIN_CORPUS")
	if root == "" {
		t.Skip("HAIRPIN_CORPUS is not set: it names a folder of real repositories")
	}
	root = filepath.Join(root, dir)
	var files []*text.File
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		files = append(files, text.NewFile(filepath.ToSlash(rel), string(b)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// only is the estate with a root.
func only(t testing.TB, files []*text.File, root string, o Options) *Estate {
	t.Helper()
	for _, g := range Split(pathsOf(files)) {
		if g.Root == root {
			return Read(files, g, o)
		}
	}
	t.Fatalf("no estate at %q", root)
	return nil
}

func pathsOf(files []*text.File) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.Path)
	}
	return out
}

func TestCorpusAPIs(t *testing.T) {
	files := corpus(t, "anotherRedbeard__apimdemo-environment")
	e := only(t, files, "apimartifacts", Options{})
	noProblems(t, e)
	apis := map[string]*API{}
	for _, a := range e.Service.APIs {
		apis[a.ID] = a
	}
	foo := apis["foo"]
	const url = "https://red-scus-apimdemo-dev.azure-api.net/foobar"
	for _, f := range files {
		if f.Path == foo.Info {
			if got := foo.ServiceURL().At().Span.Of(f.Src); got != url || foo.ServiceURL().Text() != url {
				t.Errorf("serviceUrl %q at %q", foo.ServiceURL().Text(), got)
			}
		}
	}
	if !foo.Owns("/foobar/x") || foo.Owns("/foo") {
		t.Error("foo owns the wrong paths")
	}
	if a := apis["test-v1;rev=2"]; a == nil || a.Current || a.VersionSet == nil || a.VersionSet.Scheme != "Segment" || !a.OperationsKnown || len(a.Operations) != 1 {
		t.Errorf("test-v1;rev=2: %+v", a)
	}
	if got := e.Service.Route("/test/foo/v1/get"); got != apis["test-v1"] {
		t.Errorf("/test/foo/v1/get lands on %+v", got)
	}
	if got := e.Service.Route("/test/foo/get"); got != apis["test"] {
		t.Errorf("/test/foo/get lands on %+v", got)
	}
	ops := 0
	for _, op := range apis["map-api"].Operations {
		if op.Policy != "" && op.Method != "" {
			ops++
		}
	}
	if ops != 8 || len(apis["map-api"].Operations) != 8 {
		t.Errorf("%d operations of map-api have a policy and a method", ops)
	}
	if len(e.Service.Fragments) != 10 || len(e.Service.Backends) != 16 || len(apis["echo-api"].Products) != 3 {
		t.Errorf("%d fragments, %d backends, %d products", len(e.Service.Fragments), len(e.Service.Backends), len(apis["echo-api"].Products))
	}
	// The environment's file names the instance.
	dev := only(t, files, "apimartifacts", Options{Env: "dev"})
	if dev.Gateway.IsSelf("red-scus-apimdemo-dev.azure-api.net") != gateway.Yes || e.Gateway.Name != "" {
		t.Errorf("dev: %+v", dev.Gateway)
	}
	if v := dev.Service.NamedValues["aadb2c-audience"]; v == nil || v.Value.Present() && v.Secret {
		t.Errorf("aadb2c-audience: %+v", v)
	}
	if v := dev.Service.NamedValues["test"]; v == nil || !v.KeyVault || v.Value.Present() {
		t.Errorf("test: %+v", v)
	}
}

func TestCorpusSecrets(t *testing.T) {
	for _, dir := range []string{"anotherRedbeard__apimdemo-environment", "christopherhouse__mmmapimws", "Azure__apiops"} {
		files := corpus(t, dir)
		for _, g := range Split(pathsOf(files)) {
			for _, w := range append(Read(files, g, Options{}).Workspaces, &Read(files, g, Options{}).Service) {
				for _, v := range w.NamedValues {
					if (v.Secret || v.KeyVault) && v.Value.Present() {
						t.Errorf("%s: the secret %s has a value", dir, v.Name)
					}
				}
			}
		}
	}
}

func TestCorpusWorkspaces(t *testing.T) {
	files := corpus(t, "ahmad-fullDevStack__apim-gitops-reference-hub")
	e := only(t, files, "apim-config", Options{})
	noProblems(t, e)
	var core *Workspace
	for _, w := range e.Workspaces {
		if w.ID == "pensions-core" {
			core = w
		}
	}
	if core == nil || len(core.APIs) != 2 || core.APIs[0].Path != "orders" || core.Policy != "apim-config/workspaces/pensions-core/policy.xml" || len(core.Products) != 2 {
		t.Fatalf("%+v", core)
	}
	if s := e.Place("apim-config/workspaces/pensions-core/shared/products/contoso-pensions-internal.policy.xml"); s.Kind != ProductScope || s.Product.ID != "contoso-pensions-internal" {
		t.Errorf("%+v", s)
	}
	if s := e.Place("apim-config/workspaces/sandbox/policy.xml"); s.Kind != WorkspaceScope || s.Workspace.ID != "sandbox" {
		t.Errorf("%+v", s)
	}
}

// No file of the corpus is a problem, and the line scanner reads the same
// operations as the YAML parser.
func TestCorpusSpecifications(t *testing.T) {
	scanned := 0
	for _, f := range corpus(t, "") {
		s := Parse(f)
		if s == nil {
			continue
		}
		if len(s.errs) > 0 {
			t.Errorf("%s: %v", f.Path, s.errs)
		}
		if s.spec == nil || !strings.HasSuffix(f.Path, ".yaml") {
			continue
		}
		quick, ok := scanYAML(f.Src)
		if ok {
			scanned++
		} else {
			t.Logf("%s is left to the YAML parser", f.Path)
			continue
		}
		root, errs := tree.ParseYAML(text.NewView(f.Src))
		if diff := cmp.Diff(specOf(root), quick, cmp.AllowUnexported(specification{}, specOperation{}), unordered); diff != "" || len(errs) > 0 {
			t.Errorf("%s: %v %s", f.Path, errs, diff)
		}
	}
	if scanned < 15 {
		t.Errorf("only %d specifications were scanned", scanned)
	}
}
