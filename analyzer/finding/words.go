package finding

import (
	"strconv"
	"strings"
)

// Plural is "1 more", "2 more", "1 file", "2 files".
func Plural(n int, word string) string {
	s := strconv.Itoa(n) + " " + word
	if n != 1 && word != "more" {
		s += "s"
	}
	return s
}

// Enumerate is "dev", "dev and prod", "base, dev and prod".
func Enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Listed names some of a list.
func Listed(names []string) string {
	if len(names) > MaxNamed {
		return strings.Join(names[:MaxNamed], ", ") + " and " + Plural(len(names)-MaxNamed, "more")
	}
	return strings.Join(names, ", ")
}

// MaxNamed bounds how many operations a note names.
const MaxNamed = 5
