package dialect

// validation are the policies that hold requests and responses against the
// definition of the API.
var validation = []*Element{
	{
		Name: "validate-content", In: Anywhere, Ordered: true,
		Doc: "Checks size and form of a body against the schemas of the API.",
		Attrs: []Attr{
			{Name: "unspecified-content-type-action", Need: Required, Values: actions, Doc: "What is done with a type that the API does not know."},
			{Name: "max-size", Need: Required, Doc: "The largest body in bytes that is checked."},
			{Name: "size-exceeded-action", Need: Required, Values: actions, Doc: "What is done with a larger body."},
			errorsVariable,
		},
		Children: []Child{
			{Element: &Element{
				Name: "content-type-map", Doc: "Takes one type of content for another.",
				Attrs: []Attr{
					{Name: "any-content-type-value", Doc: "The type that every content is checked as."},
					{Name: "missing-content-type-value", Doc: "The type of a body that names none."},
				},
				Children: []Child{{Times: Many, Element: &Element{Name: "type", Doc: "A type that is taken for another.", Attrs: []Attr{
					{Name: "from", Need: Usual, Doc: "The type of the request or response."},
					{Name: "when", Doc: "A condition, instead of a type."},
					{Name: "to", Need: Required, Doc: "The type that it is checked as."},
				}}}},
			}},
			{Times: Many, Element: &Element{Name: "content", Doc: "How a type of content is checked.", Attrs: []Attr{
				{Name: "validate-as", Need: Required, Values: []string{"json", "xml", "soap"}, Doc: "The form of the content."},
				{Name: "type", Doc: "The type of content that this is about."},
				{Name: "schema-id", Doc: "A schema in API Management."},
				{Name: "schema-ref", Doc: "A part of that schema."},
				{Name: "action", Need: Required, Values: actions, Doc: "What is done with content that does not fit."},
				{Name: "allow-additional-properties", Values: truth, Doc: "Whether properties may be there that the schema does not know."},
				{Name: "case-insensitive-property-names", Values: truth, Doc: "Whether upper and lower case are the same in names."},
			}}},
		},
	},
	{
		Name: "validate-parameters", In: Inbound, Ordered: true,
		Doc: "Checks headers, query and path parameters against the definition of the operation.",
		Attrs: []Attr{
			required(specifiedParameter), required(unspecifiedParameter), errorsVariable,
		},
		Children: []Child{
			{parameters("headers", "What is done with headers.", unspecifiedParameter), AtMostOnce},
			{parameters("query", "What is done with query parameters.", unspecifiedParameter), AtMostOnce},
			{parameters("path", "What is done with parameters of the path."), AtMostOnce},
		},
	},
	{
		Name: "validate-headers", In: Outbound | OnError,
		Doc: "Checks the headers of a response against the definition of the operation.",
		Attrs: []Attr{
			{Name: "specified-header-action", Need: Required, Values: actions, Doc: "What is done with a header that is defined and does not fit."},
			{Name: "unspecified-header-action", Need: Required, Values: actions, Doc: "What is done with a header that is not defined."},
			errorsVariable,
		},
		Children: []Child{{Times: Many, Element: &Element{Name: "header", Doc: "A header with an action of its own.", Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the header."}, action,
		}}}},
	},
	{
		Name: "validate-status-code", In: Outbound | OnError,
		Doc: "Checks the status of a response against the definition of the operation.",
		Attrs: []Attr{
			{Name: "unspecified-status-code-action", Need: Required, Values: actions, Doc: "What is done with a status that is not defined."},
			errorsVariable,
		},
		Children: []Child{{Times: Many, Element: &Element{Name: "status-code", Doc: "A status with an action of its own.", Attrs: []Attr{
			{Name: "code", Need: Required, Doc: "The status code."}, action,
		}}}},
	},
	{
		Name: "validate-graphql-request", In: Inbound,
		Doc: "Checks a GraphQL request, and who may ask for what.",
		Attrs: []Attr{
			errorVariable,
			{Name: "max-size", Need: Required, Doc: "The largest request in bytes."},
			{Name: "max-depth", Doc: "The deepest nesting of a query."},
			{Name: "max-total-depth", Doc: "The deepest nesting of all queries of a request together."},
			{Name: "max-complexity", Doc: "The greatest complexity of a query."},
		},
		Children: []Child{{list("authorize", "Who may ask for what.", &Element{
			Name: "rule", Holds: Text, Doc: "A rule for a type or a field.",
			Attrs: []Attr{
				{Name: "path", Need: Required, Doc: "The type or field, as in /Query/user."},
				{Name: "action", Need: Usual, Values: []string{"allow", "remove", "reject", "ignore"}, Default: "allow", Doc: "What is done with what it is about."},
			},
		}), AtMostOnce}},
	},
	{
		Name: "validate-odata-request", In: Inbound,
		Doc: "Checks an OData request.",
		Attrs: []Attr{
			errorVariable,
			{Name: "default-odata-version", Default: "4.0", Doc: "The version of a request that names none."},
			{Name: "min-odata-version", Default: "4.0", Doc: "The lowest version."},
			{Name: "max-odata-version", Default: "4.01", Doc: "The highest version."},
			{Name: "max-size", Doc: "The largest request in bytes."},
		},
	},
}

// actions are what a check can do with what does not fit.
var actions = []string{"ignore", "prevent", "detect"}

var (
	action               = Attr{Name: "action", Need: Required, Values: actions, Doc: "What is done if it does not fit."}
	specifiedParameter   = Attr{Name: "specified-parameter-action", Values: actions, Doc: "What is done with a parameter that is defined and does not fit."}
	unspecifiedParameter = Attr{Name: "unspecified-parameter-action", Values: actions, Doc: "What is done with a parameter that is not defined."}
	errorsVariable       = Attr{Name: "errors-variable-name", Names: Variable, Doc: "The variable for what does not fit."}
	errorVariable        = Attr{Name: "error-variable-name", Names: Variable, Doc: "The variable for what does not fit."}
)

func required(a Attr) Attr { a.Need = Required; return a }

// parameters are the parameters of one kind, with actions of their own.
func parameters(name, doc string, more ...Attr) *Element {
	return &Element{
		Name: name, Doc: doc,
		Attrs: append([]Attr{specifiedParameter}, more...),
		Children: []Child{{Times: Many, Element: &Element{Name: "parameter", Doc: "A parameter with an action of its own.", Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the parameter."}, action,
		}}}},
	}
}
