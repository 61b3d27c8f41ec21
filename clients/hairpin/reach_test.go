package main

import "testing"

// TestInShort: what gRPC says, without its layers.
func TestInShort(t *testing.T) {
	for said, want := range map[string]string{
		"the server is stopping": "the server is stopping",
		`connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:1: connect: connection refused"`:                                                                                     "connection refused",
		`connection error: desc = "error reading server preface: EOF"`:                                                                                                                                     "it closes the connection at once, because it has too many, or is another server",
		`connection error: desc = "error reading server preface: http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header"`:              "it speaks HTTP/1.1 only, so it is another server, or the port of the metrics",
		`max retries exhausted: failed after 5 attempts: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /s: connect: no such file or directory"`: "no such file or directory",
		"max retries exhausted: failed after 5 attempts: rpc error: code = Unavailable desc = no children to pick from":                                                                                    noAddress,
		`name resolver error: produced zero addresses`: noAddress,
		`connection error: desc = "transport: Error while dialing: dial tcp: lookup none.example on 10.0.0.2:53: no such host"`: noAddress,
	} {
		if got := inShort(said); got != want {
			t.Errorf("%s: %q", said, got)
		}
	}
}
