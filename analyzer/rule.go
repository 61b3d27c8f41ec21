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
	// Check looks at the calls and documents of one API, or of what APIs share, and
	// reports. It is nil for rules that look across, and for those that the reading of
	// files reports by itself.
	Check func(*Pass)
	// CheckAcross looks at what several APIs do together: the calls that may lead to
	// this gateway or have a Host header, and the edges between operations.
	CheckAcross func(*Pass)
}
