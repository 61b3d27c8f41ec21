package document

import (
	"regexp"
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Suppression is a comment that keeps findings away:
//
//	<!-- hairpin:ignore HP101,HP201 reason -->      the element after it
//	<!-- hairpin:ignore-file HP101 reason -->       the whole file
type Suppression struct {
	At     text.Span // the comment
	IDs    []string
	IDAt   []text.Span
	Reason string
	file   bool
	Near   bool // it is meant as one, but written in another way, and does nothing
	Parent *policy.Element
	next   *policy.Element // directly after it, nil if text or nothing follows
}

const ignoreMark = "hairpin:ignore"

// nearMark is how people write it who know other tools.
var nearMark = regexp.MustCompile(`(?i)^hairpin[\s:_-]*(ignore|disable|suppress|nolint|noqa|off)\b`)

// readSuppression reads a comment, if it is a suppression.
func (d *Document) readSuppression(c *policy.Comment) *Suppression {
	body := d.Of(c.Body)
	lead := len(body) - len(strings.TrimLeft(body, " \t\r\n"))
	rest, ok := strings.CutPrefix(body[lead:], ignoreMark)
	if !ok {
		return nearSuppression(c, body[lead:])
	}
	s := &Suppression{At: c.At}
	if r, ok := strings.CutPrefix(rest, "-file"); ok {
		s.file, rest = true, r
	}
	if rest != "" && !strings.ContainsAny(rest[:1], " \t\r\n") {
		return nearSuppression(c, body[lead:])
	}
	off := d.Offset(c.Body.Start) + len(body) - len(rest)
	for {
		word, at := nextWord(rest, off)
		if !isRuleList(word) {
			break
		}
		for _, id := range strings.Split(word, ",") {
			if id != "" {
				s.IDs = append(s.IDs, strings.ToUpper(id))
				s.IDAt = append(s.IDAt, d.Span(at, at+len(id)))
			}
			at += len(id) + 1
		}
		end := strings.Index(rest, word) + len(word)
		rest, off = rest[end:], off+end
		if !strings.HasSuffix(word, ",") && !strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), ",") {
			break
		}
	}
	s.Reason = strings.Join(strings.Fields(rest), " ")
	return s
}

func nearSuppression(c *policy.Comment, body string) *Suppression {
	if !nearMark.MatchString(body) {
		return nil
	}
	return &Suppression{At: c.At, Near: true}
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

// SuppressedBy finds the comment that keeps a finding at an offset away, and which
// of its IDs does: one before the element or nearly around it, nearest first, or
// one for the file. answers reports whether the finding is of a rule. The index is
// -1 if there is none.
func (d *Document) SuppressedBy(off int, answers func(rule string) bool) (*Suppression, int) {
	if len(d.Suppressions) == 0 {
		return nil, -1
	}
	around := policy.NodeAt(d.Root, off).Elem
	for e := around; e != nil && (e == around || !containers[e.Tag]); e = e.Parent {
		if s, i := suppressing(d.before[e], answers); s != nil {
			return s, i
		}
	}
	return suppressing(d.before[nil], answers)
}

// suppressing is the first of some comments that names the rule of a finding, and
// the index of that name.
func suppressing(comments []*Suppression, answers func(rule string) bool) (*Suppression, int) {
	for _, s := range comments {
		for i, id := range s.IDs {
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
func (d *Document) placeComments() {
	d.before = make(map[*policy.Element][]*Suppression, len(d.Suppressions))
	for i := len(d.Suppressions) - 1; i >= 0; i-- {
		var later *Suppression
		if i+1 < len(d.Suppressions) {
			later = d.Suppressions[i+1]
		}
		d.Suppressions[i].next = d.Suppressions[i].findNext(later)
	}
	for _, s := range d.Suppressions {
		switch {
		case s.Reason == "":
		case s.file:
			d.before[nil] = append(d.before[nil], s)
		case s.next != nil:
			d.before[s.next] = append(d.before[s.next], s)
		}
	}
}

// findNext is the element directly after the comment, nil if there is none. The
// suppression that comes later in the document knows its own.
func (s *Suppression) findNext(later *Suppression) *policy.Element {
	list := s.Parent.Children
	for _, n := range list[sort.Search(len(list), func(i int) bool { return list[i].Span().Start >= s.At.End }):] {
		switch n := n.(type) {
		case *policy.Element:
			return n
		case *policy.Text:
			if len(n.Value.Trimmed().Parts) > 0 {
				return nil
			}
		case *policy.Comment:
			if later != nil && n.At == later.At {
				return later.next
			}
		}
	}
	return nil
}
