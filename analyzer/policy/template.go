package policy

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Directive is what stands in a template directive, "if x" or "endif", without
// the marks that strip white space. It is "" for everything else that is kept
// unread.
func (o *Other) Directive() string {
	s := strings.TrimSuffix(strings.TrimPrefix(o.directive.Src, "%{"), "}")
	return strings.Trim(s, "~ \t")
}

func (p *parser) inBranch() bool { return len(p.branches) > 0 }

// directive adds a directive that stands where markup can stand.
func (p *parser) directive(part Part) {
	o := p.others.New()
	o.At, o.directive = part.At, part.View
	p.follow(o)
	p.push(o)
}

func isDirective(part Part) bool {
	return part.Kind == Token && strings.HasPrefix(part.View.Src, "%{")
}

// follow opens and closes branches. What one branch opens and does not close is
// closed before the other one: the tags of the last branch are those that the
// rest of the document continues.
func (p *parser) follow(o *Other) {
	keyword, _, _ := strings.Cut(o.Directive(), " ")
	switch keyword {
	case "if", "for":
		p.branches = append(p.branches, branch{depth: len(p.open)})
	case "else":
		if k := len(p.branches) - 1; k >= 0 {
			here := text.Span{Start: o.At.Start, End: o.At.Start}
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
