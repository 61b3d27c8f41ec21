package dialect

// ai are the policies for language models. Those for Azure OpenAI have twins for
// all models.
var ai = []*Element{
	tokenLimit("llm-token-limit"),
	tokenLimit("azure-openai-token-limit"),
	tokenMetric("llm-emit-token-metric"),
	tokenMetric("azure-openai-emit-token-metric"),
	semanticLookup("llm-semantic-cache-lookup"),
	semanticLookup("azure-openai-semantic-cache-lookup"),
	semanticStore("llm-semantic-cache-store"),
	semanticStore("azure-openai-semantic-cache-store"),
	{
		Name: "llm-content-safety", In: Inbound | Outbound,
		Doc: "Checks a prompt, or in outbound a completion, with Azure AI Content Safety; a harmful one gets 403.",
		Attrs: []Attr{
			{Name: "backend-id", Need: Required, Names: Backend, Doc: "The backend entity for Content Safety."},
			{Name: "shield-prompt", Need: Usual, Values: truth, Default: "false", Doc: "Whether to check for attacks on the model, too."},
			{Name: "enforce-on-completions", Values: truth, Default: "false", Doc: "Whether to check the answers of the model, too; of no effect in outbound."},
			{Name: "window-size", Doc: "How many characters of a completion are checked at a time; without it, all at once."},
			{Name: "window-overlap-size", Doc: "How many characters two such windows share."},
		},
		Children: []Child{
			{list("categories", "The kinds of harm to check for.", &Element{
				Name: "category", Doc: "A kind of harm.",
				Attrs: []Attr{
					{Name: "name", Need: Required, Values: []string{"Hate", "SelfHarm", "Sexual", "Violence"}, Doc: "The kind of harm."},
					{Name: "threshold", Need: Required, Doc: "The lowest severity at which the prompt is rejected, 0 to 7."},
				},
			}, Attr{Name: "output-type", Values: []string{"FourSeverityLevels", "EightSeverityLevels"}, Default: "FourSeverityLevels", Doc: "How fine-grained the severities are."}), AtMostOnce},
			{list("blocklists", "Blocklists: lists of texts that are rejected.", text("id", "The ID of a list.")), AtMostOnce},
		},
	},
}

func tokenLimit(name string) *Element {
	return &Element{
		Name: name, In: Inbound,
		Doc: "Limits the number of language model tokens that each value of a key can use.",
		Attrs: []Attr{
			{Name: "counter-key", Need: Required, Code: true, Doc: "The key by which tokens are counted."},
			{Name: "tokens-per-minute", Need: Usual, Doc: "How many tokens are allowed in a minute; requests beyond that get 429."},
			{Name: "token-quota", Doc: "How many tokens are allowed in a period; requests beyond that get 403."},
			{Name: "token-quota-period", Values: []string{"Hourly", "Daily", "Weekly", "Monthly", "Yearly"}, Doc: "The period of the quota."},
			{Name: "estimate-prompt-tokens", Need: Required, Values: truth, Doc: "Whether the tokens of a prompt are estimated before it is sent."},
			{Name: "retry-after-header-name", Default: "Retry-After", Doc: "The response header for the number of seconds to wait."},
			{Name: "retry-after-variable-name", Names: Variable, Doc: "The variable for the number of seconds to wait."},
			{Name: "remaining-quota-tokens-header-name", Doc: "The response header for the tokens left in the quota."},
			{Name: "remaining-quota-tokens-variable-name", Names: Variable, Doc: "The variable for the tokens left in the quota."},
			{Name: "remaining-tokens-header-name", Doc: "The response header for the tokens that are left in this minute."},
			{Name: "remaining-tokens-variable-name", Names: Variable, Doc: "The variable for the tokens that are left in this minute."},
			{Name: "tokens-consumed-header-name", Doc: "The response header for the tokens that were used."},
			{Name: "tokens-consumed-variable-name", Names: Variable, Doc: "The variable for the tokens that were used."},
		},
	}
}

func tokenMetric(name string) *Element {
	return &Element{
		Name: name, In: Inbound,
		Doc:      "Sends the number of tokens used to Application Insights.",
		Attrs:    []Attr{{Name: "namespace", Need: Usual, Doc: "The namespace of the metric."}},
		Children: []Child{{dimension, Some}},
	}
}

func semanticLookup(name string) *Element {
	return &Element{
		Name: name, In: Inbound,
		Doc: "Answers a prompt with the cached response to a prompt that means the same.",
		Attrs: []Attr{
			{Name: "score-threshold", Need: Required, Doc: "How far a prompt may be from the cached one, 0.0 to 1.0; lower is stricter."},
			{Name: "embeddings-backend-id", Need: Required, Names: Backend, Doc: "The backend entity of the embeddings model that compares prompts."},
			{Name: "embeddings-backend-auth", Need: Required, Values: []string{"system-assigned"}, Doc: "How the gateway signs in to that backend."},
			{Name: "ignore-system-messages", Values: truth, Default: "false", Doc: "Whether system messages are left out of the comparison."},
			{Name: "max-message-count", Doc: "The number of messages above which the cache is not used."},
			{Name: "cache-id", Doc: "The external cache to use."},
		},
		Children: []Child{{text("vary-by", "What distinguishes callers that must not share responses."), Many}},
	}
}

func semanticStore(name string) *Element {
	return &Element{
		Name: name, In: Outbound,
		Doc: "Caches the response to a prompt for other prompts that mean the same.",
		Attrs: []Attr{
			{Name: "duration", Need: Required, Doc: "Seconds for which it is cached."},
			{Name: "cache-id", Doc: "The external cache to use."},
		},
	}
}
