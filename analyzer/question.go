package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// question is what a condition asks. Two conditions that ask the same have the
// same answer, unless what they ask about has changed in between.
type question struct {
	text      string   // the same for the same expression, however it is laid out; "" if the answer may change by itself
	variables []string // it reads
	headers   []string // of the request, in lower case
	url       bool     // it reads that of the request
	method    bool     // the same
}

// fact is the answer that a way of forwarding has given to a question. Lists share
// their tails: what two of them have in common is the end that they share.
type fact struct {
	question string
	yes      bool
	prev     *fact
	depth    int
}

// maxFacts bounds the answers that are kept: what is forgotten makes a finding
// less precise, and never hides one.
const maxFacts = 16

// learn is f and one more answer.
func (f *fact) learn(question string, yes bool) *fact {
	n := &fact{question: question, yes: yes, prev: f, depth: 1}
	if f != nil {
		n.depth = f.depth + 1
	}
	if n.depth > maxFacts {
		return f
	}
	return n
}

// denies reports whether the opposite answer was given.
func (f *fact) denies(question string, yes bool) bool {
	for ; f != nil; f = f.prev {
		if f.question == question {
			return f.yes != yes
		}
	}
	return false
}

// inCommon are the answers that both lists hold.
func inCommon(a, b *fact) *fact {
	for a != b {
		switch {
		case a == nil || b == nil:
			return nil
		case a.depth > b.depth:
			a = a.prev
		case b.depth > a.depth:
			b = b.prev
		default:
			a, b = a.prev, b.prev
		}
	}
	return a
}

// answered is s where a question has an answer: without the ways of forwarding
// that have given another one.
func (s state) answered(question string, yes bool) state {
	if question == "" {
		return s
	}
	kept := make([]forward, 0, len(s.forwards))
	for _, f := range s.forwards {
		if !f.facts.denies(question, yes) {
			f.facts = f.facts.learn(question, yes)
			kept = append(kept, f)
		}
	}
	if len(kept) > 0 {
		s.forwards = kept
	}
	return s
}

// changeCount counts what policies have done to the request, wherever they did it.
type changeCount struct {
	headers map[string]int // by name in lower case; "" is any header
	url     int
	method  int
	other   int
}

// note counts what a statement may change of what a question can be about.
func (c *changeCount) note(e *policy.Element) {
	switch e.Tag {
	case "base", "include-fragment", "choose", "when", "otherwise", "retry", "limit-concurrency", "set-variable", "trace", "return-response", elemForward, "send-request", "send-one-way-request":
		// Those that contain others, and those that leave the request as it is.
	case elemSetBackend, "rewrite-uri", "set-query-parameter":
		c.url++
	case "set-method":
		c.method++
	case "set-header":
		name := ""
		if a := e.Attr("name"); a != nil {
			name, _ = a.Value.Literal()
		}
		if c.headers == nil {
			c.headers = map[string]int{}
		}
		c.headers[strings.ToLower(strings.TrimSpace(name))]++
	default:
		c.other++
	}
}

// question names what a condition asks at this point; "" if the same question may
// have another answer later.
func (in *interpreter) question(v *policy.Value, st state) string {
	parts := v.Trimmed().Parts
	if len(parts) != 1 || parts[0].Kind != policy.Expression {
		return ""
	}
	c := in.doc.codeAt(parts[0].At.Start)
	if c == nil || c.bad {
		return ""
	}
	q := c.asks()
	if q.text == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(in.home(&in.unit, in.doc).ID + "\x00" + q.text)
	anything := st.vars.named(anyVariable)
	for _, name := range q.variables {
		set := st.vars.named(name)
		if anything != nil && (set == nil || set.depth < anything.depth) {
			return ""
		}
		fmt.Fprintf(&b, "\x00%p", set)
	}
	if len(q.headers) > 0 || q.url || q.method {
		fmt.Fprintf(&b, "\x00%d %d", in.steps.other, in.steps.headers[""])
	}
	for _, name := range q.headers {
		fmt.Fprintf(&b, " %d", in.steps.headers[name])
	}
	if q.url {
		fmt.Fprintf(&b, " url %d", in.steps.url)
	}
	if q.method {
		fmt.Fprintf(&b, " method %d", in.steps.method)
	}
	return b.String()
}

// asks is what the code asks as a condition.
func (c *code) asks() *question {
	if q := c.question.Load(); q != nil {
		return q
	}
	q := &question{}
	if len(c.block.Stmts) == 1 {
		if r, ok := c.block.Stmts[0].(*expr.Return); ok && q.reads(r.X) {
			q.text = expr.Dump(r.X)
		}
	}
	c.question.Store(q)
	return q
}

// What the answers to questions may rest on. Everything else may change: the body
// that somebody reads, the response, the time.
var (
	// fixed are the parts of the context that stay as they are in a request:
	// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
	fixed = []string{"Api", "Operation", "Product", "User", "Subscription", "Deployment", "RequestId", "Timestamp", "Workspace",
		"Request.OriginalUrl", "Request.IpAddress", "Request.Certificate", "Request.MatchedParameters"}
	// plainTypes are those that casts may name, and whose static members are functions
	// of their arguments.
	plainTypes = []string{"string", "String", "bool", "Boolean", "int", "Int32", "long", "StringComparison", "StringComparer", "Convert", "Regex", "RegexOptions"}
	// functions give the same for the same, and leave it alone.
	functions = []string{"GetValueOrDefault", "ContainsKey", "Contains", "StartsWith", "EndsWith", "Equals", "IndexOf", "IsNullOrEmpty", "IsNullOrWhiteSpace",
		"ToLower", "ToLowerInvariant", "ToUpper", "ToUpperInvariant", "ToString", "Trim", "TrimStart", "TrimEnd", "Substring", "Split", "Replace", "Compare",
		"IsMatch", "Parse", "ToBoolean", "ToInt32", "Any", "First", "FirstOrDefault", "Count"}
)

// reads notes what an expression reads, and reports whether it only does what the
// tables above allow.
func (q *question) reads(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.Literal, *expr.String, *expr.Placeholder:
		return true
	case *expr.Paren:
		return q.reads(x.X)
	case *expr.Unary:
		return !x.Postfix && (x.Op == "!" || x.Op == "-") && q.reads(x.X)
	case *expr.Binary:
		return q.reads(x.X) && q.reads(x.Y)
	case *expr.Cast:
		return slices.Contains(plainTypes, x.Type.Name) && x.Type.Ranks == 0 && q.reads(x.X)
	case *expr.Ident:
		return slices.Contains(plainTypes, x.Name)
	case *expr.Index:
		return q.looksUp(x.X, x.Args) || q.reads(x.X) && q.readsAll(x.Args)
	case *expr.Call:
		m, ok := x.Fun.(*expr.Member)
		if !ok || !slices.Contains(functions, m.Sel.Text) {
			return false
		}
		return q.looksUp(m.X, x.Args) || q.reads(m.X) && q.readsAll(x.Args)
	case *expr.Member:
		path, ofContext := contextPath(x)
		switch {
		case !ofContext:
			return q.reads(x.X)
		case under(path, "Request.Method"):
			q.method = true
			return true
		case under(path, "Request.Url"):
			q.url = true
			return true
		}
		return slices.ContainsFunc(fixed, func(f string) bool { return under(path, f) })
	}
	return false
}

func (q *question) readsAll(args []expr.Arg) bool {
	return !slices.ContainsFunc(args, func(a expr.Arg) bool { return a.Mode != "" || !q.reads(a.X) })
}

// looksUp notes a variable or header that is looked up by its name.
func (q *question) looksUp(x expr.Expr, args []expr.Arg) bool {
	path, ofContext := contextPath(x)
	if !ofContext || len(args) == 0 || path != "Variables" && path != "Request.Headers" {
		return false
	}
	s, ok := args[0].X.(*expr.String)
	if !ok || s.Verbatim || strings.Contains(s.Raw.Src, `\`) || text.NextPlaceholder(s.Raw.Src, 0).Kind != text.NoPlaceholder || !q.readsAll(args[1:]) {
		return false
	}
	name := strings.Trim(s.Raw.Src, `"`)
	if path == "Variables" {
		q.variables = append(q.variables, name)
	} else {
		q.headers = append(q.headers, strings.ToLower(name))
	}
	return true
}

// contextPath is what a member access reads of the context: Request.Url.Host.
func contextPath(x expr.Expr) (string, bool) {
	m, ok := x.(*expr.Member)
	if !ok {
		return "", false
	}
	if id, ok := m.X.(*expr.Ident); ok {
		return m.Sel.Text, id.Name == "context"
	}
	path, ok := contextPath(m.X)
	return path + "." + m.Sel.Text, ok
}

// under reports whether a path is another one or leads on from it.
func under(path, root string) bool {
	rest, ok := strings.CutPrefix(path, root)
	return ok && (rest == "" || rest[0] == '.')
}
