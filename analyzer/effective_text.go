package analyzer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// EffectiveQuery names a request: an operation of an API, in a product or
// outside of one. Empty fields stand for none.
type EffectiveQuery struct {
	Workspace, API, Operation, Product string
}

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

// Effective composes the policy of a request. The error says what is not there,
// or is the context's.
func (s *Snapshot) Effective(ctx context.Context, c Config, q EffectiveQuery) (*Effective, error) {
	var known []string
	for _, run := range s.runs(ctx, c) {
		b := run[0]
		for _, w := range append([]*estate.Workspace{&b.estate.Service}, b.estate.Workspaces...) {
			if w.ID != q.Workspace {
				continue
			}
			for _, api := range w.APIs {
				if !strings.EqualFold(api.ID, q.API) {
					known = append(known, api.ID)
					continue
				}
				u, err := b.unitFor(w, api, q)
				if err != nil {
					return nil, err
				}
				return b.effective(u), ctx.Err()
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, notThere("API", q.API, known)
}

// notThere is the error for a name that does not exist.
func notThere(kind, name string, known []string) error {
	slices.Sort(known)
	known = slices.Compact(known)
	if len(known) == 0 {
		return fmt.Errorf("there is no %s %q; the files hold none", kind, name)
	}
	const most = 12
	more := ""
	if len(known) > most {
		more = fmt.Sprintf(" and %d more", len(known)-most)
		known = known[:most]
	}
	return fmt.Errorf("there is no %s %q; known are %s%s", kind, name, strings.Join(known, ", "), more)
}

// unitFor finds the operation and the product of a query.
func (b *batch) unitFor(w *estate.Workspace, api *estate.API, q EffectiveQuery) (unit, error) {
	var op *estate.Operation
	var product *estate.Product
	var known []string
	for _, o := range api.Operations {
		known = append(known, o.ID)
		if strings.EqualFold(o.ID, q.Operation) {
			op = o
		}
	}
	if q.Operation != "" && op == nil {
		return unit{}, notThere("operation", q.Operation, known)
	}
	known = nil
	for _, p := range api.Products {
		known = append(known, p.ID)
		if strings.EqualFold(p.ID, q.Product) {
			product = p
		}
	}
	if q.Product != "" && product == nil {
		return unit{}, notThere("product of the API", q.Product, known)
	}
	return b.unitOf(w, api, op, product), nil
}

// effective prints a unit.
func (b *batch) effective(u unit) *Effective {
	c := &composer{batch: b, unit: u, out: &Effective{Scope: u.scope}}
	for _, d := range u.chain {
		c.out.Documents = append(c.out.Documents, d.file.Path)
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
	*batch
	unit      unit
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
	el, doc, at := c.unit.section(c.section, from)
	if el == nil {
		if c.section == "backend" {
			c.out.Lines = append(c.out.Lines, EffectiveLine{Text: "<forward-request />", Level: level, Section: c.section, Origin: "the default policy"})
		}
		return
	}
	c.children(el, doc, at, level)
}

// children adds what stands inside of an element.
func (c *composer) children(el *policy.Element, doc *document, at, level int) {
	for _, n := range el.Children {
		switch n := n.(type) {
		case *policy.Element:
			c.element(n, doc, at, level)
		case *policy.Comment, *policy.Other:
			c.verbatim(n.Span(), doc, level)
		case *policy.Text:
			if strings.TrimSpace(n.At.Of(doc.file.Src)) != "" {
				c.verbatim(n.At, doc, level)
			}
		}
	}
}

func (c *composer) element(e *policy.Element, doc *document, at, level int) {
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

// composed reports whether something inside of an element is put in from
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
func (c *composer) fragmentOf(e *policy.Element, doc *document, at, level int) {
	id := ""
	if a := e.Attr("fragment-id"); a != nil {
		id, _ = a.Value.Literal()
	}
	inner := c.fragment(c.home(&c.unit, doc), id)
	if inner == nil || len(c.including) >= maxIncludes || slices.Contains(c.including, id) {
		c.verbatim(e.Span(), doc, level)
		return
	}
	root := inner.rootElement()
	if root == nil {
		root = inner.root
	}
	c.including = append(c.including, id)
	c.children(root, inner, at, level)
	c.including = c.including[:len(c.including)-1]
}

// verbatim adds a piece of a document, its lines moved to a level: each keeps its
// distance to the others.
func (c *composer) verbatim(at text.Span, doc *document, level int) {
	lead, _ := indentOf(doc.file, at.Start)
	offset := at.Start
	for i, line := range strings.Split(at.Of(doc.file.Src), "\n") {
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
			At: text.Loc{Path: doc.file.Path, Span: text.Span{Start: start, End: start + len(own)}}, Origin: c.origin(doc),
		})
		offset += n
	}
}

// origin names the scope of a document.
func (c *composer) origin(d *document) string {
	s := c.estate.Scope(d.file.Path)
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
	return d.file.Path
}

// Text is the policy as a document: a comment names the origin of the lines
// behind it. f gives the file at a path.
func (e *Effective) Text(f func(path string) *text.File) string {
	var b strings.Builder
	origin := ""
	for _, l := range e.Lines {
		indent := strings.Repeat("    ", l.Level)
		if l.Origin != "" && l.Origin != origin {
			where := ""
			if file := f(l.At.Path); file != nil {
				line, _ := file.LineCol(l.At.Span.Start)
				where = ", " + l.At.Path + ":" + itoa(line)
			}
			b.WriteString(indent + "<!-- " + strings.ReplaceAll(l.Origin+where, "--", "- -") + " -->\n")
		}
		origin = l.Origin
		b.WriteString(strings.TrimRight(indent+l.Text, " ") + "\n")
	}
	return b.String()
}
