package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin/analyzer"
	"hairpin/analyzer/gateway"
)

// section is the name under which an editor keeps the settings.
const section = "hairpin"

// settings are what the editor knows of the instance. They outrank the files, as
// the flags of the command line do.
type settings struct {
	// Environment is the environment to judge, "all" for all of them, "" for the base
	// instance.
	Environment    string            `json:"environment"`
	GatewayHosts   []string          `json:"gatewayHosts"`
	VirtualNetwork string            `json:"virtualNetwork"`
	SKU            string            `json:"sku"`
	Units          int               `json:"units"`
	PrivateIPs     []string          `json:"privateIPs"`
	Rules          map[string]string `json:"rules"`
}

// readSettings reads the settings, bare or under their section. Values that
// cannot be read are told, and left out.
func readSettings(raw []byte) (analyzer.Config, []string) {
	var whole struct {
		settings
		Hairpin *settings `json:"hairpin"`
	}
	var problems []string
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &whole); err != nil {
			problems = append(problems, err.Error())
		}
	}
	in := whole.settings
	if whole.Hairpin != nil {
		in = *whole.Hairpin
	}
	wrong := func(key, value, want string) {
		problems = append(problems, fmt.Sprintf("%s.%s is %q; it is %s", section, key, value, want))
	}
	out := analyzer.Config{Env: in.Environment, Flags: gateway.Facts{Units: max(in.Units, 0)}}
	for _, h := range in.GatewayHosts {
		if h == "" || strings.ContainsAny(h, "/: \t") {
			wrong("gatewayHosts", h, "a host name without scheme, port and path")
			continue
		}
		out.Flags.Hosts = append(out.Flags.Hosts, gateway.Host{Name: h, Kind: gateway.GatewayHost})
	}
	if out.Flags.VNet = gateway.ParseVNet(in.VirtualNetwork); in.VirtualNetwork != "" && out.Flags.VNet == gateway.UnknownVNet {
		wrong("virtualNetwork", in.VirtualNetwork, "internal, external or none")
	}
	if in.SKU != "" {
		sku, units := gateway.ParseSKU(in.SKU)
		if sku == gateway.UnknownSKU {
			wrong("sku", in.SKU, "a tier, such as Developer or Premium_2")
		}
		out.Flags.SKU = sku
		if out.Flags.Units == 0 {
			out.Flags.Units = units
		}
	}
	for _, a := range in.PrivateIPs {
		addr, err := netip.ParseAddr(a)
		if err != nil {
			wrong("privateIPs", a, "an IP address")
			continue
		}
		out.Flags.PrivateIPs = append(out.Flags.PrivateIPs, addr)
	}
	for id, word := range in.Rules {
		s, ok := analyzer.ParseSeverity(word)
		if !ok {
			wrong("rules."+id, word, "off, hint, info, warning or error")
			continue
		}
		if out.Rules == nil {
			out.Rules = map[string]analyzer.Severity{}
		}
		out.Rules[strings.ToUpper(id)] = s
	}
	slices.Sort(problems)
	return out, problems
}

// configOf is the configuration of a folder.
func (s *Server) configOf(f *folder) analyzer.Config {
	if c, ok := s.configs[f.start]; ok {
		return c
	}
	return s.config
}

// configure takes settings over for one folder, or with nil for all of them.
func (s *Server) configure(f *folder, raw []byte) {
	c, problems := readSettings(raw)
	for _, p := range problems {
		s.log("settings: %s", p)
		s.warn("hairpin: " + p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f != nil {
		s.configs[f.start] = c
		s.reconfigure(f)
		return
	}
	s.config = c
	clear(s.configs)
	for _, f := range s.folders {
		s.reconfigure(f)
	}
}

func (s *Server) reconfigure(f *folder) {
	f.state = f.state.withConfig(s.configOf(f))
	if f.loaded {
		s.schedule(f, "")
	}
}

// warn shows a message.
func (s *Server) warn(message string) {
	s.background(s.life, func(ctx context.Context) {
		if err := s.client.ShowMessage(ctx, &protocol.ShowMessageParams{Type: protocol.MessageTypeWarning, Message: message}); err != nil {
			s.log("%v", err)
		}
	})
}

// askSettings asks the editor for the settings of every folder. It waits for the
// answer, so it must not run where messages are read.
func (s *Server) askSettings(ctx context.Context) {
	s.mu.Lock()
	folders := slices.Clone(s.folders)
	s.mu.Unlock()
	var items []protocol.ConfigurationItem
	var asked []*folder
	for _, f := range folders {
		item := protocol.ConfigurationItem{Section: ptr(section)}
		if f.uri != "" {
			item.ScopeURI = &f.uri
		}
		items, asked = append(items, item), append(asked, f)
	}
	if len(items) == 0 {
		items, asked = append(items, protocol.ConfigurationItem{Section: ptr(section)}), append(asked, nil)
	}
	answers, err := s.client.Configuration(ctx, &protocol.ConfigurationParams{Items: items})
	if err != nil {
		s.log("settings: %v", err)
		return
	}
	for i, raw := range answers {
		if i < len(asked) && len(raw) > 0 && string(raw) != "null" {
			s.configure(asked[i], raw)
		}
	}
}

// DidChangeConfiguration takes new settings over: those in the message, or where
// the editor keeps them to itself, those it answers with.
func (s *Server) DidChangeConfiguration(ctx context.Context, p *protocol.DidChangeConfigurationParams) error {
	if s.editor.configures {
		s.background(ctx, s.askSettings)
		return nil
	}
	if raw := []byte(p.Settings); len(raw) > 0 && string(raw) != "null" {
		s.configure(nil, raw)
	}
	return nil
}

// registerSettings asks to be told of changed settings.
func (s *Server) registerSettings(ctx context.Context) {
	options := protocol.LSPAny(`{"section":"` + section + `"}`)
	if err := s.client.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: "settings", Method: protocol.MethodWorkspaceDidChangeConfiguration, RegisterOptions: options,
	}}}); err != nil {
		s.log("settings are not watched: %v", err)
	}
}
