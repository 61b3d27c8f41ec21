package wire

import "go.lsp.dev/jsonrpc2"

// Codes of the protocol beside those of JSON-RPC.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/#errorCodes
const (
	// NotInitialized answers what comes before initialize.
	NotInitialized jsonrpc2.Code = -32002
	// RequestCancelled answers a request that the editor has cancelled.
	RequestCancelled jsonrpc2.Code = -32800
	// ContentModified answers what was asked of a text that has changed since.
	ContentModified jsonrpc2.Code = -32801
	// RequestFailed answers a request that was understood and cannot be met.
	RequestFailed jsonrpc2.Code = -32803
)
