package interpret

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// sight is what expressions can see at a point of a run.
type sight struct {
	env eval.Env
	in  *interpreter
	doc *document.Document // in which the expression stands
	st  state
	at  int // the moment
	// inputs are the variables that were read, if the sight is kept for a variable.
	inputs *[]input
}

// sight is what expressions can see at a point. It can be kept for later.
func (in *interpreter) sight(st state) *sight {
	m := &sight{in: in}
	m.look(st)
	return m
}

// now is what an expression can see that is evaluated at once. There is one for the
// whole run, so that a statement costs nothing.
func (in *interpreter) now(st state) *eval.Env {
	if in.seen == nil {
		in.seen = &sight{in: in}
	}
	in.seen.look(st)
	return &in.seen.env
}

// look makes m what can be seen at this point of the run.
func (m *sight) look(st state) {
	m.doc, m.st, m.at = m.in.doc, st, m.in.steps.now
	m.env = eval.Env{Context: m.in.ctx, Steps: &m.in.evaluated, Spare: &m.in.spare, Path: m.doc.File.Path, Service: m.in.site.Estate.Gateway.Name, Request: m,
		Token: m.in.tokens, ByGateway: &m.in.byGateway}
	m.assume()
}

// assume makes expressions see what is assumed.
func (m *sight) assume() {
	m.env.Gateway, m.env.Known, m.env.Assume = m.st.on, nil, m.where
	if m.st.facts != nil && m.st.facts.answers > 0 {
		m.env.Known = m.known
	}
}

// assuming is what can be seen where more is assumed.
func (m *sight) assuming(a assumed) *eval.Env {
	if a == (assumed{}) {
		return &m.env
	}
	out := *m
	out.st.assumed = a.and(m.st.assumed)
	out.env.Request, out.env.Steps = &out, &m.in.assuming.steps
	out.assume()
	return &out.env
}

func (m *sight) Variable(name string) value.Value {
	if m.inputs != nil && len(*m.inputs) < maxInputs {
		if of := source(m.st.vars.named(name), m.st.vars.named(anyVariable)); of != nil && !slices.Contains(*m.inputs, input{of, name}) {
			*m.inputs = append(*m.inputs, input{of, name})
		}
	}
	v := m.in.variable(m.st.vars, name, m.st.assumed)
	if v.Mutable() {
		return m.in.changed(v)
	}
	return v
}

// changed is the value of a variable with what the expressions of the effective policy, and
// of any fragment, may have changed in its objects.
func (in *interpreter) changed(v value.Value) value.Value {
	in.touch()
	return in.code.Apply(in.site.FragmentCode().Apply(v))
}

// changesObjects reports whether an expression may change an object of a variable.
func (in *interpreter) changesObjects() bool {
	in.touch()
	return in.code.Any() || in.site.FragmentCode().Any()
}

// consumesBody reports whether an expression may read a body so that it cannot be read
// again.
func (in *interpreter) consumesBody() bool {
	in.touch()
	return in.code.Body() || in.site.FragmentCode().Body()
}

// touch finds out what the expressions of the effective policy may change.
func (in *interpreter) touch() {
	if in.code == nil {
		in.code = &eval.Touched{}
		for _, d := range in.effective.Chain {
			d.Touch(in.code)
		}
	}
	in.out.Fragments = true
}

func (m *sight) HostHeader() value.Value { return pipelineHost(&m.st) }

func (m *sight) URL() value.Value { return m.baseURL(&m.st) }

func (m *sight) ServiceURL() value.Value {
	return m.baseURL(&state{forwards: []forward{{base: serviceBase(m.in.site, m.in.effective)}}})
}

func (m *sight) NamedValue(name string) eval.NamedValue {
	return compose.NamedValue(compose.Home(m.in.site.Estate, &m.in.effective, m.doc), name)
}

// pipelineHost is the Host header that an expression reads: the caller's until a
// policy changes it.
func pipelineHost(st *state) value.Value {
	var out value.Value
	if st.rest != nil {
		out = value.UnknownOf(tooMany.Why, text.Loc{})
	}
	for _, f := range st.forwards {
		switch f.host.Action {
		case call.HostDefault, call.HostSkipped:
			out = value.Join(out, value.Of(value.Part{Kind: value.GatewayHost, Type: value.StringType}))
		case call.HostSet:
			out = value.Join(out, f.host.Value)
		default:
			out = value.Join(out, value.UnknownOf("the changed Host header", f.host.At))
		}
	}
	return out
}

// baseURL is context.Request.Url before the path of the operation is added; no
// alternatives if it is not known.
func (m *sight) baseURL(st *state) value.Value {
	var out value.Value
	if st.rest != nil {
		return out
	}
	for _, f := range st.forwards {
		ts := m.in.targetsOf(f.base, f.assumed)
		if len(ts) == 0 {
			return value.Value{}
		}
		for _, t := range ts {
			out = value.Join(out, value.Value{Alts: []value.Str{t.url}})
		}
	}
	return out
}

// value is what an attribute or a text can be, as text. Surrounding blanks do
// not count.
func (in *interpreter) value(d *document.Document, v *policy.Value, env *eval.Env) value.Value {
	return value.Text(in.object(d, v, env))
}

// object is value where an object stays one.
func (in *interpreter) object(d *document.Document, v *policy.Value, env *eval.Env) value.Value {
	if env.Path != d.File.Path {
		at := *env
		at.Path, env = d.File.Path, &at
	}
	trimmed := v.Trimmed()
	parts := trimmed.Parts
	if len(parts) == 1 && parts[0].Kind == policy.NamedValue {
		if out, ok := in.namedExpression(env, &parts[0]); ok {
			return out
		}
	}
	if len(parts) == 1 {
		return in.part(d, &parts[0], env, false)
	}
	values := make([]value.Value, len(parts))
	for i := range parts {
		values[i] = in.part(d, &parts[i], env, true)
	}
	return value.Concat(values...)
}

// part is what one part of a value can be; mixed is true if it has others
// beside it.
func (in *interpreter) part(d *document.Document, p *policy.Part, env *eval.Env, mixed bool) value.Value {
	switch p.Kind {
	case policy.NamedValue:
		return env.Placeholder(text.NamedValue, p.View.Src, d.Place(p.At))
	case policy.Token:
		return env.Placeholder(text.Token, p.View.Src, d.Place(p.At))
	case policy.Expression:
		return in.expression(d, p, env, mixed)
	}
	return value.TextOf(d.File.Path, p.View, value.PlainText)
}

// expression is the value of one @(...) or @{...}. Beside text it is not
// evaluated by the gateway:
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
func (in *interpreter) expression(d *document.Document, p *policy.Part, env *eval.Env, mixed bool) value.Value {
	at := d.Place(p.At)
	c := d.CodeAt(p.At.Start)
	switch {
	case mixed:
		return value.UnknownOf("an expression beside text", at)
	case c == nil || c.Bad:
		return value.UnknownOf("an expression that cannot be read", at)
	}
	return eval.Eval(c.Block, env)
}

// namedExpression evaluates a named value that holds an expression.
// https://learn.microsoft.com/azure/api-management/api-management-howto-properties
func (in *interpreter) namedExpression(env *eval.Env, p *policy.Part) (value.Value, bool) {
	nv := env.Request.NamedValue(p.View.Src)
	if !nv.Known || !strings.HasPrefix(strings.TrimSpace(nv.View.Src), "@") {
		return value.Value{}, false
	}
	doc, _ := policy.Parse(nv.View)
	inner := doc.Content()
	if len(inner.Parts) != 1 || inner.Parts[0].Kind != policy.Expression {
		return value.Value{}, false
	}
	v := evaluated(inner.Parts[0], nv.Path, env)
	at := text.Loc{Path: env.Path, Span: p.At}
	return v.ReadAt(at, value.Reference, &value.Step{
		Message: "the named value \"" + p.View.Src + "\" is defined here",
		At:      text.Loc{Path: nv.Path, Span: nv.View.Span(0, len(nv.View.Src))},
	}), true
}

// evaluated is an expression that does not stand in a document.
func evaluated(p policy.Part, path string, env *eval.Env) value.Value {
	block, errs := expr.Parse(p.View, p.Block)
	inner := *env
	inner.Path = path
	if len(errs) > 0 {
		return value.UnknownOf("an expression that cannot be read", env.Place(p.At))
	}
	return eval.Eval(block, &inner)
}

// codeOf is the code that a value is as a whole; nil if it is none, or cannot be read.
func (in *interpreter) codeOf(v *policy.Value) *document.Code {
	parts := v.Trimmed().Parts
	if len(parts) != 1 || parts[0].Kind != policy.Expression {
		return nil
	}
	if c := in.doc.CodeAt(parts[0].At.Start); c != nil && !c.Bad {
		return c
	}
	return nil
}

// holdsCode reports whether a value can depend on more than where it stands: it has an
// expression, or what may be replaced by one.
func holdsCode(v *policy.Value) bool {
	return slices.ContainsFunc(v.Parts, func(p policy.Part) bool { return p.Kind != policy.Literal })
}

// targets are the URLs that the address of a sink can mean.
func (in *interpreter) targets(sink *call.Sink, d *document.Document, v *policy.Value, env *eval.Env) []target {
	alts := in.value(d, v, env).Alts
	var out []target
	for _, s := range alts {
		if sink.Backend == "" {
			out = append(out, target{url: s})
			continue
		}
		out = append(out, in.backendTargets(compose.Home(in.site.Estate, &in.effective, d), s, d.Place(v.Trimmed().At))...)
	}
	return out
}

// backendTargets are the URLs behind a backend ID of a workspace.
func (in *interpreter) backendTargets(w *estate.Workspace, id value.Str, at text.Loc) []target {
	unknown := func(why string) []target {
		return []target{{url: value.Str{When: id.When, Parts: []value.Part{{Why: why, At: at, Form: value.Reference}}}}}
	}
	name, ok := id.Literal()
	if !ok {
		return unknown("the backend whose ID is " + id.String())
	}
	b := w.Backend(name)
	if b == nil {
		if len(w.Backends) > 0 {
			in.out.recording.Refer(call.Reference{Kind: "backend", Name: name, At: at})
		}
		return unknown("the backend \"" + name + "\", which is not among the files")
	}
	if b.Fabric {
		return nil
	}
	list := []string{name}
	if b.IsPool {
		list = nil
		for _, m := range b.Pool {
			list = append(list, m.Backend)
		}
	}
	var out []target
	for _, n := range list {
		m := w.Backend(n)
		if m == nil && b.IsPool {
			in.out.recording.Refer(call.Reference{Kind: "backend", Name: n, At: memberAt(b, n)})
		}
		if m == nil || !m.URL.Present() {
			out = append(out, unknown("the backend \""+n+"\", whose URL is not among the files")...)
			continue
		}
		step := &value.Step{Message: "the backend \"" + n + "\" has its URL here", At: m.URL.At()}
		for _, s := range compose.PlainText(in.site.Estate, m.URL).ReadAt(at, value.Reference, step).Alts {
			s.When = append(id.When[:len(id.When):len(id.When)], s.When...)
			out = append(out, target{url: s, backend: m, share: len(list) > 1, proxy: m.Proxy})
		}
	}
	return out
}

// memberAt is where a pool names a member.
func memberAt(b *estate.Backend, id string) text.Loc {
	for _, m := range b.Pool {
		if m.Backend == id {
			return m.At
		}
	}
	return text.Loc{Path: b.Info}
}

// send records the calls of a sink that makes its own request.
func (in *interpreter) send(rows []*call.Sink, e *policy.Element, st state) {
	for _, sink := range rows {
		v, at, ok := call.Address(sink, e)
		if in.rehearsing || !ok && !mayCopy(e) {
			continue
		}
		if !ok {
			at = e.Name
		}
		for _, on := range in.gateways(st, func(st state) ([]target, *call.HostHeader) {
			return in.sent(sink, e, &v, ok, st), in.ownHost(sink, e, st)
		}) {
			in.out.add(call.Key{Sink: sink, At: in.doc.Place(at)}, in.doc, e, nil, in.ways(on.targets, on.host, on.st))
		}
	}
}

// sent are the URLs of a request that a sink makes by itself. Where the URL is not
// set, it is that of the copied request; which one that is at this point is not
// documented: https://learn.microsoft.com/azure/api-management/send-request-policy#elements
func (in *interpreter) sent(sink *call.Sink, e *policy.Element, v *policy.Value, isSet bool, st state) []target {
	ts := []target{{url: value.UnknownOf("the URL of the copied request, which is not documented", in.doc.Place(e.Name)).Alts[0]}}
	if isSet {
		ts = in.targets(sink, in.doc, v, in.now(st))
	}
	if e.Child("proxy") != nil {
		for i := range ts {
			ts[i].proxy = true
		}
	}
	return ts
}

// mayCopy reports whether a request is a copy of the one that is handled, as far as
// can be told: only then it needs no URL.
func mayCopy(e *policy.Element) bool {
	a := e.Attr("mode")
	if a == nil || e.Tag == "invoke-request" {
		return false
	}
	mode, ok := a.Value.Literal()
	return !ok || mode == "copy"
}

// ownHost is the Host header of a request that a sink makes by itself.
func (in *interpreter) ownHost(sink *call.Sink, e *policy.Element, st state) *call.HostHeader {
	out := &call.HostHeader{}
	if mayCopy(e) {
		// mode="copy" copies the headers of the request; whether Host is among them is
		// not documented: https://learn.microsoft.com/azure/api-management/send-request-policy
		out = &call.HostHeader{Action: call.HostUnknown, Why: "the copied request, whose Host header is not documented"}
	}
	switch sink.Host {
	case call.ChildHost, call.HeaderChild:
		tag := "set-header"
		if sink.Host == call.HeaderChild {
			tag = "header"
		}
		for c := range e.Elements() {
			if c.Tag != tag {
				continue
			}
			switch in.isHost(c, st) {
			case gateway.Yes:
				h := in.headerAction(c, st)
				if sink.Host == call.ChildHost {
					h.Misplaced = misplaced(e, c)
				}
				out = over(h, true)(out)
			case gateway.Unknown:
				out = in.maybeHost(c)
			}
		}
	case call.HostAttr:
		if a := e.Attr("host"); a != nil {
			out = &call.HostHeader{Action: call.HostSet, Value: in.value(in.doc, &a.Value, in.now(st)), Element: e, At: in.doc.Place(a.Value.At)}
		}
	}
	return out
}

// misplaced says where a set-header stands among the children of a request that
// the schema does not allow, "" if it may stand there.
func misplaced(request, header *policy.Element) string {
	row := document.Row(request)
	if row == nil || !row.Ordered {
		return ""
	}
	before, own := true, row.Order(header.Tag)
	for c := range request.Elements() {
		at := row.Order(c.Tag)
		switch {
		case c == header:
			before = false
		case at >= 0 && row.Children[at].Times == dialect.Scattered:
		case before && at > own:
			return "after " + c.Tag
		case !before && at >= 0 && at < own:
			return "before " + c.Tag
		}
	}
	return ""
}

// setHeader changes the Host header of the request, if it is about that. Behind
// the backend section headers are those of the response.
func (in *interpreter) setHeader(e *policy.Element, st state) state {
	if in.section != "inbound" && in.section != "backend" {
		return st
	}
	named := in.isHost(e, st)
	if named == gateway.No {
		return st
	}
	whole := st
	st.forwards = nil
	for _, on := range in.gateways(whole, func(st state) ([]target, *call.HostHeader) {
		if named == gateway.Unknown {
			return nil, in.maybeHost(e)
		}
		return nil, in.headerAction(e, st)
	}) {
		part := whole
		part.forwards = whole.forwardsOn(on.st.on)
		part.setHost(over(on.host, false))
		for _, f := range part.forwards {
			st.add(f)
		}
	}
	in.remember(st)
	return st
}

// isHost reports whether a set-header names the Host header.
func (in *interpreter) isHost(e *policy.Element, st state) gateway.Answer {
	a := e.Attr("name")
	if a == nil {
		return gateway.No
	}
	yes, no := 0, 0
	alts := in.value(in.doc, &a.Value, in.now(st)).Alts
	for _, s := range alts {
		if name, ok := s.Literal(); ok && strings.EqualFold(strings.TrimSpace(name), "host") {
			yes++
		} else if ok {
			no++
		}
	}
	switch len(alts) {
	case no:
		return gateway.No
	case yes:
		return gateway.Yes
	}
	return gateway.Unknown
}

// maybeHost is the Host header after a set-header whose name is not known.
func (in *interpreter) maybeHost(e *policy.Element) *call.HostHeader {
	return &call.HostHeader{Action: call.HostUnknown, Why: "a header whose name is computed, which may be Host", Element: e, At: in.doc.Place(e.Open)}
}

// headerAction reads a set-header of Host.
// https://learn.microsoft.com/azure/api-management/set-header-policy
func (in *interpreter) headerAction(e *policy.Element, st state) *call.HostHeader {
	out := &call.HostHeader{Action: call.HostSet, Element: e, At: in.doc.Place(e.Open)}
	if a := e.Attr("exists-action"); a != nil {
		action, ok := in.value(in.doc, &a.Value, in.now(st)).Only()
		switch {
		case !ok:
			out.Action, out.Why = call.HostUnknown, "an exists-action that is computed"
		case action == "delete":
			out.Action = call.HostDeleted
		case action == "skip":
			out.Action = call.HostSkipped
		case action == "append":
			out.Action = call.HostAdded
		}
	}
	if out.Action == call.HostDeleted {
		return out
	}
	values := 0
	for c := range e.Elements() {
		if c.Tag != "value" {
			continue
		}
		if values++; values == 1 {
			content := c.Content()
			out.Value = in.value(in.doc, &content, in.now(st))
			out.At = in.doc.Place(content.At)
		}
	}
	// What the gateway sends for another number of values is not documented.
	if values != 1 {
		out.Action, out.Value, out.Why = call.HostUnknown, value.Value{}, "a set-header for Host that has no value"
		if values > 1 {
			out.Why = "a set-header for Host that has several values"
		}
	}
	return out
}

// over is what a set-header makes of the Host header that was there before it.
// Where there is none, skip and append set it: after a delete, and in a fresh
// request, which begins without headers. A forwarded request begins with one.
func over(h *call.HostHeader, fresh bool) func(before *call.HostHeader) *call.HostHeader {
	set := *h
	set.Action = call.HostSet
	return func(before *call.HostHeader) *call.HostHeader {
		switch {
		case h.Action != call.HostSkipped && h.Action != call.HostAdded:
			return h
		case before.Action == call.HostUnknown:
			return before
		case before.Action == call.HostDeleted, fresh && before.Action == call.HostDefault:
			return &set
		case h.Action == call.HostSkipped && before.Action != call.HostDefault:
			return before
		}
		return h
	}
}
