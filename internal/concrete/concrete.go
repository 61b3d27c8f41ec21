// Package concrete runs the C# of expressions with real values, for tests: what
// it computes has to be among the alternatives that package eval computes. It is
// written apart from eval, covers less, and gives up where it does not know
// exactly what .NET does.
package concrete

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// Context is what a program sees of the gateway.
type Context struct {
	Host      string
	Headers   map[string]string
	Variables map[string]string
	// Members holds what other members of the context are, by their dotted names.
	Members map[string]string
	// SelfHosted is true on a self-hosted gateway.
	SelfHosted bool
}

// header is a header of the request; the case of its name does not matter.
func (c *Context) header(name string) (string, bool) {
	for k, v := range c.Headers {
		if strings.EqualFold(k, name) {
			return v, true
		}
	}
	return "", false
}

// Outcome is how a program ends.
type Outcome uint8

const (
	// Unsupported is the zero value: the interpreter does not cover the program.
	Unsupported Outcome = iota
	Returned
	Threw
)

// maxSteps bounds the statements and expressions that a program may run.
const maxSteps = 20000

// maxText bounds the text that it may hold: a loop can double it in each round.
const maxText = 1 << 16

type (
	char     byte // ASCII only
	builder  struct{ text string }
	uri      struct{ scheme, host, port, path string }
	function struct {
		params []expr.Param
		body   expr.Expr // or a block
		block  *expr.Block
		scope  *scope // in which it stands
	}
	thrown    struct{}
	abandoned struct{}
	signal    uint8
)

const (
	goOn signal = iota
	broke
	continued
	returned
)

type machine struct {
	ctx    Context
	scope  *scope
	result any
	steps  int
	calls  int // of functions that run
}

// Run runs a block. The text is what it returns; ok is false for null.
func Run(b *expr.Block, ctx Context) (text string, ok bool, how Outcome) {
	m := &machine{ctx: ctx}
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case thrown:
			how = Threw
		case abandoned:
			how = Unsupported
		default:
			panic(r)
		}
	}()
	if m.block(b.Stmts) != returned {
		return "", false, Unsupported
	}
	s, isText := m.result.(string)
	if !isText && m.result != nil {
		return "", false, Unsupported
	}
	return s, isText, Returned
}

func giveUp() { panic(abandoned{}) }
func throw()  { panic(thrown{}) }

func (m *machine) tick() {
	if m.steps++; m.steps > maxSteps {
		giveUp()
	}
}

func (m *machine) block(list []expr.Stmt) signal {
	defer m.enter(m.scope)()
	for _, s := range list {
		if f, ok := s.(*expr.LocalFunc); ok {
			m.declare(f.Name.Text, &function{f.Params, f.Body, f.Block, m.scope})
		}
	}
	for _, s := range list {
		if sig := m.stmt(s); sig != goOn {
			return sig
		}
	}
	return goOn
}

func (m *machine) stmt(s expr.Stmt) signal {
	m.tick()
	switch s := s.(type) {
	case *expr.Return:
		m.result = nil
		if s.X != nil {
			m.result = m.eval(s.X)
		}
		return returned
	case *expr.ThrowStmt:
		throw()
	case *expr.ExprStmt:
		m.eval(s.X)
	case *expr.Var:
		m.variables(s)
	case *expr.Block:
		return m.block(s.Stmts)
	case *expr.If:
		if m.truth(s.Test) {
			return m.stmt(s.Then)
		} else if s.Else != nil {
			return m.stmt(s.Else)
		}
	case *expr.For:
		return m.loop(s)
	case *expr.While:
		return m.while(s)
	case *expr.ForEach:
		return m.each(s)
	case *expr.Switch:
		return m.choose(s)
	case *expr.Try:
		return m.try(s)
	case *expr.Jump:
		if s.Keyword == "break" {
			return broke
		}
		return continued
	case *expr.Empty, *expr.LocalFunc:
	default:
		giveUp()
	}
	return goOn
}

// variables declares locals. One without a value is null until it is assigned, and
// nobody reads it before.
func (m *machine) variables(s *expr.Var) {
	for _, d := range s.Decls {
		switch init := d.Init.(type) {
		case nil:
			m.declare(d.Name.Text, nil)
		case *expr.Init:
			m.declare(d.Name.Text, m.array(init))
		default:
			m.declare(d.Name.Text, m.eval(d.Init))
		}
	}
}

func (m *machine) loop(s *expr.For) signal {
	defer m.enter(m.scope)()
	for _, i := range s.Init {
		m.stmt(i)
	}
	for s.Test == nil || m.truth(s.Test) {
		if sig := m.stmt(s.Body); sig == broke {
			return goOn
		} else if sig == returned {
			return sig
		}
		for _, p := range s.Post {
			m.eval(p)
		}
	}
	return goOn
}

func (m *machine) while(s *expr.While) signal {
	for first := true; s.Do && first || m.truth(s.Test); first = false {
		if sig := m.stmt(s.Body); sig == broke {
			return goOn
		} else if sig == returned {
			return sig
		}
	}
	return goOn
}

// each is foreach: its variable is another one in every round.
func (m *machine) each(s *expr.ForEach) signal {
	for e := range m.sequence(m.eval(s.X)) {
		sig := func() signal {
			defer m.enter(m.scope)()
			if s.Vars != nil {
				m.deconstruct(s.Vars, e)
			} else {
				m.declare(s.Name.Text, e)
			}
			return m.stmt(s.Body)
		}()
		if sig == broke {
			break
		} else if sig == returned {
			return sig
		}
	}
	return goOn
}

func (m *machine) choose(s *expr.Switch) signal {
	x := m.eval(s.X)
	run := func(section *expr.Section) signal {
		if sig := m.block(section.Stmts); sig != broke {
			return sig
		}
		return goOn
	}
	var byDefault *expr.Section
	for i := range s.Sections {
		for _, l := range s.Sections[i].Labels {
			if l.Default {
				byDefault = &s.Sections[i]
				continue
			}
			if l.Pattern.Value == nil || l.When != nil {
				giveUp()
			}
			if equal(x, m.eval(l.Pattern.Value)) {
				return run(&s.Sections[i])
			}
		}
	}
	if byDefault != nil {
		return run(byDefault)
	}
	return goOn
}

// try runs a body; a thrown exception goes to the first catch.
func (m *machine) try(s *expr.Try) (sig signal) {
	if len(s.Catches) > 1 {
		giveUp()
	}
	caught, scope, calls := false, m.scope, m.calls
	func() {
		defer func() {
			if r := recover(); r != nil {
				if _, ok := r.(thrown); !ok {
					panic(r)
				}
				caught, m.scope, m.calls = true, scope, calls
			}
		}()
		sig = m.stmt(s.Body)
	}()
	if caught && len(s.Catches) > 0 {
		sig, caught = m.stmt(s.Catches[0].Body), false
	}
	if s.Finally != nil {
		result := m.result
		if m.stmt(s.Finally) != goOn {
			giveUp()
		}
		m.result = result
	}
	if caught {
		throw()
	}
	return sig
}

func (m *machine) truth(x expr.Expr) bool {
	b, ok := m.eval(x).(bool)
	if !ok {
		giveUp()
	}
	return b
}

// equal is == of two values of the same type.
func equal(a, b any) bool {
	switch a.(type) {
	case nil, string, int32, bool, char:
	default:
		giveUp()
	}
	switch b.(type) {
	case nil, string, int32, bool, char:
	default:
		giveUp()
	}
	if c, ok := a.(char); ok {
		if n, ok := b.(int32); ok {
			return int32(c) == n
		}
	}
	return a == b
}
