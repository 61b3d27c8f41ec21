package estate

import "strings"

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
	var best *API
	least := -1
	for _, api := range w.APIs {
		if n, ok := api.prefix(path); ok && n > least {
			best, least = api, n
		}
	}
	return best
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
	if a.Info == "" && a.Path == "" {
		return 0, false // nothing is known about the API but its policies
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	rest := strings.TrimLeft(path, "/")
	front := a.Path
	scheme := ""
	if a.VersionSet != nil {
		scheme = a.VersionSet.Scheme
	}
	if a.Version != "" && (scheme == "" || strings.EqualFold(scheme, "Segment")) {
		if after, ok := a.cut(rest, strings.Trim(front+"/"+a.Version, "/")); ok {
			return len(path) - len(after), true
		} else if scheme != "" {
			return 0, false
		}
	}
	after, ok := a.cut(rest, front)
	return len(path) - len(after), ok
}

// cut takes whole segments off the front of a path. A revision stands behind
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
