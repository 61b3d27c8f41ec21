package gateway

import (
	"strings"
	"testing"
)

// FuzzHost asks about any host.
func FuzzHost(f *testing.F) {
	for _, h := range []string{"api.contoso.com", "[::1]:443", "bücher.example.", "*.x", "a..b", "contoso--01.regional.azure-api.net", "xn--"} {
		f.Add(h)
	}
	g := contoso()
	f.Fuzz(func(t *testing.T, host string) {
		m := g.Match(host)
		if again := g.Match(strings.ToUpper(host)); isASCII(host) && again != m {
			// Loopback and addresses show the host as it was given.
			if again.Self != m.Self || again.Kind != m.Kind {
				t.Errorf("%q: %+v, in upper case %+v", host, m, again)
			}
		}
		if m.Self == Yes && m.Host == "" {
			t.Errorf("%q is self without a name", host)
		}
	})
}
