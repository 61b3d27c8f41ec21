package estate

// addressTable is the table of these properties; call.Sinks says what is called under each.
var addressTable = [...]struct {
	property string
	of       string // the type of API that it belongs to; "" for any
	below    string // the property with the path that follows
	entity   bool   // it holds the ID of a backend entity
}{
	// The runtime of an A2A agent, and the card that it is known by:
	// https://learn.microsoft.com/azure/api-management/agent-to-agent-api
	{property: "jsonRpcProperties.backendUrl", of: "a2a", below: "jsonRpcProperties.path"},
	{property: "a2aProperties.agentCardBackendUrl", of: "a2a"},
	// An existing MCP server. One that is made of the operations of an API has mcpTools
	// instead, which the gateway calls by itself:
	// https://github.com/Azure/apiops-cli (docs/reference/resource-types.md)
	{property: "backendId", of: "mcp", entity: true},
	// https://learn.microsoft.com/rest/api/apimanagement/apis/get#apicontract
	{property: "serviceUrl"},
}
