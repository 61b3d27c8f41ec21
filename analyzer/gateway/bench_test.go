package gateway

import "testing"

func BenchmarkMatch(b *testing.B) {
	g := contoso()
	b.ReportAllocs()
	for b.Loop() {
		g.Match("backend.example.com")
	}
}
