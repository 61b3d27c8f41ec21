package editor

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Completion is something that can be written at a place.
type Completion struct {
	Kind  CompletionKind
	Label string
	// Detail is a word about it, Doc what it is in Markdown, "" if there is nothing to
	// say.
	Detail, Doc string
	// Insert is what is written: text with places to fill in, ${1} and ${2|a,b|}, as
	// the Language Server Protocol has them.
	Insert string
	// At is what it replaces.
	At text.Span
}

// CompletionKind says what is completed.
type CompletionKind uint8

const (
	CompleteElement CompletionKind = iota
	CompleteEndTag
	CompleteAttribute
	CompleteValue     // one of the values that are allowed
	CompleteReference // the name of something that is defined elsewhere
	CompleteHost
	CompleteMethod
	CompleteProperty
	CompleteVariable
	CompleteType
)

// newDocument is a document that changes nothing.
const newDocument = `policies>
	<inbound>
		<base />
		$1
	</inbound>
	<backend>
		<base />
	</backend>
	<outbound>
		<base />
	</outbound>
	<on-error>
		<base />
	</on-error>
</policies>`

// Complete lists what can be written at an offset of a policy, or of a file that
// may become one, the likely first; nothing if the file is not there. Broken
// documents are read as far as the offset. The environment of cfg says which names
// there are.
func Complete(s *analyzer.Snapshot, path string, off int, cfg analyzer.Config) []Completion {
	f := s.File(path)
	if f == nil || off < 0 || off > len(f.Src) || estate.IsInput(path) {
		return nil
	}
	c := completer{snapshot: s, config: cfg, file: f, off: off, caret: caretAt(f.Src, off)}
	switch d := s.Document(path); {
	case d != nil:
		c.whole = d.Root
	case len(s.Documents(path)) > 0:
		return nil // a file of another format, in which policies stand
	}
	if before := f.Src[:c.caret.from]; document.FirstTag(before) != "" && !document.IsPolicy(before) {
		return nil // another kind of XML
	}
	switch c.caret.kind {
	case inName:
		c.endTags("/")
		c.elements()
	case inEndName:
		c.endTags("")
	case inTag:
		c.attributes()
	case inValue:
		c.value()
	case inContent:
		c.content()
	case inCode:
		c.code()
	case inNamedVal:
		c.namedValues()
	}
	return c.out
}

// completer gathers completions.
type completer struct {
	snapshot *analyzer.Snapshot
	config   analyzer.Config
	file     *text.File
	off      int
	caret    caret
	whole    *policy.Element // the whole document, nil if it is no policy
	out      []Completion
}

// word is what a name that is chosen replaces: all of the name at the caret.
func (c *completer) word() text.Span {
	end := c.off
	for end < len(c.file.Src) && isWordByte(c.file.Src[end]) {
		end++
	}
	return text.Span{Start: c.caret.from, End: end}
}

// rest is what follows the word in its line.
func (c *completer) rest() string {
	rest := c.file.Src[c.word().End:]
	if end := strings.IndexAny(rest, "\r\n"); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimSpace(rest)
}

func (c *completer) add(kind CompletionKind, label, detail, doc, insert string, at text.Span) {
	c.out = append(c.out, Completion{Kind: kind, Label: label, Detail: detail, Doc: doc, Insert: insert, At: at})
}

// endTags completes the end tag of the innermost element.
func (c *completer) endTags(slash string) {
	if tag := c.caret.elem.Tag; tag != "" {
		shut := ">"
		if strings.HasPrefix(c.rest(), ">") {
			shut = ""
		}
		c.add(CompleteEndTag, slash+tag+">", "end tag", "", escapeSnippet(slash+tag)+shut, c.word())
	}
}

// elements completes the elements that may stand here.
func (c *completer) elements() {
	at := c.word()
	bare := inWrittenTag(c.rest())
	one := func(e *dialect.Element, insert string) {
		detail := e.In.String()
		if bare {
			insert = e.Name
		}
		c.add(CompleteElement, e.Name, detail, describeElement(e), insert, at)
	}
	if c.caret.elem.Tag == "" {
		for _, r := range rootsAfter(c.caret.elem) {
			if r.Name == "policies" {
				one(r, newDocument)
			} else {
				one(r, snippetOf(r))
			}
		}
		return
	}
	row := document.Row(c.caret.elem)
	if row == nil {
		return
	}
	for _, e := range c.allowed(row) {
		one(e, snippetOf(e))
	}
}

// rootsAfter are the elements that a document can go on with: roots at its
// beginning, and policies in a fragment without a root.
func rootsAfter(doc *policy.Element) []*dialect.Element {
	for e := range doc.Elements() {
		if dialect.Policy(e.Tag) != nil {
			return dialect.Policies()
		}
		return nil
	}
	return dialect.Roots()
}

func hasElement(e *policy.Element) bool {
	for range e.Elements() {
		return true
	}
	return false
}

// inWrittenTag reports whether a name is written over that of a tag which has
// more than its name.
func inWrittenTag(rest string) bool {
	return strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "/>") || strings.Contains(rest, "=") && !strings.HasPrefix(rest, "<")
}

// allowed are the elements that may stand at the caret within another: its
// children as their order and number permit, and the policies of the section.
func (c *completer) allowed(row *dialect.Element) []*dialect.Element {
	before, behind := c.siblings(row)
	var out []*dialect.Element
	for i, child := range row.Children {
		single := child.Times == dialect.AtMostOnce || child.Times == dialect.Once
		switch {
		case single && (before[i] || behind[i]):
		case row.Ordered && child.Times != dialect.Scattered && (anyAfter(before, i) || anyBefore(behind, i)):
		default:
			out = append(out, child.Element)
		}
	}
	if row.Holds == dialect.Statements {
		section := sectionOf(c.caret.elem)
		for _, p := range dialect.Policies() {
			if p.In&section != 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// siblings tell which of the children of a row stand before and after the caret.
func (c *completer) siblings(row *dialect.Element) (before, behind []bool) {
	before, behind = make([]bool, len(row.Children)), make([]bool, len(row.Children))
	mark := func(list []bool, tag string) {
		if i := row.Order(tag); i >= 0 && row.Children[i].Times != dialect.Scattered {
			list[i] = true
		}
	}
	for e := range c.caret.elem.Elements() {
		mark(before, e.Tag)
	}
	if c.whole == nil {
		return before, behind
	}
	// The same element in the whole document; what is broken there may be elsewhere.
	if at := policy.NodeAt(c.whole, c.caret.elem.Open.Start); at.Elem.Tag == c.caret.elem.Tag && at.Elem.Open == c.caret.elem.Open {
		for e := range at.Elem.Elements() {
			if e.Open.Start >= c.off {
				mark(behind, e.Tag)
			}
		}
	}
	return before, behind
}

func anyAfter(list []bool, i int) bool { return slices.Contains(list[i+1:], true) }

func anyBefore(list []bool, i int) bool { return slices.Contains(list[:i], true) }

// sectionOf is the section that an element stands in; in a fragment that is all of
// them.
func sectionOf(e *policy.Element) dialect.Sections {
	var last, below string
	for a := range e.Ancestors() {
		last, below = a.Tag, last
	}
	switch {
	case last != "policies":
		return dialect.Anywhere
	case below == "":
		return 0
	}
	return dialect.SectionOf(below)
}

// attributes completes the attributes that the tag does not have yet.
func (c *completer) attributes() {
	row := document.Row(c.caret.elem)
	at := c.word()
	if row == nil || c.caret.from == c.off && !blankBefore(c.file.Src, c.off) {
		return
	}
	given := map[string]bool{}
	note := func(e *policy.Element) {
		for _, a := range e.Attrs {
			if !at.Covers(a.Name) {
				given[a.Key] = true
			}
		}
	}
	note(c.caret.elem)
	if c.whole != nil {
		if p := policy.NodeAt(c.whole, c.caret.elem.Name.Start); p.Elem.Name == c.caret.elem.Name {
			note(p.Elem)
		}
	}
	bare := strings.HasPrefix(c.rest(), "=")
	for i := range row.Attrs {
		a := &row.Attrs[i]
		if given[a.Name] {
			continue
		}
		insert := a.Name
		if !bare {
			n := 1
			insert = attributeSnippet(a, &n)
		}
		detail := ""
		if a.Need == dialect.Required {
			detail = "required"
		}
		c.add(CompleteAttribute, a.Name, detail, describeAttribute(a), insert, at)
	}
}

func blankBefore(src string, off int) bool {
	return off > 0 && strings.IndexByte(" \t\r\n", src[off-1]) >= 0
}

// value completes the value of an attribute.
func (c *completer) value() {
	row := document.Row(c.caret.elem)
	if row == nil {
		return
	}
	a := row.Attr(c.caret.attr.Key)
	if a == nil {
		return
	}
	at := c.valueSpan(string(c.caret.attr.Quote) + "<>\r\n")
	for _, v := range a.Values {
		c.add(CompleteValue, v, "", "", escapeSnippet(v), at)
	}
	c.references(a.Names, at)
	if a.Code && at.Empty() {
		c.add(CompleteValue, "@(...)", "expression", "", "@($1)", at)
	}
}

// content completes text: the values that it usually is, and the end tag of an
// element that has just begun.
func (c *completer) content() {
	e := c.caret.elem
	if end := closeTag(c.file.Src, c.whole, c.caret, c.off); end != "" {
		c.add(CompleteEndTag, end, "end tag", "", "$0"+escapeSnippet(end), text.Span{Start: c.off, End: c.off})
	}
	at := c.valueSpan("<>\r\n")
	if row := document.Row(e); row != nil {
		for _, v := range row.Values {
			c.add(CompleteValue, v, "", "", escapeSnippet(v), at)
		}
	}
	if e.Tag == "value" && e.Parent != nil && (e.Parent.Tag == "set-header" || e.Parent.Tag == "header") {
		if a := e.Parent.Attr("name"); a != nil && strings.EqualFold(a.Value.At.Of(c.file.Src), "host") {
			c.hosts(at)
		}
	}
}

// valueSpan is the value at the caret, from its beginning without white space up to
// one of the marks. It is nothing but the caret if it holds an expression.
func (c *completer) valueSpan(marks string) text.Span {
	src := c.file.Src
	at := text.Span{Start: c.caret.from, End: c.off}
	for at.Start < at.End && strings.IndexByte(" \t\r\n", src[at.Start]) >= 0 {
		at.Start++
	}
	if end := strings.IndexAny(src[c.off:], marks); end >= 0 {
		if tail := src[c.off : c.off+end]; !strings.ContainsAny(tail, "@{ =") {
			at.End += end
		}
	}
	if strings.ContainsAny(at.Of(src), "\r\n") {
		at.Start = c.off
	}
	return at
}
