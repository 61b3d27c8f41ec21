package server

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

func TestListCalls(t *testing.T) {
	const policy = `<policies>
  <inbound>
    <base />
    <send-request mode="new" response-variable-name="stock">
      <set-url>https://{{gateway}}/stock</set-url>
      <set-method>GET</set-method>
      <set-header name="Host" exists-action="override">
        <value>{{key}}</value>
      </set-header>
    </send-request>
  </inbound>
</policies>
`
	named := func(name, rest string) *hairpinv1.File {
		return file("named values/"+name+"/namedValueInformation.json", `{"properties":{"displayName":"`+name+`",`+rest+`}}`)
	}
	req := &hairpinv1.ListCallsRequest{Config: internalDeveloper(), Files: []*hairpinv1.File{
		file("apis/orders/policy.xml", policy), named("gateway", `"value":"API.contoso.com"`), named("key", `"secret":true,"value":"swordfish"`),
	}}
	resp, err := New().ListCalls(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	at := func(path, content, part string) *hairpinv1.Location {
		f := text.NewFile(path, content)
		start := strings.Index(content, part)
		return &hairpinv1.Location{Path: path, Range: &hairpinv1.Range{Start: position(f, start), End: position(f, start+len(part))}}
	}
	const gateway = "named values/gateway/namedValueInformation.json"
	content := string(req.GetFiles()[1].GetContent())
	want := &hairpinv1.ListCallsResponse{
		Summary: &hairpinv1.CallSummary{Calls: 1, Self: 1, MissingFacts: resp.GetSummary().GetMissingFacts()},
		Calls: []*hairpinv1.Call{{
			Location: at("apis/orders/policy.xml", policy, "https://{{gateway}}/stock"),
			Sink:     "send-request", Field: "set-url", RuleId: "HP102", Verdict: hairpinv1.Verdict_VERDICT_SELF,
			Ways: []*hairpinv1.Way{{
				Url: []*hairpinv1.Piece{
					{Kind: hairpinv1.PieceKind_PIECE_KIND_LITERAL, Text: "https://",
						Location: at("apis/orders/policy.xml", policy, "https://"), Origin: at("apis/orders/policy.xml", policy, "https://")},
					{Kind: hairpinv1.PieceKind_PIECE_KIND_LITERAL, Text: "API.contoso.com",
						Location: at("apis/orders/policy.xml", policy, "{{gateway}}"), Origin: at(gateway, content, "API.contoso.com"),
						Trail: []*hairpinv1.Note{{Message: `the named value "gateway" is defined here`, Location: at(gateway, content, "API.contoso.com")}}},
					{Kind: hairpinv1.PieceKind_PIECE_KIND_LITERAL, Text: "/stock",
						Location: at("apis/orders/policy.xml", policy, "/stock"), Origin: at("apis/orders/policy.xml", policy, "/stock")},
				},
				Host: "api.contoso.com", Verdict: hairpinv1.Verdict_VERDICT_SELF, Reason: `"api.contoso.com" is a hostname of this gateway`,
				HostHeader: &hairpinv1.HostHeader{
					Action: hairpinv1.HostAction_HOST_ACTION_SET, Location: at("apis/orders/policy.xml", policy, "{{key}}"),
					Value: []*hairpinv1.Piece{{Kind: hairpinv1.PieceKind_PIECE_KIND_UNKNOWN, Reason: `the named value "key", which is secret`,
						Location: at("apis/orders/policy.xml", policy, "{{key}}"), Origin: at("apis/orders/policy.xml", policy, "{{key}}")}},
				},
				Scopes: []string{"orders"},
			}},
		}},
	}
	if d := cmp.Diff(want, resp, protocmp.Transform()); d != "" {
		t.Errorf("response (-want +got):\n%s", d)
	}
	if strings.Contains(resp.String(), "swordfish") {
		t.Error("a secret is in the response")
	}
	req.Config.ReportPaths = []string{"named values"}
	if resp, err = New().ListCalls(context.Background(), req); err != nil || len(resp.GetCalls()) > 0 || resp.GetSummary().GetCalls() > 0 {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestListCallsProblems(t *testing.T) {
	resp, err := New().ListCalls(context.Background(), &hairpinv1.ListCallsRequest{
		Files: []*hairpinv1.File{file("hairpin.yaml", "unheard: {}\n"), file("a.xml", orders), file("b.xml", "<policies><inbound><send-request><set-url>http://a\xff</set-url></send-request></inbound></policies>")},
	})
	if err != nil || len(resp.GetProblems()) != 1 || resp.GetProblems()[0].GetLocation().GetPath() != "hairpin.yaml" || len(resp.GetCalls()) == 0 {
		t.Errorf("%v, %v", resp, err)
	}
	if _, err := proto.Marshal(resp); err != nil {
		t.Error(err)
	}
}

// TestListCallsParity: on all archives the service lists what the analyzer
// lists, and counts it right.
func TestListCallsParity(t *testing.T) {
	archives, err := analyzertest.Load("../analyzer/testdata")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for _, a := range archives {
		t.Run(a.Name, func(t *testing.T) {
			req := &hairpinv1.ListCallsRequest{}
			for _, f := range a.Files {
				req.Files = append(req.Files, fromFile(f))
			}
			direct, err := analyzer.NewSnapshot(a.Files).ListCalls(ctx, analyzer.Config{})
			if err != nil {
				t.Fatal(err)
			}
			resp, err := New().ListCalls(ctx, req)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proto.Marshal(resp); err != nil {
				t.Error(err)
			}
			s := resp.GetSummary()
			if n := len(direct.Calls); len(resp.GetCalls()) != n || int(s.GetCalls()) != n ||
				s.GetCalls() != s.GetSelf()+s.GetLoopback()+s.GetElsewhere()+s.GetUnlisted()+s.GetUnknown() {
				t.Fatalf("%d calls are %v", n, s)
			}
			for i, c := range resp.GetCalls() {
				d := &direct.Calls[i]
				r := c.GetLocation().GetRange()
				if c.GetLocation().GetPath() != d.At.Path || int(r.GetStart().GetOffset()) != d.At.Span.Start || int(r.GetEnd().GetOffset()) != d.At.Span.End ||
					len(c.GetWays()) != len(d.Listed) || c.GetVerdict() != fromVerdict(d.End) || c.GetSink() == "" || c.GetField() == "" {
					t.Errorf("%v, want %v", c, d)
				}
				for j, w := range c.GetWays() {
					if len(w.GetUrl()) != len(d.Listed[j].URL) || w.GetVerdict() == 0 || w.GetHostHeader().GetAction() == 0 {
						t.Errorf("%v, want %v", w, d.Listed[j])
					}
					for _, p := range w.GetUrl() {
						if p.GetKind() == 0 || (p.GetKind() == hairpinv1.PieceKind_PIECE_KIND_UNKNOWN) != (p.GetReason() != "") {
							t.Errorf("%v", p)
						}
					}
				}
			}
		})
	}
}
