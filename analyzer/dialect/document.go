package dialect

const howTo = "api-management-howto-policies"

// roots are the roots of policy documents.
// https://learn.microsoft.com/azure/api-management/api-management-howto-policies
// https://learn.microsoft.com/azure/api-management/policy-fragments
var roots = append([]*Element{
	{
		Name: "policies", Page: howTo,
		Doc: "A policy document: what the gateway does with the requests of a scope, in four sections.",
		Children: []Child{
			section("inbound", "What happens to a request before it is forwarded."),
			section("backend", "How the request is forwarded; it holds one policy."),
			section("outbound", "What happens to the response before it is sent to the caller."),
			section("on-error", "What happens after a failure in one of the other sections."),
		},
	},
	{
		Name: "fragment", Page: "policy-fragments", Holds: Statements,
		Doc: "A policy fragment: policies that other documents include by its ID.",
	},
}, dataSources...)

func section(name, doc string) Child {
	return Child{Element: &Element{Name: name, Page: howTo, Doc: doc, Holds: Statements}}
}
