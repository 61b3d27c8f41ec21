package rules

import "hairpin.example/hairpin/analyzer/call"

// Elsewhere says what the host of each call is in each environment of a run.
type Elsewhere map[call.Identity]*Standing

// Standing lists the environments in which a call leads to this gateway, and
// those in which it leads elsewhere. Where its host is not known it is in
// neither list: unknown is not "no". Nor is it where it is loopback, which is the same
// gateway.
type Standing struct{ Self, Other []string }

// Of is the standing of a call that leads to this gateway in some
// environments and elsewhere in others; nil for every other call.
func (o Elsewhere) Of(c *call.Call) *Standing {
	if st := o[c.Identity()]; st != nil && len(st.Self) > 0 && len(st.Other) > 0 {
		return st
	}
	return nil
}
