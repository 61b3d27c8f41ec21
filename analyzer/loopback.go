package analyzer

// loopbackCall is a call of the loopback address, with the rule that has the
// most to say about its Host header: "" for none.
type loopbackCall struct {
	*Call
	rule string
	reach
}

// judgeLoopback finds what is wrong with the Host header of a call: that it
// does not override (HP203), that it is there on some paths only (HP203), that it
// names something else (HP202), or that there is none (HP201).
func (p *Pass) judgeLoopback(c *Call) loopbackCall {
	out := loopbackCall{Call: c}
	in := func(states ...hostState) func(*Way) bool {
		return func(j *Way) bool {
			if !j.isLoopback() || !j.defaultPort() || j.Proxy {
				return false
			}
			state := hostStateOf(&p.Estate().Gateway, j)
			for _, s := range states {
				if s == state {
					return true
				}
			}
			return false
		}
	}
	missing := reachOf(c.Ways, in(hostMissing))
	if c.Sink.Host == NoHost || c.Sink.Host == HostAttr { // what else becomes of the header is not documented
		if len(missing.hits) > 0 {
			out.rule, out.reach = "HP201", missing
		}
		return out
	}
	some := reachOf(c.Ways, in(hostGood, hostUnclear, hostWrong))
	weak := reachOf(c.Ways, in(hostWeak))
	wrong := reachOf(c.Ways, in(hostWrong))
	switch {
	case len(weak.hits) > 0:
		out.rule, out.reach = "HP203", weak
	case len(missing.hits) > 0 && !missing.certain && sharesScope(missing.hits, some.hits):
		out.rule, out.reach = "HP203", missing
	case len(missing.hits) > 0:
		out.rule, out.reach = "HP201", missing
	case len(wrong.hits) > 0:
		out.rule, out.reach = "HP202", wrong
	}
	return out
}

// sharesScope reports whether two sets of ways have a request in common.
func sharesScope(a, b []Way) bool {
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
	for _, c := range p.Calls() {
		if l := p.judgeLoopback(c); l.rule == rule {
			out = append(out, l)
		}
	}
	return out
}

// weakened is a severity of what fails on every network, in view of paths that
// cannot run or are not always taken.
func (l *loopbackCall) weakened(s Severity) Severity {
	switch {
	case l.Unused || l.dead:
		return Info
	case !l.certain:
		return min(s, Warning)
	}
	return s
}
