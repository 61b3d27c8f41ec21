package expr

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// TestTokens: words stand for the kinds, in the order of TokenKind.
func TestTokens(t *testing.T) {
	letters := "MNK#SCP"
	for src, want := range map[string]string{
		`context.Request.Url`:                    "N:context M:. N:Request M:. N:Url",
		`var x = 1; // one` + "\n" + `return x;`: "K:var N:x M:= #:1 M:; C:// one K:return N:x M:;",
		`/* a */ "b" + 'c'`:                      `C:/* a */ S:"b" M:+ S:'c'`,
		`$"a{x}b{$"c{y}"}"`:                      `S:$"a M:{ N:x M:} S:b M:{ S:$"c M:{ N:y M:} S:" M:} S:"`,
		`{{limit}} + ${n}`:                       "P:{{limit}} M:+ P:${n}",
		`$"{new { a = 1 }}"`:                     `S:$" M:{ K:new M:{ N:a M:= #:1 M:} M:} S:"`,
		`@"a""b" /* open`:                        `S:@"a""b" C:/* open`,
		`"`:                                      `S:"`,
	} {
		var got []string
		for _, k := range Tokens(text.NewView(src)) {
			got = append(got, letters[k.Kind:k.Kind+1]+":"+src[k.Start:k.End])
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s:\n%s\nwant\n%s", src, s, want)
		}
	}
}

// FuzzTokens: tokens are in order and do not overlap, whatever the text.
func FuzzTokens(f *testing.F) {
	for _, src := range []string{`$"a{x}"`, `a // b`, `"`, `$@"{`, `/*`, `{{a}}`} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		last := 0
		for _, k := range Tokens(text.NewView(src)) {
			if k.Start < last || k.End <= k.Start || k.End > len(src) {
				t.Fatalf("token %+v behind %d in %q", k, last, src)
			}
			last = k.End
		}
	})
}
