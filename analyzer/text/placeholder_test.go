package text

import (
	"slices"
	"strings"
	"testing"
)

func TestPlaceholders(t *testing.T) {
	for _, c := range []struct {
		src  string
		want string // kind, name and text of each, divided by blanks
	}{
		{"https://{{host}}/x", "named[host]={{host}}"},
		{"{{ a.b-c_1 }}{{queue|topic}}", "named[a.b-c_1]={{ a.b-c_1 }} named[queue|topic]={{queue|topic}}"},
		{`{{}} {{a"b}} {{a}b}} {{a`, ""},
		{"{{{x}}}", "named[x]={{x}}"},
		{`{"a":{"b":{}}}`, ""},
		{"{{a\nb}}", ""},
		{"{{${env}-host}} {{#{env}#-host}} {{a{b}}} {{${a\n}}}", "named[${env}-host]={{${env}-host}} named[#{env}#-host]={{#{env}#-host}}"},
		{"${{ vars.HOST }}/${{x}}", "token[vars.HOST]=${{ vars.HOST }} token[x]=${{x}}"},
		{"${x} ${ var.y }", "token[x]=${x} token[var.y]=${ var.y }"},
		{"$${x} %%{ if a } ${} $x $ {x}", ""},
		{`${f(m, "}")}/${ {a = 1} }`, `token[f(m, "}")]=${f(m, "}")} token[{a = 1}]=${ {a = 1} }`},
		{"${a\n}", ""},
		{`${a " b}`, `token[a " b]=${a " b}`},
		{"${a ${b}", "token[b]=${b}"},
		{"%{ if a }x%{ endif ~}", "directive[if a]=%{ if a } directive[endif ~]=%{ endif ~}"},
		{"#{x}# #{ y }# #{x}", "token[x]=#{x}# token[y]=#{ y }#"},
		{"#x# api-#env#.contoso.com", "token[x]=#x# token[env]=#env#"},
		{"https://a/#top https://a/#a/b# #a b# ## #1# #", ""},
		{"color: #fff; border: #ccc", ""},
		{"{#[x]#} {#y#} {# z #}", "token[x]={#[x]#} token[y]={#y#} token[z]={# z #}"},
		{"{#x]#} {#[y#}", ""},
		{"__HOST__ api-__A1_B__.x __x__ ____ __A_", "token[HOST]=__HOST__ token[A1_B]=__A1_B__"},
		{"__init__ a__Bc__", ""},
	} {
		var got []string
		for at := NextPlaceholder(c.src, 0); at.Kind != NoPlaceholder; at = NextPlaceholder(c.src, at.End) {
			kind := [...]string{NamedValue: "named", Token: "token", Directive: "directive"}[at.Kind]
			got = append(got, kind+"["+at.Name+"]="+c.src[at.Start:at.End])
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestPlaces: what is told from text only by the place in which it stands.
func TestPlaces(t *testing.T) {
	everywhere := map[string]Places{"host": InHost, "path": InPath, "id": InID, "code": InCode, "known": IfKnown}
	for _, c := range []struct {
		src   string
		where string // the places at which it is a token
		name  string
	}{
		{"a-__env__.b", "host path id known", "env"},
		{"__Env_1__", "host path id known", "Env_1"},
		{"X__Y", "", ""},
		{"____", "", ""},
		{"$(env)", "host path id code known", "env"},
		{"$( Build.Id )", "host path id code known", "Build.Id"},
		{"$('#id')", "", ""},
		{"$$(env)", "", ""},
		{"#{env}", "host path id code known", "env"},
		{"#{a,b}", "", ""},
		{"{1}", "host path id", "1"},
		{"{id}", "host id", "id"},
		{"{ id }", "host id", "id"},
		{"{a.b}", "", ""},
		{`{"a":1}`, "", ""},
		{"{}", "", ""},
		{"%ENV%", "host id", "ENV"},
		{"%20%2F", "", ""},
		{"<env>", "host id", "env"},
		{"a<b", "", ""},
		{"https://a.b/c", "", ""},
	} {
		for name, where := range everywhere {
			at := NextIn(c.src, 0, where)
			if want := slices.Contains(strings.Fields(c.where), name); (at.Kind == Token) != want || want && at.Name != c.name {
				t.Errorf("%s at %s: %+v", c.src, name, at)
			}
		}
	}
}

func TestNoPlaceholder(t *testing.T) {
	if at := NextPlaceholder("abc", 1); at != (Placeholder{Start: 3, End: 3}) {
		t.Errorf("%+v", at)
	}
	if at := PlaceholderAt("a${b}", 0); at != (Placeholder{}) {
		t.Errorf("%+v", at)
	}
}

// TestPlaceholderRuns: runs of marks are read from front to back. A reader that
// started over at each would not come back before the test binary's own time is
// up.
func TestPlaceholderRuns(t *testing.T) {
	for _, run := range []string{"{", "{{", "{{a", "$", "${", "${a", `${"`, `${"\"`, "#", "#a", "#{", "#{a", "{#", "{#[", "_", "__", "__A", "__A_", "__a", "__a_", "%{", "%", "%a", "a", "$(", "$(a", "{a", "{1", "<", "<a", "{{${", "{{${a}", "{{#{a}", "${{", "${{a"} {
		src := strings.Repeat(run, 1<<19/len(run))
		for _, where := range []Places{InText, InHost | InPath | InID | InCode} {
			last := 0
			for at := NextIn(src, 0, where); at.Kind != NoPlaceholder; at = NextIn(src, at.End, where) {
				if at.Start < last || at.End <= at.Start {
					t.Fatalf("%q: a placeholder at %d-%d behind one that ends at %d", run, at.Start, at.End, last)
				}
				last = at.End
			}
		}
	}
}
