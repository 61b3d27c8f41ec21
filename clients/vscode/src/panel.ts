// The panel with the graph of self-calls.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { graphPage } from "./graph";

let panel: vscode.WebviewPanel | undefined;

/** Shows a picture, in the panel that is open or in a new one. */
export function showGraph(svg: string): void {
  if (!panel) {
    panel = vscode.window.createWebviewPanel("hairpin.graph", "Self-call graph", vscode.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [],
    });
    panel.onDidDispose(() => (panel = undefined));
    panel.webview.onDidReceiveMessage((message: { open?: unknown }) => {
      if (typeof message.open === "string") {
        void openOperation(message.open);
      }
    });
  }
  panel.webview.html = graphPage(svg, randomBytes(16).toString("base64"));
  panel.reveal(undefined, true);
}

/** Opens the policy of an operation or an API, such as "orders/createOrder"; the server knows where it is. */
async function openOperation(name: string): Promise<void> {
  const [api = "", operation] = name.split("/");
  const wanted = operation ?? api;
  const container = operation === undefined ? "API" : `operation of ${api}`;
  const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", wanted);
  const hit = symbols.find((s) => s.name === wanted && s.containerName === container);
  if (hit) {
    await vscode.window.showTextDocument(hit.location.uri, { selection: hit.location.range, viewColumn: vscode.ViewColumn.One });
  } else {
    void vscode.window.showInformationMessage(`Hairpin: ${name} has no policy of its own.`);
  }
}
