package feature

import (
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/lsp/view"
)

// Offer tells the editor of all features. What the server offers beside them, in
// c already, stays.
func Offer(c *protocol.ServerCapabilities, editor *view.Abilities) {
	for _, offer := range offers {
		offer(c, editor)
	}
}

// offers is the table of features: one row for each, which tells the editor of it.
// The requests themselves stand in the file of the feature, by the names that the
// protocol package gives them.
var offers = []func(c *protocol.ServerCapabilities, a *view.Abilities){
	offerDiagnostics,
	offerActions,
	offerHover,
	offerContent,
	offerCommands,
	offerNames,
	offerRename,
	offerLinks,
	offerOutline,
	offerSearch,
	offerFolding,
	offerSelection,
	offerLenses,
	offerHints,
	offerCallers,
	offerTokens,
	offerCompletion,
	offerFormatting,
	offerLinked,
}
