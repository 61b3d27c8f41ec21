package dialect

// transformation are the policies that change requests and responses.
var transformation = []*Element{
	setHeader,
	setBody,
	setMethod,
	setStatus,
	{
		Name: "set-query-parameter", In: Inbound | BackendSection,
		Doc: "Sets, adds to or removes a query parameter.",
		Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the parameter."},
			existsAction,
		},
		Children: []Child{{text("value", "A value of the parameter."), Some}},
	},
	{
		Name: "rewrite-uri", In: Inbound,
		Doc: "Changes the path and query that the backend receives; the host is unchanged.",
		Attrs: []Attr{
			{Name: "template", Need: Required, Doc: "The new path, with the parameters of the operation in braces."},
			{Name: "copy-unmatched-params", Values: truth, Default: "true", Doc: "Whether query parameters that the template does not name are kept."},
		},
	},
	findAndReplace,
	{
		Name: "redirect-content-urls", In: Inbound | Outbound,
		Doc: "Rewrites links in the body so that they lead to the gateway.",
	},
	{
		Name: "json-to-xml", In: Inbound | Outbound | OnError,
		Doc: "Turns a JSON body into XML.",
		Attrs: []Attr{
			{Name: "apply", Need: Required, Values: []string{"always", "content-type-json"}, Doc: "Whether to convert depending on the content type."},
			considerAccept,
			{Name: "parse-date", Values: truth, Default: "true", Doc: "Whether strings that look like dates become dates."},
			{Name: "namespace-separator", Default: "_", Doc: "What separates the namespace from the name."},
			{Name: "namespace-prefix", Default: "xmlns", Doc: "What marks a namespace."},
			{Name: "attribute-block-name", Doc: "The property whose members become attributes."},
		},
	},
	xmlToJSON,
	{
		Name: "xsl-transform", In: Inbound | Outbound, Holds: Markup,
		Doc:      "Transforms an XML body with a style sheet.",
		Children: []Child{{Times: Many, Element: &Element{Name: "parameter", Holds: Text, Doc: "A parameter of the style sheet.", Attrs: []Attr{{Name: "name", Need: Required, Doc: "The name of the parameter."}}}}},
	},
	{
		Name: "cors", In: Inbound,
		Doc: "Answers cross-origin requests of browsers.",
		Attrs: []Attr{
			{Name: "allow-credentials", Need: Usual, Values: truth, Default: "false", Doc: "Whether browsers may send credentials."},
			{Name: "terminate-unmatched-request", Values: truth, Default: "true", Doc: "Whether a request from another origin is ended with an empty 200."},
		},
		Children: []Child{
			{list("allowed-origins", "The origins that may call.", text("origin", "An origin, or * for all.")), Once},
			{list("allowed-methods", "The methods besides GET and POST.",
				&Element{Name: "method", Holds: Text, Values: append([]string{"*"}, httpMethods...), Doc: "A method, or * for all."},
				Attr{Name: "preflight-result-max-age", Default: "0", Doc: "Seconds for which a browser may cache the preflight response."}), AtMostOnce},
			{list("allowed-headers", "The headers that a request may carry.", corsHeader), AtMostOnce},
			{list("expose-headers", "The headers that a page may read.", corsHeader), AtMostOnce},
		},
	},
	{
		Name: "cross-domain", In: Inbound, Holds: Markup,
		Doc: "Answers requests for the cross-domain policy file of Flash and Silverlight.",
	},
	{
		Name: "jsonp", In: Outbound,
		Doc:   "Wraps a JSON response in a function call, for old browsers.",
		Attrs: []Attr{{Name: "callback-parameter-name", Need: Required, Doc: "The query parameter that names the function."}},
	},
}

// existsAction says what happens to a header or parameter that already exists.
var existsAction = Attr{Name: "exists-action", Need: Usual, Values: []string{"override", "skip", "append", "delete"}, Default: "override",
	Doc: "What to do if it already exists: replace it, leave it alone, add to it, or remove it."}

var considerAccept = Attr{Name: "consider-accept-header", Values: truth, Default: "true", Doc: "Whether to convert depending on the Accept header of the request."}

var corsHeader = text("header", "The name of a header, or * for all.")

var headerValue = text("value", "A value of the header.")

var setHeader = &Element{
	Name: "set-header", In: Anywhere,
	Doc: "Sets, adds to or removes a header of the request or the response.",
	Attrs: []Attr{
		{Name: "name", Need: Required, Open: true, Doc: "The name of the header; case is ignored.",
			Values: []string{"Host", "Authorization", "Content-Type", "Accept", "Cache-Control", "Location", "Ocp-Apim-Subscription-Key", "X-Forwarded-For"}},
		existsAction,
	},
	Children: []Child{{headerValue, Many}},
}

var setBody = &Element{
	Name: "set-body", In: Anywhere, Holds: Markup,
	Doc: "Sets the body of the request or the response.",
	Attrs: []Attr{
		{Name: "template", Values: []string{"liquid", "none"}, Default: "none", Doc: "The template language of the text."},
		{Name: "xsi-nil", Values: []string{"blank", "null"}, Default: "blank", Doc: "How a Liquid template handles xsi:nil."},
		{Name: "parse-date", Values: truth, Default: "true", Doc: "Whether a Liquid template parses dates."},
	},
}

var setMethod = &Element{
	Name: "set-method", In: Inbound | OnError, Holds: Text, Values: httpMethods,
	Doc: "Sets the method of the request.",
}

var setStatus = &Element{
	Name: "set-status", In: Anywhere,
	Doc: "Sets the status of the response.",
	Attrs: []Attr{
		{Name: "code", Need: Required, Doc: "The status code."},
		{Name: "reason", Need: Usual, Doc: "The reason phrase that follows the code."},
	},
}

var xmlToJSON = &Element{
	Name: "xml-to-json", In: Inbound | Outbound | OnError,
	Doc: "Turns an XML body into JSON.",
	Attrs: []Attr{
		{Name: "kind", Need: Required, Values: []string{"javascript-friendly", "direct"}, Doc: "The form of the JSON."},
		{Name: "apply", Need: Required, Values: []string{"always", "content-type-xml"}, Doc: "Whether to convert depending on the content type."},
		considerAccept,
		{Name: "always-array-child-elements", Values: truth, Default: "false", Doc: "Whether a single child element also becomes an array."},
	},
}

var findAndReplace = &Element{
	Name: "find-and-replace", In: Anywhere,
	Doc: "Replaces a text wherever it occurs in the body.",
	Attrs: []Attr{
		{Name: "from", Need: Required, Doc: "The text to search for."},
		{Name: "to", Need: Required, Doc: "The replacement text."},
	},
}
