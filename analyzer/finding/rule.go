package finding

// Rule is what a rule is about.
type Rule struct {
	ID   string // HP101; never reused
	Name string // self-chained-backend
	// Severity is the severity in the usual case; findings carry their own.
	Severity Severity
	// Summary is one line.
	Summary string
	// Fixable is true if findings of the rule can have fixes.
	Fixable bool
	// Doc is the rule's page in Markdown: what it does, why it is bad, what to use
	// instead, when not to worry. The example comes from the rule's example archive.
	Doc string
}

// Heading is the heading of the rule's page.
func (r *Rule) Heading() string { return "# " + r.ID + " " + r.Name }
