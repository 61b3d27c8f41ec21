package analyzer

import (
	"strings"

	"hairpin/analyzer/gateway"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// judgeAll recognises the hosts of calls, once for all rules.
func judgeAll(g *gateway.Gateway, calls []*Call) {
	for _, c := range calls {
		for i := range c.Ways {
			c.Ways[i].judge(g)
		}
	}
}

// judge recognises the host of a way.
func (j *Way) judge(g *gateway.Gateway) {
	j.Address = value.SplitURL(j.URL)
	j.Name = j.Address.HostOf()
	if n := j.Name.Name; j.Name.Known && strings.HasPrefix(n, "__") && strings.HasSuffix(n, "__") {
		// No hostname is like that; what fills it in is not known.
		j.Name.Known, j.Name.Why = false, "the token \""+n+"\", which the deployment may fill in"
		return
	}
	switch h := j.Name; {
	case h.Gateway:
		j.Kind, j.Self = gateway.GatewayHost, gateway.Yes
	case h.Service && !h.Known:
		j.Shown = "{context.Deployment.ServiceName}" + h.Suffix
		if isCloudSuffix(h.Suffix) {
			j.Kind, j.Self = gateway.GatewayHost, gateway.Yes
		}
	case h.Known:
		m := g.Match(h.Name)
		j.Shown, j.Kind, j.Self = h.Name, m.Kind, m.Self
		if m.Self == gateway.Unknown && strings.HasPrefix(m.Host, "*") {
			j.Wildcard = m.Host
		}
	case h.Prefix != "":
		// A whole host name of this gateway with something unknown behind it: a path or a
		// port. No public suffix ends where one of these goes on.
		if m := g.Match(h.Prefix); m.Self == gateway.Yes || m.Kind == gateway.Loopback {
			j.Shown, j.Kind, j.Self = h.Prefix, m.Kind, m.Self
		}
	}
}

// isCloudSuffix reports whether a host that is the service name and this suffix
// is the default host name of an instance.
func isCloudSuffix(s string) bool {
	for _, c := range gateway.CloudSuffixes {
		if s == "."+c {
			return true
		}
	}
	return false
}

// isSelf reports whether the connection would end at this gateway's own load
// balancer.
func (j *Way) isSelf() bool { return j.Self == gateway.Yes && j.Kind != gateway.Loopback }

// mayCover says that a wildcard may cover the name.
func (j *Way) mayCover() string {
	return "it is not documented whether the gateway's hostname \"" + j.Wildcard + "\" covers \"" + j.Shown + "\""
}

func (j *Way) isLoopback() bool { return j.Kind == gateway.Loopback }

// unknownHost reports whether the host cannot be told.
func (j *Way) unknownHost() bool {
	return j.Kind == gateway.OtherHost && !j.Name.Known && j.Self != gateway.Yes
}

// defaultPort reports whether the port is that of a gateway: none written, 443
// or 80.
func (j *Way) defaultPort() bool {
	switch j.Address.PortOf() {
	case 0, 80, 443:
		return true
	case -1:
		return j.callersPort()
	}
	return false
}

// callersPort reports whether the port is the one on which the caller reached
// this gateway, which it serves by construction.
func (j *Way) callersPort() bool {
	return j.Address.Port.Is(value.PortCause)
}

// place is the smallest span at the sink that holds the host.
func (j *Way) place(c *Call) text.Loc {
	parts := j.Address.Authority.Parts
	if len(parts) == 0 {
		parts = j.URL.Parts
	}
	return cover(parts, c.At)
}

// cover is the span of the pieces at the sink; otherwise the sink's own.
func cover(parts []value.Part, at text.Loc) text.Loc {
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
	hits    []Way
	certain bool
	// dead is true if none of the hits can run.
	dead bool
	// proxied is true if all hits go through a proxy.
	proxied bool
}

// reachOf finds the ways of a call that have a property.
func reachOf(ways []Way, has func(*Way) bool) reach {
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

func (j *Way) verdict() Verdict {
	switch {
	case j.isSelf():
		return VerdictSelf
	case j.isLoopback():
		return VerdictLoopback
	case j.Self == gateway.No:
		return VerdictElsewhere
	case j.Name.Known:
		return VerdictUnlisted
	}
	return VerdictUnknown
}

// pathText is the known beginning of what stands behind the authority.
func pathText(j *Way) string {
	var b strings.Builder
	for _, part := range j.Address.Path().Parts {
		if part.Text() == "" {
			break
		}
		b.WriteString(part.Text())
	}
	return b.String()
}

// doubled reports whether the host of a URL is the scheme of another one.
func doubled(j *Way) bool {
	name := strings.ToLower(j.Name.Name)
	scheme := j.Name.Known && (name == "https" || name == "http") || j.Address.Host.Is(value.SchemeCause)
	return scheme && strings.HasPrefix(pathText(j), "//")
}

// isNewRequest reports whether a request begins without the headers of the
// caller's.
func isNewRequest(c *Call) bool {
	a := c.Element.Attr("mode")
	if a == nil {
		return true
	}
	mode, ok := a.Value.Literal()
	return ok && mode == "new"
}

// Verdict says where a call ends.
type Verdict uint8

// The verdicts. VerdictUnknown is the zero value.
const (
	VerdictUnknown   Verdict = iota // the host is not known
	VerdictUnlisted                 // at a known host that can be a name of this gateway: not all are given, or a wildcard may cover it
	VerdictElsewhere                // not at this gateway
	VerdictLoopback                 // at this machine, without the load balancer
	VerdictSelf                     // at this gateway's own load balancer
)

// gravity orders verdicts.
func (v Verdict) gravity() int {
	return [...]int{VerdictElsewhere: 0, VerdictUnlisted: 1, VerdictLoopback: 2, VerdictUnknown: 3, VerdictSelf: 4}[v]
}
