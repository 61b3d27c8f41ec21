package value

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"hairpin.example/hairpin/analyzer/text"
)

// URL is a string taken apart as a URL. Components are sub-strings of it and
// keep the places of their pieces. A component that is not there is empty.
type URL struct {
	UserInfo Str // without the '@'
	Host     Str // without brackets
	Port     Str // without the ':'
	// Authority is host and port as written, brackets included.
	Authority Str
	// Split is false if it cannot be determined where the authority is; Why says why. All
	// components are then empty.
	Split bool
	Why   string

	whole                 Str
	scheme, Start, PathAt Pos // where "://", the authority and the path begin
}

// SplitURL takes an absolute URL apart. It follows what .NET's Uri does with
// http URLs: the authority begins after "://" and ends at the first of
// / \ ? #, user information ends at the last @ of it.
func SplitURL(s Str) URL {
	colon, start, why := schemeEnd(s)
	if why != "" {
		return URL{Why: why}
	}
	u := URL{Split: true, whole: s, scheme: colon, Start: start}
	rest := s.From(start)
	end := rest.find(func(b byte) bool { return b == '/' || b == '\\' || b == '?' || b == '#' }, false)
	if shape := rest.shaped(PathShape); shape.before(end) {
		end = shape
	}
	authority := rest.To(end)
	u.PathAt = end.behind(start, s)
	if at := authority.find(func(b byte) bool { return b == '@' }, true); at.Valid() {
		u.UserInfo = authority.To(at)
		authority = authority.From(at.Skip(1))
	}
	u.Authority = authority
	u.Host, u.Port = splitPort(authority)
	return u
}

// PathStart is where the path of a URL begins that may hold placeholders: at the first
// delimiter after "://", or in the whole of it where no scheme is written, that is no
// part of a placeholder. [SplitURL] takes a URL apart whose placeholders are pieces.
func PathStart(s Str) Pos {
	before, scheme := byte(0), 0 // how much of "//" was seen
	for i, p := range s.Parts {
		if p.Kind == Unknown && p.Shape == PathShape {
			return Pos{i, 0}
		}
		t := p.Text()
		for j := 0; j < len(t); j++ {
			if at := text.PlaceholderIn(t, j, text.InHost); at.Kind != text.NoPlaceholder {
				j, before = at.End-1, 0
				continue
			}
			c := t[j]
			switch {
			case c == '/' && (scheme == 0 && before == ':' || scheme == 1 && before == '/'):
				scheme++
			case c == '/', c == '\\', c == '?', c == '#':
				return Pos{i, j}
			}
			before = c
		}
	}
	return Pos{Nowhere, 0}
}

// Scheme is what stands before "://".
func (u *URL) Scheme() Str { return u.whole.To(u.scheme) }

// Path is everything after the authority, with query and fragment.
func (u *URL) Path() Str {
	if !u.Split {
		return Str{}
	}
	return u.whole.From(u.PathAt)
}

// EndHost ends the host before the first piece of it that only goes on: an unknown one, or
// the one behind the caller's hostname. What follows is then the beginning of the path, or a
// port before it. It does nothing where the host has no such piece, or where a port or user
// information is written.
func (u *URL) EndHost() {
	if len(u.UserInfo.Parts) > 0 || len(u.Port.Parts) > 0 {
		return
	}
	n := slices.IndexFunc(u.Host.Parts, func(p Part) bool { return p.Kind == Unknown })
	if n <= 0 {
		return
	}
	u.Host = Str{Parts: u.Host.Parts[:n:n]}
	u.Authority, u.PathAt = u.Host, Pos{u.Start.Part + n, 0}
	if u.Start.Off == len(u.whole.Parts[u.Start.Part].Text()) {
		u.PathAt.Part++ // the authority begins with the next piece
	}
}

// splitPort parses host:port and [v6]:port.
func splitPort(a Str) (host, port Str) {
	if len(a.Parts) > 0 && strings.HasPrefix(a.Parts[0].Text(), "[") {
		inside := a.From(Pos{0, 1})
		if end := inside.find(func(b byte) bool { return b == ']' }, false); end.Valid() && mayBeAddress(inside.To(end)) {
			rest := inside.From(end.Skip(1))
			if colon := rest.find(func(b byte) bool { return b == ':' }, false); colon.Valid() {
				port = rest.From(colon.Skip(1))
			}
			return inside.To(end), port
		}
	}
	colon := a.find(func(b byte) bool { return b == ':' }, true)
	if !colon.Valid() {
		return a, Str{}
	}
	return a.To(colon), a.From(colon.Skip(1))
}

// mayBeAddress reports whether what stands in brackets can be an IPv6 address, which has
// colons. RFC 3986, section 3.2.2.
func mayBeAddress(s Str) bool {
	t, ok := s.Literal()
	return !ok || strings.Contains(t, ":")
}

// schemeEnd finds "://" after a scheme. Text before it has to be a scheme; an
// unknown piece directly before it is taken as one.
func schemeEnd(s Str) (colon, behind Pos, why string) {
	if len(s.Parts) == 0 {
		return Pos{}, Pos{}, "the URL is empty"
	}
	for i, p := range s.Parts {
		if p.Kind == GatewayHost || p.Kind == ServiceName {
			return Pos{}, Pos{}, "the URL has no scheme"
		}
		if p.Kind != Literal {
			continue
		}
		t := p.Text()
		k := strings.IndexByte(t, ':')
		head := t
		if k >= 0 {
			head = t[:k]
		}
		if i == 0 {
			head = strings.TrimLeft(head, " \t\r\n")
		}
		for j := 0; j < len(head); j++ {
			if !isSchemeByte(head[j]) {
				return Pos{}, Pos{}, noScheme(s)
			}
		}
		if k < 0 {
			continue
		}
		if end, ok := s.follow(Pos{i, k}, "://"); ok {
			return Pos{i, k}, end, ""
		}
		break
	}
	return Pos{}, Pos{}, noScheme(s)
}

// follow is the position after a text that begins at another one and that
// several literal pieces may share; ok is false if the text does not stand there.
func (s Str) follow(at Pos, text string) (end Pos, ok bool) {
	for i := at.Part; i < len(s.Parts) && s.Parts[i].Kind == Literal; i++ {
		t := s.Parts[i].Text()[at.Off:]
		switch {
		case strings.HasPrefix(t, text):
			return Pos{i, at.Off + len(text)}, true
		case !strings.HasPrefix(text, t):
			return Pos{}, false
		}
		text, at.Off = text[len(t):], 0
	}
	return Pos{}, false
}

func noScheme(s Str) string {
	for _, p := range s.Parts {
		if p.Kind == Unknown {
			return p.Reason()
		}
		if p.Kind == Literal && strings.TrimSpace(p.Text()) != "" {
			break
		}
	}
	return "the URL has no scheme"
}

func isSchemeByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

// HostName is what is known of a host.
type HostName struct {
	// Name is the host in lower-case ASCII (IDNA) without trailing dot, if all of it
	// is known.
	Name  string
	Known bool
	// Gateway is true if the host is the caller's hostname, alone.
	Gateway bool
	// Service is true if the host is the service name followed by Suffix, which begins
	// with a dot. Name is the whole of it if the service name is known.
	Service bool
	Suffix  string
	// Prefix is the known text that the host begins with, folded, where more is not
	// known, and Tail that it ends with. Why is the reason for what is not known.
	Prefix, Tail, Why string
}

// HostOf reads the host of a URL.
func (u *URL) HostOf() HostName {
	if !u.Split {
		return HostName{Why: u.Why}
	}
	if h, ok := serviceHost(u.Host.Parts); ok {
		return h
	}
	if s, ok := u.Host.Literal(); ok {
		name := FoldHost(s)
		if name == "" {
			return HostName{Why: "the URL has no host"}
		}
		if !CanBeHost(name) {
			return HostName{Why: "the host " + strconv.Quote(name) + " is a placeholder"}
		}
		return HostName{Name: name, Known: true}
	}
	parts := u.Host.Parts
	if parts[0].Kind == GatewayHost && (len(parts) == 1 || parts[1].Kind == Unknown && parts[1].Shape != WordShape && parts[1].Shape != DigitShape) {
		return HostName{Gateway: true} // what may follow is a path or a port
	}
	h := HostName{}
	var lead strings.Builder
	for _, p := range parts {
		if p.Kind == Literal {
			if h.Why == "" {
				lead.WriteString(p.Text())
			}
			continue
		}
		if h.Why == "" {
			h.Why = p.Reason()
			if p.Kind != Unknown {
				h.Why = "the text around a hostname"
			}
		}
	}
	h.Prefix, h.Tail = strings.ToLower(lead.String()), strings.ToLower(u.Host.Tail())
	return h
}

// CanBeHost reports whether a name can be that of a host, as far as its bytes go: what
// cannot is meant to be replaced.
func CanBeHost(name string) bool {
	return !strings.ContainsAny(name, "{}[]()<>$%^|~!*,;=&+'`\" \t\r\n") && !strings.HasPrefix(name, ".") && !strings.Contains(name, "..") &&
		text.NextIn(name, 0, text.InHost).Kind == text.NoPlaceholder
}

// serviceHost reads the service name followed by known text.
func serviceHost(parts []Part) (HostName, bool) {
	if len(parts) < 2 || parts[0].Kind != ServiceName {
		return HostName{}, false
	}
	rest, ok := (Str{Parts: parts[1:]}).Literal()
	if !ok || !strings.HasPrefix(rest, ".") {
		return HostName{}, false
	}
	h := HostName{Service: true, Suffix: FoldHost(rest)}
	if name := parts[0].Text(); name != "" {
		h.Name, h.Known = FoldHost(name+rest), true
	}
	return h, true
}

// PortOf is the port as written: 0 if none is, -1 if it is not known.
func (u *URL) PortOf() int {
	if len(u.Port.Parts) == 0 {
		return 0
	}
	s, ok := u.Port.Literal()
	n, err := strconv.Atoi(s)
	if !ok || err != nil || n <= 0 || n > 65535 {
		return -1
	}
	return n
}

// FoldHost brings a hostname into the form in which names are compared: lower
// case, ASCII by IDNA, without trailing dot, the brackets of an address and surrounding
// blanks. A name that IDNA rejects is folded as far as possible.
func FoldHost(host string) string {
	host = strings.TrimSpace(host)
	if a, ok := text.Address(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")); ok {
		return a.String()
	}
	plain := true
	for i := 0; i < len(host); i++ {
		if host[i] >= 0x80 {
			plain = false
			break
		}
	}
	if !plain {
		if a, err := idna.Lookup.ToASCII(host); err == nil {
			host = a
		}
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// Pos is a byte in a Str: a part and an offset in its text. A part that is not
// literal has the single offset 0.
type Pos struct{ Part, Off int }

// Nowhere is the part of a position after every other.
const Nowhere = int(^uint(0) >> 1)

func (p Pos) Valid() bool { return p.Part != Nowhere }

func (p Pos) Skip(n int) Pos { return Pos{p.Part, p.Off + n} }

// behind takes a position in s.From(start) to one in s.
func (p Pos) behind(start Pos, s Str) Pos {
	switch {
	case !p.Valid():
		return p
	case start.Off >= len(s.Parts[start.Part].Text()): // the part is used up
		return Pos{start.Part + 1 + p.Part, p.Off}
	case p.Part == 0:
		return Pos{start.Part, start.Off + p.Off}
	}
	return Pos{start.Part + p.Part, p.Off}
}

func (p Pos) before(q Pos) bool { return p.Part < q.Part || p.Part == q.Part && p.Off < q.Off }

// find is the first (or last) literal byte that matches.
func (s Str) find(match func(byte) bool, last bool) Pos {
	found := Pos{Nowhere, 0}
	for i, p := range s.Parts {
		if p.Kind != Literal {
			continue
		}
		t := p.Text()
		for j := 0; j < len(t); j++ {
			if match(t[j]) {
				found = Pos{i, j}
				if !last {
					return found
				}
			}
		}
	}
	return found
}

// shaped is the first unknown part of a shape.
func (s Str) shaped(shape Shape) Pos {
	for i, p := range s.Parts {
		if p.Kind == Unknown && p.Shape == shape {
			return Pos{i, 0}
		}
	}
	return Pos{Nowhere, 0}
}

// To is s up to a position.
func (s Str) To(end Pos) Str {
	if !end.Valid() {
		return s
	}
	out := Str{When: s.When, Parts: s.Parts[:end.Part:end.Part]}
	if end.Off > 0 {
		out.Parts = append(out.Parts, s.Parts[end.Part].Slice(0, end.Off))
	}
	return out
}

// From is s from a position on.
func (s Str) From(start Pos) Str {
	out := Str{When: s.When}
	if !start.Valid() || start.Part >= len(s.Parts) {
		return out
	}
	p := s.Parts[start.Part]
	if start.Off == 0 {
		out.Parts = s.Parts[start.Part:]
		return out
	}
	if n := len(p.Text()); start.Off < n {
		out.Parts = append(out.Parts, p.Slice(start.Off, n))
	}
	out.Parts = append(out.Parts, s.Parts[start.Part+1:]...)
	return out
}
