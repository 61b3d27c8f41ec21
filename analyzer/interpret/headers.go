package interpret

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
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
	h := in.headerAction(e, st)
	before := st.headers
	st.headers = before.with(name, func() value.Value {
		old := before.lookup(name)
		if len(old.Alts) == 0 {
			old = value.Unset()
		}
		return setTo(h, old, name)
	})
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
				if s.IsUnset() { // the caller may have sent it
					out = value.Join(out, one)
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
