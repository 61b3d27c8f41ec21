package server

import (
	"log/slog"
	"time"

	"google.golang.org/grpc/stats"
)

// Options say how a service is offered to others.
type Options struct {
	MaxMessage    int     // bytes of a request, unpacked
	MaxConcurrent int     // analyses that run at once
	MaxQueue      int     // analyses that wait for their turn
	MaxHeld       int64   // bytes of all requests together; at least four times MaxMessage
	MaxRate       float64 // calls a second of one client; 0 for any number

	MaxConnections int           // open at a time, half of them from one address; 0 for any number
	MaxStreams     int           // calls of one connection at a time; 0 for any number
	MaxIdle        time.Duration // of a connection without calls; 0 for ever
	MaxAge         time.Duration // of a connection; 0 for ever

	MaxSilence time.Duration // for the next bytes of a request to come; 0 for ever
	MaxReceive time.Duration // for a request to come in, and for an answer to be read; 0 for ever
	MaxWait    time.Duration // for memory, and for the turn of an analysis; 0 for ever
	MaxTime    time.Duration // of one analysis
	Drain      time.Duration // what running calls get when the server stops

	TLS      *TLS          // nil for plaintext
	Tokens   *Tokens       // nil for none
	Issuers  *Issuers      // nil for none; without both, everybody is let in
	Stats    stats.Handler // measures calls; may be nil
	Channelz bool          // offer the channelz service
	Large    bool          // the process may take 256 MiB and more
	Log      *slog.Logger
	Now      func() time.Time // nil for the clock

	Version, Commit string // what was built, for GetServerInfo
}

func (o *Options) now() func() time.Time {
	if o.Now != nil {
		return o.Now
	}
	return time.Now
}

// longest is the time that a call takes at most. A connection that is to end lasts
// so long for those that it has.
func (o *Options) longest() time.Duration {
	if o.MaxReceive == 0 || o.MaxWait == 0 {
		return 0 // for ever
	}
	return 2*o.MaxReceive + 2*o.MaxWait + o.MaxTime
}
