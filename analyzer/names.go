package analyzer

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/check"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/graph"
	"hairpin.example/hairpin/analyzer/rules"
)

// The types of the packages below that the methods of a Snapshot take and give.
type (
	// Config is what a caller wants of a check.
	Config = check.Config
	// Panic is what a panic of the analyzer may be, in the goroutine of its caller.
	Panic = check.Panic
	// Result is what Check has to say about a snapshot.
	Result = finding.Result
	// Finding is one thing that is wrong at one place.
	Finding = finding.Finding
	// Suppressed is a finding that a comment or hairpin.yaml suppresses.
	Suppressed = finding.Suppressed
	// Note is a remark about another place that belongs to a finding.
	Note = finding.Note
	// Fix is a set of edits that belong together: all or nothing.
	Fix = finding.Fix
	// Safety says who may apply a fix.
	Safety = finding.Safety
	// Severity is how bad a finding is on this instance.
	Severity = finding.Severity
	// Page is what a rule is about: its ID, its name and its documentation.
	Page = finding.Rule
	// Rule is one kind of finding: its page, and how it is found.
	Rule = rules.Rule
	// Pass is what a rule sees.
	Pass = rules.Pass

	// Call is one place that makes the gateway open a connection.
	Call = call.Call
	// Way is one way in which a call is made.
	Way = call.Way
	// Sink is a construct that makes the gateway open a connection.
	Sink = call.Sink
	// HostHeader is what is known of the Host header of a request.
	HostHeader = call.HostHeader
	// HostAction is what became of the Host header.
	HostAction = call.HostAction
	// End says where a call ends.
	End = call.End

	// Graph is which operations of the gateway call which.
	Graph = graph.Graph
	// Node is an operation of an API in the graph of self-calls.
	Node = graph.Node
	// Edge is a call that an operation makes of an operation of the same gateway.
	Edge = graph.Edge

	// Reader finds the policies in a file that is no policy itself.
	Reader = document.Reader

	// Scope is whose request a policy runs for.
	Scope = compose.Scope
	// Query names a request whose effective policy is wanted.
	Query = compose.Query
	// Effective is the policy that a request really runs.
	Effective = compose.Effective
	// EffectiveLine is one line of an effective policy.
	EffectiveLine = compose.EffectiveLine
)

// The severities, from not reported to certain.
const (
	Off     = finding.Off
	Hint    = finding.Hint
	Info    = finding.Info
	Warning = finding.Warning
	Error   = finding.Error
)

// Who may apply a fix.
const (
	NeedsReview = finding.NeedsReview
	Safe        = finding.Safe
)

// What became of a Host header.
const (
	HostDefault = call.HostDefault
	HostSet     = call.HostSet
	HostSkipped = call.HostSkipped
	HostAdded   = call.HostAdded
	HostDeleted = call.HostDeleted
	HostUnknown = call.HostUnknown
)

// Where a call ends.
const (
	EndUnknown   = call.EndUnknown
	EndUnlisted  = call.EndUnlisted
	EndElsewhere = call.EndElsewhere
	EndLoopback  = call.EndLoopback
	EndSelf      = call.EndSelf
)

// Rules lists the built-in rules in ID order.
func Rules() []*Rule { return rules.List() }

// RuleByID is the built-in rule with that ID, nil if there is none.
func RuleByID(id string) *Rule { return rules.List().ByID(id) }

// ParseSeverity reads off, hint, info, warning or error.
func ParseSeverity(word string) (Severity, bool) { return finding.ParseSeverity(word) }

// IsPolicy reports whether the root element makes src a policy document, whatever
// its file is called.
func IsPolicy(src string) bool { return document.IsPolicy(src) }
