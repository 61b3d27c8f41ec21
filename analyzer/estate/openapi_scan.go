package estate

import (
	"strings"

	"hairpin.example/hairpin/analyzer/tree"
)

// scanYAML reads the operations of a YAML document line by line, without
// building a tree: only the lines at the three levels of interest are looked
// at, everything that is indented deeper is passed over. ok is false as soon as
// one of these lines is not the plain block style that API Management exports;
// such a document is left to the YAML parser.
func scanYAML(src string) (s *specification, ok bool) {
	sc := lineScanner{src: src, spec: &specification{}}
	ok = sc.block(-1, func(key, value string) bool {
		if key != "paths" {
			return sc.value(value, sc.indent)
		}
		again := sc.spec.known
		sc.spec.known = true
		return value == "" && !again && sc.paths()
	})
	// A document without paths is for the parser to judge.
	return sc.spec, ok && sc.at >= len(sc.src) && !sc.held && len(sc.spec.operations) > 0
}

// lineScanner goes over the lines that hold something.
type lineScanner struct {
	src    string
	at     int
	line   string // without indentation and without white space at its end
	start  int    // offset of line in src
	indent int
	held   bool // the line is to be seen again
	bad    bool // something that only the parser understands
	spec   *specification
}

func (sc *lineScanner) next() bool {
	if sc.held {
		sc.held = false
		return true
	}
	for sc.at < len(sc.src) && !sc.bad {
		from := sc.at
		line := sc.src[from:]
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line = line[:i]
			sc.at += i + 1
		} else {
			sc.at = len(sc.src)
		}
		body := strings.TrimLeft(line, " ")
		sc.indent = len(line) - len(body)
		sc.start = from + sc.indent
		sc.line = strings.TrimRight(body, " \t\r")
		if strings.IndexByte(sc.line, '\r') >= 0 { // a lone carriage return ends a line, too
			sc.bad = true
			return false
		}
		if sc.line != "" && sc.line[0] != '#' {
			return true
		}
	}
	return false
}

// hold gives the line back.
func (sc *lineScanner) hold() { sc.held = true }

// entry takes "key: value" apart. Keys may be quoted, without escapes. ok is
// false for everything else.
func (sc *lineScanner) entry() (key, value string, ok bool) {
	line := sc.line
	var rest string
	switch line[0] {
	case '"', '\'':
		i := strings.IndexByte(line[1:], line[0])
		if i < 0 {
			return "", "", false
		}
		key, rest = line[1:1+i], line[2+i:]
		if strings.IndexByte(key, '\\') >= 0 || strings.HasPrefix(rest, "'") {
			return "", "", false
		}
	case '?', '&', '*', '!', '{', '[', '<', '|', '>', '@', '`', '%', ',', '}', ']', '\t':
		return "", "", false
	default:
		i := strings.IndexByte(line, ':')
		for i >= 0 && i+1 < len(line) && line[i+1] != ' ' && line[i+1] != '\t' {
			j := strings.IndexByte(line[i+1:], ':')
			if j < 0 {
				return "", "", false
			}
			i += 1 + j
		}
		if i < 0 || strings.Contains(line[:i], " #") || strings.IndexByte(line[:i], '\t') >= 0 {
			return "", "", false
		}
		key, rest = strings.TrimRight(line[:i], " "), line[i:]
	}
	rest = strings.TrimLeft(rest, " ")
	if !strings.HasPrefix(rest, ":") || len(rest) > 1 && rest[1] != ' ' && rest[1] != '\t' {
		return "", "", false
	}
	value = strings.TrimLeft(rest[1:], " \t")
	if strings.HasPrefix(value, "#") {
		value = ""
	}
	return key, value, true
}

// value reports whether a value ends on its line, or goes on in lines that are
// indented deeper than level; these are passed over.
func (sc *lineScanner) value(value string, level int) bool {
	if value == "" {
		return true
	}
	switch value[0] {
	case '"', '\'':
		return sc.passQuoted(sc.start+len(sc.line)-len(value), level)
	case '{', '[':
		// Brackets in strings are rare here; if they do not balance, the parser decides.
		return strings.Count(value, "{") == strings.Count(value, "}") && strings.Count(value, "[") == strings.Count(value, "]") &&
			strings.Count(value, `"`)%2 == 0 && strings.Count(value, "'")%2 == 0
	case '&', '*', '!':
		return false
	}
	return true
}

// pass passes over a line that is indented deeper than level. What matters is
// whether a value begins on it that does not end there.
func (sc *lineScanner) pass(level int) bool {
	s := sc.line
	for strings.HasPrefix(s, "- ") {
		s = strings.TrimLeft(s[1:], " ")
	}
	if s[0] == '"' || s[0] == '\'' {
		_, rest, ok := quoted(s)
		if !ok || rest == "" || rest[0] != ':' {
			return sc.passQuoted(sc.start+len(sc.line)-len(s), level)
		}
		return sc.value(strings.TrimLeft(rest[1:], " \t"), level)
	}
	if strings.Contains(s, ":\t") {
		return false
	}
	if _, value, ok := strings.Cut(s, ": "); ok {
		value = strings.TrimLeft(value, " \t")
		return value == "" || strings.IndexByte("&*!", value[0]) >= 0 && !strings.ContainsAny(value, `"'{[`) || sc.value(value, level)
	}
	return sc.value(s, level) || s[0] == '*'
}

// passQuoted passes over the quoted text at an offset. Its lines must be
// indented deeper than level, and nothing may follow it.
func (sc *lineScanner) passQuoted(at, level int) bool {
	end := tree.ClosingQuote(sc.src, at)
	if end >= len(sc.src) {
		return false
	}
	for i := at; i < end; i++ {
		if sc.src[i] != '\n' {
			continue
		}
		line := sc.src[i+1:]
		body := strings.TrimLeft(line, " ")
		if len(line)-len(body) <= level && body != "" && body[0] != '\n' && body[0] != '\r' {
			return false
		}
	}
	rest := sc.src[end+1:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
		sc.at = max(sc.at, end+1+i+1)
	} else {
		sc.at = len(sc.src)
	}
	rest = strings.TrimLeft(rest, " \t\r")
	return rest == "" || rest[0] == '#'
}

// quoted takes a quoted value without escapes off s.
func quoted(s string) (value, rest string, ok bool) {
	end := tree.ClosingQuote(s, 0)
	if end >= len(s) {
		return "", "", false
	}
	return s[1:end], strings.TrimLeft(s[end+1:], " \t"), true
}

// block calls f for every key of the block whose lines are indented deeper than
// outer. Lines deeper than its keys are passed over, and so is a list that
// stands at the level of its key. It is false if a line is not understood.
func (sc *lineScanner) block(outer int, f func(key, value string) bool) bool {
	level, list := -1, false
	for sc.next() {
		switch {
		case sc.indent <= outer:
			sc.hold()
			return true
		case level < 0:
			level = sc.indent
		case sc.indent > level:
			if !sc.pass(level) {
				return false
			}
			continue
		case sc.indent < level:
			return false
		}
		if list && (sc.line == "-" || strings.HasPrefix(sc.line, "- ")) {
			continue
		}
		key, value, ok := sc.entry()
		if !ok || !f(key, value) {
			return false
		}
		list = value == ""
	}
	return !sc.bad
}

// paths reads the block below "paths:".
func (sc *lineScanner) paths() bool {
	return sc.block(sc.indent, func(template, value string) bool {
		if value != "" {
			return !strings.HasPrefix(template, "/") && sc.value(value, sc.indent)
		}
		if !strings.HasPrefix(template, "/") {
			return true
		}
		first := len(sc.spec.operations)
		return sc.block(sc.indent, func(method, value string) bool {
			switch {
			case method == "$ref":
				sc.spec.known = false
				return true
			case !isMethod(method):
				return sc.value(value, sc.indent)
			case value != "":
				return false
			}
			method = strings.ToUpper(method)
			for _, op := range sc.spec.operations[first:] {
				if op.method == method {
					return false // twice in one path
				}
			}
			return sc.operation(method, template)
		})
	})
}

func (sc *lineScanner) operation(method, template string) bool {
	op := specOperation{method: method, template: template}
	ok := sc.block(sc.indent, func(key, value string) bool {
		if key != "operationId" {
			return sc.value(value, sc.indent)
		}
		id, ok := plainScalar(value)
		op.id = id
		return ok && !sc.goesOn()
	})
	sc.spec.operations = append(sc.spec.operations, op)
	return ok
}

// goesOn reports whether the line that follows is indented deeper: a scalar
// without quotes then has a second line.
func (sc *lineScanner) goesOn() bool {
	level := sc.indent
	if !sc.next() {
		return sc.bad
	}
	sc.hold()
	return sc.indent > level
}

// plainScalar reads a one-line scalar without escapes.
func plainScalar(value string) (string, bool) {
	if value == "" {
		return "", false
	}
	switch value[0] {
	case '"', '\'':
		s, rest, ok := quoted(value)
		return s, ok && !strings.ContainsAny(s, `\'"`) && (rest == "" || rest[0] == '#')
	case '&', '*', '!', '|', '>', '{', '[', '@', '`', '%', '#':
		return "", false
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = value[:i]
	}
	value = strings.TrimRight(value, " \t")
	return value, !strings.Contains(value, ": ") && value != "null" && value != "~"
}
