package call

import (
	"strings"

	"hairpin/analyzer/gateway"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// Judge recognises the hosts of calls, once for all rules.
func Judge(g *gateway.Gateway, calls []*Call) {
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
		// A whole host name of this gateway with something unknown after it: a path or a
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

// IsSelf reports whether the connection would end at this gateway's own load
// balancer.
func (j *Way) IsSelf() bool { return j.Self == gateway.Yes && j.Kind != gateway.Loopback }

// MayCover says that a wildcard may cover the name.
func (j *Way) MayCover() string {
	return "it is not documented whether the gateway's hostname \"" + j.Wildcard + "\" covers \"" + j.Shown + "\""
}

func (j *Way) IsLoopback() bool { return j.Kind == gateway.Loopback }

// UnknownHost reports whether the host cannot be told.
func (j *Way) UnknownHost() bool {
	return j.Kind == gateway.OtherHost && !j.Name.Known && j.Self != gateway.Yes
}

// DefaultPort reports whether the port is that of a gateway: none written, 443
// or 80.
func (j *Way) DefaultPort() bool {
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

// Place is the smallest span at the sink that holds the host.
func (j *Way) Place(c *Call) text.Loc {
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

// PathText is the known beginning of what follows the authority.
func PathText(j *Way) string {
	var b strings.Builder
	for _, part := range j.Address.Path().Parts {
		if part.Text() == "" {
			break
		}
		b.WriteString(part.Text())
	}
	return b.String()
}

// DoubledScheme reports whether the host of a URL is the scheme of another one.
func DoubledScheme(j *Way) bool {
	name := strings.ToLower(j.Name.Name)
	scheme := j.Name.Known && (name == "https" || name == "http") || j.Address.Host.Is(value.SchemeCause)
	return scheme && strings.HasPrefix(PathText(j), "//")
}

// IsNewRequest reports whether a request begins without the headers of the
// caller's.
func IsNewRequest(c *Call) bool {
	a := c.Element.Attr("mode")
	if a == nil {
		return true
	}
	mode, ok := a.Value.Literal()
	return ok && mode == "new"
}
