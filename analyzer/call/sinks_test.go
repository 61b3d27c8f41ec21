package call_test

import (
	"context"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/check"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

func TestSinksTable(t *testing.T) {
	for _, s := range call.Sinks() {
		if (s.URL == "") == (s.Backend == "") {
			t.Errorf("%s: exactly one of URL and Backend says where the address is", s.Element)
		}
		if s.Rule < "HP101" || s.Rule > "HP103" || s.What == "" {
			t.Errorf("%s: rule %q, what %q", s.Element, s.Rule, s.What)
		}
		for _, other := range call.Sinks() {
			if other.Element == s.Element && other.Parent != s.Parent {
				t.Errorf("%s: all rows of an element have the same parent, but there are %q and %q", s.Element, s.Parent, other.Parent)
			}
		}
		for _, n := range call.NoSinks {
			if n.Element == s.Element {
				t.Errorf("%s is in both tables, sinks and noSinks", s.Element)
			}
		}
	}
}

// TestSinksInDialect: every sink is in the table of the language, with what holds its
// address, so that an editor knows it.
func TestSinksInDialect(t *testing.T) {
	for _, s := range call.Sinks() {
		if s.Property {
			continue // no element
		}
		row := dialect.Find(strings.Fields(s.Parent + " " + s.Element))
		if row == nil || row.Attr(s.Field()) == nil && row.Child(s.Field()) == nil {
			t.Errorf("%s with its %s is not in package dialect, which has to know it", s.Element, s.Field())
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
		if s.Property {
			continue // no element; the archives of HP101 and HP103 hold it
		}
		where, value := s.URL+s.Backend, "https://contoso.azure-api.net/a"
		if s.Backend != "" {
			value = "b"
		}
		el := "<" + s.Element + "><" + where + ">" + value + "</" + where + "></" + s.Element + ">"
		if name, ok := strings.CutPrefix(where, "@"); ok {
			el = "<" + s.Element + " " + name + `="` + value + `"/>`
		}
		if s.Parent != "" {
			el = "<" + s.Parent + ">" + el + "</" + s.Parent + ">"
		}
		src := el
		if document.KindOf(s.Parent) != document.ResolverRoot {
			src = "<policies><inbound>" + el + "</inbound></policies>"
		}
		snap := analyzer.NewSnapshot([]*text.File{text.NewFile("policy.xml", src), backend})
		calls, err := snap.Calls(context.Background(), check.Config{Flags: gateway.Facts{Name: "contoso"}})
		if err != nil || len(calls) != 1 || calls[0].Sink != s || len(calls[0].Ways) == 0 || !strings.Contains(calls[0].Ways[0].URL.String(), "contoso.azure-api.net") {
			t.Errorf("%s %s: %d calls, want one of this row to the address in it (%v):\n%s", s.Element, where, len(calls), err, src)
		}
	}
}

// TestPropertiesAreFound: every address in the artifact of an API is found there.
func TestPropertiesAreFound(t *testing.T) {
	backend := text.NewFile("backends/b/backendInformation.json", `{"properties":{"url":"https://contoso.azure-api.net/b"}}`)
	for _, s := range call.Sinks() {
		if !s.Property {
			continue
		}
		src := `"https://contoso.azure-api.net/a"`
		if s.Backend != "" {
			src = `"b"`
		}
		keys := strings.Split(s.Element, ".")
		for i := len(keys) - 1; i >= 0; i-- {
			src = `{"` + keys[i] + `":` + src + `}`
		}
		snap := analyzer.NewSnapshot([]*text.File{text.NewFile("apis/a/apiInformation.json", src), backend})
		calls, err := snap.Calls(context.Background(), check.Config{Flags: gateway.Facts{Name: "contoso"}})
		if err != nil || len(calls) != 1 || calls[0].Sink != s || !calls[0].Ways[0].IsSelf() {
			t.Errorf("%s: %d calls, want one to the address in it (%v):\n%s", s.Element, len(calls), err, src)
		}
	}
}
