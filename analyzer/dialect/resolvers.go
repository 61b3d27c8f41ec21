package dialect

// dataSources are the roots of resolvers, which fetch the data of a GraphQL
// field.
// https://learn.microsoft.com/azure/api-management/graphql-schema-resolve-api
var dataSources = []*Element{
	{
		Name: "http-data-source", Page: "http-data-source-policy", Ordered: true,
		Doc: "Resolves a GraphQL field with an HTTP request.",
		Children: []Child{
			{Times: Once, Element: &Element{
				Name: "http-request", Ordered: true, Doc: "The request that fetches the data.",
				Children: []Child{
					{Element: authorizationContext},
					{Element: setBackendService},
					{Element: setMethod, Times: Once},
					{Element: setURL, Times: Once},
					{Element: includeFragment, Times: Scattered},
					{Element: setHeader, Times: Many},
					{Element: setBody},
					{Element: authenticationCertificate},
				},
			}},
			{Element: &Element{
				Name: "backend", Doc: "How the request is sent.",
				Children: []Child{{Element: forwardRequest, Times: Once}},
			}},
			{Element: resolved("http-response", Child{Element: setBody}, Child{Element: xmlToJSON}, Child{Element: findAndReplace}, Child{Element: publishEvent}, Child{Element: includeFragment, Times: Scattered})},
		},
	},
	{
		Name: "cosmosdb-data-source", Page: "cosmosdb-data-source-policy", Ordered: true,
		Doc: "Resolves a GraphQL field from Azure Cosmos DB.",
		Children: []Child{
			{Times: Once, Element: &Element{Name: "connection-info", Ordered: true, Doc: "Where the data is.", Children: []Child{
				{connectionString, Once},
				{text("database-name", "The name of the database."), Once},
				{text("container-name", "The name of the container."), Once},
			}}},
			{Element: &Element{
				Name: "query-request", Doc: "Queries with a SQL statement.",
				Attrs: []Attr{{Name: "enable-low-precision-order-by", Values: truth, Doc: "Whether a low-precision order is enough."}},
				Children: []Child{
					{text("sql-statement", "The SQL statement."), Once},
					{list("parameters", "Parameters of the statement.", sqlParameter()), AtMostOnce},
					{partitionKey, AtMostOnce},
					{Element: &Element{Name: "paging", Doc: "How the result is divided into pages.", Children: []Child{
						{templated("max-item-count", "How many items a page has."), AtMostOnce},
						{templated("continuation-token", "Where the page begins."), AtMostOnce},
					}}},
				},
			}},
			{Element: &Element{
				Name: "read-request", Doc: "Reads one item.", Attrs: []Attr{consistency},
				Children: []Child{{templated("id", "The ID of the item."), Once}, {partitionKey, AtMostOnce}},
			}},
			{Element: &Element{
				Name: "delete-request", Doc: "Deletes one item.", Attrs: []Attr{consistency, preTrigger, postTrigger},
				Children: []Child{{templated("id", "The ID of the item."), Once}, {partitionKey, AtMostOnce}, {etag, AtMostOnce}},
			}},
			{Element: &Element{
				Name: "write-request", Doc: "Writes one item.",
				Attrs: []Attr{
					{Name: "type", Need: Usual, Values: []string{"insert", "replace", "upsert"}, Default: "upsert", Doc: "Whether the item may or must already exist."},
					consistency, preTrigger, postTrigger,
				},
				Children: []Child{{templated("id", "The ID of the item."), AtMostOnce}, {partitionKey, AtMostOnce}, {etag, AtMostOnce}, {setBody, AtMostOnce}},
			}},
			{Element: resolved("response", Child{Element: setBody}, Child{Element: publishEvent})},
		},
	},
	{
		Name: "sql-data-source", Page: "sql-data-source-policy", Ordered: true,
		Doc: "Resolves a GraphQL field from Azure SQL.",
		Children: []Child{
			{Times: Once, Element: &Element{Name: "connection-info", Doc: "Where the data is.", Children: []Child{{connectionString, Once}, {includeFragment, Scattered}}}},
			{Element: includeFragment, Times: Scattered},
			{Times: Once, Element: &Element{
				Name: "request", Ordered: true, Doc: "The statement that is run.",
				Attrs: []Attr{{Name: "single-result", Values: truth, Default: "false", Doc: "Whether the result is at most one row."}},
				Children: []Child{
					{includeFragment, Scattered},
					{setBody, AtMostOnce},
					{text("sql-statement", "The SQL statement."), Once},
					{list("parameters", "Parameters of the statement.", sqlParameter(Attr{Name: "sql-type", Doc: "The SQL type of the parameter."})), AtMostOnce},
				},
			}},
			{Element: resolved("response", Child{Element: includeFragment, Times: Scattered}, Child{Element: setBody}, Child{Element: publishEvent})},
		},
	},
}

var (
	consistency = Attr{Name: "consistency-level", Values: []string{"bounded-staleness", "consistent-prefix", "eventual", "session", "strong"}, Doc: "How consistent the data must be."}
	preTrigger  = Attr{Name: "pre-trigger", Doc: "A function that runs before the operation."}
	postTrigger = Attr{Name: "post-trigger", Doc: "A function that runs after the operation."}
	liquid      = Attr{Name: "template", Values: []string{"liquid"}, Doc: "The template language of the text."}

	connectionString = &Element{
		Name: "connection-string", Holds: Text, Doc: "The connection string.",
		Attrs: []Attr{{Name: "use-managed-identity", Values: truth, Default: "false", Doc: "Whether the gateway's managed identity signs in."}, {Name: "client-id", Doc: "The user-assigned identity."}},
	}
	partitionKey = &Element{
		Name: "partition-key", Holds: Text, Doc: "The partition that the item is in.",
		Attrs: []Attr{{Name: "data-type", Values: []string{"string", "number", "bool", "none", "null"}, Default: "string", Doc: "The type of the key."}, liquid},
	}
	etag = &Element{
		Name: "etag", Holds: Text, Doc: "The version (ETag) to compare.",
		Attrs: []Attr{{Name: "type", Values: []string{"match", "no-match"}, Doc: "Whether the item must have that version, or a different one."}, liquid},
	}
)

// templated is a text that may be a Liquid template.
func templated(name, doc string) *Element {
	return &Element{Name: name, Holds: Text, Doc: doc, Attrs: []Attr{liquid}}
}

func sqlParameter(more ...Attr) *Element {
	return &Element{Name: "parameter", Holds: Text, Doc: "A parameter of the statement.", Attrs: append([]Attr{{Name: "name", Need: Required, Doc: "The name of the parameter, as in @id."}}, more...)}
}

// resolved is what is done with the data.
func resolved(name string, children ...Child) *Element {
	return &Element{Name: name, Doc: "What to do with the data that was returned.", Children: children}
}
