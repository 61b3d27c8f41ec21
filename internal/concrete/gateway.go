package concrete

import (
	"math/rand/v2"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Gateway runs policies with real values, for tests: every call that it makes has
// to be among those that the analyzer finds. Where the documentation leaves open
// what a gateway does, it takes one of the ways at random.
type Gateway struct {
	// Chain are the documents of a request, the narrowest first.
	Chain     []Document
	Fragments map[string]Document
	// Backends and NamedValues are URLs and texts by name.
	Backends, NamedValues map[string]string
	// ServiceURL is that of the API, and Service the artifact that holds it.
	ServiceURL, Service string
	Context             Context
	Rand                *rand.Rand
}

// Document is a policy.
type Document struct {
	Path string
	Root *policy.Element
}

// Outbound is a call that was made.
type Outbound struct {
	// At is the element that holds the address; without a span if it is the service URL.
	At   text.Loc
	URL  string
	Host Host
}

// Host is a Host header.
type Host struct {
	State HostState
	Value string // where State is HostSet
}

// HostState is what became of a Host header.
type HostState uint8

const (
	HostDefault HostState = iota // the gateway fills it in
	HostSet
	HostList // several values
	HostDeleted
)

// process is one request on its way.
type process struct {
	*Gateway
	vars    map[string]string
	host    Host
	url     string
	at      text.Loc
	entity  int // how broad the scope is that chose a backend entity; 0 for none
	section string
	level   int
	doc     Document
	out     []Outbound
}

// ended ends a request early.
type ended struct{}

// Run sends one request through the gateway. ok is false if an expression is not
// covered, or throws.
func (g *Gateway) Run() (calls []Outbound, ok bool) {
	p := &process{Gateway: g, vars: map[string]string{}, url: g.ServiceURL, at: text.Loc{Path: g.Service}}
	defer func() {
		switch r := recover(); r.(type) {
		case nil, ended:
			calls, ok = p.out, true
		case thrown, abandoned:
			calls, ok = p.out, true // what was called before was called
		default:
			panic(r)
		}
	}()
	for _, s := range []string{"inbound", "backend", "outbound"} {
		p.section = s
		p.from(0)
	}
	return p.out, true
}

// from runs the section in the first document that has it.
func (p *process) from(level int) {
	for i := level; i < len(p.Chain); i++ {
		s := p.Chain[i].Root.Child("policies").Child(p.section)
		if s == nil {
			continue
		}
		doc, outer := p.doc, p.level
		p.doc, p.level = p.Chain[i], i
		p.children(s)
		p.doc, p.level = doc, outer
		return
	}
	if p.section == "backend" {
		p.forward()
	}
}

func (p *process) children(e *policy.Element) {
	for c := range e.Elements() {
		p.statement(c)
	}
}

func (p *process) statement(e *policy.Element) {
	switch e.Tag {
	case "base":
		p.from(p.level + 1)
	case "include-fragment":
		f, ok := p.Fragments[p.attr(e, "fragment-id")]
		if !ok {
			giveUp()
		}
		doc := p.doc
		p.doc = f
		p.children(f.Root.Child("fragment"))
		p.doc = doc
	case "choose":
		for c := range e.Elements() {
			if c.Tag == "otherwise" || p.truthOf(c.Attr("condition")) {
				p.children(c)
				return
			}
		}
	case "retry":
		for range 1 + p.Rand.IntN(3) {
			p.children(e)
		}
	case "set-variable":
		p.vars[p.attr(e, "name")] = p.attr(e, "value")
	case "set-header":
		if p.section != "outbound" && strings.EqualFold(p.attr(e, "name"), "host") {
			p.host = p.header(e, p.host, true)
		}
	case "set-backend-service":
		p.setBackend(e)
	case "send-request":
		p.send(e)
	case "forward-request":
		p.forward()
	case "return-response":
		panic(ended{})
	default:
		giveUp()
	}
}

// setBackend chooses where the request goes. A base-url does not override a
// backend-id of a broader scope.
// https://learn.microsoft.com/azure/api-management/set-backend-service-policy#usage-notes
func (p *process) setBackend(e *policy.Element) {
	if e.Attr("backend-id") != nil {
		url, ok := p.Backends[p.attr(e, "backend-id")]
		if !ok {
			giveUp()
		}
		p.url, p.at, p.entity = url, p.place(e), p.level
		return
	}
	if p.entity > p.level {
		return
	}
	p.url, p.at, p.entity = p.attr(e, "base-url"), p.place(e), 0
}

func (p *process) send(e *policy.Element) {
	c := Outbound{At: p.place(e), URL: p.content(e.Child("set-url"))}
	for h := range e.Elements() {
		if h.Tag == "set-header" && strings.EqualFold(p.attr(h, "name"), "host") {
			c.Host = p.header(h, c.Host, false)
		}
	}
	p.out = append(p.out, c)
}

func (p *process) forward() {
	p.out = append(p.out, Outbound{p.at, p.url, p.host})
}

// header carries a set-header out. A request that is forwarded has the caller's
// Host header until it is deleted.
// https://learn.microsoft.com/azure/api-management/set-header-policy
func (p *process) header(e *policy.Element, h Host, forwarded bool) Host {
	exists := h.State == HostSet || h.State == HostList || h.State == HostDefault && forwarded
	action := "override"
	if e.Attr("exists-action") != nil {
		action = p.attr(e, "exists-action")
	}
	switch {
	case action == "delete":
		return Host{State: HostDeleted}
	case action == "skip" && exists:
		return h
	case action == "append" && exists:
		return Host{State: HostList}
	}
	return Host{HostSet, p.content(e.Child("value"))}
}

func (p *process) place(e *policy.Element) text.Loc {
	return text.Loc{Path: p.doc.Path, Span: e.Span()}
}

func (p *process) attr(e *policy.Element, name string) string {
	a := e.Attr(name)
	if a == nil {
		giveUp()
	}
	return p.value(&a.Value)
}

func (p *process) content(e *policy.Element) string {
	if e == nil {
		giveUp()
	}
	v := e.Content()
	return p.value(&v)
}

// value is the text of an attribute or an element.
func (p *process) value(v *policy.Value) string {
	t := v.Trimmed()
	if len(t.Parts) == 1 && t.Parts[0].Kind == policy.Expression {
		return p.evaluate(t.Parts[0].View.Src, t.Parts[0].Block)
	}
	var b strings.Builder
	for _, part := range t.Parts {
		switch part.Kind {
		case policy.Literal:
			b.WriteString(part.View.Src)
		case policy.NamedValue:
			b.WriteString(p.named(part.View.Src))
		default:
			giveUp()
		}
	}
	return b.String()
}

func (p *process) named(name string) string {
	v, ok := p.NamedValues[name]
	if !ok {
		giveUp()
	}
	return v
}

func (p *process) truthOf(a *policy.Attr) bool {
	part := a.Value.Trimmed().Parts[0]
	return p.evaluate("("+part.View.Src+") ? \"1\" : \"0\"", false) == "1"
}

// evaluate runs C#, in which named values are put first.
func (p *process) evaluate(src string, block bool) string {
	for name, v := range p.NamedValues {
		src = strings.ReplaceAll(src, "{{"+name+"}}", v)
	}
	b, errs := expr.Parse(text.NewView(src), block)
	if len(errs) > 0 {
		giveUp()
	}
	ctx := p.Context
	ctx.Variables = p.vars
	s, notNull, how := Run(b, ctx)
	switch {
	case how == Threw:
		throw()
	case how != Returned || !notNull:
		giveUp()
	}
	return s
}
