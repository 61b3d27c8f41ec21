package call_test

import (
	"context"
	"strings"
	"testing"

	"hairpin/analyzer"
	"hairpin/analyzer/call"
	"hairpin/analyzer/check"
	"hairpin/analyzer/gateway"
	"hairpin/analyzer/text"
)

func TestSinksTable(t *testing.T) {
	for _, s := range call.Sinks() {
		if (s.URL == "") == (s.Backend == "") {
			t.Errorf("%s: exactly one of URL and Backend says where the address is", s.Element)
		}
		if s.Rule < "HP101" || s.Rule > "HP103" || s.What == "" {
			t.Errorf("%s: rule %q, what %q", s.Element, s.Rule, s.What)
		}
		for _, n := range call.NoSinks {
			if n.Element == s.Element {
				t.Errorf("%s is in both tables", s.Element)
			}
		}
	}
}

// TestNoSinks: a self host in a construct that opens no connection is right.
func TestNoSinks(t *testing.T) {
	for _, n := range call.NoSinks {
		src := `<policies><inbound><` + n.Element + ` url="https://contoso.azure-api.net/a" base-url="https://contoso.azure-api.net/a">` +
			`https://contoso.azure-api.net/b<x>https://contoso.azure-api.net/c</x></` + n.Element + `></inbound></policies>`
		s := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", src)})
		c := check.Config{Flags: gateway.Facts{Name: "contoso", VNet: gateway.Internal, SKU: gateway.Developer}}
		calls, err := s.Calls(context.Background(), c)
		if err != nil || len(calls) > 0 {
			t.Errorf("%s makes %d calls (%v)", n.Element, len(calls), err)
		}
		if strings.TrimSpace(n.Why) == "" {
			t.Errorf("%s has no reason", n.Element)
		}
	}
}

// TestSinksAreFound: every row of the table is found where it stands, and an
// address in it is judged.
func TestSinksAreFound(t *testing.T) {
	backend := text.NewFile("backends/b/backendInformation.json", `{"properties":{"url":"https://contoso.azure-api.net/b"}}`)
	for _, s := range call.Sinks() {
		if s.Element == call.FieldService {
			continue // no element; the archives of HP101 hold it
		}
		where, value := s.URL+s.Backend, "https://contoso.azure-api.net/a"
		if s.Backend != "" {
			value = "b"
		}
		el := "<" + s.Element + "><" + where + ">" + value + "</" + where + "></" + s.Element + ">"
		if name, ok := strings.CutPrefix(where, "@"); ok {
			el = "<" + s.Element + " " + name + `="` + value + `"/>`
		}
		src := "<policies><inbound>" + el + "</inbound></policies>"
		switch s.Parent {
		case "http-data-source":
			src = "<http-data-source>" + el + "</http-data-source>"
		case "validate-jwt":
			src = "<policies><inbound><validate-jwt>" + el + "</validate-jwt></inbound></policies>"
		}
		snap := analyzer.NewSnapshot([]*text.File{text.NewFile("policy.xml", src), backend})
		calls, err := snap.Calls(context.Background(), check.Config{Flags: gateway.Facts{Name: "contoso"}})
		if err != nil || len(calls) != 1 || calls[0].Sink != s || len(calls[0].Ways) == 0 || !strings.Contains(calls[0].Ways[0].URL.String(), "contoso.azure-api.net") {
			t.Errorf("%s %s: calls %v, %v", s.Element, where, calls, err)
		}
	}
}
