package analyzer_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
)

// hostile are policies of an author who means harm, each of about n bytes.
var hostile = map[string]func(n int) string{
	"depth":         func(n int) string { return inbound(strings.Repeat("<a>", n/3)) },
	"closed depth":  func(n int) string { return inbound(strings.Repeat("<a>", n/7) + strings.Repeat("</a>", n/7)) },
	"nested choose": func(n int) string { return inbound(strings.Repeat(`<choose><when condition="@(true)">`, n/34)) },
	"nested retry":  func(n int) string { return inbound(strings.Repeat(`<retry count="3">`, n/17)) },
	"nested wait":   func(n int) string { return inbound(strings.Repeat("<wait>", n/6)) },
	"angle brackets": func(n int) string {
		return "<policies>" + strings.Repeat("<", n)
	},
	"attributes given twice": func(n int) string { return inbound(strings.Repeat(`<a b="c" b="d"/>`, n/16)) },
	"attributes of one tag": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, ` a%d="b"`, i)
		}
		return inbound("<a" + b.String() + "/>")
	},
	"one text":   func(n int) string { return inbound("<a>" + strings.Repeat("{{x}}", n/5) + "</a>") },
	"one sum":    func(n int) string { return sending(`"a"` + strings.Repeat(` + "a"`, n/6)) },
	"one list":   func(n int) string { return sending(`new[] { ` + strings.Repeat(`"a", `, n/5) + `}[0]`) },
	"one string": func(n int) string { return sending(`"` + strings.Repeat("a", n) + `"`) },
	"statements": func(n int) string { return blocked(strings.Repeat(`s += "a"; `, n/10)) },
	"branches": func(n int) string {
		return blocked(strings.Repeat(`if (context.LastError == null) { s += "a"; } `, n/46))
	},
	"open brackets": func(n int) string { return sending(strings.Repeat("(", n)) },
	"open casts":    func(n int) string { return sending(strings.Repeat("(string)", n/8)) },
	"open generics": func(n int) string { return sending(strings.Repeat("a<", n/2)) },
	"open lambdas":  func(n int) string { return sending(strings.Repeat("x => ", n/5)) },
	"named values": func(n int) string {
		return inbound(strings.Repeat(`<set-backend-service base-url="https://{{host}}/"/>`, n/50))
	},
	"variables": func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, `<set-variable name="v%d" value="@((string)context.Variables["v%d"])" />`, i+1, i)
		}
		return inbound(b.String())
	},
	"suppressions": func(n int) string { return inbound(strings.Repeat("<!-- hairpin:ignore HP101 -->", n/29)) },
	"one line": func(n int) string {
		const call = "<send-request><set-url>https://api.contoso.com/x</set-url><set-method>GET</set-method></send-request>"
		return inbound(strings.Repeat(call, n/len(call)))
	},
	"doubled by Replace": func(int) string {
		return sending(`"aaaaaaaa"` + strings.Repeat(`.Replace("a", "aaaaaaaa")`, 9))
	},
	"doubled by Base64": func(int) string {
		return looped("s = Convert.ToBase64String(Encoding.UTF8.GetBytes(s + s));")
	},
	"doubled by Insert":        func(int) string { return looped("s = s.Insert(1, s);") },
	"doubled by Regex.Replace": func(int) string { return looped(`s = Regex.Replace(s, "a", "aaaaaaaa");`) },
	"doubled by Concat":        func(int) string { return looped("s = string.Concat(s, s);") },
	"doubled by Join":          func(int) string { return looped("s = string.Join(s, new[] { s, s, s });") },
	"doubled by Format":        func(int) string { return looped(`s = string.Format("{0}{0}{0}", s);`) },
	"doubled by interpolation": func(int) string { return looped(`s = $"{s}{s}";`) },
	"escaped again and again":  func(int) string { return looped(`s = Uri.EscapeDataString(s + "%");`) },
	"choices": func(n int) string {
		var b strings.Builder
		b.WriteString(`<set-variable name="u" value="https://" />`)
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, `<choose><when condition="@(context.Request.Headers.ContainsKey("h%d"))"><set-variable name="u" value="@((string)context.Variables["u"] + "%d")" /></when></choose>`, i, i)
		}
		return inbound(b.String() + `<send-request><set-url>@((string)context.Variables["u"])</set-url></send-request>`)
	},
}

func inbound(s string) string { return "<policies><inbound>" + s + "</inbound></policies>" }

func sending(code string) string {
	return inbound("<send-request><set-url>@(" + code + ")</set-url></send-request>")
}

func looped(step string) string {
	return inbound(`<send-request><set-url>@{ var s = "aaaaaaaa"; for (var i = 0; i < 60; i++) { ` + step + ` } return s; }</set-url></send-request>`)
}

func blocked(code string) string {
	return inbound(`<send-request><set-url>@{ var s = "https://"; ` + code + ` return s; }</set-url></send-request>`)
}

// TestHostile: a policy of whatever content allocates a bounded amount of memory, and
// has a bounded number of findings, the last of which says that there are more.
func TestHostile(t *testing.T) {
	const size, most = 200_000, 512 << 20
	for name, policy := range hostile {
		t.Run(name, func(t *testing.T) {
			src := policy(size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			res := analyzertest.CheckFiles(t, []*text.File{text.NewFile("p.xml", src)}, analyzertest.Internal("contoso"))
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%d MiB were allocated for %d bytes", got>>20, len(src))
			}
			if n := len(res.Findings); n > 5001 {
				t.Errorf("%d findings in one file", n)
			} else if n == 5001 && !strings.Contains(res.Findings[n-1].Message, "more finding") {
				t.Errorf("the last finding says %q", res.Findings[n-1].Message)
			}
		})
	}
}

// countdown is a context that ends when it has been asked a number of times: at any
// point of the work.
type countdown struct {
	context.Context
	left *int
}

func (c countdown) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestGivenUp: whoever reads, checks and fixes a hostile policy and gives up in the
// middle is told so, and the context is not asked much more often after its end.
func TestGivenUp(t *testing.T) {
	const size, most = 50_000, 2_000
	for name, policy := range hostile {
		t.Run(name, func(t *testing.T) {
			files := []*text.File{text.NewFile("p.xml", policy(size))}
			asked := 1 << 40
			if err := readAndFix(countdown{t.Context(), &asked}, files); err != nil {
				t.Fatal(err)
			}
			whole := 1<<40 - asked
			for _, left := range []int{0, whole / 4, whole / 2, whole * 3 / 4} {
				if err := readAndFix(countdown{t.Context(), &left}, files); !errors.Is(err, context.Canceled) {
					t.Errorf("given up in the middle: %v", err)
				}
				if over := -left; over > most {
					t.Errorf("of %d times, the context was asked %d times after its end", whole, over)
				}
			}
		})
	}
}

// TestCallsAreCounted: the context is asked again and again while many calls of one
// document are gone over.
func TestCallsAreCounted(t *testing.T) {
	s := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", hostile["one line"](50_000))})
	asked := 1 << 40
	if _, err := s.Check(countdown{t.Context(), &asked}, analyzertest.Internal("contoso")); err != nil {
		t.Fatal(err)
	}
	if whole := 1<<40 - asked; whole < 500 {
		t.Errorf("the context was asked %d times only", whole)
	}
}
