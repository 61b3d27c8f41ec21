// Package netproof shows on a real network what Hairpin is about: behind a load
// balancer that translates the destination of a flow and not its source, a
// gateway cannot reach itself through its own name, and it can through loopback
// with that name in the Host header. It holds tests alone.
package netproof
