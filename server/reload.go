package server

import (
	"fmt"
	"log/slog"
	"os"
	"sync"
)

// reloaded is what some files say, read again when one of them changes. It looks
// at them when it is asked: that costs a few microseconds, and is never late.
type reloaded[T any] struct {
	log   *slog.Logger
	parse func([][]byte) (T, error)
	paths []string

	mu      sync.Mutex
	seen    []os.FileInfo
	value   T
	trouble string // why the files could not be read the last time
}

func newReloaded[T any](log *slog.Logger, parse func([][]byte) (T, error), paths ...string) (*reloaded[T], error) {
	r := &reloaded[T]{log: log, parse: parse, paths: paths}
	var err error
	r.seen, r.value, err = r.read()
	if err != nil {
		return nil, err
	}
	return r, nil
}

// get is the value of now. While the files cannot be read, as in the middle of a
// change, it is the one before.
func (r *reloaded[T]) get() T {
	r.mu.Lock()
	defer r.mu.Unlock()
	infos, err := r.stat()
	if err != nil {
		r.complain(err)
	} else if changed(r.seen, infos) {
		r.reload()
	}
	return r.value
}

// again reads the files whether they have changed or not.
func (r *reloaded[T]) again() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reload()
}

func (r *reloaded[T]) reload() {
	infos, value, err := r.read()
	if infos != nil {
		r.seen = infos
	}
	if err != nil {
		r.complain(err)
		return
	}
	r.log.Info("reload", slog.Any("files", r.paths))
	r.value, r.trouble = value, ""
}

// complain logs why the files cannot be read, once.
func (r *reloaded[T]) complain(err error) {
	if err.Error() == r.trouble {
		return
	}
	r.trouble = err.Error()
	r.log.Error("reload", slog.Any("files", r.paths), slog.String("error", err.Error()))
}

func (r *reloaded[T]) stat() ([]os.FileInfo, error) {
	infos := make([]os.FileInfo, 0, len(r.paths))
	for _, p := range r.paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// changed tells a file that was written from the one seen before, and one that
// was moved to its place, which may be older.
func changed(before, after []os.FileInfo) bool {
	for i, now := range after {
		was := before[i]
		if now.Size() != was.Size() || !now.ModTime().Equal(was.ModTime()) || !os.SameFile(now, was) {
			return true
		}
	}
	return false
}

// read reads the files, which have to stay as they are meanwhile; else nothing of
// them counts as seen.
func (r *reloaded[T]) read() ([]os.FileInfo, T, error) {
	var none T
	before, err := r.stat()
	if err != nil {
		return nil, none, err
	}
	srcs := make([][]byte, 0, len(r.paths))
	for _, p := range r.paths {
		src, err := os.ReadFile(p)
		if err != nil {
			return nil, none, err
		}
		srcs = append(srcs, src)
	}
	after, err := r.stat()
	if err != nil {
		return nil, none, err
	}
	if changed(before, after) {
		return nil, none, fmt.Errorf("%s: the file changes while it is read", r.paths[0])
	}
	value, err := r.parse(srcs)
	if err != nil {
		return after, none, fmt.Errorf("%s: %w", r.paths[0], err)
	}
	return after, value, nil
}
