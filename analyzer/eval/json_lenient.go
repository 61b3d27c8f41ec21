package eval

import "strings"

// strictJSON is what Json.NET takes for JSON as JSON: it also takes single quotes, names
// without quotes, comments, and commas at the end. Named values hold it with single
// quotes, since they stand in C# strings. from leads from each offset of the result to
// one of the text, and is nil if the text is strict.
// https://www.newtonsoft.com/json/help/html/T_Newtonsoft_Json_JsonTextReader.htm
func strictJSON(s string) (strict string, from []int, ok bool) {
	if !strings.ContainsAny(s, "'/") && !hasLoose(s) {
		return s, nil, true
	}
	w := &jsonWriter{s: s}
	for w.at < len(s) {
		switch c := s[w.at]; {
		case c == '"' || c == '\'':
			if !w.quoted(c) {
				return "", nil, false
			}
		case strings.HasPrefix(s[w.at:], "/*"):
			end := strings.Index(s[w.at+2:], "*/")
			if end < 0 {
				return "", nil, false
			}
			w.at += end + 4
		case strings.HasPrefix(s[w.at:], "//"):
			end := strings.IndexByte(s[w.at:], '\n')
			if end < 0 {
				end = len(s) - w.at
			}
			w.at += end
		case c == ',' && w.closes():
			w.at++
		case isNameByte(c) && w.isName():
			w.add('"')
			for w.at < len(s) && isNameByte(s[w.at]) {
				w.copy()
			}
			w.add('"')
		case isNameByte(c) || c == '+' || c == '-' || c == '.': // a number or a constant, as it is
			for w.at < len(s) && (isNameByte(s[w.at]) || strings.IndexByte("+-.", s[w.at]) >= 0) {
				w.copy()
			}
		default:
			w.copy()
		}
	}
	w.from = append(w.from, len(s))
	return string(w.out), w.from, true
}

// jsonWriter writes strict JSON.
type jsonWriter struct {
	s    string
	at   int // in s
	out  []byte
	from []int
}

func (w *jsonWriter) add(c byte) { w.out, w.from = append(w.out, c), append(w.from, w.at) }

func (w *jsonWriter) copy() { w.add(w.s[w.at]); w.at++ }

// quoted writes a string in quotes of either kind.
func (w *jsonWriter) quoted(quote byte) bool {
	w.add('"')
	for w.at++; w.at < len(w.s); {
		switch c := w.s[w.at]; {
		case c == quote:
			w.add('"')
			w.at++
			return true
		case c == '"': // in single quotes
			w.add('\\')
			w.copy()
		case c == '\\' && w.at+1 < len(w.s):
			if w.s[w.at+1] == '\'' {
				w.at++
				w.copy()
				continue
			}
			w.copy()
			w.copy()
		default:
			w.copy()
		}
	}
	return false
}

// closes reports whether nothing but blanks stands between the comma and the end of an
// object or a list.
func (w *jsonWriter) closes() bool {
	rest := strings.TrimLeft(w.s[w.at+1:], " \t\r\n")
	return rest != "" && (rest[0] == '}' || rest[0] == ']')
}

// isName reports whether what stands here is the name of a property: a colon follows.
func (w *jsonWriter) isName() bool {
	rest := strings.TrimLeft(strings.TrimLeftFunc(w.s[w.at:], func(r rune) bool { return r < 0x80 && isNameByte(byte(r)) }), " \t\r\n")
	return strings.HasPrefix(rest, ":")
}

func isNameByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// hasLoose reports whether a text without single quotes and comments may still not be
// strict: a name without quotes, or a comma at an end.
func hasLoose(s string) bool {
	last := byte(0) // that is no blank
	inside := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case inside:
			if c == '\\' {
				i++
			}
			inside = c != '"'
			last = c
			continue
		case c == '"':
			inside = true
			last = c
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case (c == '}' || c == ']') && last == ',', c == ':' && last != '"':
			return true
		default:
			last = c
		}
	}
	return false
}
