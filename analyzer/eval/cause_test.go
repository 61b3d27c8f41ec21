package eval

import (
	"strings"
	"testing"

	"hairpin/analyzer/expr"
	"hairpin/analyzer/text"
)

// TestCause asks for the cause of what is not known. What is computed from it
// has the same; a name says nothing.
func TestCause(t *testing.T) {
	tests := []struct {
		src  string
		want Cause
	}{
		{`context.Request.OriginalUrl.QueryString`, QueryCause},
		{`context.Request.Url.QueryString.TrimStart('?').ToUpper()`, QueryCause},
		{`context.Request.OriginalUrl.QueryString.Split('&')[1]`, QueryCause},
		{`context.Request.OriginalUrl.QueryString.Split('&').Where(p => p != "a").Select(p => p).ToList()[3]`, QueryCause},
		{`new List<string>(context.Request.OriginalUrl.QueryString.Split('&'))[2]`, QueryCause},
		{`context.Request.OriginalUrl.Path`, PathCause},
		{`context.Request.OriginalUrl.Scheme`, SchemeCause},
		{`context.Request.OriginalUrl.Port.ToString()`, PortCause},
		{`context.Request.Headers["X-Query"][0]`, HeaderCause},
		{`context.Request.Headers.GetValueOrDefault("query")`, HeaderCause},
		{`context.Response.Headers["query"][0]`, HeaderCause},
		{`context.Request.MatchedParameters["query"]`, ParameterCause},
		{`context.Request.Body.As<string>()`, BodyCause},
		{`context.Variables["query"]`, VariableCause},
		{`"{{query}}"`, NamedValueCause},
		{`{{query}}`, NamedValueCause},
		{`"${query}"`, TokenCause},
		{`query.Length`, AnyCause},
		{`context.Request.IpAddress`, AnyCause},
	}
	for _, tt := range tests {
		b, errs := expr.ParseExpr(text.NewView(tt.src))
		if len(errs) > 0 {
			t.Errorf("%s: %v", tt.src, errs)
			continue
		}
		v := Text(Eval(b, testEnv()))
		if len(v.Alts) != 1 || !v.Alts[0].Is(tt.want) {
			t.Errorf("%s is %s, which is not one piece with the cause %d", tt.src, alternatives(v), tt.want)
		}
	}
}

// TestCauseOfCut asks for the causes of what is left out.
func TestCauseOfCut(t *testing.T) {
	var many Value
	for range maxAlts + 1 {
		many.Alts = append(many.Alts, Str{Parts: []Part{{Kind: Literal, Type: StringType, View: text.NewView(strings.Repeat("a", len(many.Alts)+1))}}})
	}
	if v := many.bounded(); !v.Alts[len(v.Alts)-1].Is(ManyCause) {
		t.Errorf("%d values are %s", maxAlts+1, v.Alts[len(v.Alts)-1])
	}
	long := Value{Alts: []Str{{Parts: make([]Part, maxParts+1)}}}
	if s := shortened(long).Alts[0]; s.Parts[len(s.Parts)-1].Cause != LongCause {
		t.Errorf("a long text ends with %s", s.Parts[len(s.Parts)-1].Reason())
	}
}

// TestJoinTellsCausesApart joins null with a variable that is not set.
func TestJoinTellsCausesApart(t *testing.T) {
	null := Of(Part{Kind: Null})
	if v := Join(Join(null, Unset()), Unset()); len(v.Alts) != 2 || v.Alts[0].isUnset() || !v.Alts[1].isUnset() {
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
