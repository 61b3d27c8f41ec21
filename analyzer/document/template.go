package document

import (
	"iter"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// templateNames end the names of files that Terraform fills in: .tftpl is what it
// recommends, .tpl and .tmpl are what was used before.
// https://developer.hashicorp.com/terraform/language/functions/templatefile
var templateNames = []string{".tftpl", ".tpl", ".tmpl"}

// interpolation opens what Terraform replaces, directive what it decides.
const interpolation, directive = "${", "%{"

// fillIn reads the code of a file as Terraform leaves it, if Terraform fills the file in:
// its name says so, or it has a placeholder of Terraform's where C# reads none.
func fillIn(path string, root *policy.Element, code iter.Seq[*expr.Block]) {
	named := func(s string) bool { return strings.HasSuffix(path, s) }
	if !slices.ContainsFunc(templateNames, named) && !markedUp(root) && !coded(code) {
		return
	}
	for b := range code {
		expr.AsTemplate(b)
	}
}

// markedUp reports whether the markup under an element has a placeholder of Terraform's.
func markedUp(root *policy.Element) bool {
	for e := range policy.All(root) {
		for _, a := range e.Attrs {
			if holdsTemplate(&a.Value) {
				return true
			}
		}
		for _, n := range e.Children {
			switch n := n.(type) {
			case *policy.Text:
				if holdsTemplate(&n.Value) {
					return true
				}
			case *policy.Other:
				if n.Directive() != "" {
					return true
				}
			}
		}
	}
	return false
}

func holdsTemplate(v *policy.Value) bool {
	return slices.ContainsFunc(v.Parts, func(p policy.Part) bool {
		return p.Kind == policy.Token && (strings.HasPrefix(p.View.Src, interpolation) || strings.HasPrefix(p.View.Src, directive))
	})
}

// coded reports whether some code has a placeholder of Terraform's.
func coded(code iter.Seq[*expr.Block]) bool {
	found := false
	look := func(pieces []expr.Piece) {
		for _, p := range pieces {
			found = found || p.Placeholder == text.Directive || p.Placeholder == text.Token && strings.HasPrefix(p.Text, interpolation)
		}
	}
	for b := range code {
		expr.Walk(b, func(n expr.Node) bool {
			switch n := n.(type) {
			case *expr.String:
				look(n.Pieces())
			case *expr.Interpolated:
				for i := range n.Parts {
					look(n.Parts[i].Pieces())
				}
			}
			return !found
		})
	}
	return found
}
