package dialect

// validation are the policies that hold requests and responses against the
// definition of the API.
var validation = []*Element{
	{
		Name: "validate-content", In: Anywhere, Ordered: true,
		Doc: "Validates the size and content of a body against the schemas of the API.",
		Attrs: []Attr{
			{Name: "unspecified-content-type-action", Need: Required, Values: actions, Doc: "What to do with a content type that the API does not define."},
			{Name: "max-size", Need: Required, Doc: "The largest body, in bytes, that is validated."},
			{Name: "size-exceeded-action", Need: Required, Values: actions, Doc: "What to do with a larger body."},
			errorsVariable,
		},
		Children: []Child{
			{Element: &Element{
				Name: "content-type-map", Doc: "Maps one content type to another.",
				Attrs: []Attr{
					{Name: "any-content-type-value", Doc: "The content type that every body is validated as."},
					{Name: "missing-content-type-value", Doc: "The content type of a body that does not specify one."},
				},
				Children: []Child{{Times: Many, Element: &Element{Name: "type", Doc: "A content type that is mapped to another.", Attrs: []Attr{
					{Name: "from", Need: Usual, Doc: "The type of the request or response."},
					{Name: "when", Doc: "A condition, instead of a content type."},
					{Name: "to", Need: Required, Doc: "The content type that it is validated as."},
				}}}},
			}},
			{Times: Many, Element: &Element{Name: "content", Doc: "How a content type is validated.", Attrs: []Attr{
				{Name: "validate-as", Need: Required, Values: []string{"json", "xml", "soap"}, Doc: "The format of the content."},
				{Name: "type", Doc: "The content type that this applies to."},
				{Name: "schema-id", Doc: "A schema in API Management."},
				{Name: "schema-ref", Doc: "A part of that schema."},
				{Name: "action", Need: Required, Values: actions, Doc: "What to do with content that is not valid."},
				{Name: "allow-additional-properties", Values: truth, Doc: "Whether properties that the schema does not define are allowed."},
				{Name: "case-insensitive-property-names", Values: truth, Doc: "Whether the case of property names is ignored."},
			}}},
		},
	},
	{
		Name: "validate-parameters", In: Inbound, Ordered: true,
		Doc: "Validates headers, query and path parameters against the definition of the operation.",
		Attrs: []Attr{
			required(specifiedParameter), required(unspecifiedParameter), errorsVariable,
		},
		Children: []Child{
			{parameters("headers", "What to do with headers.", unspecifiedParameter), AtMostOnce},
			{parameters("query", "What to do with query parameters.", unspecifiedParameter), AtMostOnce},
			{parameters("path", "What to do with path parameters."), AtMostOnce},
		},
	},
	{
		Name: "validate-headers", In: Outbound | OnError,
		Doc: "Validates the headers of a response against the definition of the operation.",
		Attrs: []Attr{
			{Name: "specified-header-action", Need: Required, Values: actions, Doc: "What to do with a header that is defined and not valid."},
			{Name: "unspecified-header-action", Need: Required, Values: actions, Doc: "What to do with a header that is not defined."},
			errorsVariable,
		},
		Children: []Child{{Times: Many, Element: &Element{Name: "header", Doc: "A header with a separate action.", Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the header."}, action,
		}}}},
	},
	{
		Name: "validate-status-code", In: Outbound | OnError,
		Doc: "Validates the status code of a response against the definition of the operation.",
		Attrs: []Attr{
			{Name: "unspecified-status-code-action", Need: Required, Values: actions, Doc: "What to do with a status code that is not defined."},
			errorsVariable,
		},
		Children: []Child{{Times: Many, Element: &Element{Name: "status-code", Doc: "A status code with a separate action.", Attrs: []Attr{
			{Name: "code", Need: Required, Doc: "The status code."}, action,
		}}}},
	},
	{
		Name: "validate-graphql-request", In: Inbound,
		Doc: "Validates a GraphQL request, and authorizes access to its types and fields.",
		Attrs: []Attr{
			errorVariable,
			{Name: "max-size", Need: Required, Doc: "The largest request, in bytes."},
			{Name: "max-depth", Doc: "The deepest nesting of a query."},
			{Name: "max-total-depth", Doc: "The deepest nesting of all queries of a request together."},
			{Name: "max-complexity", Doc: "The greatest complexity of a query."},
		},
		Children: []Child{{list("authorize", "Rules for access to types and fields.", &Element{
			Name: "rule", Holds: Text, Doc: "A rule for a type or a field.",
			Attrs: []Attr{
				{Name: "path", Need: Required, Doc: "The type or field, as in /Query/user."},
				{Name: "action", Need: Usual, Values: []string{"allow", "remove", "reject", "ignore"}, Default: "allow", Doc: "What to do with a request for that type or field."},
			},
		}), AtMostOnce}},
	},
	{
		Name: "validate-odata-request", In: Inbound,
		Doc: "Validates an OData request.",
		Attrs: []Attr{
			errorVariable,
			{Name: "default-odata-version", Default: "4.0", Doc: "The version of a request that does not specify one."},
			{Name: "min-odata-version", Default: "4.0", Doc: "The lowest version."},
			{Name: "max-odata-version", Default: "4.01", Doc: "The highest version."},
			{Name: "max-size", Doc: "The largest request, in bytes."},
		},
	},
}

// actions are what a check can do with what does not fit.
var actions = []string{"ignore", "prevent", "detect"}

var (
	action               = Attr{Name: "action", Need: Required, Values: actions, Doc: "What to do if it is not valid."}
	specifiedParameter   = Attr{Name: "specified-parameter-action", Values: actions, Doc: "What to do with a parameter that is defined and not valid."}
	unspecifiedParameter = Attr{Name: "unspecified-parameter-action", Values: actions, Doc: "What to do with a parameter that is not defined."}
	errorsVariable       = Attr{Name: "errors-variable-name", Names: Variable, Doc: "The variable for the validation errors."}
	errorVariable        = Attr{Name: "error-variable-name", Names: Variable, Doc: "The variable for the validation errors."}
)

func required(a Attr) Attr { a.Need = Required; return a }

// parameters are the parameters of one kind, with actions of their own.
func parameters(name, doc string, more ...Attr) *Element {
	return &Element{
		Name: name, Doc: doc,
		Attrs: append([]Attr{specifiedParameter}, more...),
		Children: []Child{{Times: Many, Element: &Element{Name: "parameter", Doc: "A parameter with a separate action.", Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the parameter."}, action,
		}}}},
	}
}
