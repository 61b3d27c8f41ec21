package feature

import (
	"context"
	"encoding/json"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
	"hairpin.example/hairpin/lsp/wire"
)

// fixAllKind applies every safe fix of a file.
const fixAllKind protocol.CodeActionKind = "source.fixAll.hairpin"

// maxFixes bounds the fixes of one finding that are offered.
const maxFixes = 4

func offerActions(c *protocol.ServerCapabilities, a *view.Abilities) {
	c.CodeActionProvider = &protocol.CodeActionOptions{
		CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, fixAllKind},
		ResolveProvider: new(a.ResolvesActions),
	}
}

// makers make the edits of actions.
var makers = map[string]func(ctx context.Context, v *view.View, o *offered) (*protocol.WorkspaceEdit, error){
	"fix":          makeFix,
	"suppress":     makeSuppression,
	"suppressFile": makeFileSuppression,
	"fixAll":       makeFixAll,
	"addHost":      makeHost,
	"ignore":       makeIgnore,
}

// maxOffered bounds the findings whose fixes are offered at once: a menu of more is of
// no use.
const maxOffered = 50

// CodeAction offers the fixes of the findings in a range, the preferred one of
// each first; to suppress and to explain them; and to fix the whole file.
func CodeAction(ctx context.Context, v *view.View, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	findings, err := v.Proven(ctx)
	if err != nil {
		return nil, err
	}
	b := &menu{ctx: ctx, lazy: v.Moment.Editor.ResolvesActions, view: v, params: p}
	at := v.Span(p.Range)
	safe := map[string]int{} // of the file, by rule
	for i := range findings {
		if f := &findings[i]; len(f.Fixes) > 0 && f.Fixes[0].Safety == analyzer.Safe {
			safe[f.Rule.ID]++
		}
	}
	fixable, n := len(safe) > 0, 0
	for i := range findings {
		f := &findings[i]
		if f.At.Span.Start <= at.End && f.At.Span.End >= at.Start && n < maxOffered {
			n++
			b.finding(f, safe[f.Rule.ID])
			delete(safe, f.Rule.ID) // to fix all of a rule is offered once
		}
	}
	if err := b.hosts(at); err != nil {
		return nil, err
	}
	if fixable {
		b.add(fixAllKind, "Fix all self-chained calls in this file", nil, offered{Make: "fixAll"}, false)
	}
	return b.list, b.err
}

// menu collects the actions of a range.
type menu struct {
	ctx    context.Context //nolint:containedctx // of the one request
	lazy   bool
	view   *view.View
	params *protocol.CodeActionParams
	list   []protocol.CommandOrCodeAction
	err    error
}

// finding offers what can be done about one finding.
func (b *menu) finding(f *analyzer.Finding, safe int) {
	d := diagnostic(b.view.Folder, b.view.File, f)
	for i := range b.params.Context.Diagnostics { // the editor's own copy, if it is there
		if fp, ok := fingerprintOf(&b.params.Context.Diagnostics[i]); ok && fp == f.Fingerprint {
			d = b.params.Context.Diagnostics[i]
		}
	}
	o := offered{Fingerprint: f.Fingerprint, Place: f.At.Span.Start, Rule: f.Rule.ID}
	quick := protocol.CodeActionKindQuickFix
	for i := range f.Fixes[:min(len(f.Fixes), maxFixes)] {
		o.Make, o.Fix = "fix", i
		b.add(quick, f.Fixes[i].Title, &d, o, i == 0 && f.Fixes[i].Safety == analyzer.Safe)
	}
	if o.Make, o.Fix = "fixAll", 0; safe > 1 {
		b.add(quick, "Fix all "+f.Rule.ID+" in this file", &d, o, false)
	}
	if b.view.Tree(f.At.Path) != nil {
		o.Make = "suppress"
		b.add(quick, "Suppress "+f.Rule.ID+" here, with a reason", &d, o, false)
		o.Make = "suppressFile"
		b.add(quick, "Suppress "+f.Rule.ID+" in this file, with a reason", &d, o, false)
	} else {
		o.Make = "ignore"
		b.add(quick, "Suppress "+f.Rule.ID+" in this file in hairpin.yaml, with a reason", &d, o, false)
	}
	if wanted(b.params.Context.Only, quick) {
		b.list = append(b.list, &protocol.CodeAction{
			Title: "Show why: " + f.Rule.ID + " " + f.Rule.Name, Kind: new(quick), Diagnostics: []protocol.Diagnostic{d},
			Command: protocol.Command{Title: "Show why", Command: ExplainCommand, Arguments: []protocol.LSPAny{protocol.LSPAny(`"` + f.Rule.ID + `"`)}},
		})
	}
}

// hosts offers to add the hosts that a call names to those of the gateway, where
// it is not known whether they are.
func (b *menu) hosts(at text.Span) error {
	v := b.view
	if !wanted(b.params.Context.Only, protocol.CodeActionKindQuickFix) {
		return nil
	}
	list, err := v.Listing(b.ctx)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range list.Calls {
		c := &list.Calls[i]
		if c.At.Path != v.File.Path || c.At.Span.Start > at.End || c.At.Span.End < at.Start {
			continue
		}
		for _, w := range c.Listed {
			if w.End != analyzer.EndUnlisted || w.HostName == "" || seen[w.HostName] {
				continue
			}
			seen[w.HostName] = true
			b.add(protocol.CodeActionKindQuickFix, "Add "+w.HostName+" to the hostnames of the gateway in hairpin.yaml", nil, offered{Make: "addHost", Host: w.HostName}, false)
		}
	}
	return nil
}

// add offers an action, with its edit if the editor cannot ask for it later. One
// that has no edit is left out.
func (b *menu) add(kind protocol.CodeActionKind, title string, d *protocol.Diagnostic, o offered, preferred bool) {
	if b.err != nil || !wanted(b.params.Context.Only, kind) {
		return
	}
	a := &protocol.CodeAction{Title: title, Kind: new(kind)}
	if d != nil {
		a.Diagnostics = []protocol.Diagnostic{*d}
	}
	if preferred {
		a.IsPreferred = new(true)
	}
	if o.URI = b.view.URI; b.lazy {
		a.Data, b.err = json.Marshal(o)
	} else if a.Edit, b.err = makers[o.Make](b.ctx, b.view, &o); a.Edit == nil {
		return
	}
	b.list = append(b.list, a)
}

// CodeActionResolve makes the edit of an action, in the action itself. If the finding
// is gone, because the text has changed, there is nothing to do any more, and the
// error says so.
func CodeActionResolve(ctx context.Context, m *view.Moment, a *protocol.CodeAction) (*protocol.CodeAction, error) {
	var o offered
	if err := json.Unmarshal(a.Data, &o); err != nil || makers[o.Make] == nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the action has no data from this server")
	}
	v := m.View(o.URI)
	if v == nil {
		return nil, jsonrpc2.NewError(wire.ContentModified, "the document no longer exists")
	}
	edit, err := makers[o.Make](ctx, v, &o)
	if err != nil {
		return nil, err
	}
	if edit == nil {
		return nil, jsonrpc2.NewError(wire.ContentModified, "the document has changed; ask again")
	}
	a.Edit = edit
	return a, nil
}

// wanted reports whether an editor that asks for some kinds wants one.
func wanted(only []protocol.CodeActionKind, kind protocol.CodeActionKind) bool {
	for _, k := range only {
		if k == kind || k == "" || strings.HasPrefix(string(kind), string(k)+".") {
			return true
		}
	}
	return len(only) == 0
}
