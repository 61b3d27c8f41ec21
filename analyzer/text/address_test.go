package text

import "testing"

// What System.Uri makes of these hosts was seen with mono.
func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"127.1": "127.0.0.1", "0x7f.1": "127.0.0.1", "2130706433": "127.0.0.1", "0177.0.0.1": "127.0.0.1", "10.1.5": "10.1.0.5",
		"0x7f000001": "127.0.0.1", "127.0.1": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1", "0:0:0:0:0:0:0:1": "::1",
		"::ffff:127.0.0.1": "127.0.0.1", "0": "0.0.0.0",
		"1.2.3.4.5": "", "08.1.1.1": "", "127.0.0.256": "", "4294967296": "", "": "", "1.": "", "a.b": "", "0x": "", "1.+2": "", "1_0.1": "", "127.0.0.1.": "",
	} {
		a, ok := Address(host)
		got := ""
		if ok {
			got = a.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", host, got, want)
		}
	}
}
