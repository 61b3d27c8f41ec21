package editor

import (
	"maps"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// references completes the names of what is defined in the estate.
func (c *completer) references(kind dialect.Kind, at text.Span) {
	if kind != dialect.Fragment && kind != dialect.Backend {
		return
	}
	for _, w := range c.workspaces() {
		if kind == dialect.Fragment {
			for _, id := range slices.Sorted(maps.Keys(w.Fragments)) {
				c.add(CompleteReference, id, "fragment", "", escapeSnippet(id), at)
			}
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(w.Backends)) {
			detail := "backend"
			if b := w.Backends[id]; b.IsPool {
				detail = "backend pool"
			} else if u := b.URL.Text(); u != "" {
				detail = u
			}
			c.add(CompleteReference, id, detail, "", escapeSnippet(id), at)
		}
	}
}

// namedValues completes the named value that is being written. What a secret one
// holds is not told.
func (c *completer) namedValues() {
	src := c.file.Src
	at := text.Span{Start: c.caret.from, End: c.off}
	shut := "}}"
	if end := strings.IndexAny(src[c.off:], "{}<>\"\r\n"); end >= 0 && strings.HasPrefix(src[c.off+end:], "}}") {
		at.End += end
		shut = ""
	}
	for _, w := range c.workspaces() {
		for _, name := range slices.Sorted(maps.Keys(w.NamedValues)) {
			v := w.NamedValues[name]
			detail := v.Value.Text()
			switch {
			case v.KeyVault:
				detail = "from Key Vault"
			case v.Secret:
				detail = "secret"
			}
			c.add(CompleteReference, name, detail, "", escapeSnippet(name+shut), at)
		}
	}
}

// hosts completes the names of this gateway.
func (c *completer) hosts(at text.Span) {
	e := c.snapshot.EstateOf(c.file.Path, c.config)
	if e == nil {
		return
	}
	seen := map[string]bool{}
	for _, h := range e.Gateway.Hosts {
		if (h.Kind == gateway.GatewayHost) && !strings.HasPrefix(h.Name, "*") && !seen[h.Name] {
			seen[h.Name] = true
			c.add(CompleteHost, h.Name, "this gateway", "", escapeSnippet(h.Name), at)
		}
	}
	c.add(CompleteHost, "@(context.Request.OriginalUrl.Host)", "the name that the caller used", "", "@(context.Request.OriginalUrl.Host)", at)
}

// workspaces are the name spaces that the document sees: that of its own workspace
// if it has one, else that of the service.
func (c *completer) workspaces() []*estate.Workspace {
	e := c.snapshot.EstateOf(c.file.Path, c.config)
	if e == nil {
		return nil
	}
	if w := e.Place(c.file.Path).Workspace; w != nil {
		return []*estate.Workspace{w}
	}
	return []*estate.Workspace{&e.Service}
}
