package expr

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

func TestPath(t *testing.T) {
	tests := []struct {
		src, want string // "" for no path
	}{
		{`context`, "context"},
		{`context.Variables`, "context.Variables"},
		{`(context).Variables`, "context.Variables"},
		{`((context.Request).OriginalUrl).Host`, "context.Request.OriginalUrl.Host"},
		{`context?.Request`, "context.Request"},
		{`context!.Variables!`, "context.Variables"},
		{`context.Variables["a"]`, ""},
		{`context.Variables["a"].Host`, ""},
		{`f().Host`, ""},
		{`"a".Length`, ""},
		{`!context`, ""},
		{`a` + strings.Repeat(".b", 5000), ""},
	}
	for _, tt := range tests {
		b, errs := ParseExpr(text.NewView(tt.src))
		if len(errs) > 0 {
			t.Errorf("%s: %v", tt.src, errs)
			continue
		}
		x := b.Stmts[0].(*Return).X
		if got, ok := Path(x); got != tt.want || ok != (tt.want != "") {
			t.Errorf("the path of %.60s is %q, %t", tt.src, got, ok)
		}
		for _, path := range []string{"context", "context.Variables", "Variables", ".Variables", "context.", "xcontext.Variables", tt.want} {
			if got := IsPath(x, path); got != (path == tt.want && path != "") {
				t.Errorf("%.60s is the path %q: %t", tt.src, path, got)
			}
		}
	}
}
