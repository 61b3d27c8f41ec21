package interpret

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
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
		in.leave(st, b)
		st.setBase(b)
		in.remember(st)
		if sink.URL != "" && in.inheritsBackend(before) {
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

// serviceBase is the base that a request has before any policy: the service URL
// of the API. Without an API nothing is known.
func serviceBase(s *compose.Site, u compose.Policy) *base {
	api := u.Scope.API
	if api == nil || !api.ServiceURL.Present() {
		return &base{}
	}
	f := api.ServiceURL
	v := compose.Address(s.Estate, f)
	return &base{
		key: call.Key{Sink: call.ServiceSink(), At: f.At()}, api: api,
		compute: func(assumed) []target {
			out := make([]target, 0, len(v.Alts))
			for _, s := range v.Alts {
				out = append(out, target{url: s})
			}
			return out
		},
	}
}
