package interpret

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/effect"
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

// hosts lists the hostnames by which callers reach the gateway.
func (in *interpreter) hosts() []string {
	var out []string
	for _, h := range in.site.Estate.Gateway.Hosts {
		if h.Kind == gateway.GatewayHost {
			out = append(out, h.Name)
		}
	}
	return out
}

// look makes m what can be seen at this point of the run.
func (m *sight) look(st state) {
	m.doc, m.st, m.at = m.in.doc, st, m.in.steps.now
	m.env = eval.Env{Context: m.in.ctx, Steps: &m.in.evaluated, Spare: &m.in.spare, Path: m.doc.File.Path, Service: m.in.site.Estate.Gateway.Name, Hosts: m.in.hosts, Request: m,
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
		return m.in.changed(name, v)
	}
	return v
}

// changed is the value of a variable with what the expressions of the effective policy may
// have changed in its objects.
func (in *interpreter) changed(name string, v value.Value) value.Value {
	all, keys := in.touches().Changes(name)
	if !all && len(keys) == 0 {
		return v
	}
	return eval.Changed(v, all, keys)
}

// touches is what the expressions of the effective policy may change.
func (in *interpreter) touches() *effect.Touched {
	if in.touched == nil {
		in.touched = &effect.Touched{}
		in.eachDocument(func(d *document.Document) { in.touched.Add(d.Touched()) })
	}
	return in.touched
}

// changesObjects reports whether an expression may change an object of a variable.
func (in *interpreter) changesObjects() bool { return in.touches().Any() }

// consumesBody reports whether an expression may read a body so that it cannot be read
// again.
func (in *interpreter) consumesBody() bool { return in.touches().Body() }

// readsHeader reports whether an expression may read a header of the request.
func (in *interpreter) readsHeader(name string) bool {
	if in.headers == nil {
		in.headers = &effect.Headers{}
		in.eachDocument(func(d *document.Document) { in.headers.Add(d.Headers()) })
	}
	return in.headers.Has(name)
}

// eachDocument calls f for the documents whose code the effective policy may run: those of
// the chain, and the fragments that they include.
func (in *interpreter) eachDocument(f func(*document.Document)) {
	seen := map[*document.Document]bool{}
	for _, d := range in.effective.Chain {
		in.included(d, seen, f)
	}
}

// included calls f for a document and the fragments that it includes; for one whose ID is
// not written there, for all fragments.
func (in *interpreter) included(d *document.Document, seen map[*document.Document]bool, f func(*document.Document)) {
	if seen[d] {
		return
	}
	seen[d] = true
	in.out.read(in.site.Index[d.ID])
	f(d)
	for _, e := range d.Includes() {
		a := e.Attr("fragment-id")
		if a == nil {
			continue
		}
		if id, ok := a.Value.Literal(); ok {
			if doc := in.site.Fragment(compose.Home(in.site.Estate, &in.effective, d), id); doc != nil {
				in.included(doc, seen, f)
			}
			continue
		}
		for i, doc := range in.site.Documents {
			if in.site.Fragments[i] {
				in.included(doc, seen, f)
			}
		}
	}
}

func (m *sight) HostHeader() value.Value { return pipelineHost(&m.st) }

func (m *sight) URL() value.Value { return m.baseURL(&m.st) }

func (m *sight) ServiceURL() value.Value {
	return m.baseURL(&state{forwards: []forward{{base: m.in.serviceBase()}}})
}

func (m *sight) NamedValue(name string) eval.NamedValue {
	home := compose.Home(m.in.site.Estate, &m.in.effective, m.doc)
	if home.NamedValue(name) == nil {
		filled, unknown := m.in.site.Estate.Filled(name)
		if unknown != "" {
			return eval.NamedValue{Why: "the named value \"" + name + "\", whose name holds the deployment token " + unknown}
		}
		name = filled
	}
	return compose.NamedValue(home, name)
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
		if len(ts) == 0 || !f.base.key.Sink.Replaceable() { // what it is then is not documented
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
	return env.Fill(value.TextOf(d.File.Path, p.View, value.PlainText), text.IfKnown)
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
	given := in.value(d, v, env)
	var out []target
	if sink.Backend == "" {
		for _, s := range env.FillURL(given).Alts {
			out = append(out, target{url: s})
		}
		return out
	}
	home, at := compose.Home(in.site.Estate, &in.effective, d), d.Place(v.Trimmed().At)
	for _, s := range given.Alts {
		ids := []value.Str{s}
		if name, ok := s.Literal(); ok && home.Backend(name) == nil { // else its artifact has the token in its name, too
			ids = env.Fill(value.Value{Alts: ids}, text.InID).Alts
		}
		for _, id := range ids {
			out = append(out, in.backendTargets(home, id, at)...)
		}
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
	if strings.TrimSpace(name) == "" {
		return unknown("a backend without an ID")
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
	for _, written := range list {
		n, m := written, w.Backend(written)
		if m == nil {
			var token string
			if n, token = in.site.Estate.Filled(written); token != "" {
				out = append(out, unknown("the backend \""+written+"\", whose ID holds the deployment token "+token)...)
				continue
			}
			m = w.Backend(n)
		}
		if m == nil && b.IsPool {
			in.out.recording.Refer(call.Reference{Kind: "backend", Name: n, At: memberAt(b, written)})
		}
		if m == nil || !m.URL.Present() {
			out = append(out, unknown("the backend \""+n+"\", whose URL is not among the files")...)
			continue
		}
		step := &value.Step{Message: "the backend \"" + n + "\" has its URL here", At: m.URL.At()}
		for _, s := range compose.Address(in.site.Estate, m.URL).ReadAt(at, value.Reference, step).Alts {
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
			ways := in.ways(on.targets, on.host, on.st)
			for i := range ways {
				ways[i].Whole = true
			}
			in.out.add(call.Key{Sink: sink, At: in.doc.Place(at)}, in.doc, e, nil, ways)
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
				out = over(in.hostAction(c, st), true)(out)
			case gateway.Unknown:
				out = in.maybeHost(c)
			}
		}
		if sink.Host == call.ChildHost {
			in.place(out, e, st)
		}
	case call.HostAttr:
		if a := e.Attr("host"); a != nil {
			out = &call.HostHeader{Action: call.HostSet, Value: in.now(st).Fill(in.value(in.doc, &a.Value, in.now(st)), text.InHost), Element: e, At: in.doc.Place(a.Value.At)}
		}
	}
	return out
}

// place says where a Host header that counts stands among the children of a request, if
// that is wrong.
func (in *interpreter) place(h *call.HostHeader, request *policy.Element, st state) {
	if e := h.Element; e != nil && e.Parent == request && in.isHost(e, st) == gateway.Yes {
		h.Misplaced = misplaced(request, e)
	}
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
