package interpret

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/value"
)

// refined is a state in which the condition of a branch is known to be truth: a
// comparison of a variable with a constant tells what the variable is.
func (in *interpreter) refined(branch *policy.Element, st state, truth bool) state {
	a := branch.Attr("condition")
	if a == nil {
		return st
	}
	parts := a.Value.Trimmed().Parts
	if len(parts) != 1 || parts[0].Kind != policy.Expression {
		return st
	}
	c := in.doc.CodeAt(parts[0].At.Start)
	if c == nil || c.Bad {
		return st
	}
	for _, r := range eval.Refine(c.Block, truth, in.now(st)) {
		before := st.vars
		st.vars = before.refined(r.Variable, func() value.Value { return r.Apply(before.lookup(r.Variable)) })
	}
	return st
}

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

// rounds is the state in which the statements of e can begin, if any of them may
// have run before.
func (in *interpreter) rounds(e *policy.Element, st state) state {
	if st.dead || in.rehearsing || in.loops > maxLoops || !changes(e) {
		return st
	}
	in.rehearsing = true
	ever := len(in.ever)
	once := in.statements(e, st)
	in.ever = in.ever[:ever]
	in.rehearsing = false
	if once.dead {
		return st
	}
	out := in.join(st, []state{st, once})
	for _, c := range since(st.vars, once.vars) {
		if name := c.name; in.feeds(e, name) {
			at := in.doc.Place(e.Name)
			out.vars = out.vars.with(name, func() value.Value {
				return value.Join(st.vars.lookup(name), value.UnknownOf("the variable \""+name+"\", which changes in every round", at))
			})
		}
	}
	for _, c := range since(st.headers, once.headers) {
		at := in.doc.Place(e.Name)
		out.headers = out.headers.with(c.name, func() value.Value {
			was := st.headers.lookup(c.name)
			if len(was.Alts) == 0 {
				was = value.Unset()
			}
			return value.Join(was, value.UnknownOf("the header "+c.name+", which changes in every round", at))
		})
	}
	return out
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
