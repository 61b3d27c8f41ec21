package call

import "hairpin/analyzer/gateway"

func (j *Way) End() End {
	switch {
	case j.IsSelf():
		return EndSelf
	case j.IsLoopback():
		return EndLoopback
	case j.Self == gateway.No:
		return EndElsewhere
	case j.Name.Known:
		return EndUnlisted
	}
	return EndUnknown
}

// End says where a call ends.
type End uint8

// The verdicts. VerdictUnknown is the zero value.
const (
	EndUnknown   End = iota // the host is not known
	EndUnlisted             // at a known host that can be a name of this gateway: not all are given, or a wildcard may cover it
	EndElsewhere            // not at this gateway
	EndLoopback             // at this machine, without the load balancer
	EndSelf                 // at this gateway's own load balancer
)

// Gravity orders verdicts.
func (v End) Gravity() int {
	return [...]int{EndElsewhere: 0, EndUnlisted: 1, EndLoopback: 2, EndUnknown: 3, EndSelf: 4}[v]
}
