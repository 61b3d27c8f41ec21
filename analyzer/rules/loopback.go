package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
)

// loopbackCall is a call of the loopback address, with the rule that has the
// most to say about its Host header: "" for none.
type loopbackCall struct {
	*call.Call
	rule string
	call.Reach
}

// judgeLoopback finds what is wrong with the Host header of a call that the managed
// gateway makes: that it
// does not override (HP203), that it is there on some paths only (HP203), that it
// names something else (HP202), or that there is none (HP201).
func (p *Pass) judgeLoopback(c *call.Call) loopbackCall {
	out := loopbackCall{Call: c}
	in := func(states ...call.HostState) func(*call.Way) bool {
		return func(j *call.Way) bool {
			if !j.IsLoopback() || !j.DefaultPort() || j.Proxy || j.Hosted {
				return false
			}
			state := call.HostStateOf(&p.Estate().Gateway, j)
			for _, s := range states {
				if s == state {
					return true
				}
			}
			return false
		}
	}
	missing := call.ReachOf(c.Ways, in(call.HostMissing))
	if c.Sink.Host == call.NoHost || c.Sink.Host == call.HostAttr { // what else becomes of the header is not documented
		if len(missing.Hits) > 0 {
			out.rule, out.Reach = "HP201", missing
		}
		return out
	}
	some := call.ReachOf(c.Ways, in(call.HostGood, call.HostUnclear, call.HostWrong))
	weak := call.ReachOf(c.Ways, in(call.HostWeak))
	wrong := call.ReachOf(c.Ways, in(call.HostWrong))
	switch {
	case len(weak.Hits) > 0:
		out.rule, out.Reach = "HP203", weak
	case len(missing.Hits) > 0 && !missing.Certain && sharesScope(missing.Hits, some.Hits):
		out.rule, out.Reach = "HP203", missing
	case len(missing.Hits) > 0:
		out.rule, out.Reach = "HP201", missing
	case len(wrong.Hits) > 0:
		out.rule, out.Reach = "HP202", wrong
	}
	return out
}

// sharesScope reports whether two sets of ways have a request in common.
func sharesScope(a, b []call.Way) bool {
	for i := range a {
		for j := range b {
			if a[i].Scope == b[j].Scope && !a[i].Dead && !b[j].Dead {
				return true
			}
		}
	}
	return false
}

// loopbackCalls are the calls that a rule of the Host header speaks about.
func (p *Pass) loopbackCalls(rule string) []loopbackCall {
	var out []loopbackCall
	for c := range p.Calls() {
		if l := p.judgeLoopback(c); l.rule == rule {
			out = append(out, l)
		}
	}
	return out
}

// weakened is the severity of what fails on every network, in view of paths that
// cannot run or are not always taken.
func (l *loopbackCall) weakened() finding.Severity {
	switch {
	case l.Unused || l.Dead:
		return finding.Info
	case !l.Certain:
		return finding.Warning
	}
	return finding.Error
}
