package eval

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
)

// TestUri: what a Uri makes of its text, and what its members give.
// https://learn.microsoft.com/dotnet/api/system.uri
func TestUri(t *testing.T) {
	const host, method, base = "context.Request.OriginalUrl.Host", "context.Request.Method", `new Uri("https://api.contoso.com/x/y")`
	for src, want := range map[string]string{
		// Scheme and host in lower case, no default port, a path.
		`new Uri("HTTPS://Api.Contoso.com:443").ToString()`:      "https://api.contoso.com/",
		`new Uri("http://api.contoso.com:80/a").AbsoluteUri`:     "http://api.contoso.com/a",
		`new Uri("http://api.contoso.com:443/a").AbsoluteUri`:    "http://api.contoso.com:443/a",
		`new Uri(" https://api.contoso.com/a").AbsoluteUri`:      "https://api.contoso.com/a",
		`new Uri("https://" + ` + host + ` + ":443").ToString()`: "https://{the caller's hostname}/",
		`new Uri("https://" + ` + host + ` + "/A").ToString()`:   "https://{the caller's hostname}/A",
		// A path that .NET writes in another form is not known; the host is.
		`new Uri("https://api.contoso.com/a b").ToString()`:       "https://api.contoso.com{a path that is written in another form}",
		`new Uri("https://api.contoso.com/a/../b").AbsolutePath`:  "{a path that is written in another form}",
		`new Uri("https://api.contoso.com/a%20b").AbsolutePath`:   "{a path that is written in another form}",
		`new Uri("https://api.contoso.com/a/../b").Host`:          "api.contoso.com",
		`new Uri("https://api.contoso.com/a?x=1").OriginalString`: "https://api.contoso.com{the path of a URL}",
		`new Uri("/a", UriKind.Relative).ToString()`:              "/a",
		`new Uri("/a", UriKind.Relative).OriginalString`:          "{the result of new Uri.OriginalString}",
		// A port that is not written is the usual one.
		`new Uri("https://api.contoso.com:/a").ToString()`:     "https://api.contoso.com/a",
		`new Uri("https://https://api.contoso.com").Authority`: "https",
		// The path may be in what is not known, if that is no word.
		`new Uri("https://" + ` + method + `).ToString()`:                                                    "https://{the method of the request}/",
		`new Uri("https://" + context.Request.Headers.GetValueOrDefault("A", "") + ` + host + `).ToString()`: "https://{the header A of the request}{the caller's hostname}{a path that may be there already} | https://{the caller's hostname}/",
		`new Uri("https://" + context.Request.Headers.GetValueOrDefault("A") + "/x").PathAndQuery`:           "{the header A of the request}",
		`new Uri("https://" + context.Request.Headers.GetValueOrDefault("A") + "/x").Query`:                  "{the header A of the request}",
		`new Uri("https://" + ` + method + ` + "/x").PathAndQuery`:                                           "/x",
		`new Uri("https://" + ` + host + ` + "/x").AbsolutePath`:                                             "/x",
		// Components.
		`new Uri("https://api.contoso.com/a?x=1#f").Query`:                  "?x=1",
		`new Uri("https://api.contoso.com/a?").Query`:                       "{the result of new Uri.Query}",
		`new Uri("https://api.contoso.com/a").Query`:                        "",
		`new Uri("https://api.contoso.com/a?x=1#f").PathAndQuery`:           "/a?x=1",
		`new Uri("https://api.contoso.com/a#f").AbsolutePath`:               "/a",
		`new Uri("https://api.contoso.com/a?x=1").LocalPath`:                "/a",
		`new Uri("https://api.contoso.com/" + ` + method + `).AbsolutePath`: "{the method of the request}",
		`new Uri("https://api.contoso.com/" + ` + method + `).Host`:         "api.contoso.com",
		`new Uri("https://u:p@api.contoso.com/a").Host`:                     "api.contoso.com",
		`new Uri("https://u:p@api.contoso.com:443/a").Authority`:            "{the result of new Uri.Authority}",
		`new Uri("https://" + ` + host + ` + ":8443/x").Authority`:          "{the caller's hostname}:8443",
		`new Uri("https://" + ` + host + ` + ":8443/x").Port`:               "8443",
		`new Uri("https://api.contoso.com/x").Port`:                         "443",
		`new Uri("http://api.contoso.com/x").Port`:                          "80",
		`new Uri("ftp://api.contoso.com/x").Port + ""`:                      "{the result of new Uri.Port}",
		`new Uri("https://[::1]:8443/x").Host`:                              "{the result of new Uri.Host}",
		`new Uri("https://api.contoso.com/x").DnsSafeHost`:                  "api.contoso.com",
		`new Uri("https://api.contoso.com/x").IsAbsoluteUri ? "y" : "n"`:    "y | n",
		`new Uri("https://api.contoso.com/x").Segments[0]`:                  "{the result of new Uri.Segments}",
		`new Uri("stock").Host`:                                             "{the result of new Uri.Host}",
		`new Uri(` + method + `).Host`:                                      "{the method of the request}",
		// A path on a base, and a whole URL instead of it.
		`new Uri("https://api.contoso.com/x", UriKind.Absolute).Host`:                  "api.contoso.com",
		`new Uri(` + base + `, "/z").ToString()`:                                       "https://api.contoso.com/z",
		`new Uri(` + base + `, "/" + ` + method + `).Host`:                             "api.contoso.com",
		`new Uri(` + base + `, "z").ToString()`:                                        "https://api.contoso.com{a path relative to another one}",
		`new Uri(` + base + `, "?a=b").Host`:                                           "api.contoso.com",
		`new Uri(` + base + `, "https://stock.contoso.com/z").Host`:                    "stock.contoso.com",
		`new Uri(` + base + `, "//stock.contoso.com/z").Host`:                          "stock.contoso.com",
		`new Uri(` + base + `, "mailto:a").ToString()`:                                 "{the result of new Uri}",
		`new Uri(` + base + `, ` + method + `).Host`:                                   "{the method of the request}",
		`new Uri(new Uri("stock"), "/z").Host`:                                         "{the result of new Uri}",
		`new Uri("https://api.contoso.com/a/b?c=d").GetLeftPart(UriPartial.Authority)`: "https://api.contoso.com",
		`new Uri("https://api.contoso.com").GetLeftPart(UriPartial.Authority)`:         "https://api.contoso.com",
		`new Uri("https://api.contoso.com/a/b?c=d").GetLeftPart(UriPartial.Scheme)`:    "https://",
		`new Uri("https://api.contoso.com/a/b?c=d").GetLeftPart(UriPartial.Path)`:      "{the result of new Uri.GetLeftPart(...)}",
		`new Uri("https://u@api.contoso.com/a").GetLeftPart(UriPartial.Authority)`:     "{the result of new Uri.GetLeftPart(...)}",
		`new Uri("https://api.contoso.com/a").ToString("x")`:                           "{the result of new Uri.ToString(...)}",
	} {
		evaluates(t, expr.ParseExpr, src, want)
	}
}
