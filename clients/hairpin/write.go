package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hairpin.example/hairpin/clients/hairpin/collect"
)

// change is the new content of one file.
type change struct {
	name          string // for messages
	path          string // absolute
	root          string // the folder that holds everything, "" for any
	before, after []byte // before is nil for a file that is created
}

// writeAll writes all files or none, as far as a file system allows it: every
// new content is put beside its file first, and files take their place only when
// all of them are ready. A file that was changed meanwhile is left alone, and so
// are all others. Who is killed leaves every file whole, old or new.
func writeAll(changes []change) error {
	staged := make([]staging, 0, len(changes))
	defer func() {
		for _, s := range staged {
			os.Remove(s.temp) // what was renamed is not there any more
		}
	}()
	for _, c := range changes {
		s, err := stage(c)
		if err != nil {
			return err
		}
		staged = append(staged, s)
	}
	for i, s := range staged {
		if err := s.replace(); err != nil {
			return errors.Join(err, restore(staged[:i]))
		}
	}
	return nil
}

// staging is a change that is ready to take its place.
type staging struct {
	change
	temp string
	mode fs.FileMode
}

func stage(c change) (staging, error) {
	s := staging{change: c, mode: 0o644}
	if err := s.check(); err != nil {
		return s, err
	}
	temp, err := os.CreateTemp(filepath.Dir(s.path), collect.TempPrefix+"*")
	if err != nil {
		return s, fmt.Errorf("%s: %s", s.name, collect.Reason(err))
	}
	s.temp = temp.Name()
	_, err = temp.Write(c.after)
	err = errors.Join(err, temp.Sync(), temp.Close(), os.Chmod(s.temp, s.mode))
	if err != nil {
		os.Remove(s.temp)
		return s, fmt.Errorf("%s: %w", s.name, err)
	}
	return s, nil
}

// replace puts the new content in the place of the old.
func (s *staging) replace() error {
	if err := s.check(); err != nil {
		return err
	}
	if err := os.Rename(s.temp, s.path); err != nil {
		return fmt.Errorf("%s: %s", s.name, collect.Reason(err))
	}
	return nil
}

// check makes sure that the file is still what was read, and that it may be
// written. A link leads to the file that is written.
func (s *staging) check() error {
	if err := s.resolve(); err != nil {
		return err
	}
	if s.before == nil {
		if _, err := os.Lstat(s.path); err == nil {
			return fmt.Errorf("%s: the file was created in the meantime", s.name)
		}
		return nil
	}
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("%s: %s", s.name, collect.Reason(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("%s: %s", s.name, collect.Reason(err))
	}
	s.mode = info.Mode().Perm()
	now, err := os.ReadFile(s.path)
	if err != nil {
		return fmt.Errorf("%s: %s", s.name, collect.Reason(err))
	}
	if !bytes.Equal(now, s.before) {
		return fmt.Errorf("%s: the file was changed in the meantime", s.name)
	}
	return nil
}

// resolve follows links to the file that is written. None may lead out of the
// tree.
func (s *staging) resolve() error {
	real := s.path
	if dir, err := filepath.EvalSymlinks(filepath.Dir(s.path)); err == nil {
		real = filepath.Join(dir, filepath.Base(s.path))
	}
	if target, err := filepath.EvalSymlinks(s.path); err == nil && s.before != nil {
		real = target
	}
	if root, err := filepath.EvalSymlinks(s.root); s.root != "" && err == nil && !collect.Inside(real, root) {
		return fmt.Errorf("%s: a link leads out of %s; name the file itself", s.name, s.root)
	}
	s.path = real
	return nil
}

// restore puts back what was there before.
func restore(done []staging) error {
	var errs []error
	for _, s := range done {
		if s.before == nil {
			errs = append(errs, os.Remove(s.path))
			continue
		}
		back, err := stage(change{name: s.name, path: s.path, before: s.after, after: s.before})
		if err == nil {
			err = back.replace()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
