package estate

import (
	"fmt"
	"slices"
	"strings"

	"hairpin/analyzer/text"
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
	facts Facts
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
	read func(*node)
}

// readConfig reads hairpin.yaml.
func readConfig(src *Source) (config, []Problem) {
	var c config
	r := &configReader{src: src, problems: src.problems()}
	r.fields(src.root, "hairpin.yaml", []key{
		{"instance", func(n *node) { c.instance = r.instance(n) }},
		{"tokens", func(n *node) { c.tokens = r.tokens(n) }},
		{"terraform", func(n *node) { c.variables = r.terraform(n) }},
		{"environments", func(n *node) { c.envs = r.environments(n) }},
		{"rules", func(n *node) { c.rules = r.rules(n) }},
		{"ignore", func(n *node) { c.ignore = r.ignore(n) }},
		{"serve", func(n *node) { r.want(n, "serve", mapNode) }}, // "hairpin serve --config" reads it
	})
	c.mentions = r.mentions
	return c, r.problems
}

func (r *configReader) fail(at text.Span, format string, args ...any) {
	r.problems = append(r.problems, Problem{At: text.Loc{Path: r.src.path, Span: at}, Message: fmt.Sprintf(format, args...)})
}

// fields reads a map whose keys are known. A missing or empty section is fine.
func (r *configReader) fields(n *node, what string, keys []key) {
	if !r.want(n, what, mapNode) {
		return
	}
	seen := map[string]bool{}
	for _, e := range n.entries {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == e.key })
		switch {
		case i < 0:
			names := make([]string, len(keys))
			for i, k := range keys {
				names[i] = k.name
			}
			r.fail(e.at, "unknown key %q%s", e.key, suggest(e.key, names))
		case seen[e.key]:
			r.fail(e.at, "the key %q stands here twice", e.key)
		default:
			seen[e.key] = true
			keys[i].read(e.value)
		}
	}
}

// want reports whether a value is there and of a kind; a value of another kind
// is noted.
func (r *configReader) want(n *node, what string, kind nodeKind) bool {
	switch {
	case !n.present():
		return false
	case n.kind == kind:
		return true
	}
	r.fail(n.span(), "%s must be %s, not %s", what, words[kind], words[n.kind])
	return false
}

func (r *configReader) text(n *node, what string) string {
	if r.want(n, what, stringNode) {
		return n.str()
	}
	return ""
}

// texts reads a list of strings and calls f for each.
func (r *configReader) texts(n *node, what string, f func(s string, at text.Span)) {
	if !r.want(n, what, listNode) {
		return
	}
	for _, item := range n.items {
		if !item.present() {
			r.fail(item.span(), "an entry of %s is empty", what)
		} else if s := r.text(item, "an entry of "+what); s != "" {
			f(s, item.span())
		}
	}
}

// path reads a path, relative to the file that names it.
func (r *configReader) path(n *node, what string) configPath {
	if s := r.text(n, what); s != "" {
		return configPath{join(r.src.path, s), n.span()}
	}
	return configPath{}
}

func (r *configReader) instance(n *node) configInstance {
	var out configInstance
	f := &out.facts
	unitsOfSKU := 0
	r.fields(n, "instance", []key{
		{"name", func(n *node) {
			s := r.text(n, "name")
			if s != "" && !isInstanceName(s) {
				r.fail(n.span(), "%q cannot be the name of an instance, such as contoso for contoso.azure-api.net", s)
				return
			}
			f.Name = strings.ToLower(s)
		}},
		{"suffix", func(n *node) {
			if s := r.text(n, "suffix"); s != "" && r.hostName(s, n.span()) {
				f.Suffix = normalHost(strings.TrimPrefix(s, "."))
			}
		}},
		{"hostnames", func(n *node) {
			f.Complete = n.is(listNode)
			r.texts(n, "hostnames", func(s string, at text.Span) {
				if r.hostName(s, at) {
					f.Hosts = addHost(f.Hosts, NewHost(s))
				}
			})
		}},
		{"virtualNetwork", func(n *node) {
			if s := r.text(n, "virtualNetwork"); s != "" {
				if f.VNet = ParseVNet(s); !spelled(s, f.VNet.String()) {
					f.VNet = UnknownVNet
					r.fail(n.span(), "unknown network mode %q; it is internal, external or none", s)
				}
			}
		}},
		{"sku", func(n *node) {
			if s := r.text(n, "sku"); s != "" {
				name, _, _ := strings.Cut(s, "_")
				if f.SKU, unitsOfSKU = ParseSKU(s); !spelled(name, f.SKU.String()) {
					f.SKU, unitsOfSKU = UnknownSKU, 0
					r.fail(n.span(), "unknown tier %q%s", s, suggest(s, skuNames[Developer:]))
				}
			}
		}},
		{"units", func(n *node) {
			if r.want(n, "units", numberNode) {
				units, ok := n.number()
				if !ok || units < 1 {
					r.fail(n.span(), "units must be a whole number from 1 up, not %s", n.view.Src)
				}
				f.Units = units
			}
		}},
		{"privateIPs", func(n *node) {
			r.texts(n, "privateIPs", func(s string, at text.Span) {
				if a, ok := addressOf(s); ok && !strings.Contains(s, "%") {
					f.PrivateIPs = append(f.PrivateIPs, a)
				} else {
					r.fail(at, "%q is not an IP address", s)
				}
			})
		}},
		{"notViaLoadBalancer", func(n *node) {
			r.texts(n, "notViaLoadBalancer", func(s string, at text.Span) {
				if r.hostName(s, at) {
					f.NotViaLB = append(f.NotViaLB, normalHost(s))
				}
			})
		}},
		{"from", func(n *node) { out.from = r.path(n, "from") }},
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

// hostName accepts a host name, and says what is wrong with a URL.
func (r *configReader) hostName(s string, at text.Span) bool {
	if strings.ContainsAny(s, "/: \t\r\n") {
		r.fail(at, "%q is not a host name; write it without scheme, port and path", s)
		return false
	}
	return true
}

// reserved are names with a meaning of their own.
var reserved = map[string]string{AllEnvironments: "all environments", BaseEnvironment: "the base instance"}

func (r *configReader) environments(n *node) []configEnvironment {
	var out []configEnvironment
	if !r.want(n, "environments", mapNode) {
		return nil
	}
	seen := map[string]bool{}
	for _, e := range n.entries {
		if seen[e.key] {
			r.fail(e.at, "the environment %q stands here twice", e.key)
			continue
		}
		seen[e.key] = true
		if e.key == "" {
			r.fail(e.at, "an environment needs a name")
			continue
		}
		if meaning := reserved[e.key]; meaning != "" {
			r.fail(e.at, "%q stands for %s; give the environment another name", e.key, meaning)
			continue
		}
		env := configEnvironment{name: e.key}
		r.fields(e.value, "an environment", []key{
			{"overrides", func(n *node) { env.overrides = r.path(n, "overrides") }},
			{"instance", func(n *node) { env.instance = r.instance(n) }},
			{"tokens", func(n *node) { env.tokens = r.tokens(n) }},
			{"terraform", func(n *node) { env.variables = r.terraform(n) }},
		})
		out = append(out, env)
	}
	slices.SortFunc(out, func(a, b configEnvironment) int { return strings.Compare(a.name, b.name) })
	return out
}

// tokens reads what the deployment puts in for its tokens.
func (r *configReader) tokens(n *node) map[string]Field {
	if !r.want(n, "tokens", mapNode) {
		return nil
	}
	out := map[string]Field{}
	for _, e := range n.entries {
		_, twice := out[e.key]
		switch v := e.value; {
		case !isTokenName(e.key):
			r.fail(e.at, "%q cannot be the name of a token; write it without the marks around it", e.key)
		case twice:
			r.fail(e.at, "the token %q stands here twice", e.key)
		case !v.present():
			r.fail(e.at, "the token %q has no value", e.key)
		case !v.is(stringNode) && !v.is(numberNode) && !v.is(boolNode):
			r.fail(v.span(), "the value of a token must be a string, not %s", words[v.kind])
		default:
			out[e.key] = Field{r.src.path, v.view}
		}
	}
	return out
}

// isTokenName reports whether s can stand between the marks of a token.
func isTokenName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_-. ", c) >= 0) {
			return false
		}
	}
	return s != "" && s == strings.TrimSpace(s)
}

// terraform reads which file sets the variables.
func (r *configReader) terraform(n *node) configPath {
	var out configPath
	r.fields(n, "terraform", []key{
		{"variables", func(n *node) {
			p := r.path(n, "variables")
			if p.path != "" && !IsVariables(p.path) {
				r.fail(n.span(), "%q is not a file of variables; its name ends in .tfvars or .tfvars.json", p.path)
				return
			}
			out = p
		}},
	})
	return out
}

// severities are the words that "rules:" knows. "off" and "false" are the same.
var severities = []string{"off", "hint", "info", "warning", "error"}

func (r *configReader) rules(n *node) map[string]string {
	if !r.want(n, "rules", mapNode) {
		return nil
	}
	out := map[string]string{}
	for _, e := range n.entries {
		word := e.value.str()
		if e.value.is(boolNode) && word == "false" {
			word = "off"
		}
		switch {
		case !isRuleID(e.key):
			r.fail(e.at, "%q is not the ID of a rule, such as HP101", e.key)
		case !e.value.present():
			r.fail(e.at, "the rule %s has no severity; it is off, hint, info, warning or error", e.key)
		case !slices.Contains(severities, word):
			r.fail(e.value.span(), "unknown severity %q%s", word, suggest(word, severities))
		default:
			out[e.key] = word
			r.mention(e.key, e.at)
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
	return len(s) == 5 && strings.HasPrefix(s, "HP") && isDigits(s[2:])
}

func (r *configReader) ignore(n *node) []Ignore {
	var out []Ignore
	if !r.want(n, "ignore", listNode) {
		return nil
	}
	for _, item := range n.items {
		if !item.present() {
			r.fail(item.span(), "an entry of ignore is empty")
			continue
		}
		ig := Ignore{At: text.Loc{Path: r.src.path, Span: item.span()}}
		before := len(r.problems)
		r.fields(item, "an entry of ignore", []key{
			{"rule", func(n *node) {
				if ig.Rule = r.text(n, "rule"); isRuleID(ig.Rule) {
					r.mention(ig.Rule, n.span())
				} else if ig.Rule != "" {
					r.fail(n.span(), "%q is not the ID of a rule, such as HP101", ig.Rule)
				}
			}},
			{"path", func(n *node) {
				if p := r.path(n, "path"); p.path != "" {
					ig.Path = p.path
				}
			}},
			{"reason", func(n *node) { ig.Reason = strings.TrimSpace(r.text(n, "reason")) }},
		})
		if len(r.problems) == before {
			for _, miss := range [...]struct{ key, value string }{{"rule", ig.Rule}, {"path", ig.Path}, {"reason", ig.Reason}} {
				if miss.value == "" {
					r.fail(item.span(), "an entry of ignore needs rule, path and reason; %s is missing", miss.key)
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
	return "; known are " + strings.Join(known, ", ")
}
