package dialect

// caching are the policies that keep responses and values.
var caching = []*Element{
	{
		Name: "cache-lookup", In: Inbound, Ordered: true,
		Doc: "Answers with a response that was kept, if there is one.",
		Attrs: []Attr{
			{Name: "vary-by-developer", Need: Required, Values: truth, Doc: "Whether each developer has responses of their own."},
			{Name: "vary-by-developer-groups", Need: Required, Values: truth, Doc: "Whether each group of developers has."},
			cachingType,
			{Name: "downstream-caching-type", Need: Usual, Values: []string{"none", "private", "public"}, Default: "none", Doc: "Whether clients and proxies may keep the response, too."},
			{Name: "must-revalidate", Values: truth, Default: "true", Doc: "Whether they have to ask again."},
			{Name: "allow-private-response-caching", Values: truth, Default: "false", Doc: "Whether requests with an Authorization header are served from the cache."},
		},
		Children: []Child{
			{text("vary-by-header", "A header that tells responses apart."), Many},
			{text("vary-by-query-parameter", "Query parameters that tell responses apart, separated by semicolons."), Many},
		},
	},
	{
		Name: "cache-store", In: Outbound,
		Doc: "Keeps the response for requests to come.",
		Attrs: []Attr{
			{Name: "duration", Need: Required, Doc: "Seconds for which it is kept."},
			{Name: "cache-response", Values: truth, Doc: "Whether it is kept; without it, only a 200 to a GET is."},
		},
	},
	cacheLookupValue,
	{
		Name: "cache-store-value", In: Anywhere,
		Doc: "Keeps a value in the cache.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key of the value."},
			{Name: "value", Need: Required, Doc: "The value."},
			{Name: "duration", Need: Required, Doc: "Seconds for which it is kept."},
			cachingType,
		},
	},
	{
		Name: "cache-remove-value", In: Anywhere,
		Doc: "Takes a value out of the cache.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key of the value."},
			cachingType,
		},
	},
	{
		Name: "cache-value", In: Anywhere, Page: "https://github.com/Azure/azure-api-management-policy-toolkit",
		Doc: "Reads a value from the cache; if it is not there, policies make it.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key of the value."},
			{Name: "variable-name", Need: Required, Names: Variable, Doc: "The variable for the value."},
			{Name: "expires-after", Need: Required, Doc: "Seconds for which it is kept."},
			{Name: "refresh-after", Doc: "Seconds after which it is made anew while the old one serves."},
			{Name: "default-value", Doc: "The value if none can be made."},
			cachingType,
		},
		Children: []Child{{&Element{Name: "value", Holds: Statements, Doc: "Policies that make the value."}, Once}},
	},
}

var cacheLookupValue = &Element{
	Name: "cache-lookup-value", In: Anywhere,
	Doc: "Reads a value from the cache into a variable.",
	Attrs: []Attr{
		{Name: "key", Need: Required, Doc: "The key of the value."},
		{Name: "variable-name", Need: Required, Names: Variable, Doc: "The variable for the value; it is not set if there is none."},
		{Name: "default-value", Doc: "The value if there is none in the cache."},
		cachingType,
	},
}
