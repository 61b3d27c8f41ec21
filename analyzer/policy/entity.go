package policy

import (
	"strings"
	"unicode/utf8"
)

// maxReference bounds the length of a reference, so that a text of nothing but
// "&" takes linear time.
const maxReference = 64

// reference reads the character or entity reference at s[i], which is a "&". It
// gives the character and the number of bytes, 0 if s[i] begins no reference
// that every XML reader knows: a policy has no document type that could define
// others.
func reference(s string, i int) (r rune, n int) {
	end := strings.IndexByte(s[i:min(i+maxReference, len(s))], ';')
	if end < 0 {
		return 0, 0
	}
	name := s[i+1 : i+end]
	switch name {
	case "quot":
		r = '"'
	case "amp":
		r = '&'
	case "apos":
		r = '\''
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	default:
		if r = numericReference(name); r < 0 {
			return 0, 0
		}
	}
	return r, end + 1
}

// numericReference is the character of #34 or #x22, -1 if there is none such or
// if XML does not allow it.
func numericReference(name string) rune {
	if len(name) < 2 || name[0] != '#' {
		return -1
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if digits == "" {
		return -1
	}
	var r rune
	for i := 0; i < len(digits); i++ {
		d := digit(digits[i])
		if d >= base || r > utf8.MaxRune {
			return -1
		}
		r = r*base + d
	}
	if !isXMLChar(r) {
		return -1
	}
	return r
}

// digit is the value of a hexadecimal digit, and 99 for any other byte.
func digit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return 99
}

// isXMLChar is the production Char of https://www.w3.org/TR/xml/#charsets.
func isXMLChar(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r':
		return true
	case r < 0x20, r >= 0xD800 && r < 0xE000, r == 0xFFFE, r == 0xFFFF, r > utf8.MaxRune:
		return false
	}
	return true
}
