package server

import (
	"slices"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// The reasons to end a call whose caller does not do its part: it would hold what
// it has as long as it likes.
var (
	errSilent = status.Error(codes.Canceled, "nothing more of the request came for too long")
	errLate   = status.Error(codes.Canceled, "the request took too long to come in, or the answer to be read")
)

// The reasons to refuse a call, made once: they are given when there is most to
// do.
var (
	errFull       = busy("analyses", "the server already has as many calls as it can handle")
	errHalf       = busy("client", "the client already has half of all that the server can handle")
	errTooLate    = busy("analyses", "the deadline of the call comes before its turn")
	errTurn       = busy("analyses", "the turn of the call did not come in time")
	errClients    = busy("client", "the server has more clients than it can track")
	errRate       = busy("client", "the client makes more calls than the server allows for one client")
	errFullMemory = busy("memory", "the server already has as many files in memory as it can hold for one client, or for all")
)

// busy refuses a call that may come back later.
func busy(subject, why string) error {
	st := status.New(codes.ResourceExhausted, why+"; try again later")
	detailed, err := st.WithDetails(
		&errdetails.RetryInfo{RetryDelay: durationpb.New(retryAfter)},
		&errdetails.QuotaFailure{Violations: []*errdetails.QuotaFailure_Violation{{Subject: subject, Description: why}}},
	)
	if err == nil {
		st = detailed
	}
	return st.Err()
}

// tooLarge refuses a call that no server with these limits can take, now or later.
func tooLarge(format string, args ...any) error {
	st := status.Newf(codes.ResourceExhausted, format, args...)
	if detailed, err := st.WithDetails(&errdetails.ErrorInfo{Reason: "TOO_LARGE", Domain: "hairpin"}); err == nil {
		st = detailed
	}
	return st.Err()
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
