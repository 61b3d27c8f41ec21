package analyzer_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// contoso is an instance of which all hostnames are known.
func contoso() analyzer.Config {
	return analyzer.Config{Flags: gateway.Facts{
		Name: "contoso", VNet: gateway.Internal, SKU: gateway.Developer, Complete: true,
		Hosts: []gateway.Host{{Name: "api.contoso.com", Kind: gateway.GatewayHost}},
	}}
}

// listCalls lists the calls of files given as path and content in turn.
func listCalls(t *testing.T, c analyzer.Config, files ...string) *analyzer.Listing {
	t.Helper()
	var list []*text.File
	for i := 0; i < len(files); i += 2 {
		list = append(list, text.NewFile(files[i], files[i+1]))
	}
	out, err := analyzer.NewSnapshot(list).ListCalls(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// told is a listing in short: a line per call, and one per way.
func told(l *analyzer.Listing) []string {
	verdicts := map[analyzer.End]string{analyzer.EndUnknown: "unknown", analyzer.EndUnlisted: "unlisted",
		analyzer.EndElsewhere: "elsewhere", analyzer.EndLoopback: "loopback", analyzer.EndSelf: "self"}
	out := []string{}
	for _, c := range l.Calls {
		line := fmt.Sprintf("%s %s %s", c.At.Path, c.Sink.Field(), verdicts[c.End])
		if c.Unused {
			line += " unused"
		}
		if c.Cut {
			line += " cut"
		}
		out = append(out, line)
		for _, w := range c.Listed {
			line := "  " + verdicts[w.End] + " " + spell(w.URL) + " " + w.HostName
			switch w.Header.Action {
			case analyzer.HostDefault:
			case analyzer.HostSet:
				line += " Host: " + spell(w.Header.Value)
			default:
				line += " Host? " + w.Header.Why
			}
			for _, n := range w.When {
				line += "; " + n.Message
			}
			if w.Dead {
				line += "; dead"
			}
			if w.Backend != "" {
				line += "; backend " + w.Backend
			}
			if len(w.Scopes) > 0 {
				line += " for " + strings.Join(w.Scopes, " ")
			}
			out = append(out, line)
		}
	}
	return out
}

func spell(list []analyzer.Piece) string {
	var b strings.Builder
	for _, p := range list {
		switch p.Kind {
		case analyzer.LiteralPiece:
			b.WriteString(p.Text)
		case analyzer.GatewayHostPiece:
			b.WriteString("{caller}")
		case analyzer.ServiceNamePiece:
			b.WriteString("{service}")
		case analyzer.NullPiece:
			b.WriteString("null")
		case analyzer.UnknownPiece:
			b.WriteString("{" + p.Reason + "}")
		}
	}
	return b.String()
}

func TestListCalls(t *testing.T) {
	l := listCalls(t, contoso(),
		"apis/orders/apiInformation.json", `{"properties": {"path": "orders", "serviceUrl": "https://orders.example.com"}}`,
		"apis/orders/policy.xml", `<policies><inbound><base /><include-fragment fragment-id="ask" /></inbound></policies>`,
		"apis/stock/apiInformation.json", `{"properties": {"path": "stock", "serviceUrl": "https://stock.example.com"}}`,
		"apis/stock/policy.xml", `<policies><inbound><base />
			<include-fragment fragment-id="ask" />
			<choose>
				<when condition="@(context.Request.Method == &quot;GET&quot;)">
					<set-backend-service base-url="https://127.0.0.1/a" />
					<set-header name="Host" exists-action="override"><value>{{gw}}</value></set-header>
				</when>
				<otherwise><return-response /><set-backend-service base-url="https://dead.example.com" /></otherwise>
			</choose></inbound></policies>`,
		"policy fragments/ask/policy.xml", `<fragment><set-variable name="host" value="@(context.Request.Method == "GET" ? "{{gw}}" : "{{hidden}}")" />
			<send-request><set-url>@("https://" + context.Variables["host"] + "/x")</set-url></send-request></fragment>`,
		"policy fragments/idle/policy.xml", `<fragment><send-request><set-url>https://{context.Request.OriginalUrl.Host}/</set-url></send-request></fragment>`,
		"named values/gw/namedValueInformation.json", `{"properties": {"displayName": "gw", "value": "api.contoso.com"}}`,
		"named values/hidden/namedValueInformation.json", `{"properties": {"displayName": "hidden", "secret": true, "value": "api.contoso.com.hidden"}}`,
	)
	want := []string{
		`apis/orders/apiInformation.json serviceUrl elsewhere`,
		`  elsewhere https://orders.example.com orders.example.com for orders`,
		`apis/stock/policy.xml base-url loopback`,
		`  loopback https://127.0.0.1/a 127.0.0.1 Host: api.contoso.com for stock`,
		`apis/stock/policy.xml base-url elsewhere`,
		`  elsewhere https://dead.example.com dead.example.com Host? ; dead for stock`,
		`policy fragments/ask/policy.xml set-url self`,
		`  self https://api.contoso.com/x api.contoso.com; when context.Request.Method == "GET" for orders stock`,
		`  unknown https://{the named value "hidden", which is secret}/x ; unless context.Request.Method == "GET" for orders stock`,
		`policy fragments/idle/policy.xml set-url unknown unused`,
		`  unknown https://{context.Request.OriginalUrl.Host}/ `,
	}
	if d := cmp.Diff(want, told(l)); d != "" {
		t.Errorf("calls (-want +got):\n%s", d)
	}
	trail := l.Calls[3].Listed[0].URL[1].Trail
	if len(trail) != 2 || !strings.Contains(trail[0].Message, `variable "host"`) || !strings.Contains(trail[1].Message, `named value "gw"`) ||
		trail[1].At.Path != "named values/gw/namedValueInformation.json" || l.Calls[3].Listed[0].URL[1].Origin != trail[1].At {
		t.Errorf("the trail of the host is %v", trail)
	}
	if all := fmt.Sprintf("%+v", l.Calls[3].Listed); strings.Contains(all, ".hidden") {
		t.Errorf("a secret is in %s", all)
	}
}

// TestListCallsConditions: a condition is told as one, and what is no code as
// what it is.
func TestListCallsConditions(t *testing.T) {
	l := listCalls(t, contoso(), "a.xml", `<policies><inbound>
		<choose>
			<when condition="@(true)" />
			<otherwise><set-variable name="a" value="a.example.com" /><send-request><set-url>@("https://" + context.Variables["a"])</set-url></send-request></otherwise>
		</choose>
		<send-request><set-url>@(context.Request.Method == "GET" ? "https://b.example.com" : "https://c.example.com")</set-url></send-request>
		<send-request><set-url>@{ foreach (var h in context.Request.Headers) { return "https://d.example.com"; } return "https://e.example.com"; }</set-url></send-request>
		<send-request><set-url>@{ try { return "https://f.example.com"; } catch (Exception) { return "https://g.example.com"; } }</set-url></send-request>
	</inbound></policies>`)
	want := []string{
		`a.xml set-url elsewhere`,
		`  elsewhere https://a.example.com a.example.com; otherwise; dead`,
		`a.xml set-url elsewhere`,
		`  elsewhere https://b.example.com b.example.com; when context.Request.Method == "GET"`,
		`  elsewhere https://c.example.com c.example.com; unless context.Request.Method == "GET"`,
		`a.xml set-url elsewhere`,
		`  elsewhere https://d.example.com d.example.com; inside a loop`,
		`  elsewhere https://e.example.com e.example.com`,
		`a.xml set-url elsewhere`,
		`  elsewhere https://f.example.com f.example.com; inside try`,
		`  elsewhere https://g.example.com g.example.com; when an exception`,
	}
	if d := cmp.Diff(want, told(l)); d != "" {
		t.Errorf("calls (-want +got):\n%s", d)
	}
}

// TestListCallsUnlisted: a host that is known is unlisted as long as not all
// names of the gateway are.
func TestListCallsUnlisted(t *testing.T) {
	const policy = `<policies><inbound><send-request><set-url>https://WWW.example.com:8443/</set-url></send-request>` +
		`<send-request><set-url>https://10.1.2.3/</set-url></send-request></inbound></policies>`
	c := contoso()
	if got := told(listCalls(t, c, "a.xml", policy))[0]; got != "a.xml set-url elsewhere" {
		t.Error(got)
	}
	c.Flags.Complete = false
	l := listCalls(t, c, "a.xml", policy)
	want := []string{"a.xml set-url unlisted", "  unlisted https://WWW.example.com:8443/ www.example.com", "a.xml set-url unlisted", "  unlisted https://10.1.2.3/ 10.1.2.3"}
	if d := cmp.Diff(want, told(l)); d != "" {
		t.Errorf("calls (-want +got):\n%s", d)
	}
	if len(l.Missing) != 1 || !strings.Contains(l.Missing[0], "custom hostnames") {
		t.Errorf("missing facts: %q", l.Missing)
	}
	if got := l.Calls[1].Listed[0].Reason; !strings.Contains(got, "address of the load balancer") {
		t.Error(got)
	}
}

// TestListCallsCut: what is left out is said.
func TestListCallsCut(t *testing.T) {
	many := `"x0"`
	for i := range 40 {
		many = fmt.Sprintf(`context.Request.Method == "%d" ? "x%d" : %s`, i, i, many)
	}
	l := listCalls(t, contoso(), "a.xml", `<policies><inbound><send-request><set-url>@("https://" + (`+many+`) + ".example.com/")</set-url></send-request></inbound></policies>`)
	if len(l.Calls) != 1 || !l.Calls[0].Cut || l.Calls[0].End != analyzer.EndUnknown {
		t.Errorf("%q", told(l))
	}
	var files []string
	for i := range 70 {
		files = append(files, fmt.Sprintf("apis/a%d/apiInformation.json", i), fmt.Sprintf(`{"properties": {"path": "a%d", "serviceUrl": "https://a%d.example.com"}}`, i, i))
	}
	files = append(files, "apis/a69/policy.xml", `<policies><inbound><set-backend-service base-url="https://api.contoso.com" /><base /></inbound></policies>`,
		"policy.xml", `<policies><inbound><send-request><set-url>@(context.Request.Url.Host == "" ? "" : "https://" + context.Request.Url.Host)</set-url></send-request></inbound></policies>`)
	l = listCalls(t, contoso(), files...)
	last := l.Calls[len(l.Calls)-1]
	if !last.Cut || len(last.Listed) != 64 || last.End != analyzer.EndSelf || last.Listed[0].Scopes[0] != "a69" {
		t.Errorf("%v %d %v", last.Cut, len(last.Listed), last.End)
	}
}

// TestListCallsOfArchives: a listing says what the findings say, and the same
// for any order of the files.
func TestListCallsOfArchives(t *testing.T) {
	archives, err := analyzertest.Load("testdata")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for _, a := range archives {
		t.Run(a.Name, func(t *testing.T) {
			res, err := analyzer.NewSnapshot(a.Files).Check(ctx, analyzer.Config{})
			if err != nil {
				t.Fatal(err)
			}
			l, err := analyzer.NewSnapshot(a.Files).ListCalls(ctx, analyzer.Config{})
			if err != nil {
				t.Fatal(err)
			}
			found := res.Findings
			for _, s := range res.Suppressed {
				found = append(found, s.Finding)
			}
			for _, f := range found {
				want := map[string]analyzer.End{"HP101": analyzer.EndSelf, "HP102": analyzer.EndSelf,
					"HP201": analyzer.EndLoopback, "HP401": analyzer.EndUnknown}
				verdict, ok := want[f.Rule.ID]
				if ok && !slices.ContainsFunc(l.Calls, func(c analyzer.ListedCall) bool {
					return c.At.Path == f.At.Path && c.At.Span.Covers(f.At.Span) &&
						slices.ContainsFunc(c.Listed, func(w analyzer.ListedWay) bool {
							return w.End == verdict || verdict == analyzer.EndUnknown && w.End == analyzer.EndUnlisted
						})
				}) {
					t.Errorf("%s at %v has no call", f.Rule.ID, f.At)
				}
			}
			turned := slices.Clone(a.Files)
			slices.Reverse(turned)
			again, err := analyzer.NewSnapshot(turned).ListCalls(ctx, analyzer.Config{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(told(l), told(again)); d != "" {
				t.Errorf("in another order of files:\n%s", d)
			}
		})
	}
}
