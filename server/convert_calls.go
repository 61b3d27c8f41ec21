package server

import (
	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/estate"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// listing translates a listing; more are problems beside those of the listing.
func (w *workspace) listing(l *analyzer.Listing, more []estate.Problem) *hairpinv1.ListCallsResponse {
	out := &hairpinv1.ListCallsResponse{
		Summary:  &hairpinv1.CallSummary{Calls: uint32(len(l.Calls)), MissingFacts: l.Missing},
		Problems: w.problems(more, l.Problems),
	}
	for i := range l.Calls {
		c := w.call(&l.Calls[i])
		switch c.Verdict {
		case hairpinv1.Verdict_VERDICT_SELF:
			out.Summary.Self++
		case hairpinv1.Verdict_VERDICT_LOOPBACK:
			out.Summary.Loopback++
		case hairpinv1.Verdict_VERDICT_ELSEWHERE:
			out.Summary.Elsewhere++
		case hairpinv1.Verdict_VERDICT_UNLISTED:
			out.Summary.Unlisted++
		case hairpinv1.Verdict_VERDICT_UNKNOWN:
			out.Summary.Unknown++
		}
		out.Calls = append(out.Calls, c)
	}
	return out
}

func (w *workspace) call(c *analyzer.ListedCall) *hairpinv1.Call {
	out := &hairpinv1.Call{
		Location: w.location(c.At), Sink: c.Sink.Element, Field: c.Sink.Field(), Verdict: fromVerdict(c.End),
		Cut: c.Cut, Unused: c.Unused,
	}
	if analyzer.RuleByID(c.Sink.Rule) != nil {
		out.RuleId = c.Sink.Rule
	}
	for i := range c.Listed {
		out.Ways = append(out.Ways, w.way(&c.Listed[i]))
	}
	return out
}

func (w *workspace) way(l *analyzer.ListedWay) *hairpinv1.Way {
	out := &hairpinv1.Way{
		Url: w.pieces(l.URL), Host: valid(l.HostName), Verdict: fromVerdict(l.End), Reason: valid(l.Reason),
		HostHeader: &hairpinv1.HostHeader{
			Action: fromHostAction(l.Header.Action), Value: w.pieces(l.Header.Value), Reason: valid(l.Header.Why), Location: w.location(l.Header.At),
		},
		Conditions: w.notes(l.When), Dead: l.Dead, Backend: valid(l.Backend), PoolShare: l.PoolShare, Proxy: l.Proxy,
	}
	for _, s := range l.Scopes {
		out.Scopes = append(out.Scopes, valid(s))
	}
	return out
}

func (w *workspace) pieces(list []analyzer.Piece) []*hairpinv1.Piece {
	var out []*hairpinv1.Piece
	for i := range list {
		p := &list[i]
		out = append(out, &hairpinv1.Piece{
			Kind: fromPieceKind(p.Kind), Text: valid(p.Text), Reason: valid(p.Reason),
			Location: w.location(p.At), Origin: w.location(p.Origin), Trail: w.notes(p.Trail),
		})
	}
	return out
}

func fromVerdict(v analyzer.End) hairpinv1.Verdict {
	switch v {
	case analyzer.EndSelf:
		return hairpinv1.Verdict_VERDICT_SELF
	case analyzer.EndLoopback:
		return hairpinv1.Verdict_VERDICT_LOOPBACK
	case analyzer.EndElsewhere:
		return hairpinv1.Verdict_VERDICT_ELSEWHERE
	case analyzer.EndUnlisted:
		return hairpinv1.Verdict_VERDICT_UNLISTED
	}
	return hairpinv1.Verdict_VERDICT_UNKNOWN
}

func fromHostAction(a analyzer.HostAction) hairpinv1.HostAction {
	switch a {
	case analyzer.HostDefault:
		return hairpinv1.HostAction_HOST_ACTION_DEFAULT
	case analyzer.HostSet:
		return hairpinv1.HostAction_HOST_ACTION_SET
	case analyzer.HostSkipped:
		return hairpinv1.HostAction_HOST_ACTION_SKIPPED
	case analyzer.HostAdded:
		return hairpinv1.HostAction_HOST_ACTION_APPENDED
	case analyzer.HostDeleted:
		return hairpinv1.HostAction_HOST_ACTION_DELETED
	}
	return hairpinv1.HostAction_HOST_ACTION_UNKNOWN
}

func fromPieceKind(k analyzer.PieceKind) hairpinv1.PieceKind {
	switch k {
	case analyzer.LiteralPiece:
		return hairpinv1.PieceKind_PIECE_KIND_LITERAL
	case analyzer.GatewayHostPiece:
		return hairpinv1.PieceKind_PIECE_KIND_GATEWAY_HOST
	case analyzer.ServiceNamePiece:
		return hairpinv1.PieceKind_PIECE_KIND_SERVICE_NAME
	case analyzer.NullPiece:
		return hairpinv1.PieceKind_PIECE_KIND_NULL
	}
	return hairpinv1.PieceKind_PIECE_KIND_UNKNOWN
}
