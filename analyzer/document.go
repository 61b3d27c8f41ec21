package analyzer

import (
	"sort"
	"sync/atomic"

	"hairpin/analyzer/eval"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// document is a policy document and everything read from it alone.
type document struct {
	file *text.File
	root *policy.Element
	// errs is what could not be read: first of the markup, then of the C#.
	errs []text.Error
	// torn is true if the markup has mistakes: then no edit of it is safe.
	torn bool
	// code holds the parsed expressions in file order.
	code     []code
	comments []*suppression
	before   map[*policy.Element][]*suppression // comments by what they are for
	usage    usage
}

// code is one @(...) or @{...}.
type code struct {
	at    int // where it starts
	block *expr.Block
	bad   bool // it has errors

	asked atomic.Pointer[asking] // what it asks as a condition, once somebody wanted to know
}

// asks is what the code asks as a condition.
func (c *code) asks() *asking {
	if a := c.asked.Load(); a != nil {
		return a
	}
	a := askingOf(c.block)
	c.asked.Store(a)
	return a
}

// parse reads a policy document.
func parse(f *text.File) *document {
	d := &document{file: f}
	d.root, d.errs = policy.Parse(text.NewView(f.Src))
	d.torn = len(d.errs) > 0
	d.read(d.root)
	if len(d.comments) > 0 {
		d.placeComments()
	}
	return d
}

// read parses the expressions and collects the suppressions under an element, in
// file order. It walks without recursion: documents can be deep.
func (d *document) read(root *policy.Element) {
	type level struct {
		e    *policy.Element
		rest []policy.Node // children that have not been visited
	}
	stack := []level{{root, root.Children}}
	for len(stack) > 0 {
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
				d.readValue(&a.Value)
			}
			if len(n.Children) > 0 {
				stack = append(stack, level{n, n.Children})
			}
		case *policy.Text:
			d.readValue(&n.Value)
		case *policy.Comment:
			if s := readSuppression(d.file, n); s != nil {
				s.parent = top.e
				d.comments = append(d.comments, s)
			}
		}
	}
	sort.SliceStable(d.errs, func(i, j int) bool { return d.errs[i].Span.Start < d.errs[j].Span.Start })
}

func (d *document) readValue(v *policy.Value) {
	for i := range v.Parts {
		p := &v.Parts[i]
		if p.Kind != policy.Expression {
			continue
		}
		block, errs := expr.Parse(p.View, p.Block)
		if p.Unclosed {
			errs = nil // its missing end has been reported
		}
		d.errs = append(d.errs, errs...)
		d.code = append(d.code, code{at: p.At.Start, block: block, bad: p.Unclosed || len(errs) > 0})
	}
}

// touch adds what the code of the document may change in objects.
func (d *document) touch(t *eval.Touched) {
	for i := range d.code {
		t.Add(d.code[i].block)
	}
}

// codeAt is the expression that starts at an offset.
func (d *document) codeAt(off int) *code {
	i := sort.Search(len(d.code), func(i int) bool { return d.code[i].at >= off })
	if i == len(d.code) || d.code[i].at != off {
		return nil
	}
	return &d.code[i]
}

// rootElement is the element that makes the document a policy: the first root
// with a name of one.
func (d *document) rootElement() *policy.Element {
	for _, n := range d.root.Children {
		if e, ok := n.(*policy.Element); ok && kindOf(e.Tag) != bareRoot {
			return e
		}
	}
	return nil
}

// rootKind says what a document is.
type rootKind uint8

const (
	// bareRoot is the zero value: statements without a root around them, as in the
	// files of some fragments.
	bareRoot rootKind = iota
	policiesRoot
	fragmentRoot
	resolverRoot
)

// rootKinds lists the roots of policy documents.
// https://learn.microsoft.com/azure/api-management/api-management-howto-policies
// https://learn.microsoft.com/azure/api-management/policy-fragments
// https://learn.microsoft.com/azure/api-management/graphql-schema-resolve-api
var rootKinds = map[string]rootKind{
	"policies":             policiesRoot,
	"fragment":             fragmentRoot,
	"http-data-source":     resolverRoot,
	"sql-data-source":      resolverRoot,
	"cosmosdb-data-source": resolverRoot,
}

// kindOf is the kind of a document whose root has a name.
func kindOf(tag string) rootKind { return rootKinds[tag] }

// bareRoots lists the statements by which a file without a root is recognised:
// names that nothing but a policy uses.
var bareRoots = map[string]bool{
	"choose": true, "include-fragment": true, "set-variable": true, "set-header": true,
	"set-backend-service": true, "send-request": true, "send-one-way-request": true,
	"return-response": true, "validate-jwt": true, "validate-azure-ad-token": true,
	"rewrite-uri": true, "set-query-parameter": true, "rate-limit-by-key": true,
	"cache-lookup-value": true, "authentication-managed-identity": true,
	"forward-request": true, "limit-concurrency": true, "retry": true,
}

// place is the place of a value in a document.
func (d *document) place(at text.Span) text.Loc { return text.Loc{Path: d.file.Path, Span: at} }

// isFragment reports whether the document has the root of a fragment, or none.
func (d *document) isFragment() bool {
	root := d.rootElement()
	return root == nil || root.Tag == "fragment"
}
