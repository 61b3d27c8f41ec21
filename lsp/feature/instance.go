package feature

import (
	"context"
	"encoding/json"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/lsp/view"
)

// instanceDocument is what is known of the instances in the workspace: the
// document hairpin:/instance.json. Editors show it beside the state of the server.
type instanceDocument struct {
	// Environment is the one that the settings name, "" for the base instance.
	Environment string           `json:"environment"`
	Estates     []estateDocument `json:"estates"`
}

// estateDocument is one estate under the chosen environment. Facts that nobody
// gave are left out.
type estateDocument struct {
	Folder         string   `json:"folder"`
	Root           string   `json:"root"` // relative to the folder
	Name           string   `json:"name,omitzero"`
	Hostnames      []string `json:"hostnames"`
	VirtualNetwork string   `json:"virtualNetwork,omitzero"`
	SKU            string   `json:"sku,omitzero"`
	Units          int      `json:"units,omitzero"`
	PrivateIPs     []string `json:"privateIPs,omitzero"`
	Environments   []string `json:"environments"`
	// Missing says which facts would make the verdicts more certain.
	Missing []string `json:"missing,omitzero"`
}

// instances is the document hairpin:/instance.json.
func instances(ctx context.Context, m *view.Moment) (string, error) {
	out := instanceDocument{Estates: []estateDocument{}}
	for _, folder := range m.Folders() {
		out.Environment = folder.Config().Env
		index, err := folder.Index(ctx)
		if err != nil {
			return "", err
		}
		result, err := folder.Check(ctx)
		if err != nil {
			return "", err
		}
		for _, e := range index.Estates() {
			doc := describeEstate(e)
			doc.Folder, doc.Missing = folder.Dir(), result.Missing
			out.Estates = append(out.Estates, doc)
		}
	}
	text, err := json.MarshalIndent(&out, "", "  ")
	return string(text) + "\n", err
}

func describeEstate(e *estate.Estate) estateDocument {
	g := &e.Gateway
	doc := estateDocument{
		Root: e.Root, Name: g.Name, Hostnames: []string{}, VirtualNetwork: g.VNet.String(), SKU: g.SKU.String(), Units: g.Units, Environments: []string{},
	}
	for _, h := range g.Hosts {
		if h.Kind == gateway.GatewayHost {
			doc.Hostnames = append(doc.Hostnames, h.Name)
		}
	}
	for _, ip := range g.PrivateIPs {
		doc.PrivateIPs = append(doc.PrivateIPs, ip.String())
	}
	for _, env := range e.Settings.Environments {
		doc.Environments = append(doc.Environments, env.Name)
	}
	return doc
}
