package text

import "strings"

// SmallInt reads a number of at most four digits.
func SmallInt(s string) (int, bool) {
	if !IsDigits(s) || len(s) > 4 {
		return 0, false
	}
	n := 0
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n, true
}

// IsDigits reports whether a text is decimal digits, at least one.
func IsDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
