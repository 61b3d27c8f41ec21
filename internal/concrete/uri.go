package concrete

import "strings"

// newURI is new Uri(text), new Uri(base, relative).
func newURI(args []any) any {
	s, isText := args[0].(string)
	base, isURI := args[0].(*uri)
	switch {
	case args[0] == nil:
		throw()
	case len(args) == 1 && isText:
		return parseURI(s)
	case len(args) == 2 && isURI:
		rel, ok := args[1].(string)
		if !ok {
			giveUp()
		}
		return base.combined(rel)
	}
	giveUp()
	return nil
}

// combined is a reference read from a URL.
// https://www.rfc-editor.org/rfc/rfc3986#section-5.2
func (u *uri) combined(rel string) *uri {
	path, _, _ := strings.Cut(u.path, "?")
	switch {
	case strings.Contains(rel, "\\"), strings.Contains(strings.SplitN(rel, "/", 2)[0], ":") && !strings.Contains(rel, "://"):
		giveUp()
	case strings.Contains(rel, "://"):
		if !strings.HasPrefix(rel, "http") {
			giveUp()
		}
		return parseURI(rel)
	case rel == "":
		return u
	case strings.HasPrefix(rel, "//"):
		return parseURI(u.scheme + ":" + rel)
	case strings.HasPrefix(rel, "/"):
		return parseURI(u.scheme + "://" + u.authority() + rel)
	case strings.HasPrefix(rel, "?"):
		return parseURI(u.scheme + "://" + u.authority() + path + rel)
	}
	return parseURI(u.scheme + "://" + u.authority() + path[:strings.LastIndex(path, "/")+1] + rel)
}

// tryURI is Uri.TryCreate of an absolute URL. What has no scheme is none, but Linux takes
// a path for one.
func tryURI(v any, kind string) (any, bool) {
	s, ok := v.(string)
	switch {
	case kind != "UriKind.Absolute" || v != nil && !ok:
		giveUp()
	case v == nil || s == "":
		return nil, false
	case !strings.ContainsAny(s, ":/\\ "):
		return nil, false
	}
	return parseURI(s), true
}

// parseURI reads a plain absolute URL and gives up on every other text.
func parseURI(s string) *uri {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || scheme != "https" && scheme != "http" || strings.ContainsAny(rest, " \\@#%{}[]<>|^`\"") {
		giveUp()
	}
	u := &uri{scheme: scheme}
	i := strings.IndexAny(rest, "/?")
	if i < 0 {
		i = len(rest)
	}
	u.host, u.path = rest[:i], rest[i:]
	if !strings.HasPrefix(u.path, "/") {
		u.path = "/" + u.path
	}
	u.host, u.port, _ = strings.Cut(strings.ToLower(u.host), ":")
	if u.host == "" || strings.Trim(u.host, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || strings.Contains(u.path, "/.") || strings.HasSuffix(u.host, ".") {
		giveUp()
	}
	if u.port == (map[string]string{"https": "443", "http": "80"})[scheme] {
		u.port = ""
	}
	return u
}

func (u *uri) authority() string {
	if u.port == "" {
		return u.host
	}
	return u.host + ":" + u.port
}

func (u *uri) whole() string { return u.scheme + "://" + u.authority() + u.path }

func (u *uri) part(name string) any {
	path, query, has := strings.Cut(u.path, "?")
	switch name {
	case "Host":
		return u.host
	case "Scheme":
		return u.scheme
	case "Authority":
		return u.authority()
	case "AbsolutePath":
		return path
	case "PathAndQuery":
		return u.path
	case "AbsoluteUri":
		return u.whole()
	case "Query":
		if has && query != "" {
			return "?" + query
		}
		return ""
	}
	giveUp()
	return nil
}
