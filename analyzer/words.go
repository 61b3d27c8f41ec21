package analyzer

import (
	"strconv"
	"strings"
)

// plural is "1 more", "2 more", "1 file", "2 files".
func plural(n int, word string) string {
	s := strconv.Itoa(n) + " " + word
	if n != 1 && word != "more" {
		s += "s"
	}
	return s
}

// enumerate is "dev", "dev and prod", "base, dev and prod".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// listed names some of a list.
func listed(names []string) string {
	if len(names) > maxNamed {
		return strings.Join(names[:maxNamed], ", ") + " and " + plural(len(names)-maxNamed, "more")
	}
	return strings.Join(names, ", ")
}

// maxNamed bounds how many operations a note names.
const maxNamed = 5
