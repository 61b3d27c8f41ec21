package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

func TestCurrent(t *testing.T) {
	for file, write := range map[string]func(io.Writer, string) error{"../../docs/api.md": write, "../../docs/openapi.json": openAPI} {
		var want bytes.Buffer
		if err := write(&want, "../../proto"); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want.String(), string(got)); d != "" {
			t.Errorf("%s is not current: run \"make generate\" (-contract +page):\n%s", file, d)
		}
	}
}

// TestOpenAPI: what the service takes and answers is as OpenAPI says.
func TestOpenAPI(t *testing.T) {
	src, err := os.ReadFile("../../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	check := func(name string, m proto.Message) {
		t.Helper()
		schema, err := compiler.Compile("openapi.json#/components/schemas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		src, err := protojson.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal(src, &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v in\n%s", name, err, src)
		}
		value.(map[string]any)["nothing"] = true
		if schema.Validate(value) == nil {
			t.Errorf("%s takes a field that the contract has not", name)
		}
	}
	req := &hairpinv1.AnalyzeRequest{
		Files:  []*hairpinv1.File{{Path: "policy.xml", Content: []byte(`<policies><inbound><send-request mode="new"><set-url>https://api.contoso.com/a</set-url></send-request></inbound></policies>`)}},
		Config: &hairpinv1.Config{Instance: &hairpinv1.Instance{GatewayHosts: []string{"api.contoso.com"}, VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL, Sku: hairpinv1.Sku_SKU_DEVELOPER}},
	}
	s := server.New()
	found, err := s.Analyze(t.Context(), req)
	if err != nil || len(found.GetFindings()) == 0 {
		t.Fatalf("%v %v", found, err)
	}
	calls, err := s.ListCalls(t.Context(), &hairpinv1.ListCallsRequest{Files: req.GetFiles(), Config: req.GetConfig()})
	if err != nil || len(calls.GetCalls()) == 0 {
		t.Fatalf("%v %v", calls, err)
	}
	rules, err := s.ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	check("AnalyzeRequest", req)
	check("AnalyzeResponse", found)
	check("ListCallsResponse", calls)
	check("ListRulesResponse", rules)
}
