package eval

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// contextName is how expressions call the context.
const contextName = "context"

// variablesPath is how expressions call the variables of the context.
const variablesPath = contextName + ".Variables"

// callersScheme is the reason of the scheme that the caller used.
const callersScheme = "the caller's scheme"

// contextObject is the context as a value.
var contextObject = value.Object{Kind: value.Context}

// fact is what is known of a member of the context.
type fact struct {
	kind  value.Kind
	typ   value.Type
	shape value.Shape
	why   string
	cause value.Cause
}

// contextFacts lists the members of the context that are not looked up in the
// Env, by their dotted name without "context.".
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
var contextFacts = map[string]fact{
	// The gateway serves only its configured names, so the host that the caller used
	// is one of them: https://learn.microsoft.com/azure/api-management/configure-custom-domain
	"Request.OriginalUrl.Host":        {kind: value.GatewayHost, typ: value.StringType},
	"Request.OriginalUrl.Scheme":      {why: callersScheme, typ: value.StringType, shape: value.WordShape, cause: value.SchemeCause},
	"Request.OriginalUrl.Port":        {why: "the caller's port", typ: value.NumberType, shape: value.DigitShape, cause: value.PortCause},
	"Request.OriginalUrl.Path":        {why: "the path of the request", typ: value.StringType, shape: value.PathShape, cause: value.PathCause},
	"Request.OriginalUrl.QueryString": {why: "the query of the request", typ: value.StringType, shape: value.PathShape, cause: value.QueryCause},
	"Request.Url.Path":                {why: "the path of the request", typ: value.StringType, shape: value.PathShape, cause: value.PathCause},
	"Request.Url.QueryString":         {why: "the query of the request", typ: value.StringType, shape: value.PathShape, cause: value.QueryCause},
	"Request.Url.Port":                {why: "the port of the backend", typ: value.NumberType, shape: value.DigitShape},
	"Request.Url.Scheme":              {why: "the scheme of the backend", typ: value.StringType, shape: value.WordShape},
	"Request.Url.Host":                {why: "the host of the backend", typ: value.StringType},
	"Request.Url":                     {why: "the URL of the backend"},
	"Request.Method":                  {why: "the method of the request", typ: value.StringType, shape: value.WordShape},
	"Request.IpAddress":               {why: "the caller's address", typ: value.StringType},
	"Request.Body":                    {why: "the body of the request", cause: value.BodyCause},
	"Response.Body":                   {why: "the body of the response", cause: value.BodyCause},
	"Deployment.Region":               {why: "the region of the gateway", typ: value.StringType},
	"Deployment.GatewayId":            {why: "the ID of the gateway", typ: value.StringType, shape: value.WordShape},
	"Api.Id":                          {why: "the ID of the API", typ: value.StringType, shape: value.WordShape},
	"Api.Name":                        {why: "the name of the API", typ: value.StringType},
	"Api.Path":                        {why: "the path of the API", typ: value.StringType},
	"Api.Version":                     {why: "the version of the API", typ: value.StringType},
	"Api.Revision":                    {why: "the revision of the API", typ: value.StringType, shape: value.WordShape},
	"Api.ServiceUrl":                  {why: "the API's service URL"},
	"Api.ServiceUrl.Host":             {why: "the host of the API's service URL", typ: value.StringType},
	"Operation.Id":                    {why: "the ID of the operation", typ: value.StringType, shape: value.WordShape},
	"Operation.Name":                  {why: "the name of the operation", typ: value.StringType},
	"Operation.UrlTemplate":           {why: "the URL template of the operation", typ: value.StringType, shape: value.PathShape},
	"Subscription.Id":                 {why: "the ID of the subscription", typ: value.StringType, shape: value.WordShape},
	"Subscription.Key":                {why: "the key of the subscription", typ: value.StringType, shape: value.WordShape},
	"RequestId":                       {why: "the ID of the request", shape: value.WordShape},
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
func (m *machine) contextMember(x expr.Node, owner, name string) value.Value {
	if owner != "" {
		name = owner + "." + name
	}
	at := m.loc(x)
	switch name {
	case "Deployment.Gateway.IsManaged":
		if m.env.SelfHosted {
			return value.Computed("False", value.BoolType, at)
		}
		return value.OfPart(value.Part{Why: "the kind of the gateway", Type: value.BoolType, At: at, Form: value.Operand})
	case "Deployment.ServiceName":
		return value.OfPart(value.Part{Kind: value.ServiceName, Type: value.StringType, View: text.NewView(m.env.Service), At: at, Form: value.Operand})
	case "Request.OriginalUrl":
		return value.OfObject(&value.Object{Kind: value.URI, Name: name, Elems: []value.Value{m.originalURL(at)}}, m.here(x))
	case "Request.Url", "Api.ServiceUrl":
		if v, ok := m.urlMember(name, at); ok {
			return value.OfObject(&value.Object{Kind: value.URI, Name: name, Elems: []value.Value{v}}, m.here(x))
		}
		return value.OfObject(&value.Object{Kind: value.URI, Name: name, Elems: []value.Value{value.OfPart(value.Part{Why: contextFacts[name].why, Cause: contextFacts[name].cause, Type: value.StringType, At: at, Form: value.Operand})}}, m.here(x))
	}
	if v, ok := m.urlMember(name, at); ok {
		return v
	}
	if f, ok := contextFacts[name]; ok {
		return value.OfPart(value.Part{Kind: f.kind, Type: f.typ, Shape: f.shape, Why: f.why, Cause: f.cause, At: at, Form: value.Operand})
	}
	if o := contextParts[name]; o != nil {
		return value.OfObject(o, m.here(x))
	}
	return m.unknown(x, "the value of context."+name)
}

// contextParts are the parts of the context that have members, but no value.
var contextParts = func() map[string]*value.Object {
	out := map[string]*value.Object{}
	for _, name := range []string{
		"Api", "Deployment", "Deployment.Gateway", "LastError", "Operation", "Product", "Request",
		"Request.Headers", "Request.MatchedParameters", "Response", "Response.Headers", "Subscription",
		"User", "Variables",
	} {
		out[name] = &value.Object{Kind: value.Context, Name: name}
	}
	return out
}()

// originalURL is context.Request.OriginalUrl as text.
func (m *machine) originalURL(at text.Loc) value.Value {
	lit := func(s string) value.Part {
		return value.Part{Kind: value.Literal, Type: value.StringType, View: text.NewView(s), At: at, Form: value.Operand}
	}
	f := contextFacts["Request.OriginalUrl.Path"]
	return value.Of(
		value.Part{Why: callersScheme, Cause: value.SchemeCause, Type: value.StringType, Shape: value.WordShape, At: at, Form: value.Operand},
		lit("://"),
		value.Part{Kind: value.GatewayHost, Type: value.StringType, At: at, Form: value.Operand},
		value.Part{Why: f.why, Cause: f.cause, Type: value.StringType, Shape: value.PathShape, At: at, Form: value.Operand},
	)
}

// urlMember is a member of context.Request.Url or context.Api.ServiceUrl, where
// the Env knows the URL.
func (m *machine) urlMember(name string, at text.Loc) (value.Value, bool) {
	var v value.Value
	if m.env.Request == nil {
		return value.Value{}, false
	}
	rest, ok := strings.CutPrefix(name, "Request.Url")
	if ok {
		v = m.env.Request.URL()
	} else if rest, ok = strings.CutPrefix(name, "Api.ServiceUrl"); ok {
		v = m.env.Request.ServiceURL()
	}
	if len(v.Alts) == 0 {
		return value.Value{}, false
	}
	switch rest {
	case "":
		if ok := name == "Request.Url"; ok {
			v = withPath(v, at)
		}
		return v.ReadAt(at, value.Operand, nil), true
	case ".Host", ".Scheme":
	default:
		return value.Value{}, false
	}
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		u := value.SplitURL(s)
		part := u.Host
		if rest == ".Scheme" {
			part = u.Scheme()
		}
		if !u.Split || len(part.Parts) == 0 || hasUpper(part) {
			return value.Value{}, false // whether the gateway keeps the case is not documented
		}
		out.Alts = append(out.Alts, part)
	}
	return out.ReadAt(at, value.Operand, nil), true
}

// hasUpper reports whether a known piece of s has a capital letter.
func hasUpper(s value.Str) bool {
	for i := range s.Parts {
		if p := &s.Parts[i]; p.Kind == value.Literal && p.Text() != strings.ToLower(p.Text()) {
			return true
		}
	}
	return false
}

// withPath is the base URL with the path of the operation after it.
func withPath(v value.Value, at text.Loc) value.Value {
	f := contextFacts["Request.Url.Path"]
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		path := value.Part{Why: f.why, Cause: f.cause, Type: value.StringType, At: at, Form: value.Operand}
		if u := value.SplitURL(s); u.Split && len(u.Path().Parts) == 0 {
			path.Shape = value.PathShape
		}
		out.Alts = append(out.Alts, value.Str{Parts: append(s.Parts[:len(s.Parts):len(s.Parts)], path), When: s.When})
	}
	return out
}

// variable is context.Variables[key], or d where it is not set.
func (m *machine) variable(x expr.Node, key expr.Expr, d expr.Expr) value.Value {
	var byDefault *value.Value
	if d != nil {
		v := through(m.eval(d), d, d, m.env.Path).ReadAt(m.loc(x), value.Operand, nil)
		byDefault = &v
	}
	out, ok := choices([]value.Value{m.eval(key)}, func(s []value.Str) value.Value {
		name, ok := s[0].Literal()
		if !ok {
			return m.caused(x, value.VariableCause, "a variable whose name is computed")
		}
		return m.variableNamed(x, name, byDefault)
	})
	if !ok {
		return m.caused(x, value.VariableCause, "a variable whose name is computed")
	}
	return out
}

func (m *machine) variableNamed(x expr.Node, name string, d *value.Value) value.Value {
	if m.env.Request == nil {
		return m.caused(x, value.VariableCause, "the variable \""+name+"\"")
	}
	v := m.env.Request.Variable(name)
	if m.givenUp() { // variables are computed from each other, thousands of them in a row
		return value.Value{}
	}
	out, missing := value.Value{Cut: v.Cut}, len(v.Alts) == 0
	for _, s := range v.Alts {
		// Whether a default stands for a variable that is set to null is not documented.
		missing = missing || s.IsUnset() || d != nil && s.IsNull()
		if !s.IsUnset() {
			out.Alts = append(out.Alts, s)
		}
	}
	out = value.Retyped(out.ReadAt(m.loc(x), value.Operand, nil), value.AnyType)
	switch {
	case !missing:
	case d != nil:
		out = value.Join(out, *d)
	case !slices.ContainsFunc(out.Alts, isUnknown): // one reason is enough
		out = value.Join(out, m.caused(x, value.VariableCause, "the variable \""+name+"\", which is not set here"))
	}
	return out
}

// isUnknown reports whether nothing is known of s.
func isUnknown(s value.Str) bool { return len(s.Parts) == 1 && s.Parts[0].Kind == value.Unknown }

// header is a request header.
func (m *machine) header(x expr.Node, key expr.Expr, d expr.Expr) value.Value {
	name, ok := m.eval(key).Only()
	switch {
	case !ok:
		return m.caused(x, value.HeaderCause, "a header whose name is computed")
	case strings.EqualFold(name, "Host"):
		if m.env.Request != nil {
			return m.env.Request.HostHeader().ReadAt(m.loc(x), value.Operand, nil)
		}
		return value.OfPart(value.Part{Kind: value.GatewayHost, Type: value.StringType, At: m.loc(x), Form: value.Operand})
	}
	callers := m.caused(x, value.HeaderCause, "the header "+name+" of the request")
	var byDefault value.Value
	if d != nil {
		byDefault = m.eval(d).ReadAt(m.loc(x), value.Operand, nil)
		callers = value.Join(callers, byDefault)
	}
	if m.env.Request == nil {
		return callers
	}
	set := m.env.Request.Header(name)
	if len(set.Alts) == 0 {
		return callers
	}
	out := value.Value{Cut: set.Cut}
	for _, s := range set.Alts {
		switch one := (value.Value{Alts: []value.Str{s}}); {
		case s.IsUnset():
			out = value.Join(out, callers)
		case s.IsNull() && d != nil:
			out = value.Join(out, byDefault)
		default:
			out = value.Join(out, value.Retyped(one.ReadAt(m.loc(x), value.Operand, nil), value.StringType))
		}
	}
	return out
}
