package server

import (
	"slices"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// reason is why something was refused, as the metrics and the log name it.
type reason string

// The reasons to refuse a connection, a call by its headers, and a call later.
const (
	tooManyConnections reason = "connections"
	noHandshake        reason = "handshake"

	unauthenticated reason = "unauthenticated"
	noKeys          reason = "keys"
	badForm         reason = "form"
	unknownMethod   reason = "unknown_method"
	tooManyClients  reason = "clients"
	rateReached     reason = "rate"
	queueFull       reason = "busy"
	halfReached     reason = "share"

	tooLarge    reason = "size"
	memoryFull  reason = "memory"
	deadline    reason = "deadline"
	waitedLong  reason = "wait"
	silent      reason = "silence"
	receiveLong reason = "receive"
)

// reasons are all of them, since a counter begins with 0.
var reasons = []reason{
	tooManyConnections, noHandshake,
	unauthenticated, noKeys, badForm, unknownMethod, tooManyClients, rateReached, queueFull, halfReached,
	tooLarge, memoryFull, deadline, waitedLong, silent, receiveLong,
}

// refusal is the error of a call that was refused.
type refusal struct {
	reason reason
	status *status.Status
}

// Error tells the status.
func (r *refusal) Error() string { return r.status.Err().Error() }

// GRPCStatus is what the caller learns.
func (r *refusal) GRPCStatus() *status.Status { return r.status }

// refuse refuses a call.
func refuse(why reason, code codes.Code, message string) error {
	return &refusal{why, status.New(code, message)}
}

// What a server cannot answer is refused before it is read.
var (
	errNoToken = refuse(unauthenticated, codes.Unauthenticated, "the call carries no token that the server knows")
	errUnknown = refuse(unknownMethod, codes.Unimplemented, "the server has no such method")
)

// The reasons to end a call whose caller does not do its part: it would hold what
// it has as long as it likes.
var (
	errSilent = refuse(silent, codes.Canceled, "nothing more of the request came for too long")
	errLate   = refuse(receiveLong, codes.Canceled, "the request took too long to come in, or the answer to be read")
)

// The reasons to refuse a call that may come back later, made once: they are given
// when there is most to do.
var (
	errFull       = busy(queueFull, "analyses", "the server already has as many calls as it can handle")
	errHalf       = busy(halfReached, "client", "the client already has half of all that the server can handle")
	errTooLate    = busy(deadline, "analyses", "the deadline of the call comes before its turn")
	errTurn       = busy(waitedLong, "analyses", "the turn of the call did not come in time")
	errClients    = busy(tooManyClients, "client", "the server has more clients than it can track")
	errRate       = busy(rateReached, "client", "the client makes more calls than the server allows for one client")
	errFullMemory = busy(memoryFull, "memory", "the server already has as many files in memory as it can hold for one client, or for all")
)

// busy refuses a call that may come back later. The subject is the quota that is
// used up.
func busy(why reason, subject, message string) error {
	st := status.New(codes.ResourceExhausted, message+"; try again later")
	detailed, err := st.WithDetails(
		&errdetails.RetryInfo{RetryDelay: durationpb.New(retryAfter)},
		&errdetails.QuotaFailure{Violations: []*errdetails.QuotaFailure_Violation{{Subject: subject, Description: message}}},
	)
	if err == nil {
		st = detailed
	}
	return &refusal{why, st}
}

// forGood refuses a call that no server with these limits can take, now or later.
func forGood(format string, args ...any) error {
	st := status.Newf(codes.ResourceExhausted, format, args...)
	if detailed, err := st.WithDetails(&errdetails.ErrorInfo{Reason: "TOO_LARGE", Domain: "hairpin"}); err == nil {
		st = detailed
	}
	return &refusal{tooLarge, st}
}

// isBusy reports whether a refused call may come back later.
func isBusy(err error) bool {
	return slices.ContainsFunc(status.Convert(err).Details(), func(d any) bool {
		_, ok := d.(*errdetails.RetryInfo)
		return ok
	})
}

// retryAfter is what a caller too many is told to wait: about the time in which
// some analysis will have ended.
const retryAfter = time.Second
