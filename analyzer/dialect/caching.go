package dialect

// caching are the policies that keep responses and values.
var caching = []*Element{
	{
		Name: "cache-lookup", In: Inbound, Ordered: true,
		Doc: "Returns a cached response, if there is one.",
		Attrs: []Attr{
			{Name: "vary-by-developer", Need: Required, Values: truth, Doc: "Whether responses are cached separately for each developer."},
			{Name: "vary-by-developer-groups", Need: Required, Values: truth, Doc: "Whether responses are cached separately for each group of developers."},
			cachingType,
			{Name: "downstream-caching-type", Need: Usual, Values: []string{"none", "private", "public"}, Default: "none", Doc: "Whether clients and proxies may also cache the response."},
			{Name: "must-revalidate", Values: truth, Default: "true", Doc: "Whether they must revalidate it."},
			{Name: "allow-private-response-caching", Values: truth, Default: "false", Doc: "Whether requests with an Authorization header are served from the cache."},
		},
		Children: []Child{
			{text("vary-by-header", "A header by which responses are cached separately."), Many},
			{text("vary-by-query-parameter", "Query parameters by which responses are cached separately, separated by semicolons."), Many},
		},
	},
	{
		Name: "cache-store", In: Outbound,
		Doc: "Caches the response for later requests.",
		Attrs: []Attr{
			{Name: "duration", Need: Required, Doc: "Seconds for which it is cached."},
			{Name: "cache-response", Values: truth, Doc: "Whether the response is cached; if not set, only a 200 to a GET is cached."},
		},
	},
	cacheLookupValue,
	{
		Name: "cache-store-value", In: Anywhere,
		Doc: "Stores a value in the cache.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key of the value."},
			{Name: "value", Need: Required, Doc: "The value."},
			{Name: "duration", Need: Required, Doc: "Seconds for which it is cached."},
			cachingType,
		},
	},
	{
		Name: "cache-remove-value", In: Anywhere,
		Doc: "Removes a value from the cache.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key of the value."},
			cachingType,
			{Name: "fail-on-cache-removal-error", Values: truth, Default: "false", Doc: "Whether the request fails if the value cannot be removed."},
		},
	},
	{
		Name: "cache-value", In: Anywhere, Page: "https://github.com/Azure/azure-api-management-policy-toolkit",
		Doc: "Reads a value from the cache; if it is missing, policies create it.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key of the value."},
			{Name: "variable-name", Need: Required, Names: Variable, Doc: "The variable for the value."},
			{Name: "expires-after", Need: Required, Doc: "Seconds for which it is cached."},
			{Name: "refresh-after", Doc: "Seconds after which it is created again, while the old value is still used."},
			{Name: "default-value", Doc: "The value if none can be created."},
			cachingType,
		},
		Children: []Child{{&Element{Name: "value", Holds: Statements, Doc: "Policies that create the value."}, Once}},
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
