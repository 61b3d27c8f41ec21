// Package hostile writes policies of authors who mean harm, for tests and
// measurements: each shape makes some bound of the analyzer matter. A policy is as
// long as it is asked to be, to within a statement.
package hostile

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Shape is one way to do harm.
type Shape struct {
	Name string
	// Body is the content of a section, of about n bytes.
	Body func(n int) string
}

// Policy is a policy of about n bytes.
func (s *Shape) Policy(n int) string {
	return "<policies><inbound>" + s.Body(n) + "</inbound></policies>"
}

// Shapes are all shapes: what is deep, what is wide, what is long, what doubles, and
// what has very many values or findings.
var Shapes = []Shape{
	{"depth", repeated("<a>")},
	{"closed depth", func(n int) string { return strings.Repeat("<a>", n/7) + strings.Repeat("</a>", n/7) }},
	{"nested choose", repeated(`<choose><when condition="@(true)">`)},
	{"nested retry", repeated(`<retry count="3">`)},
	{"nested wait", repeated("<wait>")},
	{"angle brackets", repeated("<")},
	{"attributes given twice", repeated(`<a b="c" b="d"/>`)},
	{"attributes of one tag", func(n int) string {
		return "<a" + counted(n, func(i int) string { return fmt.Sprintf(` a%d="b"`, i) }) + "/>"
	}},
	{"one text", func(n int) string { return "<a>" + strings.Repeat("{{x}}", n/5) + "</a>" }},
	{"one string", func(n int) string { return sending(`"` + strings.Repeat("a", n) + `"`) }},
	{"one sum", func(n int) string { return sending(`"a"` + strings.Repeat(` + "a"`, n/6)) }},
	{"one list", func(n int) string { return sending(`new[] { ` + strings.Repeat(`"a", `, n/5) + `}[0]`) }},
	{"one line", repeated("<send-request><set-url>https://api.contoso.com/x</set-url><set-method>GET</set-method></send-request>")},
	{"Host headers", func(n int) string {
		return "<send-request><set-url>https://127.0.0.1/x</set-url>" +
			strings.Repeat(`<set-header name="Host"><value>a</value></set-header>`, n/53) + "</send-request>"
	}},
	{"open brackets", func(n int) string { return sending(strings.Repeat("(", n)) }},
	{"open casts", func(n int) string { return sending(strings.Repeat("(string)", n/8)) }},
	{"open generics", func(n int) string { return sending(strings.Repeat("a<", n/2)) }},
	{"open lambdas", func(n int) string { return sending(strings.Repeat("x => ", n/5)) }},
	{"statements", func(n int) string { return coded(strings.Repeat(`s += "a"; `, n/10)) }},
	{"branches", func(n int) string {
		return coded(strings.Repeat(`if (context.LastError == null) { s += "a"; } `, n/46))
	}},
	{"named values", repeated(`<set-backend-service base-url="https://{{host}}/"/>`)},
	{"suppressions", repeated("<!-- hairpin:ignore HP101 -->")},
	{"variables", func(n int) string {
		return counted(n, func(i int) string {
			return fmt.Sprintf(`<set-variable name="v%d" value="@((string)context.Variables["v%d"])" />`, i+1, i)
		})
	}},
	{"choices", func(n int) string {
		return `<set-variable name="u" value="https://" />` + counted(n, func(i int) string {
			return fmt.Sprintf(`<choose><when condition="@(context.Request.Headers.ContainsKey("h%d"))"><set-variable name="u" value="@((string)context.Variables["u"] + "%d")" /></when></choose>`, i, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"conditions on one variable", func(n int) string {
		return several + counted(n-len(several), func(i int) string {
			return fmt.Sprintf(`<choose><when condition="@(((string)context.Variables["u"]).Contains("%d"))"><set-variable name="w%d" value="@((string)context.Variables["u"] + "/")" /></when></choose>`, i, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"conditions on two variables", func(n int) string {
		return several + strings.ReplaceAll(strings.ReplaceAll(several, `"u"`, `"v"`), "Api.Id", "Operation.Id") + counted(n-len(several), func(i int) string {
			return fmt.Sprintf(`<choose><when condition="@((string)context.Variables["u"] == (string)context.Variables["v"] + "%d")"><set-variable name="u" value="@((string)context.Variables["v"] + "%d")" /></when></choose>`, i, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"conditions that end", func(n int) string {
		return several + counted(n-len(several), func(i int) string {
			return fmt.Sprintf(`<choose><when condition="@(((string)context.Variables["u"]).EndsWith("%d"))"><return-response /></when></choose>`, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"conditions on what they set", func(n int) string {
		return several + counted(n-len(several), func(i int) string {
			return fmt.Sprintf(`<choose><when condition="@((string)context.Variables["u"] != "%d")"><set-variable name="u" value="@((string)context.Variables["u"] + "a")" /></when><otherwise><set-variable name="u" value="b%d" /><set-backend-service base-url="@((string)context.Variables["u"])" /></otherwise></choose>`, i, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"conditions on the gateway", func(n int) string {
		return several + counted(n-len(several), func(i int) string {
			return fmt.Sprintf(`<choose><when condition="@(context.Deployment.Gateway.Id == "g%d")"><set-variable name="u" value="@((string)context.Variables["u"] + "a")" /><set-backend-service base-url="@((string)context.Variables["u"])" /></when></choose>`, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"conditions in code", func(n int) string {
		return sending(`"a"`) + several + counted(n-len(several), func(i int) string {
			return fmt.Sprintf(`<set-variable name="u" value="@{ var s = (string)context.Variables["u"]; if (s.Contains("%d")) { s = s + "b"; } if (s != "%d" && s.Length > 3) { return s; } return s.EndsWith("x") ? s : "y"; }" />`, i, i)
		}) + sending(`(string)context.Variables["u"]`)
	}},
	{"doubled by Replace", repeated(sending(`"aaaaaaaa"` + strings.Repeat(`.Replace("a", "aaaaaaaa")`, 9)))},
	{"doubled by Base64", looped("s = Convert.ToBase64String(Encoding.UTF8.GetBytes(s + s));")},
	{"doubled by Insert", looped("s = s.Insert(1, s);")},
	{"doubled by PadLeft", looped("s = s.PadLeft(s.Length * 2);")},
	{"doubled by Regex.Replace", looped(`s = Regex.Replace(s, "a", "aaaaaaaa");`)},
	{"doubled by Concat", looped("s = string.Concat(s, s);")},
	{"doubled by Join", looped("s = string.Join(s, new[] { s, s, s });")},
	{"doubled by Format", looped(`s = string.Format("{0}{0}{0}", s);`)},
	{"doubled by interpolation", looped(`s = $"{s}{s}";`)},
	{"escaped again and again", looped(`s = Uri.EscapeDataString(s + "%");`)},
}

// several sets the variable u to one of many texts.
var several = func() string {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, `context.Api.Id == "%d" ? "https://%d" : `, i, i)
	}
	return `<set-variable name="u" value="@(` + b.String() + `"https://x")" />`
}()

func repeated(s string) func(n int) string {
	return func(n int) string { return strings.Repeat(s, max(n/len(s), 1)) }
}

// counted writes pieces that are numbered from 0.
func counted(n int, piece func(i int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(piece(i))
	}
	return b.String()
}

func sending(code string) string {
	return "<send-request><set-url>@(" + code + ")</set-url></send-request>"
}

// coded is a request whose URL is what code makes of s.
func coded(code string) string {
	return `<send-request><set-url>@{ var s = "https://"; ` + code + ` return s; }</set-url></send-request>`
}

func looped(step string) func(n int) string {
	return repeated(coded("for (var i = 0; i < 60; i++) { " + step + " }"))
}

// around is what a mix stands in, by its begin and end.
var around = [][2]string{
	{},
	{`<choose><when condition="@(context.Request.Method == "GET")">`, "</when></choose>"},
	{`<retry count="3" condition="@(true)">`, "</retry>"},
	{"<wait>", "</wait>"},
	{"<return-response><set-body>", "</set-body></return-response>"},
	{"<!--", "-->"},
	{"<a><![CDATA[", "]]></a>"},
	{`@("`, `")`},
}

// Mix is a policy of about n bytes that has several shapes, in each other or in a
// row, and is cut off or garbled now and then.
func Mix(r *rand.Rand, n int) string {
	s := "<policies><inbound>" + mix(r, n, 4) + "</inbound></policies>"
	for range r.IntN(3) {
		at := r.IntN(len(s))
		to := min(at+r.IntN(1+len(s)/8), len(s))
		switch r.IntN(3) {
		case 0:
			s = s[:at] + s[to:]
		case 1:
			s = s[:to] + s[at:]
		default:
			s = s[:at] + string(`<>"'&{}()@/;=`[r.IntN(13)]) + s[at:]
		}
	}
	return s
}

func mix(r *rand.Rand, n, depth int) string {
	if depth == 0 || r.IntN(3) == 0 {
		return Shapes[r.IntN(len(Shapes))].Body(n)
	}
	parts := 1 + r.IntN(3)
	a := around[r.IntN(len(around))]
	var b strings.Builder
	b.WriteString(a[0])
	for range parts {
		b.WriteString(mix(r, n/parts, depth-1))
	}
	b.WriteString(a[1])
	return b.String()
}
