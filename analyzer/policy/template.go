package policy

import (
	"strings"

	"hairpin/analyzer/text"
)

// branch is an open %{ if } or %{ for } of Terraform's template language
// (https://developer.hashicorp.com/terraform/language/expressions/strings#directives).
// Tags need not be balanced in a branch, only in what the template gives.
type branch struct {
	depth int // of the open elements where it began
}

func (p *parser) inBranch() bool { return len(p.branches) > 0 }

// directive adds a directive that stands where markup can stand.
func (p *parser) directive(part Part) {
	p.follow(part)
	o := p.others.new()
	o.At, o.directive = part.At, part.View
	p.push(o)
}

func isDirective(part Part) bool {
	return part.Kind == Token && strings.HasPrefix(part.View.Src, "%{")
}

// follow opens and closes branches. What one branch opens and does not close is
// closed before the other one: the tags of the last branch are those that the
// rest of the document continues.
func (p *parser) follow(directive Part) {
	switch keyword(directive.View.Src) {
	case "if", "for":
		p.branches = append(p.branches, branch{depth: len(p.open)})
	case "else":
		if k := len(p.branches) - 1; k >= 0 {
			here := text.Span{Start: directive.At.Start, End: directive.At.Start}
			for len(p.open) > p.branches[k].depth {
				p.leave(here)
			}
		}
	case "endif", "endfor":
		if k := len(p.branches) - 1; k >= 0 {
			p.branches = p.branches[:k]
		}
	}
}

// keyword is the first word of %{ if x } or %{~ if x ~}.
func keyword(directive string) string {
	s := strings.TrimLeft(strings.TrimPrefix(directive, "%{"), "~ \t")
	return s[:skip(s, 0, nameByte)]
}
