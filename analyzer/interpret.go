package analyzer

import (
	"slices"
	"strings"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// interpreter runs one unit and records the calls that it makes.
type interpreter struct {
	*batch
	out  *yield
	unit unit
	// doc is the document whose statements run; level is its place in the chain, or
	// the includer's for a fragment.
	doc     *document
	level   int
	section string
	when    *conditions // under which the statement runs
	// ever lists every value that a variable is given, for the error section, which can
	// begin behind any statement.
	ever []*binding
	// everForwards lists every way of forwarding that there was, for the same reason.
	everForwards []forward
	// including lists the fragments that are being run, outermost first.
	including []string
	// joined counts the variables that were joined behind branches.
	joined int
	// loops counts the loops around the statement.
	loops int
	// rehearsing is true while a loop runs to find out what it changes.
	rehearsing bool
	// code is what the expressions of the unit may change in objects; nil until
	// somebody asks.
	code *eval.Touched
	// steps counts what was done to the request so far.
	steps changeCount
	// shared is the moment of what is evaluated at once.
	shared *moment
}

// maxIncludes bounds how deep fragments include each other. The gateway allows
// none inside a fragment: https://learn.microsoft.com/azure/api-management/policy-fragments
const maxIncludes = 8

// run interprets a unit.
func (b *batch) run(u unit, out *yield) {
	in := &interpreter{batch: b, out: out, unit: u}
	st := state{forwards: []forward{{base: b.serviceBase(u), host: &HostHeader{}}}}
	in.everForwards = st.forwards
	if len(u.chain) > 0 {
		in.doc = u.chain[0]
		if root := in.doc.rootElement(); root == nil || rootKinds[root.Tag] != policiesRoot {
			in.lone(root, st)
			return
		}
	}
	st = in.sectionFrom("inbound", 0, st)
	st = in.sectionFrom("backend", 0, st)
	in.sectionFrom("outbound", 0, st)
	if u.hasStatements("on-error") {
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
	if root != nil && rootKinds[root.Tag] == resolverRoot {
		in.section = "resolver"
		in.statement(root, st)
		return
	}
	if root == nil {
		root = in.doc.root
	}
	in.section = "inbound"
	st = in.statements(root, st)
	in.forward(st)
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
		vars = vars.with(name, func() eval.Value {
			out := eval.Unset()
			for _, b := range values[name] {
				out = eval.Join(out, b.value())
			}
			return out
		})
	}
	return vars
}

// sectionFrom runs a section of the effective policy, beginning at a document
// of the chain.
func (in *interpreter) sectionFrom(name string, from int, st state) state {
	el, doc, level := in.unit.section(name, from)
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

// outer is the state behind the broadest section. Without a policy for all APIs
// among the files, one that is deployed elsewhere can set any variable.
func (in *interpreter) outer(name string, st state) state {
	if name != "inbound" || in.unit.hasGlobal(in.estate) {
		return st
	}
	doc := in.doc
	if doc == nil {
		return st
	}
	return in.setAny(st, "a variable that an outer policy, which is not among the files, may set", doc.place(doc.root.Open))
}

// statements runs the children of an element in order.
func (in *interpreter) statements(el *policy.Element, st state) state {
	for _, n := range el.Children {
		if e, ok := n.(*policy.Element); ok && in.ctx.Err() == nil {
			st = in.statement(e, st)
		}
	}
	return st
}

// statement runs one statement.
func (in *interpreter) statement(e *policy.Element, st state) state {
	in.steps.note(e)
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
	case elemSetBackend:
		return in.mayHold(st, in.setBackend(e, st))
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
	case elemForward:
		in.forward(st)
		return st
	case "return-response", "mock-response":
		// Both end the pipeline: https://learn.microsoft.com/azure/api-management/return-response-policy
		st.dead = true
		return st
	}
	if rows := sinksOf(e.Tag, parentTag(e)); len(rows) > 0 {
		in.send(rows, e, st)
		if e.Tag == "invoke-request" || e.Tag == "openid-config" || rows[0].Host == ChildHost {
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
			st = in.setAny(st, "a variable whose name is not known", in.doc.place(a.Value.At))
		}
		if !ok || name == "" {
			continue
		}
		what := "what " + e.Tag + " leaves in the variable \"" + name + "\""
		if a.Key == "response-variable-name" {
			what = "the response in the variable \"" + name + "\""
		}
		v := eval.UnknownOf(what, in.doc.place(a.Value.At))
		before := st.vars
		st.vars = before.with(name, func() eval.Value {
			if e.Tag != "cache-lookup-value" {
				return v
			}
			// Without a value in the cache the variable stays as it is.
			// https://learn.microsoft.com/azure/api-management/cache-lookup-value-policy
			old := before.lookup(name)
			if len(old.Alts) == 0 {
				old = eval.Unset()
			}
			return eval.Join(old, v)
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
	id, known := in.name(&a.Value, st)
	if !known {
		id = strings.TrimSpace(a.Value.At.Of(in.doc.file.Src))
	}
	home := in.home(&in.unit, in.doc)
	doc := in.fragment(home, id)
	if doc == nil || len(in.including) >= maxIncludes || containsString(in.including, id) {
		why := "the fragment \"" + id + "\", which is not among the files"
		switch {
		case !known:
			why = "the fragment " + id + ", whose ID is not known"
		case doc != nil && containsString(in.including, id):
			why = "the fragment \"" + id + "\", which includes itself"
		case doc != nil:
			why = "the fragment \"" + id + "\", which is included too deep"
		}
		if known && len(home.Fragments) > 0 && home.Fragment(id) == nil {
			in.out.recording.refer(reference{kind: "fragment", name: id, at: in.doc.place(a.Value.At), element: e})
		}
		at := in.doc.place(a.Value.At)
		st = in.setAny(st, "a variable that "+why+", may set", at)
		unknown := &HostHeader{Action: HostUnknown, Why: why}
		st.setHost(func(h *HostHeader) *HostHeader {
			if h.Action == HostDefault {
				return unknown
			}
			return h
		})
		return st
	}
	in.out.include(in.index[doc.file.Path])
	root := doc.rootElement()
	if root == nil {
		root = doc.root
	}
	saved := in.doc
	in.doc = doc
	in.including = append(in.including, id)
	st = in.statements(root, st)
	in.including = in.including[:len(in.including)-1]
	in.doc = saved
	return st
}

// choose runs the branches. A condition that is known to be false leaves its
// branch dead; one that is known to be true leaves the later ones dead.
func (in *interpreter) choose(e *policy.Element, st state) state {
	var ends []state
	open := !st.dead // a later branch can still be taken
	outer := in.when
	rest := st                      // what is known where no branch so far was taken
	ended, elsewhere := false, true // elsewhere: a self-hosted gateway can still get here
	for _, n := range e.Children {
		branch, ok := n.(*policy.Element)
		if !ok {
			continue
		}
		truth := eval.Truth{Yes: true, No: true}
		hosted := truth // on a self-hosted gateway
		c, asked := eval.Condition{At: in.doc.place(branch.Name), Text: "otherwise"}, ""
		switch branch.Tag {
		case "when":
			if a := branch.Attr("condition"); a != nil {
				truth = in.test(&a.Value, rest)
				hosted = in.testHosted(&a.Value, rest, truth)
				c = eval.Condition{At: in.doc.place(a.Value.At), Text: condition(in.doc, &a.Value)}
				asked = in.question(&a.Value, rest)
			}
		case "otherwise":
			truth.No = false
		default:
			continue
		}
		start := rest
		start.managed = st.managed || !elsewhere || !hosted.Yes
		elsewhere = elsewhere && hosted.No
		start.dead = st.dead || !open || !truth.Yes
		if truth.No || !open {
			in.when = &conditions{c, outer}
		}
		if branch.Tag == "when" && !start.dead {
			start = in.refined(branch, start, true).answered(asked, true)
			rest = in.refined(branch, rest, false).answered(asked, false)
		}
		end := in.statements(branch, start)
		ended = ended || end.dead && !start.dead
		ends = append(ends, end)
		in.when = outer
		open = open && truth.No
	}
	if open || len(ends) == 0 {
		rest.managed = rest.managed || !elsewhere
		ends = append(ends, rest) // no branch is taken
	}
	out := in.join(st, ends)
	out.ends = out.ends || ended
	return out
}

// condition is a condition as a message quotes it.
func condition(d *document, v *policy.Value) string {
	s := strings.Join(strings.Fields(v.At.Of(d.file.Src)), " ")
	if len(s) > 80 {
		s = s[:77] + "..."
	}
	return s
}

// name is what an attribute calls something; ok is false if that is not known.
func (in *interpreter) name(v *policy.Value, st state) (name string, ok bool) {
	if name, ok = v.Literal(); ok {
		return name, true
	}
	return in.value(in.doc, v, in.now(st)).Only()
}

// setAny is the state behind something that may have set any variable.
func (in *interpreter) setAny(st state, why string, at text.Loc) state {
	st.vars = st.vars.with(anyVariable, func() eval.Value { return eval.UnknownOf(why, at) })
	if !st.dead {
		in.ever = append(in.ever, st.vars)
	}
	return st
}

func (in *interpreter) setVariable(e *policy.Element, st state) state {
	name, value := e.Attr("name"), e.Attr("value")
	if name == nil || value == nil {
		return st
	}
	key, ok := in.name(&name.Value, st)
	if !ok {
		return in.setAny(st, "a variable whose name is not known", in.doc.place(name.Value.At))
	}
	env := in.env(st)
	doc, when := in.doc, in.when
	before := st.vars
	st.vars = before.with(key, func() eval.Value {
		v := in.object(doc, &value.Value, env)
		step := &eval.Step{Message: "the variable \"" + key + "\" is set here", At: doc.place(value.Value.At)}
		v = v.ReadAt(step.At, eval.Operand, step)
		return when.over(v)
	})
	if !st.dead {
		in.ever = append(in.ever, st.vars)
	}
	return st
}

// rewriteURI changes the path of the forwarded request.
// https://learn.microsoft.com/azure/api-management/rewrite-uri-policy
func (in *interpreter) rewriteURI(e *policy.Element, st state) state {
	if a := e.Attr("template"); a != nil {
		st.rewrite = &Rewrite{Template: in.value(in.doc, &a.Value, in.now(st))}
	}
	return st
}

// setBackend changes where the request would be forwarded to.
func (in *interpreter) setBackend(e *policy.Element, st state) state {
	dapr := e.Attr("dapr-app-id") != nil
	for _, sink := range sinksOf(elemSetBackend, "") {
		a := e.Attr(strings.TrimPrefix(sink.URL+sink.Backend, "@"))
		if a == nil || dapr {
			continue
		}
		doc, env := in.doc, in.env(st)
		v := a.Value.Trimmed()
		before := st
		b := &base{key: callKey{sink, doc.place(v.At)}, doc: doc, element: e, level: in.level, managed: st.managed,
			compute: func() []target { return in.targets(sink, doc, &v, env) }}
		in.leave(st, b)
		st.setBase(b)
		in.remember(st)
		if sink.URL != "" && in.inheritsBackend(before) {
			st = in.join(before, []state{before, st})
		}
		if st.dead {
			in.record(b, &HostHeader{Action: HostUnknown}, false, st)
		}
		return st
	}
	// Dapr: the sidecar of a self-hosted gateway. Its backend-id names no entity.
	// https://learn.microsoft.com/azure/api-management/set-backend-service-dapr-policy
	b := &base{}
	in.leave(st, b)
	st.setBase(b)
	return st
}

// remember notes how the request would be forwarded, as far as that is new.
func (in *interpreter) remember(st state) {
	if st.dead || len(in.everForwards) > maxForwards {
		return
	}
	for _, f := range st.forwards {
		f.facts = nil
		if !slices.Contains(in.everForwards, f) {
			in.everForwards = append(in.everForwards, f)
		}
	}
}

// inheritsBackend reports whether a broader scope may have chosen a backend
// entity, which a base-url of a narrower one does not override.
// https://learn.microsoft.com/azure/api-management/set-backend-service-policy#usage-notes
func (in *interpreter) inheritsBackend(st state) bool {
	for _, f := range st.forwards {
		if f.base != nil && f.base.key.sink != nil && f.base.key.sink.Backend != "" && f.base.level > in.level {
			return true
		}
	}
	return false
}

// leave notes that a path leaves the bases so far for another one.
func (in *interpreter) leave(st state, b *base) {
	if st.dead {
		return
	}
	for _, f := range st.forwards {
		in.left(f.base, b)
	}
	for l := st.rest; l != nil && !l.left; l = l.prev {
		in.left(l.base, b)
		l.left = true
	}
}

func (in *interpreter) left(old, b *base) {
	if !old.left && old.key != b.key {
		old.left = true
		in.out.recording.replace(old.key)
	}
}

// forward records what forward-request does from here.
func (in *interpreter) forward(st state) {
	if st.dead {
		return
	}
	several := st.severalBases()
	for _, f := range st.forwards {
		in.record(f.base, f.host, several, st)
	}
	for l := st.rest; l != nil; l = l.prev {
		in.record(l.base, tooMany, several, st)
	}
}

// record adds a forwarded call in all its ways. several is true if the request
// goes to another base on other paths.
func (in *interpreter) record(b *base, host *HostHeader, several bool, st state) {
	if b == nil || b.key.sink == nil || in.rehearsing {
		return
	}
	ways := in.ways(b.targets(), host, st)
	for i := range ways {
		ways[i].OneOf = several
		ways[i].Method = st.method
		ways[i].Proxy = ways[i].Proxy || st.proxied
		ways[i].Managed = ways[i].Managed || b.managed
	}
	in.out.add(b.key, b.doc, b.element, b.api, ways...)
}

func (in *interpreter) ways(targets []target, host *HostHeader, st state) []Way {
	out := make([]Way, 0, len(targets))
	for _, t := range targets {
		host := host
		// What a Host header among the credentials of a backend does is not documented.
		if t.backend != nil && t.backend.HostHdr.Present() {
			host = &HostHeader{Action: HostUnknown, Why: "the credentials of the backend \"" + t.backend.ID + "\""}
		}
		out = append(out, Way{URL: t.url, Host: host, Scope: in.unit.scope, Dead: st.dead, Managed: st.managed, Rewrite: st.rewrite, Conditional: in.when != nil || st.ends || in.section == "on-error",
			Proxy: t.proxy, Backend: t.backend, PoolShare: t.share})
	}
	return out
}

// serviceBase is the base that a request has before any policy: the service URL
// of the API. Without an API nothing is known.
func (b *batch) serviceBase(u unit) *base {
	api := u.scope.API
	if api == nil || !api.ServiceURL.Present() {
		return &base{}
	}
	f := api.ServiceURL
	v := b.plainText(f)
	return &base{
		key: callKey{&sinks[0], f.At()}, api: api,
		compute: func() []target {
			out := make([]target, 0, len(v.Alts))
			for _, s := range v.Alts {
				out = append(out, target{url: s})
			}
			return out
		},
	}
}

// plainText is the text of an artifact, with what the deployment puts in for its
// tokens. Named values in it are unknown.
func (b *batch) plainText(f estate.Field) eval.Value {
	out, env := eval.Of(), &eval.Env{Token: b.token}
	for from := 0; from <= len(f.View.Src); {
		p := text.NextPlaceholder(f.View.Src, from)
		if p.Start > from {
			out = eval.Concat(out, eval.TextOf(f.Path, f.View.Slice(from, p.Start), eval.PlainText))
		}
		if p.Kind == text.NoPlaceholder {
			break
		}
		at := text.Loc{Path: f.Path, Span: f.View.Span(p.Start, p.End)}
		out = eval.Concat(out, env.Placeholder(p.Kind, p.Name, at))
		from = p.End
	}
	return out
}
