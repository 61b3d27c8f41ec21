package text

import "testing"

// TestSlab: what is handed out is zero, stands alone, and costs few allocations.
func TestSlab(t *testing.T) {
	var s Slab[int]
	if s.Copy(nil) != nil {
		t.Error("a copy of nothing is not nil")
	}
	a, one := s.Copy([]int{1, 2, 3}), s.One()
	a = append(a, 4)
	one = append(one, 5)
	for i := range 100 {
		if n := s.New(); *n != 0 {
			t.Fatalf("value %d is %d", i, *n)
		} else {
			*n = 6
		}
	}
	if a[0] != 1 || a[2] != 3 || a[3] != 4 || one[0] != 0 || one[1] != 5 {
		t.Errorf("slices share their room: %v %v", a, one)
	}
	if n := testing.AllocsPerRun(10, func() {
		var s Slab[[4]string]
		s.Expect(200, 8)
		for range 216 {
			s.New()
		}
	}); n != 3 {
		t.Errorf("%v allocations for 216 values of which 200 were expected, at most 8 in the rest", n)
	}
}
