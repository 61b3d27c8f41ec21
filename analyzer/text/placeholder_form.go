package text

// Places says where a text stands. One bit each.
type Places uint8

const (
	// InText is any text: of a policy, of an artifact, of a C# literal.
	InText Places = 1 << iota
	// InCode is C# outside of its literals.
	InCode
	// InHost is a URL up to its path.
	InHost
	// InPath is the rest of a URL.
	InPath
	// InID is a name with an alphabet of its own, as a backend, a fragment, a named
	// value and a header have.
	InID
	// IfKnown is any text where the deployment is known to replace the name: what only
	// looks like a placeholder has no value.
	IfKnown

	anywhere = InText | InCode | InHost | InPath | InID
	// address is where a placeholder is told from text by what can stand there.
	address = InHost | InPath | InID
)

// form is one way to write a placeholder: its name between two marks.
type form struct {
	open, shut string
	kind       PlaceholderKind
	in         Places
	// body is the length of what stands between the marks at the start of a text that
	// follows the first one, negative if it is no such thing.
	body func(rest, shut string) int
}

// forms are all ways to write a placeholder; of those that fit at a place the first
// one counts.
//
// The marks of tasks that replace tokens are those of
// https://github.com/qetza/replacetokens-task#parameters.
var forms = []form{
	// https://learn.microsoft.com/azure/api-management/api-management-howto-properties
	{"{{", "}}", NamedValue, anywhere, displayName},
	// https://github.com/Azure/apiops-cli/blob/main/docs/guides/token-substitution.md
	{"{#[", "]#}", Token, anywhere, name},
	{"{#", "#}", Token, anywhere, name},
	// Tasks that replace tokens; without the last mark Octopus Deploy:
	// https://octopus.com/docs/projects/variables/variable-substitutions
	{"#{", "}#", Token, anywhere, name},
	{"#{", "}", Token, InCode | address | IfKnown, name},
	{"#", "#", Token, anywhere, word},
	// https://docs.github.com/actions/reference/workflows-and-actions/expressions
	{"${{", "}}", Token, anywhere, name},
	// https://developer.hashicorp.com/terraform/language/expressions/strings#interpolation
	{"${", "}", Token, anywhere, braced},
	// https://developer.hashicorp.com/terraform/language/expressions/strings#directives
	{"%{", "}", Directive, anywhere, braced},
	// https://learn.microsoft.com/azure/devops/pipelines/process/variables#understand-variable-syntax;
	// in the text of a page it is jQuery's.
	{"$(", ")", Token, InCode | address | IfKnown, name},
	// Tasks that replace tokens, and replace() of Bicep and Terraform. In small letters
	// it is also how names in code are written: __init__.
	{"__", "__", Token, anywhere, upperName},
	{"__", "__", Token, address | IfKnown, anyName},
	// https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-string#replace;
	// in a path {id} is a parameter of a URL template, which has no number for a name.
	{"{", "}", Token, address, digits},
	{"{", "}", Token, InHost | InID, simpleName},
	// The environment of a script, and what a sample leaves to its reader.
	{"%", "%", Token, InHost | InID, word},
	{"<", ">", Token, InHost | InID, name},
}

// formsAt are the forms that can begin with a byte.
var formsAt = func() (t [256][]form) {
	for _, f := range forms {
		t[f.open[0]] = append(t[f.open[0]], f)
	}
	return t
}()
