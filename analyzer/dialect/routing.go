package dialect

// routing are the policies that send requests, and change where they go.
var routing = []*Element{
	forwardRequest,
	setBackendService,
	sendRequest,
	{
		Name: "send-one-way-request", In: Anywhere, Ordered: true,
		Doc: "Sends a separate request and does not wait for a response.",
		Attrs: []Attr{
			requestMode,
			{Name: "timeout", Need: Usual, Default: "60", Doc: "Seconds until the call times out."},
		},
		Children: requestChildren,
	},
	proxy,
	{
		Name: "invoke-request", In: Anywhere, Page: "https://github.com/Azure/azure-api-management-policy-toolkit",
		Doc: "Sends a separate request and keeps the response, or returns it to the caller.",
		Attrs: []Attr{
			{Name: "method", Need: Usual, Open: true, Values: httpMethods, Doc: "The method of the request."},
			{Name: "url", Need: Usual, Doc: "The URL of the request."},
			{Name: "backend-id", Names: Backend, Doc: "The backend entity that is called, instead of a URL."},
			{Name: "response-variable-name", Names: Variable, Doc: "The variable for the response; without it, the response goes to the caller."},
		},
		Children: []Child{
			{Times: Many, Element: &Element{
				Name: "header", Doc: "A header of the request.",
				Attrs: []Attr{{Name: "name", Need: Required, Doc: "The name of the header."}, existsAction}, Children: []Child{{headerValue, Some}},
			}},
			{Element: text("body", "The body of the request.")},
		},
	},
}

var requestMode = Attr{Name: "mode", Need: Usual, Values: []string{"new", "copy"}, Default: "new",
	Doc: "Whether the request starts empty or as a copy of the current one."}

var sendRequest = &Element{
	Name: "send-request", In: Anywhere, Ordered: true,
	Doc: "Sends a separate request and keeps the response in a variable.",
	Attrs: []Attr{
		requestMode,
		{Name: "response-variable-name", Need: Required, Names: Variable, Doc: "The variable for the response."},
		{Name: "timeout", Need: Usual, Default: "60", Doc: "Seconds until the call times out."},
		{Name: "ignore-error", Need: Usual, Values: truth, Default: "false", Doc: "Whether a failure only leaves the variable null; if not, processing continues in on-error."},
	},
	Children: requestChildren,
}

// requestChildren describe a request that a policy sends, in the order of the
// schema: headers come after URL and method and before everything else.
// https://learn.microsoft.com/azure/api-management/send-request-policy#policy-statement
var requestChildren = []Child{
	{Element: setURL, Times: Once},
	{Element: setMethod, Times: Once},
	{Element: setHeader, Times: Many},
	{Element: setBody},
	{Element: authenticationCertificate},
	{Element: authenticationBasic},
	{Element: authenticationManagedIdentity},
	{Element: proxy},
}

var setURL = &Element{
	Name: "set-url", Page: "send-request-policy", Holds: Text,
	Doc: "The URL that the request goes to.",
}

var proxy = &Element{
	Name: "proxy", In: Inbound,
	Doc: "Sends the request through an HTTP proxy.",
	Attrs: []Attr{
		{Name: "url", Need: Required, Doc: "The address of the proxy."},
		{Name: "username", Doc: "The user name for the proxy."},
		{Name: "password", Doc: "The password for the proxy; keep it in a secret named value."},
	},
}

var setBackendService = &Element{
	Name: "set-backend-service", In: Inbound | BackendSection,
	Doc: "Sends the request to a base URL or backend other than the API's own.",
	Attrs: []Attr{
		{Name: "base-url", Need: Usual, Doc: "The base URL that replaces the API's; cannot be combined with backend-id."},
		{Name: "backend-id", Names: Backend, Doc: "The ID of a backend entity or a backend pool."},
		{Name: "sf-resolve-condition", Doc: "For Service Fabric: the condition for looking up the service again."},
		{Name: "sf-service-instance-name", Doc: "For Service Fabric: the service instance."},
		{Name: "sf-partition-key", Doc: "For Service Fabric: the key of the partition."},
		{Name: "sf-listener-name", Doc: "For Service Fabric: the listener of the service."},
		{Name: "sf-replica-type", Values: []string{"primary", "secondary"}, Doc: "For Service Fabric: which replica is called."},
		{Name: "dapr-app-id", Doc: "For Dapr: the application that is called, through the sidecar of a self-hosted gateway."},
		{Name: "dapr-method", Doc: "For Dapr: the method that is called."},
		{Name: "dapr-namespace", Doc: "For Dapr: the namespace of the application."},
	},
}

var forwardRequest = &Element{
	Name: "forward-request", In: BackendSection,
	Doc: "Sends the request to the backend and waits for its response.",
	Attrs: []Attr{
		{Name: "timeout", Need: Usual, Default: "300", Doc: "Seconds until the response must begin; values above 240 may not be honored."},
		{Name: "timeout-ms", Doc: "The same in milliseconds, instead of timeout."},
		{Name: "continue-timeout", Doc: "Seconds to wait for a 100 Continue."},
		{Name: "http-version", Values: []string{"1", "2or1", "2"}, Default: "1", Doc: "The HTTP version for the request to the backend."},
		{Name: "follow-redirects", Values: truth, Default: "false", Doc: "Whether the gateway follows redirects."},
		{Name: "buffer-request-body", Values: truth, Default: "false", Doc: "Whether the body is buffered, so that a retry can send it again."},
		{Name: "buffer-response", Values: truth, Default: "true", Doc: "Whether the response is buffered before it is sent on; not for streams."},
		{Name: "fail-on-error-status-code", Values: truth, Default: "false", Doc: "Whether a status of 400 to 599 continues in on-error."},
	},
}
