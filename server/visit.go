package server

import (
	"context"
	"time"
)

// visit is a call that was let in.
type visit struct {
	caller           *caller
	ctx              context.Context //nolint:containedctx // of the call, which the timers end
	silence, receive time.Duration
	silent           *time.Timer // ends a call whose caller sends nothing
	late             *time.Timer // ends a call whose caller does not send all, or does not read
}

type visitKey struct{}

// visitOf is the visit that a context belongs to.
func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// newVisit lets a caller do its part in the times given, or ends the context that
// the visit gets.
func newVisit(ctx context.Context, one *caller, silence, receive time.Duration) *visit {
	ctx, cancel := context.WithCancelCause(ctx)
	v := &visit{caller: one, silence: silence, receive: receive}
	v.ctx = context.WithValue(ctx, visitKey{}, v)
	v.silent = time.AfterFunc(silence, func() { cancel(errSilent) })
	v.late = time.AfterFunc(receive, func() { cancel(errLate) })
	return v
}

// listen gives the caller time to send something.
func (v *visit) listen() { v.silent.Reset(v.silence) }

// read gives the caller time to read an answer.
func (v *visit) read() { v.late.Reset(v.receive) }

// hush stops the timers: it is not the caller who is waited for.
func (v *visit) hush() {
	v.silent.Stop()
	v.late.Stop()
}

// why is the reason for which the server ended a call by itself, else what becomes
// of err.
func (v *visit) why(err error) error {
	if cause := context.Cause(v.ctx); cause == errSilent || cause == errLate { //nolint:errorlint // given as they are
		return cause
	}
	if v.ctx.Err() != nil {
		return failed(v.ctx.Err())
	}
	return err
}
