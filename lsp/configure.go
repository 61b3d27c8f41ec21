package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/lsp/view"
)

// configure takes settings over for one folder, or with nil for all of them.
func (d *desk) configure(f *folder, raw []byte) {
	c, problems := view.ReadSettings(raw)
	for _, p := range problems {
		d.peer.log("settings: %s", p)
		d.peer.warn("hairpin: " + p)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if f != nil {
		d.configs[f.start] = c
		d.reconfigure(f)
		return
	}
	d.config = c
	clear(d.configs)
	for _, f := range d.folders {
		d.reconfigure(f)
	}
}

func (d *desk) reconfigure(f *folder) {
	f.now = f.now.WithConfig(d.configOf(f))
	if f.loaded {
		d.schedule(f, "")
	}
}

// askSettings asks the editor for the settings of every folder. It waits for the
// answer, so it must not run where messages are read.
func (d *desk) askSettings(ctx context.Context) {
	d.mu.Lock()
	folders := slices.Clone(d.folders)
	d.mu.Unlock()
	var items []protocol.ConfigurationItem
	var asked []*folder
	for _, f := range folders {
		item := protocol.ConfigurationItem{Section: new(view.Section)}
		if f.uri != "" {
			item.ScopeURI = &f.uri
		}
		items, asked = append(items, item), append(asked, f)
	}
	if len(items) == 0 {
		items, asked = append(items, protocol.ConfigurationItem{Section: new(view.Section)}), append(asked, nil)
	}
	answers, err := d.peer.client.Configuration(ctx, &protocol.ConfigurationParams{Items: items})
	if err != nil {
		d.peer.log("settings: %v", err)
		return
	}
	for i, raw := range answers {
		if i < len(asked) && len(raw) > 0 && string(raw) != "null" {
			d.configure(asked[i], raw)
		}
	}
}

// changeSettings takes new settings over: those in the message, or where
// the editor keeps them to itself, those it answers with.
func (d *desk) changeSettings(ctx context.Context, p *protocol.DidChangeConfigurationParams) {
	if d.peer.can.Configures {
		d.peer.background(ctx, d.askSettings)
		return
	}
	if raw := []byte(p.Settings); len(raw) > 0 && string(raw) != "null" {
		d.configure(nil, raw)
	}
}

// registerSettings asks to be told of changed settings.
func (d *desk) registerSettings(ctx context.Context) {
	options := protocol.LSPAny(`{"section":"` + view.Section + `"}`)
	if err := d.peer.client.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: "settings", Method: protocol.MethodWorkspaceDidChangeConfiguration, RegisterOptions: options,
	}}}); err != nil {
		d.peer.log("settings are not watched: %v", err)
	}
}
