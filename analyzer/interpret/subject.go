package interpret

import (
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/policy"
)

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
	case "base", "include-fragment", "choose", "when", "otherwise", "retry", "limit-concurrency", "set-variable", "trace", "return-response", call.ElemForward, "send-request", "send-one-way-request":
		// Those that contain others, and those that leave the request as it is.
	case call.ElemSetBackend, "rewrite-uri", "set-query-parameter":
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

// subject names what a question is about at this point; "" if the same question
// may have another answer later.
func (in *interpreter) subject(q *condition.Question, st state) string {
	var b strings.Builder
	b.WriteString(compose.Home(in.site.Estate, &in.effective, in.doc).ID + "\x00" + q.Text)
	anything := st.vars.named(anyVariable)
	for _, name := range q.Variables {
		set := st.vars.named(name)
		if set.below(anything) {
			return ""
		}
		fmt.Fprintf(&b, "\x00%p", set.assigned())
	}
	if len(q.Headers) > 0 || q.URL || q.Method {
		fmt.Fprintf(&b, "\x00%d %d", in.steps.other, in.steps.headers[""])
	}
	for _, name := range q.Headers {
		fmt.Fprintf(&b, " %d", in.steps.headers[name])
	}
	if q.URL {
		fmt.Fprintf(&b, " url %d", in.steps.url)
	}
	if q.Method {
		fmt.Fprintf(&b, " method %d", in.steps.method)
	}
	return b.String()
}
