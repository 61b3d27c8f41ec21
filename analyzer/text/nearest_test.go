package text

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"hostnames", "virtualNetwork", "sku", "units"}
	for _, tt := range []struct{ word, want string }{
		{"hostname", "hostnames"},
		{"VIRTUALNETWORK", "virtualNetwork"},
		{"virtualNetwrk", "virtualNetwork"},
		{"skus", "sku"},
		{"unit", "units"},
		{"region", ""},
		{"", ""},
	} {
		if got := Nearest(tt.word, known); got != tt.want {
			t.Errorf("the nearest of %q is %q, want %q", tt.word, got, tt.want)
		}
	}
}
