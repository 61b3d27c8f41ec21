package graph

import (
	"strconv"
	"strings"
)

// sentPath is a path as a request carries it, or the beginning of one: .NET's Uri
// takes \ for /, decodes what needs no encoding, and leaves the segments . and ..
// out: https://learn.microsoft.com/dotnet/api/system.uri#remarks
func sentPath(path string, whole bool) string {
	if !strings.ContainsAny(path, `\%`) && !strings.Contains(path, "/.") {
		return path
	}
	segments := strings.Split(decodePlain(strings.ReplaceAll(path, `\`, "/")), "/")
	out := make([]string, 0, len(segments))
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case last && !whole, s != "." && s != "..":
			out = append(out, s)
			continue
		case s == ".." && len(out) > 1:
			out = out[:len(out)-1]
		}
		if last {
			out = append(out, "") // a folder stays one
		}
	}
	return strings.Join(out, "/")
}

// decodePlain decodes %41 and what else stands for a letter, a digit or one of
// - . _ ~ (RFC 3986, section 2.3).
func decodePlain(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		if path[i] == '%' && i+2 < len(path) {
			n, err := strconv.ParseUint(path[i+1:i+3], 16, 8)
			if c := byte(n); err == nil && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0) {
				b.WriteByte(c)
				i += 2
				continue
			}
		}
		b.WriteByte(path[i])
	}
	return b.String()
}
