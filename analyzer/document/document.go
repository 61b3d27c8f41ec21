package document

import (
	"context"
	"sort"
	"strings"
	"sync/atomic"

	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Document is a policy document and everything read from it alone. It is a view over
// a host file: the whole of it, or one of the texts that a Reader took out of it.
type Document struct {
	// ID names the document in its project: the path of its file, or for one of several
	// texts the path with #1, #2, ... after it.
	ID string
	// File is the host. All places are those of it.
	File *text.File
	// Text is the policy as its author sees it, with its lines; File itself where the
	// document is the whole of it.
	Text *text.File
	Root *policy.Element
	// Errors is what could not be read: first of the markup, then of the C#.
	Errors []text.Error
	// Torn is true if the markup has mistakes: then no edit of it is safe.
	Torn bool
	// Code holds the parsed expressions in file order.
	Code         []Code
	Suppressions []*Suppression
	before       map[*policy.Element][]*Suppression // comments by what they are for
	usage        usage
	includes     []*policy.Element // include-fragment, in file order
	host         Text              // zero where the document is the whole file
}

// maxErrors bounds the mistakes that are listed of a document: whoever has more
// wants to hear of the first ones.
const maxErrors = 100

// Code is one @(...) or @{...}.
type Code struct {
	At    int // where it starts
	Block *expr.Block
	Bad   bool   // it has errors
	Sets  string // the variable of the context that is set to its value, "" for none

	asked atomic.Pointer[condition.Condition] // what it asks as a condition, once somebody wanted to know
}

// Asks is what the code asks as a condition.
func (c *Code) Asks() *condition.Condition {
	if a := c.asked.Load(); a != nil {
		return a
	}
	a := condition.Of(c.Block)
	c.asked.Store(a)
	return a
}

// Parse reads a file that is a policy document. That of a caller who gave up is not
// whole.
func Parse(ctx context.Context, f *text.File) *Document {
	return (&Document{ID: f.Path, File: f, Text: f}).parse(ctx, text.NewView(f.Src))
}

func (d *Document) parse(ctx context.Context, v text.View) *Document {
	d.Root, d.Errors = policy.ParseContext(ctx, v)
	d.Torn = len(d.Errors) > 0
	d.read(ctx, d.Root)
	if strings.Contains(d.Text.Src, interpolation) {
		fillIn(d.File.Path, d.Root, d.blocks)
	}
	if n := len(d.Errors) - maxErrors; n > 0 {
		d.Errors = append(d.Errors[:maxErrors:maxErrors], text.Error{Span: d.Errors[maxErrors].Span, Message: "more mistakes follow, which are not listed"})
	}
	if len(d.Suppressions) > 0 {
		d.placeComments()
	}
	return d
}

// read parses the expressions and collects the suppressions under an element, in
// file order. It walks without recursion: documents can be deep.
func (d *Document) read(ctx context.Context, root *policy.Element) {
	type level struct {
		e    *policy.Element
		rest []policy.Node // children that have not been visited
	}
	stack := []level{{root, root.Children}}
	for len(stack) > 0 && ctx.Err() == nil {
		top := &stack[len(stack)-1]
		if len(top.rest) == 0 {
			stack = stack[:len(stack)-1]
			continue
		}
		n := top.rest[0]
		top.rest = top.rest[1:]
		switch n := n.(type) {
		case *policy.Element:
			for _, a := range n.Attrs {
				d.readValue(ctx, &a.Value, variableSet(n, a))
			}
			if n.Tag == "include-fragment" {
				d.includes = append(d.includes, n)
			}
			if len(n.Children) > 0 {
				stack = append(stack, level{n, n.Children})
			}
		case *policy.Text:
			d.readValue(ctx, &n.Value, "")
		case *policy.Comment:
			if s := d.readSuppression(n); s != nil {
				s.Parent = top.e
				d.Suppressions = append(d.Suppressions, s)
			}
		}
	}
	sort.SliceStable(d.Errors, func(i, j int) bool { return d.Errors[i].Span.Start < d.Errors[j].Span.Start })
}

// variableSet is the variable that a set-variable gives the value of an attribute, "" if
// it is no such attribute.
func variableSet(e *policy.Element, a *policy.Attr) string {
	if e.Tag != "set-variable" || a.Key != "value" {
		return ""
	}
	name := e.Attr("name")
	if name == nil {
		return ""
	}
	s, _ := name.Value.Literal()
	return s
}

func (d *Document) readValue(ctx context.Context, v *policy.Value, sets string) {
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Kind != policy.Expression || ctx.Err() != nil {
			continue
		}
		block, errs := expr.ParseContext(ctx, p.View, p.Block)
		if p.Unclosed {
			errs = nil // its missing end has been reported
		}
		d.Errors = append(d.Errors, errs...)
		d.Code = append(d.Code, Code{At: p.At.Start, Block: block, Bad: p.Unclosed || len(errs) > 0, Sets: sets})
	}
}

// blocks are the expressions in file order.
func (d *Document) blocks(yield func(*expr.Block) bool) {
	for i := range d.Code {
		if !yield(d.Code[i].Block) {
			return
		}
	}
}

// Includes are the include-fragment elements of the document, in file order.
func (d *Document) Includes() []*policy.Element { return d.includes }

// CodeAt is the expression that starts at an offset.
func (d *Document) CodeAt(off int) *Code {
	i := sort.Search(len(d.Code), func(i int) bool { return d.Code[i].At >= off })
	if i == len(d.Code) || d.Code[i].At != off {
		return nil
	}
	return &d.Code[i]
}

// RootElement is the element that makes the document a policy: the first root
// with a name of one.
func (d *Document) RootElement() *policy.Element {
	for _, n := range d.Root.Children {
		if e, ok := n.(*policy.Element); ok && KindOf(e.Tag) != bareRoot {
			return e
		}
	}
	return nil
}

// Place is the place of a value in a document.
func (d *Document) Place(at text.Span) text.Loc { return text.Loc{Path: d.File.Path, Span: at} }

// IsFragment reports whether the document has the root of a fragment, or none.
func (d *Document) IsFragment() bool {
	root := d.RootElement()
	return root == nil || root.Tag == "fragment"
}

// Text is a policy that stands in a file of another format.
type Text struct {
	// View is the policy as its author sees it, without the escapes of the host.
	View text.View
	// Encode writes policy text as the host does at that place, such as with \" for "
	// in a JSON string. What it gives may stand anywhere in the text.
	Encode func(policy string) string
}

// IsWhole reports whether the document is the whole of its file.
func (d *Document) IsWhole() bool { return d.Text == d.File }

// Covers reports whether a place in the host file is in the document.
func (d *Document) Covers(at text.Span) bool {
	return d.IsWhole() || d.host.View.Span(0, len(d.host.View.Src)).Covers(at)
}

// Of is the policy text at a place of the host file.
func (d *Document) Of(at text.Span) string {
	if d.IsWhole() {
		return at.Of(d.File.Src)
	}
	return d.Text.Src[d.Offset(at.Start):d.Offset(at.End)]
}

// Offset is where in Text a place of the host file is.
func (d *Document) Offset(host int) int {
	if d.IsWhole() {
		return host
	}
	return d.host.View.Offset(host)
}

// Span is where in the host file a piece of Text stands.
func (d *Document) Span(start, end int) text.Span {
	if d.IsWhole() {
		return text.Span{Start: start, End: end}
	}
	return d.host.View.Span(start, end)
}

// Indent is the blank text in front of a place on its line of the policy, and
// whether nothing else stands there.
func (d *Document) Indent(host int) (blank string, alone bool) { return d.Text.Indent(d.Offset(host)) }

// Encode writes policy text as the host file does.
func (d *Document) Encode(policy string) string {
	if d.IsWhole() {
		return policy
	}
	return d.host.Encode(policy)
}
