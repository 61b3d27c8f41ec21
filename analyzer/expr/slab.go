package expr

// slab hands out zeroed nodes that stand side by side in chunks: a tree of many
// small nodes costs a handful of allocations.
type slab[T any] struct {
	free []T
	size int // of the last chunk
}

// maxChunk bounds what the last chunk may waste.
const maxChunk = 16

// expect sets the size of the first chunk.
func (s *slab[T]) expect(n int) { s.size = min(n, maxChunk) / 2 }

func (s *slab[T]) new() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	t := &s.free[0]
	s.free = s.free[1:]
	return t
}

// list is a copy of from, cut to its length so that appending to it copies.
func (s *slab[T]) list(from []T) []T {
	n := len(from)
	if n == 0 {
		return nil
	}
	if n > len(s.free) {
		s.grow(n)
	}
	to := s.free[:n:n]
	s.free = s.free[n:]
	copy(to, from)
	return to
}

func (s *slab[T]) grow(n int) {
	s.size = min(2*s.size+1, maxChunk)
	s.free = make([]T, max(n, s.size))
}
