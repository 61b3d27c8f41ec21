package analyzer

import (
	"strings"

	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// suppression is a comment that keeps findings away:
//
//	<!-- hairpin:ignore HP101,HP201 reason -->      the element behind it
//	<!-- hairpin:ignore-file HP101 reason -->       the whole file
type suppression struct {
	at     text.Span // the comment
	ids    []string
	idAt   []text.Span
	reason string
	file   bool
	parent *policy.Element
}

const ignoreMark = "hairpin:ignore"

// readSuppression reads a comment, if it is a suppression.
func readSuppression(f *text.File, c *policy.Comment) *suppression {
	body := c.Body.Of(f.Src)
	lead := len(body) - len(strings.TrimLeft(body, " \t\r\n"))
	rest, ok := strings.CutPrefix(body[lead:], ignoreMark)
	if !ok {
		return nil
	}
	s := &suppression{at: c.At}
	if r, ok := strings.CutPrefix(rest, "-file"); ok {
		s.file, rest = true, r
	}
	if rest != "" && !strings.ContainsAny(rest[:1], " \t\r\n") {
		return nil
	}
	off := c.Body.Start + len(body) - len(rest)
	for {
		word, at := nextWord(rest, off)
		if !isRuleList(word) {
			break
		}
		for _, id := range strings.Split(word, ",") {
			if id != "" {
				s.ids = append(s.ids, strings.ToUpper(id))
				s.idAt = append(s.idAt, text.Span{Start: at, End: at + len(id)})
			}
			at += len(id) + 1
		}
		end := strings.Index(rest, word) + len(word)
		rest, off = rest[end:], off+end
		if !strings.HasSuffix(word, ",") && !strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), ",") {
			break
		}
	}
	s.reason = strings.Join(strings.Fields(rest), " ")
	return s
}

func nextWord(s string, off int) (string, int) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r' || s[i] == '\n') {
		i++
	}
	j := i
	for j < len(s) && !(s[j] == ' ' || s[j] == '\t' || s[j] == '\r' || s[j] == '\n') {
		j++
	}
	return s[i:j], off + i
}

// isRuleList recognises HP101 and HP101,HP201 and a lone comma.
func isRuleList(word string) bool {
	if word == "" {
		return false
	}
	for _, id := range strings.Split(word, ",") {
		if id == "" {
			continue
		}
		if len(id) != 5 || !strings.EqualFold(id[:2], "HP") || strings.Trim(id[2:], "0123456789") != "" {
			return false
		}
	}
	return true
}

// containers are the elements that hold statements. A comment before one of
// them does not reach into it: it would keep away what nobody looked at.
var containers = map[string]bool{
	"": true, "policies": true, "fragment": true, "inbound": true, "backend": true,
	"outbound": true, "on-error": true, "choose": true, "when": true, "otherwise": true,
	"retry": true, "wait": true, "limit-concurrency": true,
}

// suppressedBy finds the comment that keeps a finding away, and which of its IDs
// does. The index is -1 if there is none.
func (d *document) suppressedBy(f *Finding) (*suppression, int) {
	if len(d.comments) == 0 {
		return nil, -1
	}
	var chain []*policy.Element
	for e := policy.NodeAt(d.root, f.At.Span.Start).Elem; e != nil; e = e.Parent {
		if len(chain) > 0 && containers[e.Tag] {
			break
		}
		chain = append(chain, e)
	}
	for _, s := range d.comments {
		if s.reason == "" || !s.file && !s.before(chain) {
			continue
		}
		for i, id := range s.ids {
			if f.answersTo(id) {
				return s, i
			}
		}
	}
	return nil, -1
}

// before reports whether the comment stands directly before one of the
// elements, with nothing but blanks and other comments between.
func (s *suppression) before(chain []*policy.Element) bool {
	next := s.next()
	for _, e := range chain {
		if e == next {
			return true
		}
	}
	return false
}

// next is the element behind the comment, nil if text or nothing follows.
func (s *suppression) next() *policy.Element {
	for _, n := range s.parent.Children {
		if n.Span().Start < s.at.End {
			continue
		}
		switch n := n.(type) {
		case *policy.Element:
			return n
		case *policy.Text:
			if len(n.Value.Trimmed().Parts) > 0 {
				return nil
			}
		}
	}
	return nil
}
