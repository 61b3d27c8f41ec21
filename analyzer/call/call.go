package call

import (
	"slices"

	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Call is one place that makes the gateway open a connection: a URL in a policy
// or in an artifact, with everything it can be on every path that gets there.
type Call struct {
	Sink *Sink
	// At is the URL as written: an attribute value, the text of a set-url, a string in
	// an artifact. For a backend entity it is the backend-id.
	At text.Loc
	// Element is the element of the sink; nil for a field of an artifact.
	Element *policy.Element
	// Ways are the different ways in which the call is made, in the order in which they
	// were found.
	Ways []Way
	// Unused is true if nothing that the estate holds leads here, as for a fragment
	// that no policy includes.
	Unused bool

	Doc *document.Document
	API *estate.API // in whose artifact it is
}

// Way is one way in which a call is made: what the URL is then, and the Host
// header that goes with it.
type Way struct {
	URL   value.Str
	Host  *HostHeader
	Scope compose.Scope
	// Dead is true if the path cannot run: after a return-response, or under a
	// condition that is never true.
	Dead bool
	// Conditional is true if the call is made under a condition of the policy, or
	// after a branch that can end the request, or if the request has failed.
	Conditional bool
	// OneOf is true for a forwarded request that goes to another base on other paths.
	OneOf bool
	// Managed is true if a condition keeps self-hosted gateways off this way, and Hosted if
	// one keeps the managed gateway off.
	Managed, Hosted bool
	// Whole is true if nothing of the path of an operation follows that of the URL.
	Whole bool
	// Rewrite is what rewrite-uri makes of the path of a forwarded request, nil if it
	// keeps that of the operation.
	Rewrite *Rewrite
	// Method is the method that a policy gives to the forwarded request, "" if it is not
	// known; nil if it keeps its own.
	Method *string
	// Proxy is true if the connection starts at a proxy.
	Proxy bool
	// Backend is the backend entity that the URL comes from, nil if none.
	Backend *estate.Backend
	// PoolShare is true if Backend is a member of a pool that has others.
	PoolShare bool

	// Judged is what the host is to this instance, nil until the part has run that
	// makes the call.
	*Judged
}

// Judged is what is known of the host of a way.
type Judged struct {
	// Address is the URL taken apart, and Name what is known of its host.
	Address value.URL
	Name    value.HostName
	// Kind and Self say what the host is to this instance; Shown is the host as a message
	// shows it.
	Kind  gateway.HostKind
	Self  gateway.Answer
	Shown string
	// Wildcard is the hostname of this gateway that may cover the name, "" if none.
	Wildcard string
	// Unless lists the hostnames that lead elsewhere, of a caller's hostname that is not
	// known (notViaLoadBalancer).
	Unless []string
	// Handshake is true for a forwarded request that opens a WebSocket: no policy can
	// give it a Host header, so it has none, and TLS wants the name in the certificate.
	// https://learn.microsoft.com/azure/api-management/websocket-api#limitations
	Handshake bool
}

// SelfHosted reports whether a self-hosted gateway may run this way as well.
func (w *Way) SelfHosted() bool {
	return w.Scope.API != nil && w.Scope.API.SelfHosted && !w.Managed
}

// HostHeader is what is known of the Host header of a request.
type HostHeader struct {
	Action HostAction
	// Value is the header's value where Action is HostSet or HostAdded.
	Value value.Value
	// Element is the set-header that decided; nil if none did.
	Element *policy.Element
	At      text.Loc
	Why     string // of HostUnknown
	// Cut is true if it is unknown because there were too many combinations.
	Cut bool
	// Misplaced says where the element stands that the schema does not allow, "" if it
	// stands right.
	Misplaced string
}

// Rewrite is a path that a policy gives to the forwarded request.
type Rewrite struct {
	Template value.Value // no alternatives if it is not the same on all paths
}

// HostAction is what became of the Host header.
type HostAction uint8

const (
	// HostDefault is the zero value: no policy touches it, and the gateway puts the
	// host of the URL into it.
	HostDefault HostAction = iota
	// HostSet: overridden with Value.
	HostSet
	// HostSkipped: exists-action="skip"; a forwarded request has one already.
	HostSkipped
	// HostAdded: exists-action="append" makes a list of it, which no gateway serves.
	HostAdded
	// HostDeleted: taken away.
	HostDeleted
	// HostUnknown: it cannot be determined; Why says why.
	HostUnknown
)

// Need adds what the verdicts on a call depend on.
func (c *Call) Need(n *gateway.Need) {
	for i := range c.Ways {
		switch j := &c.Ways[i]; {
		case j.Dead:
		case j.IsSelf():
			n.Network = true
		case j.End() == EndUnlisted:
			n.Hosts = true
		}
	}
}

// IsAcross reports whether a call matters to rules that look at the calls of
// several parts: it may lead to this gateway, or a policy sets its Host header.
func (c *Call) IsAcross() bool {
	return slices.ContainsFunc(c.Ways, func(j Way) bool {
		return j.IsSelf() || j.IsLoopback() || j.Host.Action == HostSet
	})
}

func (c *Call) Identity() Identity {
	if c.API != nil {
		return Identity{sink: c.Sink, api: c.API.Dir + "\x00" + c.API.ID}
	}
	return Identity{sink: c.Sink, at: c.At}
}

// Hosts reports whether some way of the call that can run leads to another host, and
// whether the host of one is not known. Loopback is this gateway, called as it should be.
func (c *Call) Hosts() (elsewhere, unknown bool) {
	for i := range c.Ways {
		if j := &c.Ways[i]; !j.Dead && !j.IsLoopback() {
			elsewhere = true
			unknown = unknown || j.UnknownHost()
		}
	}
	return elsewhere, unknown
}

// Identity names a call in all environments. That of an API is known by the
// API: an override has its addresses in another file.
type Identity struct {
	sink *Sink
	at   text.Loc
	api  string
}
