package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// TestCause asks for the cause of what is not known. What is computed from it
// has the same; a name says nothing.
func TestCause(t *testing.T) {
	tests := []struct {
		src  string
		want value.Cause
	}{
		{`context.Request.OriginalUrl.QueryString`, value.QueryCause},
		{`context.Request.Url.QueryString.TrimStart('?').ToUpper()`, value.QueryCause},
		{`context.Request.OriginalUrl.QueryString.Split('&')[1]`, value.QueryCause},
		{`context.Request.OriginalUrl.QueryString.Split('&').Where(p => p != "a").Select(p => p).ToList()[3]`, value.QueryCause},
		{`new List<string>(context.Request.OriginalUrl.QueryString.Split('&'))[2]`, value.QueryCause},
		{`context.Request.OriginalUrl.Path`, value.PathCause},
		{`context.Request.OriginalUrl.Scheme`, value.SchemeCause},
		{`context.Request.OriginalUrl.Port.ToString()`, value.PortCause},
		{`context.Request.Headers["X-Query"][0]`, value.HeaderCause},
		{`context.Request.Headers.GetValueOrDefault("query")`, value.HeaderCause},
		{`context.Response.Headers["query"][0]`, value.HeaderCause},
		{`context.Request.MatchedParameters["query"]`, value.ParameterCause},
		{`context.Request.Body.As<string>()`, value.BodyCause},
		{`context.Variables["query"]`, value.VariableCause},
		{`"{{query}}"`, value.NamedValueCause},
		{`{{query}}`, value.NamedValueCause},
		{`"${query}"`, value.TokenCause},
		{`query.Length`, value.AnyCause},
		{`context.Request.IpAddress`, value.AnyCause},
	}
	for _, tt := range tests {
		b, errs := expr.ParseExpr(text.NewView(tt.src))
		if len(errs) > 0 {
			t.Errorf("%s: %v", tt.src, errs)
			continue
		}
		v := value.Text(Eval(b, testEnv()))
		if len(v.Alts) != 1 || !v.Alts[0].Is(tt.want) {
			t.Errorf("%s is %s, which is not one piece with the cause %d", tt.src, alternatives(v), tt.want)
		}
	}
}

// TestJoinTellsCausesApart joins null with a variable that is not set.
func TestJoinTellsCausesApart(t *testing.T) {
	null := value.Of(value.Part{Kind: value.Null})
	if v := value.Join(value.Join(null, value.Unset()), value.Unset()); len(v.Alts) != 2 || v.Alts[0].IsUnset() || !v.Alts[1].IsUnset() {
		t.Errorf("null or not set is %s", alternatives(v))
	}
}

// TestKnown reads the text of which is known what it is, and not the words for
// the rest.
func TestKnown(t *testing.T) {
	b, _ := expr.ParseExpr(text.NewView(`"https://" + context.Request.OriginalUrl.Host + "/" + context.Deployment.ServiceName + "/{{gw}}/" + context.Variables["a?key="] + "x"`))
	if got, want := Eval(b, testEnv()).Alts[0].Known(), "https://\x00/contoso/api.contoso.com/\x00x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
