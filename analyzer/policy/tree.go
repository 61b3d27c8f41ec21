package policy

import "hairpin.example/hairpin/analyzer/text"

// Node is anything that can stand between two tags: *Element, *Text, *Comment
// or *Other. Siblings are in file order, do not overlap, and leave no gap.
type Node interface {
	// Span is everything the node covers, in file offsets.
	Span() text.Span
	node()
}

// Element is a start tag, what stands inside, and the end tag. The document
// itself is an Element without name and tags whose children are the roots and
// everything around them.
type Element struct {
	// Tag is the name as written, "" for the document.
	Tag string
	// Name is where the start tag has its name.
	Name     text.Span
	Attrs    []*Attr
	Children []Node
	// Parent is nil for the document.
	Parent *Element
	// Open is the whole start tag, "<" to ">" or "/>". Close is the whole end tag:
	// empty at the end of Open if the element closes itself, empty at the place
	// where it is missing if the end tag is.
	Open, Close text.Span
	// SelfClosing is true for <a/>.
	SelfClosing bool
}

// Attr is name="value". Of an attribute without a value, Quote is 0 and Value
// is empty after the name.
type Attr struct {
	Key   string // the name as written
	Name  text.Span
	Value Value
	Quote byte      // '"', '\'' or 0 if the value is not quoted
	At    text.Span // from the name to the closing quote
}

// Text is character data or one CDATA section.
type Text struct {
	Value Value
	CData bool
	At    text.Span // with the CDATA marks
}

// Comment is <!-- ... -->. Body is the text between the marks.
type Comment struct {
	At   text.Span
	Body text.Span
}

// Other is a processing instruction, a document type, a template directive
// (%{ if x }) or an end tag without a start tag: kept, not read.
type Other struct {
	At        text.Span
	directive text.View // the directive as written, empty for the others
}

func (e *Element) Span() text.Span { return text.Span{Start: e.Open.Start, End: e.Close.End} }
func (t *Text) Span() text.Span    { return t.At }
func (c *Comment) Span() text.Span { return c.At }
func (o *Other) Span() text.Span   { return o.At }

func (*Element) node() {}
func (*Text) node()    {}
func (*Comment) node() {}
func (*Other) node()   {}

// PartKind tells the parts of a value apart.
type PartKind uint8

const (
	// Literal is text that stands for itself. Part.View is decoded: &amp; became &.
	Literal PartKind = iota
	// NamedValue is {{name}}; Part.View is the name without braces, trimmed.
	NamedValue
	// Token is a placeholder of the deployment: ${x}, #{x}#, {#[x]#}, #x#, __X__,
	// %{ if x }. Part.View is all of it, as written.
	Token
	// Expression is @(...) or @{...}; Part.View is the C# inside, decoded.
	Expression
)

// Part is a piece of a value. At covers it as written, marks included.
type Part struct {
	Kind PartKind
	// Block is true for @{...} and false for @(...).
	Block bool
	// Unclosed is true for an expression whose end was not found.
	Unclosed bool
	// Encoded is true for an expression that is written with entities: text put into
	// its string literals has to be encoded too.
	Encoded bool
	At      text.Span
	View    text.View
}

// Value is the value of an attribute or the text of an element, in parts. The
// parts tile At. The zero Value is empty.
type Value struct {
	At    text.Span // without quotes and CDATA marks
	Parts []Part
}
