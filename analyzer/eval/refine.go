package eval

import (
	"slices"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// Answer is what a condition can be, and what that tells.
type Answer struct {
	value.Truth
	// Reads are the variables of the context that it reads, each once.
	Reads []string
	// Refined are those of them of which it tells something.
	Refined []Refined
}

// Refined is a variable of the context: what it can be where a condition holds, and
// where it does not.
type Refined struct {
	Variable string
	Yes, No  value.Value
}

// Ask evaluates a condition.
func Ask(b *expr.Block, env *Env) Answer {
	var reads []read
	m := &machine{env: env, lib: &dotNet, code: b, reads: &reads}
	t, list := m.ask(probe{conditionOf(b), b})
	if m.spent() {
		return Answer{Truth: value.Either}
	}
	out := Answer{Truth: t}
	for _, r := range reads {
		if r.context && !slices.Contains(out.Reads, r.name) {
			out.Reads = append(out.Reads, r.name)
		}
	}
	for i := range list {
		if r := &list[i]; r.context {
			out.Refined = append(out.Refined, Refined{r.name, r.yes, r.no})
		}
	}
	return out
}

// conditionOf is what a block returns, if that is all that it does.
func conditionOf(b *expr.Block) expr.Expr {
	if len(b.Stmts) == 1 {
		if r, ok := b.Stmts[0].(*expr.Return); ok {
			return r.X
		}
	}
	return nil
}

// probe is a condition that is evaluated again and again: an expression, or a block
// that returns the answer.
type probe struct {
	x expr.Expr
	b *expr.Block // if x is nil
}

// probe is what a condition can be.
func (m *machine) probe(p probe) value.Truth {
	if p.x != nil {
		return m.decide(p.x)
	}
	inner := newMachine(m.env, p.b, m.lib)
	if inner == nil {
		return value.Either
	}
	inner.seen, inner.reads, inner.steps, inner.trying = m.seen, m.reads, m.steps, m.trying
	inner.block(p.b.Stmts)
	m.steps = inner.steps
	return inner.result.Truth()
}

// read is a local, or a variable of the context, that a condition reads.
type read struct {
	name    string
	context bool
}

// refined is a read: what it was, and what it is where the condition holds, and
// where it does not.
type refined struct {
	read
	was, yes, no value.Value
}

const (
	// maxRefining bounds the nodes that an evaluation visits to find out what conditions
	// tell; what is beyond tells nothing.
	maxRefining = maxSteps
	// maxRefined bounds the reads of which a condition can tell something.
	maxRefined = 8
	// maxCombinations bounds the combinations of what several reads are. Beyond it, each is
	// tried alone, with the others being all that they can be.
	maxCombinations = 64
)

// ask evaluates a condition, and finds out what it tells about what it reads: the
// alternatives for which it cannot be so are left out.
func (m *machine) ask(p probe) (value.Truth, []refined) {
	var reads []read
	outer := m.reads
	m.reads = &reads
	t := m.probe(p)
	if m.reads = outer; outer != nil {
		*outer = append(*outer, reads...)
	}
	if !t.Yes || !t.No || len(reads) == 0 || m.trying || m.refining > maxRefining || m.env.Spare != nil && *m.env.Spare <= m.refining {
		return t, nil
	}
	if p.x != nil && len(effect.Of(p.x, m.names()).Assigned) > 0 {
		return t, nil // what it has read may be another thing by now
	}
	saved, steps, unsure := m.save(), m.steps, m.unsure
	m.reads, m.steps, m.trying = nil, max(m.refining, 1), true
	list, tried := m.tryEach(m.whole(reads), p)
	m.restore(saved)
	m.unsure = unsure
	m.refining, m.steps = m.steps, steps
	m.reads, m.trying = outer, false
	if m.refining > maxRefining {
		return t, nil
	}
	if tried.Yes || tried.No {
		t = tried
	}
	return t, slices.DeleteFunc(list, func(r refined) bool { return len(r.yes.Alts) == 0 || len(r.no.Alts) == 0 || r.same() })
}

// tryEach evaluates a condition for the alternatives of what it reads; tried is what it
// can be at all, and zero if that is not known.
func (m *machine) tryEach(list []refined, p probe) (told []refined, tried value.Truth) {
	n, all := 1, 0
	for i := range list {
		n = min(n*len(list[i].was.Alts), maxCombinations+1)
		all += list[i].was.Pieces()
	}
	switch {
	case n > maxCombinations:
		for i := range list {
			m.combine(list[i:i+1], p, all)
		}
	case n > 1:
		tried = m.combine(list, p, 0)
	}
	return m.equated(list, p.x), tried
}

// whole lists what a condition has read, each once, as it is as a whole.
func (m *machine) whole(reads []read) []refined {
	var out []refined
	for _, r := range reads {
		if len(out) == maxRefined {
			break
		}
		if slices.ContainsFunc(out, func(o refined) bool { return o.read == r }) {
			continue
		}
		var v value.Value
		switch {
		case r.context:
			v = m.variableValue(r.name)
		case !m.closures.Assigned[r.name]:
			v = m.locals[r.name]
		}
		if len(v.Alts) > 0 {
			out = append(out, refined{read: r, was: v})
		}
	}
	return out
}

// same reports whether nothing is told.
func (r *refined) same() bool { return sameAlts(r.was, r.yes) && sameAlts(r.was, r.no) }

func sameAlts(a, b value.Value) bool {
	return slices.EqualFunc(a.Alts, b.Alts, func(s, t value.Str) bool {
		return len(s.Parts) == len(t.Parts) && (len(s.Parts) == 0 || &s.Parts[0] == &t.Parts[0])
	})
}

// combine evaluates a condition with every combination of the alternatives of some
// reads, and gives what it can be at all. Each time costs as many steps more as there
// are pieces in what else it reads.
func (m *machine) combine(list []refined, p probe, more int) value.Truth {
	const localsPerStep = 16
	var out value.Truth
	pick := make([]int, len(list))
	can := make([][]value.Truth, len(list))
	for i := range list {
		can[i] = make([]value.Truth, len(list[i].was.Alts))
	}
	frame := m.save()
	for next := true; next && m.steps <= maxRefining; {
		m.restore(frame)
		m.clone()
		m.steps += len(m.locals)/localsPerStep + more
		for i := range list {
			m.suppose(list[i].read, value.Value{Alts: list[i].was.Alts[pick[i] : pick[i]+1]})
		}
		t := m.probe(p)
		out = value.Truth{Yes: out.Yes || t.Yes, No: out.No || t.No}
		for i, k := range pick {
			can[i][k] = value.Truth{Yes: can[i][k].Yes || t.Yes, No: can[i][k].No || t.No}
		}
		next = false
		for i := 0; i < len(pick) && !next; i++ {
			if pick[i]++; pick[i] < len(can[i]) {
				next = true
			} else {
				pick[i] = 0
			}
		}
	}
	m.restore(frame)
	for i := range list {
		r := &list[i]
		r.yes, r.no = value.Value{Cut: r.was.Cut}, value.Value{Cut: r.was.Cut}
		for k, s := range r.was.Alts {
			if can[i][k].Yes {
				r.yes.Alts = append(r.yes.Alts, s)
			}
			if can[i][k].No {
				r.no.Alts = append(r.no.Alts, s)
			}
		}
	}
	return out
}

// suppose makes something be a value.
func (m *machine) suppose(r read, v value.Value) {
	if r.context {
		m.seen = m.seen.with(supposed{name: r.name, value: v})
		return
	}
	m.locals[r.name] = v
}

// condition is a condition that may hold or not, with what it tells.
type condition struct {
	x    expr.Expr
	told []refined
}

// assume makes everything what it is where a condition is truth.
func (m *machine) assume(c condition, truth bool) {
	if m.env.Assume != nil && len(effect.Of(c.x, m.names()).Assigned) == 0 {
		m.seen = m.seen.with(supposed{x: c.x, truth: truth})
	}
	m.filled(c.x, truth)
	m.learn(c.told, truth)
}

// learn makes everything that is told what it is where the condition is truth.
func (m *machine) learn(told []refined, truth bool) {
	for i := range told {
		if r := &told[i]; truth {
			m.suppose(r.read, r.yes)
		} else {
			m.suppose(r.read, r.no)
		}
	}
}

// assumed is the frame in which assume has been called; the machine stays where it is.
func (m *machine) assumed(c condition, truth bool) frame {
	saved := m.save()
	m.clone()
	m.assume(c, truth)
	out := m.save()
	m.restore(saved)
	return out
}

// supposed is what a variable of the context is here, or that a condition is truth
// here, before what was supposed earlier.
type supposed struct {
	name  string // "" for a condition
	value value.Value
	x     expr.Expr
	truth bool
	known *Env // where the condition is that, once somebody wanted to know
	prev  *supposed
	depth int // of the list
}

// with is s and one more.
func (s *supposed) with(n supposed) *supposed {
	n.prev, n.depth = s, s.length()+1
	return &n
}

func (s *supposed) length() int {
	if s == nil {
		return 0
	}
	return s.depth
}

// env is what can be seen where all conditions are as supposed that the expression
// outer is evaluated under.
func (s *supposed) env(outer *Env) *Env {
	var list []*supposed
	for ; s != nil && s.known == nil; s = s.prev {
		if s.x != nil {
			list = append(list, s)
		}
	}
	if s != nil {
		outer = s.known
	}
	for i := len(list) - 1; i >= 0; i-- {
		if env := outer.Assume(list[i].x, list[i].truth); env != nil {
			outer = env
		}
		list[i].known = outer
	}
	return outer
}

// variableValue is a variable of the context as it is here; no alternatives if it is
// not set.
func (m *machine) variableValue(name string) value.Value {
	for s := m.seen; s != nil; s = s.prev {
		if s.x == nil && s.name == name {
			return s.value
		}
	}
	return m.seen.env(m.env).Request.Variable(name)
}

// noteRead notes what a condition reads.
func (m *machine) noteRead(name string, context bool) {
	if m.reads != nil {
		*m.reads = append(*m.reads, read{name, context})
	}
}

// equated makes what is not known and equal to a constant that constant.
func (m *machine) equated(list []refined, test expr.Expr) []refined {
	for i := range list {
		r := &list[i]
		if len(r.yes.Alts)+len(r.no.Alts) == 0 {
			r.yes, r.no = r.was, r.was
		}
		if test == nil || !slices.ContainsFunc(r.was.Alts, isUnknown) {
			continue
		}
		for _, f := range equations(test, true) {
			r.yes = m.constant(r, r.yes, f)
		}
		for _, f := range equations(test, false) {
			r.no = m.constant(r, r.no, f)
		}
	}
	return list
}

// equation says that two expressions are equal.
type equation struct{ of, to expr.Expr }

// equations takes a condition apart into the equations that hold where it is truth.
func equations(x expr.Expr, truth bool) []equation {
	switch x := x.(type) {
	case *expr.Paren:
		return equations(x.X, truth)
	case *expr.Unary:
		if x.Op == "!" && !x.Postfix {
			return equations(x.X, !truth)
		}
	case *expr.Binary:
		switch {
		case x.Op == "&&" && truth, x.Op == "||" && !truth:
			return append(equations(x.X, truth), equations(x.Y, truth)...)
		case x.Op == "==" && truth, x.Op == "!=" && !truth:
			return []equation{{bare(x.X), x.Y}, {bare(x.Y), x.X}}
		}
	case *expr.Call:
		sel, ok := x.Fun.(*expr.Member)
		if !ok || sel.Sel.Text != "Equals" || !truth {
			return nil
		}
		a, args := sel.X, x.Args
		if id, ok := a.(*expr.Ident); ok && len(args) > 0 && (id.Name == "string" || id.Name == "String" || id.Name == "object") {
			a, args = args[0].X, args[1:]
		}
		if len(args) == 1 || len(args) == 2 && expr.IsPath(args[1].X, "StringComparison.Ordinal") {
			return []equation{{bare(a), args[0].X}, {bare(args[0].X), a}}
		}
	}
	return nil
}

// filledIfTrue are methods whose out argument is not null where they give true.
var filledIfTrue = map[string]bool{
	"context.Request.Headers.TryGetValue": true, "context.Response.Headers.TryGetValue": true, "context.Request.MatchedParameters.TryGetValue": true,
	"Uri.TryCreate": true, "System.Uri.TryCreate": true,
}

// filled makes the out arguments of such methods not null, where a condition is truth.
func (m *machine) filled(x expr.Expr, truth bool) {
	switch x := x.(type) {
	case *expr.Paren:
		m.filled(x.X, truth)
	case *expr.Unary:
		if x.Op == "!" && !x.Postfix {
			m.filled(x.X, !truth)
		}
	case *expr.Binary:
		if x.Op == "&&" && truth || x.Op == "||" && !truth {
			m.filled(x.X, truth)
			m.filled(x.Y, truth)
		}
	case *expr.Call:
		sel, ok := x.Fun.(*expr.Member)
		if !ok || !truth || len(x.Args) < 2 {
			return
		}
		if name, _ := expr.Path(sel); filledIfTrue[name] || sel.Sel.Text == "TryGetValue" && m.holdsNoNull(sel.X) {
			m.notNull(outName(x.Args[len(x.Args)-1].X))
		}
	}
}

// holdsNoNull reports whether an expression is a map of which no entry is null.
func (m *machine) holdsNoNull(x expr.Expr) bool {
	o := only(m.quiet(x))
	if o == nil {
		return false
	}
	o = m.now(o)
	return o.Kind == value.Map && !o.IsOpen() && !slices.ContainsFunc(o.Elems, func(v value.Value) bool {
		return v.Cut || slices.ContainsFunc(v.Alts, value.Str.IsNull)
	})
}

// outName is the local that an out argument names, "" if it names none.
func outName(x expr.Expr) string {
	switch x := x.(type) {
	case *expr.Declare:
		return x.Name.Text
	case *expr.Ident:
		return x.Name
	}
	return ""
}

// notNull leaves out that a local is null.
func (m *machine) notNull(name string) {
	v, ok := m.locals[name]
	if !ok || m.closures.Assigned[name] {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(v.Alts), value.Str.IsNull)
	if len(kept) > 0 && len(kept) < len(v.Alts) {
		m.locals[name] = value.Value{Alts: kept, Cut: v.Cut}
	}
}

// bare is an expression without parentheses and casts to string.
func bare(x expr.Expr) expr.Expr {
	for {
		switch y := x.(type) {
		case *expr.Paren:
			x = y.X
		case *expr.Cast:
			if !isStringType(y.Type) {
				return x
			}
			x = y.X
		case *expr.As:
			if !isStringType(y.Type) {
				return x
			}
			x = y.X
		default:
			return x
		}
	}
}

// constant is v, which a read can be where an equation holds, with the constant in
// place of what is not known.
func (m *machine) constant(r *refined, v value.Value, f equation) value.Value {
	if id, ok := f.of.(*expr.Ident); ok && !r.context {
		if id.Name != r.name {
			return v
		}
	} else if !m.isVariable(r, f.of) {
		return v
	}
	to := m.eval(f.to)
	lit, ok := to.Only()
	if !ok || len(to.Alts[0].Parts) == 0 || to.Alts[0].Parts[0].Type != value.StringType {
		return v
	}
	if d := defaultOf(f.of); d != nil {
		if other, known := m.eval(d).Only(); !known || other == lit {
			return v // it is equal to that where it is null, too
		}
	}
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		if isUnknown(s) {
			p, c := s.Parts[0], to.Alts[0].Parts[0]
			c.At, c.Form, c.Trail = p.At, p.Form, p.Trail
			if lit != c.View.Src {
				c.View, c.Path = textView(lit), ""
			}
			s = value.Str{Parts: []value.Part{c}, When: s.When}
		}
		out.Alts = append(out.Alts, s)
	}
	return out
}

// isVariable reports whether an expression is the variable of the context that was
// read, which has a constant name.
func (m *machine) isVariable(r *refined, x expr.Expr) bool {
	key := variableKey(x)
	if key == nil || !r.context {
		return false
	}
	name, ok := m.eval(key).Only()
	return ok && name == r.name
}

// variableKey is the name of the variable of the context that x reads, nil if
// it reads none of a constant name.
func variableKey(x expr.Expr) expr.Expr {
	var key expr.Expr
	switch x := x.(type) {
	case *expr.Index:
		if len(x.Args) != 1 || !expr.IsPath(x.X, variablesPath) {
			return nil
		}
		key = x.Args[0].X
	case *expr.Call:
		sel, ok := x.Fun.(*expr.Member)
		if !ok || len(x.Args) == 0 || sel.Sel.Text != "GetValueOrDefault" || !expr.IsPath(sel.X, variablesPath) {
			return nil
		}
		key = x.Args[0].X
	}
	if key == nil || !isConstant(key) {
		return nil
	}
	return key
}

// defaultOf is what x is where the variable that it reads is not set, nil if it gives
// no default.
func defaultOf(x expr.Expr) expr.Expr {
	if c, ok := x.(*expr.Call); ok && len(c.Args) > 1 {
		return c.Args[1].X
	}
	return nil
}

// isConstant reports whether an expression is a literal.
func isConstant(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.Paren:
		return isConstant(x.X)
	case *expr.String, *expr.Literal:
		return true
	}
	return false
}
