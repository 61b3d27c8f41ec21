package call

import (
	"strings"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Sink is a construct that makes the gateway open an HTTP connection. The table of
// them is the only list; rules see calls and never look for elements by name.
type Sink struct {
	// Element is the element that holds the URL; for an address in the artifact of an API
	// it is the property there.
	Element string
	// Property is true for an address in the artifact of an API.
	Property bool
	// Parent is the element in which alone it counts; "" for anywhere among statements.
	// All rows of an element have the same.
	Parent string
	// URL and Backend say where the address is: in a child's text ("set-url") or in an
	// attribute ("@base-url"). Backend holds the ID of a backend entity. "" if none.
	URL, Backend string
	// Rule reports a self-call of it.
	Rule string
	// Host says where its request takes the Host header from.
	Host HostPlace
	// What names the address in messages.
	What string
}

// HostPlace is where a Host header has to stand to be on the request. What stands
// in an element with a place of its own is about its request; in one with NoHost
// it is run like other statements.
type HostPlace uint8

const (
	// NoHost is the zero value: the construct has no place for a Host header.
	NoHost HostPlace = iota
	// PipelineHost: set-header in a section, before the request is forwarded.
	PipelineHost
	// ChildHost: a set-header child of the element.
	ChildHost
	// HeaderChild: a header child of the element (invoke-request).
	HeaderChild
	// HostAttr: an attribute host beside url (openid-config in Microsoft's schema;
	// its effect is not documented).
	HostAttr
)

// Names of the constructs that the interpreter treats in their own way.
const (
	ElemSetBackend = "set-backend-service"
	ElemForward    = "forward-request"
)

// sinks is the table, one row per construct and address.
var sinks = []Sink{
	// A forwarded request goes to the API's service URL unless the policy names
	// another: https://learn.microsoft.com/azure/api-management/forward-request-policy
	{Element: "serviceUrl", Property: true, URL: "serviceUrl", Rule: "HP101", Host: PipelineHost, What: "serviceUrl"},
	// Requests of an A2A agent and of an existing MCP server run through the policies of
	// their API, and go to addresses of their own. Whether set-backend-service replaces them
	// is not documented: https://learn.microsoft.com/azure/api-management/agent-to-agent-api
	// and https://learn.microsoft.com/azure/api-management/expose-existing-mcp-server
	{Element: "jsonRpcProperties.backendUrl", Property: true, URL: "jsonRpcProperties.backendUrl", Rule: "HP101", Host: PipelineHost, What: "backendUrl"},
	{Element: "backendId", Property: true, Backend: "backendId", Rule: "HP101", Host: PipelineHost, What: "backendId"},
	// The gateway fetches the card of an agent by itself.
	{Element: "a2aProperties.agentCardBackendUrl", Property: true, URL: "a2aProperties.agentCardBackendUrl", Rule: "HP103", What: "agentCardBackendUrl"},
	// https://learn.microsoft.com/azure/api-management/set-backend-service-policy
	{Element: ElemSetBackend, URL: "@base-url", Rule: "HP101", Host: PipelineHost, What: "base-url"},
	{Element: ElemSetBackend, Backend: "@backend-id", Rule: "HP101", Host: PipelineHost, What: "backend-id"},
	// https://learn.microsoft.com/azure/api-management/send-request-policy
	{Element: "send-request", URL: "set-url", Rule: "HP102", Host: ChildHost, What: "set-url"},
	// https://learn.microsoft.com/azure/api-management/send-one-way-request-policy
	{Element: "send-one-way-request", URL: "set-url", Rule: "HP102", Host: ChildHost, What: "set-url"},
	// https://learn.microsoft.com/azure/api-management/http-data-source-policy
	{Element: "http-request", Parent: "http-data-source", URL: "set-url", Rule: "HP102", Host: ChildHost, What: "set-url"},
	// The element of the policy toolkit's InvokeRequestConfig:
	// https://github.com/Azure/azure-api-management-policy-toolkit
	{Element: "invoke-request", URL: "@url", Rule: "HP102", Host: HeaderChild, What: "url"},
	{Element: "invoke-request", Backend: "@backend-id", Rule: "HP102", Host: HeaderChild, What: "backend-id"},
	// The gateway fetches the metadata by itself, every hour:
	// https://learn.microsoft.com/azure/api-management/validate-jwt-policy
	{Element: "openid-config", Parent: "validate-jwt", URL: "@url", Rule: "HP103", Host: HostAttr, What: "url"},
	// https://learn.microsoft.com/azure/api-management/llm-content-safety-policy
	{Element: "llm-content-safety", Backend: "@backend-id", Rule: "HP103", What: "backend-id"},
	// https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy
	{Element: "llm-semantic-cache-lookup", Backend: "@embeddings-backend-id", Rule: "HP103", What: "embeddings-backend-id"},
	// https://learn.microsoft.com/azure/api-management/azure-openai-semantic-cache-lookup-policy
	{Element: "azure-openai-semantic-cache-lookup", Backend: "@embeddings-backend-id", Rule: "HP103", What: "embeddings-backend-id"},
}

// Sinks lists the rows of the table.
func Sinks() []*Sink {
	out := make([]*Sink, len(sinks))
	for i := range sinks {
		out[i] = &sinks[i]
	}
	return out
}

// ServiceSink is the row of the URL that the requests of an API are forwarded to.
func ServiceSink() *Sink { return PropertySink("serviceUrl") }

// PropertySink is the row of a property of an API, nil if there is none.
func PropertySink(property string) *Sink {
	if rows := sinksByElement[property]; len(rows) > 0 && rows[0].Property {
		return rows[0]
	}
	return nil
}

// ResolverSink is the row of the request of a GraphQL resolver.
func ResolverSink() *Sink { return sinksByElement["http-request"][0] }

// Replaceable reports whether it is known that set-backend-service takes the request
// elsewhere.
func (s *Sink) Replaceable() bool { return !s.Property || s == ServiceSink() }

// noSink is a construct that names a URL or an address and yet opens no
// connection to it, so that a self host in it is right.
type noSink struct{ Element, Why string }

// noSinks lists what looks like a sink. The interpreter passes over all of
// them; the list is there for readers, and a test holds it against sinks.
var noSinks = []noSink{
	{"rewrite-uri", "changes only the path; the host is still that of the backend"},
	{"return-response", "a Location header is text for the client"},
	{"redirect-content-urls", "rewrites text for the client"},
	{"find-and-replace", "rewrites text"},
	{"cors", "origins are compared, not called"},
	{"set-body", "text for the receiver"},
	{"mock-response", "answers without a backend"},
	{"xsl-transform", "transforms text"},
	{"authentication-managed-identity", "resource is an audience, not an address"},
	{"validate-azure-ad-token", "names a tenant; the metadata comes from Microsoft Entra"},
	{"get-authorization-context", "names a provider of the credential manager"},
	{"log-to-eventhub", "talks AMQP to Event Hubs"},
	{"send-service-bus-message", "talks to Service Bus"},
	{"cache-lookup", "talks to the cache"},
	{"cache-store", "talks to the cache"},
	{"cache-lookup-value", "talks to the cache"},
	{"cache-store-value", "talks to the cache"},
	{"cache-remove-value", "talks to the cache"},
	{"trace", "writes to the trace"},
	{"emit-metric", "writes a metric"},
	{"llm-emit-token-metric", "writes a metric"},
	{"azure-openai-emit-token-metric", "writes a metric"},
	{"llm-token-limit", "counts tokens"},
	{"azure-openai-token-limit", "counts tokens"},
	{"invoke-dapr-binding", "talks to the Dapr sidecar of a self-hosted gateway"},
	{"publish-to-dapr", "talks to the Dapr sidecar of a self-hosted gateway"},
	{"cosmosdb-data-source", "talks to Cosmos DB"},
	{"sql-data-source", "talks to a database"},
	{"proxy", "names where connections start, not where they end"},
}

// sinksByElement is the table by the name of the element.
var sinksByElement = func() map[string][]*Sink {
	out := map[string][]*Sink{}
	for i := range sinks {
		out[sinks[i].Element] = append(out[sinks[i].Element], &sinks[i])
	}
	return out
}()

// SinksOf are the rows of an element; parent is the name of the element around
// it.
func SinksOf(element, parent string) []*Sink {
	rows := sinksByElement[element]
	if len(rows) > 0 && (rows[0].Property || rows[0].Parent != "" && rows[0].Parent != parent) {
		return nil
	}
	return rows
}

// Field names what of the sink holds the address: set-url, base-url, backend-id.
func (s *Sink) Field() string { return strings.TrimPrefix(s.URL+s.Backend, "@") }

// Address is the value that holds the address of a sink, and its place.
func Address(sink *Sink, e *policy.Element) (policy.Value, text.Span, bool) {
	where := sink.URL + sink.Backend
	if name, isAttr := strings.CutPrefix(where, "@"); isAttr {
		a := e.Attr(name)
		if a == nil {
			return policy.Value{}, text.Span{}, false
		}
		v := a.Value.Trimmed()
		return v, v.At, true
	}
	c := e.Child(where)
	if c == nil {
		return policy.Value{}, text.Span{}, false
	}
	v := c.Content()
	return v, v.At, true
}
