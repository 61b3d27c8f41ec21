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

/** Opens the policy of an operation such as "orders/createOrder", or else of its API; the server knows where it is. */
async function openOperation(name: string): Promise<void> {
  const [api = "", operation] = name.split("/");
  const find = async (wanted: string, container: string) => {
    const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", wanted);
    return symbols.find((s) => s.name === wanted && s.containerName === container);
  };
  const hit = (operation && (await find(operation, `operation of ${api}`))) || (await find(api, "API"));
  if (hit) {
    await vscode.window.showTextDocument(hit.location.uri, { selection: hit.location.range, viewColumn: vscode.ViewColumn.One });
  } else {
    void vscode.window.showInformationMessage(`Hairpin: there is no file for ${name}.`);
  }
}
