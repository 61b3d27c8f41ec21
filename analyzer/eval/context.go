package eval

import (
	"slices"
	"strings"

	"hairpin/analyzer/expr"
	"hairpin/analyzer/text"
)

// contextName is how expressions call the context.
const contextName = "context"

// variablesPath is how expressions call the variables of the context.
const variablesPath = contextName + ".Variables"

// callersScheme is the reason of the scheme that the caller used.
const callersScheme = "the caller's scheme"

// contextObject is the context as a value.
var contextObject = Object{Kind: Context}

// fact is what is known of a member of the context.
type fact struct {
	kind  Kind
	typ   Type
	shape Shape
	why   string
	cause Cause
}

// contextFacts lists the members of the context that are not looked up in the
// Env, by their dotted name without "context.".
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
var contextFacts = map[string]fact{
	// The gateway serves only its configured names, so the host that the caller used
	// is one of them: https://learn.microsoft.com/azure/api-management/configure-custom-domain
	"Request.OriginalUrl.Host":        {kind: GatewayHost, typ: StringType},
	"Request.OriginalUrl.Scheme":      {why: callersScheme, typ: StringType, shape: WordShape, cause: SchemeCause},
	"Request.OriginalUrl.Port":        {why: "the caller's port", typ: NumberType, shape: DigitShape, cause: PortCause},
	"Request.OriginalUrl.Path":        {why: "the path of the request", typ: StringType, shape: PathShape, cause: PathCause},
	"Request.OriginalUrl.QueryString": {why: "the query of the request", typ: StringType, shape: PathShape, cause: QueryCause},
	"Request.Url.Path":                {why: "the path of the request", typ: StringType, shape: PathShape, cause: PathCause},
	"Request.Url.QueryString":         {why: "the query of the request", typ: StringType, shape: PathShape, cause: QueryCause},
	"Request.Url.Port":                {why: "the port of the backend", typ: NumberType, shape: DigitShape},
	"Request.Url.Scheme":              {why: "the scheme of the backend", typ: StringType, shape: WordShape},
	"Request.Url.Host":                {why: "the host of the backend", typ: StringType},
	"Request.Url":                     {why: "the URL of the backend"},
	"Request.Method":                  {why: "the method of the request", typ: StringType, shape: WordShape},
	"Request.IpAddress":               {why: "the caller's address", typ: StringType},
	"Request.Body":                    {why: "the body of the request", cause: BodyCause},
	"Response.Body":                   {why: "the body of the response", cause: BodyCause},
	"Deployment.Region":               {why: "the region of the gateway", typ: StringType},
	"Deployment.GatewayId":            {why: "the ID of the gateway", typ: StringType, shape: WordShape},
	"Api.Id":                          {why: "the ID of the API", typ: StringType, shape: WordShape},
	"Api.Name":                        {why: "the name of the API", typ: StringType},
	"Api.Path":                        {why: "the path of the API", typ: StringType},
	"Api.Version":                     {why: "the version of the API", typ: StringType},
	"Api.Revision":                    {why: "the revision of the API", typ: StringType, shape: WordShape},
	"Api.ServiceUrl":                  {why: "the API's service URL"},
	"Api.ServiceUrl.Host":             {why: "the host of the API's service URL", typ: StringType},
	"Operation.Id":                    {why: "the ID of the operation", typ: StringType, shape: WordShape},
	"Operation.Name":                  {why: "the name of the operation", typ: StringType},
	"Operation.UrlTemplate":           {why: "the URL template of the operation", typ: StringType, shape: PathShape},
	"Subscription.Id":                 {why: "the ID of the subscription", typ: StringType, shape: WordShape},
	"Subscription.Key":                {why: "the key of the subscription", typ: StringType, shape: WordShape},
	"RequestId":                       {why: "the ID of the request", shape: WordShape},
}

// inContext is the dotted name without "context.", if x is a member of the
// context and the name is not hidden by a local.
func (m *machine) inContext(x expr.Expr) (string, bool) {
	path, _ := expr.Path(x)
	name, ok := strings.CutPrefix(path, contextName+".")
	if _, hidden := m.locals[contextName]; hidden {
		return "", false
	}
	return name, ok
}

// contextMember is a member of the context, or of an object in it.
func (m *machine) contextMember(x expr.Node, owner, name string) Value {
	if owner != "" {
		name = owner + "." + name
	}
	at := m.loc(x)
	switch name {
	case "Deployment.Gateway.IsManaged":
		if m.env.SelfHosted {
			return Computed("False", BoolType, at)
		}
		return of(Part{Why: "the kind of the gateway", Type: BoolType, At: at, Form: Operand})
	case "Deployment.ServiceName":
		return of(Part{Kind: ServiceName, Type: StringType, View: text.NewView(m.env.Service), At: at, Form: Operand})
	case "Request.OriginalUrl":
		return object(&Object{Kind: URI, Name: name, Elems: []Value{m.originalURL(at)}}, m.here(x))
	case "Request.Url", "Api.ServiceUrl":
		if v, ok := m.urlMember(name, at); ok {
			return object(&Object{Kind: URI, Name: name, Elems: []Value{v}}, m.here(x))
		}
		return object(&Object{Kind: URI, Name: name, Elems: []Value{of(Part{Why: contextFacts[name].why, Cause: contextFacts[name].cause, Type: StringType, At: at, Form: Operand})}}, m.here(x))
	}
	if v, ok := m.urlMember(name, at); ok {
		return v
	}
	if f, ok := contextFacts[name]; ok {
		return of(Part{Kind: f.kind, Type: f.typ, Shape: f.shape, Why: f.why, Cause: f.cause, At: at, Form: Operand})
	}
	if o := contextParts[name]; o != nil {
		return object(o, m.here(x))
	}
	return m.unknown(x, "the value of context."+name)
}

// contextParts are the parts of the context that have members, but no value.
var contextParts = func() map[string]*Object {
	out := map[string]*Object{}
	for _, name := range []string{
		"Api", "Deployment", "Deployment.Gateway", "LastError", "Operation", "Product", "Request",
		"Request.Headers", "Request.MatchedParameters", "Response", "Response.Headers", "Subscription",
		"User", "Variables",
	} {
		out[name] = &Object{Kind: Context, Name: name}
	}
	return out
}()

// sometimesNull are the parts of the context that not every request has: the
// response before it was forwarded, the product without one in the key, the error
// outside of on-error.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
// https://learn.microsoft.com/azure/api-management/retry-policy#examples
var sometimesNull = []string{"LastError", "Operation", "Product", "Response", "Subscription", "User"}

// originalURL is context.Request.OriginalUrl as text.
func (m *machine) originalURL(at text.Loc) Value {
	lit := func(s string) Part {
		return Part{Kind: Literal, Type: StringType, View: text.NewView(s), At: at, Form: Operand}
	}
	f := contextFacts["Request.OriginalUrl.Path"]
	return Of(
		Part{Why: callersScheme, Cause: SchemeCause, Type: StringType, Shape: WordShape, At: at, Form: Operand},
		lit("://"),
		Part{Kind: GatewayHost, Type: StringType, At: at, Form: Operand},
		Part{Why: f.why, Cause: f.cause, Type: StringType, Shape: PathShape, At: at, Form: Operand},
	)
}

// urlMember is a member of context.Request.Url or context.Api.ServiceUrl, where
// the Env knows the URL.
func (m *machine) urlMember(name string, at text.Loc) (Value, bool) {
	var v Value
	if m.env.Request == nil {
		return Value{}, false
	}
	rest, ok := strings.CutPrefix(name, "Request.Url")
	if ok {
		v = m.env.Request.URL()
	} else if rest, ok = strings.CutPrefix(name, "Api.ServiceUrl"); ok {
		v = m.env.Request.ServiceURL()
	}
	if len(v.Alts) == 0 {
		return Value{}, false
	}
	switch rest {
	case "":
		if ok := name == "Request.Url"; ok {
			v = withPath(v, at)
		}
		return v.ReadAt(at, Operand, nil), true
	case ".Host", ".Scheme":
	default:
		return Value{}, false
	}
	out := Value{Cut: v.Cut}
	for _, s := range v.Alts {
		u := SplitURL(s)
		part := u.Host
		if rest == ".Scheme" {
			part = u.Scheme()
		}
		if !u.Split || len(part.Parts) == 0 || hasUpper(part) {
			return Value{}, false // whether the gateway keeps the case is not documented
		}
		out.Alts = append(out.Alts, part)
	}
	return out.ReadAt(at, Operand, nil), true
}

// hasUpper reports whether a known piece of s has a capital letter.
func hasUpper(s Str) bool {
	for i := range s.Parts {
		if p := &s.Parts[i]; p.Kind == Literal && p.Text() != strings.ToLower(p.Text()) {
			return true
		}
	}
	return false
}

// withPath is the base URL with the path of the operation behind it.
func withPath(v Value, at text.Loc) Value {
	f := contextFacts["Request.Url.Path"]
	out := Value{Cut: v.Cut}
	for _, s := range v.Alts {
		path := Part{Why: f.why, Cause: f.cause, Type: StringType, At: at, Form: Operand}
		if u := SplitURL(s); u.Split && len(u.Path().Parts) == 0 {
			path.Shape = PathShape
		}
		out.Alts = append(out.Alts, Str{Parts: append(s.Parts[:len(s.Parts):len(s.Parts)], path), When: s.When})
	}
	return out
}

// variable is context.Variables[key], or d where it is not set.
func (m *machine) variable(x expr.Node, key expr.Expr, d expr.Expr) Value {
	var byDefault *Value
	if d != nil {
		v := through(m.eval(d), d, d, m.env.Path).ReadAt(m.loc(x), Operand, nil)
		byDefault = &v
	}
	out, ok := choices([]Value{m.eval(key)}, func(s []Str) Value {
		name, ok := s[0].Literal()
		if !ok {
			return m.caused(x, VariableCause, "a variable whose name is computed")
		}
		return m.variableNamed(x, name, byDefault)
	})
	if !ok {
		return m.caused(x, VariableCause, "a variable whose name is computed")
	}
	return out
}

func (m *machine) variableNamed(x expr.Node, name string, d *Value) Value {
	if m.env.Request == nil {
		return m.caused(x, VariableCause, "the variable \""+name+"\"")
	}
	v := m.env.Request.Variable(name)
	out, missing := Value{Cut: v.Cut}, len(v.Alts) == 0
	for _, s := range v.Alts {
		// Whether a default stands for a variable that is set to null is not documented.
		missing = missing || s.isUnset() || d != nil && s.IsNull()
		if !s.isUnset() {
			out.Alts = append(out.Alts, s)
		}
	}
	out = retyped(out.ReadAt(m.loc(x), Operand, nil), AnyType)
	switch {
	case !missing:
	case d != nil:
		out = Join(out, *d)
	case !slices.ContainsFunc(out.Alts, isUnknown): // one reason is enough
		out = Join(out, m.caused(x, VariableCause, "the variable \""+name+"\", which is not set here"))
	}
	return out
}

// isUnknown reports whether nothing is known of s.
func isUnknown(s Str) bool { return len(s.Parts) == 1 && s.Parts[0].Kind == Unknown }

// header is a request header.
func (m *machine) header(x expr.Node, key expr.Expr, d expr.Expr) Value {
	name, ok := m.eval(key).Only()
	switch {
	case !ok:
		return m.caused(x, HeaderCause, "a header whose name is computed")
	case strings.EqualFold(name, "Host"):
		if m.env.Request != nil {
			return m.env.Request.HostHeader().ReadAt(m.loc(x), Operand, nil)
		}
		return of(Part{Kind: GatewayHost, Type: StringType, At: m.loc(x), Form: Operand})
	}
	v := m.caused(x, HeaderCause, "the header "+name+" of the request")
	if d != nil {
		v = Join(v, m.eval(d).ReadAt(m.loc(x), Operand, nil))
	}
	return v
}
