// A look at an edit of many files before it is applied: the differences of all
// of them in one editor, and a question.

import * as vscode from "vscode";
import { CreateFile, TextDocumentEdit, type ApplyWorkspaceEditParams } from "vscode-languageclient/node";
import { applied, type Edit } from "./edits";

const scheme = "hairpin-preview";

/** The texts of the preview that is shown, by their addresses. */
const texts = new Map<string, string>();

/** Offers the texts of previews to the editor. */
export function registerPreviews(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? "",
  });
}

/** Shows an edit, and tells whether the user wants it. */
export async function wanted(params: ApplyWorkspaceEditParams, question: string): Promise<boolean> {
  texts.clear();
  const created = new Set<string>();
  const rows: [vscode.Uri, vscode.Uri, vscode.Uri][] = [];
  for (const change of params.edit.documentChanges ?? []) {
    if (CreateFile.is(change)) {
      created.add(change.uri);
    } else if (TextDocumentEdit.is(change)) {
      const uri = vscode.Uri.parse(change.textDocument.uri);
      const isNew = created.has(change.textDocument.uri);
      const before = isNew ? "" : (await vscode.workspace.openTextDocument(uri)).getText();
      const [old, fixed] = ["old", "fixed"].map((query) => uri.with({ scheme, query })) as [vscode.Uri, vscode.Uri];
      texts.set(fixed.toString(), applied(before, change.edits as Edit[]));
      rows.push([uri, isNew ? old : uri, fixed]);
    }
  }
  await vscode.commands.executeCommand("vscode.changes", "Fix all self-chained calls", rows);
  const apply = "Apply";
  const answer = await vscode.window.showInformationMessage(question, apply, "Discard");
  const shown = vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.label.startsWith("Fix all self-chained calls"));
  await vscode.window.tabGroups.close(shown);
  return answer === apply;
}

/** The edit without what would make the editor ask again. */
export function withoutQuestions(params: ApplyWorkspaceEditParams): ApplyWorkspaceEditParams {
  const documentChanges = params.edit.documentChanges?.map((change) =>
    TextDocumentEdit.is(change)
      ? { ...change, edits: (change.edits as Edit[]).map(({ range, newText }) => ({ range, newText })) }
      : change,
  );
  return { label: params.label, edit: { documentChanges } };
}
