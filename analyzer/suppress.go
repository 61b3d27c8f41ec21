package analyzer

import (
	"regexp"
	"sort"
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
	near   bool // it is meant as one, but written in another way, and does nothing
	parent *policy.Element
	next   *policy.Element // directly behind it, nil if text or nothing follows
}

const ignoreMark = "hairpin:ignore"

// nearMark is how people write it who know other tools.
var nearMark = regexp.MustCompile(`(?i)^hairpin[\s:_-]*(ignore|disable|suppress|nolint|noqa|off)\b`)

// readSuppression reads a comment, if it is a suppression.
func readSuppression(f *text.File, c *policy.Comment) *suppression {
	body := c.Body.Of(f.Src)
	lead := len(body) - len(strings.TrimLeft(body, " \t\r\n"))
	rest, ok := strings.CutPrefix(body[lead:], ignoreMark)
	if !ok {
		return nearSuppression(c, body[lead:])
	}
	s := &suppression{at: c.At}
	if r, ok := strings.CutPrefix(rest, "-file"); ok {
		s.file, rest = true, r
	}
	if rest != "" && !strings.ContainsAny(rest[:1], " \t\r\n") {
		return nearSuppression(c, body[lead:])
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

func nearSuppression(c *policy.Comment, body string) *suppression {
	if !nearMark.MatchString(body) {
		return nil
	}
	return &suppression{at: c.At, near: true}
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

// suppressedBy finds the comment that keeps a finding at an offset away, and which
// of its IDs does: one before the element or nearly around it, nearest first, or
// one for the file. answers reports whether the finding is of a rule. The index is
// -1 if there is none.
func (d *document) suppressedBy(off int, answers func(rule string) bool) (*suppression, int) {
	if len(d.comments) == 0 {
		return nil, -1
	}
	around := policy.NodeAt(d.root, off).Elem
	for e := around; e != nil && (e == around || !containers[e.Tag]); e = e.Parent {
		if s, i := suppressing(d.before[e], answers); s != nil {
			return s, i
		}
	}
	return suppressing(d.before[nil], answers)
}

// suppressing is the first of some comments that names the rule of a finding, and
// the index of that name.
func suppressing(comments []*suppression, answers func(rule string) bool) (*suppression, int) {
	for _, s := range comments {
		for i, id := range s.ids {
			if answers(id) {
				return s, i
			}
		}
	}
	return nil, -1
}

// placeComments notes before which elements the suppressions of a document
// stand, with nothing but blanks and other comments between; those for the whole
// file are noted at nil. Without a reason a suppression has no effect.
func (d *document) placeComments() {
	d.before = make(map[*policy.Element][]*suppression, len(d.comments))
	for i := len(d.comments) - 1; i >= 0; i-- {
		var later *suppression
		if i+1 < len(d.comments) {
			later = d.comments[i+1]
		}
		d.comments[i].next = d.comments[i].findNext(later)
	}
	for _, s := range d.comments {
		switch {
		case s.reason == "":
		case s.file:
			d.before[nil] = append(d.before[nil], s)
		case s.next != nil:
			d.before[s.next] = append(d.before[s.next], s)
		}
	}
}

// findNext is the element directly behind the comment, nil if there is none. The
// suppression that comes later in the document knows its own.
func (s *suppression) findNext(later *suppression) *policy.Element {
	list := s.parent.Children
	for _, n := range list[sort.Search(len(list), func(i int) bool { return list[i].Span().Start >= s.at.End }):] {
		switch n := n.(type) {
		case *policy.Element:
			return n
		case *policy.Text:
			if len(n.Value.Trimmed().Parts) > 0 {
				return nil
			}
		case *policy.Comment:
			if later != nil && n.At == later.at {
				return later.next
			}
		}
	}
	return nil
}
