package feature

import (
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/lsp/view"
)

// The commands that the server carries out, as actions and lenses name them.
const (
	// ExplainCommand shows the page of a rule, by its ID.
	ExplainCommand = "hairpin.explain"
	// EffectiveCommand shows an effective policy: see EffectivePolicy.
	EffectiveCommand = "hairpin.effectivePolicy"
	// GraphCommand draws the graph of self-calls of a folder, by its path.
	GraphCommand = "hairpin.graph"
	// ContentCommand gives a document in the scheme hairpin: by its address.
	ContentCommand = "hairpin.content"
	// FixFolderCommand applies the safe fixes of a folder, by its path.
	FixFolderCommand = "hairpin.fixFolder"
)

func offerCommands(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.ExecuteCommandProvider = protocol.ExecuteCommandOptions{Commands: []string{ExplainCommand, EffectiveCommand, GraphCommand, ContentCommand, FixFolderCommand}}
}
