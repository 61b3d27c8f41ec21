package call

import (
	"strings"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Judge recognises the hosts of calls, once for all rules.
func Judge(g *gateway.Gateway, calls []*Call) {
	n := 0
	for _, c := range calls {
		n += len(c.Ways)
	}
	all := make([]Judged, n)
	for _, c := range calls {
		for i := range c.Ways {
			w := &c.Ways[i]
			w.Judged, all = &all[0], all[1:]
			w.Address = value.SplitURL(w.URL)
			if w.Handshake = c.Sink.Host == PipelineHost && w.isHandshake(); w.Handshake {
				w.Host = &HostHeader{}
			}
			w.judge(g.Of(w.Scope.Workspace.String()))
		}
	}
}

// isHandshake reports whether a forwarded request opens a WebSocket. Such an API has one
// operation, with a name that is given.
// https://learn.microsoft.com/azure/api-management/websocket-api#onhandshake-operation
func (w *Way) isHandshake() bool {
	scheme, _ := w.Address.Scheme().Literal()
	scheme = strings.ToLower(strings.TrimSpace(scheme))
	return scheme == "wss" || scheme == "ws" ||
		w.Scope.API != nil && w.Scope.API.Type == "websocket" ||
		w.Scope.Operation != nil && strings.EqualFold(w.Scope.Operation.ID, "onHandshake")
}

// judge recognises the host of a way.
func (w *Way) judge(g *gateway.Gateway) {
	w.Name = w.Address.HostOf()
	switch h := w.Name; {
	case h.Gateway:
		w.Address.EndHost()
		m, elsewhere := g.Caller()
		w.Kind, w.Self, w.Unless = m.Kind, m.Self, elsewhere
	case h.Service && !h.Known:
		w.Shown = "{context.Deployment.ServiceName}" + h.Suffix
		if isCloudSuffix(h.Suffix) {
			w.Kind, w.Self = gateway.GatewayHost, gateway.Yes
			if g.IsApart() {
				w.Kind, w.Self = gateway.OtherHost, gateway.No
			}
		}
	case h.Known:
		m := g.Match(h.Name)
		w.Shown, w.Kind, w.Self = h.Name, m.Kind, m.Self
		if m.Self == gateway.Unknown && strings.HasPrefix(m.Host, "*") {
			w.Wildcard = m.Host
		}
	case h.Prefix != "":
		// A whole hostname of this gateway with something unknown after it: a path or a
		// port. No public suffix ends where one of these goes on.
		if m := g.Match(h.Prefix); m.Self == gateway.Yes || m.Kind == gateway.Loopback {
			w.Address.EndHost()
			w.Name = w.Address.HostOf()
			w.Shown, w.Kind, w.Self = h.Prefix, m.Kind, m.Self
			return
		}
		// The name of a region between the known parts of a regional hostname.
		if m := g.Match(h.Prefix + "region" + h.Tail); m.Kind == gateway.RegionalHost {
			w.Shown, w.Kind, w.Self = h.Prefix+"{region}"+h.Tail, m.Kind, m.Self
		}
	}
}

// isCloudSuffix reports whether a host that is the service name and this suffix
// is the default hostname of an instance.
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
func (w *Way) IsSelf() bool { return w.Self == gateway.Yes && w.Kind != gateway.Loopback }

// MayCover says that a wildcard may cover the name.
func (w *Way) MayCover() string {
	return "it is not documented whether the gateway's hostname \"" + w.Wildcard + "\" covers \"" + w.Shown + "\""
}

// IsLoopback reports whether the connection stays inside the gateway's own
// machine.
func (w *Way) IsLoopback() bool { return w.Kind == gateway.Loopback }

// UnknownHost reports whether the host cannot be determined.
func (w *Way) UnknownHost() bool {
	return w.Kind == gateway.OtherHost && !w.Name.Known && w.Self != gateway.Yes
}

// DefaultPort reports whether the port is that of a gateway: none written, 443
// or 80.
func (w *Way) DefaultPort() bool {
	switch w.Address.PortOf() {
	case 0, 80, 443:
		return true
	case -1:
		return w.callersPort()
	}
	return false
}

// callersPort reports whether the port is the one on which the caller reached
// this gateway, which it serves by construction.
func (w *Way) callersPort() bool {
	return w.Address.Port.Is(value.PortCause)
}

// Place is the smallest span at the sink that holds the host.
func (w *Way) Place(c *Call) text.Loc {
	parts := w.Address.Authority.Parts
	if len(parts) == 0 {
		parts = w.URL.Parts
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
func PathText(w *Way) string {
	var b strings.Builder
	for _, part := range w.Address.Path().Parts {
		if part.Text() == "" {
			break
		}
		b.WriteString(part.Text())
	}
	return b.String()
}

// DoubledScheme reports whether the host of a URL is the scheme of another one.
func DoubledScheme(w *Way) bool {
	name := strings.ToLower(w.Name.Name)
	scheme := w.Name.Known && (name == "https" || name == "http") || w.Address.Host.Is(value.SchemeCause)
	return scheme && strings.HasPrefix(PathText(w), "//")
}

// Request is the element whose children make up the request; nil for a request that the
// sections of a policy make.
func (c *Call) Request() *policy.Element {
	switch e := c.Element; {
	case e == nil:
	case c.Sink.Host == ChildHost, c.Sink.Host == HeaderChild:
		return e
	case e.Parent != nil && e.Parent.Tag == ResolverSink().Element:
		return e.Parent
	}
	return nil
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
