package dialect

// control are the policies that decide what runs.
var control = []*Element{
	{
		Name: "base", In: Anywhere, Page: howTo,
		Doc: "Runs the policies of the same section of the scope around this one.",
	},
	choose,
	includeFragment,
	{
		Name: "set-variable", In: Anywhere,
		Doc: "Sets a context variable, which expressions read as context.Variables[\"name\"].",
		Attrs: []Attr{
			{Name: "name", Need: Required, Names: Variable, Doc: "The name of the variable."},
			{Name: "value", Need: Required, Doc: "The value: text, or an expression of any type."},
		},
	},
	returnResponse,
	{
		Name: "retry", In: Anywhere, Holds: Statements,
		Doc: "Runs the policies inside it, and repeats them while the condition holds, up to count times.",
		Attrs: []Attr{
			{Name: "condition", Need: Required, Code: true, Doc: "True to run the policies again."},
			{Name: "count", Need: Required, Doc: "The maximum number of retries, 1 to 50."},
			{Name: "interval", Need: Required, Doc: "Seconds between the attempts."},
			{Name: "first-fast-retry", Values: truth, Default: "false", Doc: "Whether the first retry happens immediately."},
			{Name: "max-interval", Doc: "The longest wait between attempts in seconds, with an exponential backoff."},
			{Name: "delta", Doc: "The number of seconds by which the wait grows."},
		},
	},
	{
		Name: "wait", In: Inbound | BackendSection | Outbound,
		Doc: "Runs its children in parallel and waits until one or all of them are done.",
		Attrs: []Attr{
			{Name: "for", Need: Usual, Values: []string{"all", "any"}, Default: "all", Doc: "Whether it waits for all of them, or for the first."},
		},
		Children: []Child{{sendRequest, Many}, {cacheLookupValue, Many}, {choose, Many}},
	},
	{
		Name: "limit-concurrency", In: Anywhere, Holds: Statements,
		Doc: "Limits how many requests run the policies inside it at the same time; the others get 429.",
		Attrs: []Attr{
			{Name: "key", Need: Required, Doc: "The key by which requests are counted."},
			{Name: "max-count", Need: Required, Doc: "The maximum number of requests at the same time."},
		},
	},
	{
		Name: "mock-response", In: Inbound | Outbound | OnError,
		Doc: "Answers with an example from the API's definition instead of calling the backend.",
		Attrs: []Attr{
			{Name: "status-code", Need: Usual, Default: "200", Doc: "The status code that selects the example."},
			{Name: "content-type", Need: Usual, Doc: "The media type that selects the example.", Open: true, Values: []string{"application/json", "text/xml"}},
		},
	},
}

var choose = &Element{
	Name: "choose", In: Anywhere, Ordered: true,
	Doc: "Runs the policies of the first when whose condition holds, else those of otherwise.",
	Children: []Child{
		{Times: Some, Element: &Element{
			Name: "when", Holds: Statements,
			Doc:   "Policies that run if this condition is the first that holds.",
			Attrs: []Attr{{Name: "condition", Need: Required, Code: true, Doc: "An expression that returns true or false."}},
		}},
		{Element: &Element{Name: "otherwise", Holds: Statements, Doc: "Policies that run if no condition holds."}},
	},
}

var includeFragment = &Element{
	Name: "include-fragment", In: Anywhere,
	Doc:   "Runs the policies of a fragment here.",
	Attrs: []Attr{{Name: "fragment-id", Need: Required, Names: Fragment, Doc: "The ID of the fragment; expressions are not allowed."}},
}

var returnResponse = &Element{
	Name: "return-response", In: Anywhere,
	Doc:      "Ends the request and returns the response that is described here.",
	Attrs:    []Attr{{Name: "response-variable-name", Doc: "A variable that holds a response to begin with, such as that of a send-request."}},
	Children: []Child{{setStatus, AtMostOnce}, {setHeader, Many}, {setBody, AtMostOnce}},
}
