package analyzer_test

import (
	"strings"
	"testing"
)

// TestFixReasons: why a person has to look at a fix, or why there is none, and the place
// that a note points at.
func TestFixReasons(t *testing.T) {
	type reason struct{ archive, path, why, note string }
	const loop = "the call closes a loop of self-calls, which a fix would switch on"
	known := map[string][]reason{}
	for _, r := range []reason{
		{"self-call-loop/fix-would-switch-it-on", "policy.xml", loop, ""},
		{"self-call-loop/fix-would-switch-it-on", "apis/stock/policy.xml", loop, ""},
		{"self-call-loop/fix-would-switch-it-on", "apis/prices/policy.xml", loop, ""},
		{"self-call-loop/fix-would-switch-it-on", "apis/own/policy.xml", loop, ""},
		{"fixes/host-that-elements-read-later", "check-header/policy.xml", "<check-header> looks at the Host header later", "<check-header>"},
		{"fixes/host-that-elements-read-later", "links/policy.xml", "<redirect-content-urls> looks for links", "<redirect-content-urls>"},
		{"fixes/host-that-elements-read-later", "cache/policy.xml", "<vary-by-header> caches by the Host header", "<vary-by-header>"},
		{"fixes/host-that-elements-read-later", "liquid-header/policy.xml", "a Liquid template reads the host", "a Liquid template"},
		{"fixes/host-that-elements-read-later", "liquid-url/policy.xml", "a Liquid template reads the host", "a Liquid template"},
		{"fixes/host-that-elements-read-later", "copy/policy.xml", "<send-one-way-request> copies the Host header", "<send-one-way-request>"},
		{"fixes/host-that-locals-read-later", "request-in-a-local/policy.xml", "the host of context.Request.Url is read later", "the host of context.Request.Url"},
		{"fixes/host-that-locals-read-later", "headers-in-a-local/policy.xml", "the Host header is read later", "the Host header"},
		{"fixes/host-that-locals-read-later", "every-header/policy.xml", "every header, and so the Host header, is read later", "every header"},
		{"fixes/host-that-locals-read-later", "computed-name/policy.xml", "a header whose name is computed is read later", "a header"},
		{"fixes/called-api-looks-at-the-address", "apis/calls-filtered/policy.xml", "looks at the address of its caller (<ip-filter>)", "<ip-filter>"},
		{"fixes/called-api-looks-at-the-address", "apis/calls-included/policy.xml", "looks at the address of its caller (context.Request.IpAddress)", "context.Request.IpAddress"},
		{"fixes/host-header-is-changed", "for-two/policy.xml", "the existing Host header names www.fabrikam.com", ""},
		{"fixes/host-header-is-changed", "not-known/policy.xml", "it is not known what the existing Host header names", ""},
		{"loopback-scheme-or-port/web-socket", "apis/feed/operations/onHandshake/policy.xml", "a WebSocket handshake takes no Host header", ""},
		{"loopback-wrong-host/not-listed-on-one-path", "policy.xml", "the name may be one of this gateway's that is not listed", ""},
	} {
		known[r.archive] = append(known[r.archive], r)
	}
	for _, a := range archives(t) {
		wanted := known[a.Name]
		if len(wanted) == 0 {
			continue
		}
		delete(known, a.Name)
		res := check(t, a.Files, a.Env)
		for _, want := range wanted {
			found := false
			for _, f := range res.Findings {
				reasons, notes := f.NoFix, ""
				for _, x := range f.Fixes {
					reasons += x.SafetyReason
				}
				for _, n := range f.Related {
					notes += n.Message + "\n"
				}
				found = found || f.At.Path == want.path && strings.Contains(reasons, want.why) && strings.Contains(notes, want.note)
			}
			if !found {
				t.Errorf("%s: no finding in %s says %q with a note on %q", a.Name, want.path, want.why, want.note)
			}
		}
	}
	for name := range known {
		t.Errorf("there is no archive %s", name)
	}
}
