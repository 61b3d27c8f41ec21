package estate

import (
	"slices"
	"sort"
	"strings"
)

// Route finds the API that a request to this gateway lands on, by the path of
// its URL: the longest path of an API that the URL's path begins with, the
// segment of its version included. A query is passed over. It is nil if no API
// of the workspace is known to have the path.
//
// Of several APIs with the same path, as versions by header or query are, it is
// the first by ID; of revisions it is the current one, unless the path names
// another (/orders;rev=2).
// https://learn.microsoft.com/azure/api-management/api-management-versions
// https://learn.microsoft.com/azure/api-management/api-management-revisions
func (w *Workspace) Route(path string) *API {
	best, longest := -1, -1
	known := folding(strings.TrimLeft(path, "/"))
	for end := 0; end <= len(known); end++ {
		if end > 0 && end < len(known) && !strings.ContainsRune("/;?#", rune(known[end])) {
			continue
		}
		for _, i := range w.routes.byPath[known[:end]] {
			if n, ok := w.APIs[i].prefix(path); ok {
				if n > longest || n == longest && i < best {
					best, longest = i, n
				}
				break // those behind it have the same path
			}
		}
	}
	if best < 0 {
		return nil
	}
	return w.APIs[best]
}

// Extends reports whether some API's path goes on where a path ends, so that
// more of the path would be needed to tell which API it names.
func (w *Workspace) Extends(path string) bool {
	known := folding(strings.TrimLeft(path, "/"))
	i := sort.SearchStrings(w.routes.fronts, known)
	return i < len(w.routes.fronts) && strings.HasPrefix(w.routes.fronts[i], known)
}

// routes finds APIs by their paths.
type routes struct {
	byPath map[string][]int // the APIs with a path, with the version where it is in the path, in their order
	fronts []string         // these paths, sorted; none is empty
}

// routesOf makes an index of APIs.
func routesOf(apis []*API) routes {
	r := routes{byPath: make(map[string][]int, len(apis))}
	for i, api := range apis {
		if !api.located() {
			continue
		}
		front := api.Path
		if api.inPath() {
			front += "/" + api.Version
		}
		front = folding(strings.Trim(front, "/"))
		r.byPath[front] = append(r.byPath[front], i)
		if plain := folding(strings.Trim(api.Path, "/")); plain != front && (api.VersionSet == nil || api.VersionSet.Scheme == "") {
			r.byPath[plain] = append(r.byPath[plain], i) // the version may stand elsewhere
		}
		if front != "" {
			r.fronts = append(r.fronts, front)
		}
	}
	slices.Sort(r.fronts)
	return r
}

// folding is a text in the form in which all its variants of case are equal.
func folding(s string) string { return strings.ToLower(strings.ToUpper(s)) }

// Below is what follows the part of a path that names the API: "/" and the
// path of an operation.
func (a *API) Below(path string) string {
	n, _ := a.prefix(path)
	return "/" + strings.Trim(path[min(n, len(path)):], "/")
}

// Match is the operation that a request lands on, by its method and the path
// after that of the API; nil if there is none. Of templates that match, the one
// with the most literal segments counts. With an empty method any will do, if all
// that match are one.
// https://learn.microsoft.com/azure/api-management/add-api-manually#add-and-test-an-operation
func (a *API) Match(method, path string) *Operation {
	var best *Operation
	most, several := -1, false
	for _, op := range a.Operations {
		if op.URLTemplate == "" || method != "" && op.Method != "" && !strings.EqualFold(op.Method, method) {
			continue
		}
		n, ok := matchTemplate(op.URLTemplate, path)
		switch {
		case ok && n > most:
			best, most, several = op, n, false
		case ok && n == most:
			several = true
		}
	}
	if several {
		return nil
	}
	return best
}

// Serves reports whether some operation may take a request.
func (a *API) Serves(method, path string) bool {
	for _, op := range a.Operations {
		if op.URLTemplate == "" || op.Method == "" {
			return true
		}
		if _, ok := matchTemplate(op.URLTemplate, path); ok && strings.EqualFold(op.Method, method) {
			return true
		}
	}
	return false
}

// matchTemplate matches /orders/{id} and /files/*; literal counts the segments
// that are not parameters. A parameter in the path itself, as in the template of
// a caller, matches a parameter.
func matchTemplate(template, path string) (literal int, ok bool) {
	if i := strings.IndexByte(template, '?'); i >= 0 {
		template = template[:i]
	}
	want := strings.Split(strings.Trim(template, "/"), "/")
	have := strings.Split(strings.Trim(path, "/"), "/")
	for i, w := range want {
		if w == "*" {
			return literal, true
		}
		if i >= len(have) {
			return 0, false
		}
		switch {
		case strings.EqualFold(w, have[i]):
			if !strings.Contains(w, "{") {
				literal++
			}
		case !matchSegment(folding(w), folding(have[i])):
			return 0, false
		}
	}
	return literal, len(have) == len(want)
}

// matchSegment matches a segment with parameters in it: {id}, {id}.json,
// Orders('{id}'). A parameter stands for at least one byte.
func matchSegment(want, have string) bool {
	for {
		open := strings.IndexByte(want, '{')
		if open < 0 || !strings.Contains(want[open:], "}") {
			return want == have
		}
		if !strings.HasPrefix(have, want[:open]) {
			return false
		}
		have, want = have[open:], want[open+strings.IndexByte(want[open:], '}')+1:]
		next := want
		if i := strings.IndexByte(want, '{'); i >= 0 {
			next = want[:i]
		}
		if next == "" {
			return have != "" && want == ""
		}
		if len(have) < 2 {
			return false
		}
		at := strings.Index(have[1:], next)
		if len(next) == len(want) { // the last text stands at the end
			at = len(have) - 1 - len(next)
			if at < 0 || !strings.HasSuffix(have, next) {
				return false
			}
		}
		if at < 0 {
			return false
		}
		have = have[1+at:]
	}
}

// Owns reports whether a request with this URL path can land on the API, as far
// as the API alone decides: another one may have a longer path.
func (a *API) Owns(path string) bool {
	_, ok := a.prefix(path)
	return ok
}

// prefix is the number of bytes of a path that name the API. Paths compare
// without regard to case.
func (a *API) prefix(path string) (int, bool) {
	if !a.located() {
		return 0, false
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	rest := strings.TrimLeft(path, "/")
	front := a.Path
	if a.Version != "" && a.inPath() {
		if after, ok := a.cut(rest, strings.Trim(front+"/"+a.Version, "/")); ok {
			return len(path) - len(after), true
		} else if a.VersionSet != nil && a.VersionSet.Scheme != "" {
			return 0, false
		}
	}
	after, ok := a.cut(rest, front)
	return len(path) - len(after), ok
}

// located reports whether the path of the API is known: of some, nothing is but their
// policies.
func (a *API) located() bool { return a.Info != "" || a.Path != "" }

// inPath reports whether requests name the version of the API in their path, or
// may do so.
func (a *API) inPath() bool {
	return a.VersionSet == nil || a.VersionSet.Scheme == "" || strings.EqualFold(a.VersionSet.Scheme, "Segment")
}

// cut takes whole segments off the front of a path. A revision comes after
// the last of them; without one the current revision is meant.
func (a *API) cut(path, front string) (rest string, ok bool) {
	if len(path) < len(front) || !strings.EqualFold(path[:len(front)], front) {
		return path, false
	}
	rest, revision := path[len(front):], ""
	if strings.HasPrefix(rest, revisionMark) {
		rest = rest[len(revisionMark):]
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			revision, rest = rest[:i], rest[i:]
		} else {
			revision, rest = rest, ""
		}
	}
	switch {
	case revision == "" && !a.Current, revision != "" && revision != a.revision():
		return path, false
	case front != "" && rest != "" && rest[0] != '/':
		return path, false
	}
	return strings.TrimLeft(rest, "/"), true
}

// revisionMark stands in front of the number of a revision, in paths and in the
// names of folders.
const revisionMark = ";rev="

// revision is the number of the revision.
func (a *API) revision() string {
	if _, rev, ok := strings.Cut(a.ID, revisionMark); ok {
		return rev
	}
	return a.Revision
}
