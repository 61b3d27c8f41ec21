// Package view is what a request sees: the folders of the workspace at the moment in
// which the request came, a document in its folder, and what the editor can do.
//
// It asks the analyzer, and it is the only place that knows UTF-16: everything else
// counts bytes. It knows of no connection and of no request.
//
//   - Nothing here changes: a change makes another Folder. What is computed is
//     computed once, by whoever asks first: Folder.result, graph, indexes and
//     listings.
//   - A snapshot is made when it is needed, of many changes in a row only once:
//     Folder.base, changes and made.
//   - A request sees one Moment, which a View carries with it: View.Moment.
package view
