package print

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Calls prints calls for people: for each place a line for each URL with the
// verdict in front, and below that what it rests on. Files stand apart.
func Calls(out io.Writer, resp *hairpinv1.ListCallsResponse, colors Palette, quiet bool) error {
	p := &callPrinter{Writer: bufio.NewWriter(out), colors: colors}
	path := ""
	for i, c := range resp.GetCalls() {
		if at := c.GetLocation().GetPath(); at != path {
			if i > 0 {
				fmt.Fprintln(p)
			}
			path = at
		}
		p.call(c)
	}
	if len(resp.GetCalls()) > 0 && !quiet {
		fmt.Fprintln(p)
	}
	if !quiet {
		p.summary(resp.GetSummary())
	}
	return p.Flush()
}

type callPrinter struct {
	*bufio.Writer
	colors Palette
	notes  []string // of the way that is read
}

// Limits of what is printed; --format json has it all.
const (
	maxShownWays   = 8
	maxShownScopes = 3
)

func (p *callPrinter) call(c *hairpinv1.Call) {
	what := c.GetSink()
	if c.GetField() != what {
		what += " " + c.GetField()
	}
	ways := c.GetWays()
	// Operations that are the same for all ways stand in the headline.
	common := len(ways) > 0
	for _, w := range ways {
		common = common && slices.Equal(w.GetScopes(), ways[0].GetScopes())
	}
	head := p.colors.Paint(p.colors.Bold, Place(c.GetLocation())) + ": " + Clean(what)
	switch {
	case c.GetUnused():
		head += ", in a fragment that no policy includes"
	case common && len(ways[0].GetScopes()) > 0:
		head += " for " + scopes(ways[0].GetScopes())
	}
	fmt.Fprintln(p, head)
	if len(ways) == 0 {
		p.verdict(c.GetVerdict(), "no URL")
	}
	shown := ways[:min(len(ways), maxShownWays)]
	notes := make([][]string, len(shown))
	for i, w := range shown {
		p.notes = nil
		p.way(c, w, !common)
		notes[i] = p.notes
	}
	shared := shared(notes)
	indent := "    "
	for i, w := range shown {
		p.verdict(w.GetVerdict(), p.url(w))
		for _, n := range notes[i] {
			if !slices.Contains(shared, n) {
				p.line("    ", n)
				indent = "  "
			}
		}
	}
	if n := len(ways) - len(shown); n > 0 {
		shared = append(shared, fmt.Sprintf("%d more ways; --format json lists them", n))
	}
	if c.GetCut() {
		shared = append(shared, "not all ways are listed: there are too many")
	}
	for _, n := range shared {
		p.line(indent, n)
	}
}

// shared are the notes that all ways have; they are printed once, below them.
func shared(notes [][]string) []string {
	if len(notes) == 0 {
		return nil
	}
	var out []string
	for _, n := range notes[0] {
		if !slices.ContainsFunc(notes, func(list []string) bool { return !slices.Contains(list, n) }) {
			out = append(out, n)
		}
	}
	return out
}

func (p *callPrinter) line(indent, note string) {
	fmt.Fprintf(p, "%s%s %s\n", indent, p.colors.Paint(p.colors.Blue, "="), note)
}

func (p *callPrinter) url(w *hairpinv1.Way) string {
	if len(w.GetUrl()) == 0 {
		return `""`
	}
	return p.text(w.GetUrl())
}

// verdictWords are the verdicts, as wide as the widest.
var verdictWords = map[hairpinv1.Verdict]string{
	hairpinv1.Verdict_VERDICT_SELF:      "this gateway",
	hairpinv1.Verdict_VERDICT_LOOPBACK:  "loopback    ",
	hairpinv1.Verdict_VERDICT_ELSEWHERE: "elsewhere   ",
	hairpinv1.Verdict_VERDICT_UNLISTED:  "unlisted    ",
	hairpinv1.Verdict_VERDICT_UNKNOWN:   "unknown     ",
}

func (p *callPrinter) verdict(v hairpinv1.Verdict, url string) {
	color := map[hairpinv1.Verdict]string{
		hairpinv1.Verdict_VERDICT_SELF: p.colors.Red, hairpinv1.Verdict_VERDICT_LOOPBACK: p.colors.Green,
		hairpinv1.Verdict_VERDICT_ELSEWHERE: p.colors.Cyan, hairpinv1.Verdict_VERDICT_UNLISTED: p.colors.Cyan,
		hairpinv1.Verdict_VERDICT_UNKNOWN: p.colors.Yellow,
	}[v]
	fmt.Fprintf(p, "  %s  %s\n", p.colors.Paint(color, verdictWords[v]), url)
}

func (p *callPrinter) note(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}

// at adds a note about a place, which may be unknown.
func (p *callPrinter) at(l *hairpinv1.Location, message string) {
	if l == nil {
		p.note("%s", message)
		return
	}
	p.note("%s: %s", Place(l), message)
}

// way collects what a way rests on.
func (p *callPrinter) way(c *hairpinv1.Call, w *hairpinv1.Way, withScopes bool) {
	if why := w.GetReason(); why != "" && !slices.ContainsFunc(w.GetUrl(), func(q *hairpinv1.Piece) bool { return q.GetReason() == why }) {
		p.note("%s", Clean(why))
	}
	seen := []string{Place(c.GetLocation())}
	p.trail(w.GetUrl(), &seen)
	if w.GetPoolShare() {
		p.note("for a share of the requests, as a member of a pool")
	}
	p.host(w)
	p.trail(w.GetHostHeader().GetValue(), &seen)
	for _, n := range w.GetConditions() {
		p.at(n.GetLocation(), Clean(n.GetMessage()))
	}
	if w.GetProxy() {
		p.note("through a proxy")
	}
	if w.GetDead() {
		p.note("this path cannot run")
	}
	if withScopes && len(w.GetScopes()) > 0 {
		p.note("for %s", scopes(w.GetScopes()))
	}
}

// host notes what the Host header is, where that is not simply the host of the
// URL.
func (p *callPrinter) host(w *hairpinv1.Way) {
	h := w.GetHostHeader()
	switch h.GetAction() {
	case hairpinv1.HostAction_HOST_ACTION_SET:
		p.at(h.GetLocation(), "Host is set to "+p.text(h.GetValue()))
	case hairpinv1.HostAction_HOST_ACTION_SKIPPED:
		p.at(h.GetLocation(), "Host is not overridden: exists-action=\"skip\"")
	case hairpinv1.HostAction_HOST_ACTION_APPENDED:
		p.at(h.GetLocation(), "Host is appended to, not overridden: "+p.text(h.GetValue()))
	case hairpinv1.HostAction_HOST_ACTION_DELETED:
		p.at(h.GetLocation(), "Host is deleted")
	case hairpinv1.HostAction_HOST_ACTION_UNKNOWN:
		if why := h.GetReason(); why != "" {
			p.at(h.GetLocation(), "Host cannot be determined: "+Clean(why))
		}
	case hairpinv1.HostAction_HOST_ACTION_DEFAULT:
		if w.GetVerdict() == hairpinv1.Verdict_VERDICT_LOOPBACK {
			p.note("Host is not set")
		}
	}
}

// trail notes where pieces come from, every place once.
func (p *callPrinter) trail(pieces []*hairpinv1.Piece, seen *[]string) {
	add := func(l *hairpinv1.Location, message string) {
		if at := Place(l); l != nil && !slices.Contains(*seen, at) {
			*seen = append(*seen, at)
			p.at(l, Clean(message))
		}
	}
	for _, q := range pieces {
		for _, n := range q.GetTrail() {
			add(n.GetLocation(), n.GetMessage())
		}
	}
}

// text is pieces as one string, with what is not known in braces.
func (p *callPrinter) text(pieces []*hairpinv1.Piece) string {
	var b strings.Builder
	braces := func(s string) { b.WriteString(p.colors.Paint(p.colors.Magenta, "{"+Clean(s)+"}")) }
	for _, q := range pieces {
		switch {
		case q.GetKind() == hairpinv1.PieceKind_PIECE_KIND_LITERAL, q.GetText() != "":
			b.WriteString(Clean(q.GetText()))
		case q.GetKind() == hairpinv1.PieceKind_PIECE_KIND_GATEWAY_HOST:
			braces("the caller's hostname")
		case q.GetKind() == hairpinv1.PieceKind_PIECE_KIND_SERVICE_NAME:
			braces("the service name")
		case q.GetKind() == hairpinv1.PieceKind_PIECE_KIND_NULL:
			b.WriteString(p.colors.Paint(p.colors.Magenta, "null"))
		default:
			braces(q.GetReason())
		}
	}
	return b.String()
}

// scopes names operations, the first few of many.
func scopes(list []string) string {
	more := ""
	if n := len(list) - maxShownScopes; n > 0 {
		list, more = list[:maxShownScopes], fmt.Sprintf(" and %d more", n)
	}
	return Clean(strings.Join(list, ", ")) + more
}

// summary counts the calls: 12 calls: 3 to this gateway, 1 loopback.
func (p *callPrinter) summary(s *hairpinv1.CallSummary) {
	for _, m := range s.GetMissingFacts() {
		fmt.Fprintf(p, "%s: %s\n", p.colors.Paint(p.colors.Blue, "note"), Clean(m))
	}
	var counts []string
	for _, n := range []struct {
		count uint32
		words string
	}{{s.GetSelf(), "to this gateway"}, {s.GetLoopback(), "loopback"}, {s.GetElsewhere(), "elsewhere"}, {s.GetUnlisted(), "unlisted"}, {s.GetUnknown(), "unknown"}} {
		if n.count > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n.count, n.words))
		}
	}
	line := "no calls"
	if len(counts) > 0 {
		line = Plural(int(s.GetCalls()), "call") + ": " + strings.Join(counts, ", ")
	}
	fmt.Fprintln(p, line)
}
