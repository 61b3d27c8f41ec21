package estate

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// corpusSeeds adds the files of the corpus that a function wants.
func corpusSeeds(f *testing.F, wants func(base string) bool) {
	root := os.Getenv("HAIRPIN_CORPUS")
	if root == "" {
		return
	}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !wants(filepath.Base(p)) {
			return err
		}
		b, err := os.ReadFile(p)
		if len(b) < 1<<14 {
			f.Add(string(b))
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// checkPlaces fails if anything in a value points outside its file.
func checkPlaces(t *testing.T, v any, sizes map[string]int) {
	t.Helper()
	var walk func(v reflect.Value, seen map[uintptr]bool)
	check := func(l text.Loc) {
		size, ok := sizes[l.Path]
		if !l.IsZero() && (!ok || l.Span.Start < 0 || l.Span.End < l.Span.Start || l.Span.End > size) {
			t.Errorf("%+v is not in a file of %d bytes", l, size)
		}
	}
	walk = func(v reflect.Value, seen map[uintptr]bool) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				walk(v.Elem(), seen)
			}
		case reflect.Struct:
			if v.CanInterface() {
				switch x := v.Interface().(type) {
				case text.Loc:
					check(x)
					return
				case Field:
					check(x.At())
					return
				}
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i), seen)
				}
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i), seen)
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				walk(v.MapIndex(k), seen)
			}
		}
	}
	walk(reflect.ValueOf(v), map[uintptr]bool{})
}

func FuzzInstance(f *testing.F) {
	f.Add(armInstance)
	f.Add(text.BOM + "[" + armInstance + "]")
	f.Add("\xff\xfe{\x00}\x00")
	f.Add(`{"name":"a","sku":"Premium_2","gatewayUrl":"https://[::1]:8/"}`)
	f.Fuzz(func(t *testing.T, src string) {
		facts, problems := readInstance(Parse(text.NewFile("instance.json", src)), "contoso")
		checkPlaces(t, problems, map[string]int{"instance.json": len(src)})
		g := gateway.Merge(facts)
		for _, h := range g.Hosts {
			if h.Name == "" || h.Name != strings.ToLower(h.Name) && !strings.ContainsFunc(h.Name, func(r rune) bool { return r > '~' }) {
				t.Errorf("host %q is not normal", h.Name)
			}
			g.Match(h.Name)
		}
		if g.Hairpins().Words() == "" {
			t.Error("a verdict without words")
		}
		if len(problems) == 0 && g.SKU == gateway.UnknownSKU && g.VNet == gateway.UnknownVNet && len(g.MissingFacts(gateway.Need{Hosts: true, Network: true})) == 0 {
			t.Error("facts are missing and nobody says so")
		}
	})
}

func FuzzConfig(f *testing.F) {
	f.Add(fullConfig)
	f.Add("a: &a [*a, {b: |\n  c\n}]\n<<: *a\n")
	f.Add("instance: {hostnames: [\"\\u00fc\", 'it''s', >-\n x\n y]}\n")
	f.Add("? a\n: - b\r\n  - c\u2028d: e\n")
	corpusSeeds(f, func(base string) bool { return strings.HasPrefix(base, "configuration.") })
	f.Fuzz(func(t *testing.T, src string) {
		sizes := map[string]int{"hairpin.yaml": len(src), "configuration.prod.yaml": len(src)}
		s := Parse(text.NewFile("hairpin.yaml", src))
		c, problems := readConfig(s)
		checkPlaces(t, problems, sizes)
		checkPlaces(t, c.ignore, sizes)
		_, problems = readOverrides(Parse(text.NewFile("configuration.prod.yaml", src)))
		checkPlaces(t, problems, sizes)
	})
}

// FuzzRead puts the same bytes into every kind of file of an estate.
func FuzzRead(f *testing.F) {
	for _, a := range filesOf(toolkit + withEnvironments) {
		f.Add(a.Src)
	}
	corpusSeeds(f, func(base string) bool {
		return strings.HasSuffix(base, "Information.json") || isSpecification(base) || strings.HasPrefix(base, "configuration.")
	})
	paths := []string{
		"hairpin.yaml", "instance.json", "configuration.yaml", "configuration.prod.yaml",
		"apis/a/apiInformation.json", "apis/a/specification.yaml", "apis/b;rev=2/specification.json", "apis/a/operations/o/operationInformation.json", "apis/a/policy.xml",
		"backends/b/backendInformation.json", "named values/n/namedValueInformation.json", "policy fragments/f/policy.xml",
		"products/p/productInformation.json", "products/p/apis.json", "versionSets/v/versionSetInformation.json", "gateways/g/apis.json",
		"workspaces/w/backends/b/backendInformation.json",
	}
	f.Fuzz(func(t *testing.T, src string) {
		sizes := map[string]int{}
		var files []*text.File
		for _, p := range paths {
			files = append(files, text.NewFile(p, src))
			sizes[p] = len(src)
		}
		for _, g := range Split(paths) {
			for _, env := range []string{"", "prod"} {
				e := Read(files, g, Options{Env: env})
				checkPlaces(t, e, sizes)
				for _, a := range e.Service.APIs {
					a.Owns("/" + a.Path)
				}
				for _, w := range append(e.Workspaces, &e.Service) {
					for _, v := range w.NamedValues {
						if v.Secret && v.Value.Present() {
							t.Error("a secret has a value")
						}
					}
				}
			}
		}
	})
}

// FuzzScan compares the line scanner with the YAML parser: what both read, they
// read alike.
func FuzzScan(f *testing.F) {
	f.Add("openapi: 3.0.1\npaths:\n  /a:\n    get:\n      operationId: A\n      tags:\n      - b\n  '/b':\n    x: |\n      y\n    post:\n      operationId: 'B'\n")
	// What the scan once read in another way than the parser.
	f.Add("paths:\n  /a:\n    #00\n    post:")
	f.Add("version: '1.0D\npaths:\n  /a:\n    get:\n      summary: Get\n   b'")
	f.Add("info:\n  version: '1.0D\npaths:\n  /a:\n    get:\n      summary: it'")
	f.Add("paths:\n  /a:\n    get:\n      operationId: A\n    get:\n      x: y\n")
	f.Add("paths:\n  /a:\n    get\t\t:")
	corpusSeeds(f, func(base string) bool { return base == "specification.yaml" })
	f.Fuzz(func(t *testing.T, src string) {
		quick, ok := scanYAML(src)
		if !ok {
			return
		}
		v, why := tree.Decode(src)
		if why != "" || len(v.Src) != len(src) {
			return
		}
		root, errs := tree.ParseYAML(v)
		if len(errs) > 0 {
			return // broken YAML is read as far as it goes
		}
		if a, b := list(quick), list(specOf(root)); a != b {
			t.Errorf("the scan reads %s, the parser %s", a, b)
		}
	})
}
