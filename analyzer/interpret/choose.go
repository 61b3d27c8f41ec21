package interpret

import (
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/value"
)

// choose runs the branches. A condition that is known to be false leaves its
// branch dead; one that is known to be true leaves the later ones dead.
func (in *interpreter) choose(e *policy.Element, st state) state {
	var ends []state
	open := !st.dead // a later branch can still be taken
	outer := in.when
	rest := st // what is known where no branch so far was taken
	ended := false
	for _, n := range e.Children {
		branch, ok := n.(*policy.Element)
		if !ok {
			continue
		}
		start, no := rest, rest
		can := value.Either
		c := value.Condition{At: in.doc.Place(branch.Name), Kind: value.Otherwise, Text: "otherwise"}
		switch branch.Tag {
		case "when":
			if a := branch.Attr("condition"); a != nil {
				c = value.Condition{At: in.doc.Place(a.Value.At), Text: conditionText(in.doc, &a.Value)}
				asked := in.ask(&a.Value, rest)
				if can = asked.can; can.Yes && can.No && !st.dead {
					start, no = asked.answered(rest, true), asked.answered(rest, false)
				}
			}
		case "otherwise":
			can.No = false
		default:
			continue
		}
		start.dead = st.dead || !open || !can.Yes
		if can.No || !open {
			in.when = &conditions{c, outer}
		}
		rest = no
		end := in.statements(branch, start)
		ended = ended || end.dead && !start.dead
		ends = append(ends, end)
		in.when = outer
		open = open && can.No
	}
	if open || len(ends) == 0 {
		ends = append(ends, rest) // no branch is taken
	}
	out := in.join(st, ends)
	if in.met != nil {
		out.came(in.met, ends)
	}
	out.ends = out.ends || ended
	return out
}

// conditionText is a condition as a message quotes it.
func conditionText(d *document.Document, v *policy.Value) string {
	s := strings.Join(strings.Fields(d.Of(v.At)), " ")
	if len(s) > 80 {
		s = s[:77] + "..."
	}
	return s
}
