package estate

import "testing"

func TestMatchTemplate(t *testing.T) {
	for _, c := range []struct {
		template, path string
		want           bool
	}{
		{"/reports/{id}.json", "/reports/7.json", true}, {"/reports/{id}.json", "/reports/.json", false}, {"/reports/{id}.json", "/reports/7.xml", false},
		{"/Orders('{id}')", "/orders('7')", true}, {"/Orders('{id}')", "/Orders('')", false}, {"/{a}-{b}", "/x-y", true}, {"/{a}-{b}", "/xy", false},
		{"/{a}-{b}", "/-y", false}, {"/{id}", "/{id}", true}, {"/{id}", "/", false}, {"/v{n}", "/v2", true}, {"/v{n}", "/w2", false}, {"/a/*", "/a/b/c", true},
		{"/{a}.{b}.json", "/x.y.json", true}, {"/{a}.{b}.json", "/x.json", false},
	} {
		if _, ok := matchTemplate(c.template, c.path); ok != c.want {
			t.Errorf("%s and %s: %v", c.template, c.path, ok)
		}
	}
}

func TestRoute(t *testing.T) {
	segment := &VersionSet{Scheme: "Segment"}
	header := &VersionSet{Scheme: "Header"}
	w := &Workspace{}
	for _, a := range []API{
		{ID: "a-root", Path: "", Current: true},
		{ID: "orders", Path: "orders", Current: true, Revision: "1"},
		{ID: "orders;rev=2", Path: "orders"},
		{ID: "orders-v1", Path: "orders", Current: true, Version: "v1", VersionSet: segment},
		{ID: "orders-v2", Path: "orders", Current: true, Version: "v2", VersionSet: segment, Revision: "3"},
		{ID: "items", Path: "orders/items", Current: true},
		{ID: "by-header", Path: "h", Current: true, Version: "v1", VersionSet: header},
		{ID: "unknown-set", Path: "u", Current: true, Version: "v1"},
	} {
		a.Info = "apis/" + a.ID
		w.APIs = append(w.APIs, &a)
	}
	w.routes = routesOf(w.APIs)
	for path, want := range map[string]string{
		"/orders": "orders", "/orders/7": "orders", "/ORDERS/7?x=/orders/items": "orders", "orders/": "orders", "/ordersx": "a-root",
		"/orders/v1": "orders-v1", "/orders/v1/7": "orders-v1", "/orders/v10": "orders", "/orders/v2;rev=3/7": "orders-v2", "/orders/v2;rev=4/7": "orders",
		"/orders;rev=2/7": "orders;rev=2", "/orders;rev=1/7": "orders", "/orders;rev=9/7": "a-root",
		"/orders/items/1": "items", "/h/x": "by-header", "/u/v1/x": "unknown-set", "/u/x": "unknown-set", "/": "a-root", "": "a-root", "/zzz": "a-root",
	} {
		got := "none"
		if a := w.Route(path); a != nil {
			got = a.ID
		}
		if got != want {
			t.Errorf("%q lands on %s, want %s", path, got, want)
		}
	}
	unknown := &Workspace{APIs: []*API{{ID: "policies-only", Current: true}}}
	unknown.routes = routesOf(unknown.APIs)
	if a := unknown.Route("/x"); a != nil {
		t.Errorf("an API without a known path owns everything: %+v", a)
	}
	if n := len(unknown.routes.byPath); n != 0 {
		t.Errorf("every call asks %d APIs without a known path", n)
	}
	if w.APIs[3].Owns("/orders/7") || !w.APIs[3].Owns("/orders/v1/7") || !w.APIs[1].Owns("/orders/v1/7") {
		t.Error("Owns is wrong about versions")
	}
}
