package eval

import (
	"context"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Env is where an expression stands. The zero Env knows nothing of the request.
type Env struct {
	// Context ends when nobody wants the result any more, which then is unknown; nil for
	// never.
	Context context.Context
	// Steps are how many nodes may still be visited, by this evaluation and all others
	// with the same pointer; nil for any number.
	Steps *int
	Path  string // of the file in which the expression stands
	// Service is the name of the instance, "" if not known.
	Service string
	// Hosts lists the hostnames by which callers reach the gateway, as far as they are
	// known; nil if none is.
	Hosts func() []string
	// Request is what is known of the request at this point, nil if nothing is.
	Request Request
	// Token looks up what the deployment puts in for a token, by the name between its
	// marks; nil if nothing is known of any.
	Token func(name string) NamedValue

	// Spare are how many nodes may be visited beyond Steps, to find out what conditions
	// tell about what they read; nil for any number.
	Spare *int
	// Gateway is the kind of gateway that runs the expression. Where that has a say in the
	// result, ByGateway becomes true, unless it is nil.
	Gateway   Gateway
	ByGateway *bool
	// Known is what is known of the answer to a condition, from what others have told
	// before; nil if nothing is.
	Known func(x expr.Expr) value.Truth
	// Assume is the Env where a condition is known to be truth, nil if that makes no
	// difference.
	Assume func(x expr.Expr, truth bool) *Env

	named bool // inside the value of a named value
}

// Request is what an expression can see of the request and of the policy around
// it.
type Request interface {
	// Variable is context.Variables[name]. A value without alternatives means that it
	// is not set on any path to here.
	Variable(name string) value.Value
	// NamedValue looks up what {{name}} is replaced by.
	NamedValue(name string) NamedValue
	// HostHeader is the Host header of the request.
	HostHeader() value.Value
	// Header is what a policy has set another header of the request to: without
	// alternatives it is the caller's, and so on the paths on which it is unset.
	Header(name string) value.Value
	// URL is context.Request.Url and ServiceURL is context.Api.ServiceUrl, before the
	// path of the operation is added; without alternatives nothing is known of them.
	URL() value.Value
	ServiceURL() value.Value
}

// NamedValue is what a named value is replaced by. The zero NamedValue is
// unknown; Why says why.
type NamedValue struct {
	Known bool
	View  text.View // of the value, where it is defined
	Path  string
	Why   string // `the named value "gw", which is secret`
}

// Gateway is a kind of gateway.
type Gateway uint8

const (
	AnyGateway Gateway = iota // either of the two
	Managed                   // that of the instance
	SelfHosted                // a container of the user's
)
