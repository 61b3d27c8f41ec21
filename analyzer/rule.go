package analyzer

// Rule is one kind of finding. Rules are values; Rules lists them.
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
	// Check looks at the calls of one estate and reports. It is nil for rules that
	// the reading of files reports by itself.
	Check func(*Pass)
}
