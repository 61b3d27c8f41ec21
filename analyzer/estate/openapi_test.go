package estate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// unordered compares operations as sets: the parser gives them by method.
var unordered = cmpopts.SortSlices(func(a, b specOperation) bool { return fmt.Sprint(a) < fmt.Sprint(b) })

// list shows operations one by line, and whether they are all.
func list(s *specification) string {
	var out []string
	for _, o := range s.operations {
		out = append(out, fmt.Sprintf("%s %s %s", o.method, o.template, o.id))
	}
	slices.Sort(out)
	if !s.known {
		out = append(out, "...")
	}
	return strings.Join(out, "; ")
}

// Each document says the same to the scan, if it understands it, and to the
// parser.
func TestSpecification(t *testing.T) {
	for _, c := range []struct {
		name, src, want string
		scanned         bool
	}{
		{"as exported", "openapi: 3.0.1\ninfo:\n  title: T\n  description: |\n    paths:\n      /no:\n        get:\n          operationId: no\nservers:\n  - url: https://x\npaths:\n  /a:\n    get:\n      summary: 'x: y'\n      operationId: A\n      responses:\n        '200':\n          description: ''\n    post:\n      tags:\n      - a\n      - b\n      operationId: B\n  '/b/{id}':\n    parameters:\n    - name: id\n      in: path\n    delete:\n      operationId: \"C\"\ncomponents:\n  x: y\n",
			"DELETE /b/{id} C; GET /a A; POST /a B", true},
		{"CRLF", "paths:\r\n  /a:\r\n    get:\r\n      operationId: A\r\n", "GET /a A", true},
		{"comments", "# c\npaths: # d\n  # e\n  /a: # f\n    get: # g\n      operationId: A # h\n\n  /b:\n    put:\n      x: y\n", "GET /a A; PUT /b ", true},
		{"quoted keys", "\"paths\":\n  \"/a\":\n    'get':\n      'operationId': 'A'\n", "GET /a A", true},
		{"extensions", "paths:\n  x-y: {a: b}\n  /a:\n    x-z: 1\n    summary: s\n    get:\n      operationId: A\n", "GET /a A", true},
		{"another file", "paths:\n  /a:\n    $ref: a.yaml\n  /b:\n    get:\n      operationId: B\n", "GET /b B; ...", true},
		{"colon in a path", "paths:\n  /a:b/{x}:\n    get:\n      operationId: A\n", "GET /a:b/{x} A", true},
		{"flow style", "{paths: {/a: {get: {operationId: A}}}}", "GET /a A", false},
		{"flow inside", "paths:\n  /a: {get: {operationId: A}}\n", "GET /a A", false},
		{"flow operation", "paths:\n  /a:\n    get: {operationId: A}\n", "GET /a A", false},
		{"flow over lines", "security: [\n]\npaths:\n  /a:\n    get:\n      operationId: A\n", "GET /a A", false},
		{"anchors", "paths:\n  /a: &p\n    get:\n      operationId: A\n  /b: *p\n", "GET /a A; GET /b A", false},
		{"merge", "x: &x\n  get:\n    operationId: A\npaths:\n  /a:\n    <<: *x\n    post:\n      operationId: B\n", "GET /a A; POST /a B", false},
		{"escapes", "paths:\n  /a:\n    get:\n      operationId: \"A\\u0042\"\n", "GET /a AB", false},
		{"multi-line quotes", "info:\n  x: y\ndescription: \"a\npaths:\n  b\"\npaths:\n  /a:\n    get:\n      operationId: A\n", "GET /a A", false},
		{"id below", "paths:\n  /a:\n    get:\n      operationId:\n        A\n", "GET /a A", false},
		{"JSON in YAML", `{"paths": {"/a": {"get": {"operationId": "A"}}}}`, "GET /a A", false},
		{"document start", "---\npaths:\n  /a:\n    get:\n      operationId: A\n", "GET /a A", false},
		{"no paths", "openapi: 3.0.1\n", "...", false},
		{"empty paths", "paths: {}\n", "", false},
		{"empty", "", "...", false},
		{"not a map", "- a\n", "...", false},
	} {
		quick, ok := scanYAML(c.src)
		if ok != c.scanned {
			t.Errorf("%s: scanned %v", c.name, ok)
		}
		if ok && list(quick) != c.want {
			t.Errorf("%s: the scan reads %s", c.name, list(quick))
		}
		s, errs := readSpecification(text.NewView(c.src), false)
		if got := list(s); got != c.want || len(errs) > 0 {
			t.Errorf("%s: %s %v, want %s", c.name, got, errs, c.want)
		}
		root, _ := tree.ParseYAML(text.NewView(c.src))
		if got := list(specOf(root)); got != c.want {
			t.Errorf("%s: the parser reads %s", c.name, got)
		}
	}
}

func TestSpecificationJSON(t *testing.T) {
	src := `{"swagger": "2.0", "x": {"paths": {"/no": {"get": {}}}}, "paths": {"x-a": 1, "/a": {"parameters": [], "get": {"tags": ["x"], "operationId": "A", "responses": {"200": {}}}, "patch": {}}, "/b": {"$ref": "b.json"}}}`
	s, errs := readSpecification(text.NewView(src), true)
	if got := list(s); got != "GET /a A; PATCH /a ; ..." || len(errs) > 0 {
		t.Errorf("%s %v", got, errs)
	}
	if s, errs := readSpecification(text.NewView(src[:len(src)-10]), true); s.known || len(errs) != 1 {
		t.Errorf("a broken document is known %v, errors %v", s.known, errs)
	}
}

// The names are those of the documentation's examples.
func TestResourceName(t *testing.T) {
	for _, c := range []struct {
		op   specOperation
		want string
	}{
		{specOperation{"GET", "/foo/{bar}?buzz={quix}", "", ""}, "get-foo-bar-buzz-quix"},
		{specOperation{"GET", "/", "", ""}, "get"},
		{specOperation{"GET", "/x", "List_All Orders", ""}, "list-all-orders"},
		{specOperation{"POST", "/" + strings.Repeat("a", 100), "", ""}, "post-" + strings.Repeat("a", 71)},
	} {
		if got := c.op.resourceName(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.op, got, c.want)
		}
	}
}

// Two operations that would have one name are told apart by a number.
func TestMatchOperations(t *testing.T) {
	e := estateAt(t, `
-- apis/a/apiInformation.json --
{ "properties": { "path": "a" } }
-- apis/a/specification.yaml --
paths:
  /x/y:
    get: 
      summary: one
  /x-y:
    get:
      summary: two
-- apis/a/operations/get-x-y/policy.xml --
<policies />
-- apis/a/operations/get-x-y-1/policy.xml --
<policies />
`, "", Options{})
	var got []string
	for _, op := range e.Service.APIs[0].Operations {
		got = append(got, op.ID+" "+op.URLTemplate)
	}
	if diff := cmp.Diff([]string{"get-x-y /x/y", "get-x-y-1 /x-y"}, got); diff != "" {
		t.Error(diff)
	}
}
