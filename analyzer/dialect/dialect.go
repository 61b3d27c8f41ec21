// Package dialect is the table of the policy language: every element of a policy
// document with where it may stand, its attributes, their values, its children and
// their order. It is data; what an editor or a rule makes of it stands elsewhere.
//
//	dialect.go         the form of a row, and how rows are found
//	document.go        roots and sections
//	control.go, routing.go, transform.go, authentication.go, limits.go, caching.go,
//	integration.go, validation.go, ai.go, resolvers.go
//	                   the policies, in the groups of Microsoft's reference:
//	                   https://learn.microsoft.com/azure/api-management/api-management-policies
//
// Facts are those of the page that a row links to; the words are our own.
package dialect

import "strings"

// Element is an element of the policy language.
type Element struct {
	// Name is the tag.
	Name string
	// Doc says in one sentence what it does.
	Doc string
	// In are the sections where it may stand as a policy. Zero: it is no policy of its
	// own, only a child of others.
	In Sections
	// Page is the address of its reference; "" for the page that is called like it.
	Page string
	// Attrs are its attributes, those that are needed first.
	Attrs []Attr
	// Children are the elements that it may hold, in the order in which they may stand
	// if Ordered is true.
	Children []Child
	Ordered  bool
	// Holds says what else may stand in it.
	Holds Content
	// Values are what its text usually is, if that is a choice.
	Values []string
}

// Attr is an attribute.
type Attr struct {
	Name string
	Doc  string // what it means, without an article's full sentence
	Need Need
	// Values are the literals that it allows; empty if any. With Open they are only the
	// usual ones.
	Values []string
	Open   bool
	// Default is what holds without the attribute, "" if that is nothing.
	Default string
	// Names says what kind of thing its value is the name of.
	Names Kind
	// Code is true if its value is an expression.
	Code bool
}

// Child is an element in its place within another.
type Child struct {
	*Element
	Times Times
}

// Need says whether an attribute has to be there.
type Need uint8

const (
	Optional Need = iota // the zero value
	Usual                // optional, and written nearly always
	Required
)

// Times says how often a child may stand.
type Times uint8

const (
	AtMostOnce Times = iota // the zero value
	Once
	Many      // or never
	Some      // at least once
	Scattered // any number, wherever among the others
)

// Content is what an element may hold beside its children.
type Content uint8

const (
	Nothing    Content = iota // the zero value
	Text                      // text or an expression
	Statements                // the policies of the section it stands in
	Markup                    // anything: XML, JSON, a style sheet
)

// Kind is what a value is the name of.
type Kind uint8

const (
	NoName   Kind = iota // the zero value: of nothing
	Fragment             // a policy fragment
	Backend              // a backend entity
	Variable             // a variable of the context, which this sets
)

// Sections is a set of sections.
type Sections uint8

const (
	Inbound Sections = 1 << iota
	BackendSection
	Outbound
	OnError

	Anywhere = Inbound | BackendSection | Outbound | OnError
)

// sectionNames are the sections in the order of a document.
var sectionNames = []string{"inbound", "backend", "outbound", "on-error"}

// SectionOf is the section of that name, zero if there is none.
func SectionOf(name string) Sections {
	for i, n := range sectionNames {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// String lists the names of the sections.
func (s Sections) String() string {
	var names []string
	for i, n := range sectionNames {
		if s&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// Link is the address of the reference page, "" for an element that has none of
// its own.
func (e *Element) Link() string {
	switch {
	case strings.HasPrefix(e.Page, "https:"):
		return e.Page
	case e.Page != "":
		return learn + e.Page
	case e.In != 0:
		return learn + e.Name + "-policy"
	}
	return ""
}

const learn = "https://learn.microsoft.com/azure/api-management/"

// Attr is the attribute of that name, nil if there is none.
func (e *Element) Attr(name string) *Attr {
	for i := range e.Attrs {
		if e.Attrs[i].Name == name {
			return &e.Attrs[i]
		}
	}
	if name == identity.Name && e.In != 0 {
		return &identity
	}
	return nil
}

// identity is the attribute that every policy may have.
// https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies
var identity = Attr{Name: "id", Doc: "A name for this policy, which context.LastError.PolicyId returns when it fails."}

// Child is the element of that name within e, where e stands in one of the
// sections; nil if e does not know it.
func (e *Element) Child(name string) *Element {
	if i := e.Order(name); i >= 0 {
		return e.Children[i].Element
	}
	if e.Holds == Statements {
		return Policy(name)
	}
	return nil
}

// Order is the place of a child among the children, -1 if it is none of them.
func (e *Element) Order(name string) int {
	for i := range e.Children {
		if e.Children[i].Name == name {
			return i
		}
	}
	return -1
}

// Policy is the policy of that name, nil if there is none.
func Policy(name string) *Element { return byName[name] }

// Policies are all policies, in the order of the groups.
func Policies() []*Element { return policies }

// Find is the element at the end of a path of names, from the root of a document
// down; nil if the language does not know it. A path that begins with a policy
// is that of a fragment without its root.
func Find(path []string) *Element {
	var at *Element
	for i, name := range path {
		if i == 0 {
			if at = Root(name); at == nil {
				at = Policy(name)
			}
		} else {
			at = at.Child(name)
		}
		if at == nil {
			return nil
		}
	}
	return at
}

// Root is the root of that name, nil if there is none.
func Root(name string) *Element {
	for _, r := range roots {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Roots are the roots that a document can have.
func Roots() []*Element { return roots }

// policies is the whole table.
var policies = func() []*Element {
	var all []*Element
	for _, group := range [][]*Element{
		control, routing, transformation, authentication, limits, caching, integration, logging, validation, ai,
	} {
		all = append(all, group...)
	}
	return all
}()

var byName = func() map[string]*Element {
	out := make(map[string]*Element, len(policies))
	for _, p := range policies {
		out[p.Name] = p
	}
	return out
}()

// Values that several attributes share.
var (
	truth       = []string{"true", "false"}
	httpMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
	cachingType = Attr{Name: "caching-type", Doc: "Which cache to use: the built-in one, an external one, or the external one if there is one.",
		Values: []string{"internal", "external", "prefer-external"}, Default: "prefer-external"}
	ignoreError = Attr{Name: "ignore-error", Doc: "Whether to ignore a failure; if not, processing continues in on-error.", Values: truth, Default: "false"}
)

// text is a child that holds a text.
func text(name, doc string) *Element { return &Element{Name: name, Doc: doc, Holds: Text} }

// list is a child that holds any number of one other.
func list(name, doc string, of *Element, attrs ...Attr) *Element {
	return &Element{Name: name, Doc: doc, Attrs: attrs, Children: []Child{{of, Some}}}
}
