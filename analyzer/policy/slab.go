package policy

// slab hands out zeroed values that stand side by side in chunks: a tree of
// thousands of small nodes costs a handful of allocations.
type slab[T any] struct {
	free []T
	size int // of the first chunk, if more than the least
}

// chunk is the least number of values in a chunk.
const chunk = 8

func (s *slab[T]) new() *T {
	return &s.one()[0]
}

// copy is a copy of from, cut to its length so that appending to it copies.
func (s *slab[T]) copy(from []T) []T {
	n := len(from)
	if n == 0 {
		return nil
	}
	if n > len(s.free) {
		s.grow(n)
	}
	to := s.free[:n:n]
	s.free = s.free[n:]
	for i := range to { // most are of one: a call to copy would cost more
		to[i] = from[i]
	}
	return to
}

// one is a new slice of one zero value.
func (s *slab[T]) one() []T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	to := s.free[:1:1]
	s.free = s.free[1:]
	return to
}

func (s *slab[T]) grow(n int) {
	s.free = make([]T, max(n, s.size, chunk))
	s.size = min(max(s.size/4, chunk), 512)
}
