package analyzer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
)

// worst are policies that are as bad as a size allows.
var worst = []struct {
	name string
	make func(n int) string
}{
	{"alternatives", func(n int) string { // one variable with n values
		var b strings.Builder
		b.WriteString("<choose>\n")
		for i := range n {
			fmt.Fprintf(&b, `<when condition="@(context.Request.Headers.ContainsKey("%d"))"><set-variable name="u" value="https://h%d.fabrikam.com/p" /></when>`+"\n", i, i)
		}
		b.WriteString("</choose>\n" + request(`@((string)context.Variables["u"])`))
		return b.String()
	}},
	{"concatenation", func(n int) string { // one expression of n pieces
		return request(`@("https://api.contoso.com/"` + strings.Repeat(` + context.Request.Method + "/x"`, n) + `)`)
	}},
	{"chain", func(n int) string { // each variable is made from the one before
		var b strings.Builder
		b.WriteString(`<set-variable name="v0" value="https://api.contoso.com" />` + "\n")
		for i := range n {
			fmt.Fprintf(&b, `<set-variable name="v%d" value="@((string)context.Variables["v%d"] + "/x")" />`+"\n", i+1, i)
		}
		fmt.Fprintf(&b, "%s", request(fmt.Sprintf(`@((string)context.Variables["v%d"])`, n)))
		return b.String()
	}},
	{"variables", func(n int) string { // n variables, each read once
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<set-variable name="v%d" value="https://api.contoso.com" />`+"\n", i)
		}
		for i := range n {
			b.WriteString(request(fmt.Sprintf(`@((string)context.Variables["v%d"])`, i)))
		}
		return b.String()
	}},
	{"branches", func(n int) string { // n decisions in a row that each set base and host
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<choose><when condition="@(context.Request.Headers.ContainsKey("%d"))"><set-backend-service base-url="https://h%d.fabrikam.com" /></when><otherwise><set-header name="Host" exists-action="override"><value>h%d.fabrikam.com</value></set-header></otherwise></choose>`+"\n", i, i, i)
		}
		return b.String()
	}},
	{"product", func(n int) string { // n pieces of two values each: 2^n texts
		var b strings.Builder
		b.WriteString(`@("https://"`)
		for i := range n {
			fmt.Fprintf(&b, ` + (context.Request.Headers.ContainsKey("%d") ? "a" : "b")`, i)
		}
		return request(b.String() + `)`)
	}},
	{"retries", func(n int) string { // retry in retry in retry
		n /= 10
		return strings.Repeat(`<retry condition="@(context.Response.StatusCode == 500)" count="2" interval="0"><set-variable name="a" value="@(context.Variables["a"] + "x")" />`+"\n", n) +
			request(`@("https://" + context.Variables["a"])`) + strings.Repeat("</retry>", n)
	}},
	{"suppressions", func(n int) string { // n findings, each with a comment of its own
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<!-- hairpin:ignore HP102 known -->\n%s", request(fmt.Sprintf("https://contoso.azure-api.net/%d", i)))
		}
		return b.String()
	}},
	{"comments", func(n int) string { // n suppressions before one element
		return strings.Repeat("<!-- hairpin:ignore HP102 known -->\n", n) + request("https://contoso.azure-api.net/")
	}},
	{"branch", func(n int) string { // one branch that sets n variables
		var b strings.Builder
		b.WriteString(`<choose><when condition="@(context.Request.Method == "GET")">` + "\n")
		for i := range n {
			fmt.Fprintf(&b, `<set-variable name="v%d" value="a" />`+"\n", i)
		}
		return b.String() + "</when></choose>" + request(`@("https://" + context.Variables["v0"])`)
	}},
	{"nested", func(n int) string { // conditions in conditions, each with a variable
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<choose><when condition="@(context.Request.Method == "%d")"><set-variable name="v%d" value="a" />`+"\n", i, i)
		}
		return b.String() + request(`@("https://" + context.Variables["v0"])`) + strings.Repeat("</when></choose>\n", n)
	}},
	{"loops", func(n int) string { // a loop over everything, n times
		return request(`@{ var s = "https://"; ` + strings.Repeat(`foreach (var x in new[] { "a", "b", "c" }) { if (x == context.Request.Method) { s += x; } } `, n) + ` return s; }`)
	}},
}

func request(url string) string {
	return `<send-request mode="new" response-variable-name="r"><set-url>` + url + "</set-url></send-request>\n"
}

func worstCase(n int, f func(int) string) *analyzer.Snapshot {
	src := "<policies>\n<inbound>\n" + f(n) + "</inbound>\n<backend><forward-request /></backend>\n</policies>\n"
	return analyzer.NewSnapshot([]*text.File{text.NewFile("policy.xml", src)})
}

// TestWorstCases has no clock: what takes time that grows faster than the input
// runs into the limit of the test binary.
func TestWorstCases(t *testing.T) {
	for _, w := range worst {
		t.Run(w.name, func(t *testing.T) {
			n := 10000
			if testing.Short() {
				n = 1000
			}
			s := worstCase(n, w.make)
			calls, err := s.Calls(context.Background(), analyzertest.Internal("contoso"))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range calls {
				if len(c.Ways) > 5000 {
					t.Errorf("%d ways for one call", len(c.Ways))
				}
			}
			if _, err := s.Check(context.Background(), analyzertest.Internal("contoso")); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// BenchmarkWorst shows how time and memory grow with the size of the input.
func BenchmarkWorst(b *testing.B) {
	for _, w := range worst {
		for _, n := range []int{1000, 2000, 4000, 8000} {
			b.Run(fmt.Sprintf("%s/%d", w.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := worstCase(n, w.make).Check(context.Background(), analyzertest.Internal("contoso")); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
