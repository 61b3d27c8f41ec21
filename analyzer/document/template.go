package document

import (
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

// fillIn reads the code of a template as Terraform leaves it.
func (d *Document) fillIn() {
	if !strings.Contains(d.Text.Src, interpolation) || !d.isTemplate() {
		return
	}
	for i := range d.Code {
		expr.AsTemplate(d.Code[i].Block)
	}
}

// interpolation opens what Terraform replaces, directive what it decides.
const interpolation, directive = "${", "%{"

// isTemplate reports whether Terraform fills the document in: its name says so, or it
// has a placeholder of Terraform's where C# reads none.
func (d *Document) isTemplate() bool {
	if slices.ContainsFunc(templateNames, func(s string) bool { return strings.HasSuffix(d.File.Path, s) }) {
		return true
	}
	for e := range policy.All(d.Root) {
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
	for i := range d.Code {
		if isTemplate(d.Code[i].Block) {
			return true
		}
	}
	return false
}

func holdsTemplate(v *policy.Value) bool {
	return slices.ContainsFunc(v.Parts, func(p policy.Part) bool {
		return p.Kind == policy.Token && (strings.HasPrefix(p.View.Src, interpolation) || strings.HasPrefix(p.View.Src, directive))
	})
}

// isTemplate reports whether code has a placeholder of Terraform's.
func isTemplate(b *expr.Block) bool {
	found := false
	look := func(pieces []expr.Piece) {
		for _, p := range pieces {
			found = found || p.Placeholder == text.Directive || p.Placeholder == text.Token && strings.HasPrefix(p.Text, interpolation)
		}
	}
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
	return found
}
