package dialect

// limits are the policies that count calls and turn away what is too much.
var limits = []*Element{
	{
		Name: "rate-limit", In: Inbound,
		Doc:      "Limits the number of calls that a subscription can make in a short period; calls beyond that get 429.",
		Attrs:    append([]Attr{callLimit, periodLimit}, rateAttrs...),
		Children: limitedAPIs(callLimit, periodLimit),
	},
	{
		Name: "rate-limit-by-key", In: Inbound,
		Doc: "Limits the number of calls for each value of a key in a short period; calls beyond that get 429.",
		Attrs: append(append([]Attr{callLimit, periodLimit}, keyAttrs...),
			rateAttrs...),
	},
	{
		Name: "quota", In: Inbound,
		Doc:      "Limits the number of calls, or the amount of data, of a subscription in a long period; calls beyond that get 403.",
		Attrs:    []Attr{usual(callLimit), bandwidthLimit, periodLimit},
		Children: limitedAPIs(usual(callLimit), bandwidthLimit, optional(periodLimit)),
	},
	{
		Name: "quota-by-key", In: Inbound,
		Doc: "Limits the number of calls, or the amount of data, for each value of a key in a long period; calls beyond that get 403.",
		Attrs: append([]Attr{usual(callLimit), bandwidthLimit, periodLimit,
			{Name: "first-period-start", Doc: "When the first period begins, as in 2026-01-31T00:00:00Z."}},
			keyAttrs...),
	},
}

var (
	callLimit      = Attr{Name: "calls", Need: Required, Doc: "How many calls are allowed."}
	bandwidthLimit = Attr{Name: "bandwidth", Doc: "How many kilobytes are allowed."}
	periodLimit    = Attr{Name: "renewal-period", Need: Required, Doc: "Seconds after which the count starts again."}
)

// keyAttrs say what is counted.
var keyAttrs = []Attr{
	{Name: "counter-key", Need: Required, Code: true, Doc: "The key by which calls are counted, such as @(context.Subscription.Id)."},
	{Name: "increment-condition", Code: true, Doc: "True if the call counts."},
	{Name: "increment-count", Default: "1", Doc: "How much the call counts."},
}

// rateAttrs tell the caller how far it is.
var rateAttrs = []Attr{
	{Name: "retry-after-header-name", Default: "Retry-After", Doc: "The response header for the number of seconds to wait."},
	{Name: "retry-after-variable-name", Names: Variable, Doc: "The variable for the number of seconds to wait."},
	{Name: "remaining-calls-header-name", Doc: "The response header for the number of calls that are left."},
	{Name: "remaining-calls-variable-name", Names: Variable, Doc: "The variable for the number of calls that are left."},
	{Name: "total-calls-header-name", Doc: "The response header for the number of calls allowed."},
}

// limitedAPIs are limits of their own for some APIs and operations.
func limitedAPIs(attrs ...Attr) []Child {
	named := append([]Attr{{Name: "name", Need: Usual, Doc: "Its name."}, {Name: "id", Doc: "Its ID, instead of a name."}}, attrs...)
	return []Child{{Times: Many, Element: &Element{
		Name: "api", Doc: "A separate limit for an API.", Attrs: named,
		Children: []Child{{Times: Many, Element: &Element{Name: "operation", Doc: "A separate limit for an operation.", Attrs: named}}},
	}}}
}

func usual(a Attr) Attr    { a.Need = Usual; return a }
func optional(a Attr) Attr { a.Need = Optional; return a }
