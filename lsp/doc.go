// Package lsp is the language server: it tells an editor what is wrong in the
// policies of a workspace while they are typed, offers the fixes, and shows what
// the policies mean.
//
//	serve.go          a session, from its begin to its end
//	chain.go          the order of messages, cancellation, panics
//	server.go         initialize to exit
//	requests.go       requests, each handed over to a feature
//	commands.go       commands, which also have the editor show or change something
//	notifications.go  notifications, each handed over to the desk
//	desk.go           what lies before the user: folders, open buffers, settings;
//	                  folders.go, buffers.go, disk.go and configure.go change it
//	worker.go         when a folder is checked; tell.go tells what is wrong in it
//	peer.go           what the editor is told and asked
//
// Below it are three packages: wire moves messages, view is what a request sees, and
// feature answers requests. Only here something changes.
//
// # Invariants
//
//   - Changes are applied in the order of the messages. A request sees the moment
//     at its own place in that order, whatever comes while it is answered: see
//     Server.chain.
//   - A view.Folder never changes, so requests need no lock: see folder.now.
//   - Where messages are read nothing waits: neither for a check nor for an answer
//     of the editor. What waits runs beside it: see peer.background and desk.work.
//   - A panic is logged and answered; the server stays up: see Server.guard.
package lsp
