package interpret

import (
	"fmt"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/policy"
)

// history tells when policies have changed the request, wherever they did it: at
// which moments, counted from 1.
type history struct {
	now     int
	headers map[string][]int // by name in lower case; "" is one whose name is not known
	any     []int            // of any header
	url     []int
	method  []int
	other   []int
}

// note adds what a statement may change of what a question can be about.
func (c *history) note(e *policy.Element) {
	switch e.Tag {
	case "base", "include-fragment", "choose", "when", "otherwise", "retry", "limit-concurrency", "set-variable", "trace", "return-response", call.ElemForward, "send-request", "send-one-way-request":
		return // those that contain others, and those that leave the request as it is
	}
	c.now++
	switch e.Tag {
	case call.ElemSetBackend, "rewrite-uri", "set-query-parameter":
		c.url = append(c.url, c.now)
	case "set-method":
		c.method = append(c.method, c.now)
	case "set-header":
		name := ""
		if a := e.Attr("name"); a != nil {
			name, _ = a.Value.Literal()
		}
		if c.headers == nil {
			c.headers = map[string][]int{}
		}
		name = strings.ToLower(strings.TrimSpace(name))
		c.headers[name] = append(c.headers[name], c.now)
		c.any = append(c.any, c.now)
	default:
		c.other = append(c.other, c.now)
	}
}

// last is the latest of some moments that is not after another one; 0 if none is.
func last(moments []int, at int) int {
	n, _ := slices.BinarySearch(moments, at+1)
	if n == 0 {
		return 0
	}
	return moments[n-1]
}

// subject names what a question is about at a moment; "" if the same question
// may have another answer later.
func (in *interpreter) subject(q *condition.Question, st state, at int) string {
	if q.Objects && in.changesObjects() || q.Body && in.consumesBody() {
		return ""
	}
	var b strings.Builder
	b.WriteString(compose.Home(in.site.Estate, &in.effective, in.doc).ID + "\x00" + q.Text)
	anything := st.vars.named(anyVariable)
	for _, name := range q.Variables {
		set := st.vars.named(name)
		if set.below(anything) {
			return ""
		}
		fmt.Fprintf(&b, "\x00%p", set)
	}
	if len(q.Headers) > 0 || q.URL || q.Method || q.Body {
		fmt.Fprintf(&b, "\x00%d %d", last(in.steps.other, at), last(in.steps.headers[""], at))
	}
	for _, name := range q.Headers {
		if name == condition.AnyHeader {
			fmt.Fprintf(&b, " any %d", last(in.steps.any, at))
			continue
		}
		fmt.Fprintf(&b, " %d", last(in.steps.headers[name], at))
	}
	if q.URL {
		fmt.Fprintf(&b, " url %d", last(in.steps.url, at))
	}
	if q.Method {
		fmt.Fprintf(&b, " method %d", last(in.steps.method, at))
	}
	return b.String()
}
