package policy

// class tells at which bytes a reader has to look: every other byte is passed
// over. One bit for each kind of text.
type class uint32

const (
	nameStart class = 1 << iota // can begin a name
	nameByte                    // can stand in a name
	blank                       // white space of XML
	mark                        // can begin an expression or a placeholder

	inText   // text between tags
	inDouble // value in quotation marks
	inSingle // value in apostrophes
	inBare   // value without quotes
	inCData  // CDATA section

	liquidText // the same where neither expressions nor placeholders are read
	liquidDouble
	liquidSingle
	liquidBare
	liquidCData

	inCode    // C# outside literals
	inString  // C# string literal, its escapes and holes
	inComment // C# comment
)

const (
	letter = nameStart | nameByte
	marked = mark | inText | inDouble | inSingle | inBare | inCData
	plain  = inText | inDouble | inSingle | liquidText | liquidDouble | liquidSingle
	bare   = inBare | liquidBare
)

// liquid is the class for the same place in a Liquid template.
func liquid(c class) class { return c << 5 }

// classes is the table of all bytes. Bytes of 0x80 and above are letters: no
// policy has had a name outside ASCII, and what else they could be is text.
var classes = func() (t [256]class) {
	for c := range 256 {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == ':', c >= 0x80:
			t[c] = letter
		case c >= '0' && c <= '9', c == '-', c == '.':
			t[c] = nameByte
		}
	}
	for _, c := range " \t\r\n" {
		t[c] |= blank | bare
	}
	for _, c := range "@{$#%_" {
		t[c] |= marked
	}
	t['<'] |= plain | bare
	t['&'] |= plain | bare
	t['>'] |= bare
	t['/'] |= bare
	t['"'] |= inDouble | liquidDouble | bare
	t['\''] |= inSingle | liquidSingle | bare
	t[']'] |= inText | liquidText
	for _, c := range "(){}\"'/<&" {
		t[c] |= inCode
	}
	for _, c := range "\"\\{&\r\n" {
		t[c] |= inString
	}
	for _, c := range "*&\r\n" {
		t[c] |= inComment
	}
	return t
}()

func is(c byte, want class) bool { return classes[c]&want != 0 }

// skip is the first offset at or after i at which s has no byte of the class.
func skip(s string, i int, c class) int {
	for i < len(s) && classes[s[i]]&c != 0 {
		i++
	}
	return i
}

// seek is the first offset at or after i at which s has a byte of the class.
func seek(s string, i int, c class) int {
	for i < len(s) && classes[s[i]]&c == 0 {
		i++
	}
	return i
}

// isBlank reports whether s is white space only.
func isBlank(s string) bool { return skip(s, 0, blank) == len(s) }
