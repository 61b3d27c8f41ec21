package interpret

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// rewriteURI changes the path of the forwarded request.
// https://learn.microsoft.com/azure/api-management/rewrite-uri-policy
func (in *interpreter) rewriteURI(e *policy.Element, st state) state {
	if a := e.Attr("template"); a != nil {
		st.rewrite = &call.Rewrite{Template: in.now(st).Fill(in.value(in.doc, &a.Value, in.now(st)), text.InPath)}
	}
	return st
}

// setBackend changes where the request would be forwarded to.
func (in *interpreter) setBackend(e *policy.Element, st state) state {
	dapr := e.Attr("dapr-app-id") != nil
	for _, sink := range call.SinksOf(call.ElemSetBackend, "") {
		a := e.Attr(strings.TrimPrefix(sink.URL+sink.Backend, "@"))
		if a == nil || dapr {
			continue
		}
		doc, m := in.doc, in.sight(st)
		v := a.Value.Trimmed()
		before := st
		b := &base{key: call.Key{Sink: sink, At: doc.Place(v.At)}, doc: doc, element: e, level: in.level, varies: holdsCode(&v),
			compute: func(a assumed) []target { return in.targets(sink, doc, &v, m.assuming(a)) }}
		if path := st.setPath(); len(path.Alts) > 0 {
			b = in.above(b, path)
		}
		in.leave(st, b)
		st.setBase(b)
		in.remember(st)
		if sink.URL != "" && in.inheritsBackend(before) || mayStay(before) {
			st = in.join(before, []state{before, st})
		}
		if st.dead {
			in.record(forward{base: b, host: &call.HostHeader{Action: call.HostUnknown}}, false, st)
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

// setURL sets the URL of the request of a resolver. A whole one replaces the backend that
// was set before it; another one is a path below that.
// https://learn.microsoft.com/azure/api-management/http-data-source-policy#elements
func (in *interpreter) setURL(e *policy.Element, st state) state {
	content := e.Content()
	at := in.doc.Place(content.At)
	own := &base{key: call.Key{Sink: call.ResolverSink(), At: at}, doc: in.doc, element: e.Parent, level: in.level, whole: true}
	var urls []target // of own
	own.compute = func(assumed) []target { return urls }
	var paths value.Value
	for _, given := range in.value(in.doc, &content, in.now(st)).Alts {
		env, one := in.now(st), value.Value{Alts: []value.Str{given}}
		if firstByte(given) == '/' {
			one = env.Fill(one, text.InPath)
		} else {
			one = env.FillURL(one)
		}
		for _, s := range one.Alts {
			if isPath(s) {
				paths.Alts = append(paths.Alts, s)
			} else {
				urls = append(urls, target{url: s})
			}
		}
	}
	own.path = earlierPath(at)
	if len(urls) == 0 {
		own.path = paths
	}
	absolute := len(urls) > 0
	old := st.forwards
	if st.rest != nil {
		old = append(slices.Clone(old), forward{base: &base{}, host: tooMany})
	}
	st.forwards, st.rest = nil, nil
	lower := map[*base]*base{}
	for _, f := range old {
		if absolute {
			in.left(f.base, own)
			st.add(forward{own, f.host, f.assumed})
		}
		switch {
		case len(paths.Alts) == 0:
		case f.base.key.Sink == nil: // below nothing that is known
			if lower[f.base] == nil {
				for _, s := range paths.Alts {
					urls = append(urls, target{url: s})
				}
				lower[f.base] = own
			}
			st.add(forward{own, f.host, f.assumed})
		default:
			if lower[f.base] == nil {
				lower[f.base] = in.above(f.base, paths)
			}
			st.add(forward{lower[f.base], f.host, f.assumed})
		}
	}
	return st
}

// earlierPath is what a base leaves of a whole URL that it replaces.
func earlierPath(at text.Loc) value.Value {
	return value.Of(value.Part{Why: "the path of a set-url before it", At: at, Shape: value.PathShape})
}

// setPath is what a set-url has put below the base, no alternatives if none has.
func (s *state) setPath() value.Value {
	var out value.Value
	for i, f := range s.forwards {
		if i == 0 {
			out = f.base.path
		} else if len(f.base.path.Alts) != len(out.Alts) || len(out.Alts) > 0 && &f.base.path.Alts[0] != &out.Alts[0] {
			return earlierPath(text.Loc{})
		}
	}
	return out
}

// remember notes how the request would be forwarded, as far as that is new.
func (in *interpreter) remember(st state) {
	if st.dead || len(in.everForwards) > maxForwards {
		return
	}
	for _, f := range st.forwards {
		f.assumed = assumed{}
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
		if f.base != nil && f.base.key.Sink != nil && f.base.key.Sink.Backend != "" && f.base.level > in.level {
			return true
		}
	}
	return false
}

// mayStay reports whether the request may go where it does now in spite of a
// set-backend-service.
func mayStay(st state) bool {
	return slices.ContainsFunc(st.forwards, func(f forward) bool {
		return f.base.key.Sink != nil && !f.base.key.Sink.Replaceable()
	})
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
		in.out.recording.Replace(old.key)
	}
}

// forward records what forward-request does from here.
func (in *interpreter) forward(st state) {
	if st.dead {
		return
	}
	several := st.severalBases()
	for _, f := range st.forwards {
		in.record(f, several, st)
	}
	for l := st.rest; l != nil; l = l.prev {
		in.record(forward{base: l.base, host: tooMany}, several, st)
	}
}

// record adds a forwarded call in all its ways. several is true if the request
// goes to another base on other paths.
func (in *interpreter) record(f forward, several bool, st state) {
	b := f.base
	if b == nil || b.key.Sink == nil || in.rehearsing {
		return
	}
	if f.on != eval.AnyGateway && st.on != eval.AnyGateway && f.on != st.on {
		return
	}
	st.on = max(st.on, f.on)
	if f.facts != nil { // it has found out what the state has, and more
		st.facts = f.facts
	}
	for _, on := range in.gateways(st, func(st state) ([]target, *call.HostHeader) { return in.targetsOf(b, st.assumed), f.host }) {
		ways := in.ways(on.targets, on.host, on.st)
		for i := range ways {
			ways[i].OneOf = several
			ways[i].Method = st.method
			ways[i].Proxy = ways[i].Proxy || st.proxied
			ways[i].Whole = b.whole
		}
		in.out.add(b.key, b.doc, b.element, b.api, ways)
	}
}

// onGateway is a request on some kind of gateway.
type onGateway struct {
	st      state
	targets []target
	host    *call.HostHeader
}

// gateways is a request on every kind of gateway that can make it: once for both kinds
// if it is the same on them.
func (in *interpreter) gateways(st state, request func(state) ([]target, *call.HostHeader)) []onGateway {
	of := func(st state) onGateway {
		targets, host := request(st)
		return onGateway{st, targets, host}
	}
	all := of(st)
	if st.on != eval.AnyGateway || !in.byGateway {
		return []onGateway{all}
	}
	st.on = eval.Managed
	managed := of(st)
	st.on = eval.SelfHosted
	hosted := of(st)
	if managed.same(&hosted) {
		return []onGateway{all}
	}
	return []onGateway{managed, hosted}
}

// same reports whether two requests go to the same place with the same Host header.
func (r *onGateway) same(other *onGateway) bool {
	return slices.EqualFunc(r.targets, other.targets, func(s, t target) bool { return s.backend == t.backend && s.url.String() == t.url.String() }) &&
		r.host.Action == other.host.Action && slices.EqualFunc(r.host.Value.Alts, other.host.Value.Alts, func(s, t value.Str) bool { return s.String() == t.String() })
}

func (in *interpreter) ways(targets []target, host *call.HostHeader, st state) []call.Way {
	out := make([]call.Way, 0, len(targets))
	for _, t := range targets {
		host := host
		// What a Host header among the credentials of a backend does is not documented.
		if t.backend != nil && t.backend.HostHdr.Present() {
			host = &call.HostHeader{Action: call.HostUnknown, Why: "the credentials of the backend \"" + t.backend.ID + "\""}
		}
		out = append(out, call.Way{URL: t.url, Host: host, Scope: in.effective.Scope, Dead: st.dead, Managed: st.on == eval.Managed, Hosted: st.on == eval.SelfHosted, Rewrite: st.rewrite,
			Conditional: in.when != nil || st.ends || in.section == "on-error", Proxy: t.proxy, Backend: t.backend, PoolShare: t.share})
	}
	return out
}

// firstBase is the base that a request has before any policy: the first address of the
// API that requests are forwarded to. Without an API nothing is known.
func (in *interpreter) firstBase() *base {
	if api := in.effective.Scope.API; api != nil {
		for _, a := range api.Addresses {
			if sink := call.PropertySink(a.Property); sink.Host == call.PipelineHost {
				return in.addressBase(sink, &a)
			}
		}
	}
	return &base{}
}

// serviceBase is the service URL of the API as a base.
func (in *interpreter) serviceBase() *base {
	if api := in.effective.Scope.API; api != nil {
		if a := api.Address(call.ServiceSink().Element); a.Present() {
			return in.addressBase(call.ServiceSink(), &a)
		}
	}
	return &base{}
}

// addressBase is an address of the API as a base.
func (in *interpreter) addressBase(sink *call.Sink, a *estate.Address) *base {
	b := &base{key: call.Key{Sink: sink, At: a.At()}, api: in.effective.Scope.API, whole: a.Below.Present()}
	if sink.Backend != "" {
		v := compose.Filled(in.site.Estate, a.Field, text.InID)
		b.compute = func(assumed) []target {
			var out []target
			for _, id := range v.Alts {
				out = append(out, in.backendTargets(in.effective.Workspace, id, a.At())...)
			}
			return out
		}
		return b
	}
	v := compose.Address(in.site.Estate, a.Field)
	if a.Below.Present() {
		v = under(v, compose.Filled(in.site.Estate, a.Below, text.InPath))
	}
	b.compute = func(assumed) []target {
		out := make([]target, 0, len(v.Alts))
		for _, s := range v.Alts {
			out = append(out, target{url: s})
		}
		return out
	}
	return b
}
