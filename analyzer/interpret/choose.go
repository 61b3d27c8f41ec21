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
	rest := st                      // what is known where no branch so far was taken
	ended, elsewhere := false, true // elsewhere: a self-hosted gateway can still get here
	for _, n := range e.Children {
		branch, ok := n.(*policy.Element)
		if !ok {
			continue
		}
		truth := value.Truth{Yes: true, No: true}
		hosted := truth // on a self-hosted gateway
		c, asked := value.Condition{At: in.doc.Place(branch.Name), Kind: value.Otherwise, Text: "otherwise"}, asked{}
		switch branch.Tag {
		case "when":
			if a := branch.Attr("condition"); a != nil {
				truth = in.test(&a.Value, rest)
				hosted = in.testHosted(&a.Value, rest, truth)
				c = value.Condition{At: in.doc.Place(a.Value.At), Text: conditionText(in.doc, &a.Value)}
				asked = in.asked(&a.Value, rest)
			}
		case "otherwise":
			truth.No = false
		default:
			continue
		}
		start := rest
		start.managed = st.managed || !elsewhere || !hosted.Yes
		elsewhere = elsewhere && hosted.No
		start.dead = st.dead || !open || !truth.Yes
		if truth.No || !open {
			in.when = &conditions{c, outer}
		}
		if branch.Tag == "when" && !start.dead {
			start = in.refined(branch, start, true).answered(asked, true)
			rest = in.refined(branch, rest, false).answered(asked, false)
		}
		end := in.statements(branch, start)
		ended = ended || end.dead && !start.dead
		ends = append(ends, end)
		in.when = outer
		open = open && truth.No
	}
	if open || len(ends) == 0 {
		rest.managed = rest.managed || !elsewhere
		ends = append(ends, rest) // no branch is taken
	}
	joins := in.joins
	out := in.join(st, ends)
	if in.joins > joins {
		out.came(in.joins, ends)
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
