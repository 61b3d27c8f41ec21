package interpret

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// A header of the request is what the caller sent until a policy sets it: then an
// expression that reads it finds that. Names are in lower case; Host has ways of its own
// (request.go). A header that the policy leaves alone has no binding, one that it takes
// away is null.

// Header is what the policy has set a header of the request to: no alternatives if it has
// not, and one that is unset where some paths have not.
func (m *sight) Header(name string) value.Value {
	return m.st.headers.lookup(strings.ToLower(name))
}

// withHeader is the state after a set-header that is not for Host.
// https://learn.microsoft.com/azure/api-management/set-header-policy
func (in *interpreter) withHeader(e *policy.Element, st state) state {
	a := e.Attr("name")
	if a == nil {
		return st
	}
	name, ok := in.name(&a.Value, st)
	if !ok {
		return in.setAnyHeader(st, "a header that a set-header whose name is computed may set", in.doc.Place(a.Value.At))
	}
	name = strings.ToLower(strings.TrimSpace(name))
	if !in.readsHeader(name) {
		return st // nobody asks
	}
	h := in.headerAction(e, st)
	before := st.headers
	made := in.held(func(assumed) value.Value {
		old := before.lookup(name)
		if len(old.Alts) == 0 {
			old = value.Unset()
		}
		return setTo(h, old, name)
	})
	st.headers = before.with(name, func() value.Value { return made(assumed{}) })
	return st
}

// setTo is what a set-header makes of what a header was.
func setTo(h *call.HostHeader, old value.Value, name string) value.Value {
	switch h.Action {
	case call.HostDeleted:
		return value.Of(value.Part{Kind: value.Null})
	case call.HostSet:
		step := &value.Step{Message: "the header " + name + " is set here", At: h.At}
		return h.Value.ReadAt(h.At, value.Operand, step)
	case call.HostSkipped: // only where there is none
		out := value.Value{}
		for _, s := range old.Alts {
			if one := (value.Value{Alts: []value.Str{s}}); s.IsNull() {
				if s.IsUnset() { // the caller may have sent it; then it is not missing
					sent := value.Part{Why: "the header " + name + " of the request", Cause: value.HeaderCause, Type: value.StringType, At: h.At, Form: value.Operand}
					out = value.Join(out, value.OfPart(sent))
				}
				out = value.Join(out, h.Value)
			} else {
				out = value.Join(out, one)
			}
		}
		return out
	}
	return value.UnknownOf("the header "+name+", which a policy changes", h.At)
}

// setAnyHeader is the state after something that may have set any header. What the caller
// sent is not known anyway.
func (in *interpreter) setAnyHeader(st state, why string, at text.Loc) state {
	if st.headers == nil {
		return st
	}
	st.headers = st.headers.with(anyVariable, func() value.Value { return value.UnknownOf(why, at) })
	return st
}

// setHeader changes a header of the request, which in a resolver is its own. After the
// backend section headers are those of the response.
func (in *interpreter) setHeader(e *policy.Element, st state) state {
	fresh := in.section == requestSection
	if !fresh && in.section != "inbound" && in.section != "backend" {
		return st
	}
	named := in.isHost(e, st)
	if named != gateway.Yes {
		st = in.ofCaller(e, st)
	}
	if named == gateway.No {
		return st
	}
	whole := st
	st.forwards = nil
	for _, on := range in.gateways(whole, func(st state) ([]target, *call.HostHeader) {
		if named == gateway.Unknown {
			return nil, in.maybeHost(e)
		}
		return nil, in.hostAction(e, st)
	}) {
		part := whole
		part.forwards = whole.forwardsOn(on.st.on)
		part.setHost(over(on.host, fresh))
		for _, f := range part.forwards {
			st.add(f)
		}
	}
	in.remember(st)
	return st
}

// ofCaller is the state after a set-header that is not for Host, or not for certain. The
// request of a resolver is another one than expressions read.
func (in *interpreter) ofCaller(e *policy.Element, st state) state {
	if in.section == requestSection {
		return st
	}
	return in.withHeader(e, st)
}

// isHost reports whether a set-header names the Host header.
func (in *interpreter) isHost(e *policy.Element, st state) gateway.Answer {
	a := e.Attr("name")
	if a == nil {
		return gateway.No
	}
	yes, no := 0, 0
	alts := in.now(st).Fill(in.value(in.doc, &a.Value, in.now(st)), text.InID).Alts
	for _, s := range alts {
		name, ok := s.Literal()
		switch {
		case ok && strings.EqualFold(strings.TrimSpace(name), "host"):
			yes++
		case ok, !canEndAsHost(s):
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

// canEndAsHost reports whether a name of which only a part is known can be Host, as
// X-{name} cannot.
func canEndAsHost(s value.Str) bool {
	host := "host"
	head, tail := strings.ToLower(strings.TrimLeft(s.Head(), " ")), strings.ToLower(strings.TrimRight(s.Tail(), " "))
	return len(head)+len(tail) <= len(host) && strings.HasPrefix(host, head) && strings.HasSuffix(host, tail)
}

// maybeHost is the Host header after a set-header whose name is not known.
func (in *interpreter) maybeHost(e *policy.Element) *call.HostHeader {
	return &call.HostHeader{Action: call.HostUnknown, Why: "a header whose name is computed, which may be Host", Element: e, At: in.doc.Place(e.Open)}
}

// hostAction is headerAction for Host, in which other tokens count than in the rest.
func (in *interpreter) hostAction(e *policy.Element, st state) *call.HostHeader {
	h := in.headerAction(e, st)
	h.Value = in.now(st).Fill(h.Value, text.InHost)
	return h
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
