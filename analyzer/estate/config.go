package estate

import (
	"fmt"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// config is hairpin.yaml as it was read.
type config struct {
	instance configInstance
	envs     []configEnvironment // sorted by name
	rules    map[string]string
	ignore   []Ignore
	mentions []Mention
	deployment
}

// deployment is what is put in for tokens: the sections "tokens:" and
// "terraform:".
type deployment struct {
	tokens    map[string]Field
	variables configPath
}

// configInstance is a section "instance:".
type configInstance struct {
	facts gateway.Facts
	from  configPath
}

// configEnvironment is one entry of "environments:".
type configEnvironment struct {
	name      string
	overrides configPath
	instance  configInstance
	deployment
}

// configPath is a path that a file names; path is "" if it names none.
type configPath struct {
	path string
	at   text.Span
}

// configReader reads hairpin.yaml. Every mistake is noted and passed over.
type configReader struct {
	src      *Source
	problems []Problem
	mentions []Mention
}

// key is a key of a map: what to do with its value.
type key struct {
	name string
	read func(*tree.Node)
}

// readConfig reads hairpin.yaml.
func readConfig(src *Source) (config, []Problem) {
	var c config
	r := &configReader{src: src, problems: src.problems()}
	r.fields(src.root, "the file", []key{
		{"instance", func(n *tree.Node) { c.instance = r.instance(n) }},
		{"tokens", func(n *tree.Node) { c.tokens = r.tokens(n) }},
		{"terraform", func(n *tree.Node) { c.variables = r.terraform(n) }},
		{"environments", func(n *tree.Node) { c.envs = r.environments(n) }},
		{"rules", func(n *tree.Node) { c.rules = r.rules(n) }},
		{"ignore", func(n *tree.Node) { c.ignore = r.ignore(n) }},
		{"serve", func(n *tree.Node) { r.want(n, "serve", tree.Map) }}, // "hairpin serve --config" reads it
	})
	c.mentions = r.mentions
	return c, r.problems
}

func (r *configReader) fail(at text.Span, format string, args ...any) {
	r.problems = append(r.problems, Problem{At: text.Loc{Path: r.src.path, Span: at}, Message: fmt.Sprintf(format, args...)})
}

// fields reads a map whose keys are known. A missing or empty section is fine.
func (r *configReader) fields(n *tree.Node, what string, keys []key) {
	if !r.want(n, what, tree.Map) {
		return
	}
	seen := map[string]bool{}
	for _, e := range n.Entries {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == e.Key })
		switch {
		case i < 0:
			names := make([]string, len(keys))
			for i, k := range keys {
				names[i] = k.name
			}
			r.fail(e.At, "unknown key %q%s", e.Key, suggest(e.Key, names))
		case seen[e.Key]:
			r.fail(e.At, "the key %q appears twice", e.Key)
		default:
			seen[e.Key] = true
			keys[i].read(e.Value)
		}
	}
}

// want reports whether a value is there and of a kind; a value of another kind
// is noted.
func (r *configReader) want(n *tree.Node, what string, kind tree.Kind) bool {
	switch {
	case !n.Present():
		return false
	case n.Kind == kind:
		return true
	}
	r.fail(n.Span(), "%s must be %s, not %s", what, tree.Words[kind], tree.Words[n.Kind])
	return false
}

func (r *configReader) text(n *tree.Node, what string) string {
	if r.want(n, what, tree.String) {
		return n.Text()
	}
	return ""
}

// texts reads a list of strings and calls f for each.
func (r *configReader) texts(n *tree.Node, what string, f func(s string, at text.Span)) {
	if !r.want(n, what, tree.List) {
		return
	}
	for _, item := range n.Items {
		if !item.Present() {
			r.fail(item.Span(), "an entry of %s is empty", what)
		} else if s := r.text(item, "an entry of "+what); s != "" {
			f(s, item.Span())
		}
	}
}

// path reads a path, relative to the file that names it.
func (r *configReader) path(n *tree.Node, what string) configPath {
	if s := r.text(n, what); s != "" {
		return configPath{join(r.src.path, s), n.Span()}
	}
	return configPath{}
}

func (r *configReader) instance(n *tree.Node) configInstance {
	var out configInstance
	f := &out.facts
	unitsOfSKU := 0
	r.fields(n, "instance", []key{
		{"name", func(n *tree.Node) {
			s := r.text(n, "name")
			if s != "" && !isInstanceName(s) {
				r.fail(n.Span(), "%q is not the name of an instance, such as contoso for contoso.azure-api.net", s)
				return
			}
			f.Name = strings.ToLower(s)
		}},
		{"suffix", func(n *tree.Node) {
			if s := r.text(n, "suffix"); s != "" && r.hostName(s, n.Span()) {
				f.Suffix = gateway.NormalHost(strings.TrimPrefix(s, "."))
			}
		}},
		{"hostnames", func(n *tree.Node) {
			f.Complete = n.Is(tree.List)
			r.texts(n, "hostnames", func(s string, at text.Span) {
				if r.hostName(s, at) {
					f.Hosts = gateway.AddHost(f.Hosts, gateway.NewHost(s))
				}
			})
		}},
		{"virtualNetwork", func(n *tree.Node) {
			if s := r.text(n, "virtualNetwork"); s != "" {
				if f.VNet = gateway.ParseVNet(s); !spelled(s, f.VNet.String()) {
					f.VNet = gateway.UnknownVNet
					r.fail(n.Span(), "unknown network mode %q; use internal, external or none", s)
				}
			}
		}},
		{"sku", func(n *tree.Node) {
			if s := r.text(n, "sku"); s != "" {
				name, _, _ := strings.Cut(s, "_")
				if f.SKU, unitsOfSKU = gateway.ParseSKU(s); !spelled(name, f.SKU.String()) {
					f.SKU, unitsOfSKU = gateway.UnknownSKU, 0
					r.fail(n.Span(), "unknown tier %q%s", s, suggest(s, gateway.SKUNames[gateway.Developer:]))
				}
			}
		}},
		{"units", func(n *tree.Node) {
			if r.want(n, "units", tree.Number) {
				units, ok := n.Number()
				if !ok || units < 1 {
					r.fail(n.Span(), "units must be a whole number of at least 1, not %s", n.View.Src)
				}
				f.Units = units
			}
		}},
		{"privateIPs", func(n *tree.Node) {
			r.texts(n, "privateIPs", func(s string, at text.Span) {
				if a, ok := gateway.AddressOf(s); ok && !strings.Contains(s, "%") {
					f.PrivateIPs = append(f.PrivateIPs, a)
				} else {
					r.fail(at, "%q is not an IP address", s)
				}
			})
		}},
		{"notViaLoadBalancer", func(n *tree.Node) {
			r.texts(n, "notViaLoadBalancer", func(s string, at text.Span) {
				if r.hostName(s, at) {
					f.NotViaLB = append(f.NotViaLB, gateway.NormalHost(s))
				}
			})
		}},
		{"from", func(n *tree.Node) { out.from = r.path(n, "from") }},
	})
	if f.Units == 0 {
		f.Units = unitsOfSKU
	}
	return out
}

// spelled reports whether a word is spelled as Azure does or in lower case, so
// that the published schema can say the same.
func spelled(word, name string) bool {
	return word != "" && (strings.EqualFold(word, name) && (word == name || word == strings.ToLower(word) || word[1:] == name[1:]))
}

// hostName accepts a hostname, and says what is wrong with a URL.
func (r *configReader) hostName(s string, at text.Span) bool {
	if strings.ContainsAny(s, "/: \t\r\n") {
		r.fail(at, "%q is not a hostname; write it without a scheme, port or path", s)
		return false
	}
	return true
}

// reserved are names with a meaning of their own.
var reserved = map[string]string{AllEnvironments: "all environments", BaseEnvironment: "the base instance"}

func (r *configReader) environments(n *tree.Node) []configEnvironment {
	var out []configEnvironment
	if !r.want(n, "environments", tree.Map) {
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.Entries {
		if seen[e.Key] {
			r.fail(e.At, "the environment %q appears twice", e.Key)
			continue
		}
		seen[e.Key] = true
		if e.Key == "" {
			r.fail(e.At, "an environment needs a name")
			continue
		}
		if meaning := reserved[e.Key]; meaning != "" {
			r.fail(e.At, "%q means %s; give the environment another name", e.Key, meaning)
			continue
		}
		env := configEnvironment{name: e.Key}
		r.fields(e.Value, "an environment", []key{
			{"overrides", func(n *tree.Node) { env.overrides = r.path(n, "overrides") }},
			{"instance", func(n *tree.Node) { env.instance = r.instance(n) }},
			{"tokens", func(n *tree.Node) { env.tokens = r.tokens(n) }},
			{"terraform", func(n *tree.Node) { env.variables = r.terraform(n) }},
		})
		out = append(out, env)
	}
	slices.SortFunc(out, func(a, b configEnvironment) int { return strings.Compare(a.name, b.name) })
	return out
}

// tokens reads what the deployment puts in for its tokens.
func (r *configReader) tokens(n *tree.Node) map[string]Field {
	if !r.want(n, "tokens", tree.Map) {
		return nil
	}
	out := map[string]Field{}
	for _, e := range n.Entries {
		_, twice := out[e.Key]
		switch v := e.Value; {
		case !isTokenName(e.Key):
			r.fail(e.At, "%q is not the name of a token; write it without the marks around it", e.Key)
		case twice:
			r.fail(e.At, "the token %q appears twice", e.Key)
		case !v.Present():
			r.fail(e.At, "the token %q has no value", e.Key)
		case !v.Is(tree.String) && !v.Is(tree.Number) && !v.Is(tree.Bool):
			r.fail(v.Span(), "the value of a token must be a string, not %s", tree.Words[v.Kind])
		default:
			out[e.Key] = Field{r.src.path, v.View}
		}
	}
	return out
}

// isTokenName reports whether s can stand between the marks of a token, and has none.
func isTokenName(s string) bool {
	if at := text.PlaceholderIn(s, 0, text.InID); at.End == len(s) { // __x__ is made of what a name can have
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_-. ", c) >= 0) {
			return false
		}
	}
	return s != "" && s == strings.TrimSpace(s)
}

// terraform reads which file sets the variables.
func (r *configReader) terraform(n *tree.Node) configPath {
	var out configPath
	r.fields(n, "terraform", []key{
		{"variables", func(n *tree.Node) {
			p := r.path(n, "variables")
			if p.path != "" && !IsVariables(p.path) {
				r.fail(n.Span(), "%q is not a variables file; its name must end in .tfvars or .tfvars.json", p.path)
				return
			}
			out = p
		}},
	})
	return out
}

// severities are the words that "rules:" knows, worst first. "off" and "false" are
// the same.
var severities = []string{"error", "warning", "info", "hint", "off"}

func (r *configReader) rules(n *tree.Node) map[string]string {
	if !r.want(n, "rules", tree.Map) {
		return nil
	}
	out := map[string]string{}
	for _, e := range n.Entries {
		word := e.Value.Text()
		if e.Value.Is(tree.Bool) && word == "false" {
			word = "off"
		}
		switch {
		case !isRuleID(e.Key):
			r.fail(e.At, "%q is not the ID of a rule, such as HP101", e.Key)
		case !e.Value.Present():
			r.fail(e.At, "the rule %s has no severity; use error, warning, info, hint or off", e.Key)
		case !slices.Contains(severities, word):
			r.fail(e.Value.Span(), "unknown severity %q%s", word, suggest(word, severities))
		default:
			out[e.Key] = word
			r.mention(e.Key, e.At)
		}
	}
	return out
}

// mention notes where a rule is named.
func (r *configReader) mention(rule string, at text.Span) {
	r.mentions = append(r.mentions, Mention{rule, text.Loc{Path: r.src.path, Span: at}})
}

// isRuleID reports whether s has the form of a rule ID. Which rules there are is
// not known here.
func isRuleID(s string) bool {
	return len(s) == 5 && strings.HasPrefix(s, "HP") && text.IsDigits(s[2:])
}

func (r *configReader) ignore(n *tree.Node) []Ignore {
	var out []Ignore
	if !r.want(n, "ignore", tree.List) {
		return nil
	}
	for _, item := range n.Items {
		if !item.Present() {
			r.fail(item.Span(), "an entry of ignore is empty")
			continue
		}
		ig := Ignore{At: text.Loc{Path: r.src.path, Span: item.Span()}}
		before := len(r.problems)
		r.fields(item, "an entry of ignore", []key{
			{"rule", func(n *tree.Node) {
				if ig.Rule = r.text(n, "rule"); isRuleID(ig.Rule) {
					r.mention(ig.Rule, n.Span())
				} else if ig.Rule != "" {
					r.fail(n.Span(), "%q is not the ID of a rule, such as HP101", ig.Rule)
				}
			}},
			{"path", func(n *tree.Node) {
				if p := r.path(n, "path"); p.path != "" {
					ig.Path = p.path
				}
			}},
			{"reason", func(n *tree.Node) { ig.Reason = strings.TrimSpace(r.text(n, "reason")) }},
		})
		if len(r.problems) == before {
			for _, miss := range [...]struct{ key, value string }{{"rule", ig.Rule}, {"path", ig.Path}, {"reason", ig.Reason}} {
				if miss.value == "" {
					r.fail(item.Span(), "an entry of ignore needs rule, path and reason; %s is missing", miss.key)
					break
				}
			}
		}
		out = append(out, ig)
	}
	return out
}

// suggest is the end of a sentence about a word that is not known: the nearest
// of the words that are, or all of them.
func suggest(word string, known []string) string {
	if best := text.Nearest(word, known); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return "; the known ones are " + strings.Join(known, ", ")
}
