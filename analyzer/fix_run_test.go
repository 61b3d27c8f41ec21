package analyzer_test

import (
	"cmp"
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/concrete"
)

// sent is a request as it leaves the gateway.
type sent struct{ url, host string }

// runner runs the statements of probes with real values, as far as it takes to
// see what they send: it is written apart from the analyzer.
type runner struct {
	t        testing.TB
	ctx      concrete.Context
	values   map[string]string // named values
	backends map[string]string
	base     string // of the forwarded request
	host     string // its Host header, "" if no policy sets one
	out      []sent
}

// probes are the requests that the elements with the ID "probe" send, and the
// forwarded request of the API at apiPath if there is one.
func probes(t testing.TB, files []*text.File) []sent {
	r := &runner{t: t, values: map[string]string{}, backends: map[string]string{}, ctx: concrete.Context{
		Host: probeHost, Headers: map[string]string{"Host": probeHost, "X-Probe": "https://other.fabrikam.com:8443/p"}, Variables: map[string]string{},
		Members: map[string]string{"context.Deployment.ServiceName": "contoso"},
	}}
	policies := map[string]string{}
	for _, f := range files {
		switch path.Base(f.Path) {
		case "namedValueInformation.json":
			p := r.artifact(f)
			r.values[p["displayName"]] = p["value"]
		case "backendInformation.json":
			r.backends[path.Base(path.Dir(f.Path))] = r.artifact(f)["url"]
		case "apiInformation.json":
			if u := r.artifact(f)["serviceUrl"]; strings.Contains(f.Path, "probe") {
				r.base = u
			}
		default:
			if strings.HasSuffix(f.Path, ".xml") {
				policies[f.Path] = f.Src
			}
		}
	}
	forwarded := r.base != ""
	if forwarded {
		u, err := url.Parse(r.base)
		if err != nil {
			t.Fatal(err)
		}
		r.ctx.Members["context.Request.Url.Host"] = u.Hostname()
		r.ctx.Members["context.Api.ServiceUrl.Scheme"] = u.Scheme
		r.ctx.Members["context.Api.ServiceUrl.Path"] = u.Path
	}
	for _, p := range inOrder(policies) {
		doc, _ := policy.Parse(text.NewView(r.filled(policies[p])))
		for e := range policy.All(doc) {
			r.statement(e, forwarded && (p == "policy.xml" || strings.HasPrefix(p, "apis/probe/")))
		}
	}
	if forwarded {
		r.out = append(r.out, r.sent(r.base, r.host))
	}
	return r.out
}

// inOrder lists fragments, then the policy for all APIs, then the others.
func inOrder(policies map[string]string) []string {
	var out []string
	for p := range policies {
		out = append(out, p)
	}
	rank := func(p string) int {
		if strings.Contains(p, "fragments/") {
			return -1
		}
		return strings.Count(p, "/")
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a, b)) })
	return out
}

func (r *runner) artifact(f *text.File) map[string]string {
	var a struct{ Properties map[string]any }
	if err := json.Unmarshal([]byte(f.Src), &a); err != nil {
		r.t.Fatalf("%s: %v", f.Path, err)
	}
	out := map[string]string{}
	for k, v := range a.Properties {
		if s, ok := v.(string); ok {
			out[k] = r.filled(s)
		}
	}
	return out
}

// filled is a text with the named values put in.
func (r *runner) filled(s string) string {
	for name, v := range r.values {
		s = strings.ReplaceAll(s, "{{"+name+"}}", v)
	}
	return s
}

func (r *runner) statement(e *policy.Element, forwarded bool) {
	attr := func(name string) string {
		a := e.Attr(name)
		if a == nil {
			return ""
		}
		return r.value(a.Value)
	}
	literal := func(name string) string {
		if a := e.Attr(name); a != nil {
			s, _ := a.Value.Literal()
			return s
		}
		return ""
	}
	probe := literal("id") == "probe"
	switch {
	case e.Tag == "set-variable" && strings.HasPrefix(literal("name"), "probe"):
		r.ctx.Variables[literal("name")] = attr("value")
	case strings.HasPrefix(e.Tag, "send-") && probe:
		host := ""
		for c := range e.Elements() {
			if c.Tag == "set-header" && isHost(c) {
				host = r.value(c.Child("value").Content())
			}
		}
		r.out = append(r.out, r.sent(r.value(e.Child("set-url").Content()), host))
	case e.Tag == "set-backend-service" && probe:
		host := ""
		for c := range e.Parent.Elements() {
			if c.Tag == "set-header" && isHost(c) {
				host = r.value(c.Child("value").Content())
			}
		}
		base := attr("base-url")
		if base == "" {
			base = r.backends[attr("backend-id")]
		}
		r.out = append(r.out, r.sent(base, host))
	case !forwarded || !r.taken(e):
	case e.Tag == "set-backend-service" && e.Attr("base-url") != nil:
		r.base = attr("base-url")
	case e.Tag == "set-header" && isHost(e):
		r.host = r.value(e.Child("value").Content())
	}
}

// taken reports whether a request gets to a statement: it stands in the inbound
// section, or in a branch of it whose condition holds.
func (r *runner) taken(e *policy.Element) bool {
	for p := e.Parent; p != nil; p = p.Parent {
		switch p.Tag {
		case "inbound":
			return true
		case "when":
			part := p.Attr("condition").Value.Parts[0]
			code := text.NewView("(" + part.View.Src + `) ? "yes" : "no"`)
			block, _ := expr.Parse(code, part.Block)
			if s, _, how := concrete.Run(block, r.ctx); how != concrete.Returned || s != "yes" {
				return false
			}
		case "choose":
		default:
			return false
		}
	}
	return false
}

func isHost(e *policy.Element) bool {
	s, _ := e.Attr("name").Value.Literal()
	return strings.EqualFold(s, "host")
}

// value is the text of a value.
func (r *runner) value(v policy.Value) string {
	v = v.Trimmed()
	if s, ok := v.Literal(); ok {
		return s
	}
	if len(v.Parts) != 1 || v.Parts[0].Kind != policy.Expression {
		r.t.Fatalf("%v cannot be run", v)
	}
	block, errs := expr.Parse(v.Parts[0].View, v.Parts[0].Block)
	if len(errs) > 0 {
		r.t.Fatalf("%s: %v", v.Parts[0].View.Src, errs[0].Message)
	}
	s, _, how := concrete.Run(block, r.ctx)
	if how != concrete.Returned {
		r.t.Fatalf("%s does not return: %v", v.Parts[0].View.Src, how)
	}
	return s
}

// sent is a request to an address; without a Host header of its own it names the
// host of the address.
func (r *runner) sent(address, host string) sent {
	if u, err := url.Parse(address); err == nil && host == "" {
		host = u.Host
	}
	return sent{address, host}
}

// equivalent says in which way a request is not the one before it made over
// loopback; "" if it is.
func equivalent(before, after sent) string {
	b, err := url.Parse(before.url)
	if err != nil {
		return err.Error()
	}
	a, err := url.Parse(after.url)
	switch {
	case err != nil:
		return err.Error()
	case a.Scheme != b.Scheme:
		return "the scheme is another one"
	case a.Path != b.Path || a.RawQuery != b.RawQuery || a.Fragment != b.Fragment:
		return "the path is another one"
	case a.Host != "127.0.0.1":
		return "the host is not loopback"
	case !strings.EqualFold(after.host, b.Hostname()) && b.Hostname() != probeAddress:
		return "the Host header is not the old host"
	case b.Hostname() == probeAddress && after.host != probeHost:
		return "the Host header is not the default host"
	}
	return ""
}
