package dialect

// integration are the policies that speak to other services than the backend.
var integration = []*Element{
	{
		Name: "log-to-eventhub", In: Anywhere, Holds: Text,
		Doc: "Sends a message to an event hub.",
		Attrs: []Attr{
			{Name: "logger-id", Need: Required, Doc: "The logger in API Management."},
			{Name: "partition-id", Doc: "The partition that receives the message."},
			{Name: "partition-key", Doc: "The key that selects the partition, instead of its ID."},
		},
	},
	{
		Name: "send-service-bus-message", In: Anywhere, Ordered: true,
		Doc: "Sends a message to a Service Bus queue or topic.",
		Attrs: []Attr{
			{Name: "queue-name", Need: Usual, Doc: "The queue."},
			{Name: "topic-name", Doc: "The topic, instead of a queue."},
			{Name: "namespace", Need: Usual, Doc: "The hostname of the namespace."},
			{Name: "client-id", Doc: "The user-assigned identity that sends it."},
		},
		Children: []Child{
			{list("message-properties", "Properties of the message.", &Element{
				Name: "message-property", Holds: Text, Doc: "A property of the message.",
				Attrs: []Attr{{Name: "name", Need: Required, Doc: "The name of the property."}},
			}), AtMostOnce},
			{text("payload", "The body of the message."), Once},
		},
	},
	{
		Name: "publish-to-dapr", In: Inbound, Holds: Markup,
		Doc:   "Publishes a message through the Dapr sidecar of a self-hosted gateway.",
		Attrs: append([]Attr{{Name: "topic", Need: Required, Doc: "The topic."}, {Name: "pubsub-name", Doc: "The component that receives the message."}}, daprAttrs...),
	},
	{
		Name: "invoke-dapr-binding", In: Inbound | Outbound | OnError,
		Doc:   "Calls an output binding through the Dapr sidecar of a self-hosted gateway.",
		Attrs: append([]Attr{{Name: "name", Need: Required, Doc: "The binding."}, {Name: "operation", Doc: "What the binding does."}}, daprAttrs...),
		Children: []Child{
			{list("metadata", "The metadata that the binding gets along with the data.", &Element{
				Name: "item", Holds: Text, Doc: "An entry of the metadata.",
				Attrs: []Attr{{Name: "key", Need: Required, Doc: "The key of the entry."}},
			}), AtMostOnce},
			{&Element{Name: "data", Holds: Markup, Doc: "The data for the binding."}, AtMostOnce},
		},
	},
}

var daprAttrs = []Attr{
	{Name: "ignore-error", Values: truth, Default: "false", Doc: "Whether to ignore a failure."},
	{Name: "response-variable-name", Names: Variable, Doc: "The variable for the sidecar's response."},
	{Name: "timeout", Default: "5", Doc: "Seconds until the call times out."},
	{Name: "template", Values: []string{"Liquid"}, Doc: "The template language of the text."},
	{Name: "content-type", Open: true, Values: []string{"application/json"}, Doc: "The content type."},
}

// logging are the policies that write traces and metrics.
var logging = []*Element{
	{
		Name: "trace", In: Anywhere, Ordered: true,
		Doc: "Writes a message to the trace, Application Insights and resource logs.",
		Attrs: []Attr{
			{Name: "source", Need: Required, Doc: "The source of the message."},
			{Name: "severity", Need: Usual, Values: []string{"verbose", "information", "error"}, Default: "verbose", Doc: "The lowest logging level at which it is written."},
		},
		Children: []Child{
			{text("message", "The message."), Once},
			{Times: Many, Element: &Element{
				Name: "metadata", Doc: "A property of the message.",
				Attrs: []Attr{{Name: "name", Need: Required, Doc: "The name of the property."}, {Name: "value", Need: Required, Doc: "The value of the property."}},
			}},
		},
	},
	{
		Name: "emit-metric", In: Anywhere,
		Doc: "Sends a metric to Application Insights.",
		Attrs: []Attr{
			{Name: "name", Need: Required, Doc: "The name of the metric."},
			{Name: "namespace", Need: Usual, Default: "API Management", Doc: "The namespace of the metric."},
			{Name: "value", Default: "1", Doc: "The value of the metric."},
		},
		Children: []Child{{dimension, Some}},
	},
}

// dimension is a property that a metric is divided by.
// https://learn.microsoft.com/azure/api-management/emit-metric-policy
var dimension = &Element{
	Name: "dimension", Doc: "A dimension of the metric; some names have a default value.",
	Attrs: []Attr{
		{Name: "name", Need: Required, Doc: "The name of the dimension.",
			Values: []string{"API ID", "Operation ID", "Product ID", "User ID", "Subscription ID", "Location", "Gateway ID", "Backend ID"}, Open: true},
		{Name: "value", Doc: "The value of the dimension."},
	},
}

var publishEvent = &Element{
	Name: "publish-event", Page: "publish-event-policy",
	Doc: "Publishes the result of a resolver to subscriptions of a GraphQL API.",
	Children: []Child{{list("targets", "The subscriptions.", &Element{
		Name: "subscription", Doc: "A subscription in the schema.",
		Attrs: []Attr{{Name: "id", Need: Required, Doc: "Its field in the schema."}},
	}), Once}},
}
