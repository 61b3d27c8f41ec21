package editor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// unknownMembers are members that real policies use and the table does not have,
// with the reason.
var unknownMembers = map[string]string{
	"IReadOnlyDictionary<string, string[]>.OrderBy": "of System.Linq, of which the table has what the evaluation follows",
}

// TestContextCorpus: every member of an object of the context that real policies
// use is in the table.
func TestContextCorpus(t *testing.T) {
	root := os.Getenv("HAIRPIN_CORPUS")
	if root == "" {
		t.Skip("HAIRPIN_CORPUS is not set: real policies are not read")
	}
	members, used := 0, map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		doc := document.Parse(t.Context(), text.NewFile(path, string(src)))
		for i := range doc.Code {
			c := &doc.Code[i]
			expr.Walk(c.Block, func(n expr.Node) bool {
				m, ok := n.(*expr.Member)
				if !ok || c.Bad {
					return true
				}
				of := typingOf(c.Block).of(m.X)
				if len(dialect.MembersOf(of)) == 0 {
					return true
				}
				members++
				what := of + "." + m.Sel.Text
				if used[what] = true; typingOf(c.Block).ofMember(m).Name == "" && unknownMembers[what] == "" {
					t.Errorf("%s: %s", path, what)
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for what := range unknownMembers {
		if !used[what] {
			t.Errorf("%s is listed and not there", what)
		}
	}
	if members < 500 {
		t.Errorf("%d members", members)
	}
}

// TestTypes: the type of an expression, as far as it can be told.
func TestTypes(t *testing.T) {
	for code, want := range map[string]string{
		`context.Request`:                                       "IRequest",
		`context.Request.Headers`:                               "IReadOnlyDictionary<string, string[]>",
		`context.Request.Headers["a"]`:                          "string[]",
		`context.Request.Headers["a"].First()`:                  "string",
		`context.Request.Headers["a"][0].ToUpper()`:             "string",
		`context.Request.Headers.GetValueOrDefault("a", "")`:    "string",
		`context.Request.MatchedParameters["a"]`:                "string",
		`context.Variables["a"]`:                                "object",
		`context.Variables.GetValueOrDefault<JObject>("a")`:     "JObject",
		`((IResponse)context.Variables["a"]).Body.As<JArray>()`: "JArray",
		`context.Request.Body.As<JObject>(true)["a"]`:           "JToken",
		`JObject.Parse("{}").SelectToken("a")`:                  "JToken",
		`DateTime.UtcNow.AddDays(1)`:                            "DateTime",
		`context.User.Groups.First().Name`:                      "string",
		`"a,b".Split(',')[0].Length`:                            "int",
		`context.Request.IpAddress ?? "a"`:                      "string",
		`true ? context.Api : null`:                             "IApi",
		`new Uri("https://a")`:                                  "Uri",
		`context.Unknown`:                                       "",
		`unknown`:                                               "",
		`1 + 2`:                                                 "",
	} {
		block, _ := expr.ParseExpr(text.NewView(code))
		if got := typingOf(block).of(block.Stmts[0].(*expr.Return).X); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// TestSnippets: what is inserted for an element can be read, is known, and has what
// it needs, in the order of the table.
func TestSnippets(t *testing.T) {
	for _, p := range dialect.Policies() {
		src := "<fragment><" + (Completion{Insert: snippetOf(p)}).Plain() + "</fragment>"
		doc, errs := policy.Parse(text.NewView(src))
		if len(errs) > 0 {
			t.Errorf("%s: %v", src, errs)
		}
		for e := range policy.All(doc) {
			row := document.Row(e)
			if row == nil {
				if e.Tag != "" {
					t.Errorf("%s: <%s> is not known", src, e.Tag)
				}
				continue
			}
			for _, a := range row.Attrs {
				if a.Need == dialect.Required && e.Attr(a.Name) == nil {
					t.Errorf("%s: <%s> lacks %s", src, e.Tag, a.Name)
				}
			}
			last := -1
			for c := range e.Elements() {
				at := row.Order(c.Tag)
				if row.Ordered && at < last {
					t.Errorf("%s: %s comes too late", src, c.Tag)
				}
				last = at
			}
			for _, c := range row.Children {
				if (c.Times == dialect.Once || c.Times == dialect.Some) && e.Child(c.Name) == nil {
					t.Errorf("%s: <%s> lacks <%s>", src, e.Tag, c.Name)
				}
			}
		}
	}
}
