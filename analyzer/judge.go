package analyzer

import (
	"strings"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/text"
)

// judged is a way of a call with its URL taken apart and its host recognised.
type judged struct {
	*Way
	url  eval.URL
	host eval.HostName
	// kind and self say what the host is to this instance; name is the host as a
	// message shows it.
	kind estate.HostKind
	self estate.Answer
	name string
	// wildcard is the hostname of this gateway that may cover the name, "" if none.
	wildcard string
}

// judgeAll recognises the hosts of calls, once for all rules.
func (b *batch) judgeAll(calls []*Call) {
	n := 0
	for _, c := range calls {
		n += len(c.Ways)
	}
	all := make([]judged, 0, n)
	for _, c := range calls {
		from := len(all)
		for i := range c.Ways {
			all = append(all, b.judge(&c.Ways[i]))
		}
		c.judged = all[from:len(all):len(all)]
	}
}

// judge recognises the host of a way.
func (b *batch) judge(w *Way) judged {
	j := judged{Way: w, url: eval.SplitURL(w.URL)}
	j.host = j.url.HostOf()
	if n := j.host.Name; j.host.Known && strings.HasPrefix(n, "__") && strings.HasSuffix(n, "__") {
		// No hostname is like that; what fills it in is not known.
		j.host.Known, j.host.Why = false, "the token \""+n+"\", which the deployment may fill in"
		return j
	}
	g := &b.estate.Gateway
	switch h := j.host; {
	case h.Gateway:
		j.kind, j.self = estate.GatewayHost, estate.Yes
	case h.Service && !h.Known:
		j.name = "{context.Deployment.ServiceName}" + h.Suffix
		if isCloudSuffix(h.Suffix) {
			j.kind, j.self = estate.GatewayHost, estate.Yes
		}
	case h.Known:
		m := g.Match(h.Name)
		j.name, j.kind, j.self = h.Name, m.Kind, m.Self
		if m.Self == estate.Unknown && strings.HasPrefix(m.Host, "*") {
			j.wildcard = m.Host
		}
	case h.Prefix != "":
		// A whole host name of this gateway with something unknown behind it: a path or a
		// port. No public suffix ends where one of these goes on.
		if m := g.Match(h.Prefix); m.Self == estate.Yes || m.Kind == estate.Loopback {
			j.name, j.kind, j.self = h.Prefix, m.Kind, m.Self
		}
	}
	return j
}

// isCloudSuffix reports whether a host that is the service name and this suffix
// is the default host name of an instance.
func isCloudSuffix(s string) bool {
	for _, c := range estate.CloudSuffixes {
		if s == "."+c {
			return true
		}
	}
	return false
}

// isSelf reports whether the connection would end at this gateway's own load
// balancer.
func (j *judged) isSelf() bool { return j.self == estate.Yes && j.kind != estate.Loopback }

// mayCover says that a wildcard may cover the name.
func (j *judged) mayCover() string {
	return "it is not documented whether the gateway's hostname \"" + j.wildcard + "\" covers \"" + j.name + "\""
}

func (j *judged) isLoopback() bool { return j.kind == estate.Loopback }

// unknownHost reports whether the host cannot be told.
func (j *judged) unknownHost() bool {
	return j.kind == estate.OtherHost && !j.host.Known && j.self != estate.Yes
}

// defaultPort reports whether the port is that of a gateway: none written, 443
// or 80.
func (j *judged) defaultPort() bool {
	switch j.url.PortOf() {
	case 0, 80, 443:
		return true
	case -1:
		return j.callersPort()
	}
	return false
}

// callersPort reports whether the port is the one on which the caller reached
// this gateway, which it serves by construction.
func (j *judged) callersPort() bool {
	return j.url.Port.Is(eval.PortCause)
}

// place is the smallest span at the sink that holds the host.
func (j *judged) place(c *Call) text.Loc {
	parts := j.url.Authority.Parts
	if len(parts) == 0 {
		parts = j.URL.Parts
	}
	return cover(parts, c.At)
}

// cover is the span of the pieces at the sink; otherwise the sink's own.
func cover(parts []eval.Part, at text.Loc) text.Loc {
	out := text.Loc{}
	for _, p := range parts {
		if p.At.Path != at.Path || !at.Span.Covers(p.At.Span) {
			continue
		}
		if out.IsZero() {
			out = p.At
			continue
		}
		out.Span.Start = min(out.Span.Start, p.At.Span.Start)
		out.Span.End = max(out.Span.End, p.At.Span.End)
	}
	if out.IsZero() || out.Span.Empty() {
		return at
	}
	return out
}

// reach sums up the ways of a call that have a property.
type reach struct {
	// hits are the ways that have it; certain is true if for some scope every way has
	// it, so that the call has it whenever that scope makes it.
	hits    []judged
	certain bool
	// dead is true if none of the hits can run.
	dead bool
	// proxied is true if all hits go through a proxy.
	proxied bool
}

// reachOf finds the ways of a call that have a property.
func reachOf(ways []judged, has func(*judged) bool) reach {
	r := reach{dead: true, proxied: true}
	none := true
	for i := range ways {
		none = none && !has(&ways[i])
	}
	if none {
		return r
	}
	if len(ways) == 1 {
		w := ways[0]
		return reach{hits: ways, certain: !w.Dead, dead: w.Dead, proxied: w.Proxy}
	}
	type count struct{ hit, all int }
	scopes := map[Scope]count{}
	for i := range ways {
		w := &ways[i]
		n := scopes[w.Scope]
		if !w.Dead {
			n.all++
		}
		if has(w) {
			r.hits = append(r.hits, *w)
			r.dead = r.dead && w.Dead
			r.proxied = r.proxied && w.Proxy
			if !w.Dead {
				n.hit++
			}
		}
		scopes[w.Scope] = n
	}
	for _, n := range scopes {
		if n.hit > 0 && n.hit == n.all {
			r.certain = true
		}
	}
	return r
}
