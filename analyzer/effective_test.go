package analyzer_test

import (
	"context"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
)

// effectiveFiles are an estate with a policy in every scope.
var effectiveFiles = map[string]string{
	"policy.xml":                                           "<policies>\n  <inbound>\n    <trace source=\"all\">in</trace>\n  </inbound>\n  <backend>\n    <forward-request />\n  </backend>\n  <outbound />\n  <on-error />\n</policies>\n",
	"apis/orders/apiInformation.json":                      `{ "properties": { "path": "orders", "serviceUrl": "https://orders.fabrikam.com" } }`,
	"apis/orders/policy.xml":                               "<policies>\n\t<inbound>\n\t\t<base />\n\t\t<choose>\n\t\t\t<when condition=\"@(true)\">\n\t\t\t\t<include-fragment fragment-id=\"auth\" />\n\t\t\t</when>\n\t\t</choose>\n\t</inbound>\n</policies>\n",
	"apis/orders/operations/getOrder/policy.xml":           "<policies>\n  <inbound>\n    <base />\n    <set-header name=\"X-Op\" exists-action=\"override\">\n      <value>getOrder</value>\n    </set-header>\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n</policies>\n",
	"policy fragments/auth/policy.xml":                     "<fragment>\n  <set-header name=\"X-Auth\" exists-action=\"delete\" />\n</fragment>\n",
	"products/gold/productInformation.json":                `{ "properties": { "displayName": "Gold" } }`,
	"products/gold/policy.xml":                             "<policies>\n  <inbound>\n    <base />\n    <rate-limit calls=\"5\" renewal-period=\"60\" />\n  </inbound>\n</policies>\n",
	"products/gold/apis/orders/productApiInformation.json": `{}`,
}

func effectiveSnapshot() *analyzer.Snapshot {
	var files []*text.File
	for path, src := range effectiveFiles {
		files = append(files, text.NewFile(path, src))
	}
	return analyzer.NewSnapshot(files)
}

// TestEffective composes scopes from broad to narrow where each has its base,
// with fragments in place, and says where every line stands.
func TestEffective(t *testing.T) {
	s := effectiveSnapshot()
	e, err := s.Effective(context.Background(), analyzer.Config{}, analyzer.Query{API: "orders", Operation: "getOrder", Product: "gold"})
	if err != nil {
		t.Fatal(err)
	}
	want := `<policies>
    <inbound>
        <!-- all APIs, policy.xml:3 -->
        <trace source="all">in</trace>
        <!-- product gold, products/gold/policy.xml:4 -->
        <rate-limit calls="5" renewal-period="60" />
        <!-- API orders, apis/orders/policy.xml:4 -->
        <choose>
            <when condition="@(true)">
                <!-- fragment auth, policy fragments/auth/policy.xml:2 -->
                <set-header name="X-Auth" exists-action="delete" />
            <!-- API orders, apis/orders/policy.xml:7 -->
            </when>
        </choose>
        <!-- operation getOrder, apis/orders/operations/getOrder/policy.xml:4 -->
        <set-header name="X-Op" exists-action="override">
          <value>getOrder</value>
        </set-header>
    </inbound>
    <backend>
        <!-- all APIs, policy.xml:6 -->
        <forward-request />
    </backend>
    <outbound>
    </outbound>
    <on-error>
    </on-error>
</policies>
`
	if got := e.Text(s.File); got != want {
		t.Errorf("got\n%s", got)
	}
	for _, l := range e.Lines {
		if l.At.Path != "" && !strings.Contains(l.Text, l.At.Span.Of(effectiveFiles[l.At.Path])) {
			t.Errorf("the line %q is said to stand at %q", l.Text, l.At.Span.Of(effectiveFiles[l.At.Path]))
		}
	}
}

func TestEffectiveNotThere(t *testing.T) {
	workspaces := []*text.File{
		text.NewFile("workspaces/team/apis/parts/apiInformation.json", `{ "properties": { "path": "parts" } }`),
		text.NewFile("workspaces/staff/apis/people/apiInformation.json", `{ "properties": { "path": "people" } }`),
	}
	for _, tt := range []struct {
		s    *analyzer.Snapshot
		q    analyzer.Query
		want string
	}{
		{effectiveSnapshot(), analyzer.Query{API: "nope"}, `there is no API "nope"; the files define orders`},
		{effectiveSnapshot(), analyzer.Query{API: "orders", Operation: "nope"}, `the API "orders" has no operation "nope"; its operations are: getOrder`},
		{effectiveSnapshot(), analyzer.Query{API: "orders", Product: "nope"}, `the API "orders" has no product "nope"; its products are: gold`},
		{effectiveSnapshot(), analyzer.Query{API: "orders", Workspace: "w"}, `there is no workspace "w"; the files define none`},
		{analyzer.NewSnapshot(workspaces), analyzer.Query{API: "parts", Workspace: "w"}, `there is no workspace "w"; the files define staff, team`},
		{analyzer.NewSnapshot(workspaces), analyzer.Query{API: "people", Workspace: "team"}, `the workspace "team" has no API "people"; its APIs are: parts`},
		{analyzer.NewSnapshot(workspaces), analyzer.Query{API: "parts"}, `there is no API "parts" outside workspaces; the workspace "team" has one`},
		{analyzer.NewSnapshot(workspaces), analyzer.Query{API: "nope"}, `there is no API "nope"; the files define none`},
		{analyzer.NewSnapshot(workspaces), analyzer.Query{API: "parts", Workspace: "team", Product: "gold"}, `the API "parts" has no product "gold"; the files define none`},
	} {
		if _, err := tt.s.Effective(context.Background(), analyzer.Config{}, tt.q); err == nil || err.Error() != tt.want {
			t.Errorf("%+v: %v", tt.q, err)
		}
	}
}
