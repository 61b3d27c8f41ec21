package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// TestComments: a doc comment begins with the name that it stands above, so that
// one that was left behind, when its name was changed or moved, is seen.
func TestComments(t *testing.T) {
	sources(t, func(path string, src []byte) {
		if !strings.HasSuffix(path, ".go") || isTest(path) {
			return
		}
		for _, s := range stale(t, path, src) {
			t.Error(s)
		}
	})
}

// stale lists the doc comments of a file that begin with another name.
func stale(t *testing.T, path string, src []byte) []string {
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	look := func(doc *ast.CommentGroup, names ...*ast.Ident) {
		if len(names) == 0 || begins(doc.Text(), names) {
			return
		}
		line, _, _ := strings.Cut(doc.Text(), "\n")
		out = append(out, set.Position(names[0].Pos()).String()+": the comment of "+names[0].Name+" begins with another word: \""+line+"\"")
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			look(n.Doc, n.Name)
			return false
		case *ast.GenDecl:
			if n.Doc != nil && n.Lparen.IsValid() {
				return n.Tok == token.TYPE // a comment of the group
			}
			if len(n.Specs) == 1 && !n.Lparen.IsValid() {
				look(n.Doc, specNames(n.Specs[0])...)
			}
		case *ast.TypeSpec:
			look(n.Doc, n.Name)
		case *ast.ValueSpec:
			look(n.Doc, n.Names...)
			return false
		case *ast.Field:
			look(n.Doc, n.Names...)
		}
		return true
	})
	return out
}

func specNames(s ast.Spec) []*ast.Ident {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return []*ast.Ident{s.Name}
	case *ast.ValueSpec:
		return s.Names
	}
	return nil
}

// begins reports whether a comment begins with one of the names, after an article.
func begins(comment string, names []*ast.Ident) bool {
	words := strings.Fields(comment)
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) == 0 || slices.ContainsFunc(names, func(n *ast.Ident) bool {
		return strings.TrimRight(words[0], ",:;.") == n.Name
	})
}

// TestStale: what is a comment of a name, and when it begins with it.
func TestStale(t *testing.T) {
	const head = "package p\n\n"
	for _, c := range []struct {
		src  string
		name string // whose comment is wrong, "" for none
	}{
		{"// f does it.\nfunc f() {}\n", ""},
		{"func f() {}\n", ""},
		{"// A T is one.\ntype T int\n", ""},
		{"// x, y and z are three.\nvar x, y, z int\n", ""},
		{"// y is the second one.\nvar x, y int\n", ""},
		{"// The sizes.\nconst (\n\tsmall = 1\n\t// As many as there are.\n\tlarge = 2\n)\n", ""},
		{"type t struct {\n\t// f: one; g: another one.\n\tf, g int\n\tint // behind\n}\n", ""},
		{"//go:noinline\nfunc f() {}\n", ""},
		{"func f() {\n\t// Anything.\n\tvar x int\n\t_ = x\n}\n", ""},
		{"// g does it.\nfunc f() {}\n", "f"},
		{"// Does it.\nfunc (t) m() {}\n", "m"},
		{"// The one.\ntype T int\n", "T"},
		{"// fs are two.\nvar f, g int\n", "f"},
		{"const (\n\t// other is 1.\n\tsmall = 1\n)\n", "small"},
		{"// Types.\ntype (\n\t// U is one.\n\tT int\n)\n", "T"},
		{"type t struct {\n\t// g is one.\n\tf int\n}\n", "f"},
		{"type t interface {\n\t// n does it.\n\tm()\n}\n", "m"},
	} {
		got := strings.Join(stale(t, "p.go", []byte(head+c.src)), "\n")
		if c.name == "" && got != "" || c.name != "" && !strings.Contains(got, "the comment of "+c.name+" begins") || strings.Contains(got, "\n") {
			t.Errorf("%s\ngives %q, want one for %q", c.src, got, c.name)
		}
	}
}
