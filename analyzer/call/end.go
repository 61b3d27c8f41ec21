package call

import "hairpin.example/hairpin/analyzer/gateway"

// End says where a way ends.
func (w *Way) End() End {
	switch {
	case w.IsSelf():
		return EndSelf
	case w.IsLoopback():
		return EndLoopback
	case w.Self == gateway.No:
		return EndElsewhere
	case w.Name.Known:
		return EndUnlisted
	}
	return EndUnknown
}

// End says where a call ends.
type End uint8

// The ends. EndUnknown is the zero value.
const (
	EndUnknown   End = iota // the host is not known
	EndUnlisted             // at a known host that can be a name of this gateway: not all are given, or a wildcard may cover it
	EndElsewhere            // not at this gateway
	EndLoopback             // at this machine, without the load balancer
	EndSelf                 // at this gateway's own load balancer
)

// String is where the call ends, after "leads to".
func (e End) String() string {
	return [...]string{
		EndUnknown: "an unknown host", EndUnlisted: "a host that may be this gateway", EndElsewhere: "another host",
		EndLoopback: "loopback", EndSelf: "this gateway",
	}[e]
}

// Gravity orders ends: the gravest is the one that a person wants to see first.
func (e End) Gravity() int {
	return [...]int{EndElsewhere: 0, EndUnlisted: 1, EndLoopback: 2, EndUnknown: 3, EndSelf: 4}[e]
}
