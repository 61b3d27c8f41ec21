package interpret

import (
	"context"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// interpreter runs one effective policy and records the calls that it makes.
type interpreter struct {
	ctx  context.Context
	site *compose.Site
	// tokens looks up what the deployment puts in.
	tokens    func(name string) eval.NamedValue
	out       *Trace
	effective compose.Policy
	// doc is the document whose statements run; level is its place in the chain, or
	// the includer's for a fragment.
	doc     *document.Document
	level   int
	section string
	when    *conditions // under which the statement runs
	// ever lists every value that a variable is given, for the error section, which can
	// begin after any statement.
	ever []*binding
	// everForwards lists every way of forwarding that there was, for the same reason.
	everForwards []forward
	// including lists the fragments that are being run, outermost first.
	including []string
	// joined counts the variables that were joined after branches.
	joined int
	// pieces counts the pieces of the values of variables.
	pieces int
	// evaluated is how many nodes of expressions may still be evaluated.
	evaluated int
	// loops counts the loops around the statement.
	loops int
	// rehearsing is true while a loop runs to find out what it changes.
	rehearsing bool
	// touched is what the expressions of the effective policy may change in objects, and
	// headers those of the request that they read; nil until somebody asks.
	touched *effect.Touched
	headers *effect.Headers
	// ran are the statements that set a variable while it is true.
	ran map[*policy.Element]bool
	// met is where the branches have met that were joined last; nil if they left all
	// variables the same.
	met *joined
	// steps tells what was done to the request so far.
	steps history
	// byGateway is true once something has asked which gateway runs the policy.
	byGateway bool
	// assuming counts what was computed anew because more is known; spare is how many
	// nodes may be visited to find out what conditions tell.
	assuming assuming
	spare    int
	// conditions are what conditions in code ask.
	conditions map[expr.Expr]*condition.Condition
	// seen is the moment of what is evaluated at once.
	seen *sight
}

// maxEvaluated bounds the nodes of expressions that the run of one effective policy
// evaluates, in all its expressions together: hundreds of times what half a megabyte of
// policy takes.
const maxEvaluated = 1 << 20

// maxSpare bounds those that it visits beyond, to find out what conditions tell.
const maxSpare = 1 << 16

// run interprets an effective policy.
func run(ctx context.Context, s *compose.Site, u compose.Policy, out *Trace) {
	in := &interpreter{ctx: ctx, site: s, tokens: compose.Tokens(s.Estate), out: out, effective: u, evaluated: maxEvaluated, spare: maxSpare, assuming: assuming{steps: maxAssumedSteps}}
	st := state{forwards: []forward{{base: in.firstBase(), host: &call.HostHeader{}}}}
	in.everForwards = st.forwards
	if len(u.Chain) > 0 {
		in.doc = u.Chain[0]
		if root := in.doc.RootElement(); root == nil || document.KindOf(root.Tag) != document.PoliciesRoot {
			in.lone(root, st)
			return
		}
	}
	st = in.sectionFrom("inbound", 0, st)
	st = in.sectionFrom("backend", 0, st)
	in.sectionFrom("outbound", 0, st)
	if u.HasStatements("on-error") {
		late := state{vars: in.everything()}
		for _, f := range in.everForwards {
			late.add(f)
		}
		if len(in.everForwards) > maxForwards {
			late.add(forward{base: &base{}, host: tooMany})
		}
		in.sectionFrom("on-error", 0, late)
	}
}

// lone runs a document that has no sections: a fragment, bare statements, or a
// resolver. What a fragment leaves behind would be forwarded by its includer.
func (in *interpreter) lone(root *policy.Element, st state) {
	if root != nil && document.KindOf(root.Tag) == document.ResolverRoot {
		in.resolver(root, st)
		return
	}
	if root == nil {
		root = in.doc.Root
	}
	in.section = "inbound"
	st = in.setAny(st, "a variable that the policy around this one may set", in.doc.Place(root.Open))
	st = in.statements(root, st)
	in.forward(st)
}

// The sections of a resolver: its request, whose statements are about a request of its
// own, and everything else.
const (
	requestSection  = "http-request"
	resolverSection = "resolver"
)

// resolver runs the resolver of a GraphQL field. The children of its http-request run in
// the order in which they stand, and make a request that has nothing of the caller's; it
// is sent when they are done, or by the forward-request under backend.
// https://learn.microsoft.com/azure/api-management/http-data-source-policy
func (in *interpreter) resolver(root *policy.Element, st state) {
	st.forwards = []forward{{base: &base{}, host: &call.HostHeader{}}}
	for e := range root.Elements() {
		in.section = resolverSection
		switch {
		case e.Tag == requestSection && len(call.SinksOf(e.Tag, root.Tag)) > 0:
			in.section = requestSection
			st = in.statements(e, st)
			for _, f := range st.forwards {
				in.place(f.host, e, st)
			}
			if b := root.Child("backend"); b != nil && b.Child(call.ElemForward) != nil {
				in.statements(b, st)
			} else {
				in.forward(st)
			}
		case e.Tag != "backend":
			st = in.statements(e, st)
		}
	}
}

// everything is the variables as the error section can find them: each name may
// have any of its values, or none.
func (in *interpreter) everything() *binding {
	var vars *binding
	var names []string
	values := map[string][]*binding{}
	for _, b := range in.ever {
		if values[b.name] == nil {
			names = append(names, b.name)
		}
		values[b.name] = append(values[b.name], b)
	}
	if i := slices.Index(names, anyVariable); i >= 0 { // over all others
		names = append(slices.Delete(names, i, i+1), anyVariable)
	}
	for _, name := range names {
		vars = vars.with(name, func() value.Value {
			out := value.Unset()
			for _, b := range values[name] {
				out = value.Join(out, b.value())
			}
			return out
		})
	}
	return vars
}

// sectionFrom runs a section of the effective policy, beginning at a document
// of the chain.
func (in *interpreter) sectionFrom(name string, from int, st state) state {
	el, doc, level := in.effective.Section(name, from)
	if el == nil {
		// The default global policy only forwards:
		// https://learn.microsoft.com/azure/api-management/forward-request-policy
		if name == "backend" {
			in.forward(st)
		}
		return in.outer(name, st)
	}
	outerDoc, outerLevel, outerSection := in.doc, in.level, in.section
	in.doc, in.level, in.section = doc, level, name
	st = in.statements(el, st)
	in.doc, in.level, in.section = outerDoc, outerLevel, outerSection
	return st
}

// outer is the state after the broadest section. Without a policy for all APIs
// among the files, one that is deployed elsewhere can set any variable.
func (in *interpreter) outer(name string, st state) state {
	if name != "inbound" || in.effective.HasGlobal(in.site.Estate) {
		return st
	}
	doc := in.doc
	if doc == nil {
		return st
	}
	at := doc.Place(doc.Root.Open)
	st = in.setAnyHeader(st, "a header that an outer policy, which is not among the files, may set", at)
	return in.setAny(st, "a variable that an outer policy, which is not among the files, may set", at)
}

// statements runs the children of an element in order.
func (in *interpreter) statements(el *policy.Element, st state) state {
	for _, n := range el.Children {
		e, ok := n.(*policy.Element)
		if !ok {
			continue
		}
		if in.ctx.Err() != nil {
			break
		}
		st = in.statement(e, st)
	}
	return st
}

// statement runs one statement. The expressions of one that changes the request see it
// as it was before.
func (in *interpreter) statement(e *policy.Element, st state) state {
	switch e.Tag {
	case call.ElemSetBackend, "rewrite-uri", "set-query-parameter", "set-method", "set-header":
		st = in.run(e, st)
		in.steps.note(e)
		return st
	}
	in.steps.note(e)
	return in.run(e, st)
}

// run does what a statement does.
func (in *interpreter) run(e *policy.Element, st state) state {
	switch e.Tag {
	case "base":
		return in.sectionFrom(in.section, in.level+1, st)
	case "include-fragment":
		return in.include(e, st)
	case "choose":
		return in.choose(e, st)
	case "retry":
		return in.retry(e, st)
	case "wait":
		return in.wait(e, st)
	case "set-variable":
		return in.mayHold(st, in.setVariable(e, st))
	case "set-header":
		return in.mayHold(st, in.setHeader(e, st))
	case "rewrite-uri":
		return in.mayHold(st, in.rewriteURI(e, st))
	case call.ElemSetBackend:
		return in.mayHold(st, in.setBackend(e, st))
	case "set-url":
		if in.section == requestSection {
			return in.mayHold(st, in.setURL(e, st))
		}
	case "set-method":
		// https://learn.microsoft.com/azure/api-management/set-method-policy
		content := e.Content()
		method, _ := content.Literal()
		method = strings.ToUpper(method)
		after := st
		after.method = &method
		return in.mayHold(st, after)
	case "proxy":
		// https://learn.microsoft.com/azure/api-management/proxy-policy
		after := st
		after.proxied = true
		return in.mayHold(st, after)
	case call.ElemForward:
		in.forward(st)
		return st
	case "return-response", "mock-response":
		// Both end the pipeline: https://learn.microsoft.com/azure/api-management/return-response-policy
		st.dead = true
		return st
	}
	if rows := call.SinksOf(e.Tag, parentTag(e)); len(rows) > 0 {
		in.send(rows, e, st)
		if rows[0].Host != call.NoHost { // its children are the request's, no statements
			return in.results(e, st)
		}
	}
	return in.results(e, in.statements(e, st))
}

// results sets the variables that a statement leaves something in: those that
// its attributes name, like response-variable-name of send-request and
// variable-name of cache-lookup-value.
// https://learn.microsoft.com/azure/api-management/api-management-policies
func (in *interpreter) results(e *policy.Element, st state) state {
	for _, a := range e.Attrs {
		if !strings.HasSuffix(a.Key, "variable-name") {
			continue
		}
		name, ok := in.name(&a.Value, st)
		if !ok {
			st = in.setAny(st, "a variable whose name is not known", in.doc.Place(a.Value.At))
		}
		if !ok || name == "" {
			continue
		}
		what := "what " + e.Tag + " leaves in the variable \"" + name + "\""
		if a.Key == "response-variable-name" {
			what = "the response in the variable \"" + name + "\""
		}
		v := value.UnknownOf(what, in.doc.Place(a.Value.At))
		before, byDefault, doc, m := st.vars, e.Attr("default-value"), in.doc, in.sight(st)
		st.vars = before.withGiven(name, func(a assumed) value.Value {
			if e.Tag != "cache-lookup-value" {
				return v
			}
			// Without a value in the cache the variable gets the default value, or stays as
			// it is: https://learn.microsoft.com/azure/api-management/cache-lookup-value-policy
			if byDefault != nil {
				return value.Join(in.object(doc, &byDefault.Value, m.assuming(a)), v)
			}
			old := in.variable(before, name, a)
			if len(old.Alts) == 0 {
				old = value.Unset()
			}
			return value.Join(old, v)
		})
		if !st.dead {
			in.ever = append(in.ever, st.vars)
		}
	}
	return st
}

func parentTag(e *policy.Element) string {
	if e.Parent == nil {
		return ""
	}
	return e.Parent.Tag
}

// include runs a fragment in place.
func (in *interpreter) include(e *policy.Element, st state) state {
	a := e.Attr("fragment-id")
	if a == nil {
		return st
	}
	home := compose.Home(in.site.Estate, &in.effective, in.doc)
	id, known := in.fragmentID(home, &a.Value, st)
	doc := in.site.Fragment(home, id)
	if doc == nil || len(in.including) >= compose.MaxIncludes || slices.Contains(in.including, id) {
		why := "the fragment \"" + id + "\", which is not among the files"
		switch {
		case !known:
			why = "the fragment " + id + ", whose ID is not known"
		case doc != nil && slices.Contains(in.including, id):
			why = "the fragment \"" + id + "\", which includes itself"
		case doc != nil:
			why = "the fragment \"" + id + "\", which is included too deep"
		}
		if known && len(home.Fragments) > 0 && home.Fragment(id) == nil {
			in.out.recording.Refer(call.Reference{Kind: "fragment", Name: id, At: in.doc.Place(a.Value.At), Element: e})
		}
		at := in.doc.Place(a.Value.At)
		st = in.setAny(st, "a variable that "+why+", may set", at)
		st = in.setAnyHeader(st, "a header that "+why+", may set", at)
		unknown := &call.HostHeader{Action: call.HostUnknown, Why: why}
		st.setHost(func(h *call.HostHeader) *call.HostHeader {
			if h.Action == call.HostDefault {
				return unknown
			}
			return h
		})
		return st
	}
	in.out.include(in.site.Index[doc.ID])
	root := doc.RootElement()
	if root == nil {
		root = doc.Root
	}
	saved := in.doc
	in.doc = doc
	in.including = append(in.including, id)
	st = in.statements(root, st)
	in.including = in.including[:len(in.including)-1]
	in.doc = saved
	return st
}

// fragmentID is the ID in an attribute; where known is false it is as written.
func (in *interpreter) fragmentID(home *estate.Workspace, v *policy.Value, st state) (id string, known bool) {
	if name, ok := in.name(v, st); ok {
		if home.Fragment(name) != nil { // its artifact may have a token in its name, too
			return name, true
		}
		if filled, unknown := in.site.Estate.Filled(name); unknown == "" {
			return filled, true
		}
	}
	return strings.TrimSpace(in.doc.Of(v.At)), false
}

// name is what an attribute calls something; ok is false if that is not known.
func (in *interpreter) name(v *policy.Value, st state) (name string, ok bool) {
	if name, ok = v.Literal(); ok && text.NextIn(name, 0, text.IfKnown).Kind == text.NoPlaceholder {
		return name, true
	}
	return in.value(in.doc, v, in.now(st)).Only()
}

// setAny is the state after something that may have set any variable.
func (in *interpreter) setAny(st state, why string, at text.Loc) state {
	st.vars = st.vars.with(anyVariable, func() value.Value { return value.UnknownOf(why, at) })
	if !st.dead {
		in.ever = append(in.ever, st.vars)
	}
	return st
}

func (in *interpreter) setVariable(e *policy.Element, st state) state {
	name, given := e.Attr("name"), e.Attr("value")
	if name == nil || given == nil {
		return st
	}
	key, ok := in.name(&name.Value, st)
	if !ok {
		return in.setAny(st, "a variable whose name is not known", in.doc.Place(name.Value.At))
	}
	m := in.sight(st)
	doc, when := in.doc, in.when
	st.vars = st.vars.withGiven(key, in.held(func(a assumed) value.Value {
		v := in.object(doc, &given.Value, m.assuming(a))
		step := &value.Step{Message: "the variable \"" + key + "\" is set here", At: doc.Place(given.Value.At)}
		v = v.ReadAt(step.At, value.Operand, step)
		return when.over(v)
	}))
	if m.inputs = &st.vars.inputs; !holdsCode(&given.Value) {
		st.vars.given = nil
	}
	if !st.dead {
		in.ever = append(in.ever, st.vars)
		if in.rehearsing {
			in.ran[e] = true
		}
	}
	return st
}
