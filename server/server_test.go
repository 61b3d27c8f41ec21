package server

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

const orders = `<policies>
  <inbound>
    <base />
    <send-request mode="new" response-variable-name="stock">
      <set-url>https://api.contoso.com/stock</set-url>
      <set-method>GET</set-method>
    </send-request>
  </inbound>
</policies>
`

func file(path, content string) *hairpinv1.File {
	return &hairpinv1.File{Path: path, Content: []byte(content)}
}

func internalDeveloper() *hairpinv1.Config {
	return &hairpinv1.Config{Instance: &hairpinv1.Instance{
		GatewayHosts:   []string{"api.contoso.com"},
		VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL,
		Sku:            hairpinv1.Sku_SKU_DEVELOPER,
	}}
}

func TestAnalyze(t *testing.T) {
	resp, err := New().Analyze(context.Background(), &hairpinv1.AnalyzeRequest{
		Files: []*hairpinv1.File{file("orders.xml", orders)}, Config: internalDeveloper(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.GetFindings()) != 1 {
		t.Fatalf("%v", resp)
	}
	f := resp.GetFindings()[0]
	off := strings.Index(orders, "api.contoso.com")
	want := &hairpinv1.Location{Path: "orders.xml", Range: &hairpinv1.Range{
		Start: &hairpinv1.Position{Offset: uint32(off), Line: 5, Column: 24},
		End:   &hairpinv1.Position{Offset: uint32(off + 15), Line: 5, Column: 39},
	}}
	if d := cmp.Diff(want, f.GetLocation(), protocmp.Transform()); d != "" {
		t.Errorf("location (-want +got):\n%s", d)
	}
	if f.GetRuleId() != "HP102" || f.GetSeverity() != hairpinv1.Severity_SEVERITY_ERROR || len(f.GetFixes()) != 1 ||
		f.GetFixes()[0].GetSafety() != hairpinv1.Safety_SAFETY_SAFE || f.GetFingerprint() == "" {
		t.Errorf("%v", f)
	}
	if s := resp.GetSummary(); s.GetErrors() != 1 || s.GetFiles() != 1 {
		t.Errorf("%v", s)
	}
}

// TestArchives: the service gives what the analyzer gives, on all archives.
func TestArchives(t *testing.T) {
	archives, err := analyzertest.Load("../analyzer/testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range archives {
		t.Run(a.Name, func(t *testing.T) {
			var files []*hairpinv1.File
			for _, f := range a.Files {
				files = append(files, file(f.Path, f.Src))
			}
			resp, err := New().Analyze(context.Background(), &hairpinv1.AnalyzeRequest{Files: files, Config: &hairpinv1.Config{Environment: a.Env}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := proto.Marshal(resp); err != nil {
				t.Error(err)
			}
			for _, line := range a.Diff(fromResponse(resp)) {
				t.Error(line)
			}
			fixed, err := New().Fix(context.Background(), &hairpinv1.FixRequest{Files: files, Config: &hairpinv1.Config{Environment: a.Env}})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, f := range fixed.GetFiles() {
				got[f.GetPath()] = string(f.GetContent())
			}
			if d := cmp.Diff(a.Fixed, got); d != "" {
				t.Errorf("fixed files (-want +got):\n%s", d)
			}
			for _, f := range fixed.GetApplied() {
				if len(f.GetFixes()) != 1 {
					t.Errorf("%d fixes were applied for one finding", len(f.GetFixes()))
				}
			}
		})
	}
}

// fromResponse reads findings back, as far as archives compare them.
func fromResponse(resp *hairpinv1.AnalyzeResponse) []analyzer.Finding {
	var out []analyzer.Finding
	for _, f := range resp.GetFindings() {
		at := f.GetLocation()
		out = append(out, analyzer.Finding{
			Rule: &analyzer.RuleByID(f.GetRuleId()).Rule, Severity: toSeverity(f.GetSeverity()), Message: f.GetMessage(), Environments: f.GetEnvironments(),
			At: text.Loc{Path: at.GetPath(), Span: text.Span{
				Start: int(at.GetRange().GetStart().GetOffset()), End: int(at.GetRange().GetEnd().GetOffset()),
			}},
		})
	}
	return out
}

func TestFix(t *testing.T) {
	req := &hairpinv1.FixRequest{Files: []*hairpinv1.File{file("a/orders.xml", orders), file("b/orders.xml", orders)}, Config: internalDeveloper()}
	req.Config.ReportPaths = []string{"b"}
	resp, err := New().Fix(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.GetFiles()) != 1 || resp.GetFiles()[0].GetPath() != "b/orders.xml" || len(resp.GetApplied()) != 1 || len(resp.GetRemaining().GetFindings()) != 0 {
		t.Errorf("%v", resp)
	}
	if got := string(resp.GetFiles()[0].GetContent()); !strings.Contains(got, "https://127.0.0.1/stock") || !strings.Contains(got, `name="Host"`) {
		t.Error(got)
	}
	req.RuleIds = []string{"HP101"}
	if resp, err = New().Fix(context.Background(), req); err != nil || len(resp.GetFiles()) != 0 || len(resp.GetRemaining().GetFindings()) != 1 {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestInstanceFile(t *testing.T) {
	config := &hairpinv1.Config{InstanceFile: file("elsewhere/contoso.json",
		`{"name": "contoso", "sku": {"name": "Developer"}, "virtualNetworkType": "Internal", "hostnameConfigurations": [{"type": "Proxy", "hostName": "api.contoso.com"}]}`)}
	files := []*hairpinv1.File{file("orders.xml", orders)}
	resp, err := New().Analyze(context.Background(), &hairpinv1.AnalyzeRequest{Files: files, Config: config})
	if err != nil || len(resp.GetFindings()) != 1 || resp.GetSummary().GetErrors() != 1 {
		t.Errorf("%v, %v", resp, err)
	}
	config.Instance = &hairpinv1.Instance{Sku: hairpinv1.Sku_SKU_PREMIUM} // flags rank above the file
	if resp, err = New().Analyze(context.Background(), &hairpinv1.AnalyzeRequest{Files: files, Config: config}); err != nil || resp.GetSummary().GetWarnings() != 1 {
		t.Errorf("%v, %v", resp, err)
	}
	config.InstanceFile = file("elsewhere/contoso.json", `{"name": "contoso"`)
	if resp, err = New().Analyze(context.Background(), &hairpinv1.AnalyzeRequest{Files: files, Config: config}); err != nil || len(resp.GetProblems()) == 0 ||
		resp.GetProblems()[0].GetLocation().GetPath() != "elsewhere/contoso.json" {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestNotUTF8(t *testing.T) {
	resp, err := New().Analyze(context.Background(), &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{file("p.xml", "<policies>\xff</policies>")}})
	if err != nil || len(resp.GetFindings()) != 1 || resp.GetFindings()[0].GetRuleId() != "HP901" {
		t.Errorf("%v, %v", resp, err)
	}
	if _, err := proto.Marshal(resp); err != nil {
		t.Error(err)
	}
}

// TestCancelled: no method goes on for a caller who is gone.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, environment := range []string{"", "all"} {
		config := internalDeveloper()
		config.Environment = environment
		_, err := New().Analyze(ctx, &hairpinv1.AnalyzeRequest{Files: small.GetFiles(), Config: config})
		wantCode(t, err, codes.Canceled)
		_, err = New().Fix(ctx, &hairpinv1.FixRequest{Files: small.GetFiles(), Config: config})
		wantCode(t, err, codes.Canceled)
	}
	_, err := New().ListCalls(ctx, &hairpinv1.ListCallsRequest{Files: small.GetFiles()})
	wantCode(t, err, codes.Canceled)
	_, err = New().GetCallGraph(ctx, &hairpinv1.GetCallGraphRequest{Files: small.GetFiles()})
	wantCode(t, err, codes.Canceled)
	_, err = New().ComposeEffectivePolicy(ctx, &hairpinv1.ComposeEffectivePolicyRequest{Files: small.GetFiles(), ApiId: "orders"})
	wantCode(t, err, codes.Canceled)
}

// TestViolations: what is wrong with a request is said with the field's name.
func TestViolations(t *testing.T) {
	files := func(paths ...string) *hairpinv1.AnalyzeRequest {
		req := &hairpinv1.AnalyzeRequest{}
		for _, p := range paths {
			req.Files = append(req.Files, file(p, ""))
		}
		return req
	}
	config := func(c *hairpinv1.Config) *hairpinv1.AnalyzeRequest {
		req := files("hairpin.yaml", "a/b.xml")
		req.Files[0].Content = []byte("environments:\n  prod: {}\n")
		req.Config = c
		return req
	}
	instance := func(in *hairpinv1.Instance) *hairpinv1.AnalyzeRequest {
		return config(&hairpinv1.Config{Instance: in})
	}
	level := func(id string, s hairpinv1.Severity) *hairpinv1.AnalyzeRequest {
		return config(&hairpinv1.Config{Rules: map[string]hairpinv1.Severity{id: s}})
	}
	big := files("a.xml")
	big.Files[0].Content = make([]byte, MaxFileSize+1)
	for _, c := range []struct {
		req         *hairpinv1.AnalyzeRequest
		field, text string
	}{
		{files(""), "files[0].path", "empty"},
		{files("a", "/b"), "files[1].path", "absolute"},
		{files(`a\b`), "files[0].path", "backslash"},
		{files("../a"), "files[0].path", ".."},
		{files("a/../b"), "files[0].path", ".."},
		{files("./a"), "files[0].path", `"a"`},
		{files("a//b"), "files[0].path", `"a/b"`},
		{files("a/"), "files[0].path", `"a"`},
		{files("a\x00"), "files[0].path", "control character"},
		{files("a\x1b[2J.xml"), "files[0].path", "control character"},
		{files("a\n.xml"), "files[0].path", "control character"},
		{files("a\u007f"), "files[0].path", "control character"},
		{files("a\u0085"), "files[0].path", "control character"},
		{files("a\u200e.xml"), "files[0].path", `"a\u200e.xml" contains an invisible character`},
		{files("apis/\u202elmx.a"), "files[0].path", "invisible character"},
		{files("a\u2066b.xml"), "files[0].path", "invisible character"},
		{files("\ufeffa.xml"), "files[0].path", "invisible character"},
		{files("a\u00adb.xml"), "files[0].path", "invisible character"},
		{files("a\u2028.xml"), "files[0].path", "invisible character"},
		{files("a\U000e0041.xml"), "files[0].path", "invisible character"},
		{files("C:/apis/a.xml"), "files[0].path", "drive"},
		{files(`C:\apis\a.xml`), "files[0].path", "drive"},
		{files("c:a.xml"), "files[0].path", "drive"},
		{files("a\xff"), "files[0].path", "UTF-8"},
		{files("a", "b", "a"), "files[2].path", "files[0]"},
		{big, "files[0].content", "16777216"},
		{config(&hairpinv1.Config{Environment: "prd"}), "config.environment", `there is no environment "prd"; the known ones are prod, and all for every one`},
		{config(&hairpinv1.Config{ReportPaths: []string{"a", "c"}}), "config.report_paths[1]", `"c"`},
		{config(&hairpinv1.Config{InstanceFile: file("../i.json", "")}), "config.instance_file.path", ".."},
		{config(&hairpinv1.Config{InstanceFile: file("C:/i.json", "")}), "config.instance_file.path", "drive"},
		{config(&hairpinv1.Config{InstanceFile: file("i\x1b.json", "")}), "config.instance_file.path", "control character"},
		{config(&hairpinv1.Config{InstanceFile: file("i\u200b.json", "")}), "config.instance_file.path", "invisible character"},
		{config(&hairpinv1.Config{InstanceFile: file("i.txt", "")}), "config.instance_file.path", ".json"},
		{level("HP999", hairpinv1.Severity_SEVERITY_OFF), `config.rules["HP999"]`, "not the ID"},
		{level("HP101", hairpinv1.Severity_SEVERITY_UNSPECIFIED), `config.rules["HP101"]`, "not a severity"},
		{level("HP101", 77), `config.rules["HP101"]`, "not a severity"},
		{instance(&hairpinv1.Instance{GatewayHosts: []string{"https://a.b"}}), "config.instance.gateway_hosts[0]", "hostname"},
		{instance(&hairpinv1.Instance{NotViaLoadBalancer: []string{"a b"}}), "config.instance.not_via_load_balancer[0]", "hostname"},
		{instance(&hairpinv1.Instance{GatewayHosts: []string{"a.b\u200e"}}), "config.instance.gateway_hosts[0]", `"a.b\u200e" is not a hostname`},
		{instance(&hairpinv1.Instance{PrivateIpAddresses: []string{"10.0.0"}}), "config.instance.private_ip_addresses[0]", "IP address"},
		{instance(&hairpinv1.Instance{VirtualNetwork: 9}), "config.instance.virtual_network", "mode"},
		{instance(&hairpinv1.Instance{Sku: -1}), "config.instance.sku", "tier"},
		{instance(&hairpinv1.Instance{Units: 1 << 20}), "config.instance.units", "units"},
	} {
		_, err := New().Analyze(context.Background(), c.req)
		expectViolation(t, err, c.field, c.text)
		_, err = New().ListCalls(context.Background(), &hairpinv1.ListCallsRequest{Files: c.req.GetFiles(), Config: c.req.GetConfig()})
		expectViolation(t, err, c.field, c.text)
	}
	_, err := New().Fix(context.Background(), &hairpinv1.FixRequest{RuleIds: []string{"HP101", "x"}})
	expectViolation(t, err, "rule_ids[1]", "not the ID")
	for _, ok := range []*hairpinv1.AnalyzeRequest{{}, config(&hairpinv1.Config{Environment: "all"}), {Config: &hairpinv1.Config{Environment: "all"}}, config(&hairpinv1.Config{ReportPaths: []string{".", "a", "a/b.xml"}, Environment: "prod"})} {
		if _, err := New().Analyze(context.Background(), ok); err != nil {
			t.Error(err)
		}
	}
}

// TestManyViolations: an answer tells of some, and of how many more there are. It
// fits into headers as clients take them, whatever the caller wrote.
func TestManyViolations(t *testing.T) {
	for _, n := range []int{1, 20, 21, 700, 200_000} {
		req := &hairpinv1.AnalyzeRequest{}
		for i := range n {
			path := fmt.Sprintf("/%d", i)
			if i < 100 {
				path += strings.Repeat("é", 5000) + "%s"
			}
			req.Files = append(req.Files, file(path, ""))
		}
		_, err := New().Analyze(context.Background(), req)
		st := status.Convert(err)
		list := st.Details()[0].(*errdetails.BadRequest).GetFieldViolations()
		if len(list) != min(n, 21) {
			t.Errorf("%d violations of %d", len(list), n)
		}
		if want := fmt.Sprintf("and %d more", n-20); n > 20 && list[20].GetDescription() != want {
			t.Errorf("%q, want %q", list[20].GetDescription(), want)
		}
		// In headers, details are in base64 and the message is escaped.
		if size := proto.Size(st.Proto())*4/3 + 3*len(st.Message()); size > 8<<10 {
			t.Errorf("%d bytes of headers", size)
		}
	}
}

// TestNestedFields: what is in a message of a message counts like the rest.
func TestNestedFields(t *testing.T) {
	in := &hairpinv1.Instance{}
	for range 1000 {
		in.GatewayHosts = append(in.GatewayHosts, "")
	}
	req := &hairpinv1.AnalyzeRequest{Config: &hairpinv1.Config{Instance: in, Rules: map[string]hairpinv1.Severity{"a": 1}}}
	src, err := proto.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	// config, instance, its hosts, and a rule with its name and severity.
	if got, want := costOf(src, req.ProtoReflect().Descriptor()), int64(len(src)+(1+1+1000+3)*fieldCost); got != want {
		t.Errorf("cost %d, want %d", got, want)
	}
	r := start(t, nil, New(), func(o *Options) { o.MaxMessage = 64 << 10 })
	_, err = r.client().Analyze(t.Context(), req)
	wantCode(t, err, codes.ResourceExhausted)
}

func expectViolation(t *testing.T, err error, field, part string) {
	t.Helper()
	st := status.Convert(err)
	if st.Code() != codes.InvalidArgument || !strings.Contains(st.Message(), field) {
		t.Errorf("want a violation of %s, got %v", field, err)
		return
	}
	for _, d := range st.Details() {
		if b, ok := d.(*errdetails.BadRequest); ok && b.GetFieldViolations()[0].GetField() == field &&
			strings.Contains(b.GetFieldViolations()[0].GetDescription(), part) {
			return
		}
	}
	t.Errorf("%s: no violation in the details says %q: %v", field, part, st.Details())
}

// TestEnumerations: every value of the contract has its own in the analyzer.
func TestEnumerations(t *testing.T) {
	vnets, skus := map[gateway.VNet]bool{}, map[gateway.SKU]bool{}
	for n := range hairpinv1.VirtualNetwork_name {
		vnets[toVNet(hairpinv1.VirtualNetwork(n))] = true
	}
	for n := range hairpinv1.Sku_name {
		skus[toSKU(hairpinv1.Sku(n))] = true
	}
	if len(vnets) != len(hairpinv1.VirtualNetwork_name) || len(skus) != len(hairpinv1.Sku_name) {
		t.Errorf("%v %v", vnets, skus)
	}
	for s := analyzer.Off; s <= analyzer.Error; s++ {
		if toSeverity(fromSeverity(s)) != s {
			t.Errorf("%v becomes %v", s, fromSeverity(s))
		}
	}
	verdicts, actions, kinds := map[hairpinv1.Verdict]bool{0: true}, map[hairpinv1.HostAction]bool{0: true}, map[hairpinv1.PieceKind]bool{0: true}
	for v := analyzer.EndUnknown; v <= analyzer.EndSelf; v++ {
		verdicts[fromVerdict(v)] = true
	}
	for a := analyzer.HostDefault; a <= analyzer.HostUnknown; a++ {
		actions[fromHostAction(a)] = true
	}
	for k := analyzer.UnknownPiece; k <= analyzer.NullPiece; k++ {
		kinds[fromPieceKind(k)] = true
	}
	if len(verdicts) != len(hairpinv1.Verdict_name) || len(actions) != len(hairpinv1.HostAction_name) || len(kinds) != len(hairpinv1.PieceKind_name) {
		t.Errorf("%v %v %v", verdicts, actions, kinds)
	}
}

func TestListRules(t *testing.T) {
	resp, err := New().ListRules(context.Background(), nil)
	if err != nil || len(resp.GetRules()) != len(analyzer.Rules()) {
		t.Fatal(err)
	}
	for _, r := range resp.GetRules() {
		if r.GetId() == "" || r.GetName() == "" || r.GetSummary() == "" || r.GetDocumentation() == "" || r.GetSeverity() == 0 {
			t.Errorf("%v", r)
		}
	}
}

// TestFixable: what is called fixable has a fix in some archive, and nothing
// else has.
func TestFixable(t *testing.T) {
	archives, err := analyzertest.Load("../analyzer/testdata")
	if err != nil {
		t.Fatal(err)
	}
	fixed := map[string]bool{}
	for _, a := range archives {
		res, err := analyzer.NewSnapshot(a.Files).Check(context.Background(), analyzer.Config{Env: a.Env})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range res.Findings {
			fixed[f.Rule.ID] = fixed[f.Rule.ID] || len(f.Fixes) > 0
		}
	}
	for _, r := range analyzer.Rules() {
		if r.Fixable != fixed[r.ID] {
			t.Errorf("%s: fixable is %v, but its archives have a fix: %v", r.ID, r.Fixable, fixed[r.ID])
		}
	}
}
