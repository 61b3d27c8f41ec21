package analyzer

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Listing is every call that the policies of a project make, judged, with what
// is behind each verdict: what a person reads before trusting one.
type Listing struct {
	// Calls are sorted by place.
	Calls []ListedCall
	// Problems is what could not be read in inputs that are not policies.
	Problems []estate.Problem
	// Missing are the facts that would make verdicts sharper, one sentence each.
	Missing []string
}

// ListedCall is a call with the different ways in which it can be made.
type ListedCall struct {
	*Call
	// End is the gravest of the ways that can run; of all ways if none can.
	End End
	// Listed are the ways: those that can run first, then the gravest verdict first.
	// Empty if the call leads to no URL, as for a Service Fabric backend.
	Listed []ListedWay
	// Cut is true if ways were left out, because there are too many.
	Cut bool
}

// ListedWay is one combination of a URL and a Host header, with all operations
// that it is the same for.
type ListedWay struct {
	URL []Piece
	// HostName is the host of the URL in the form in which names are compared, "" if it
	// is not known.
	HostName string
	End      End
	// Reason says why in one clause; "" if there is no more to say than the verdict.
	Reason string
	Header ListedHeader
	// When lists the conditions under which it is that way, outermost first.
	When []Note
	// Scopes names the operations, sorted: orders/getOrder, or orders for operations
	// without a policy of their own. Empty for a document on its own.
	Scopes []string
	// Dead, Proxy and PoolShare are those of the Way; Backend is the entity's ID.
	Dead, Proxy, PoolShare bool
	Backend                string
}

// ListedHeader is one thing that the Host header can be.
type ListedHeader struct {
	Action HostAction
	Value  []Piece // where Action is HostSet or HostAdded
	Why    string  // of HostUnknown
	At     text.Loc
}

// Piece is a piece of a string.
type Piece struct {
	Kind   PieceKind
	Text   string // of LiteralPiece and a known ServiceNamePiece
	Reason string // of UnknownPiece: a noun phrase
	// At is where the piece stands at the sink, Origin where its bytes were written.
	At, Origin text.Loc
	// Trail tells the places between the two, from the sink backwards.
	Trail []Note
}

// PieceKind says what is known of a piece.
type PieceKind uint8

const (
	UnknownPiece     PieceKind = iota
	LiteralPiece               // known text
	GatewayHostPiece           // the hostname under which the caller reached the gateway
	ServiceNamePiece           // the name of the instance
	NullPiece                  // null, which stands alone
)

// maxListed bounds the ways that are listed of one call.
const maxListed = 64

// ListCalls lists every call, with everything that it can be. The error is the
// context's. Rules and suppressions have no effect.
func (s *Snapshot) ListCalls(ctx context.Context, c Config) (*Listing, error) {
	out := &Listing{}
	runs, err := s.project.Collected(ctx, c)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		b := run[0]
		var n gateway.Need
		for _, made := range b.AllCalls() {
			if c.Wants(made.At.Path) {
				out.Calls = append(out.Calls, list(made))
				made.Need(&n)
			}
		}
		out.Missing = append(out.Missing, b.Estate.Gateway.MissingFacts(n)...)
		out.Problems = append(out.Problems, b.Problems()...)
	}
	slices.SortStableFunc(out.Calls, func(a, b ListedCall) int { return a.At.Compare(b.At) })
	slices.Sort(out.Missing)
	out.Missing = slices.Compact(out.Missing)
	out.Problems = finding.SortProblems(out.Problems)
	return out, nil
}

// list sums up the ways of a call: equal ones of several operations are one.
func list(c *Call) ListedCall {
	out := ListedCall{Call: c, End: EndElsewhere}
	index := map[string]int{}
	var key []byte
	for i := range c.Ways {
		j := &c.Ways[i]
		out.Cut = out.Cut || isCut(j)
		for _, value := range hostValues(j) {
			key = appendKey(key[:0], j, value)
			at, ok := index[string(key)]
			if !ok {
				at = len(out.Listed)
				index[string(key)] = at
				out.Listed = append(out.Listed, listedWay(j, value))
			}
			w := &out.Listed[at]
			if s := j.Scope.String(); s != "" && (len(w.Scopes) == 0 || w.Scopes[len(w.Scopes)-1] != s) {
				w.Scopes = append(w.Scopes, s)
			}
		}
	}
	for i := range out.Listed {
		w := &out.Listed[i]
		slices.Sort(w.Scopes)
		w.Scopes = slices.Compact(w.Scopes)
	}
	slices.SortStableFunc(out.Listed, func(a, b ListedWay) int {
		if a.Dead != b.Dead {
			return cmp.Compare(btoi(a.Dead), btoi(b.Dead))
		}
		return cmp.Compare(b.End.Gravity(), a.End.Gravity())
	})
	if len(out.Listed) > 0 {
		out.End = out.Listed[0].End
	}
	if len(out.Listed) > maxListed {
		out.Listed, out.Cut = out.Listed[:maxListed], true
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// isCut reports whether alternatives of the way were left out.
func isCut(j *Way) bool {
	return j.Host.Cut || j.Host.Value.Cut ||
		slices.ContainsFunc(j.URL.Parts, func(p value.Part) bool { return p.Kind == value.Unknown && p.Cause == value.ManyCause })
}

// hostValues lists what the Host header can be; one empty value if there is none.
func hostValues(j *Way) []value.Str {
	if j.Host.Action != HostSet && j.Host.Action != HostAdded || len(j.Host.Value.Alts) == 0 {
		return []value.Str{{}}
	}
	return j.Host.Value.Alts
}

// listedWay is a way with one value of its Host header.
func listedWay(j *Way, host value.Str) ListedWay {
	w := ListedWay{
		URL: pieces(j.URL.Parts), End: j.End(), Reason: reason(j),
		Header: ListedHeader{Action: j.Host.Action, Value: pieces(host.Parts), Why: j.Host.Why, At: j.Host.At},
		Dead:   j.Dead, Proxy: j.Proxy, PoolShare: j.PoolShare,
	}
	if j.Name.Known || j.Name.Prefix != "" {
		w.HostName = j.Shown
	}
	if j.Backend != nil {
		w.Backend = j.Backend.ID
	}
	for _, when := range [][]value.Condition{j.URL.When, host.When} {
		for _, c := range when {
			if n := (Note{Message: conditionWords(c), At: c.At}); !slices.Contains(w.When, n) {
				w.When = append(w.When, n)
			}
		}
	}
	return w
}

// conditionWords is a condition as a clause.
func conditionWords(c value.Condition) string {
	switch {
	case c.Kind != value.Written:
		return c.Text
	case c.Not:
		return "unless " + c.Text
	}
	return "when " + c.Text
}

// reason is why the verdict is what it is.
func reason(j *Way) string {
	quoted := "\"" + j.Shown + "\""
	switch v := j.End(); {
	case v == EndSelf && len(j.Unless) > 0:
		return "the caller reached this gateway under that hostname; " + finding.Listed(j.Unless) + " leads elsewhere inside the network (notViaLoadBalancer)"
	case v == EndSelf && j.Name.Gateway:
		return "the caller reached this gateway under that hostname"
	case v == EndSelf:
		return quoted + " is " + j.Kind.Words()
	case j.Kind == gateway.ElsewhereHost && j.Name.Gateway:
		return "every hostname of this gateway leads elsewhere inside the network (notViaLoadBalancer)"
	case j.Kind == gateway.ElsewhereHost:
		return quoted + " leads elsewhere inside the network (notViaLoadBalancer)"
	case v == EndUnknown:
		return j.Name.Why
	case j.Wildcard != "":
		return j.MayCover()
	case v == EndUnlisted:
		if _, ok := text.Address(j.Shown); ok {
			return quoted + " can be the address of the load balancer, which is not given"
		}
	}
	return ""
}

func pieces(parts []value.Part) []Piece {
	out := make([]Piece, 0, len(parts))
	for i := range parts {
		p := &parts[i]
		q := Piece{Kind: pieceKinds[p.Kind], Text: p.Text(), At: p.At, Origin: p.Origin()}
		if p.Kind == value.Unknown {
			q.Reason = p.Reason()
		}
		for s := p.Trail; s != nil; s = s.Next {
			q.Trail = append(q.Trail, Note{Message: s.Message, At: s.At})
		}
		out = append(out, q)
	}
	return out
}

var pieceKinds = map[value.Kind]PieceKind{
	value.Unknown: UnknownPiece, value.Literal: LiteralPiece, value.GatewayHost: GatewayHostPiece,
	value.ServiceName: ServiceNamePiece, value.Null: NullPiece,
}

// appendKey adds a text that is equal for two ways if they read the same and
// their pieces come from the same places.
func appendKey(b []byte, j *Way, host value.Str) []byte {
	for _, s := range [...]value.Str{j.URL, host} {
		for i := range s.Parts {
			p := &s.Parts[i]
			b = append(b, byte(p.Kind), byte(p.Shape))
			b = appendPlace(appendString(b, p.Text()), p.At)
			b = appendPlace(b, p.Origin())
			if p.Kind == value.Unknown {
				b = appendString(b, p.Reason())
			}
			for t := p.Trail; t != nil; t = t.Next {
				b = appendPlace(appendString(b, t.Message), t.At)
			}
		}
		b = append(b, '|')
		for _, c := range s.When {
			b = appendPlace(appendString(b, conditionWords(c)), c.At)
		}
		b = append(b, '|')
	}
	b = append(b, byte(j.Host.Action), byte(btoi(j.Dead)), byte(btoi(j.Proxy)), byte(btoi(j.PoolShare)))
	b = appendPlace(appendString(b, j.Host.Why), j.Host.At)
	if j.Backend != nil {
		b = appendString(b, j.Backend.ID)
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(append(strconv.AppendInt(b, int64(len(s)), 10), ':'), s...)
}

func appendPlace(b []byte, at text.Loc) []byte {
	b = appendString(b, at.Path)
	b = append(strconv.AppendInt(b, int64(at.Span.Start), 10), '-')
	return append(strconv.AppendInt(b, int64(at.Span.End), 10), ';')
}
