package analyzer

// Pass is what a rule sees of one estate.
type Pass struct{}
