package graph

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
)

// versions are the APIs that share their path with an API, because a header or a
// query parameter tells them apart; the API alone if none does.
// https://learn.microsoft.com/azure/api-management/api-management-versions
func versions(e *estate.Estate, api *estate.API) []*estate.API {
	set := api.VersionSet
	if set == nil || !api.Current || !strings.EqualFold(set.Scheme, "Header") && !strings.EqualFold(set.Scheme, "Query") {
		return []*estate.API{api}
	}
	var out []*estate.API
	for _, w := range compose.Workspaces(e) { // a set belongs to one of them
		for _, o := range w.APIs {
			if o.VersionSet == set && o.Current && strings.EqualFold(o.Path, api.Path) {
				out = append(out, o)
			}
		}
	}
	return out
}

// Version is the one among the versions of an API that a self-call asks for; nil
// if that cannot be determined.
func Version(e *estate.Estate, c *call.Call, j *call.Way, api *estate.API) *estate.API {
	all := versions(e, api)
	if len(all) == 1 {
		return all[0]
	}
	asked, known := askedVersion(c, j, api.VersionSet)
	if !known {
		return nil
	}
	i := slices.IndexFunc(all, func(o *estate.API) bool { return strings.EqualFold(o.Version, asked) })
	if i < 0 {
		return nil
	}
	return all[i]
}

// askedVersion is the version that a request names, "" for none. A forwarded
// request has that of its caller, which policies can change: it is not known.
func askedVersion(c *call.Call, j *call.Way, set *estate.VersionSet) (version string, known bool) {
	if c.Sink.Host != call.ChildHost || c.Element == nil || !call.IsNewRequest(c) {
		return "", false
	}
	if strings.EqualFold(set.Scheme, "Query") {
		url, known := j.URL.Literal()
		_, query, _ := strings.Cut(url, "?")
		for _, pair := range strings.Split(query, "&") {
			if name, value, _ := strings.Cut(pair, "="); strings.EqualFold(name, set.Name) {
				version = value
			}
		}
		return version, known
	}
	known = true
	for h := range c.Element.Elements() {
		if h.Tag == "include-fragment" { // of a resolver
			return "", false
		}
		if name := h.Attr("name"); h.Tag == "set-header" && name != nil {
			n, literal := name.Value.Literal()
			value := h.Child("value")
			switch {
			case !literal:
				known = false
			case !strings.EqualFold(strings.TrimSpace(n), set.Name):
			case value == nil:
				version = ""
			default:
				content := value.Content()
				version, known = content.Literal()
			}
		}
	}
	return version, known
}
