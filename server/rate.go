package server

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// rates bounds how many calls a second a single client may make, so that one of
// them leaves something for the others. A nil *rates bounds nothing.
type rates struct {
	each float64 // calls a second
	now  func() time.Time

	mu      sync.Mutex
	clients map[client]*rate.Limiter
}

// maxClients bounds the memory of rates. Beyond it, clients whose calls are long
// enough ago are forgotten, which changes nothing for them.
const maxClients = 10_000

func newRates(each float64, now func() time.Time) *rates {
	if each == 0 {
		return nil
	}
	return &rates{each: each, now: now, clients: map[client]*rate.Limiter{}}
}

// allow counts a call of a client, or refuses it.
func (r *rates) allow(c client) error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	l := r.clients[c]
	if l == nil {
		if len(r.clients) >= maxClients {
			r.forget(now)
		}
		if len(r.clients) >= maxClients {
			return errClients
		}
		l = rate.NewLimiter(rate.Limit(r.each), int(max(1, r.each)))
		r.clients[c] = l
	}
	if !l.AllowN(now, 1) {
		return errRate
	}
	return nil
}

// forget drops clients that may make as many calls as new ones.
func (r *rates) forget(now time.Time) {
	for c, l := range r.clients {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(r.clients, c)
		}
	}
}
