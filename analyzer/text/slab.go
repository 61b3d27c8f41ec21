package text

// Slab hands out zeroed values that stand side by side in chunks: a tree of many
// small nodes costs a handful of allocations. The zero Slab allocates each value by
// itself.
type Slab[T any] struct {
	free []T
	next int // the size of the next chunk
	most int // of those after it
}

// Expect sets how many values the first chunk holds. If they are not enough, each
// chunk holds twice as many as the one before it, up to the most.
func (s *Slab[T]) Expect(first, most int) { s.next, s.most = first, most }

// New is a new zero value.
func (s *Slab[T]) New() *T { return &s.One()[0] }

// One is a new slice of one zero value.
func (s *Slab[T]) One() []T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	to := s.free[:1:1]
	s.free = s.free[1:]
	return to
}

// Copy is a copy of from, cut to its length so that appending to it copies; nil
// if from is empty.
func (s *Slab[T]) Copy(from []T) []T {
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

// grow makes a chunk of at least n values.
func (s *Slab[T]) grow(n int) {
	s.free = make([]T, max(n, s.next))
	s.next = min(2*s.next+1, s.most)
}
