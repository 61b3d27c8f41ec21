package interpret

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// retry runs its statements any number of times, at least once. Each round can
// begin with what an earlier one left.
// https://learn.microsoft.com/azure/api-management/retry-policy
func (in *interpreter) retry(e *policy.Element, st state) state {
	return in.loop(e, st)
}

// maxLoops bounds how many loops inside each other are run twice. Deeper in,
// whatever is set may also be what it was before.
const maxLoops = 8

// loop runs the statements of e from any round on.
func (in *interpreter) loop(e *policy.Element, st state) state {
	in.loops++
	defer func() { in.loops-- }()
	return in.statements(e, in.rounds(e, st))
}

// mayHold is a state after a change that, deep inside loops, an earlier round
// may have made as well.
func (in *interpreter) mayHold(before, after state) state {
	if in.loops <= maxLoops {
		return after
	}
	return in.join(before, []state{before, after})
}

// wait runs its statements at the same time, and goes on when all of them, or
// the first one, has come to its end.
// https://learn.microsoft.com/azure/api-management/wait-policy
func (in *interpreter) wait(e *policy.Element, st state) state {
	end := in.loop(e, st)
	if a := e.Attr("for"); a != nil {
		if how, ok := a.Value.Literal(); ok && how == "all" {
			return end
		}
	}
	return in.join(st, []state{st, end})
}

// maxRehearsals bounds how often the statements of a loop are run to find out which of
// them an earlier round can have made run.
const maxRehearsals = 4

// rounds is the state in which the statements of e can begin, if any of them may
// have run before. What one round leaves can let the next one take another branch, so
// they are run until no more variables are set than before.
func (in *interpreter) rounds(e *policy.Element, st state) state {
	if st.dead || in.rehearsing || in.loops > maxLoops || !changes(e) {
		return st
	}
	in.rehearsing, in.ran = true, map[*policy.Element]bool{}
	ever := len(in.ever)
	out := st
	for pass := 0; ; pass++ {
		ran := len(in.ran)
		once := in.statements(e, out)
		if once.dead {
			break
		}
		grows := len(in.ran) > ran
		out = in.nextRound(e, st, once, grows && pass == maxRehearsals)
		if !grows || pass == maxRehearsals {
			break
		}
	}
	in.ever = in.ever[:ever]
	in.rehearsing, in.ran = false, nil
	return out
}

// nextRound is the state in which any round can begin, if one that began at st, or
// later, has ended like once. Variables that are computed from variables are not
// followed through the rounds; with all, no variable is that a round sets.
func (in *interpreter) nextRound(e *policy.Element, st, once state, all bool) state {
	out := in.join(st, []state{st, once})
	at := in.doc.Place(e.Name)
	for _, name := range since(st.vars, once.vars) {
		if all || in.feeds(e, name) {
			out.vars = out.vars.with(name, changing(st.vars, name, "the variable \""+name+"\"", at))
		}
	}
	for _, name := range since(st.headers, once.headers) {
		out.headers = out.headers.with(name, changing(st.headers, name, "the header "+name, at))
	}
	return out
}

// changing is what a name can hold in any round: what it held before, or what is not known.
func changing(before *binding, name, what string, at text.Loc) func() value.Value {
	return func() value.Value {
		was := before.lookup(name)
		if len(was.Alts) == 0 {
			was = value.Unset()
		}
		return value.Join(was, value.UnknownOf(what+", which changes in every round", at))
	}
}

// changes reports whether there is a statement in e that leaves something for
// the next round.
func changes(e *policy.Element) bool {
	for c := range e.Elements() {
		if leavesVariable(c) || c.Tag == "set-variable" || c.Tag == call.ElemSetBackend || c.Tag == "set-header" || c.Tag == "include-fragment" || changes(c) {
			return true
		}
	}
	return false
}

// leavesVariable reports whether an element leaves something in a variable that
// an attribute names.
func leavesVariable(e *policy.Element) bool {
	for _, a := range e.Attrs {
		if strings.HasSuffix(a.Key, "variable-name") {
			return true
		}
	}
	return false
}

// feeds reports whether a variable may be computed from variables in e, so that
// a round can find what the one before it made.
func (in *interpreter) feeds(e *policy.Element, name string) bool {
	for c := range e.Elements() {
		if c.Tag == "include-fragment" || in.feeds(c, name) {
			return true
		}
		if c.Tag != "set-variable" {
			continue
		}
		n, v := c.Attr("name"), c.Attr("value")
		if n == nil || v == nil {
			continue
		}
		if key, ok := n.Value.Literal(); ok && key != name {
			continue
		}
		if strings.Contains(in.doc.Of(v.Value.At), "Variables") || holdsNamedValue(&v.Value) {
			return true
		}
	}
	return false
}

// holdsNamedValue reports whether a value is a named value, which can be an
// expression.
func holdsNamedValue(v *policy.Value) bool {
	for i := range v.Parts {
		if v.Parts[i].Kind == policy.NamedValue {
			return true
		}
	}
	return false
}

// conditions are the conditions around a statement, the innermost first.
type conditions struct {
	value.Condition
	outer *conditions
}

// maxConditions bounds how many conditions a value remembers: the innermost.
const maxConditions = 8

// over is a value that is what it is under the conditions.
func (c *conditions) over(v value.Value) value.Value {
	for range maxConditions {
		if c == nil {
			break
		}
		v = v.Under(c.Condition)
		c = c.outer
	}
	return v
}
