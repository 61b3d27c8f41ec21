package compose

import (
	"slices"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Effective is the policy that a request really runs: all scopes composed.
type Effective struct {
	Scope Scope
	// Documents are the composed documents, narrowest first.
	Documents []string
	Lines     []EffectiveLine
}

// EffectiveLine is one line of an effective policy.
type EffectiveLine struct {
	// Text is the line without its indentation.
	Text string
	// Level is the depth of the indentation, from 0.
	Level int
	// Section is the section that the line belongs to, "" for those around.
	Section string
	// At is where the line was written; zero for lines that hold the document together,
	// and for the default policy.
	At text.Loc
	// Origin names the scope of the document: "API orders".
	Origin string
}

// sections are the sections of a policy in the order in which they are written.
var sections = []string{"inbound", "backend", "outbound", "on-error"}

// Effective prints an effective policy.
func (s *Site) Effective(u Policy) *Effective {
	c := &composer{site: s, policy: u, out: &Effective{Scope: u.Scope}}
	for _, d := range u.Chain {
		c.out.Documents = append(c.out.Documents, d.ID)
	}
	c.frame(0, "<policies>")
	for _, name := range sections {
		c.section = name
		c.frame(1, "<"+name+">")
		c.base(0, 2)
		c.frame(1, "</"+name+">")
	}
	c.section = ""
	c.frame(0, "</policies>")
	return c.out
}

// composer writes an effective policy, line by line.
type composer struct {
	site      *Site
	policy    Policy
	section   string
	including []string
	out       *Effective
}

// frame adds a line that no document has.
func (c *composer) frame(level int, s string) {
	c.out.Lines = append(c.out.Lines, EffectiveLine{Text: s, Level: level, Section: c.section})
}

// base adds the section of the documents from a place of the chain on.
func (c *composer) base(from, level int) {
	el, doc, at := c.policy.Section(c.section, from)
	if el == nil {
		if c.section == "backend" {
			c.out.Lines = append(c.out.Lines, EffectiveLine{Text: "<forward-request />", Level: level, Section: c.section, Origin: "the default policy"})
		}
		return
	}
	c.children(el, doc, at, level)
}

// children adds what stands inside an element.
func (c *composer) children(el *policy.Element, doc *document.Document, at, level int) {
	for _, n := range el.Children {
		switch n := n.(type) {
		case *policy.Element:
			c.element(n, doc, at, level)
		case *policy.Comment, *policy.Other:
			c.verbatim(n.Span(), doc, level)
		case *policy.Text:
			if strings.TrimSpace(doc.Of(n.At)) != "" {
				c.verbatim(n.At, doc, level)
			}
		}
	}
}

func (c *composer) element(e *policy.Element, doc *document.Document, at, level int) {
	switch {
	case e.Tag == "base":
		c.base(at+1, level)
	case e.Tag == "include-fragment":
		c.fragmentOf(e, doc, at, level)
	case composed(e):
		c.verbatim(e.Open, doc, level)
		c.children(e, doc, at, level+1)
		c.verbatim(e.Close, doc, level)
	default:
		c.verbatim(e.Span(), doc, level)
	}
}

// composed reports whether something inside an element is put in from
// elsewhere.
func composed(e *policy.Element) bool {
	for child := range e.Elements() {
		if child.Tag == "base" || child.Tag == "include-fragment" || composed(child) {
			return true
		}
	}
	return false
}

// fragmentOf adds a fragment in place of its inclusion.
func (c *composer) fragmentOf(e *policy.Element, doc *document.Document, at, level int) {
	id := ""
	if a := e.Attr("fragment-id"); a != nil {
		id, _ = a.Value.Literal()
	}
	inner := c.site.Fragment(Home(c.site.Estate, &c.policy, doc), id)
	if inner == nil || len(c.including) >= MaxIncludes || slices.Contains(c.including, id) {
		c.verbatim(e.Span(), doc, level)
		return
	}
	root := inner.RootElement()
	if root == nil {
		root = inner.Root
	}
	c.including = append(c.including, id)
	c.children(root, inner, at, level)
	c.including = c.including[:len(c.including)-1]
}

// verbatim adds a piece of a document, its lines moved to a level: each keeps its
// distance to the others.
func (c *composer) verbatim(at text.Span, doc *document.Document, level int) {
	lead, _ := doc.Indent(at.Start)
	offset := doc.Offset(at.Start)
	for i, line := range strings.Split(doc.Of(at), "\n") {
		n := len(line) + 1
		line = strings.TrimRight(line, " \t\r")
		own := strings.TrimLeft(line, " \t")
		extra := 0
		if i > 0 {
			rest := strings.TrimPrefix(line, lead)
			extra = len(rest) - len(strings.TrimLeft(rest, " \t"))
		}
		start := offset + len(line) - len(own)
		c.out.Lines = append(c.out.Lines, EffectiveLine{
			Text: strings.Repeat(" ", extra) + own, Level: level, Section: c.section,
			At: doc.Place(doc.Span(start, start+len(own))), Origin: c.origin(doc),
		})
		offset += n
	}
}

// origin names the scope of a document.
func (c *composer) origin(d *document.Document) string {
	s := c.site.Estate.Place(d.ID)
	switch s.Kind {
	case estate.GlobalScope:
		return "all APIs"
	case estate.WorkspaceScope:
		return "workspace " + s.Workspace.ID
	case estate.ProductScope:
		return "product " + s.Product.ID
	case estate.APIScope:
		return "API " + s.API.ID
	case estate.OperationScope:
		return "operation " + s.Operation.ID
	case estate.FragmentScope:
		return "fragment " + s.Fragment.ID
	}
	return d.ID
}

// Text is the policy as a document: a comment names the origin of the lines
// after it. f gives the file at a path.
func (e *Effective) Text(f func(path string) *text.File) string {
	var b strings.Builder
	origin := ""
	for _, l := range e.Lines {
		indent := strings.Repeat("    ", l.Level)
		if l.Origin != "" && l.Origin != origin {
			where := ""
			if file := f(l.At.Path); file != nil {
				line, _ := file.LineCol(l.At.Span.Start)
				where = ", " + l.At.Path + ":" + strconv.Itoa(line)
			}
			b.WriteString(indent + "<!-- " + strings.ReplaceAll(l.Origin+where, "--", "- -") + " -->\n")
		}
		origin = l.Origin
		b.WriteString(strings.TrimRight(indent+l.Text, " ") + "\n")
	}
	return b.String()
}
