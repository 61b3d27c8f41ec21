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

	mu    sync.Mutex
	seen  []os.FileInfo
	value T
}

func newReloaded[T any](log *slog.Logger, parse func([][]byte) (T, error), paths ...string) (*reloaded[T], error) {
	r := &reloaded[T]{log: log, parse: parse, paths: paths, seen: make([]os.FileInfo, len(paths))}
	infos, err := r.stat()
	if err != nil {
		return nil, err
	}
	r.seen = infos
	if r.value, err = r.read(); err != nil {
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
	if err != nil || !r.changed(infos) {
		return r.value
	}
	r.seen = infos
	value, err := r.read()
	if err != nil {
		r.log.Error("reload", slog.Any("files", r.paths), slog.String("error", err.Error()))
		return r.value
	}
	r.log.Info("reload", slog.Any("files", r.paths))
	r.value = value
	return value
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
func (r *reloaded[T]) changed(infos []os.FileInfo) bool {
	for i, now := range infos {
		was := r.seen[i]
		if now.Size() != was.Size() || !now.ModTime().Equal(was.ModTime()) || !os.SameFile(now, was) {
			return true
		}
	}
	return false
}

func (r *reloaded[T]) read() (T, error) {
	var none T
	srcs := make([][]byte, 0, len(r.paths))
	for _, p := range r.paths {
		src, err := os.ReadFile(p)
		if err != nil {
			return none, err
		}
		srcs = append(srcs, src)
	}
	value, err := r.parse(srcs)
	if err != nil {
		return none, fmt.Errorf("%s: %w", r.paths[0], err)
	}
	return value, nil
}
