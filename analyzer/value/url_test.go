package value

import (
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

func lit(s string) Part {
	return Part{Kind: Literal, View: text.NewView(s), Path: "p", Form: PlainText, At: text.Loc{Path: "p", Span: text.Span{End: len(s)}}}
}

func unknown(why string, shape Shape) Part { return Part{Why: why, Shape: shape} }

func TestSplitURL(t *testing.T) {
	gateway := Part{Kind: GatewayHost}
	tests := []struct {
		name                           string
		parts                          []Part
		scheme, user, host, port, path string
		why                            string
	}{
		{name: "plain", parts: []Part{lit("https://api.contoso.com/a?b=c#d")}, scheme: "https", host: "api.contoso.com", path: "/a?b=c#d"},
		{name: "port", parts: []Part{lit("https://api.contoso.com:8443")}, scheme: "https", host: "api.contoso.com", port: "8443"},
		{name: "user", parts: []Part{lit("https://u:p@w@api.contoso.com/x@y")}, scheme: "https", user: "u:p@w", host: "api.contoso.com", path: "/x@y"},
		{name: "user that looks like a host", parts: []Part{lit("https://api.contoso.com@evil.example/")}, scheme: "https", user: "api.contoso.com", host: "evil.example", path: "/"},
		{name: "query without path", parts: []Part{lit("https://h?x=https://api.contoso.com")}, scheme: "https", host: "h", path: "?x=https://api.contoso.com"},
		{name: "backslash", parts: []Part{lit(`https://h\x`)}, scheme: "https", host: "h", path: `\x`},
		{name: "IPv6", parts: []Part{lit("https://[::1]:443/x")}, scheme: "https", host: "::1", port: "443", path: "/x"},
		{name: "IPv6 without port", parts: []Part{lit("http://[::1]/x")}, scheme: "http", host: "::1", path: "/x"},
		{name: "a mark in brackets", parts: []Part{lit("https://[host]/x")}, scheme: "https", host: "[host]", path: "/x"},
		{name: "a mark in two brackets", parts: []Part{lit("https://[[host]]:443/x")}, scheme: "https", host: "[[host]]", port: "443", path: "/x"},
		{name: "symbol", parts: []Part{lit("https://"), gateway, lit("/x")}, scheme: "https", host: "{the caller's hostname}", path: "/x"},
		{name: "symbol with port", parts: []Part{lit("https://"), gateway, lit(":"), unknown("port", DigitShape), lit("/x")}, scheme: "https", host: "{the caller's hostname}", port: "{port}", path: "/x"},
		{name: "unknown scheme", parts: []Part{unknown("scheme", WordShape), lit("://api.contoso.com")}, scheme: "{scheme}", host: "api.contoso.com"},
		{name: "path behind the host", parts: []Part{lit("https://api.contoso.com"), unknown("path", PathShape)}, scheme: "https", host: "api.contoso.com", path: "{path}"},
		{name: "host in two pieces", parts: []Part{lit("https://api."), lit("contoso.com/x")}, scheme: "https", host: "api.contoso.com", path: "/x"},
		{name: "separator in three pieces", parts: []Part{lit("https:"), lit("/"), lit("/api.contoso.com/x")}, scheme: "https", host: "api.contoso.com", path: "/x"},
		{name: "separator at the end of a piece", parts: []Part{unknown("scheme", WordShape), lit(":"), lit("//"), gateway, lit("/x")}, scheme: "{scheme}", host: "{the caller's hostname}", path: "/x"},
		{name: "separator that an unknown cuts", parts: []Part{lit("https:"), unknown("u", AnyShape), lit("//api.contoso.com")}, why: "the URL has no scheme"},
		{name: "relative", parts: []Part{lit("/x/https://api.contoso.com")}, why: "the URL has no scheme"},
		{name: "unknown in front", parts: []Part{unknown("u", AnyShape), lit("/x?y=https://api.contoso.com")}, why: "u"},
		{name: "empty", why: "the URL is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := SplitURL(Str{Parts: tt.parts})
			got := [...]string{u.Scheme().String(), u.UserInfo.String(), u.Host.String(), u.Port.String(), u.Path().String(), u.Why}
			if want := [...]string{tt.scheme, tt.user, tt.host, tt.port, tt.path, tt.why}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestSplitURLKeepsPlaces(t *testing.T) {
	u := SplitURL(Str{Parts: []Part{lit("https://u@api.contoso.com:443/x")}})
	p := u.Host.Parts[0]
	if p.At.Span != (text.Span{Start: 10, End: 25}) || p.Origin().Span != p.At.Span {
		t.Errorf("the host stands at %v (origin %v)", p.At.Span, p.Origin().Span)
	}
}

func TestFoldHost(t *testing.T) {
	for in, want := range map[string]string{
		"API.Contoso.COM.":      "api.contoso.com",
		" h ":                   "h",
		"[::1]":                 "::1",
		"::ffff:127.0.0.1":      "127.0.0.1",
		"bücher.example":        "xn--bcher-kva.example",
		"BÜCHER.example.":       "xn--bcher-kva.example",
		"xn--bcher-kva.example": "xn--bcher-kva.example",
		"":                      "",
	} {
		if got := FoldHost(in); got != want {
			t.Errorf("FoldHost(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHostOf(t *testing.T) {
	tests := []struct {
		name  string
		parts []Part
		want  HostName
	}{
		{"literal", []Part{lit("https://A.b/")}, HostName{Name: "a.b", Known: true}},
		{"symbol", []Part{lit("https://"), {Kind: GatewayHost}}, HostName{Gateway: true}},
		{"service", []Part{lit("https://"), {Kind: ServiceName}, lit(".azure-api.net/")}, HostName{Suffix: ".azure-api.net", Service: true}},
		{"known service", []Part{lit("https://"), {Kind: ServiceName, View: text.NewView("contoso")}, lit(".azure-api.net/")}, HostName{Name: "contoso.azure-api.net", Known: true, Suffix: ".azure-api.net", Service: true}},
		{"unknown behind", []Part{lit("https://A.b"), unknown("x", AnyShape)}, HostName{Prefix: "a.b", Why: "x"}},
		{"unknown in front", []Part{lit("https://"), unknown("x", AnyShape), lit(".b/")}, HostName{Tail: ".b", Why: "x"}},
		{"placeholder", []Part{lit("https://{your host}/")}, HostName{Why: `the host "{your host}" is a placeholder`}},
		{"none", []Part{lit("https:///x")}, HostName{Why: "the URL has no host"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u := SplitURL(Str{Parts: tt.parts})
			if got := u.HostOf(); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}
