package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Catalog is the rules that are asked: the built-in ones in ID order, and then those
// of a caller.
type Catalog []*Rule

// With are the rules with a caller's own behind them.
func (c Catalog) With(own []*Rule) Catalog { return slices.Concat(c, own) }

// The IDs of a caller's own rules. No built-in rule has one of them, so that a
// later version does not take one away.
const (
	firstOwn = "HP700"
	lastOwn  = "HP799"
)

// CheckOwn says what is wrong with the IDs and names of a caller's own rules.
func CheckOwn(own []*Rule) error {
	seen := map[string]bool{}
	for _, r := range own {
		switch {
		case r == nil:
			return errors.New("one of the rules is nil")
		case len(r.ID) != len(firstOwn) || r.ID < firstOwn || r.ID > lastOwn || strings.Trim(r.ID[2:], "0123456789") != "":
			return fmt.Errorf("rule %q: the ID of your own rule must be between %s and %s", r.ID, firstOwn, lastOwn)
		case seen[r.ID]:
			return fmt.Errorf("rule %s: two rules have this ID", r.ID)
		case r.Name == "" || strings.Trim(r.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
			return fmt.Errorf("rule %s: the name %q must be of lower-case letters, digits and hyphens", r.ID, r.Name)
		}
		seen[r.ID] = true
	}
	return nil
}

// ByID is the rule with that ID, nil if there is none.
func (c Catalog) ByID(id string) *Rule {
	for _, r := range c {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Suggest is the end of a sentence about an ID that no rule has.
func (c Catalog) Suggest(id string) string {
	var known []string
	for _, r := range c {
		known = append(known, r.ID)
	}
	if best := text.Nearest(id, known); best != "" {
		return "; did you mean " + best + "?"
	}
	return "; \"hairpin rules\" lists them"
}
